package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"linli/desk"
)

func orderColumns(w *desk.WorkOrder) columns {
	return columns{
		{"number", &w.Number}, {"community", &w.Community}, {"conversation_id", &w.Conversation}, {"episode_id", &w.Episode},
		{"kind", &w.Kind}, {"category", &w.Category}, {"priority", &w.Priority}, {"state", &w.State},
		{"title", &w.Title}, {"text", &w.Text}, {"building", &w.Place.Building}, {"unit", &w.Place.Unit},
		{"floor", &w.Place.Floor}, {"room", &w.Place.Room}, {"spot", &w.Place.Spot}, {"resident", &w.Resident},
		{"phone", &w.Phone}, {"since", &w.Since}, {"visit", &w.Visit}, {"media", asJSON(&w.Media)},
		{"entry", &w.Entry}, {"emergency", &w.Emergency}, {"reason", &w.Reason}, {"claimed_by", &w.ClaimedBy},
		{"claimer_name", &w.ClaimerName}, {"opened_at", millis(&w.OpenedAt)}, {"first_act_at", millis(&w.FirstActAt)},
		{"claimed_at", millis(&w.ClaimedAt)}, {"working_at", millis(&w.WorkingAt)}, {"resolved_at", millis(&w.ResolvedAt)},
		{"closed_at", millis(&w.ClosedAt)}, {"closed_by", &w.ClosedBy}, {"resolution", &w.Resolution},
		{"hold_reason", &w.HoldReason}, {"hold_since", millis(&w.HoldSince)}, {"hold_until", millis(&w.HoldUntil)},
		{"held_ms", span(&w.Held)}, {"handled_ms", span(&w.Handled)}, {"missed", asJSON(&w.Missed)}, {"respond_due", millis(&w.Due.Respond)}, {"arrive_due", millis(&w.Due.Arrive)},
		{"finish_due", millis(&w.Due.Finish)}, {"alerts", asJSON(&w.Alerts)}, {"urged_at", millis(&w.UrgedAt)},
		{"urged", &w.Urged}, {"reopens", &w.Reopens}, {"confirmed", &w.Confirmed}, {"rating", &w.Rating},
		{"rated_at", millis(&w.RatedAt)}, {"rated_why", &w.RatedWhy}, {"merged_to", &w.MergedTo}, {"external_to", &w.External}, {"demo", &w.Demo},
		{"ticks", asJSON(&w.Ticks)}, {"promise_kind", &w.Promised.Kind}, {"promise_words", &w.Promised.Words}, {"promise_made", millis(&w.Promised.Made)},
		{"promise_due", millis(&w.Promised.Due)}, {"promise_kept", millis(&w.Promised.Kept)}, {"promises", &w.Promised.N},
		{"ladder", asJSON(&w.Ladder)},
		{"quote", asJSON(&w.Quote)}, {"photos", asJSON(&w.Photos)},
		{"reports", asJSON(&w.Reports)}, {"report_ask", millis(&w.ReportAsk)}, {"report_asked", &w.ReportAsked}, {"rework_of", &w.ReworkOf}, {"form_key", &w.FormKey},
	}
}

// chunkSize is how many orders are read into one piece of memory.
const chunkSize = 256

