package desk_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	. "linli/desk"
)

func TestMovesNeedTheirArguments(t *testing.T) {
	c := community(t, nil)
	at := monday.Add(time.Hour)
	other := func(change func(*WorkOrder)) *WorkOrder {
		o := opened(c, P2)
		o.ID = 8
		change(o)
		return o
	}
	for _, tc := range []struct {
		name  string
		state OrderState
		do    func(*WorkOrder) error
	}{
		{"transfer without a reason", Claimed, func(w *WorkOrder) error { return w.Transfer(colleague, claimer, "", c, at) }},
		{"transfer to the claimer", Claimed, func(w *WorkOrder) error { return w.Transfer(claimer, dispatcher, "换人", c, at) }},
		{"release without a reason", Working, func(w *WorkOrder) error { return w.Release(claimer, "", c, at) }},
		{"hold without a reason", Working, func(w *WorkOrder) error { return w.Hold(claimer, "", at.Add(time.Hour), at) }},
		{"hold until now", Working, func(w *WorkOrder) error { return w.Hold(claimer, "等配件", at, at) }},
		{"cancel without a reason", Opened, func(w *WorkOrder) error { return w.Cancel(dispatcher, "", c, at) }},
		{"out to nobody", Working, func(w *WorkOrder) error { return w.SendOut("", claimer, c, at) }},
		{"empty note", Closed, func(w *WorkOrder) error { return w.Note(claimer, "", at) }},
		{"no star", Resolved, func(w *WorkOrder) error { return w.Rate(0, c, at) }},
		{"six stars", Resolved, func(w *WorkOrder) error { return w.Rate(6, c, at) }},
		{"merge into itself", Opened, func(w *WorkOrder) error { return w.MergeInto(w, claimer, c, at) }},
		{"merge into the neighbours'", Opened, func(w *WorkOrder) error {
			return w.MergeInto(other(func(o *WorkOrder) { o.Community = "elsewhere" }), claimer, c, at)
		}},
		{"merge into what is over", Opened, func(w *WorkOrder) error {
			return w.MergeInto(other(func(o *WorkOrder) { o.State = Closed }), claimer, c, at)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := inState(t, c, tc.state)
			before := *w
			if err := tc.do(w); !errors.Is(err, ErrInvalid) {
				t.Errorf("error is %v, want ErrInvalid", err)
			}
			if !reflect.DeepEqual(before, *w) {
				t.Error("a refused move changed the order")
			}
		})
	}
}

func TestHoldMovesDeadlines(t *testing.T) {
	c := community(t, nil)
	w := inState(t, c, Working)
	before := w.Due
	if err := errors.Join(w.Hold(claimer, "等配件", monday.Add(5*time.Hour), monday.Add(time.Hour)),
		w.Resume(TheSystem, c, monday.Add(4*time.Hour))); err != nil {
		t.Fatal(err)
	}
	if got := w.Due.Finish.Sub(before.Finish); got != 3*time.Hour || w.Held != 3*time.Hour {
		t.Errorf("after 3 h on hold the deadline moved by %s, held %s", got, w.Held)
	}
	if w.Due.Respond != before.Respond || w.Due.Arrive != before.Arrive {
		t.Error("clocks that were stopped before moved as well")
	}

	p0 := opened(c, P0)
	if err := p0.Claim(claimer, monday); err != nil {
		t.Fatal(err)
	}
	if err := p0.Hold(dispatcher, "等配件", monday.Add(time.Hour), monday); !errors.Is(err, ErrInvalid) {
		t.Errorf("an emergency was held: %v", err)
	}

	praise := &WorkOrder{Community: c.ID, Kind: Praise, Priority: P3}
	praise.Open(c, TheResident, monday)
	err := errors.Join(praise.Claim(claimer, monday), praise.Hold(claimer, "等奖状", monday.Add(2*time.Hour), monday),
		praise.Resume(TheSystem, c, monday.Add(2*time.Hour)))
	if err != nil || praise.Due != (Deadlines{}) {
		t.Errorf("praise has got deadlines %+v from a hold, %v", praise.Due, err)
	}
}

func TestHoldEndsWithEveryMoveOutOfIt(t *testing.T) {
	c := community(t, nil)
	at := monday.Add(2 * time.Hour)
	for name, do := range map[string]func(*WorkOrder) error{
		"transfer": func(w *WorkOrder) error { return w.Transfer(colleague, claimer, "下班", c, at) },
		"release":  func(w *WorkOrder) error { return w.Release(claimer, "下班", c, at) },
		"resolve":  func(w *WorkOrder) error { return w.Resolve(claimer, "好了", c, at) },
		"cancel":   func(w *WorkOrder) error { return w.Cancel(claimer, "不修了", c, at) },
		"external": func(w *WorkOrder) error { return w.SendOut("燃气公司", claimer, c, at) },
		"merge": func(w *WorkOrder) error {
			return w.MergeInto(&WorkOrder{ID: 8, Community: c.ID, State: Opened}, claimer, c, at)
		},
	} {
		w := inState(t, c, OnHold)
		err := do(w)
		if err != nil || !w.HoldSince.IsZero() || !w.HoldUntil.IsZero() || w.HoldReason != "" || w.Held != at.Sub(monday.Add(time.Minute)) {
			t.Errorf("%s: hold since %s until %s for %q, held %s, %v", name, w.HoldSince, w.HoldUntil, w.HoldReason, w.Held, err)
		}
	}
}

