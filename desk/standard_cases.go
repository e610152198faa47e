package desk

import (
	"fmt"
	"slices"
	"strings"
)

// StandardCase is one of the rows behind what was said of a standard: an order, a call
// about an answer of the bot, or a FAQ entry.
type StandardCase struct {
	Order   *WorkOrder
	Call    *FollowUp
	Entry   string
	Good    bool
	Remarks []string // what is lacking, or how long it took
}

// Cases are the rows behind what Judge says, as many as its figure counts; what is not
// good comes first. Figures of episodes have none here: they open their own rows.
func (g *Grounds) Cases(s *Standard) []StandardCase {
	var out []StandardCase
	switch s.Measure() {
	case ByHand:
	case ByAnswers:
		for _, id := range s.Entries {
			e := g.Entry(id)
			out = append(out, StandardCase{Entry: id, Good: e.Yes(), Remarks: e.Remarks()})
		}
	case ByFigure:
		out = g.figureCases(s)
	default:
		out = g.cases(s)
	}
	slices.SortStableFunc(out, func(a, b StandardCase) int { return one(a.Good) - one(b.Good) })
	return out
}

// Remarks are what keeps an entry from answering in standard words.
func (e EntryReady) Remarks() []string {
	var out []string
	if !e.Served {
		out = append(out, "没有在用，或已过有效期")
	}
	if e.Served && !e.Approved {
		out = append(out, "没有批准日期")
	}
	if len(e.Missing) > 0 {
		out = append(out, "还没有填："+strings.Join(e.Missing, "、"))
	}
	return out
}

// cases are those of a standard that is measured order by order, or call by call.
func (g *Grounds) cases(s *Standard) []StandardCase {
	var out []StandardCase
	if s.Measure() == ByReplies {
		return g.replies(s)
	}
	for i := range g.Facts.Orders {
		w := &g.Facts.Orders[i]
		if !s.Orders.Has(w) {
			continue
		}
		var c StandardCase
		var counted bool
		if s.Record != "" {
			c.Good, counted = g.record(w, s.Record)
		} else {
			c, counted = g.ticked(w, s.Step)
		}
		if c.Order = w; counted {
			out = append(out, c)
		}
	}
	return out
}

// done reports whether the order was finished in the window.
func (g *Grounds) done(w *WorkOrder) bool {
	return (w.State == Resolved || w.State == Closed) && g.in(w.ResolvedAt)
}

// ticked: the step, or all steps of the checklist where none is named, was ticked before
// the order was resolved.
func (g *Grounds) ticked(w *WorkOrder, step string) (c StandardCase, counted bool) {
	steps := g.Steps(w)
	if step != "" && slices.Contains(steps, step) {
		steps = []string{step}
	} else if step != "" {
		return c, false
	}
	if len(steps) == 0 || !g.done(w) {
		return c, false
	}
	for _, x := range steps {
		if t := w.Ticked(x); t == nil || t.At.UnixMilli() > w.ResolvedAt.UnixMilli() {
			c.Remarks = append(c.Remarks, x)
		}
	}
	c.Good = len(c.Remarks) == 0
	return c, true
}

// record: the order holds what it has to.
func (g *Grounds) record(w *WorkOrder, r Record) (good, counted bool) {
	switch r {
	case RecordReport:
		return w.Reported(), w.Priority == P0 && !w.dealtWith().IsZero() && g.in(w.dealtWith())
	case RecordPhotos:
		return len(w.PhotosOf(PhotoAfter)) > 0, g.done(w)
	}
	if w.Promised.Kind == "" || !g.in(w.OpenedAt) {
		return false, false
	}
	return w.Kept(ClockPromise, g.Now)
}

// replies: residents who were called and asked said yes.
func (g *Grounds) replies(s *Standard) []StandardCase {
	orders := map[int64]*WorkOrder{}
	for i := range g.Facts.Orders {
		orders[g.Facts.Orders[i].ID] = &g.Facts.Orders[i]
	}
	var out []StandardCase
	for i := range g.Facts.FollowUps {
		u := &g.Facts.FollowUps[i]
		w := orders[u.Order]
		reply := s.Asked.Of(u.Result)
		if reply == NotPut || !g.in(u.CreatedAt) || !s.Orders.All() && (w == nil || !s.Orders.Has(w)) {
			continue
		}
		out = append(out, StandardCase{Order: w, Call: u, Good: reply == ReplyYes})
	}
	return out
}

// figureCases are the orders and calls that a figure of orders counts.
func (g *Grounds) figureCases(s *Standard) []StandardCase {
	if !ofOrders(s.Figure) {
		return nil
	}
	var out []StandardCase
	for _, x := range FigureCases(g.Facts.Of(s.Orders), FigureScope{}, s.Figure, Window{g.Since, g.Until}, g.Now) {
		c := StandardCase{Order: x.Order, Call: x.Call, Good: x.N == x.Of}
		switch {
		case s.Unit() != Share:
			c.Good, c.Remarks = s.Target.Met(x.Value), []string{s.Unit().Text(x.Value, true)}
		case s.Target.Most:
			c.Good = x.N == 0
		}
		if s.Unit() == Share && x.Of > 1 {
			c.Remarks = []string{fmt.Sprintf("%d/%d", x.N, x.Of)}
		}
		out = append(out, c)
	}
	return out
}
