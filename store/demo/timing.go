package demo

import "time"

// inTime is least to most of time from now, once somebody is there, and before the
// deadline or, for the unlucky, past it.
func (w *month) inTime(due time.Time, luck float64, least, most time.Duration) time.Time {
	t := w.cal.Next(w.now).Add(w.between(least, most))
	switch {
	case !due.After(w.now): // none, or past already
		return t
	case !w.chance(luck):
		return w.cal.Next(due.Add(w.between(4*time.Minute, 3*time.Hour)))
	case t.After(due):
		return due.Add(-w.between(0, due.Sub(w.now)/3))
	}
	return t
}

// soon is the same for what runs day and night.
func (w *month) soon(due time.Time, luck float64) time.Time {
	switch {
	case !due.After(w.now):
		return w.now.Add(w.between(10*time.Minute, time.Hour))
	case !w.chance(luck):
		return due.Add(w.between(time.Minute, 20*time.Minute))
	}
	return w.now.Add(w.between(due.Sub(w.now)/10, due.Sub(w.now)*9/10))
}

// when is when the next act falls that a deadline waits for.
func (w *month) when(j *job, due time.Time, luck float64, d [2]time.Duration) time.Time {
	if j.o.Priority.AnyHour() {
		return w.soon(due, luck)
	}
	return w.inTime(due, luck, d[0], d[1])
}
