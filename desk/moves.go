package desk

import (
	"fmt"
	"slices"
	"time"
)

// The moves of an order from opened to resolved, and what may happen on the way.

func (w *WorkOrder) log(m Move, to OrderState, by Actor, at time.Time, why string) {
	w.Log = append(w.Log, LogLine{At: at, By: by, Move: m, From: w.State, To: to, Why: why})
	w.NewLog++
	w.State = to
}

// wrongState is the error of a move that the state does not allow.
func (w *WorkOrder) wrongState(m Move) error {
	return fmt.Errorf("order %s is %s, cannot %s: %w", w.Number, w.State, m, ErrConflict)
}

// notBy is the error of a move that such an actor cannot make whatever the state.
func (w *WorkOrder) notBy(m Move, by Actor) error {
	return fmt.Errorf("%s of order %s by %s: %w", m, w.Number, by.Kind, ErrInvalid)
}

// Open starts the order's life: deadlines by the community's rules.
func (w *WorkOrder) Open(c *Community, by Actor, at time.Time) {
	w.OpenedAt, w.State = c.Local(at), "" // its date is the number's
	w.startClocks(c, at)
	w.log(MoveOpen, Opened, by, at, string(w.Reason))
}

// startClocks sets the deadlines and their rungs. Praise has none, and nobody comes on site for an inquiry.
func (w *WorkOrder) startClocks(c *Community, at time.Time) {
	if w.Kind == Praise {
		return
	}
	s, cal := c.SLA(w.Priority, w.Category), c.Calendar()
	w.Due = s.From(at, cal)
	if w.Kind == Inquiry {
		w.Due.Arrive = time.Time{}
	}
	w.Ladder = Ladder{Respond: s.pace(s.Respond, cal).rungs(at, w.Due.Respond), Arrive: s.pace(s.Arrive, cal).rungs(at, w.Due.Arrive),
		Finish: s.pace(s.Finish, cal).rungs(at, w.Due.Finish)}
}

// Claim takes an unclaimed order. ErrConflict when a colleague has it or it is over;
// claiming again what one has already is no error and changes nothing.
func (w *WorkOrder) Claim(by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MoveClaim, by)
	}
	if w.State.InHand() && w.ClaimedBy == by.Staff {
		if w.State == Claimed && w.FirstActAt.IsZero() { // given by rule, and now seen
			w.acted(by, at)
			w.log(MoveClaim, Claimed, by, at, "")
		}
		return nil
	}
	if !w.State.Unclaimed() {
		return w.wrongState(MoveClaim)
	}
	w.take(MoveClaim, by, by, at, "")
	return nil
}

// Dispatch gives an unclaimed order to a named person.
func (w *WorkOrder) Dispatch(to, by Actor, at time.Time) error {
	if !by.Role.Dispatches() {
		return fmt.Errorf("dispatch of order %s by %s: %w", w.Number, by.Role, ErrInvalid)
	}
	if !w.State.Unclaimed() {
		return w.wrongState(MoveDispatch)
	}
	w.take(MoveDispatch, to, by, at, to.Name)
	return nil
}

// Transfer gives a claimed order to another person, with a reason.
func (w *WorkOrder) Transfer(to, by Actor, why string, c *Community, at time.Time) error {
	if err := w.handled(MoveTransfer, by); err != nil {
		return err
	}
	if why == "" {
		return fmt.Errorf("transfer of order %s without a reason: %w", w.Number, ErrInvalid)
	}
	if to.Staff == w.ClaimedBy {
		return fmt.Errorf("order %s is %s's already: %w", w.Number, to.Name, ErrInvalid)
	}
	w.endHold(c, at)
	w.laidDown(at)
	w.take(MoveTransfer, to, by, at, to.Name+"："+why)
	return nil
}

func (w *WorkOrder) take(m Move, to, by Actor, at time.Time, why string) {
	w.ClaimedBy, w.ClaimerName, w.ClaimedAt = to.Staff, to.Name, at
	w.acted(by, at)
	w.log(m, Claimed, by, at, why)
}

