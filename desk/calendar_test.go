package desk_test

import (
	"math/rand/v2"
	"testing"
	"time"

	. "linli/desk"
)

const minutes = "2006-01-02 15:04"

func local(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(minutes, s, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// days is a run of days as a community's file lists them.
func days(from string, n int) []string {
	day, _ := time.Parse(time.DateOnly, from)
	out := make([]string, n)
	for i := range out {
		out[i] = day.AddDate(0, 0, i).Format(time.DateOnly)
	}
	return out
}

func TestDeadlines(t *testing.T) {
	national := func(c *Community) {
		c.Closed, c.Extra = days("2026-10-01", 7), []string{"2026-09-27", "2026-10-10"} // a Sunday and a Saturday worked
	}
	hours := func(from, to string) func(*Community) {
		return func(c *Community) { c.Service = Hours{From: from, To: to} }
	}
	for _, tc := range []struct {
		name                    string
		change                  func(*Community)
		p                       Priority
		opened                  string
		respond, arrive, finish string
	}{
		{"a weekday", nil, P2, "2026-11-23 10:00", "2026-11-23 10:15", "2026-11-24 10:00", "2026-11-25 10:00"},
		{"lunch to next day", nil, P2, "2026-11-23 12:30", "2026-11-23 12:45", "2026-11-24 12:30", "2026-11-25 12:30"},
		{"into the evening", nil, P2, "2026-11-23 17:50", "2026-11-24 08:35", "2026-11-24 17:50", "2026-11-25 17:50"},
		{"until the last minute", nil, P2, "2026-11-23 17:45", "2026-11-23 18:00", "2026-11-24 17:45", "2026-11-25 17:45"},
		{"at closing time", nil, P2, "2026-11-23 18:00", "2026-11-24 08:45", "2026-11-25 08:30", "2026-11-26 08:30"},
		{"at night", nil, P2, "2026-11-23 23:10", "2026-11-24 08:45", "2026-11-25 08:30", "2026-11-26 08:30"},
		{"before dawn", nil, P2, "2026-11-24 03:00", "2026-11-24 08:45", "2026-11-25 08:30", "2026-11-26 08:30"},
		{"service on Sundays", nil, P2, "2026-11-29 12:00", "2026-11-29 12:15", "2026-11-30 12:00", "2026-12-01 12:00"},
		{"into a holiday", national, P2, "2026-09-30 17:55", "2026-10-08 08:40", "2026-10-08 17:55", "2026-10-09 17:55"},
		{"within a holiday", national, P2, "2026-10-03 10:00", "2026-10-08 08:45", "2026-10-09 08:30", "2026-10-10 08:30"},
		{"an emergency at night", nil, P0, "2026-11-29 03:00", "2026-11-29 03:03", "2026-11-29 03:15", ""},
		{"an emergency in a holiday", national, P0, "2026-10-03 23:58", "2026-10-04 00:01", "2026-10-04 00:13", ""},
		{"urgent in a holiday", national, P1, "2026-10-03 23:50", "2026-10-04 00:05", "2026-10-04 00:20", "2026-10-04 03:50"},
		{"planned over a weekend", nil, P3, "2026-11-27 10:00", "2026-11-28 10:00", "", "2026-12-04 10:00"},
		{"planned with a make-up day", national, P3, "2026-10-08 10:00", "2026-10-09 10:00", "", "2026-10-14 10:00"},
		{"planned across a holiday", national, P3, "2026-09-25 10:00", "2026-09-26 10:00", "", "2026-10-08 10:00"},
		{"a complaint on Friday", nil, PC, "2026-11-27 10:00", "2026-11-27 10:15", "2026-11-28 10:00", "2026-12-02 10:00"},
		{"a complaint on Saturday night", nil, PC, "2026-11-28 22:00", "2026-11-29 08:45", "2026-11-30 08:30", "2026-12-02 08:30"},
		{"round the clock", hours("00:00", "00:00"), P2, "2026-11-23 23:55", "2026-11-24 00:10", "2026-11-24 23:55", "2026-11-25 23:55"},
		{"until midnight", hours("08:00", "00:00"), P2, "2026-11-23 23:50", "2026-11-24 08:05", "2026-11-24 23:50", "2026-11-25 23:50"},
		{"past midnight", hours("10:00", "02:00"), P2, "2026-11-24 01:55", "2026-11-24 10:10", "2026-11-25 01:55", "2026-11-26 01:55"},
		{"past midnight, in the gap", hours("10:00", "02:00"), P2, "2026-11-24 03:00", "2026-11-24 10:15", "2026-11-25 10:00", "2026-11-26 10:00"},
		{"past midnight, in the evening", hours("10:00", "02:00"), P2, "2026-11-24 23:50", "2026-11-25 00:05", "2026-11-25 23:50", "2026-11-26 23:50"},
		{"a month closed", func(c *Community) { c.Closed = days("2026-12-01", 31) }, P2,
			"2026-11-30 17:50", "2027-01-01 08:35", "2027-01-01 17:50", "2027-01-02 17:50"},
		{"own limits", func(c *Community) {
			c.Limits = map[Priority]Limits{P2: {Respond: inMinutes(30), Finish: inMinutes(120)}}
		}, P2,
			"2026-11-23 17:00", "2026-11-23 17:30", "2026-11-24 17:00", "2026-11-24 09:30"},
		{"own limits at any hour", func(c *Community) {
			c.Limits = map[Priority]Limits{P0: {Respond: inMinutes(5), Arrive: inMinutes(30), Finish: inMinutes(60)}}
		}, P0,
			"2026-11-23 23:50", "2026-11-23 23:55", "2026-11-24 00:20", "2026-11-24 00:50"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := community(t, tc.change)
			due := c.SLA(tc.p, "水电").From(local(t, tc.opened), c.Calendar())
			for _, clock := range []struct {
				name string
				got  time.Time
				want string
			}{{"respond", due.Respond, tc.respond}, {"arrive", due.Arrive, tc.arrive}, {"finish", due.Finish, tc.finish}} {
				got := ""
				if !clock.got.IsZero() {
					got = clock.got.In(shanghai).Format(minutes)
				}
				if got != clock.want {
					t.Errorf("%s is due %q, want %q", clock.name, got, clock.want)
				}
			}
		})
	}
}

// TestServiceTimeByMinutes counts the served minutes one by one, for random hours,
// holidays and moments.
func TestServiceTimeByMinutes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		open, close := r.IntN(24*60), r.IntN(24*60)
		if r.IntN(10) == 0 {
			close = open
		}
		closed := map[string]bool{}
		for range r.IntN(12) {
			closed[monday.AddDate(0, 0, r.IntN(14)).Format(time.DateOnly)] = true
		}
		cal := Calendar{Zone: shanghai, Open: open, Close: close, Closed: closed}
		served := func(at time.Time) bool {
			minute := at.Hour()*60 + at.Minute()
			day := at.Format(time.DateOnly)
			eve := at.AddDate(0, 0, -1).Format(time.DateOnly)
			switch {
			case open == close:
				return !closed[day]
			case open < close:
				return !closed[day] && minute >= open && minute < close
			default:
				return minute >= open && !closed[day] || minute < close && !closed[eve]
			}
		}
		from := monday.Add(time.Duration(r.IntN(10*24*60)) * time.Minute)
		want := 1 + r.IntN(300)
		due := cal.Add(from, time.Duration(want)*time.Minute)
		n := 0
		for at := from; at.Before(due); at = at.Add(time.Minute) {
			if served(at) {
				n++
			}
		}
		if n != want || !served(due.Add(-time.Minute)) {
			t.Fatalf("hours %d-%d, closed %v: %d minutes from %s end at %s, which is %d served minutes",
				open, close, closed, want, from.Format(minutes), due.Format(minutes), n)
		}
	}
}