func TestResponseClockStopsAtTheFirstAct(t *testing.T) {
	c := community(t, nil)
	first, later := monday.Add(3*time.Minute), monday.Add(9*time.Minute)
	for name, do := range map[string]func(*WorkOrder) error{
		"claim":    func(w *WorkOrder) error { return w.Claim(claimer, first) },
		"dispatch": func(w *WorkOrder) error { return w.Dispatch(claimer, dispatcher, first) },
		"words":    func(w *WorkOrder) error { return w.Speak(dispatcher, first) },
	} {
		w := opened(c, P2)
		if err := do(w); err != nil || !w.FirstActAt.Equal(first) {
			t.Errorf("%s: first act at %s, %v", name, w.FirstActAt, err)
		}
		if w.State == Opened {
			if err := w.Claim(claimer, later); err != nil {
				t.Fatal(err)
			}
		}
		err := errors.Join(w.Release(claimer, "下班", c, later), w.Claim(colleague, later))
		if err != nil || !w.FirstActAt.Equal(first) {
			t.Errorf("%s: a later claim moved the first act to %s, %v", name, w.FirstActAt, err)
		}
		if kept, counted := w.Kept(ClockRespond, monday.Add(time.Hour)); !kept || !counted {
			t.Errorf("%s within 15 minutes is not kept", name)
		}
	}
	w := opened(c, P2)
	if err := errors.Join(w.Note(claimer, "看到了", first), w.Add("快来", nil, first), w.Urge(first)); err != nil || !w.FirstActAt.IsZero() {
		t.Errorf("notes and residents' words stopped the response clock, %v", err)
	}
}

func TestReopeningStartsTheClocksAnew(t *testing.T) {
	c := community(t, nil)
	w := inState(t, c, Resolved)
	w.Alerts = []Alert{{Clock: ClockRespond, Step: StepWarn, At: monday}}
	at := monday.Add(30 * time.Hour) // Tuesday 16:00
	if err := w.Confirm(false, c, at); err != nil {
		t.Fatal(err)
	}
	want := c.SLA(P2, "水电").From(at, c.Calendar())
	if w.Due != want || w.Reopens != 1 || len(w.Alerts) != 0 || w.Confirmed != ConfirmedNo {
		t.Errorf("due %+v, want %+v; %d reopens, alerts %v, confirmed %q", w.Due, want, w.Reopens, w.Alerts, w.Confirmed)
	}
	for _, clock := range Clocks {
		if _, met := w.Deadline(clock); !met.IsZero() {
			t.Errorf("%s is still stopped at %s", clock, met)
		}
	}
	if err := w.Claim(colleague, at.Add(time.Minute)); err != nil || w.ClaimedBy != colleague.Staff {
		t.Errorf("claimed by %d, %v", w.ClaimedBy, err)
	}
}

func TestRating(t *testing.T) {
	c := community(t, nil)
	at := monday.Add(time.Hour)
	for stars := 1; stars <= 5; stars++ {
		w := inState(t, c, Resolved)
		want, confirmed := Closed, ConfirmedYes
		if stars <= 2 {
			want, confirmed = Reopened, NotAsked
		}
		if err := w.Rate(stars, c, at); err != nil || w.State != want || w.Rating != stars || !w.RatedAt.Equal(at) || w.Confirmed != confirmed {
			t.Errorf("%d stars: %s, rating %d at %s, confirmed %q, %v", stars, w.State, w.Rating, w.RatedAt, w.Confirmed, err)
		}
		if err := w.Rate(5, c, at.Add(time.Minute)); !errors.Is(err, ErrConflict) || w.Rating != stars {
			t.Errorf("%d stars, rated twice: %v, rating %d", stars, err, w.Rating)
		}
		if want == Closed && (w.ClosedBy != ByResident || !w.ClosedAt.Equal(at)) {
			t.Errorf("%d stars: closed by %q at %s", stars, w.ClosedBy, w.ClosedAt)
		}
	}
	again := inState(t, c, Resolved)
	err := errors.Join(again.Rate(1, c, at), again.Claim(claimer, at.Add(time.Minute)), again.Resolve(claimer, "这次修好了", c, at.Add(time.Hour)),
		again.Rate(5, c, at.Add(2*time.Hour)))
	if err != nil || again.State != Closed || again.Rating != 5 {
		t.Errorf("the second round: %s, rating %d, %v", again.State, again.Rating, err)
	}
	var rated []string
	for _, l := range again.Log {
		if l.Move == MoveRate {
			rated = append(rated, l.Why)
		}
	}
	if !slices.Equal(rated, []string{"1", "5"}) {
		t.Errorf("the log has the ratings %v", rated)
	}
	silent := inState(t, c, Resolved)
	if err := silent.Close(TheSystem, at); err != nil || silent.Confirmed != Silent || silent.ClosedBy != BySystem {
		t.Errorf("closed by time: confirmed %q, by %q, %v", silent.Confirmed, silent.ClosedBy, err)
	}
}

func TestUrging(t *testing.T) {
	c := community(t, nil)
	w := opened(c, P2)
	for _, tc := range []struct {
		minute int
		err    error
		urged  int
	}{{0, nil, 1}, {1, ErrConflict, 1}, {29, ErrConflict, 1}, {30, nil, 2}, {59, ErrConflict, 2}, {60, nil, 3}} {
		if err := w.Urge(monday.Add(time.Duration(tc.minute) * time.Minute)); !errors.Is(err, tc.err) || w.Urged != tc.urged {
			t.Errorf("minute %d: %v, urged %d times; want %v, %d", tc.minute, err, w.Urged, tc.err, tc.urged)
		}
	}
}
