package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"linli/desk"
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

// Propose asks the resident's agreement to what the work will cost: in the chat, and where
// there is none staff ask and RecordAnswer.
func (s *Staff) Propose(ctx context.Context, by desk.Staff, order int64, lines []desk.QuoteLine, note string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Propose(lines, note, by.Actor(), a.now) })
}

// RecordAnswer keeps an answer to a price that was given outside the chat.
func (s *Staff) RecordAnswer(ctx context.Context, by desk.Staff, order int64, c desk.Consent) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.RecordAnswer(c, by.Actor(), a.com, a.now) })
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
	a.c.State.Quote, a.c.State.QuoteLast = a.w.ID, true
}

// quoteNoted tells the resident which answer staff kept, so that a wrong one is noticed.
func (a *act) quoteNoted() {
	if a.c == nil {
		return
	}
	a.c.State.SettleQuote(a.w.ID)
	q := &a.w.Quote
	answer := "同意"
	if q.State == desk.QuoteDeclined {
		answer = "不同意"
	}
	a.say(fmt.Sprintf(sayQuoteNoted, q.Who, map[desk.AnswerWay]string{desk.ByPhone: "电话里", desk.OnSpot: "当面", desk.InWriting: "书面"}[q.How],
		answer, q.Total(), a.w.Number))
}

// quoteGone says that a price needs no answer any more; the end of the order says so by
// itself.
func (a *act) quoteGone(l desk.LogLine) {
	if a.c == nil {
		return
	}
	a.c.State.SettleQuote(a.w.ID)
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

// answerQuote keeps the resident's yes or no; one to a price that stands no more is told so.
func (t *talk) answerQuote(w *desk.WorkOrder, n int, yes bool) error {
	err := w.AnswerQuote(yes, n, t.in.Message, t.now)
	if errors.Is(err, desk.ErrConflict) && t.disputes(w, n, yes) {
		return t.disputed(w, yes)
	}
	if errors.Is(err, desk.ErrConflict) {
		t.staleQuote(w, n)
		return nil
	}
	if err != nil {
		return err
	}
	t.c.State.SettleQuote(w.ID)
	t.save(w)
	total := w.Quote.Total()
	told, said := fmt.Sprintf("住户同意报价 %s：%s", total, w.Number), fmt.Sprintf(sayQuoteAgreed, total, w.Number)
	if !yes {
		told, said = fmt.Sprintf("住户不同意报价 %s：%s，请联系住户。", total, w.Number), fmt.Sprintf(sayQuoteDeclined, total, w.Number)
	}
	t.aboutOrder(w.ID, said)
	if err := t.tellStaff(w, fmt.Sprintf("order:%d:quote:%d:answer", w.ID, w.Quote.N), told, nil); err != nil {
		return err
	}
	return t.put(t.posts().editCards(w))
}

// disputes reports whether an answer is another than the one that staff kept.
func (t *talk) disputes(w *desk.WorkOrder, n int, yes bool) bool {
	q := &w.Quote
	return q.N == n && q.How != desk.ByChat && (q.State == desk.QuoteAgreed) != yes && !w.State.Final()
}

// disputed keeps what the resident says against the answer that staff kept, and tells staff.
func (t *talk) disputed(w *desk.WorkOrder, yes bool) error {
	q := &w.Quote
	said, kept := "不同意", "同意"
	if yes {
		said, kept = kept, said
	}
	if err := w.Add(fmt.Sprintf("在聊天里答复：%s报价 %s", said, q.Total()), nil, t.now); err != nil {
		return err
	}
	t.save(w)
	t.aboutOrder(w.ID, fmt.Sprintf(sayQuoteDisputed, kept, q.Total(), said))
	return t.tellStaff(w, fmt.Sprintf("order:%d:quote:%d:disputed:%d", w.ID, q.N, t.in.ID),
		fmt.Sprintf("住户在聊天里说%s报价 %s，和%s记下的（%s%s%s）不一样：%s。请和住户核对。", said, q.Total(), q.NotedBy, q.Who, q.How.Label(), kept, w.Number), nil)
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
	t.putQuote(w, sayQuoteChanged)
}

// putQuote asks for the resident's answer to a price, once more.
func (t *talk) putQuote(w *desk.WorkOrder, lead string) {
	if p := t.c.State.Pending; p == nil || p.Draft == nil {
		t.await(desk.Pending{Await: desk.AwaitQuote, Order: w.ID})
	}
	t.c.State.Quote, t.quoted = w.ID, true
	t.aboutOrder(w.ID, lead+"\n"+quoteText(w), quoteButtons(w)...)
}

// askAboutQuote gives the conversation to whoever has the order: what the resident writes
// now is for them.
func (t *talk) askAboutQuote(w *desk.WorkOrder, n int) error {
	if !w.Quote.Open() || w.Quote.N != n {
		t.staleQuote(w, n)
		return nil
	}
	if err := t.tellStaff(w, fmt.Sprintf("order:%d:quote:asked:%d", w.ID, t.in.ID),
		fmt.Sprintf("住户想问问报价 %s：%s。回复本消息就能答复住户。", w.Quote.Total(), w.Number), nil); err != nil {
		return err
	}
	if w.State.InHand() {
		t.c.Mode, t.c.Staff, t.c.Order = desk.ModeStaff, w.ClaimedBy, w.ID
	}
	t.aboutOrder(w.ID, sayQuoteAsk)
	return nil
}