// acted notes the first human act, which stops the response clock.
func (w *WorkOrder) acted(by Actor, at time.Time) {
	if w.FirstActAt.IsZero() && by.Kind == ByStaff {
		w.FirstActAt = at
	}
}

// handled checks that the order is in somebody's hands and by may move it: the claimer,
// whoever dispatches, or the clock.
func (w *WorkOrder) handled(m Move, by Actor) error {
	if by.Kind == ByResident {
		return w.notBy(m, by)
	}
	if !w.State.InHand() {
		return w.wrongState(m)
	}
	if by.Kind == ByStaff && by.Staff != w.ClaimedBy && !by.Role.Dispatches() {
		return fmt.Errorf("order %s is %s's, cannot %s: %w", w.Number, w.ClaimerName, m, ErrConflict)
	}
	return nil
}

// Release gives the order back to the pool.
func (w *WorkOrder) Release(by Actor, why string, c *Community, at time.Time) error {
	if err := w.handled(MoveRelease, by); err != nil {
		return err
	}
	if why == "" {
		return fmt.Errorf("release of order %s without a reason: %w", w.Number, ErrInvalid)
	}
	w.endHold(c, at)
	w.laidDown(at)
	w.ClaimedBy, w.ClaimerName = 0, ""
	w.log(MoveRelease, Opened, by, at, why)
	return nil
}

// Start says that work on the spot begins; it stops the arrival clock.
func (w *WorkOrder) Start(by Actor, c *Community, at time.Time) error {
	if w.State == Working && w.ClaimedBy == by.Staff && !w.WorkingAt.IsZero() {
		return nil
	}
	if err := w.handled(MoveStart, by); err != nil {
		return err
	}
	switch {
	case w.State == OnHold:
		return w.Resume(by, c, at)
	case w.State == Claimed, w.WorkingAt.IsZero(): // a hold before anybody came is over, and now they are there
		w.acted(by, at)
		w.onSite(at)
		w.log(MoveStart, Working, by, at, "")
		return nil
	}
	return w.wrongState(MoveStart)
}

// onSite notes that somebody is there, which stops the arrival clock.
func (w *WorkOrder) onSite(at time.Time) {
	if w.WorkingAt.IsZero() {
		w.WorkingAt = at
	}
	w.KeepPromise(at, PromiseCome)
}

// Hold stops the work until a date that reopens it by itself. Emergencies are not held.
func (w *WorkOrder) Hold(by Actor, why string, until, at time.Time) error {
	if err := w.handled(MoveHold, by); err != nil {
		return err
	}
	switch {
	case w.Priority == P0:
		return fmt.Errorf("order %s is an emergency and cannot be held: %w", w.Number, ErrInvalid)
	case why == "":
		return fmt.Errorf("hold of order %s without a reason: %w", w.Number, ErrInvalid)
	case !until.After(at):
		return fmt.Errorf("hold of order %s until the past: %w", w.Number, ErrInvalid)
	case w.State == OnHold:
		return w.wrongState(MoveHold)
	}
	if w.State == Claimed { // the machine's only way to a hold; nobody is on site for it
		w.log(MoveStart, Working, by, at, "")
	}
	w.acted(by, at)
	w.takeBackPromise(at, until)
	w.HoldReason, w.HoldSince, w.HoldUntil = why, at, until
	w.log(MoveHold, OnHold, by, at, why)
	return nil
}

// Resume ends a hold; the clocks that still run are put off by its length. Staff who go on
// are on site; the end of the hold by itself brings nobody there.
func (w *WorkOrder) Resume(by Actor, c *Community, at time.Time) error {
	if err := w.handled(MoveResume, by); err != nil {
		return err
	}
	if w.State != OnHold {
		return w.wrongState(MoveResume)
	}
	w.endHold(c, at)
	if by.Kind == ByStaff {
		w.onSite(at)
	}
	w.log(MoveResume, Working, by, at, "")
	return nil
}

