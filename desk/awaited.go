package desk

import (
	"fmt"
	"time"
)

// Awaited is what the resident of an order waits for next.
type Awaited string

const (
	AwaitedContact Awaited = "contact" // somebody gets in touch
	AwaitedVisit   Awaited = "visit"   // somebody comes
	AwaitedAnswer  Awaited = "answer"  // somebody gets back to them, as promised
	AwaitedDone    Awaited = "done"    // the matter is done
	AwaitedResume  Awaited = "resume"  // the work goes on after a hold
)

var (
	awaitedOf = map[Clock]Awaited{ClockRespond: AwaitedContact, ClockArrive: AwaitedVisit, ClockFinish: AwaitedDone}
	promised  = map[PromiseKind]Awaited{PromiseCome: AwaitedVisit, PromiseAnswer: AwaitedAnswer, PromiseDone: AwaitedDone}
)

// Awaits is what the order's resident waits for next and until when; ok is false when
// it is nothing that has a time.
func (w *WorkOrder) Awaits() (what Awaited, due time.Time, ok bool) {
	if w.State == OnHold {
		return AwaitedResume, w.HoldUntil, true
	}
	c, due, ok := w.NextDue()
	switch {
	case !ok:
		return "", time.Time{}, false
	case c == ClockPromise:
		return promised[w.Promised.Kind], due, true
	case c == ClockArrive && w.Kind == Complaint:
		return AwaitedContact, due, true
	}
	return awaitedOf[c], due, true
}

// Lasting is a length of time as one says it, "12 分钟".
func Lasting(d time.Duration) string {
	minutes := int(d / time.Minute)
	switch {
	case minutes < 1:
		return "不到 1 分钟"
	case minutes < 60:
		return fmt.Sprintf("%d 分钟", minutes)
	case minutes < 24*60 && minutes%60 > 0:
		return fmt.Sprintf("%d 小时 %d 分", minutes/60, minutes%60)
	case minutes < 24*60:
		return fmt.Sprintf("%d 小时", minutes/60)
	case minutes < 72*60 && minutes/60%24 > 0:
		return fmt.Sprintf("%d 天 %d 小时", minutes/60/24, minutes/60%24)
	}
	return fmt.Sprintf("%d 天", minutes/60/24)
}
