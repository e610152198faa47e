package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"linli/desk"
)

// OrderFilter narrows a list of orders; zero fields do not.
type OrderFilter struct {
	Community desk.CommunityID
	States    []desk.OrderState
	ClaimedBy desk.StaffID
	// Conversation is a resident's own orders.
	Conversation int64
	Overdue      bool
	Building     string
	Unit         string
	Room         string
	From         time.Time // opened at or after, and before Until
	Until        time.Time
	Category     string
	Priority     desk.Priority
	Kind         desk.OrderKind
	OwesReport   bool
	Search       string     // words, a place or a number, as people write them
	Seer         desk.Staff // who searches: what is masked from them is not found by them
	Limit        int

	// Before is for lists of the newest first: ids below this one, for the next page.
	Before int64
	// ByDue puts what is due next on top, instead of the newest; only what is still to be
	// done is listed. After is where the page before ended.
	ByDue bool
	After DueCursor
}

// DueCursor is a place in a list by what is due next.
type DueCursor struct{ Key, ID int64 }

// dueRank sets apart, in lists of what is still to be done: emergencies, then by the clock that runs out
// next, then what is on hold by its resumption, then what has no clock.
const dueRank int64 = 1e13 // ms: no two ranks overlap before the year 2280

// dueKey is the order's place in a list by what is due next, zero when nothing more is.
func dueKey(w *desk.WorkOrder) sql.NullInt64 {
	key := func(rank int64, t time.Time) sql.NullInt64 {
		return sql.NullInt64{Int64: rank*dueRank + t.UnixMilli(), Valid: true}
	}
	_, due, running := w.NextDue()
	switch {
	case !w.State.ToDo():
		return sql.NullInt64{}
	case w.Urgent():
		return key(-1, firstTime(due, w.OpenedAt))
	case running:
		return key(0, due)
	case w.State == desk.OnHold:
		return key(1, w.HoldUntil)
	}
	return key(2, w.OpenedAt)
}

