package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

// CallBook is what planning a call needs of the memory.
type CallBook interface {
	CallsOpen(ctx context.Context, community desk.CommunityID) ([]desk.FollowUp, error)
	StaffList(ctx context.Context, community desk.CommunityID) ([]desk.Staff, error)
}

// chooseCaller is who calls about an order, or about an answer of the bot (order 0); ok is
// false when a call about that order is planned already.
func chooseCaller(ctx context.Context, book CallBook, community desk.CommunityID, order int64, handler desk.StaffID) (caller desk.StaffID, ok bool, err error) {
	staff, err := book.StaffList(ctx, community)
	if err != nil {
		return 0, false, err
	}
	open, err := book.CallsOpen(ctx, community)
	if err != nil {
		return 0, false, err
	}
	for i := range open {
		if order != 0 && open[i].Order == order {
			return 0, false, nil
		}
	}
	return desk.ChooseCaller(staff, handler, open), true, nil
}

// planCall has a named person call about a resolved order: about a complaint besides the
// question in the chat, about others when there is no chat.
func (a *act) planCall() error {
	cause := desk.CallComplaint
	if a.w.Kind != desk.Complaint {
		if a.c != nil || a.w.Kind == desk.Praise {
			return nil
		}
		cause = desk.CallNoChat
	}
	caller, ok, err := chooseCaller(a.ctx, a.s.Orders, a.w.Community, a.w.ID, a.w.Handler())
	if err != nil || !ok {
		return err
	}
	a.turn.FollowUps = append(a.turn.FollowUps, desk.NewCall(a.w, cause, caller, a.com, a.now))
	return nil
}

// callInstead has a named person ask what did not reach the resident in the chat.
func (a *act) callInstead(f *desk.FollowUp, cause desk.CallCause) error {
	if !f.AnsweredAt.IsZero() { // confirmed already, only the rating is missing
		f.Outcome, f.DueAt = desk.OutcomeAnswered, time.Time{}
		return a.w.Close(desk.TheSystem, a.now)
	}
	caller, ok, err := chooseCaller(a.ctx, a.s.Orders, a.w.Community, a.w.ID, a.w.Handler())
	if err != nil {
		return err
	}
	if !ok { // somebody calls anyway, and the order waits for that
		f.Finish(desk.OutcomeUnreachable, a.now)
		return nil
	}
	f.BecomeCall(cause, caller, a.com, a.now)
	return a.w.Note(desk.TheSystem, "改为电话回访："+cause.Label(), a.now)
}

// callAboutRating has a named person call a resident who was not satisfied with an order.
func (t *talk) callAboutRating(w *desk.WorkOrder) error {
	caller, ok, err := chooseCaller(t.ctx, t.e.Records, w.Community, w.ID, w.Handler())
	if err != nil || !ok {
		return err
	}
	t.turn.FollowUps = append(t.turn.FollowUps, desk.NewCall(w, desk.CallRating, caller, t.com, t.now))
	return nil
}

// callAboutAnswer does so about an answer of the bot.
func (t *talk) callAboutAnswer(e *desk.Episode) error {
	caller, _, err := chooseCaller(t.ctx, t.e.Records, e.Community, 0, 0)
	if err != nil {
		return err
	}
	words := t.c.State.Question
	if words == "" && len(e.Topics) > 0 {
		if entry, ok := t.entry(e.Topics[len(e.Topics)-1]); ok {
			words = entry.Question
		}
	}
	t.turn.FollowUps = append(t.turn.FollowUps, desk.NewAnswerCall(e, words, caller, t.com, t.now))
	return nil
}

// AssignCall gives a call to a colleague, who is told.
func (s *Staff) AssignCall(ctx context.Context, by desk.Staff, call int64, to desk.Staff) error {
	return s.onCall(ctx, by, call, func(a *act, f *desk.FollowUp) error {
		if err := f.Assign(to, by); err != nil {
			return err
		}
		if to.ID == by.ID {
			return nil
		}
		about, err := a.callText(f)
		words := fmt.Sprintf("%s把一个回访电话交给您，应在%s前打，打完请在网页的“回访”里填结果。\n%s", by.Name, byWhen(a.com, f.DueAt, a.now), about)
		a.privately(to, fmt.Sprintf("call:%d:given:%d", f.ID, f.Version), words, nil)
		return err
	})
}

