package desk

import (
	"math"
	"time"
)

// Demand is how much work came in by weekday and hour of the community's time, on average
// for one such hour.
type Demand struct {
	Talks  [7][24]float64 // begun with the bot, by time.Weekday
	Orders [7][24]float64 // opened: work for staff
	hours  [7][24]int     // how often the window held the hour
}

// DemandOf counts what began in a window, of the orders those that belong to the scope.
func DemandOf(f Facts, s OrderScope, w Window, c *Community) Demand {
	var d Demand
	for at := c.Local(w.Since).Truncate(time.Hour); at.Before(w.Until); at = at.Add(time.Hour) {
		d.hours[at.Weekday()][at.Hour()]++
	}
	count := func(into *[7][24]float64, at time.Time) {
		if at = c.Local(at); !at.Before(w.Since) && at.Before(w.Until) {
			into[at.Weekday()][at.Hour()]++
		}
	}
	for i := range f.Episodes {
		count(&d.Talks, f.Episodes[i].StartedAt)
	}
	for i := range f.Orders {
		if s.Has(&f.Orders[i]) {
			count(&d.Orders, f.Orders[i].OpenedAt)
		}
	}
	for day := range 7 {
		for hour := range 24 {
			if n := float64(d.hours[day][hour]); n > 0 {
				d.Talks[day][hour] /= n
				d.Orders[day][hour] /= n
			}
		}
	}
	return d
}

// Staffing is how many people a stretch of hours of a weekday wants, beginning at hour from
// and lasting so many hours, beyond midnight too: by square-root staffing, the work that
// comes in an hour times how long one piece takes, in hours, and the root of that on top so
// that what comes in bursts does not wait; at least one where anything came.
// The rule is that of Halfin and Whitt, "Heavy-Traffic Limits for Queues with Many
// Exponential Servers", Operations Research 29 (1981), with a quality of service of 1.
func (d *Demand) Staffing(day time.Weekday, from, hours int, handling time.Duration) int {
	var came float64
	for h := range hours {
		at := from + h
		came += d.Orders[(int(day)+at/24)%7][at%24]
	}
	if came == 0 || hours == 0 {
		return 0
	}
	load := came / float64(hours) * handling.Hours()
	return max(1, int(math.Ceil(load+math.Sqrt(load))))
}