// TestDueIsAfterOpened holds for any community and moment, and nothing panics.
func TestDueIsAfterOpened(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	clock := func() string { return time.Unix(int64(r.IntN(24*60))*60, 0).UTC().Format("15:04") }
	for range 3000 {
		c := community(t, func(c *Community) {
			c.Zone = pickOne(r, "", "Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/New_York", "UTC")
			if r.IntN(3) > 0 {
				c.Service = Hours{From: clock(), To: clock()}
			}
			c.Closed = days("2026-02-01", r.IntN(60))
			c.Limits = map[Priority]Limits{P2: {Respond: inMinutes(r.IntN(5000)), Arrive: inMinutes(r.IntN(9000)), Finish: inMinutes(r.IntN(20000))}}
		})
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(400 * 24 * time.Hour))))
		for _, p := range Priorities {
			due := c.SLA(p, "水电").From(at, c.Calendar())
			for _, d := range []time.Time{due.Respond, due.Arrive, due.Finish} {
				if !d.IsZero() && !d.After(at) {
					t.Fatalf("%s opened %s is due %s with service %v in %s", p, at, d, c.Service, c.Zone)
				}
			}
			if due.Respond.IsZero() || p.AnyHour() && due.Respond.Sub(at) > 15*time.Minute {
				t.Fatalf("%s opened %s is to be answered by %s", p, at, due.Respond)
			}
		}
	}
}

func TestNeverServed(t *testing.T) {
	c := community(t, func(c *Community) { c.Closed = days("2026-01-01", 15*366) })
	due := c.SLA(P2, "水电").From(monday, c.Calendar())
	if !due.Respond.After(monday) || !due.Finish.After(monday) {
		t.Errorf("due %+v", due)
	}
}

func inMinutes(n int) Span { return Span{Time: time.Duration(n) * time.Minute} }
