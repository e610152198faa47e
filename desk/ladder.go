package desk

import (
	"slices"
	"time"
)

// AlertStep is one rung of the ladder.
type AlertStep string

const (
	StepWarn    AlertStep = "warn"    // before the deadline: whoever should act
	StepBreach  AlertStep = "breach"  // at the deadline: 班长
	StepManager AlertStep = "manager" // still open: manager
	StepRing    AlertStep = "ring"    // an emergency nobody took: again, every RingEvery
)

// Alert is a rung that was climbed, written down with the order.
type Alert struct {
	Clock Clock     `json:"clock"`
	Step  AlertStep `json:"step"`
	N     int       `json:"n,omitempty"` // of rings and promises: the how-manieth
	At    time.Time `json:"at"`
	Ack   string    `json:"ack,omitempty"` // who said that they know, "" if nobody
	AckAt time.Time `json:"ack_at,omitzero"`
}

// RingEvery is how often an unclaimed emergency calls again; after RingManager rings
// the manager is called as well.
const (
	RingEvery   = 2 * time.Minute
	RingManager = 2
	// AckPause is how long an acknowledged ring gives for claiming. To know of an emergency
	// is not yet to go there: without a claim it rings on.
	AckPause = 5 * time.Minute
)

// NextAlert is the next rung of the ladder and when it is due; ok is false when there
// is none. Each rung of each clock is climbed once; an unclaimed emergency rings on, and one
// that came back to the pool at once.
func (w *WorkOrder) NextAlert() (a Alert, ok bool) {
	if w.Demo { // nobody is to be called for a made-up order
		return Alert{}, false
	}
	if w.Priority == P0 && w.State.Unclaimed() {
		return w.nextRing(), true
	}
	if !w.running() {
		return Alert{}, false
	}
	for _, c := range Timers {
		if next, more := w.nextRung(c); more && (!ok || next.At.Before(a.At)) {
			a, ok = next, true
		}
	}
	return a, ok
}

func (w *WorkOrder) nextRing() Alert {
	next := Alert{Clock: ClockRespond, Step: StepRing, N: 1, At: w.OpenedAt.Add(RingEvery)}
	for _, x := range w.Alerts {
		if x.Step != StepRing {
			continue
		}
		next.N, next.At = x.N+1, x.At.Add(RingEvery)
		if !x.AckAt.IsZero() {
			next.At = x.AckAt.Add(AckPause)
		}
	}
	return next
}

// nextRung is the next rung of one clock. The manager hears later when somebody knows of
// the breach: once more as long, from then on.
func (w *WorkOrder) nextRung(c Clock) (a Alert, ok bool) {
	due, met := w.Deadline(c)
	if due.IsZero() || !met.IsZero() {
		return Alert{}, false
	}
	rungs, n := *w.Ladder.of(c), 0
	if c == ClockPromise {
		n = w.Promised.N
	}
	if ack := w.ackOf(c, StepBreach); !ack.IsZero() {
		rungs.Manager = later(rungs.Manager, ack.Add(rungs.Wait))
	}
	for _, step := range []struct {
		name AlertStep
		at   time.Time
	}{
		{StepWarn, rungs.Warn},
		{StepBreach, due},
		{StepManager, rungs.Manager},
	} {
		if !w.alerted(c, step.name) {
			return Alert{Clock: c, Step: step.name, N: n, At: step.at}, true
		}
	}
	return Alert{}, false
}

func (w *WorkOrder) alerted(c Clock, s AlertStep) bool {
	for _, a := range w.Alerts {
		if a.Clock == c && a.Step == s {
			return true
		}
	}
	return false
}

// ackOf is when a rung was acknowledged, zero if it was not.
func (w *WorkOrder) ackOf(c Clock, s AlertStep) time.Time {
	for _, a := range w.Alerts {
		if a.Clock == c && a.Step == s {
			return a.AckAt
		}
	}
	return time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Acknowledge notes that a member of staff knows of all alerts given so far: on an order
// in hand the claimer or whoever dispatches, since nobody else will act upon it. Saying so
// again changes nothing.
func (w *WorkOrder) Acknowledge(by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MoveAck, by)
	}
	if w.State.Final() {
		return w.wrongState(MoveAck)
	}
	if w.State.InHand() {
		if err := w.handled(MoveAck, by); err != nil {
			return err
		}
	}
	alerts, last := slices.Clone(w.Alerts), -1
	for i := range alerts {
		if alerts[i].AckAt.IsZero() {
			alerts[i].Ack, alerts[i].AckAt = by.Name, at
			last = i
		}
	}
	if last < 0 {
		return nil
	}
	w.Alerts = alerts
	w.log(MoveAck, w.State, by, at, string(alerts[last].Clock)+" "+string(alerts[last].Step))
	return nil
}

// Climb writes down that the alert was given. A later rung covers the earlier ones of
// its clock, so that after downtime only the highest is said.
func (w *WorkOrder) Climb(now time.Time) (Alert, bool) {
	a, ok := w.NextAlert()
	if !ok || a.At.After(now) {
		return Alert{}, false
	}
	var said Alert
	for ok && !a.At.After(now) {
		a.At = now
		w.Alerts = append(w.Alerts, a)
		said = a
		if a.Step == StepRing {
			break
		}
		a, ok = w.nextRung(said.Clock)
	}
	w.log(MoveAlert, w.State, TheSystem, now, string(said.Clock)+" "+string(said.Step))
	return said, true
}

// NextCheck is when the clock has to look at the order again: an alert, the end of a hold
// or a report that is owed; zero when never.
func (w *WorkOrder) NextCheck() time.Time {
	if w.State == OnHold {
		return w.HoldUntil
	}
	if w.OwesReport() && !w.Demo {
		return w.ReportAsk
	}
	if a, ok := w.NextAlert(); ok {
		return a.At
	}
	return time.Time{}
}
