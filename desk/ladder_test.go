package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	. "linli/desk"
)

// climbed lets the clock look at an order whenever it asks for it, until the end, and
// says what was given: minute, clock and rung.
func climbed(t *testing.T, w *WorkOrder, until time.Time) []string {
	t.Helper()
	var out []string
	given := map[string]bool{}
	for range 1000 {
		next := w.NextCheck()
		if next.IsZero() || next.After(until) {
			return out
		}
		a, ok := w.Climb(next)
		if !ok {
			t.Fatalf("nothing to climb at %s, though it was asked for", next)
		}
		said := string(a.Clock) + " " + string(a.Step)
		if given[said] {
			t.Fatalf("%s was given twice", said)
		}
		given[said] = true
		out = append(out, fmt.Sprintf("%d %s", int(next.Sub(w.OpenedAt).Minutes()), said))
	}
	t.Fatal("the ladder has no end")
	return nil
}

func wantRungs(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("climbed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLadder(t *testing.T) {
	c := community(t, nil)
	day := func(n, minutes int) int { return n*24*60 + minutes }

	unclaimed := opened(c, P2)
	wantRungs(t, climbed(t, unclaimed, monday.AddDate(0, 0, 9)),
		"12 respond warn", "15 respond breach", "30 respond manager",
		fmt.Sprint(day(0, 456), " arrive warn"), fmt.Sprint(day(1, 0), " arrive breach"), fmt.Sprint(day(1, 240), " arrive manager"),
		fmt.Sprint(day(1, 450), " finish warn"), fmt.Sprint(day(2, 0), " finish breach"), fmt.Sprint(day(2, 240), " finish manager"))

	claimed := opened(c, P2)
	if err := claimed.Claim(claimer, monday.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if a, ok := claimed.NextAlert(); !ok || a.Clock != ClockArrive || a.Step != StepWarn {
		t.Errorf("once answered the next rung is %+v, %v", a, ok)
	}

	working := opened(c, P1)
	if err := errors.Join(working.Claim(claimer, monday.Add(time.Minute)), working.Start(claimer, c, monday.Add(20*time.Minute))); err != nil {
		t.Fatal(err)
	}
	wantRungs(t, climbed(t, working, monday.AddDate(0, 0, 9)), "192 finish warn", "240 finish breach", "480 finish manager")

	for _, s := range []OrderState{OnHold, Resolved, Closed, Cancelled, Merged, External} {
		w := inState(t, c, s)
		if a, ok := w.NextAlert(); ok {
			t.Errorf("%s: next rung is %+v", s, a)
		}
		if a, ok := w.Climb(monday.AddDate(0, 0, 9)); ok || w.NewLog != 0 {
			t.Errorf("%s: climbed %+v", s, a)
		}
		want := time.Time{}
		if s == OnHold {
			want = w.HoldUntil
		}
		if got := w.NextCheck(); !got.Equal(want) {
			t.Errorf("%s: next check at %s, want %s", s, got, want)
		}
	}
	praise := &WorkOrder{Community: c.ID, Kind: Praise, Priority: P3}
	praise.Open(c, TheResident, monday)
	if next := praise.NextCheck(); !next.IsZero() {
		t.Errorf("praise is to be looked at again at %s", next)
	}
}

// TestLadderSleepsAtNight: nobody is warned outside service hours of what is counted in
// them, and the manager hears as long after the breach as the limit was in that time.
func TestLadderSleepsAtNight(t *testing.T) {
	c := community(t, nil)
	for _, tc := range []struct {
		name    string
		p       Priority
		opened  string
		clock   Clock
		w, b, m string // warn, breach, manager
	}{
		{"reported in the evening", P2, "2026-11-23 17:50", ClockRespond, "2026-11-24 08:32", "2026-11-24 08:35", "2026-11-24 08:50"},
		{"reported at night", P2, "2026-11-23 23:00", ClockRespond, "2026-11-24 08:42", "2026-11-24 08:45", "2026-11-24 09:00"},
		{"due as the day begins", P2, "2026-11-23 18:00", ClockArrive, "2026-11-24 16:06", "2026-11-25 08:30", "2026-11-25 12:30"},
		{"due late", P2, "2026-11-23 17:00", ClockFinish, "2026-11-25 15:00", "2026-11-25 17:00", "2026-11-26 11:30"},
		{"working days", P3, "2026-11-27 09:00", ClockFinish, "2026-12-03 16:30", "2026-12-04 09:00", "2026-12-04 13:00"},
		{"late on Friday", PC, "2026-11-25 17:00", ClockFinish, "2026-11-30 15:00", "2026-11-30 17:00", "2026-12-01 11:30"},
		{"urgent, by the wall", P1, "2026-11-23 23:00", ClockFinish, "2026-11-24 02:12", "2026-11-24 03:00", "2026-11-24 07:00"},
	} {
		w := &WorkOrder{ID: 7, Community: c.ID, Kind: Repair, Category: "水电", Priority: tc.p}
		w.Open(c, TheResident, local(t, tc.opened))
		got := map[AlertStep]string{}
		for range 20 {
			at := w.NextCheck()
			if at.IsZero() {
				break
			}
			if a, ok := w.Climb(at); ok && a.Clock == tc.clock {
				got[a.Step] = at.In(shanghai).Format(minutes)
			}
		}
		if got[StepWarn] != tc.w || got[StepBreach] != tc.b || got[StepManager] != tc.m {
			t.Errorf("%s: %v, want %s, %s, %s", tc.name, got, tc.w, tc.b, tc.m)
		}
	}
}

func TestLadderAfterDowntime(t *testing.T) {
	c := community(t, nil)
	for _, tc := range []struct {
		after time.Duration
		want  []string // the highest rung of each clock, once
	}{
		{11 * time.Minute, nil},
		{13 * time.Minute, []string{"respond warn"}},
		{16 * time.Minute, []string{"respond breach"}},
		{31 * time.Minute, []string{"respond manager"}},
		{25 * time.Hour, []string{"respond manager", "arrive breach"}},
		{60 * time.Hour, []string{"respond manager", "arrive manager", "finish manager"}},
	} {
		w := opened(c, P2)
		now := monday.Add(tc.after)
		w.NewLog = 0
		var said []string
		for range 10 {
			if a, ok := w.Climb(now); ok {
				said = append(said, string(a.Clock)+" "+string(a.Step))
			}
		}
		if !slices.Equal(said, tc.want) || w.NewLog != len(tc.want) {
			t.Errorf("after %s down %q was said and %d lines logged, want %q", tc.after, said, w.NewLog, tc.want)
		}
		for _, a := range w.Alerts {
			if !a.At.Equal(now) {
				t.Errorf("rung %s %s is written down at %s", a.Clock, a.Step, a.At)
			}
		}
		checkLog(t, w)
	}
}

// TestAcknowledged: who knows of a breach keeps the manager away once more as long; who
// does not, does not.
func TestAcknowledged(t *testing.T) {
	c := community(t, nil)
	minute := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Minute) }
	w := opened(c, P2)
	if err := w.Acknowledge(dispatcher, minute(1)); err != nil || w.NewLog != 1 {
		t.Errorf("nothing to know of: %v, %d lines", err, w.NewLog)
	}
	w.Climb(minute(12))
	w.Climb(minute(15))
	if err := w.Acknowledge(dispatcher, minute(20)); err != nil {
		t.Fatal(err)
	}
	for _, a := range w.Alerts {
		if a.Ack != dispatcher.Name || !a.AckAt.Equal(minute(20)) {
			t.Errorf("%s is acknowledged by %q at %s", a.Step, a.Ack, a.AckAt)
		}
	}
	if l := w.Log[len(w.Log)-1]; l.Move != MoveAck || l.By != dispatcher || l.Why != "respond breach" {
		t.Errorf("the log says %+v", l)
	}
	if a, _ := w.NextAlert(); a.Step != StepManager || !a.At.Equal(minute(35)) {
		t.Errorf("next is %s at %s, want the manager 15 minutes after the acknowledgement", a.Step, a.At)
	}
	w.Climb(minute(35))
	if a, _ := w.NextAlert(); a.Clock != ClockArrive {
		t.Errorf("the ladder of a clock has a top, next is %+v", a)
	}
	taken := inState(t, c, Claimed)
	taken.Climb(minute(24 * 60))
	if err := taken.Acknowledge(colleague, minute(24*60)); !errors.Is(err, ErrConflict) || taken.Alerts[0].Ack != "" {
		t.Errorf("a colleague said that they know of what is another's: %v", err)
	}
	if err := taken.Acknowledge(claimer, minute(24*60)); err != nil || taken.Alerts[0].Ack != claimer.Name {
		t.Errorf("the claimer: %v, %+v", err, taken.Alerts)
	}
	if err := w.Acknowledge(TheResident, minute(40)); !errors.Is(err, ErrInvalid) {
		t.Errorf("a resident acknowledges: %v", err)
	}

	ring := opened(c, P0)
	ring.Climb(minute(2))
	if err := ring.Acknowledge(claimer, minute(3)); err != nil {
		t.Fatal(err)
	}
	if a, _ := ring.NextAlert(); a.Step != StepRing || a.N != 2 || !a.At.Equal(minute(3).Add(AckPause)) {
		t.Errorf("after an acknowledgement nobody followed up: %+v", a)
	}
}

