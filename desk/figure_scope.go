package desk

import (
	"cmp"
	"slices"
	"time"
)

// OrderScope is the part of a community's orders that figures are wanted of; what is left
// empty is all.
type OrderScope struct {
	Building string
	Category string
	Staff    StaffID // who has or had it last
}

// Has reports whether an order belongs to it.
func (s OrderScope) Has(w *WorkOrder) bool {
	return (s.Building == "" || w.Place.Building == s.Building) && (s.Category == "" || w.Category == s.Category) &&
		(s.Staff == 0 || w.ClaimedBy == s.Staff)
}

// where are the orders that has wants with their follow-ups, and no episodes.
func (f Facts) where(has func(*WorkOrder) bool) Facts {
	var out Facts
	in := map[int64]bool{}
	for i := range f.Orders {
		if w := &f.Orders[i]; has(w) {
			in[w.ID] = true
			out.Orders = append(out.Orders, *w)
		}
	}
	for i := range f.FollowUps {
		if in[f.FollowUps[i].Order] {
			out.FollowUps = append(out.FollowUps, f.FollowUps[i])
		}
	}
	return out
}

// FigureScope narrows figures: those of talks with the bot to a channel, those of orders to a part
// of them. Neither narrows the other: a talk has no building, an order no channel.
type FigureScope struct {
	Channel ChannelName // "" all
	Orders  OrderScope
}

// Window is a stretch of time from Since to before Until.
type Window struct{ Since, Until time.Time }

// Before is the stretch of the same length that ends where the window begins.
func (w Window) Before() Window { return Window{w.Since.Add(-w.Until.Sub(w.Since)), w.Since} }

// Days are the window's days, or its weeks when it is longer than six of them; the first and
// the last may be cut short. Days and weeks are those of until's time zone, weeks begin on
// Monday.
func (w Window) Days() []Window {
	step, zone := 1, w.Until.Location()
	y, m, d := w.Since.In(zone).Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if w.Until.Sub(w.Since) > 43*24*time.Hour {
		step = 7
		at = at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	}
	var out []Window
	for at.Before(w.Until) {
		next := at.AddDate(0, 0, step)
		b := Window{at, next}
		if b.Since.Before(w.Since) {
			b.Since = w.Since
		}
		if b.Until.After(w.Until) {
			b.Until = w.Until
		}
		out, at = append(out, b), next
	}
	return out
}

// ComputeEach computes the figures of several windows from facts that reach over all of them.
func ComputeEach(f Facts, s FigureScope, windows []Window, now time.Time) []Figures {
	later := newContacts(f)
	talks, orders := f.Episodes, f
	if s.Channel != "" {
		talks = slices.DeleteFunc(slices.Clone(f.Episodes), func(e Episode) bool { return e.Channel != s.Channel })
	}
	if s.Orders != (OrderScope{}) {
		orders = f.where(s.Orders.Has)
	}
	out := make([]Figures, len(windows))
	for i, w := range windows {
		c := counter{since: w.Since, until: w.Until, now: now, later: later}
		out[i] = Figures{Since: w.Since, Until: w.Until}
		c.countEpisodes(&out[i], talks)
		c.countAnswering(&out[i], talks)
		c.countSLA(&out[i], orders.Orders)
		c.countWork(&out[i], orders.Orders)
		c.countFollowUps(&out[i], orders)
	}
	return out
}

// FigureGroup are the figures of the orders of one building, one category, one person.
type FigureGroup struct {
	Name string
	Figures
}

// Groups are the figures of a window's orders by what by says of each, those with the most
// orders first. Orders of which it says nothing are left out.
func Groups(f Facts, w Window, now time.Time, by func(*WorkOrder) string) []FigureGroup {
	names, sizes := make([]string, len(f.Orders)), map[string]int{}
	for i := range f.Orders {
		names[i] = by(&f.Orders[i])
		sizes[names[i]]++
	}
	parts := map[string]*Facts{}
	of := map[int64]*Facts{}
	for i, name := range names {
		if name == "" {
			continue
		}
		if parts[name] == nil {
			parts[name] = &Facts{Orders: make([]WorkOrder, 0, sizes[name])}
		}
		parts[name].Orders = append(parts[name].Orders, f.Orders[i])
		of[f.Orders[i].ID] = parts[name]
	}
	for i := range f.FollowUps {
		if p := of[f.FollowUps[i].Order]; p != nil {
			p.FollowUps = append(p.FollowUps, f.FollowUps[i])
		}
	}
	var out []FigureGroup
	for name, p := range parts {
		g := FigureGroup{name, Compute(*p, w.Since, w.Until, now)}
		if g.Orders+g.AHTMean.Denominator > 0 {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b FigureGroup) int { return cmp.Or(b.Orders-a.Orders, cmp.Compare(a.Name, b.Name)) })
	return out
}