// saveOrder writes an order, new or changed, with its new log lines.
func (x *tx) saveOrder(w *desk.WorkOrder) error {
	for i := range w.Photos { // those that are still with a channel
		if m := &w.Photos[i].Media; m.Ref == "" {
			if err := x.insertMedia(m, OwnerOf(w), 0, ""); err != nil {
				return err
			}
		}
	}
	next, key, owes, thing := w.NextCheck(), dueKey(w), w.OwesReport(), w.Thing().Key
	var known sql.NullInt64
	if w.ID == 0 {
		if err := x.freshForm(w); err != nil {
			return err
		}
		if err := x.nextNumber(w); err != nil {
			return err
		}
		w.Version = 1
	} else if err := x.get([]any{&known}, "SELECT search_sum FROM orders WHERE id = $1", w.ID); err != nil {
		return notFound(err, fmt.Errorf("order %s: %w", w.Number, desk.ErrConflict))
	}
	cols := append(orderColumns(w), column{"next_check", millis(&next)}, column{"sort_key", &key}, column{"owes_report", &owes}, column{"thing", &thing})
	var err error
	if w.ID == 0 {
		err = x.insert("orders", cols, &w.ID)
	} else {
		err = x.update("orders", cols, w.ID, &w.Version, fmt.Errorf("order %s: %w", w.Number, desk.ErrConflict))
	}
	if err != nil {
		return err
	}
	if err := x.saveTerms(w, known.Int64); err != nil {
		return err
	}
	for _, l := range w.Log[len(w.Log)-w.NewLog:] {
		if _, err := x.exec(`INSERT INTO order_log (order_id, at, actor, move, from_state, to_state, why)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, w.ID, millis(&l.At), asJSON(&l.By), l.Move, l.From, l.To, l.Why); err != nil {
			return err
		}
	}
	w.NewLog = 0
	x.ring(BellOrders(w.Community))
	return nil
}

// freshForm reports desk.ErrConflict for a form that has opened an order already.
func (x *tx) freshForm(w *desk.WorkOrder) error {
	if w.FormKey == "" {
		return nil
	}
	var n int
	err := x.get([]any{&n}, "SELECT COUNT(*) FROM orders WHERE form_key = $1 AND form_key <> ''", w.FormKey)
	if err == nil && n > 0 {
		err = fmt.Errorf("form %s: %w", w.FormKey, desk.ErrConflict)
	}
	return err
}

// OrderOfForm is the order that a form opened, or desk.ErrNotFound.
func (s *Store) OrderOfForm(ctx context.Context, key string) (desk.WorkOrder, error) {
	return s.order(ctx, "WHERE form_key = $1 AND form_key <> ''", key)
}

// nextNumber numbers orders within a day, across communities: WO20261123-0007.
func (x *tx) nextNumber(w *desk.WorkOrder) error {
	day := w.OpenedAt.Format("20060102")
	var n int
	err := x.get([]any{&n}, `INSERT INTO order_numbers (day, last) VALUES ($1, 1)
		ON CONFLICT (day) DO UPDATE SET last = order_numbers.last + 1 RETURNING last`, day)
	w.Number = fmt.Sprintf("WO%s-%04d", day, n)
	return err
}

func (s *Store) orders(ctx context.Context, rest string, args ...any) ([]desk.WorkOrder, error) {
	return s.someOfOrders(ctx, nil, rest, args...)
}

// ordersCounted are orders without what no figure and no standard looks at, where many are read.
func (s *Store) ordersCounted(ctx context.Context, rest string, args ...any) ([]desk.WorkOrder, error) {
	return s.someOfOrders(ctx, []string{"text", "since", "visit", "media", "alerts", "ladder", "quote", "promise_words", "form_key"}, rest, args...)
}

func (s *Store) someOfOrders(ctx context.Context, without []string, rest string, args ...any) ([]desk.WorkOrder, error) {
	var w desk.WorkOrder
	cols := slices.DeleteFunc(orderColumns(&w), func(c column) bool { return slices.Contains(without, c.name) })
	chunks := [][]desk.WorkOrder{nil} // an order is large: one slice that grows would copy them over and over
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		w = desk.WorkOrder{}
		if err := rows.Scan(append([]any{&w.ID, &w.Version}, cols.ptrs()...)...); err != nil {
			return err
		}
		last := len(chunks) - 1
		if len(chunks[last]) == chunkSize {
			chunks, last = append(chunks, make([]desk.WorkOrder, 0, chunkSize)), last+1
		}
		chunks[last] = append(chunks[last], w)
		return nil
	}, "SELECT id, version, "+cols.names()+" FROM orders "+rest, args...)
	if len(chunks) == 1 {
		return chunks[0], err
	}
	return slices.Concat(chunks...), err
}

func (s *Store) order(ctx context.Context, rest string, arg any) (desk.WorkOrder, error) {
	list, err := s.orders(ctx, rest, arg)
	w, err := first(list, err, "order %v", arg)
	if err != nil {
		return w, err
	}
	if w.Before, err = s.Repeats(ctx, &w); err != nil {
		return w, err
	}
	w.Log, err = s.orderLog(ctx, w.ID)
	return w, err
}

// Order is one order with its log.
func (s *Store) Order(ctx context.Context, id int64) (desk.WorkOrder, error) {
	return s.order(ctx, "WHERE id = $1", id)
}

// OrderByNumber is the order with a number such as WO20261123-0007.
func (s *Store) OrderByNumber(ctx context.Context, number string) (desk.WorkOrder, error) {
	return s.order(ctx, "WHERE number = $1", number)
}

func (s *Store) orderLog(ctx context.Context, id int64) ([]desk.LogLine, error) {
	var out []desk.LogLine
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var l desk.LogLine
		if err := rows.Scan(millis(&l.At), asJSON(&l.By), &l.Move, &l.From, &l.To, &l.Why); err != nil {
			return err
		}
		out = append(out, l)
		return nil
	}, "SELECT at, actor, move, from_state, to_state, why FROM order_log WHERE order_id = $1 ORDER BY id", id)
	return out, err
}

// OrdersOf are the latest orders of a conversation, newest first, without logs.
func (s *Store) OrdersOf(ctx context.Context, conversation int64, limit int) ([]desk.WorkOrder, error) {
	return s.Orders(ctx, OrderFilter{Conversation: conversation, Limit: limit})
}

// OrdersToCheck are the ids of orders the clock has to look at by now, the most overdue
// first.
func (s *Store) OrdersToCheck(ctx context.Context, now time.Time, limit int) ([]int64, error) {
	return s.ids(ctx, "SELECT id FROM orders WHERE next_check <= $1 ORDER BY next_check, id LIMIT $2", now.UnixMilli(), limit)
}

func (s *Store) ids(ctx context.Context, q string, args ...any) ([]int64, error) {
	var out []int64
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	}, q, args...)
	return out, err
}

// MergedDone are merged orders whose main order is resolved and whose resident has not
// been told so.
func (s *Store) MergedDone(ctx context.Context, limit int) ([]int64, error) {
	return s.ids(ctx, `SELECT c.id FROM orders c JOIN orders m ON m.id = c.merged_to
		WHERE c.merged_to > 0 AND c.conversation_id > 0 AND m.resolved_at IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM messages x WHERE x.key = 'merged:' || c.id) ORDER BY c.id LIMIT $1`, limit)
}