// TestPromiseIsAClock: it warns and breaches like the others, is kept by what was
// promised, and a new one begins anew.
func TestPromiseIsAClock(t *testing.T) {
	c := community(t, nil)
	minute := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Minute) }
	w := opened(c, P2)
	if err := errors.Join(w.Claim(claimer, minute(1)), w.Promise(PromiseCome, "半小时到", minute(31), claimer, minute(1))); err != nil {
		t.Fatal(err)
	}
	if clock, due, _ := w.NextDue(); clock != ClockPromise || !due.Equal(minute(31)) {
		t.Errorf("next due is %s at %s", clock, due)
	}
	wantRungs(t, climbed(t, w, minute(70)), "25 promise warn", "31 promise breach", "61 promise manager")
	if err := w.Promise(PromiseCome, "再等半小时", minute(100), claimer, minute(70)); err != nil {
		t.Fatal(err)
	}
	if a, _ := w.NextAlert(); a.Clock != ClockPromise || a.Step != StepWarn || a.N != 2 || !a.At.Equal(minute(94)) {
		t.Errorf("a second promise: %+v", a)
	}
	if err := w.Speak(claimer, minute(80)); err != nil || !w.Promised.Kept.IsZero() {
		t.Errorf("words keep a promise to come: %v", err)
	}
	if err := w.Start(claimer, c, minute(90)); err != nil || !w.Promised.Kept.Equal(minute(90)) {
		t.Errorf("coming does not: %v", err)
	}
	if a, _ := w.NextAlert(); a.Clock == ClockPromise {
		t.Errorf("a kept promise alerts: %+v", a)
	}
	for _, tc := range []struct {
		kind PromiseKind
		do   func(w *WorkOrder) error
		kept bool
	}{
		{PromiseAnswer, func(w *WorkOrder) error { return w.Speak(claimer, minute(5)) }, true},
		{PromiseAnswer, func(w *WorkOrder) error { return w.Start(claimer, c, minute(5)) }, false},
		{PromiseDone, func(w *WorkOrder) error { return w.Start(claimer, c, minute(5)) }, false},
		{PromiseDone, func(w *WorkOrder) error { return w.Resolve(claimer, "好了", c, minute(5)) }, true},
		{PromiseCome, func(w *WorkOrder) error { return w.Resolve(claimer, "好了", c, minute(5)) }, true},
	} {
		w := opened(c, P2)
		if err := errors.Join(w.Claim(claimer, minute(1)), w.Promise(tc.kind, "答应了", minute(31), claimer, minute(1)), tc.do(w)); err != nil {
			t.Fatal(err)
		}
		if kept := !w.Promised.Kept.IsZero(); kept != tc.kept {
			t.Errorf("a promise to %s is kept: %t", tc.kind, kept)
		}
	}
}

