package bot

import (
	"context"
	"errors"
	"fmt"

	"linli/desk"
)

// planCall has a named person call the resident of a complaint, besides the question in
// the chat: an angry person does not press buttons.
func (a *act) planCall() error {
	if a.w.Kind != desk.Complaint {
		return nil
	}
	staff, err := a.s.Orders.StaffList(a.ctx, a.w.Community)
	if err != nil {
		return err
	}
	open, err := a.s.Orders.CallsOpen(a.ctx, a.w.Community)
	if err != nil {
		return err
	}
	for i := range open { // resolved again before anybody called
		if open[i].Order == a.w.ID {
			return nil
		}
	}
	caller := desk.ChooseCaller(staff, a.w.ClaimedBy, open)
	a.turn.FollowUps = append(a.turn.FollowUps, desk.NewCall(a.w, caller, a.com, a.now))
	return nil
}

// AssignCall gives a call to a colleague.
func (s *Staff) AssignCall(ctx context.Context, by desk.Staff, call int64, to desk.Staff) error {
	return s.onCall(ctx, by, call, func(_ *act, f *desk.FollowUp) error { return f.Assign(to, by) })
}

// ReportCall keeps how a call went. What the resident said counts like a press in the
// chat: "not fixed" and a rating of 1-2 reopen the order, better ones close it.
func (s *Staff) ReportCall(ctx context.Context, by desk.Staff, call int64, o desk.Outcome, r desk.CallResult) error {
	return s.onCall(ctx, by, call, func(a *act, f *desk.FollowUp) error {
		if err := f.Report(o, r, by.Actor(), a.com, a.now); err != nil {
			return err
		}
		if err := a.w.Note(by.Actor(), "电话回访："+callWords(f, o), a.now); err != nil {
			return err
		}
		if o != desk.OutcomeAnswered || a.w.State != desk.Resolved {
			return nil
		}
		return a.answeredByPhone(r)
	})
}

// onCall changes a call of the community of the one who asks; any other does not exist.
func (s *Staff) onCall(ctx context.Context, by desk.Staff, call int64, change func(*act, *desk.FollowUp) error) error {
	f, err := s.Orders.FollowUp(ctx, call)
	if err == nil && (f.Community != by.Community || f.Stage != desk.StageCall) {
		err = fmt.Errorf("call %d: %w", call, desk.ErrNotFound)
	}
	if err != nil {
		return err
	}
	_, err = s.act(ctx, f.Order, func(a *act) error {
		f, err := s.Orders.FollowUp(ctx, call) // anew at each try
		if err != nil {
			return err
		}
		a.turn.FollowUps = append(a.turn.FollowUps, &f)
		return change(a, &f)
	})
	return err
}

// answeredByPhone takes the resident's word for the order, and ends the chat's question.
func (a *act) answeredByPhone(r desk.CallResult) error {
	if err := a.w.Confirm(r.Fixed == desk.ReplyYes, a.com, a.now); err != nil {
		return err
	}
	if a.w.State == desk.Resolved && r.Rating > 0 {
		if err := a.w.Rate(r.Rating, a.com, a.now); err != nil {
			return err
		}
	}
	if a.w.State == desk.Reopened {
		a.say(fmt.Sprintf(sayReopened, a.w.Number, byWhen(a.com, a.w.Due.Respond, a.now)))
		a.turn.Out = append(a.turn.Out, toRooms(a.s.Rooms[a.com.ID], fmt.Sprintf("order:%d:reopened:%d", a.w.ID, a.w.Reopens), a.w.ID,
			"返修：电话回访时住户不满意，请主管关注。\n"+cardText(a.com, a.w, a.w.Number, a.now), nil, cardButtons(a.w, fmt.Sprint(a.w.ID)))...)
	}
	if a.w.State == desk.Resolved { // no rating given: the chat may still ask for it
		return nil
	}
	f, err := a.s.Orders.FollowUpOf(a.ctx, a.w.ID)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	f.Finish(desk.OutcomeAnswered, a.now)
	a.turn.FollowUps = append(a.turn.FollowUps, &f)
	return nil
}

// callWords is a call's result for the order's log.
func callWords(f *desk.FollowUp, o desk.Outcome) string {
	words := o.Label()
	if o == desk.OutcomeNoAnswer {
		words += fmt.Sprintf("（第 %d 次）", len(f.Tries))
	}
	r := f.Result
	for _, p := range []struct {
		name  string
		reply desk.Reply
	}{{"已解决", r.Fixed}, {"及时", r.InTime}, {"说明价格", r.Price}, {"清理现场", r.Clean}, {"态度好", r.Manner}} {
		if p.reply != desk.NotPut {
			words += "，" + p.name + "：" + p.reply.Label()
		}
	}
	if r.Rating > 0 {
		words += fmt.Sprintf("，%d 分", r.Rating)
	}
	for _, s := range []string{r.Why, r.Remark} {
		if s != "" {
			words += "，" + s
		}
	}
	return words
}
