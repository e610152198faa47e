package desk

import (
	"slices"
	"time"
)

// Priority of a work order.
type Priority string

const (
	P0 Priority = "P0" // 险情: danger to life
	P1 Priority = "P1" // 急修
	P2 Priority = "P2" // 一般
	P3 Priority = "P3" // 计划
	PC Priority = "C"  // 投诉
)

// Priorities, the most urgent first.
var Priorities = []Priority{P0, P1, P2, P3, PC}

var priorityNames = map[Priority]string{P0: "险情", P1: "急修", P2: "一般", P3: "计划", PC: "投诉"}

// Label is the priority as people read it.
func (p Priority) Label() string { return priorityNames[p] }

// AnyHour reports whether the clocks of this priority run by night and on holidays.
func (p Priority) AnyHour() bool { return p == P0 || p == P1 }

// SLA are the time limits of one priority. A zero Span is no limit.
type SLA struct {
	AnyHour                 bool
	Respond, Arrive, Finish Span
}

// DefaultSLA are PRODUCT.md 2's limits; each community may set its own. "24 h" of an
// ordinary repair is one service day: due at the same time on the next day of service.
func DefaultSLA(p Priority) SLA {
	minutes := func(n int) Span { return Span{Time: time.Duration(n) * time.Minute} }
	days := func(n int) Span { return Span{ServiceDays: n} }
	switch p {
	case P0:
		return SLA{AnyHour: true, Respond: minutes(3), Arrive: minutes(15)}
	case P1:
		return SLA{AnyHour: true, Respond: minutes(15), Arrive: minutes(30), Finish: minutes(240)}
	case P3:
		return SLA{Respond: days(1), Finish: Span{WorkingDays: 5}}
	case PC:
		return SLA{Respond: minutes(15), Arrive: days(1), Finish: Span{WorkingDays: 3}}
	default:
		return SLA{Respond: minutes(15), Arrive: days(1), Finish: days(2)}
	}
}

// limit is the limit of one clock.
func (s SLA) limit(c Clock) Span {
	switch c {
	case ClockRespond:
		return s.Respond
	case ClockArrive:
		return s.Arrive
	case ClockFinish:
		return s.Finish
	}
	return Span{}
}

// Clock names one of an order's three time limits.
type Clock string

const (
	ClockRespond Clock = "respond"
	ClockArrive  Clock = "arrive"
	ClockFinish  Clock = "finish"
)

// ClockPromise is what staff promised the resident in chat.
const ClockPromise Clock = "promise"

// Clocks are the time limits of a priority, in the order they run out; Timers are all that
// an order may have to keep.
var (
	Clocks = []Clock{ClockRespond, ClockArrive, ClockFinish}
	Timers = []Clock{ClockRespond, ClockArrive, ClockPromise, ClockFinish}
)

var clockNames = map[Clock]string{ClockRespond: "响应", ClockArrive: "上门", ClockFinish: "办结", ClockPromise: "承诺", ClockReport: "险情报告", ClockCall: "回访"}

// Label is the clock as people read it.
func (c Clock) Label() string { return clockNames[c] }

// ClockLabel is the clock as people read it on this order: with a complaint somebody
// calls where with a repair somebody comes.
func (w *WorkOrder) ClockLabel(c Clock) string {
	if c == ClockArrive && w.Kind == Complaint {
		return "联系"
	}
	return c.Label()
}

// Deadlines are the moments an order's clocks run out; zero where there is no limit.
type Deadlines struct {
	Respond time.Time
	Arrive  time.Time
	Finish  time.Time
}

// From is when the limits run out for something opened then.
func (s SLA) From(opened time.Time, cal Calendar) Deadlines {
	return Deadlines{
		Respond: s.due(s.Respond, opened, cal),
		Arrive:  s.due(s.Arrive, opened, cal),
		Finish:  s.due(s.Finish, opened, cal),
	}
}

func (s SLA) due(span Span, opened time.Time, cal Calendar) time.Time {
	switch {
	case span == Span{}:
		return time.Time{}
	case s.AnyHour:
		return opened.Add(span.Time + time.Duration(span.ServiceDays+span.WorkingDays)*24*time.Hour)
	}
	t := cal.Add(opened, span.Time)
	return cal.AddWorkingDays(cal.AddServiceDays(t, span.ServiceDays), span.WorkingDays)
}

// Deadline is the moment one clock of the order runs out and when it was stopped;
// either may be zero.
func (w *WorkOrder) Deadline(c Clock) (due, met time.Time) {
	switch c {
	case ClockRespond:
		return w.Due.Respond, w.FirstActAt
	case ClockArrive:
		return w.Due.Arrive, w.WorkingAt
	case ClockPromise:
		return w.Promised.Due, w.Promised.Kept
	default:
		return w.Due.Finish, w.ResolvedAt
	}
}

// Kept says how a clock of the order ended, as known at now: counted is false while it
// runs, where there is no limit, and where the order ended before it could run out. A
// clock that is overdue is not kept, whatever happens later; on hold it stands still.
// Over several rounds of a reopened order one miss is enough.
func (w *WorkOrder) Kept(c Clock, now time.Time) (kept, counted bool) {
	if slices.Contains(w.Missed, c) {
		return false, true
	}
	due, met := w.Deadline(c)
	switch {
	case due.IsZero():
		return false, false
	case !met.IsZero():
		return !met.After(due), true
	case w.State.Final():
		now = w.ClosedAt
	case w.State == OnHold:
		now = w.HoldSince
	}
	return false, now.After(due)
}

// keepMissed remembers the clocks not kept, before a reopening sets them anew.
func (w *WorkOrder) keepMissed(at time.Time) {
	for _, c := range Clocks {
		if kept, counted := w.Kept(c, at); counted && !kept && !slices.Contains(w.Missed, c) {
			w.Missed = append(slices.Clone(w.Missed), c)
		}
	}
}

// running reports whether the order's clocks run.
func (w *WorkOrder) running() bool {
	return w.State.Unclaimed() || w.State == Claimed || w.State == Working
}

// NextDue is the clock that runs out next and when; ok is false when none runs.
func (w *WorkOrder) NextDue() (c Clock, due time.Time, ok bool) {
	if !w.running() {
		return "", time.Time{}, false
	}
	for _, k := range Timers {
		d, met := w.Deadline(k)
		if d.IsZero() || !met.IsZero() {
			continue
		}
		if !ok || d.Before(due) {
			c, due, ok = k, d, true
		}
	}
	return c, due, ok
}
