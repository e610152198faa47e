package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"linli/desk"
	"linli/intents"
	"linli/text"
)

// A price is asked before the work: staff propose it, the resident agrees by a button or
// in words, and the order's log says who did what when.

// Buttons under a quote; each carries the order and the quote's number, so that an old
// one agrees to nothing new.
const (
	pressAgree    = "agree"
	pressDecline  = "decline"
	pressAskPrice = "askprice"
)

// Propose asks the resident's agreement to what the work will cost.
func (s *Staff) Propose(ctx context.Context, by desk.Staff, order int64, lines []desk.QuoteLine, note string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error {
		if a.c == nil {
			return fmt.Errorf("order %s has no conversation to ask: %w", a.w.Number, desk.ErrInvalid)
		}
		return a.w.Propose(lines, note, by.Actor(), a.now)
	})
}

// Unquote takes back a price that was not answered.
func (s *Staff) Unquote(ctx context.Context, by desk.Staff, order int64) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Withdraw(by.Actor(), a.now) })
}

// askQuote puts the price to the resident.
func (a *act) askQuote() {
	if a.c == nil {
		return
	}
	a.say(quoteText(a.w), quoteButtons(a.w)...)
	a.expect(desk.Pending{Await: desk.AwaitQuote, Order: a.w.ID})
}

// quoteGone says that a price needs no answer any more; the end of the order says so by
// itself.
func (a *act) quoteGone(l desk.LogLine) {
	if a.c == nil {
		return
	}
	if p := a.c.State.Pending; p != nil && p.Await == desk.AwaitQuote && p.Order == a.w.ID {
		a.c.State.Pending = nil
	}
	if a.w.State.InHand() && l.By.Kind == desk.ByStaff {
		a.say(fmt.Sprintf(sayQuoteGone, a.w.Number))
	}
}

// quoteText is a quote as the resident is asked.
func quoteText(w *desk.WorkOrder) string {
	var b strings.Builder
	q := &w.Quote
	switch {
	case w.Priority == desk.P0:
		fmt.Fprintf(&b, sayQuoteUrgent, q.By, w.Number)
	case q.N > 1:
		fmt.Fprintf(&b, sayQuoteAnew, q.By, w.Number)
	default:
		fmt.Fprintf(&b, sayQuote, q.By, w.Number)
	}
	for _, l := range q.Lines {
		b.WriteString("\n" + l.String())
		if l.Count > 1 {
			fmt.Fprintf(&b, "（每个 %s）", l.Price)
		}
	}
	fmt.Fprintf(&b, "\n合计：%s", q.Total())
	if q.Note != "" {
		b.WriteString("\n说明：" + q.Note)
	}
	return b.String() + "\n" + sayQuoteHow
}

func quoteButtons(w *desk.WorkOrder) []desk.Button {
	button := func(label, verb string) desk.Button {
		return desk.Button{Label: label, Press: desk.NewPress(verb, w.ID, w.Quote.N)}
	}
	return []desk.Button{button("同意", pressAgree), button("不同意", pressDecline), button("问一下师傅", pressAskPrice)}
}

// pressedQuote takes the buttons under a quote.
func (t *talk) pressedQuote(p desk.Press) error {
	w, err := t.order(p.ID(0))
	if err != nil {
		return t.unknownOrder(err)
	}
	n := int(p.ID(1))
	if p.Verb == pressAskPrice {
		return t.askAboutQuote(w, n)
	}
	return t.answerQuote(w, n, p.Verb == pressAgree)
}

// What residents write to agree or not; anything longer is a remark for the staff.
var quoteWords = map[string]bool{"同意": true, "我同意": true, "同意的": true, "同意报价": true, "可以": true, "可以的": true, "好": true, "好的": true, "行": true,
	"行的": true, "没问题": true, "ok": true, "agree": true, "yes": true, "接受": true, "就这样": true, "修吧": true, "那修吧": true, "可以修吧": true, "好的修吧": true,
	"不同意": false, "我不同意": false, "不行": false, "不可以": false, "不要": false, "不修了": false, "太贵": false, "太贵了": false, "贵了": false, "有点贵": false,
	"不接受": false, "no": false, "decline": false, "太贵了不同意": false, "不同意太贵了": false, "太贵了不修了": false}

