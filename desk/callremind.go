package desk

import "time"

// callRungs are the ladder of a call that is due and not made: its caller is reminded, then
// whoever dispatches, then the managers; each once, so long after it was due in service time.
var callRungs = []struct {
	step  AlertStep
	after time.Duration
}{{StepWarn, 0}, {StepBreach, 2 * time.Hour}, {StepManager, 4 * time.Hour}}

// callBy sets by when the call is to be made, and the reminders with it.
func (f *FollowUp) callBy(due time.Time, c *Community) {
	f.DueAt, f.Reminded = due, 0
	f.planReminder(c)
}

// planReminder sets when the next rung is climbed, never if all were.
func (f *FollowUp) planReminder(c *Community) {
	f.RemindAt = time.Time{}
	if f.Reminded < len(callRungs) {
		f.RemindAt = c.Calendar().Add(f.DueAt, callRungs[f.Reminded].after)
	}
}

// Remind notes that somebody is reminded of the call now, and plans the next time; step says
// who. It is false when nobody is to be reminded yet. After downtime the highest rung covers
// those below it; outside service hours it waits for them.
func (f *FollowUp) Remind(c *Community, at time.Time) (step AlertStep, due bool) {
	if f.openCall() != nil || f.RemindAt.IsZero() || at.Before(f.RemindAt) {
		return "", false
	}
	cal := c.Calendar()
	if open := cal.Next(at); open.After(at) {
		f.RemindAt = open
		return "", false
	}
	for f.Reminded < len(callRungs) && !at.Before(cal.Add(f.DueAt, callRungs[f.Reminded].after)) {
		step = callRungs[f.Reminded].step
		f.Reminded++
	}
	f.planReminder(c)
	return step, step != ""
}

// Reminders reports whom the call has been brought to mind: its caller, those who dispatch, the
// managers.
func (f *FollowUp) Reminders() (caller, dispatchers, managers bool) {
	return f.Reminded > 0, f.Reminded > 1, f.Reminded > 2
}

// ClockCall names the call in alerts; it is no time limit of the order.
const ClockCall Clock = "call"

// RemindedOfCall writes down with the order that somebody was reminded of its call.
func (w *WorkOrder) RemindedOfCall(step AlertStep, at time.Time) {
	w.log(MoveAlert, w.State, TheSystem, at, string(ClockCall)+" "+string(step))
}