// ReportCall keeps how a call went. What the resident said counts like a press in the
// chat: "not fixed" and a rating of 1-2 reopen the order, better ones close it; one that is
// closed is done again by a new order.
func (s *Staff) ReportCall(ctx context.Context, by desk.Staff, call int64, o desk.Outcome, r desk.CallResult) error {
	return s.onCall(ctx, by, call, func(a *act, f *desk.FollowUp) error {
		if err := f.Report(o, r, by.Actor(), a.com, a.now); err != nil || a.w == nil {
			return err
		}
		if err := a.w.Note(by.Actor(), "电话回访："+callWords(f, o), a.now); err != nil {
			return err
		}
		switch {
		case f.Outcome == desk.OutcomeOpen: // tried again later
			return nil
		case o == desk.OutcomeAnswered && a.w.State == desk.Closed && r.Fixed == desk.ReplyNo:
			return a.rework(by.Actor(), r.Remark)
		case o == desk.OutcomeAnswered && a.w.State == desk.Resolved:
			return a.answeredByPhone(r, by.Actor())
		case a.w.State == desk.Resolved:
			return a.closeUnasked(desk.TheSystem)
		}
		return nil
	})
}

// onCall changes a call of the community of the one who asks; any other does not exist. The
// act has no order where the call is about none.
func (s *Staff) onCall(ctx context.Context, by desk.Staff, call int64, change func(*act, *desk.FollowUp) error) error {
	f, err := s.Orders.FollowUp(ctx, call)
	if err == nil && (f.Community != by.Community || f.Stage != desk.StageCall) {
		err = fmt.Errorf("call %d: %w", call, desk.ErrNotFound)
	}
	if err != nil {
		return err
	}
	return s.changeCall(ctx, &f, change)
}

// changeCall changes a call as part of its order, where it is about one.
func (s *Staff) changeCall(ctx context.Context, f *desk.FollowUp, change func(*act, *desk.FollowUp) error) error {
	if f.Order == 0 {
		com, err := s.Content.Community(f.Community)
		if err != nil {
			return err
		}
		a := &act{s: s, ctx: ctx, com: com, now: s.Now(), turn: &desk.Turn{FollowUps: []*desk.FollowUp{f}}}
		if err := change(a, f); err != nil {
			return err
		}
		return s.Orders.Commit(ctx, a.turn)
	}
	_, err := s.act(ctx, f.Order, func(a *act) error {
		f, err := s.Orders.FollowUp(ctx, f.ID) // anew at each try
		if err != nil {
			return err
		}
		a.turn.FollowUps = append(a.turn.FollowUps, &f)
		return change(a, &f)
	})
	return err
}

// closeUnasked ends a resolved order of which nobody will be asked any more: its call is over
// and no question is open in the chat.
func (a *act) closeUnasked(by desk.Actor) error {
	_, err := a.s.Orders.FollowUpOf(a.ctx, a.w.ID)
	if errors.Is(err, desk.ErrNotFound) {
		return a.w.Close(by, a.now)
	}
	return err
}

// rework opens a new order for a closed one of which the resident says that nothing is solved.
func (a *act) rework(by desk.Actor, why string) error {
	again, err := a.w.Rework(by, why, a.com, a.now)
	if err != nil {
		return err
	}
	if again.Before, err = a.s.Orders.Repeats(a.ctx, again); err != nil {
		return err
	}
	a.turn.Orders = append(a.turn.Orders, again)
	a.say(fmt.Sprintf(sayReworked, a.w.Number, desk.NewOrderNumber, byWhen(a.com, again.Due.Respond, a.now)))
	return a.put(a.posts().newCard(again, "返修：电话回访时住户说没有解决，请主管关注。\n"))
}

// answeredByPhone takes the resident's word for the order, and ends the chat's question.
func (a *act) answeredByPhone(r desk.CallResult, by desk.Actor) error {
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
		if err := a.put(a.posts().tell(post{key: fmt.Sprintf("order:%d:reopened:%d", a.w.ID, a.w.Reopens), order: a.w.ID, holder: holderOf(a.w),
			text: "返修：电话回访时住户不满意，请主管关注。\n" + cardText(a.com, a.w, a.w.Number, a.now), buttons: cardButtons(a.w, fmt.Sprint(a.w.ID))})); err != nil {
			return err
		}
	}
	if a.w.State == desk.Resolved { // no rating given: the chat may still ask for it
		return a.closeUnasked(by)
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
