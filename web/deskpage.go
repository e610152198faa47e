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
	Unclaimed string    // how many orders nobody has, "" if none
	LateCalls string    // how many calls are overdue that concern who looks, "" if none
	Ringing   []ringRow // what nobody has and cannot wait
	English   bool      // the page will be shown in English
	Order     int64     // the order the page is about, 0 if none
	Charts    bool      // the page draws some
}

// ringRow is an order the browser rings for: P0 until it is seen, P1 once.
type ringRow struct {
	ID            int64
	Number, Title string
	Priority      desk.Priority
}

// ringAt most for so many orders of one priority.
const ringAt = 5

// frame fills the frame in for the member of staff who asks.
func (s *Server) frame(r *http.Request, title, here string) (frame, error) {
	p := staffOf(r)
	f := frame{Title: title, Here: here, Staff: p, English: wantsEnglish(r)}
	if c, ok := s.community(p.Community); ok {
		f.Community = c.Name
	}
	var err error
	if f.Unclaimed, err = s.count(r, tabOpen.filter(p)); err != nil || !p.Role.Works() {
		return f, err
	}
	if f.LateCalls, err = s.lateCalls(r, !p.Role.Dispatches()); err != nil {
		return f, err
	}
	for _, priority := range []desk.Priority{desk.P0, desk.P1} {
		list, err := s.cfg.Store.Orders(r.Context(), store.OrderFilter{Community: p.Community, States: tabOpen.States, Priority: priority,
			ByDue: true, Limit: ringAt})
		if err != nil {
			return f, err
		}
		for i := range list {
			w := &list[i]
			f.Ringing = append(f.Ringing, ringRow{ID: w.ID, Number: w.Number, Title: w.HiddenFrom(p).Words(w.Title), Priority: w.Priority})
		}
	}
	return f, nil
}

// Start is the page the mark leads to.
func (f frame) Start() string { return start(f.Staff.Role) }

// Alarm reports whether an emergency waits for somebody.
func (f frame) Alarm() bool { return len(f.Ringing) > 0 && f.Ringing[0].Priority == desk.P0 }

// count is how many orders pass the filter, as it is shown; "" for none.
func (s *Server) count(r *http.Request, f store.OrderFilter) (string, error) {
	f.Limit = maxCount
	n, err := s.cfg.Store.CountOrders(r.Context(), f)
	return counted(n), err
}

// counted is a number of at most maxCount as it is shown, "" for none.
func counted(n int) string {
	switch n {
	case 0:
		return ""
	case maxCount:
		return "99+"
	}
	return fmt.Sprint(n)
}

// ago is how long ago a moment was.
func ago(t, now time.Time) string {
	if now.Sub(t) < time.Minute {
		return "刚刚"
	}
	return desk.Lasting(now.Sub(t)) + "前"
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

// dueView is a deadline as it is shown. Class is "late", "soon", "met" or ""; At is the
// moment in unix seconds where the time left counts down, 0 where it does not.
type dueView struct {
	Clock, Text, Class string
	At                 int64
}

// nextDue is the deadline that runs out next; zero when none runs.
func nextDue(w *desk.WorkOrder, now time.Time) dueView {
	clock, due, ok := w.NextDue()
	if !ok {
		return dueView{}
	}
	v := dueView{Clock: w.ClockLabel(clock), Text: left(due, now), At: due.Unix()}
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
		return "已超时 " + desk.Lasting(now.Sub(due))
	}
	return "还剩 " + desk.Lasting(due.Sub(now))
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
			v.Class, v.Text = "late", v.Text+" · 晚了 "+desk.Lasting(met.Sub(due))
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
