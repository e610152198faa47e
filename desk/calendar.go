package desk

import "time"

// Calendar says when a community is served. Times of day are minutes from midnight in
// its own time zone.
type Calendar struct {
	Zone        *time.Location
	Open, Close int             // service hours of a day of service; equal means round the clock
	Closed      map[string]bool // days without service, "2026-10-01"
	Holidays    map[string]bool // served, but no working days
	Extra       map[string]bool // weekend days worked instead, "2026-10-10"
	workdays    bool            // served on working days only
}

func (c Calendar) served(day time.Time) bool {
	if c.workdays {
		return c.working(day)
	}
	return !c.Closed[day.Format(time.DateOnly)]
}

func (c Calendar) working(day time.Time) bool {
	key := day.Format(time.DateOnly)
	if c.Closed[key] || c.Extra[key] { // closed also where the rest of the country makes up for a holiday
		return !c.Closed[key]
	}
	wd := day.Weekday()
	return wd != time.Saturday && wd != time.Sunday && !c.Holidays[key]
}

// maxDays bounds every walk along the calendar, should all days be closed.
const maxDays = 3660

// hours is the service window that begins on t's day; it may end on the next.
func (c Calendar) hours(t time.Time) (open, close time.Time) {
	y, m, d := t.Date()
	at := func(minutes int) time.Time { return time.Date(y, m, d, 0, minutes, 0, 0, c.Zone) }
	switch {
	case c.Open == c.Close:
		return at(0), at(24 * 60)
	case c.Open > c.Close:
		return at(c.Open), at(24*60 + c.Close)
	}
	return at(c.Open), at(c.Close)
}

// window is the first service window that ends after t, which may have begun the day
// before; where there is none within maxDays, the last day looked at.
func (c Calendar) window(t time.Time) (open, close time.Time) {
	y, m, d := t.In(c.Zone).Date()
	for i := range maxDays {
		day := time.Date(y, m, d-1+i, 0, 0, 0, 0, c.Zone)
		open, close = c.hours(day)
		if close.After(t) && c.served(day) {
			break
		}
	}
	return open, close
}

// Next is t itself inside service hours, else the next moment they begin.
func (c Calendar) Next(t time.Time) time.Time {
	t = t.In(c.Zone)
	if open, _ := c.window(t); t.Before(open) {
		return open
	}
	return t
}

// Add is t plus d of service time.
func (c Calendar) Add(t time.Time, d time.Duration) time.Time {
	t = c.Next(t)
	for range maxDays {
		_, close := c.window(t)
		left := close.Sub(t)
		if d <= left {
			break
		}
		d -= left
		t = c.Next(close)
	}
	return t.Add(d)
}

// Between is how much service time lies between two moments, 0 if to is not after from.
func (c Calendar) Between(from, to time.Time) time.Duration {
	var d time.Duration
	for t := c.Next(from); t.Before(to); {
		_, close := c.window(t)
		if !close.After(t) { // all days closed
			break
		}
		if close.After(to) {
			close = to
		}
		d += close.Sub(t)
		t = c.Next(close)
	}
	return d
}

// AddServiceDays is the same time of day n days of service later, counted from the
// next moment of service.
func (c Calendar) AddServiceDays(t time.Time, n int) time.Time {
	return c.addDays(t, n, c.served)
}

// AddWorkingDays is the same for working days.
func (c Calendar) AddWorkingDays(t time.Time, n int) time.Time {
	return c.addDays(t, n, c.working)
}

func (c Calendar) addDays(t time.Time, n int, counts func(time.Time) bool) time.Time {
	if n <= 0 {
		return t
	}
	t = c.Next(t)
	for range maxDays {
		y, m, d := t.Date()
		t = time.Date(y, m, d+1, t.Hour(), t.Minute(), t.Second(), 0, c.Zone)
		if counts(t) {
			n--
		}
		if n == 0 {
			break
		}
	}
	return t
}
