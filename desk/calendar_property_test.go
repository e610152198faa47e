package desk_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	. "linli/desk"
)

// someCommunity draws hours, closed days, holidays and limits.
func someCommunity(t *rapid.T) *Community {
	day := rapid.Custom(func(t *rapid.T) string {
		return monday.AddDate(0, 0, rapid.IntRange(-3, 60).Draw(t, "day")).In(shanghai).Format(time.DateOnly)
	})
	hour := rapid.Custom(func(t *rapid.T) string {
		return time.Date(2026, 1, 1, 0, rapid.IntRange(0, 1439).Draw(t, "minute of day"), 0, 0, time.UTC).Format("15:04")
	})
	c := &Community{ID: "demo", Name: "邻里花园", Service: Hours{From: hour.Draw(t, "open"), To: hour.Draw(t, "close")},
		Closed: rapid.SliceOfN(day, 0, 9).Draw(t, "closed"), Extra: rapid.SliceOfN(day, 0, 3).Draw(t, "extra")}
	c.Observe(Holidays{Days: rapid.SliceOfN(day, 0, 9).Draw(t, "holidays"), Worked: rapid.SliceOfN(day, 0, 3).Draw(t, "worked")})
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func someMoment(t *rapid.T, name string) time.Time {
	return monday.Add(time.Duration(rapid.IntRange(0, 30*24*60).Draw(t, name)) * time.Minute)
}

func someSpan(t *rapid.T, name string) time.Duration {
	return time.Duration(rapid.IntRange(0, 1500).Draw(t, name)) * time.Minute
}

func TestCalendarProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someCommunity(t)
		cal := c.Calendar()
		from, d, e := someMoment(t, "from"), someSpan(t, "d"), someSpan(t, "e")
		to := cal.Add(from, d)

		if next := cal.Next(from); next.Before(from) || !cal.Next(next).Equal(next) {
			t.Fatalf("Next(%s) is %s", from, next)
		}
		if got := cal.Between(from, to); got != d {
			t.Fatalf("%s of service after %s is %s, which is %s away", d, from, to, got)
		}
		if e > 0 && !cal.Add(to, e).Equal(cal.Add(from, d+e)) {
			t.Fatalf("%s and then %s is not %s", d, e, d+e)
		}
		if later := cal.Add(from.Add(time.Minute), d); later.Before(to) {
			t.Fatalf("beginning later ends earlier: %s before %s", later, to)
		}
		if d > 0 && cal.Between(to.Add(-time.Minute), to) != time.Minute {
			t.Fatalf("the last minute before %s is not served", to)
		}
		mid := someMoment(t, "mid")
		if mid.After(from) && mid.Before(to) && cal.Between(from, mid)+cal.Between(mid, to) != d {
			t.Fatal("the parts are not the whole")
		}
	})
}

func TestDayProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someCommunity(t)
		cal := c.Calendar()
		from, n := someMoment(t, "from"), rapid.IntRange(1, 9).Draw(t, "n")
		due := cal.AddWorkingDays(from, n)
		key := due.Format(time.DateOnly)
		weekend := due.Weekday() == time.Saturday || due.Weekday() == time.Sunday
		switch {
		case cal.Closed[key]:
			t.Fatalf("%d working days after %s is %s, which is not served", n, from, due)
		case cal.Extra[key]:
		case weekend, cal.Holidays[key]:
			t.Fatalf("%d working days after %s is %s, which is none", n, from, due)
		}
		if !cal.AddWorkingDays(from, n+1).After(due) {
			t.Fatal("one day more is not later")
		}
		if start := cal.Next(from); !sameTimeOfDay(start, due) {
			t.Fatalf("a day ends at another time than it began: %s, %s", start, due)
		}
		if served := cal.AddServiceDays(from, n); cal.Closed[served.Format(time.DateOnly)] {
			t.Fatalf("%s is not served", served)
		}
	})
}

// onWorkingDays is a calendar that is not served on any other day of the next months.
func onWorkingDays(cal Calendar) Calendar {
	closed := map[string]bool{}
	for i := range 200 {
		day := monday.AddDate(0, 0, i-10)
		key := day.Format(time.DateOnly)
		weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		closed[key] = cal.Closed[key] || !cal.Extra[key] && (weekend || cal.Holidays[key])
	}
	cal.Closed = closed
	return cal
}

func sameTimeOfDay(a, b time.Time) bool { return a.Format("15:04:05") == b.Format("15:04:05") }

// What is left of the finish when a hold begins is left when it ends, in the time the
// limit is counted in.
func TestHoldKeepsWhatIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someCommunity(t)
		cal := c.Calendar()
		w := &WorkOrder{ID: 7, Community: c.ID, Kind: Repair, Category: "水电",
			Priority: rapid.SampledFrom([]Priority{P1, P2, P3, PC}).Draw(t, "priority")}
		w.Open(c, TheResident, someMoment(t, "opened"))
		claimed := w.OpenedAt.Add(someSpan(t, "claimed after"))
		held := claimed.Add(someSpan(t, "held after"))
		resumed := held.Add(time.Minute + someSpan(t, "held for"))
		before := w.Due
		if w.Claim(claimer, claimed) != nil || w.Hold(claimer, "等配件", resumed, held) != nil || w.Resume(TheSystem, c, resumed) != nil {
			t.Fatal("the moves failed")
		}
		if !before.Finish.After(held) { // missed before, missed after
			if !w.Due.Finish.Equal(before.Finish) {
				t.Fatalf("a hold mended the missed limit %s to %s", before.Finish, w.Due.Finish)
			}
			return
		}
		left := func(due, from time.Time) time.Duration {
			switch w.Priority {
			case P1:
				return due.Sub(from)
			case P2:
				return cal.Between(from, due)
			}
			return onWorkingDays(cal).Between(from, due)
		}
		was, is := left(before.Finish, held), left(w.Due.Finish, resumed)
		if was != is {
			t.Fatalf("%s was left, %s is", was, is)
		}
		if w.Due.Finish.Before(before.Finish) {
			t.Fatalf("a hold brought the limit forward from %s to %s", before.Finish, w.Due.Finish)
		}
	})
}