// endHold puts off what was not met yet: as much is left of it as when the hold began. The
// response was met by the claim, and a limit that was missed stays missed.
func (w *WorkOrder) endHold(c *Community, at time.Time) {
	if w.HoldSince.IsZero() {
		return
	}
	d := at.Sub(w.HoldSince)
	w.Held += d
	w.Handled -= d
	s, cal := c.SLA(w.Priority, w.Category), c.Calendar()
	if w.WorkingAt.IsZero() {
		s.pace(s.Arrive, cal).holdOver(&w.Due.Arrive, &w.Ladder.Arrive, w.HoldSince, at)
	}
	s.pace(s.Finish, cal).holdOver(&w.Due.Finish, &w.Ladder.Finish, w.HoldSince, at)
	w.HoldSince, w.HoldUntil, w.HoldReason = time.Time{}, time.Time{}, ""
}

// Resolve says the work is done; the resident is then asked.
func (w *WorkOrder) Resolve(by Actor, what string, c *Community, at time.Time) error {
	if err := w.handled(MoveResolve, by); err != nil {
		return err
	}
	if err := w.quoteAnswered(by, at); err != nil {
		return err
	}
	if w.State != Working {
		if err := w.Start(by, c, at); err != nil {
			return err
		}
	}
	w.laidDown(at)
	w.onSite(at)
	w.KeepPromise(at, PromiseAnswer, PromiseDone)
	w.Resolution, w.ResolvedAt, w.Confirmed = what, at, NotAsked
	w.log(MoveResolve, Resolved, by, at, what)
	w.oweReport(c, at)
	return nil
}

// Urge notes that the resident asks for more speed; ErrConflict within UrgeEvery of
// the last time.
func (w *WorkOrder) Urge(at time.Time) error {
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveUrge)
	}
	if !w.UrgedAt.IsZero() && at.Sub(w.UrgedAt) < UrgeEvery {
		return fmt.Errorf("order %s was urged %s ago: %w", w.Number, at.Sub(w.UrgedAt).Round(time.Minute), ErrConflict)
	}
	w.UrgedAt = at
	w.Urged++
	w.log(MoveUrge, w.State, TheResident, at, "")
	return nil
}

// Reschedule keeps the resident's new wish for a time.
func (w *WorkOrder) Reschedule(visit string, by Actor, at time.Time) error {
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveReschedule)
	}
	w.Visit = visit
	w.log(MoveReschedule, w.State, by, at, visit)
	return nil
}

// Add keeps more words or photos of the resident with the order.
func (w *WorkOrder) Add(text string, media []MediaRef, at time.Time) error {
	if w.State.Final() {
		return w.wrongState(MoveAdd)
	}
	w.Media = append(slices.Clone(w.Media), media...)
	w.log(MoveAdd, w.State, TheResident, at, text)
	return nil
}

// Note keeps an internal remark of staff.
func (w *WorkOrder) Note(by Actor, text string, at time.Time) error {
	if text == "" {
		return fmt.Errorf("empty note on order %s: %w", w.Number, ErrInvalid)
	}
	w.log(MoveNote, w.State, by, at, text)
	return nil
}

// laidDown adds the stretch since the latest claim to Handled.
func (w *WorkOrder) laidDown(at time.Time) { w.Handled += at.Sub(w.ClaimedAt) }

// Handling is how long staff had the order in hand, from claim to resolved, less holds,
// over all who had it and all rounds of it; ok is false while it is not resolved.
func (w *WorkOrder) Handling() (d time.Duration, ok bool) {
	if w.ResolvedAt.IsZero() {
		return 0, false
	}
	return max(0, w.Handled), true
}

// Speak notes that staff wrote to the resident, which stops the response clock. The
// claimer may, and whoever dispatches; anyone else claims first.
func (w *WorkOrder) Speak(by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return fmt.Errorf("words on order %s by %s: %w", w.Number, by.Kind, ErrInvalid)
	}
	if w.State.Final() {
		return fmt.Errorf("order %s is %s: %w", w.Number, w.State, ErrConflict)
	}
	if w.ClaimedBy != by.Staff && !by.Role.Dispatches() {
		return fmt.Errorf("order %s is not %s's: %w", w.Number, by.Name, ErrConflict)
	}
	w.acted(by, at)
	w.KeepPromise(at, PromiseAnswer)
	return nil
}
