package web

import (
	"context"
	"time"

	"linli/desk"
	"linli/store"
)

const (
	mergeSpan   = 24 * time.Hour // within it the same thing in the same building may be one matter
	relatedSize = 5              // shown of each sort
)

// relatedView is what else is known around an order.
type relatedView struct {
	Title   string
	Counted bool // it says how many they are
	Often   bool // and that they are many
	Rows    []orderRow
	Merge   bool // the order can be merged into these
}

// related finds the resident's earlier orders, repeats of the fault, and open orders that
// may be the same matter.
func (s *Server) related(ctx context.Context, o *desk.WorkOrder, by desk.Staff, now time.Time) ([]relatedView, error) {
	var out []relatedView
	show := func(v relatedView, list []desk.WorkOrder) {
		for i := range list {
			if list[i].ID != o.ID && len(v.Rows) < relatedSize {
				v.Rows = append(v.Rows, rowOf(&list[i], by, now))
			}
		}
		if len(v.Rows) > 0 {
			out = append(out, v)
		}
	}
	add := func(title string, merge bool, f store.OrderFilter) error {
		f.Community, f.Limit = o.Community, relatedSize+1
		list, err := s.cfg.Store.Orders(ctx, f)
		show(relatedView{Title: title, Merge: merge}, list)
		return err
	}
	place := o.Place
	if o.State.ToDo() && place.Building != "" {
		if err := add("可能是同一件事", true, store.OrderFilter{States: desk.StatesToDo, Building: place.Building, Category: o.Category,
			From: o.OpenedAt.Add(-mergeSpan), Until: o.OpenedAt.Add(mergeSpan)}); err != nil {
			return nil, err
		}
	}
	earlier, err := s.cfg.Store.Repeated(ctx, o, relatedSize)
	if err != nil {
		return nil, err
	}
	show(relatedView{Title: o.Repeat(), Counted: true, Often: o.Often()}, earlier)
	if o.Conversation != 0 {
		if err := add("这位住户的其他工单", false, store.OrderFilter{Conversation: o.Conversation}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