func TestEmergencyRings(t *testing.T) {
	c := community(t, nil)
	w := opened(c, P0)
	for n := 1; n <= 5; n++ {
		due := monday.Add(time.Duration(2*n) * time.Minute)
		if a, ok := w.Climb(due.Add(-time.Second)); ok {
			t.Fatalf("ring %d came early: %+v", n, a)
		}
		a, ok := w.Climb(due)
		if !ok || a.Step != StepRing || a.N != n {
			t.Fatalf("ring %d is %+v, %v", n, a, ok)
		}
	}
	down := monday.Add(3 * time.Hour)
	if a, ok := w.Climb(down); !ok || a.N != 6 {
		t.Errorf("after downtime: %+v, %v", a, ok)
	}
	if a, ok := w.Climb(down.Add(time.Minute)); ok {
		t.Errorf("rings that were missed are made up for: %+v", a)
	}
	if err := w.Claim(claimer, down.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if a, ok := w.NextAlert(); ok && a.Step == StepRing {
		t.Error("rings on though somebody has it")
	}
	err := errors.Join(w.Resolve(claimer, "已放人", c, down.Add(time.Hour)), w.Confirm(false, c, down.Add(2*time.Hour)))
	if a, ok := w.Climb(down.Add(2*time.Hour + RingEvery)); err != nil || !ok || a.Step != StepRing || a.N != 1 {
		t.Errorf("a reopened emergency: %+v, %v, %v", a, ok, err)
	}
}

// TestLadderOfAReopenedOrder: its limits begin anew, and so do its rungs.
func TestLadderOfAReopenedOrder(t *testing.T) {
	c := community(t, nil)
	w := inState(t, c, Resolved)
	again := monday.AddDate(0, 0, 1)
	if err := w.Confirm(false, c, again); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		step AlertStep
		at   time.Time
	}{{StepWarn, again.Add(12 * time.Minute)}, {StepBreach, again.Add(15 * time.Minute)}, {StepManager, again.Add(30 * time.Minute)}} {
		a, ok := w.NextAlert()
		if !ok || a.Clock != ClockRespond || a.Step != want.step || !a.At.Equal(want.at) {
			t.Errorf("next rung is %+v, want %s at %s", a, want.step, want.at)
		}
		w.Climb(want.at)
	}
}

