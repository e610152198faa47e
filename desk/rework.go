package desk

import (
	"fmt"
	"time"
)

// Handler is who of the staff handles the order, or handled it last; 0 if nobody did. The
// log is needed for the latter.
func (w *WorkOrder) Handler() StaffID {
	if w.ClaimedBy != 0 {
		return w.ClaimedBy
	}
	for i := len(w.Log) - 1; i >= 0; i-- {
		if l := &w.Log[i]; l.Move == MoveResolve && l.By.Kind == ByStaff {
			return l.By.Staff
		}
	}
	return 0
}

// Rework opens a new order (返修单) for a closed one whose resident says that nothing is
// solved: what is closed stays closed, and counts as reopened. In the log of the old one
// stands NewOrderNumber, which the store replaces.
func (w *WorkOrder) Rework(by Actor, why string, c *Community, at time.Time) (*WorkOrder, error) {
	if by.Kind != ByStaff {
		return nil, w.notBy(MoveRework, by)
	}
	if w.State != Closed {
		return nil, w.wrongState(MoveRework)
	}
	text := w.Text
	if why != "" {
		text += "\n住户说没有解决：" + why
	}
	again := &WorkOrder{Community: w.Community, Conversation: w.Conversation, Episode: w.Episode, Kind: w.Kind, Category: w.Category,
		Priority: w.Priority, Title: "返修：" + w.Title, Text: text, Place: w.Place, Resident: w.Resident, Phone: w.Phone, Entry: w.Entry,
		Emergency: w.Emergency, Reason: HandoverOrder, ReworkOf: w.Number, Demo: w.Demo}
	again.Open(c, by, at)
	w.Reopens++
	w.log(MoveRework, Closed, by, at, fmt.Sprintf("返修单 %s", NewOrderNumber))
	return again, nil
}
