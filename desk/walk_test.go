package desk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	. "linli/desk"
)

// step is one move of a random walk, by anybody, with arguments that may be wrong.
func step(r *rand.Rand, w, other *WorkOrder, c *Community, at time.Time) error {
	by := pickOne(r, TheResident, claimer, colleague, dispatcher, TheSystem)
	why := pickOne(r, "", "有原因", "有原因")
	switch r.IntN(20) {
	case 0, 1:
		return w.Claim(by, at)
	case 2:
		return w.Dispatch(pickOne(r, claimer, colleague), by, at)
	case 3:
		return w.Transfer(pickOne(r, claimer, colleague), by, why, c, at)
	case 4:
		return w.Release(by, why, c, at)
	case 5:
		return w.Start(by, c, at)
	case 6:
		return w.Hold(by, why, at.Add(time.Duration(r.IntN(100)-5)*time.Minute), at)
	case 7:
		return w.Resume(by, c, at)
	case 8, 9:
		return w.Resolve(by, why, c, at)
	case 10:
		return w.Confirm(r.IntN(2) == 0, c, at)
	case 11:
		return w.Rate(r.IntN(7), c, at)
	case 12:
		return rarely(r, func() error { return w.Close(by, at) })
	case 13:
		return rarely(r, func() error { return w.Cancel(by, why, c, at) })
	case 14:
		return rarely(r, func() error { return w.MergeInto(other, by, c, at) })
	case 15:
		return rarely(r, func() error { return w.SendOut(why, by, c, at) })
	case 16:
		return errors.Join(w.Promise(PromiseCome, "一小时内到", at.Add(time.Hour), by, at), w.Urge(at), w.Add("又漏了", nil, at), w.Reschedule("周六", by, at))
	case 17:
		w.Climb(at)
		return nil
	case 18:
		return w.Assign(pickOne(r, claimer, colleague), "在手最少", at)
	default:
		return errors.Join(w.Note(by, why, at), w.Speak(by, at))
	}
}

func pickOne[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// rarely keeps a walk from ending too soon.
func rarely(r *rand.Rand, do func() error) error {
	if r.IntN(20) > 0 {
		return nil
	}
	return do()
}

// TestRandomWalk looks for a sequence of moves that reaches a transition the machine does
// not have, or leaves an order that contradicts itself.
func TestRandomWalk(t *testing.T) {
	c := community(t, nil)
	seen := map[OrderState]int{}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		w, other := opened(c, pickOne(r, Priorities...)), opened(c, P2)
		other.ID = 8
		w.Kind = pickOne(r, Repair, Complaint, Inquiry, Praise, EmergencyOf)
		at := monday
		for range 200 {
			at = at.Add(time.Duration(r.IntN(60)) * time.Minute)
			if err := step(r, w, other, c, at); err != nil && !errors.Is(err, ErrConflict) && !errors.Is(err, ErrInvalid) {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if err := contradiction(w); err != nil {
				t.Fatalf("seed %d: %v\nlast line %+v", seed, err, w.Log[len(w.Log)-1])
			}
		}
		checkLog(t, w)
		for _, l := range w.Log {
			seen[l.To]++
		}
	}
	for _, s := range OrderStates {
		if seen[s] == 0 {
			t.Errorf("no walk came to %s", s)
		}
	}
}

func byRule(l LogLine) bool { return l.Move == MoveDispatch && l.By == TheSystem }

// contradiction says what in an order cannot be true.
func contradiction(w *WorkOrder) error {
	for what, wrong := range map[string]bool{
		"in hand without a claimer":          w.State.InHand() && (w.ClaimedBy == 0 || w.ClaimerName == "" || w.ClaimedAt.IsZero()),
		"in the pool with a claimer":         w.State.Unclaimed() && w.ClaimedBy != 0,
		"claimed by hand without an act":     w.State.InHand() && w.FirstActAt.IsZero() && !slices.ContainsFunc(w.Log, byRule),
		"a hold that is none":                (w.State == OnHold) == w.HoldSince.IsZero(),
		"an emergency on hold":               w.State == OnHold && w.Priority == P0,
		"working without a beginning":        w.State == Working && w.WorkingAt.IsZero() && w.Held == 0,
		"resolved without a moment":          w.State == Resolved && w.ResolvedAt.IsZero(),
		"open and resolved":                  (w.State.Unclaimed() || w.State.InHand()) && !w.ResolvedAt.IsZero(),
		"an end without a moment or a party": w.State.Final() && (w.ClosedAt.IsZero() || w.ClosedBy == ""),
		"an end before the end":              !w.State.Final() && !w.ClosedAt.IsZero(),
		"merged into nothing":                (w.State == Merged) != (w.MergedTo != 0),
		"sent out to nobody":                 (w.State == External) != (w.External != ""),
		"closed unconfirmed":                 w.State == Closed && w.Confirmed == NotAsked,
		"negative time":                      w.Held < 0,
		"a limit that was none":              w.Priority == P0 && !w.Due.Finish.IsZero(),
		"a promise without an end":           (w.Promised.Kind == "") != w.Promised.Due.IsZero(),
		"a check that never was due":         w.NextCheck().Year() < 2026 && !w.NextCheck().IsZero(),
		"a log shorter than its news":        w.NewLog != len(w.Log),
	} {
		if wrong {
			return fmt.Errorf("%s (%s, held %s)", what, w.State, w.Held)
		}
	}
	return nil
}
