package bot

import (
	"context"
	"errors"
	"fmt"

	"linli/desk"
)

// Register opens an order for a resident who phoned or came by. They have no chat: nothing is
// said to them there, and in the end somebody calls. A form sent twice opens one order.
func (s *Staff) Register(ctx context.Context, by desk.Staff, r desk.Registration) (desk.WorkOrder, error) {
	com, err := s.Content.Community(by.Community)
	if err != nil {
		return desk.WorkOrder{}, err
	}
	now := s.Now()
	if r.Key != "" {
		r.Key = fmt.Sprintf("%d:%s", by.ID, r.Key)
	}
	w, err := desk.Register(r, by.Actor(), com, now)
	if err != nil {
		return desk.WorkOrder{}, err
	}
	if w.Before, err = s.Orders.Repeats(ctx, w); err != nil {
		return desk.WorkOrder{}, err
	}
	turn := desk.Turn{Orders: []*desk.WorkOrder{w}}
	if turn.Out, err = s.posts(ctx, com, now).newCard(w, ""); err != nil {
		return desk.WorkOrder{}, err
	}
	err = s.Orders.Commit(ctx, &turn)
	if errors.Is(err, desk.ErrConflict) && r.Key != "" {
		return s.Orders.OrderOfForm(ctx, r.Key)
	}
	return *w, err
}
