package demo

import (
	"time"

	"linli/desk"
)

// What staff do after an order: the calls about it, and the report after an emergency.

// planCall has the manager make a call; over is what follows its end.
func (w *month) planCall(f *desk.FollowUp, over func(desk.Outcome)) {
	f.Caller = w.staff[3].Staff
	w.saveCall(f)
	w.call(f, over)
}

func (w *month) saveCall(f *desk.FollowUp) {
	f.RemindAt = time.Time{} // nobody is to be called for what is made up
	w.emit(&desk.Turn{FollowUps: []*desk.FollowUp{f}})
}

// call reports how a call went, and calls again whom it did not find.
func (w *month) call(f *desk.FollowUp, over func(desk.Outcome)) {
	w.at(w.cal.Next(f.DueAt.Add(w.between(-3*time.Hour, 2*time.Hour))), func() {
		o, r := desk.OutcomeAnswered, desk.CallResult{Fixed: desk.ReplyYes, InTime: w.said(0.93), Price: w.said(0.96),
			Clean: w.said(0.95), Manner: w.said(0.97), Remark: oneOf(w, callRemarks)}
		switch n := w.Float64(); {
		case n < 0.15:
			o, r = desk.OutcomeNoAnswer, desk.CallResult{}
		case n < 0.19:
			o, r = desk.OutcomeRefused, desk.CallResult{}
		case n < 0.22:
			o, r = desk.OutcomeUnreachable, desk.CallResult{}
		case n < 0.25:
			o, r = desk.OutcomeNotDone, desk.CallResult{Why: "住户出差了，回来再联系"}
		}
		if !w.check(f.Report(o, r, w.staff[3], w.c, w.now)) {
			return
		}
		w.saveCall(f)
		switch {
		case f.Outcome == desk.OutcomeOpen:
			w.call(f, over)
		case over != nil:
			over(o)
		}
	})
}

// said is yes that often.
func (w *month) said(yes float64) desk.Reply {
	if w.care.Float64() < yes {
		return desk.ReplyYes
	}
	return desk.ReplyNo
}

// callInstead has a resident called who has not opened the chat again; the order waits for that.
func (w *month) callInstead(j *job, f *desk.FollowUp) {
	f.BecomeCall(desk.CallUnread, 0, w.c, w.now)
	w.planCall(f, func(o desk.Outcome) {
		if j.o.State != desk.Resolved {
			return
		}
		if o == desk.OutcomeAnswered && !w.check(j.o.Confirm(true, w.c, w.now)) {
			return
		}
		if w.check(j.o.Close(desk.TheSystem, w.now)) {
			j.tell(w, "", "", func(*desk.Turn) { w.over(j) })
		}
	})
}

// reportLeft is how long before the end emergencies may lack their report.
const reportLeft = 2 * 24 * time.Hour

// report writes what an emergency's report needs; the latest are still owed.
func (w *month) report(j *job) {
	if !j.o.OwesReport() || w.o.Until.Sub(w.now) < reportLeft {
		return
	}
	r := desk.Report{OnSite: j.o.WorkingAt, Measures: j.o.Resolution, Signed: j.who.Name, Kind: desk.OtherEmergency, Cause: "待查"}
	for _, e := range emergencies {
		if e.id == j.o.Emergency {
			r.Kind, r.Helpers, r.Cause = e.kind, e.helpers, e.cause
		}
	}
	if w.chance(0.15) {
		r.Hurt, r.Remains = 1, "经理去医院看望"
	}
	by := j.who
	w.after(15*time.Minute, 3*time.Hour, func() {
		if (j.o.State == desk.Resolved || j.o.State == desk.Closed) && j.o.ClaimedBy == by.Staff { // not opened again meanwhile
			if w.check(j.o.WriteReport(r, by, w.now)) {
				w.emit(&desk.Turn{Orders: []*desk.WorkOrder{j.o}})
			}
		}
	})
}
