package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"linli/desk"
	"linli/store"
)

const (
	repeatSpan  = 90 * 24 * time.Hour // within it the same fault again is a repeat
	mergeSpan   = 24 * time.Hour      // within it the same thing in the same building may be one matter
	relatedSize = 5                   // shown of each sort
)

// equipment are the categories in which a building's fault is everybody's.
var equipment = []string{"电梯", "公共照明", "消防", "弱电门禁"}

// relatedView is what else is known around an order.
type relatedView struct {
	Title string
	Rows  []orderRow
	Merge bool // the order can be merged into these
}

// related finds the resident's earlier orders, repeats of the fault, and open orders that
// may be the same matter.
func (s *Server) related(ctx context.Context, o *desk.WorkOrder, by desk.Staff, now time.Time) ([]relatedView, error) {
	var out []relatedView
	add := func(title string, merge bool, f store.OrderFilter) error {
		f.Community, f.Limit = o.Community, relatedSize+1
		list, err := s.cfg.Store.Orders(ctx, f)
		if err != nil {
			return err
		}
		v := relatedView{Title: title, Merge: merge}
		for i := range list {
			if list[i].ID != o.ID && len(v.Rows) < relatedSize {
				v.Rows = append(v.Rows, rowOf(&list[i], by, now))
			}
		}
		if len(v.Rows) > 0 {
			out = append(out, v)
		}
		return nil
	}
	place := o.Place
	if o.State.ToDo() && place.Building != "" {
		if err := add("可能是同一件事", true, store.OrderFilter{States: desk.StatesToDo, Building: place.Building, Category: o.Category,
			From: o.OpenedAt.Add(-mergeSpan), Until: o.OpenedAt.Add(mergeSpan)}); err != nil {
			return nil, err
		}
	}
	if place.Building != "" && place.Room != "" {
		title := fmt.Sprintf("这户 90 天内的%s问题", o.Category)
		if err := add(title, false, store.OrderFilter{Building: place.Building, Unit: place.Unit, Room: place.Room, Category: o.Category,
			From: o.OpenedAt.Add(-repeatSpan), Until: o.OpenedAt}); err != nil {
			return nil, err
		}
	}
	if place.Building != "" && slices.Contains(equipment, o.Category) {
		title := fmt.Sprintf("%s栋 90 天内的%s故障", place.Building, o.Category)
		if err := add(title, false, store.OrderFilter{Building: place.Building, Category: o.Category,
			From: o.OpenedAt.Add(-repeatSpan), Until: o.OpenedAt}); err != nil {
			return nil, err
		}
	}
	if o.Conversation != 0 {
		if err := add("这位住户的其他工单", false, store.OrderFilter{Conversation: o.Conversation}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
