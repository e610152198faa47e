package desk

import (
	"fmt"
	"strings"
	"time"
)

// AnswerWay says how an answer to a quote reached us.
type AnswerWay string

const (
	ByChat    AnswerWay = "" // by a button or in words
	ByPhone   AnswerWay = "phone"
	OnSpot    AnswerWay = "on_spot"
	InWriting AnswerWay = "written"
)

// AnswerWays are those beside the chat, in the order they are offered.
var AnswerWays = []AnswerWay{ByPhone, OnSpot, InWriting}

// Label is the way as people read it.
func (a AnswerWay) Label() string {
	return map[AnswerWay]string{ByPhone: "电话", OnSpot: "当面", InWriting: "书面"}[a]
}

// Consent is an answer to a quote that somebody gave outside the chat, as staff keep it.
type Consent struct {
	N       int        // the quote's number; 0 is the one that stands
	Answer  QuoteState // QuoteAgreed or QuoteDeclined
	How     AnswerWay
	Who     string    // who answered
	At      time.Time // when
	AskedBy string    // name of the member of staff who asked
}

// RecordAnswer keeps an answer to the quote that stands. Whoever has the order may, or
// dispatches; the log says who kept it. ErrConflict when no quote waits.
func (w *WorkOrder) RecordAnswer(s Consent, by Actor, c *Community, at time.Time) error {
	move := map[QuoteState]Move{QuoteAgreed: MoveAgree, QuoteDeclined: MoveDecline}[s.Answer]
	if by.Kind != ByStaff {
		return w.notBy(MoveAgree, by)
	}
	if err := w.handled(MoveAgree, by); err != nil {
		return err
	}
	if !w.Quote.Open() || s.N != 0 && s.N != w.Quote.N {
		return w.notOpen()
	}
	if err := w.checkConsent(s, c, at); err != nil {
		return err
	}
	q := &w.Quote
	q.State, q.Answered, q.How, q.Who, q.AskedBy, q.NotedBy = s.Answer, s.At, s.How, s.Who, s.AskedBy, by.Name
	w.log(move, w.State, by, at, fmt.Sprintf("%s，%s（%s），%s，%s问的", q.Total(), s.Who, s.How.Label(), c.Local(s.At).Format("1月2日 15:04"), s.AskedBy))
	return nil
}

// checkConsent names the first field that cannot be so.
func (w *WorkOrder) checkConsent(s Consent, c *Community, now time.Time) error {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	long := func(s string) bool { return len([]rune(s)) > maxName || strings.ContainsAny(s, "\r\n") }
	switch {
	case s.Answer != QuoteAgreed && s.Answer != QuoteDeclined:
		return &Fault{"answer", "请选择同意还是不同意"}
	case s.How.Label() == "":
		return &Fault{"how", "请选择是怎么答复的"}
	case blank(s.Who):
		return &Fault{"who", "请写明是谁答复的"}
	case long(s.Who):
		return &Fault{"who", "称呼太长了，最多 60 个字"}
	case blank(s.AskedBy) || long(s.AskedBy):
		return &Fault{"asked_by", "请写明是谁问的"}
	case s.At.Before(w.OpenedAt.Truncate(time.Minute)):
		return &Fault{"at", "答复的时间不能早于开单（" + c.Local(w.OpenedAt).Format("1月2日 15:04") + "）"}
	case s.At.After(now):
		return &Fault{"at", "答复的时间不能在以后"}
	}
	return nil
}