func firstTime(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

// CursorOf is the place of an order in a list by what is due next.
func CursorOf(w *desk.WorkOrder) DueCursor { return DueCursor{Key: dueKey(w).Int64, ID: w.ID} }

// Orders lists orders without their logs: the newest first, or by what is due next.
func (s *Store) Orders(ctx context.Context, f OrderFilter) ([]desk.WorkOrder, error) {
	q, args, err := s.listQuery(ctx, f)
	if err != nil {
		return nil, err
	}
	return s.orders(ctx, "WHERE id IN (SELECT id FROM ("+q+") AS listed) ORDER BY "+f.order(""), args...)
}

// CountOrders is how many orders a filter lets through, at most f.Limit.
func (s *Store) CountOrders(ctx context.Context, f OrderFilter) (n int, err error) {
	q, args, err := s.listQuery(ctx, f)
	if err != nil {
		return 0, err
	}
	err = s.readRow(ctx, []any{&n}, "SELECT COUNT(*) FROM ("+q+") AS listed", args...)
	return n, err
}

// order is how a list is sorted; table is what stands before its columns.
func (f OrderFilter) order(table string) string {
	if f.ByDue {
		return table + "sort_key, " + table + "id"
	}
	return table + "id DESC"
}

func (f OrderFilter) states() []desk.OrderState {
	if len(f.States) == 0 && f.ByDue {
		return desk.StatesToDo
	}
	return f.States
}

// listQuery selects id and sort_key of the orders on a page, so that it costs the same
// however many orders there are: a search walks the orders of its rarest term, any other
// list walks each state by itself along its index and stops at the limit.
func (s *Store) listQuery(ctx context.Context, f OrderFilter) (string, []any, error) {
	var c conditions
	s.narrow(&c, f)
	if f.Search != "" {
		found, err := s.rarest(ctx, f)
		if err != nil {
			return "", nil, err
		}
		if len(found) == 0 { // punctuation
			return "SELECT id, sort_key FROM orders WHERE 1 = 0", nil, nil
		}
		c.search(f, found)
		c.states(f.states())
		return fmt.Sprintf("SELECT orders.id, sort_key FROM order_terms t CROSS JOIN orders WHERE %s ORDER BY %s LIMIT %d",
			c.text(), f.order("orders."), f.Limit), c.args, nil
	}
	walk := func(extra string) string {
		return fmt.Sprintf("SELECT id, sort_key FROM orders WHERE %s%s ORDER BY %s LIMIT %d", c.text(), extra, f.order(""), f.Limit)
	}
	if len(f.states()) == 0 {
		return walk(""), c.args, nil
	}
	var parts []string
	for i, st := range f.states() {
		parts = append(parts, fmt.Sprintf("SELECT * FROM (%s) AS s%d", walk(c.bind(" AND state = $%d", st)), i))
	}
	return fmt.Sprintf("SELECT id, sort_key FROM (%s) AS u ORDER BY %s LIMIT %d", strings.Join(parts, " UNION ALL "), f.order(""), f.Limit), c.args, nil
}

// narrow adds what all states of a filter have in common.
func (s *Store) narrow(c *conditions, f OrderFilter) {
	c.and(f.Community != "", "community = $%d", f.Community)
	c.and(f.ClaimedBy != 0, "claimed_by = $%d", f.ClaimedBy)
	c.and(f.Conversation != 0, "conversation_id = $%d", f.Conversation)
	c.and(f.Building != "", "building = $%d", f.Building)
	c.and(f.Unit != "", "unit = $%d", f.Unit)
	c.and(f.Room != "", "room = $%d", f.Room)
	c.and(!f.From.IsZero(), "opened_at >= $%d", f.From.UnixMilli())
	c.and(!f.Until.IsZero(), "opened_at < $%d", f.Until.UnixMilli())
	c.and(f.Category != "", "category = $%d", f.Category)
	c.and(f.Priority != "", "priority = $%d", f.Priority)
	c.and(f.Kind != "", "kind = $%d", f.Kind)
	c.and(f.Before > 0, "orders.id < $%d", f.Before)
	if f.OwesReport {
		c.all = append(c.all, "owes_report")
	}
	if f.ByDue || f.Overdue {
		c.all = append(c.all, "sort_key IS NOT NULL")
	}
	if f.Overdue { // what emergencies are ahead of the others does not make them late
		now := s.now().UnixMilli()
		c.and(true, "sort_key < $%d", now)
		c.and(true, "(priority <> 'P0' OR sort_key < $%d)", now-dueRank)
	}
	if f.After != (DueCursor{}) {
		c.all = append(c.all, c.bind("(sort_key, orders.id) > ($%d, ", f.After.Key)+c.bind("$%d)", f.After.ID))
	}
}

// conditions are the parts of a WHERE clause and what is bound in them.
type conditions struct {
	all  []string
	args []any
}

func (c *conditions) text() string {
	if len(c.all) == 0 {
		return "1 = 1"
	}
	return strings.Join(c.all, " AND ")
}

func (c *conditions) states(states []desk.OrderState) {
	var marks []string
	for _, st := range states {
		marks = append(marks, c.bind("$%d", st))
	}
	if len(marks) > 0 {
		c.all = append(c.all, "state IN ("+strings.Join(marks, ", ")+")")
	}
}

func (c *conditions) bind(condition string, arg any) string {
	c.args = append(c.args, arg)
	return fmt.Sprintf(condition, len(c.args))
}

func (c *conditions) and(wanted bool, condition string, arg any) {
	if wanted {
		c.all = append(c.all, c.bind(condition, arg))
	}
}

// Buildings are the buildings of a community that orders name, as text sorts them.
func (s *Store) Buildings(ctx context.Context, community desk.CommunityID) ([]string, error) {
	var out []string
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var b string
		if err := rows.Scan(&b); err != nil {
			return err
		}
		out = append(out, b)
		return nil
	}, "SELECT DISTINCT building FROM orders WHERE community = $1 AND building <> '' ORDER BY building", community)
	return out, err
}
