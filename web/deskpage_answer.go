package web

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"linli/desk"
)

// What a resident says to a price on the phone, on the spot or in writing, kept by staff.

// quoteWays are the ways to answer beside the chat, as they are offered.
var quoteWays = func() (out []choice) {
	for _, way := range desk.AnswerWays {
		out = append(out, choice{string(way), way.Label()})
	}
	return out
}()

// answerFacts are who answered a quote, how and when, and who asked.
func answerFacts(q *desk.Quote, m desk.Mask, at func(time.Time) string) []fact {
	if q.Answered.IsZero() {
		return nil
	}
	if q.How == desk.ByChat {
		return []fact{{Label: q.State.Label(), Value: at(q.Answered)}}
	}
	return []fact{{Label: q.State.Label(), Value: m.Words(q.Who) + " " + at(q.Answered)}, {Label: "怎么答复的", Value: q.How.Label(), Ours: true},
		{Label: "谁问的", Value: q.AskedBy}, {Label: "谁记下的", Value: q.NotedBy}}
}

// answerForm keeps what was said to the price outside the chat; nil when there is nothing to keep.
func answerForm(o *desk.WorkOrder, by desk.Staff, book *dutyBook, failed *failedMove) *moveView {
	c := &book.com
	if !possible(*o, actAnswer, by.Actor(), c, book.now) {
		return nil
	}
	v := &moveView{Label: "住户在电话里或当面答复了", Sure: "记下答复", Action: fmt.Sprintf("/desk/orders/%d/%s", o.ID, actAnswer), Main: o.Conversation == 0,
		Hidden: []choice{{"n", strconv.Itoa(o.Quote.N)}}}
	form := actForm{Who: o.Resident, At: c.Local(book.now).Format(localTime), AskedBy: by.Name}
	if failed.Act == actAnswer {
		form, v.Open, v.Error, failed.Shown = failed.Form, true, failed.Text, true
	}
	asked := fieldView{Name: "asked_by", Label: "谁问的", Kind: "choice", Value: form.AskedBy}
	for _, p := range book.staff {
		asked.Choices = append(asked.Choices, choice{p.Name, p.Name})
	}
	v.Fields = []fieldView{
		{Name: "answer", Label: "住户的答复", Kind: "one", Value: form.Answer, Choices: []choice{{string(desk.QuoteAgreed), "同意"}, {string(desk.QuoteDeclined), "不同意"}}},
		{Name: "how", Label: "怎么答复的", Kind: "one", Value: form.How, Choices: quoteWays},
		{Name: "who", Label: "谁答复的", Kind: "text", Value: form.Who},
		{Name: "at", Label: "什么时候", Kind: "datetime-local", Value: form.At}, asked}
	for i := range v.Fields {
		f := &v.Fields[i]
		f.Form = string(actAnswer) + "-"
		if v.Open && f.Name == failed.Field {
			f.Error, v.Error = v.Error, ""
		}
	}
	return v
}

// answerQuote carries out actAnswer. Without a time it was just now, and without a name
// whoever keeps it has asked.
func (s *Server) answerQuote(ctx context.Context, by desk.Staff, o desk.WorkOrder, f actForm) (desk.WorkOrder, error) {
	said := desk.Consent{N: f.N, Answer: desk.QuoteState(f.Answer), How: desk.AnswerWay(f.How), Who: f.Who, At: s.cfg.Now(), AskedBy: by.Name}
	if f.At != "" {
		var err error
		if said.At, err = time.Parse(time.RFC3339, f.At); err != nil {
			return o, invalid("at", "时间请写成 2026-11-25T09:00:00+08:00 这样")
		}
	}
	if f.AskedBy != "" && f.AskedBy != by.Name {
		asked, err := s.findColleague(ctx, by.Community, f.AskedBy)
		if err != nil {
			return o, atField(err, "asked_by")
		}
		said.AskedBy = asked.Name
	}
	return s.cfg.Staff.RecordAnswer(ctx, by, o.ID, said)
}