// saidQuote takes typed words for a button while the price is what was asked last.
func (t *talk) saidQuote() (bool, error) {
	p := t.c.State.Pending
	if p == nil || p.Await != desk.AwaitQuote || len(t.in.Media) > 0 {
		return false, nil
	}
	key := text.Key(t.in.Text)
	yes, ok := quoteWords[key]
	choice := 0
	if !ok {
		if choice, ok = intents.ParseChoice(t.in.Text, 3); !ok && key != "问一下师傅" {
			return false, nil
		}
		yes = choice == 1
	}
	w, err := t.order(p.Order)
	if err != nil {
		t.settle()
		return false, nil //nolint:nilerr // gone: the words are understood by themselves
	}
	switch {
	case !ok || choice == 3:
		return true, t.askAboutQuote(w, w.Quote.N)
	case t.in.At.Before(w.Quote.At): // written to the price before this one
		return true, t.answerQuote(w, w.Quote.N-1, yes)
	}
	return true, t.answerQuote(w, w.Quote.N, yes)
}

// answerQuote keeps the resident's yes or no; one to a price that stands no more is told so.
func (t *talk) answerQuote(w *desk.WorkOrder, n int, yes bool) error {
	err := w.AnswerQuote(yes, n, t.in.Message, t.now)
	if errors.Is(err, desk.ErrConflict) {
		t.staleQuote(w, n)
		return nil
	}
	if err != nil {
		return err
	}
	t.settleQuote(w.ID)
	t.save(w)
	total := w.Quote.Total()
	told, said := fmt.Sprintf("住户同意报价 %s：%s", total, w.Number), fmt.Sprintf(sayQuoteAgreed, total, w.Number)
	if !yes {
		told, said = fmt.Sprintf("住户不同意报价 %s：%s，请联系住户。", total, w.Number), fmt.Sprintf(sayQuoteDeclined, total, w.Number)
	}
	t.tellRooms(fmt.Sprintf("order:%d:quote:%d:answer", w.ID, w.Quote.N), w.ID, told, nil, nil)
	t.turn.Out = append(t.turn.Out, cardEdits(t.com, t.e.Rooms[t.com.ID], w, t.now)...)
	t.aboutOrder(w.ID, said)
	return nil
}

func (t *talk) settleQuote(order int64) {
	if p := t.c.State.Pending; p != nil && p.Await == desk.AwaitQuote && p.Order == order {
		t.settle()
	}
}

// staleQuote says why an answer to a quote does not count, and asks the one that stands.
func (t *talk) staleQuote(w *desk.WorkOrder, n int) {
	q := &w.Quote
	switch {
	case w.State.Final() || w.State == desk.Resolved:
		t.aboutOrder(w.ID, statusText(t.com, w, t.now))
	case q.Open():
		t.askQuoteAgain(w)
	case q.N == n && q.State == desk.QuoteAgreed:
		t.aboutOrder(w.ID, fmt.Sprintf(sayQuoteWasAgreed, q.Total()))
	case q.N == n && q.State == desk.QuoteDeclined:
		t.aboutOrder(w.ID, fmt.Sprintf(sayQuoteWasDeclined, q.Total()))
	default:
		t.aboutOrder(w.ID, fmt.Sprintf(sayQuoteGone, w.Number))
	}
}

func (t *talk) askQuoteAgain(w *desk.WorkOrder) {
	if p := t.c.State.Pending; p == nil || p.Draft == nil {
		t.await(desk.Pending{Await: desk.AwaitQuote, Order: w.ID})
	}
	t.aboutOrder(w.ID, sayQuoteChanged+"\n"+quoteText(w), quoteButtons(w)...)
}

// askAboutQuote gives the conversation to whoever has the order: what the resident writes
// now is for them.
func (t *talk) askAboutQuote(w *desk.WorkOrder, n int) error {
	if !w.Quote.Open() || w.Quote.N != n {
		t.staleQuote(w, n)
		return nil
	}
	t.tellRooms(fmt.Sprintf("order:%d:quote:asked:%d", w.ID, t.in.ID), w.ID,
		fmt.Sprintf("住户想问问报价 %s：%s。回复本消息就能答复住户。", w.Quote.Total(), w.Number), nil, nil)
	if w.State.InHand() {
		t.c.Mode, t.c.Staff, t.c.Order = desk.ModeStaff, w.ClaimedBy, w.ID
	}
	t.aboutOrder(w.ID, sayQuoteAsk)
	return nil
}
