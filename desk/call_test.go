package desk

import (
	"errors"
	"testing"
	"time"
)

func callCommunity(t *testing.T) *Community {
	t.Helper()
	c := &Community{ID: "c", Name: "c"}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCallReport(t *testing.T) {
	com := callCommunity(t)
	mine, boss := Actor{Kind: ByStaff, Staff: 7}, Actor{Kind: ByStaff, Staff: 9, Role: RoleDispatcher}
	for name, c := range map[string]struct {
		o    Outcome
		r    CallResult
		by   Actor
		want error
	}{
		"answered":                   {OutcomeAnswered, CallResult{Fixed: ReplyYes, Rating: 5}, mine, nil},
		"answered to a dispatcher":   {OutcomeAnswered, CallResult{Fixed: ReplyNo}, boss, nil},
		"answered nothing":           {OutcomeAnswered, CallResult{Remark: "好"}, mine, ErrInvalid},
		"by nobody":                  {OutcomeAnswered, CallResult{Fixed: ReplyYes}, TheSystem, ErrInvalid},
		"by a nameless member":       {OutcomeAnswered, CallResult{Fixed: ReplyYes}, Actor{Kind: ByStaff, Role: RoleManager}, ErrInvalid},
		"somebody else's":            {OutcomeAnswered, CallResult{Fixed: ReplyYes}, Actor{Kind: ByStaff, Staff: 8}, ErrConflict},
		"rated six":                  {OutcomeAnswered, CallResult{Fixed: ReplyYes, Rating: 6}, mine, ErrInvalid},
		"a reply of its own":         {OutcomeAnswered, CallResult{Fixed: "maybe"}, mine, ErrInvalid},
		"refused":                    {OutcomeRefused, CallResult{Remark: "忙"}, mine, nil},
		"refused and rated":          {OutcomeRefused, CallResult{Rating: 3}, mine, ErrInvalid},
		"unreachable":                {OutcomeUnreachable, CallResult{}, mine, nil},
		"not done, and why":          {OutcomeNotDone, CallResult{Why: "住户搬走了"}, mine, nil},
		"not done":                   {OutcomeNotDone, CallResult{Why: " "}, mine, ErrInvalid},
		"an outcome of its own":      {"done", CallResult{Fixed: ReplyYes}, mine, ErrInvalid},
		"still open is not a result": {OutcomeOpen, CallResult{}, mine, ErrInvalid},
		"nobody answered, yet rated": {OutcomeNoAnswer, CallResult{Fixed: ReplyYes}, mine, ErrInvalid},
	} {
		f := &FollowUp{ID: 1, Stage: StageCall, Caller: 7}
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		err := f.Report(c.o, c.r, c.by, com, at)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && (f.Outcome != OutcomeOpen || len(f.Tries) > 0) || err == nil && (f.Outcome != c.o || f.Caller != c.by.Staff) {
			t.Errorf("%s: the call is %+v", name, f)
		}
		if reached := err == nil && (c.o == OutcomeAnswered || c.o == OutcomeRefused); f.Reached() != reached {
			t.Errorf("%s: reached %v, want %v", name, f.Reached(), reached)
		}
	}
}

func TestCallIsTriedThreeTimes(t *testing.T) {
	f, c := &FollowUp{ID: 1, Stage: StageCall, Caller: 7}, callCommunity(t)
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	for n := 1; n <= CallTries; n++ {
		if f.Outcome != OutcomeOpen {
			t.Fatalf("over after %d tries", n-1)
		}
		if err := f.Report(OutcomeNoAnswer, CallResult{}, Actor{Kind: ByStaff, Staff: 7}, c, at); err != nil {
			t.Fatal(err)
		}
		if n < CallTries && !f.DueAt.After(at) {
			t.Errorf("after try %d it is due at %v", n, f.DueAt)
		}
		at = at.Add(3 * time.Hour)
	}
	if f.Outcome != OutcomeNoAnswer || len(f.Tries) != CallTries || !f.DueAt.IsZero() || f.Reached() {
		t.Errorf("the call is %+v", f)
	}
	if err := f.Report(OutcomeAnswered, CallResult{Fixed: ReplyYes}, Actor{Kind: ByStaff, Staff: 7}, c, at); !errors.Is(err, ErrConflict) {
		t.Errorf("a call that is over: %v", err)
	}
}

func TestChooseCaller(t *testing.T) {
	staff := []Staff{{ID: 1, Role: RoleStaff, Active: true}, {ID: 2, Role: RoleDispatcher, Active: true},
		{ID: 3, Role: RoleDispatcher, Active: true}, {ID: 4, Role: RoleManager}, {ID: 5, Role: RoleEditor, Active: true}}
	for name, c := range map[string]struct {
		staff   []Staff
		handler StaffID
		open    []FollowUp
		want    StaffID
	}{
		"a dispatcher":             {staff, 1, nil, 2},
		"not who handled it":       {staff, 2, nil, 3},
		"who has fewer calls":      {staff, 1, []FollowUp{{Caller: 2}}, 3},
		"no dispatcher: any other": {staff[:1], 9, nil, 1},
		"nobody":                   {staff[:1], 1, nil, 0},
	} {
		if got := ChooseCaller(c.staff, c.handler, c.open); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
