package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// rosterMost bounds each list of a roster.
const rosterMost = 500

// exceptionsKept is how long a past exception is still shown to who looks back.
const exceptionsKept = 60 * 24 * time.Hour

// SetShift changes the shift with the id, or adds one for id 0.
func (r *Roster) SetShift(s Shift) error {
	s.Name = strings.TrimSpace(s.Name)
	_, from := minuteOfDay(s.From)
	_, to := minuteOfDay(s.To)
	switch {
	case s.Name == "" || len([]rune(s.Name)) > 20:
		return &Fault{"name", "班次要有名字，最多 20 个字"}
	case from != nil || to != nil:
		return &Fault{"from", "时间请写成 08:00 这样"}
	case slices.ContainsFunc(r.Shifts, func(o Shift) bool { return o.ID != s.ID && o.Name == s.Name }):
		return &Fault{"name", "已经有同名的班次"}
	}
	if i := slices.IndexFunc(r.Shifts, func(o Shift) bool { return o.ID == s.ID }); i >= 0 {
		r.Shifts[i] = s
		return nil
	}
	if s.ID != 0 || len(r.Shifts) >= rosterMost {
		return noShift()
	}
	for _, o := range r.Shifts {
		s.ID = max(s.ID, o.ID)
	}
	s.ID++
	r.Shifts = append(r.Shifts, s)
	return nil
}

// DropShift removes a shift and who works it.
func (r *Roster) DropShift(id int) error {
	n := len(r.Shifts)
	r.Shifts = slices.DeleteFunc(r.Shifts, func(s Shift) bool { return s.ID == id })
	if len(r.Shifts) == n {
		return noShift()
	}
	r.Weekly = slices.DeleteFunc(r.Weekly, func(t Turnus) bool { return t.Shift == id })
	r.Exceptions = slices.DeleteFunc(r.Exceptions, func(x Exception) bool { return x.Shift == id })
	return nil
}

func noShift() error { return &Fault{"shift", "没有这个班次，可能刚刚删掉了"} }

func (r *Roster) hasShift(id int) error {
	if !slices.ContainsFunc(r.Shifts, func(s Shift) bool { return s.ID == id }) {
		return noShift()
	}
	return nil
}

// SetWeek says on which days of the week a member of staff works a shift; none ends it.
func (r *Roster) SetWeek(p StaffID, shift int, days []time.Weekday) error {
	if err := r.hasShift(shift); err != nil {
		return err
	}
	r.Weekly = slices.DeleteFunc(r.Weekly, func(t Turnus) bool { return t.Staff == p && t.Shift == shift })
	if len(days) == 0 {
		return nil
	}
	days = slices.Clone(days)
	slices.Sort(days)
	days = slices.Compact(days)
	if days[0] < time.Sunday || days[len(days)-1] > time.Saturday || len(r.Weekly) >= rosterMost {
		return &Fault{"", "请选周一到周日"}
	}
	r.Weekly = append(r.Weekly, Turnus{p, shift, days})
	return nil
}

// Except makes one day different, or like every other again when it says what the week
// says. Exceptions long past are dropped.
func (r *Roster) Except(x Exception, now time.Time) error {
	if err := r.hasShift(x.Shift); err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, x.Day)
	if err != nil {
		return &Fault{"day", "请选日期"}
	}
	old := now.Add(-exceptionsKept).Format(time.DateOnly)
	r.Exceptions = slices.DeleteFunc(r.Exceptions, func(o Exception) bool {
		return o.Day < old || o.Staff == x.Staff && o.Shift == x.Shift && o.Day == x.Day
	})
	if len(r.Exceptions) >= rosterMost {
		return &Fault{"", "调班太多了"}
	}
	if r.works(x.Staff, x.Shift, day) == x.Off {
		r.Exceptions = append(r.Exceptions, x)
	}
	return nil
}

// SetTrades says which categories a member of staff does; none is any.
func (r *Roster) SetTrades(p StaffID, categories []string) error {
	for _, c := range categories {
		if !slices.Contains(Categories, c) {
			return &Fault{"trades", "没有这个工种：" + c}
		}
	}
	if len(categories) == 0 {
		delete(r.Trades, p)
		return nil
	}
	if r.Trades == nil {
		r.Trades = map[StaffID][]string{}
	}
	r.Trades[p] = categories
	return nil
}

// SetSteward makes a member of staff the 管家 of a building; 0 takes the building back.
func (r *Roster) SetSteward(building string, p StaffID) error {
	building = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(building), "栋"), "号楼")
	if building == "" || len([]rune(building)) > 10 {
		return &Fault{"building", "请写楼栋，例如 3"}
	}
	if p == 0 {
		delete(r.Stewards, building)
		return nil
	}
	if r.Stewards == nil {
		r.Stewards = map[string]StaffID{}
	}
	if len(r.Stewards) >= rosterMost {
		return &Fault{"building", "楼栋太多了"}
	}
	r.Stewards[building] = p
	return nil
}

// Forget takes those who have left out of the roster.
func (r *Roster) Forget(gone func(StaffID) bool) {
	r.Weekly = slices.DeleteFunc(r.Weekly, func(t Turnus) bool { return gone(t.Staff) })
	r.Exceptions = slices.DeleteFunc(r.Exceptions, func(x Exception) bool { return gone(x.Staff) })
	maps.DeleteFunc(r.Trades, func(p StaffID, _ []string) bool { return gone(p) })
	maps.DeleteFunc(r.Stewards, func(_ string, p StaffID) bool { return gone(p) })
}

// maxAbsence bounds one absence.
const maxAbsence = 366 * 24 * time.Hour

// NewAbsence is somebody's absence, which they or whoever dispatches report.
func NewAbsence(p, by Staff, from, to time.Time, reason string, now time.Time) (*Absence, error) {
	switch {
	case p.ID != by.ID && !by.Role.Dispatches():
		return nil, &Fault{"staff", "只能给自己请假"}
	case p.Community != by.Community:
		return nil, fmt.Errorf("staff %d: %w", p.ID, ErrNotFound)
	case !to.After(from) || !to.After(now) || to.Sub(from) > maxAbsence || len([]rune(reason)) > 200:
		return nil, &Fault{"last", "请假不能早于今天，结束不能早于开始，最长一年；原因不超过 200 字"}
	}
	if from.Before(now) { // until it is reported it is none
		from = now
	}
	return &Absence{Community: p.Community, Staff: p.ID, From: from, To: to, Reason: reason, By: by.ID}, nil
}

// End 销假 ends an absence now; one that has not begun never was.
func (a *Absence) End(by Staff, now time.Time) error {
	if a.Staff != by.ID && !by.Role.Dispatches() {
		return &Fault{"", "只能销自己的假"}
	}
	if !now.Before(a.To) {
		return fmt.Errorf("absence %d is over: %w", a.ID, ErrConflict)
	}
	a.To = now
	if now.Before(a.From) {
		a.From = now
	}
	return nil
}
