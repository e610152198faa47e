package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

// What the clock does about calls: it drops those that need not be made any more, and reminds of
// those that are due and not made.

// noteBackInChat is why a call because of an unread chat is not made, in the order's log.
const noteBackInChat = "不用打回访电话了：住户回到聊天里了，继续在聊天里问"

// Calls drops and reminds of what is due.
func (s *Schedule) Calls(ctx context.Context) error {
	readAfterAll := func() ([]desk.FollowUp, error) { return s.Due.CallsReadAfterAll(ctx, sweepLimit) }
	toRemind := func() ([]desk.FollowUp, error) { return s.Due.CallsToRemind(ctx, s.Acts.Now(), sweepLimit) }
	if err := s.sweepCalls(ctx, readAfterAll, s.backToChat); err != nil {
		return err
	}
	return s.sweepCalls(ctx, toRemind, s.remindCall)
}

func (s *Schedule) sweepCalls(ctx context.Context, due func() ([]desk.FollowUp, error), do func(*act, *desk.FollowUp) error) error {
	for {
		list, err := due()
		if err != nil {
			return err
		}
		for i := range list {
			if err := s.Acts.changeCall(ctx, &list[i], do); err != nil && !errors.Is(err, desk.ErrConflict) {
				return fmt.Errorf("call %d: %w", list[i].ID, err)
			}
		}
		if len(list) < sweepLimit || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// backToChat drops the call of a resident who has opened the chat after all; who was reminded of
// it is told.
func (s *Schedule) backToChat(a *act, f *desk.FollowUp) error {
	if a.c == nil || !f.ReadAfterAll(a.c) {
		return fmt.Errorf("call %d is still to be made: %w", f.ID, desk.ErrConflict)
	}
	if a.w.State != desk.Resolved {
		f.Result.Why = noteBackInChat
		f.Finish(desk.OutcomeNotDone, a.now)
		return nil
	}
	about, err := a.callText(f)
	if err != nil {
		return err
	}
	caller := f.Caller
	toldCaller, toldDispatchers, toldManagers := f.Reminders()
	f.BackToChat(a.com, a.now)
	if err := a.w.Note(desk.TheSystem, noteBackInChat, a.now); err != nil || !toldCaller {
		return err
	}
	return s.tell(a, fmt.Sprintf("call:%d:dropped:%d", f.ID, f.Version), noteBackInChat+"。\n"+about, nil, func(p desk.Staff) bool {
		return p.ID == caller || toldDispatchers && p.Role == desk.RoleDispatcher || toldManagers && p.Role.Reports()
	})
}

// remindCall brings a call to mind that is due: to its caller, later to whoever dispatches, in
// the end to the managers. What nobody is to make concerns at once who can give it out.
func (s *Schedule) remindCall(a *act, f *desk.FollowUp) error {
	if a.w != nil && a.w.Demo { // nobody is to be called for a made-up order
		f.RemindAt = time.Time{}
		return nil
	}
	step, due := f.Remind(a.com, a.now)
	if !due {
		return nil
	}
	words := map[desk.AlertStep]string{desk.StepWarn: "该打回访电话了（应在%s前），打完请在网页的“回访”里填结果。", desk.StepBreach: "回访电话还没有打（应在%s前），请班长安排。",
		desk.StepManager: "回访电话一直没有打（应在%s前），请经理关注。"}[step]
	about, err := a.callText(f)
	if err != nil {
		return err
	}
	text := fmt.Sprintf(words, byWhen(a.com, f.DueAt, a.now)) + "\n" + about
	if a.w != nil {
		a.w.RemindedOfCall(step, a.now)
	}
	return s.tell(a, fmt.Sprintf("call:%d:%d:%s", f.ID, f.DueAt.UnixMilli(), step), text, nil, func(p desk.Staff) bool {
		return p.ID == f.Caller || step == desk.StepManager && p.Role.Reports() ||
			step == desk.StepBreach && p.Role == desk.RoleDispatcher || f.Caller == 0 && p.Role.Dispatches()
	})
}

// callText says which call it is and who makes it; the rest stands on the page, for whom it
// concerns.
func (a *act) callText(f *desk.FollowUp) (string, error) {
	about, caller := "对机器人的回答不满意", "还没有人"
	if a.w != nil {
		about = a.w.Number + " " + a.w.Masked().Words(a.w.Title)
	}
	staff, err := a.s.Orders.StaffList(a.ctx, a.com.ID)
	for i := range staff {
		if staff[i].ID == f.Caller {
			caller = staff[i].Name
		}
	}
	return fmt.Sprintf("%s：%s\n回访人：%s", f.Cause.Label(), about, caller), err
}
