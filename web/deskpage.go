package web

import (
	"fmt"
	"net/http"
	"time"

	"linli/desk"
	"linli/store"
)

// maxCount bounds what is counted for the page's head; beyond it there are "99+".
const maxCount = 100

// frame is what every desk page shows around its content.
type frame struct {
	Title     string
	Here      string // the entry of the main navigation, "" if none
	Staff     desk.Staff
	Community string
	Unclaimed string // how many orders nobody has, "" if none
}

// frame fills the frame in for the member of staff who asks.
func (s *Server) frame(r *http.Request, title, here string) (frame, error) {
	p := staffOf(r)
	f := frame{Title: title, Here: here, Staff: p}
	if c, ok := s.community(p.Community); ok {
		f.Community = c.Name
	}
	n, err := s.count(r, tabOpen.filter(p))
	f.Unclaimed = n
	return f, err
}

// count is how many orders pass the filter, as it is shown; "" for none.
func (s *Server) count(r *http.Request, f store.OrderFilter) (string, error) {
	f.Limit = maxCount
	list, err := s.cfg.Store.Orders(r.Context(), f)
	switch {
	case err != nil || len(list) == 0:
		return "", err
	case len(list) == maxCount:
		return "99+", nil
	}
	return fmt.Sprint(len(list)), nil
}

// lasting is a length of time as one says it, "12 分钟".
func lasting(d time.Duration) string { return desk.Lasting(d) }

// ago is how long ago a moment was.
func ago(t, now time.Time) string {
	if now.Sub(t) < time.Minute {
		return "刚刚"
	}
	return lasting(now.Sub(t)) + "前"
}

// moment is a point in time, in the community's zone; the day is left out today.
func moment(c *desk.Community, t, now time.Time) string {
	t, now = c.Local(t), c.Local(now)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("1月2日 15:04")
	}
	return t.Format("2006年1月2日 15:04")
}

// dueView is a deadline as it is shown. Class is "late", "soon", "met" or "".
type dueView struct{ Clock, Text, Class string }

// nextDue is the deadline that runs out next; zero when none runs.
func nextDue(w *desk.WorkOrder, now time.Time) dueView {
	clock, due, ok := w.NextDue()
	if !ok {
		return dueView{}
	}
	v := dueView{Clock: clock.Label(), Text: left(due, now)}
	if a, ok := w.NextAlert(); ok && (a.Step != desk.StepWarn || !a.At.After(now)) {
		v.Class = "soon"
	}
	if due.Before(now) {
		v.Class = "late"
	}
	return v
}

func left(due, now time.Time) string {
	if due.Before(now) {
		return "已超时 " + lasting(now.Sub(due))
	}
	return "还剩 " + lasting(due.Sub(now))
}

// deadlines are all clocks of an order: kept, missed, or still running.
func deadlines(w *desk.WorkOrder, c *desk.Community, now time.Time) []dueView {
	var out []dueView
	for _, clock := range desk.Timers {
		due, met := w.Deadline(clock)
		if due.IsZero() {
			continue
		}
		v := dueView{Clock: clock.Label(), Text: moment(c, due, now) + " 前"}
		switch {
		case !met.IsZero() && met.After(due):
			v.Class, v.Text = "late", v.Text+" · 晚了 "+lasting(met.Sub(due))
		case !met.IsZero():
			v.Class, v.Text = "met", v.Text+" · 已按时"
		case w.State.Final():
			v.Text += " · 未计"
		case due.Before(now):
			v.Class, v.Text = "late", v.Text+" · "+left(due, now)
		default:
			v.Text += " · " + left(due, now)
		}
		out = append(out, v)
	}
	return out
}
