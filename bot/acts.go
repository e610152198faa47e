package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"linli/desk"
)

// commitTries is how often a decision is taken again when somebody else was faster.
const commitTries = 12

// Orders is what acts of staff need of the memory.
type Orders interface {
	Order(ctx context.Context, id int64) (desk.WorkOrder, error)
	OrderByNumber(ctx context.Context, number string) (desk.WorkOrder, error)
	Conversation(ctx context.Context, id int64) (desk.Conversation, error)
	Episode(ctx context.Context, id int64) (desk.Episode, error)
	FollowUpOf(ctx context.Context, order int64) (desk.FollowUp, error)
	FollowUp(ctx context.Context, id int64) (desk.FollowUp, error)
	CallBook
	PostBook
	OrderOfForm(ctx context.Context, key string) (desk.WorkOrder, error)
	Repeats(ctx context.Context, w *desk.WorkOrder) (int, error)
	Incident(ctx context.Context, community desk.CommunityID, id int64) (desk.Incident, error)
	Broadcasts(ctx context.Context, incident int64) ([]desk.Broadcast, error)
	Commit(ctx context.Context, t *desk.Turn) error
	DutyBook
}

// Staff are the acts of staff on work orders, the same for every face: the order moves,
// its resident and the staff rooms are told, all in one turn. Each returns the order as
// it stands afterwards; with desk.ErrConflict as it stands instead.
type Staff struct {
	Orders  Orders
	Content *Content
	Rooms   Rooms
	Now     func() time.Time
}

// Rooms are the staff rooms of each community: where cards are shown.
type Rooms map[desk.CommunityID][]desk.Address

func (s *Staff) posts(ctx context.Context, com *desk.Community, now time.Time) posts {
	return posts{ctx: ctx, book: s.Orders, rooms: s.Rooms[com.ID], com: com, now: now}
}

// Claim takes an order: of any number at once exactly one wins.
func (s *Staff) Claim(ctx context.Context, by desk.Staff, order int64) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Claim(by.Actor(), a.now) })
}

// Dispatch gives an unclaimed order to a colleague.
func (s *Staff) Dispatch(ctx context.Context, by desk.Staff, order int64, to desk.Staff) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error {
		if err := a.canTake(to, by); err != nil {
			return err
		}
		if err := a.w.Dispatch(to.Actor(), by.Actor(), a.now); err != nil {
			return err
		}
		a.notify(to, by, fmt.Sprintf(roomDispatched, by.Name))
		return nil
	})
}

// Transfer gives an order in hand to a colleague, with a reason.
func (s *Staff) Transfer(ctx context.Context, by desk.Staff, order int64, to desk.Staff, why string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error {
		if err := a.canTake(to, by); err != nil {
			return err
		}
		if err := a.w.Transfer(to.Actor(), by.Actor(), why, a.com, a.now); err != nil {
			return err
		}
		a.notify(to, by, fmt.Sprintf(roomTransferred, by.Name, why))
		return nil
	})
}

func sameCommunity(w *desk.WorkOrder, to desk.Staff) error {
	if to.Community != w.Community || !to.Active || !to.Role.Works() {
		return fmt.Errorf("order %s cannot go to staff %d: %w", w.Number, to.ID, desk.ErrInvalid)
	}
	return nil
}

// Release gives an order back to the pool, with a reason.
func (s *Staff) Release(ctx context.Context, by desk.Staff, order int64, why string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Release(by.Actor(), why, a.com, a.now) })
}

// Start says that work begins.
func (s *Staff) Start(ctx context.Context, by desk.Staff, order int64) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Start(by.Actor(), a.com, a.now) })
}

// Hold stops the work until a moment that resumes it by itself.
func (s *Staff) Hold(ctx context.Context, by desk.Staff, order int64, why string, until time.Time) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Hold(by.Actor(), why, until, a.now) })
}

// Resolve says that the work is done; the resident is asked whether it is, and gets the
// photos of the finished work.
func (s *Staff) Resolve(ctx context.Context, by desk.Staff, order int64, what string) (desk.WorkOrder, error) {
	return s.resolve(ctx, by, order, what, true)
}

// ResolveWithoutPhotos is Resolve that keeps the photos to the staff.
func (s *Staff) ResolveWithoutPhotos(ctx context.Context, by desk.Staff, order int64, what string) (desk.WorkOrder, error) {
	return s.resolve(ctx, by, order, what, false)
}

func (s *Staff) resolve(ctx context.Context, by desk.Staff, order int64, what string, photos bool) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error {
		if err := a.w.Resolve(by.Actor(), what, a.com, a.now); err != nil {
			return err
		}
		if photos && a.c != nil {
			a.w.PassPhotos()
		}
		return a.planCall()
	})
}

// Cancel ends an order that needs no work, with a reason.
func (s *Staff) Cancel(ctx context.Context, by desk.Staff, order int64, why string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Cancel(by.Actor(), why, a.com, a.now) })
}

// SendOut hands an order to a party outside, such as the water company.
func (s *Staff) SendOut(ctx context.Context, by desk.Staff, order int64, whom string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.SendOut(whom, by.Actor(), a.com, a.now) })
}

// Merge closes a duplicate in favour of another order.
func (s *Staff) Merge(ctx context.Context, by desk.Staff, order, into int64) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error {
		other, err := s.Orders.Order(ctx, into)
		if err != nil {
			return err
		}
		a.turn.Orders = append(a.turn.Orders, &other) // or it might end, or be merged into this one, meanwhile
		return a.w.MergeInto(&other, by.Actor(), a.com, a.now)
	})
}

// Acknowledge says that a member of staff knows of the order's alerts.
func (s *Staff) Acknowledge(ctx context.Context, by desk.Staff, order int64) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Acknowledge(by.Actor(), a.now) })
}

// Tick says that a step of the order's checklist is done.
func (s *Staff) Tick(ctx context.Context, by desk.Staff, order int64, step string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error {
		if !slices.Contains(s.Content.Checklist(a.w), step) {
			return fmt.Errorf("order %s has no such step: %w", a.w.Number, desk.ErrInvalid)
		}
		return a.w.Tick(step, by.Actor(), a.now)
	})
}

// Note keeps an internal remark.
func (s *Staff) Note(ctx context.Context, by desk.Staff, order int64, text string) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.w.Note(by.Actor(), text, a.now) })
}

// Say sends words and photos of staff to the order's resident. key makes it happen once.
func (s *Staff) Say(ctx context.Context, by desk.Staff, order int64, key, text string, media []desk.MediaRef) (desk.WorkOrder, error) {
	return s.act(ctx, order, func(a *act) error { return a.speak(by.Actor(), key, text, media) })
}

// act loads, changes and commits an order until nobody was faster. A rule's refusal is
// returned with the order as it stands.
func (s *Staff) act(ctx context.Context, order int64, change func(*act) error) (desk.WorkOrder, error) {
	var err error
	for range commitTries {
		var a *act
		if a, err = s.load(ctx, order); err != nil {
			return desk.WorkOrder{}, err
		}
		before := *a.w
		if err := change(a); err != nil {
			return before, err
		}
		if err := a.settle(&before); err != nil {
			return before, err
		}
		if err = s.Orders.Commit(ctx, a.turn); err == nil {
			return *a.w, nil
		}
		if !errors.Is(err, desk.ErrConflict) {
			return before, err
		}
	}
	return desk.WorkOrder{}, fmt.Errorf("order %d changed too often: %w", order, err)
}
