package desk

import "time"

// Rungs are when one clock warns and when the manager hears, set with its deadline and in
// the time it is counted in: nobody is warned at night of what is due in the morning.
type Rungs struct {
	Warn    time.Time     `json:"warn,omitzero"`
	Manager time.Time     `json:"manager,omitzero"`
	Wait    time.Duration `json:"wait,omitzero"` // from breach to manager; again from an acknowledgement
}

// Ladder are the rungs of all clocks of an order.
type Ladder struct {
	Respond Rungs `json:"respond,omitzero"`
	Arrive  Rungs `json:"arrive,omitzero"`
	Finish  Rungs `json:"finish,omitzero"`
	Promise Rungs `json:"promise,omitzero"`
}

func (l *Ladder) of(c Clock) *Rungs {
	switch c {
	case ClockRespond:
		return &l.Respond
	case ClockArrive:
		return &l.Arrive
	case ClockPromise:
		return &l.Promise
	}
	return &l.Finish
}

// pace is the time that a clock is counted in.
type pace struct {
	wall bool // by the clock on the wall
	cal  Calendar
}

var wallTime = pace{wall: true}

// pace of a limit: by the wall, by service hours, or by the service hours of working days.
func (s SLA) pace(span Span, cal Calendar) pace {
	cal.workdays = span.WorkingDays > 0
	return pace{wall: s.AnyHour, cal: cal}
}

func (p pace) add(t time.Time, d time.Duration) time.Time {
	if p.wall {
		return t.Add(d)
	}
	return p.cal.Add(t, d)
}

func (p pace) between(from, to time.Time) time.Duration {
	if p.wall {
		return to.Sub(from)
	}
	return p.cal.Between(from, to)
}

// putOff moves a moment by the length of a hold: as much is left of the time until then
// when the hold ends as was left when it began.
func (p pace) putOff(t, since, until time.Time) time.Time {
	if !t.After(since) { // over before
		return t
	}
	put := p.add(until, p.between(since, t))
	if put.Before(t) { // the evening before is the same moment of service, but sounds hasty
		return t
	}
	return put
}

// rungs of a clock that begins then. The warning comes a fifth of the limit before the
// deadline, at least a minute and at most two hours; the manager hears as long after it as
// the limit was, at least five minutes and at most four hours.
func (p pace) rungs(begun, due time.Time) Rungs {
	if due.IsZero() {
		return Rungs{}
	}
	limit := p.between(begun, due)
	warn, wait := min(max(limit/5, time.Minute), 2*time.Hour), min(max(limit, 5*time.Minute), 4*time.Hour)
	return Rungs{Warn: kept(p.add(begun, max(0, limit-warn))), Manager: kept(p.add(due, wait)), Wait: wait}
}

// holdOver moves a deadline and its rungs by a hold; one that is over or none stays.
func (p pace) holdOver(due *time.Time, r *Rungs, since, until time.Time) {
	if !due.After(since) {
		return
	}
	*due = p.putOff(*due, since, until)
	r.Warn, r.Manager = kept(p.putOff(r.Warn, since, until)), kept(p.add(*due, r.Wait))
}

// kept is a moment as it comes back from storage.
func kept(t time.Time) time.Time { return t.UTC().Round(0) }
