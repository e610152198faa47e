package store

import (
	"context"
	"fmt"
	"math"
	"strings"

	"linli/desk"
)

// Reports of the same thing are found by what desk.WorkOrder.Thing says of each, which is
// kept with the order.

const (
	countRepeats = "SELECT COUNT(*) FROM orders WHERE "
	listRepeats  = "SELECT id FROM orders WHERE "
	latest       = " ORDER BY opened_at DESC, id DESC"
)

// repeats are the conditions for reports of the order's thing before it, along the index.
func (s *Store) repeats(w *desk.WorkOrder) (string, []any) {
	id := w.ID
	if id == 0 { // it is about to be opened
		id = math.MaxInt64
	}
	states := make([]string, len(desk.NotCounted))
	for i, st := range desk.NotCounted {
		states[i] = "'" + string(st) + "'"
	}
	return "community = $1 AND thing = $2 AND thing <> '' AND opened_at >= $3 AND opened_at <= $4 AND (opened_at < $4 OR id < $5) AND state NOT IN (" +
		strings.Join(states, ", ") + ")", []any{w.Community, w.Thing().Key, w.OpenedAt.Add(-desk.RepeatSpan).UnixMilli(), w.OpenedAt.UnixMilli(), id}
}

// Repeats is how often the thing of an order, which need not be stored yet, was reported
// before it within desk.RepeatSpan.
func (s *Store) Repeats(ctx context.Context, w *desk.WorkOrder) (n int, err error) {
	if w.Thing().Key == "" {
		return 0, nil
	}
	where, args := s.repeats(w)
	err = s.readRow(ctx, []any{&n}, countRepeats+where, args...)
	return n, err
}

// Repeated are the latest of those reports, without their logs.
func (s *Store) Repeated(ctx context.Context, w *desk.WorkOrder, limit int) ([]desk.WorkOrder, error) {
	if w.Thing().Key == "" {
		return nil, nil
	}
	where, args := s.repeats(w)
	return s.orders(ctx, fmt.Sprintf("WHERE id IN (SELECT id FROM (%s%s%s LIMIT %d) AS listed)%s", listRepeats, where, latest, limit, latest), args...)
}

// nameThings says what the orders of an earlier linli are about.
func (s *Store) nameThings(ctx context.Context) error {
	for {
		list, err := s.orders(ctx, "WHERE thing IS NULL ORDER BY id LIMIT 500")
		if err != nil || len(list) == 0 {
			return err
		}
		err = s.write(ctx, func(x *tx) error {
			for i := range list {
				if _, err := x.exec("UPDATE orders SET thing = $1 WHERE id = $2", list[i].Thing().Key, list[i].ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