// TestHoldBeforeAnybodyCame: the arrival stands still like the finish, is not met by the
// hold nor by its end alone, and has its rungs again.
func TestHoldBeforeAnybodyCame(t *testing.T) {
	c := community(t, nil)
	held, resumed := local(t, "2026-11-23 10:30"), local(t, "2026-11-24 10:30")
	hold := func(end Actor) *WorkOrder {
		t.Helper()
		w := opened(c, P2)
		if err := errors.Join(w.Claim(claimer, monday), w.Hold(claimer, "住户不在家", resumed, held), w.Resume(end, c, resumed)); err != nil {
			t.Fatal(err)
		}
		return w
	}
	w := hold(TheSystem)
	if due := local(t, "2026-11-25 10:00"); !w.Due.Arrive.Equal(due) || !w.WorkingAt.IsZero() {
		t.Errorf("after a day on hold somebody is to come by %s, came at %s", w.Due.Arrive, w.WorkingAt)
	}
	if a, ok := w.NextAlert(); !ok || a.Clock != ClockArrive || a.Step != StepWarn || !a.At.Equal(local(t, "2026-11-24 17:36")) {
		t.Errorf("the next rung is %+v", a)
	}
	if _, counted := w.Kept(ClockArrive, local(t, "2026-11-25 09:59")); counted {
		t.Error("the arrival is counted before anybody came")
	}
	came := local(t, "2026-11-25 10:01")
	if err := w.Start(claimer, c, came); err != nil || !w.WorkingAt.Equal(came) {
		t.Errorf("came at %s, %v", w.WorkingAt, err)
	}
	if kept, counted := w.Kept(ClockArrive, came); kept || !counted {
		t.Error("a minute late is kept")
	}
	lines := len(w.Log)
	if err := w.Start(claimer, c, came); err != nil || len(w.Log) != lines {
		t.Error("beginning again is not nothing")
	}
	if w := hold(claimer); !w.WorkingAt.Equal(resumed) {
		t.Errorf("staff who go on came at %s", w.WorkingAt)
	}
	w = hold(TheSystem)
	if err := w.Resolve(claimer, "好了", c, came); err != nil || !w.WorkingAt.Equal(came) {
		t.Errorf("done without having come: %s, %v", w.WorkingAt, err)
	}
	checkLog(t, w)
}

