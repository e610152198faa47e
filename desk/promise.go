package desk

import (
	"fmt"
	"slices"
	"time"
)

// PromiseKind says what keeps a promise.
type PromiseKind string

const (
	PromiseCome   PromiseKind = "come"   // to be there: work begins
	PromiseAnswer PromiseKind = "answer" // to get back to the resident: the next words of staff
	PromiseDone   PromiseKind = "done"   // to have it done: the order is resolved
)

// Promise is what staff told the resident they would do by a moment: one more clock of
// the order. The latest promise counts; what became of the earlier ones is in the log.
type Promise struct {
	Kind  PromiseKind // "" where nothing was promised
	Words string      // as said
	Made  time.Time
	Due   time.Time
	Kept  time.Time
	N     int // the how-manieth of the order
}

// Promise notes that staff promised the resident something.
func (w *WorkOrder) Promise(kind PromiseKind, words string, due time.Time, by Actor, at time.Time) error {
	switch {
	case by.Kind != ByStaff:
		return w.notBy(MovePromise, by)
	case w.State.Final() || w.State == Resolved:
		return w.wrongState(MovePromise)
	case kind == "" || !due.After(at):
		return fmt.Errorf("promise on order %s without an end: %w", w.Number, ErrInvalid)
	}
	w.Promised = Promise{Kind: kind, Words: words, Made: at, Due: due, N: w.Promised.N + 1}
	w.Ladder.Promise = wallTime.rungs(at, due)
	w.Alerts = slices.DeleteFunc(slices.Clone(w.Alerts), func(a Alert) bool { return a.Clock == ClockPromise })
	w.log(MovePromise, w.State, by, at, words)
	return nil
}

// KeepPromise notes that what was promised has happened: of the kinds given, if it is one.
func (w *WorkOrder) KeepPromise(at time.Time, kinds ...PromiseKind) {
	if w.Promised.Kept.IsZero() && slices.Contains(kinds, w.Promised.Kind) {
		w.Promised.Kept = at
	}
}

// takeBackPromise drops a promise that falls into a hold: the resident hears in the same
// breath when the work goes on instead. What was missed before stays missed.
func (w *WorkOrder) takeBackPromise(from, until time.Time) {
	p := w.Promised
	if p.Kind != "" && p.Kept.IsZero() && !p.Due.Before(from) && !p.Due.After(until) {
		w.Promised = Promise{N: p.N}
	}
}
