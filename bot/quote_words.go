package bot

import (
	"fmt"
	"slices"
	"strings"

	"linli/desk"
	"linli/intents"
	"linli/text"
)

// A price may be answered in words, also when something else was asked since. What could
// as well be meant for that is asked about: it is the resident's money.

// quoteWord is what residents write to agree or not. A plain one answers a price; one that
// names the price answers nothing else; a loose one answers any question.
type quoteWord struct{ yes, names, loose bool }

// quoteWords are such words by their text.Key; anything longer is a remark for the staff.
var quoteWords = func() map[string]quoteWord {
	all := map[string]quoteWord{}
	add := func(w quoteWord, words string) {
		for _, s := range strings.Fields(words) {
			all[s] = w
		}
	}
	add(quoteWord{yes: true}, "同意 我同意 同意的 接受 我接受 agree 同意维修 同意修 同意施工")
	add(quoteWord{}, "不同意 我不同意 不接受 decline")
	add(quoteWord{yes: true, names: true}, "同意报价 同意这个报价 同意这份报价 接受报价 同意价格 同意这个价格 同意这个价 报价可以 报价没问题 价格可以 价格没问题 价格同意")
	add(quoteWord{names: true}, "不同意报价 不同意这个报价 不同意这份报价 不接受报价 不同意价格 不同意这个价格 太贵 太贵了 贵了 有点贵 价格太高 价格太高了 报价太高了 "+
		"太贵了不同意 不同意太贵了 太贵了不修了 太贵了不修 太贵不修了 太贵了算了")
	add(quoteWord{yes: true, loose: true}, "可以 可以的 好 好的 行 行的 没问题 ok yes 就这样 修吧 那修吧 可以修吧 好的修吧")
	add(quoteWord{loose: true}, "不行 不可以 不要 不修了 no")
	return all
}()

// saidQuote takes typed words for a button under a price.
func (t *talk) saidQuote() (bool, error) {
	s := &t.c.State
	if len(t.in.Media) > 0 {
		return false, nil
	}
	if p := s.Pending; p != nil && p.Await == desk.AwaitQuote {
		return t.saidToQuote(p.Order)
	}
	word, ok := quoteWords[text.Key(t.in.Text)]
	if s.Quote == 0 || !ok {
		return false, nil
	}
	w, err := t.order(s.Quote)
	if err != nil || !w.Quote.Open() {
		s.SettleQuote(s.Quote)
		return false, nil //nolint:nilerr // gone: the words are understood by themselves
	}
	switch t.meant(word) {
	case meantElse:
		return false, nil
	case meantEither:
		t.askWhichMeant(w)
		return true, nil
	}
	form := t.form()
	if err := t.answerQuote(w, t.quoteMeant(w), word.yes); err != nil || form == nil {
		return true, err
	}
	t.backTo(form)
	return true, nil
}

// saidToQuote takes words while the price is what was asked last.
func (t *talk) saidToQuote(order int64) (bool, error) {
	key := text.Key(t.in.Text)
	word, ok := quoteWords[key]
	choice := 0
	if !ok {
		if choice, ok = intents.ParseChoice(t.in.Text, 3); !ok && key != "问一下师傅" {
			return false, nil
		}
		word.yes = choice == 1
	}
	w, err := t.order(order)
	if err != nil {
		t.settle()
		return false, nil //nolint:nilerr // gone: the words are understood by themselves
	}
	if !ok || choice == 3 {
		return true, t.askAboutQuote(w, w.Quote.N)
	}
	return true, t.answerQuote(w, t.quoteMeant(w), word.yes)
}

// quoteMeant is the number of the price that the words answer: they may have been written
// to the one before this one.
func (t *talk) quoteMeant(w *desk.WorkOrder) int {
	if t.in.At.Before(w.Quote.At) {
		return w.Quote.N - 1
	}
	return w.Quote.N
}

// form is the report the bot is taking down, nil if none.
func (t *talk) form() *desk.Pending {
	if p := t.c.State.Pending; p != nil && p.Draft != nil && t.c.Mode == desk.ModeBot {
		return p
	}
	return nil
}

// meaning is what words that could answer a price are meant for.
type meaning int

const (
	meantPrice meaning = iota
	meantElse
	meantEither
)

// meant tells it by what was asked last: the price, or something to which they fit as well.
func (t *talk) meant(word quoteWord) meaning {
	s, form := &t.c.State, t.form()
	switch {
	case s.QuoteLast && (form == nil || !word.loose):
		return meantPrice
	case s.QuoteLast:
		return meantEither
	case word.names && form != nil && form.Field == fieldThing: // 太贵了 may be the complaint itself
		return meantEither
	case word.names:
		return meantPrice
	case word.loose:
		return meantElse
	case form != nil && form.Await == desk.AwaitConfirm: // 同意 may be said of what was shown
		return meantEither
	case form == nil && s.Pending != nil && slices.Contains(yesOrNo, s.Pending.Await):
		return meantElse
	}
	return meantPrice
}

// yesOrNo are other questions that 同意 answers.
var yesOrNo = []desk.Awaiting{desk.AwaitCancel, desk.AwaitFixed, desk.AwaitIncident}

// askWhichMeant asks whether words were for the price or for the report.
func (t *talk) askWhichMeant(w *desk.WorkOrder) {
	buttons := quoteButtons(w)[:2]
	for i := range buttons {
		buttons[i].Label += "报价"
	}
	if form := t.form(); form != nil && form.Await == desk.AwaitConfirm {
		buttons = append(buttons, desk.Button{Label: "提交", Press: "submit"})
	}
	t.quoted = true
	t.aboutOrder(w.ID, fmt.Sprintf(sayQuoteOrForm, w.Quote.Total(), w.Number), buttons...)
}

// quoteWaits asks for the price again that waited behind a report.
func (t *talk) quoteWaits() {
	s := &t.c.State
	if s.Quote == 0 {
		return
	}
	if w, err := t.order(s.Quote); err == nil && w.Quote.Open() {
		t.putQuote(w, sayQuoteWaits)
		return
	}
	s.SettleQuote(s.Quote)
}
