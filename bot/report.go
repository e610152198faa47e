package bot

import (
	"context"
	"fmt"
	"slices"

	"linli/desk"
)

// EmergencyKinds are the names of the emergencies there are cards for, and the rest.
func (c *Content) EmergencyKinds() []string {
	var names []string
	for _, card := range c.approved.Load().cards {
		names = append(names, card.Name)
	}
	slices.Sort(names)
	return append(names, desk.OtherEmergency)
}

// Report keeps the report of an emergency that is over, or a correction of it.
func (s *Staff) Report(ctx context.Context, by desk.Staff, order int64, r desk.Report) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error {
		if r.Kind != "" && !slices.Contains(s.Content.EmergencyKinds(), r.Kind) {
			return &desk.Fault{Field: "kind", Words: "没有这种险情"}
		}
		r.OnSite = a.com.Local(r.OnSite)
		return a.w.WriteReport(r, by.Actor(), a.now)
	})
}

// remindReport asks whoever dealt with an emergency for the report, those who dispatch if that
// one has left, and tells the managers when it was asked for in vain.
func (s *Schedule) remindReport(a *act) error {
	managers, due := a.w.RemindReport(a.com, a.now)
	if !due {
		return nil
	}
	w := a.w
	staff, err := s.People.StaffList(a.ctx, a.com.ID)
	if err != nil {
		return err
	}
	left := !slices.ContainsFunc(staff, func(p desk.Staff) bool { return p.ID == w.ClaimedBy && p.Active })
	whom := w.ClaimerName
	if left {
		whom = "班长"
	}
	text := fmt.Sprintf("险情 %s（%s）已经办结，还欠一份险情报告。请%s在工单页上填写。", w.Number, w.Title, whom)
	if managers {
		text += "已经提醒过几次，请经理关注。"
	}
	key := fmt.Sprintf("order:%d:report:%d:%d", w.ID, w.Reopens, w.ReportAsked)
	return s.tell(a, key, text, nil, func(p desk.Staff) bool {
		return p.ID == w.ClaimedBy || left && p.Role.Dispatches() || managers && p.Role.Reports()
	})
}
