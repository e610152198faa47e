package desk

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Assign is how the orders of a community find who does them.
type Assign string

const (
	AssignPool Assign = "pool" // oldest first, claimed by hand
	AssignAuto Assign = "auto" // given to one of those on duty
)

// Load is what a member of staff has to do.
type Load struct {
	InHand int
	Last   time.Time // when they last got an order, zero if never
}

// Choose is who of the staff gets an unclaimed order, and why: the building's 管家 where
// they do its category, else of those who do it who has the fewest in hand, has been
// without the longest, has the lower id. Only staff on duty are asked, and nobody who has
// given this order back. ok is false when nobody fits.
func (r *Roster) Choose(w *WorkOrder, staff []Staff, loads map[StaffID]Load, c *Community, at time.Time) (to Staff, why string, ok bool) {
	var fit []Staff
	for _, p := range r.OnDuty(staff, c, at) {
		steward := w.Place.Building != "" && r.Stewards[w.Place.Building] == p.ID
		if w.releasedBy(p.ID) || !r.Does(p.ID, w.Category) {
			continue
		}
		if steward {
			return p, "本楼管家", true
		}
		if p.Role == RoleStaff {
			fit = append(fit, p)
		}
	}
	if len(fit) == 0 {
		return Staff{}, "", false
	}
	slices.SortStableFunc(fit, func(a, b Staff) int {
		x, y := loads[a.ID], loads[b.ID]
		return cmp.Or(cmp.Compare(x.InHand, y.InHand), x.Last.Compare(y.Last), cmp.Compare(a.ID, b.ID))
	})
	return fit[0], r.whyChosen(fit, w.Category, loads), true
}

func (r *Roster) whyChosen(fit []Staff, category string, loads map[StaffID]Load) string {
	who := "在班人员"
	if len(r.Trades[fit[0].ID]) > 0 {
		who = category + "工种"
	}
	n := loads[fit[0].ID].InHand
	switch {
	case len(fit) == 1:
		return who + "中只有这一位可派"
	case loads[fit[1].ID].InHand > n:
		return fmt.Sprintf("%s中在手最少（%d 张）", who, n)
	}
	return fmt.Sprintf("%s中在手都是 %d 张，最久没接到单", who, n)
}

// releasedBy reports whether a member of staff gave the order back.
func (w *WorkOrder) releasedBy(p StaffID) bool {
	return slices.ContainsFunc(w.Log, func(l LogLine) bool { return l.Move == MoveRelease && l.By.Staff == p })
}

// Assign gives an unclaimed order to somebody by rule. That is no human act: the response
// clock runs on until they do something. Emergencies are for everybody on duty.
func (w *WorkOrder) Assign(to Actor, why string, at time.Time) error {
	if !w.State.Unclaimed() || w.Priority == P0 {
		return w.wrongState(MoveDispatch)
	}
	w.ClaimedBy, w.ClaimerName, w.ClaimedAt = to.Staff, to.Name, at
	w.log(MoveDispatch, Claimed, TheSystem, at, to.Name+"："+why)
	return nil
}

// nobodyFits is the remark of an order that no rule could give to anybody.
const nobodyFits = "没有合适的人在班，请人工派单"

// Unassigned notes that nobody fits, once for each time the order comes into the pool.
func (w *WorkOrder) Unassigned(at time.Time) bool {
	for _, l := range slices.Backward(w.Log) {
		if l.From != l.To { // since it came into the pool
			break
		}
		if l.Move == MoveNote && l.By.Kind == BySystem && l.Why == nobodyFits {
			return false
		}
	}
	w.log(MoveNote, w.State, TheSystem, at, nobodyFits)
	return true
}
