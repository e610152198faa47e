package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

// Roster is a community's roster with the absences that end after since; an empty one
// where none was kept.
func (s *Store) Roster(ctx context.Context, community desk.CommunityID, since time.Time) (desk.Roster, error) {
	r := desk.Roster{Community: community}
	err := s.readRow(ctx, []any{&r.Version, asJSON(&r)}, "SELECT version, body FROM rosters WHERE community = $1", community)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return r, err
	}
	r.Absences, err = s.absences(ctx, "community = $1 AND to_at > $2 ORDER BY from_at, id", community, since.UnixMilli())
	return r, err
}

// Absence is one absence of a community, or desk.ErrNotFound.
func (s *Store) Absence(ctx context.Context, community desk.CommunityID, id int64) (desk.Absence, error) {
	list, err := s.absences(ctx, "community = $1 AND id = $2", community, id)
	return first(list, err, "absence %d", id)
}

func absenceColumns(a *desk.Absence) columns {
	return columns{{"community", &a.Community}, {"staff_id", &a.Staff}, {"from_at", millis(&a.From)}, {"to_at", millis(&a.To)},
		{"reason", &a.Reason}, {"reported_by", &a.By}}
}

func (s *Store) absences(ctx context.Context, where string, args ...any) ([]desk.Absence, error) {
	var out []desk.Absence
	var a desk.Absence
	cols := absenceColumns(&a)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		a = desk.Absence{}
		if err := rows.Scan(append([]any{&a.ID, &a.Version}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, a)
		return nil
	}, "SELECT id, version, "+cols.names()+" FROM absences WHERE "+where, args...)
	return out, err
}

// commitRoster writes a turn's roster and absence.
func (x *tx) commitRoster(t *desk.Turn) error {
	if r := t.Roster; r != nil {
		lost := fmt.Errorf("roster of %s: %w", r.Community, desk.ErrConflict)
		q := "UPDATE rosters SET body = $2, version = version + 1 WHERE community = $1 AND version = $3"
		if r.Version == 0 {
			q = "INSERT INTO rosters (community, body, version) VALUES ($1, $2, $3 + 1) ON CONFLICT (community) DO NOTHING"
		}
		if err := x.change(lost, q, r.Community, asJSON(r), r.Version); err != nil {
			return err
		}
		r.Version++
	}
	a := t.Absence
	if a == nil {
		return nil
	}
	if a.ID == 0 {
		a.Version = 1
		return x.insert("absences", absenceColumns(a), &a.ID)
	}
	return x.update("absences", absenceColumns(a), a.ID, &a.Version, fmt.Errorf("absence %d: %w", a.ID, desk.ErrConflict))
}

// Loads are what each of a community's staff has in hand, and when they last got an order.
func (s *Store) Loads(ctx context.Context, community desk.CommunityID) (map[desk.StaffID]desk.Load, error) {
	out := map[desk.StaffID]desk.Load{}
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var id desk.StaffID
		var l desk.Load
		err := rows.Scan(&id, millis(&l.Last))
		out[id] = l
		return err
	}, `SELECT p.id, (SELECT MAX(o.claimed_at) FROM orders o WHERE o.community = p.community AND o.claimed_by = p.id)
		FROM staff p WHERE p.community = $1`, community)
	if err != nil {
		return nil, err
	}
	err = s.readAll(ctx, func(rows *sql.Rows) error {
		var id desk.StaffID
		var n int
		err := rows.Scan(&id, &n)
		out[id] = desk.Load{InHand: n, Last: out[id].Last}
		return err
	}, "SELECT claimed_by, COUNT(*) FROM orders WHERE community = $1 AND state IN ('claimed', 'working', 'on_hold') GROUP BY claimed_by", community)
	return out, err
}

// OrdersToAssign are the unclaimed orders of a community that a rule may give to
// somebody, the oldest first, from behind an id on.
func (s *Store) OrdersToAssign(ctx context.Context, community desk.CommunityID, after int64, limit int) ([]int64, error) {
	return s.ids(ctx, `SELECT id FROM orders WHERE community = $1 AND state IN ('opened', 'reopened') AND priority <> 'P0' AND kind <> 'praise'
		AND id > $2 ORDER BY id LIMIT $3`, community, after, limit)
}

// OrdersHeldBy are the orders in the hands of a member of staff, the oldest first,
// without logs.
func (s *Store) OrdersHeldBy(ctx context.Context, community desk.CommunityID, p desk.StaffID) ([]desk.WorkOrder, error) {
	return s.orders(ctx, `WHERE community = $1 AND claimed_by = $2 AND state IN ('claimed', 'working', 'on_hold') ORDER BY id LIMIT 100`, community, p)
}