// TestHoldAndPromise: a hold takes back what was promised for its own time and keeps
// nothing; work that begins does.
func TestHoldAndPromise(t *testing.T) {
	c := community(t, nil)
	minute := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Minute) }
	for _, tc := range []struct {
		name      string
		state     OrderState
		due, held int // minutes
		until     int
		want      int // when it is due then, 0 for not at all
	}{
		{"within the hold", Claimed, 30, 10, 60, 0},
		{"while working", Working, 30, 10, 60, 0},
		{"at its end", Claimed, 60, 10, 60, 0},
		{"after it", Claimed, 61, 10, 60, 61},
		{"missed before it", Claimed, 30, 31, 60, 30},
	} {
		w := inState(t, c, tc.state)
		err := errors.Join(w.Promise(PromiseCome, "到", minute(tc.due), claimer, minute(5)), w.Hold(claimer, "等配件", minute(tc.until), minute(tc.held)))
		if err != nil {
			t.Fatal(err)
		}
		if p := w.Promised; p.N != 1 || !p.Kept.IsZero() || p.Due.IsZero() != (tc.want == 0) || tc.want != 0 && !p.Due.Equal(minute(tc.want)) {
			t.Errorf("%s: %+v", tc.name, p)
		}
		if err := w.Start(claimer, c, minute(tc.until)); err != nil || tc.want != 0 && w.Promised.Kept.IsZero() {
			t.Errorf("%s: going on does not keep it: %+v, %v", tc.name, w.Promised, err)
		}
	}
}

// TestAwaits: what the resident waits for is the clock that runs out next, in their words.
func TestAwaits(t *testing.T) {
	c := community(t, nil)
	for _, tc := range []struct {
		name string
		w    func() *WorkOrder
		what Awaited
		due  string // "" for nothing
	}{
		{"new", func() *WorkOrder { return opened(c, P2) }, AwaitedContact, "2026-11-23 10:15"},
		{"claimed", func() *WorkOrder { return inState(t, c, Claimed) }, AwaitedVisit, "2026-11-24 10:00"},
		{"working", func() *WorkOrder { return inState(t, c, Working) }, AwaitedDone, "2026-11-25 10:00"},
		{"on hold", func() *WorkOrder { return inState(t, c, OnHold) }, AwaitedResume, "2026-11-23 11:01"},
		{"resolved", func() *WorkOrder { return inState(t, c, Resolved) }, "", ""},
		{"cancelled", func() *WorkOrder { return inState(t, c, Cancelled) }, "", ""},
		{"complaint claimed", func() *WorkOrder {
			w := &WorkOrder{ID: 7, Community: c.ID, Kind: Complaint, Priority: PC}
			w.Open(c, TheResident, monday)
			_ = w.Claim(claimer, monday)
			return w
		}, AwaitedContact, "2026-11-24 10:00"},
		{"promised", func() *WorkOrder {
			w := inState(t, c, Claimed)
			_ = w.Promise(PromiseAnswer, "半小时内给您答复", monday.Add(30*time.Minute), claimer, monday)
			return w
		}, AwaitedAnswer, "2026-11-23 10:30"},
	} {
		what, due, ok := tc.w().Awaits()
		if what != tc.what || ok != (tc.due != "") || ok && !due.Equal(local(t, tc.due)) {
			t.Errorf("%s: awaits %q by %s, %v; want %q by %q", tc.name, what, due, ok, tc.what, tc.due)
		}
	}
}

func TestLasting(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "不到 1 分钟", -time.Hour: "不到 1 分钟", 59 * time.Second: "不到 1 分钟", 12*time.Minute + 59*time.Second: "12 分钟",
		time.Hour: "1 小时", 90 * time.Minute: "1 小时 30 分", 24 * time.Hour: "1 天", 26 * time.Hour: "1 天 2 小时", 80 * time.Hour: "3 天"} {
		if got := Lasting(d); got != want {
			t.Errorf("%s lasts %q, want %q", d, got, want)
		}
	}
}
