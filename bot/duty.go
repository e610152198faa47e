package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

// DutyBook is what the acts need of rosters.
type DutyBook interface {
	Absence(ctx context.Context, community desk.CommunityID, id int64) (desk.Absence, error)
	Loads(ctx context.Context, community desk.CommunityID) (map[desk.StaffID]desk.Load, error)
	OrdersToAssign(ctx context.Context, community desk.CommunityID, after int64, limit int) ([]int64, error)
	OrdersHeldBy(ctx context.Context, community desk.CommunityID, p desk.StaffID) ([]desk.WorkOrder, error)
}

// EditRoster changes the roster of the community of the one who asks, who dispatches.
func (s *Staff) EditRoster(ctx context.Context, by desk.Staff, change func(*desk.Roster) error) error {
	if !by.Role.Dispatches() {
		return fmt.Errorf("roster by %s: %w", by.Role, desk.ErrInvalid)
	}
	var err error
	for range commitTries {
		var r desk.Roster
		if r, err = s.Orders.Roster(ctx, by.Community, s.Now()); err != nil {
			return err
		}
		if err = change(&r); err != nil {
			return err
		}
		r.Demo = false // it is theirs now
		if err = s.Orders.Commit(ctx, &desk.Turn{Roster: &r}); !errors.Is(err, desk.ErrConflict) {
			return err
		}
	}
	return err
}

// ReportAbsence keeps that a member of staff is away.
func (s *Staff) ReportAbsence(ctx context.Context, by, who desk.Staff, from, to time.Time, reason string) error {
	a, err := desk.NewAbsence(who, by, from, to, reason, s.Now())
	if err != nil {
		return err
	}
	return s.Orders.Commit(ctx, &desk.Turn{Absence: a})
}

// EndAbsence ends an absence of the community of the one who asks.
func (s *Staff) EndAbsence(ctx context.Context, by desk.Staff, id int64) error {
	a, err := s.Orders.Absence(ctx, by.Community, id)
	if err != nil {
		return err
	}
	if err := a.End(by, s.Now()); err != nil {
		return err
	}
	return s.Orders.Commit(ctx, &desk.Turn{Absence: &a})
}

// roster is that of the order's community.
func (a *act) roster() (desk.Roster, error) { return a.s.Orders.Roster(a.ctx, a.w.Community, a.now) }

// canTake refuses an order for a colleague who is not on duty; oneself may always.
func (a *act) canTake(to, by desk.Staff) error {
	if err := sameCommunity(a.w, to); err != nil || to.ID == by.ID {
		return err
	}
	r, err := a.roster()
	if err != nil {
		return err
	}
	if d := r.Duty(to.ID, a.com, a.now); !d.On {
		return d.Refusal(to.Name)
	}
	return nil
}

// notify writes to a member of staff by themselves that they have got the order.
func (a *act) notify(to, by desk.Staff, words string) {
	if to.ID == by.ID {
		return
	}
	a.privately(to, fmt.Sprintf("order:%d:given:%d", a.w.ID, a.w.Version), words+"\n"+cardText(a.com, a.w, a.w.Number, a.now),
		cardButtons(a.w, fmt.Sprint(a.w.ID)))
}

// Duty sweeps the communities whose orders are given out by rule: first what the absent
// have not begun goes back to the pool, then what is in the pool finds somebody.
func (s *Schedule) Duty(ctx context.Context) error {
	var errs []error
	for _, com := range s.Acts.Content.Communities() {
		if com.Assign != desk.AssignAuto {
			continue
		}
		errs = append(errs, s.takeBack(ctx, &com), s.assign(ctx, &com))
	}
	return errors.Join(errs...)
}

// takeBack gives the orders of those who are absent back to the pool, unless they have
// begun: those are for a person to decide.
func (s *Schedule) takeBack(ctx context.Context, com *desk.Community) error {
	now := s.Acts.Now()
	r, err := s.Acts.Orders.Roster(ctx, com.ID, now)
	if err != nil {
		return err
	}
	for i := range r.Absences {
		gone := &r.Absences[i]
		if !gone.Covers(now) {
			continue
		}
		held, err := s.Acts.Orders.OrdersHeldBy(ctx, com.ID, gone.Staff)
		if err != nil {
			return err
		}
		for _, w := range held {
			if w.State != desk.Claimed || w.ClaimedAt.After(gone.From) { // taken by themselves while absent
				continue
			}
			_, err := s.Acts.act(ctx, w.ID, func(a *act) error {
				if a.w.State != desk.Claimed || a.w.ClaimedBy != gone.Staff {
					return fmt.Errorf("order %s has moved: %w", a.w.Number, desk.ErrConflict)
				}
				return a.w.Release(desk.TheSystem, a.w.ClaimerName+"请假，还没开始处理，自动退回", a.com, a.now)
			})
			if err != nil && !errors.Is(err, desk.ErrConflict) {
				return err
			}
		}
	}
	return nil
}

// assign gives the unclaimed orders of a community to those whom the rule chooses, the
// oldest first.
func (s *Schedule) assign(ctx context.Context, com *desk.Community) error {
	for after := int64(0); ; {
		ids, err := s.Acts.Orders.OrdersToAssign(ctx, com.ID, after, sweepLimit)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := s.Acts.act(ctx, id, s.giveOut); err != nil && !errors.Is(err, desk.ErrConflict) {
				return err
			}
			after = id
		}
		if len(ids) < sweepLimit || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// giveOut gives one order to whom the rule chooses, or tells who dispatches that it
// chooses nobody.
func (s *Schedule) giveOut(a *act) error {
	if !a.w.State.Unclaimed() {
		return fmt.Errorf("order %s has moved: %w", a.w.Number, desk.ErrConflict)
	}
	r, err := a.roster()
	if err != nil {
		return err
	}
	staff, err := s.People.StaffList(a.ctx, a.w.Community)
	if err != nil {
		return err
	}
	loads, err := s.Acts.Orders.Loads(a.ctx, a.w.Community)
	if err != nil {
		return err
	}
	to, why, ok := r.Choose(a.w, staff, loads, a.com, a.now)
	if !ok {
		return s.nobodyFits(a)
	}
	if err := a.w.Assign(to.Actor(), why, a.now); err != nil {
		return err
	}
	a.notify(to, desk.Staff{}, fmt.Sprintf(roomGiven, why))
	return nil
}

const (
	roomGiven       = "这张工单派给您了：%s。"
	roomDispatched  = "%s派给您一张工单。"
	roomTransferred = "%s转给您一张工单：%s"
	roomNobodyFits  = "没有合适的人在班，请派单。"
)

// nobodyFits tells the rooms and those who dispatch, once.
func (s *Schedule) nobodyFits(a *act) error {
	if !a.w.Unassigned(a.now) {
		return fmt.Errorf("order %s: nobody fits: %w", a.w.Number, desk.ErrConflict) // nothing to write
	}
	key := fmt.Sprintf("order:%d:nobody:%d", a.w.ID, a.w.Version)
	return s.tell(a, key, roomNobodyFits+"\n"+cardText(a.com, a.w, a.w.Number, a.now), cardButtons(a.w, fmt.Sprint(a.w.ID)),
		func(p desk.Staff) bool { return p.Role == desk.RoleDispatcher || p.Role == desk.RoleManager })
}
