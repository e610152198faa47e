package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Report is what is written after an emergency (险情报告). A correction is a further one;
// none is ever changed.
type Report struct {
	Kind     string    `json:"kind"`    // name of the emergency's card, or OtherEmergency
	OnSite   time.Time `json:"on_site"` // when the first of us was there
	Hurt     int       `json:"hurt"`    // how many people; no names
	Helpers  []string  `json:"helpers,omitempty"`
	Measures string    `json:"measures"`
	Cause    string    `json:"cause"`
	Remains  string    `json:"remains,omitempty"` // what is still to be done
	Signed   string    `json:"signed"`            // name of whoever wrote it, written by themselves
	By       StaffID   `json:"by"`
	At       time.Time `json:"at"`
}

// OtherEmergency is the kind of what no card is about.
const OtherEmergency = "其他险情"

// ReportHelpers are those outside who may have come.
var ReportHelpers = []string{"119 消防", "120 急救", "110 警察", "燃气公司", "供电", "供水", "供热", "电梯维保"}

// maxHurt is more people than any community's emergency hurts: a slip of the hand.
const maxHurt = 999

// Whoever owes a report is reminded, after quiet hours, until it is written, also when the order
// is closed long since; the ReportManager-th time the managers hear of it as well, once.
const (
	ReportFirst   = time.Hour
	ReportEvery   = 4 * time.Hour
	ReportManager = 3
)

// Reported reports whether the emergency's report was written since it was dealt with last.
func (w *WorkOrder) Reported() bool {
	return len(w.Reports) > 0 && !w.Reports[len(w.Reports)-1].At.Before(w.dealtWith())
}

// OwesReport reports whether the order is an emergency that was dealt with and not reported.
func (w *WorkOrder) OwesReport() bool {
	return w.Priority == P0 && !w.dealtWith().IsZero() && !w.Reported()
}

// dealtWith is when staff had done with the order, zero if they have not. What was cancelled
// or merged was none, or is another's.
func (w *WorkOrder) dealtWith() time.Time {
	switch w.State {
	case Resolved, Closed:
		return w.ResolvedAt
	case External:
		return w.ClosedAt
	}
	return time.Time{}
}

// oweReport plans the first reminder, once an emergency is dealt with.
func (w *WorkOrder) oweReport(c *Community, at time.Time) {
	w.ReportAsk, w.ReportAsked = time.Time{}, 0
	if w.OwesReport() {
		w.ReportAsk = c.NotQuiet(at.Add(ReportFirst))
	}
}

// RemindReport notes that whoever owes the report is reminded now, and plans the next time.
// It is false when nobody is to be reminded yet; managers says whether they hear of it.
func (w *WorkOrder) RemindReport(c *Community, at time.Time) (managers, due bool) {
	if w.ReportAsk.IsZero() || at.Before(w.ReportAsk) || !w.OwesReport() {
		return false, false
	}
	if later := c.NotQuiet(at); later.After(at) { // after downtime the night may have come
		w.ReportAsk = later
		return false, false
	}
	w.ReportAsked++
	w.ReportAsk = c.NotQuiet(at.Add(ReportEvery))
	managers = w.ReportAsked == ReportManager
	step := StepWarn
	if managers {
		step = StepManager
	}
	w.log(MoveAlert, w.State, TheSystem, at, string(ClockReport)+" "+string(step))
	return managers, true
}

// ClockReport names the report in alerts; it is no time limit of the order.
const ClockReport Clock = "report"

// WriteReport keeps a report, or a correction of it, of whoever had the order or dispatches.
// The arrival it names is what the arrival clock counts.
func (w *WorkOrder) WriteReport(r Report, by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MoveReport, by)
	}
	if w.Priority != P0 {
		return fmt.Errorf("order %s is no emergency: %w", w.Number, ErrInvalid)
	}
	if w.dealtWith().IsZero() {
		return w.wrongState(MoveReport)
	}
	if by.Staff != w.ClaimedBy && !by.Role.Dispatches() {
		return fmt.Errorf("the report of order %s is %s's to write: %w", w.Number, w.ClaimerName, ErrConflict)
	}
	if err := w.checkReport(r, by); err != nil {
		return err
	}
	r.By, r.At = by.Staff, at
	why := fmt.Sprintf("第 %d 版", len(w.Reports)+1)
	if !w.WorkingAt.Equal(r.OnSite) && !w.WorkingAt.IsZero() {
		why += "，到场时间改为 " + r.OnSite.Format("15:04") + "（原为 " + w.WorkingAt.In(r.OnSite.Location()).Format("15:04") + "）"
	}
	w.WorkingAt = r.OnSite
	w.Reports = append(slices.Clip(w.Reports), r)
	w.ReportAsk = time.Time{}
	w.log(MoveReport, w.State, by, at, why)
	return nil
}

// checkReport names the first field that cannot be so.
func (w *WorkOrder) checkReport(r Report, by Actor) error {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	switch {
	case blank(r.Kind):
		return &Fault{"kind", "请选择发生了什么"}
	case r.OnSite.IsZero():
		return &Fault{"on_site", "请写明什么时候到的现场"}
	case r.OnSite.Before(w.OpenedAt.Truncate(time.Minute)):
		return &Fault{"on_site", "到场时间不能早于开单（" + w.OpenedAt.In(r.OnSite.Location()).Format("1月2日 15:04") + "）"}
	case r.OnSite.After(w.dealtWith()):
		return &Fault{"on_site", "到场时间不能晚于办结（" + w.dealtWith().In(r.OnSite.Location()).Format("1月2日 15:04") + "）"}
	case r.Hurt < 0 || r.Hurt > maxHurt:
		return &Fault{"hurt", "人数写得不对"}
	case blank(r.Measures):
		return &Fault{"measures", "请写明采取了什么措施"}
	case blank(r.Cause):
		return &Fault{"cause", "请写明原因；还没查清就写“待查”"}
	case r.Signed != by.Name:
		return &Fault{"signed", "签名请写您自己的姓名：" + by.Name}
	}
	for _, h := range r.Helpers {
		if !slices.Contains(ReportHelpers, h) {
			return &Fault{"helpers", "没有这个外部单位：" + h}
		}
	}
	return nil
}
