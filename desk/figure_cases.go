package desk

import (
	"time"
)

// FigureCase is a row behind a figure: a talk with the bot, an order or a call. N of Of is
// what it adds to the figure's numerator and denominator; of times Value is how long it took,
// in seconds, and Of is 1.
type FigureCase struct {
	Episode *Episode
	Order   *WorkOrder
	Call    *FollowUp
	N, Of   int
	Value   float64
}

// FigureCases are the rows that a figure of a window counts, found by asking for the figure of
// each of them alone, so that they can never be others than those counted. The denominators
// add up to the figure's.
func FigureCases(f Facts, s FigureScope, key string, w Window, now time.Time) []FigureCase {
	c := counter{since: w.Since, until: w.Until, now: now, later: newContacts(f)}
	var out []FigureCase
	add := func(row FigureCase, alone Figures) {
		for _, r := range alone.Rows(Targets{}) {
			if r.Key != key || r.Figure.Denominator == 0 {
				continue
			}
			row.N, row.Of = int(r.Figure.Numerator), r.Figure.Denominator
			if r.Unit == Seconds {
				row.N, row.Value = 1, r.Figure.Value
			}
			out = append(out, row)
		}
	}
	if !ofOrders(key) {
		for i := range f.Episodes {
			e := &f.Episodes[i]
			if s.Channel != "" && e.Channel != s.Channel || !c.in(e.StartedAt) {
				continue
			}
			var alone Figures
			c.countEpisodes(&alone, f.Episodes[i:i+1])
			c.countAnswering(&alone, f.Episodes[i:i+1])
			add(FigureCase{Episode: e}, alone)
		}
		return out
	}
	orders := f
	if s.Orders != (OrderScope{}) {
		orders = f.where(s.Orders.Has)
	}
	calls := map[int64][]FollowUp{}
	for i := range orders.FollowUps {
		u := &orders.FollowUps[i]
		if calls[u.Order] = append(calls[u.Order], *u); u.Order == 0 {
			var alone Figures
			c.countFollowUps(&alone, Facts{FollowUps: []FollowUp{*u}})
			add(FigureCase{Call: u}, alone)
		}
	}
	for i := range orders.Orders {
		o := &orders.Orders[i]
		var alone Figures
		c.countSLA(&alone, orders.Orders[i:i+1])
		c.countWork(&alone, orders.Orders[i:i+1])
		c.countFollowUps(&alone, Facts{Orders: orders.Orders[i : i+1], FollowUps: calls[o.ID]})
		add(FigureCase{Order: o}, alone)
	}
	return out
}
