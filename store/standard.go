package store

import (
	"context"
	"database/sql"
	"fmt"

	"linli/desk"
)

func standardColumns(e *desk.StandardEdit) columns {
	return columns{
		{"community", &e.Community}, {"code", &e.Code}, {"number", &e.Number}, {"move", &e.Move}, {"standard", asJSON(&e.Standard)},
		{"why", &e.Why}, {"actor", asJSON(&e.By)}, {"at", millis(&e.At)},
	}
}

func (s *Store) standardEdits(ctx context.Context, rest string, args ...any) ([]desk.StandardEdit, error) {
	var out []desk.StandardEdit
	var e desk.StandardEdit
	cols := standardColumns(&e)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		e = desk.StandardEdit{}
		if err := rows.Scan(append([]any{&e.ID}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, e)
		return nil
	}, "SELECT id, "+cols.names()+" FROM standard_edits e "+rest, args...)
	return out, err
}

// StandardsInForce are, of each standard that a community changed, the newest change.
func (s *Store) StandardsInForce(ctx context.Context, community desk.CommunityID) ([]desk.StandardEdit, error) {
	return s.standardEdits(ctx, `WHERE community = $1 AND number = (SELECT MAX(o.number) FROM standard_edits o
		WHERE o.community = e.community AND o.code = e.code) ORDER BY code`, community)
}

// StandardHistory is what a community changed of a standard, the newest first.
func (s *Store) StandardHistory(ctx context.Context, community desk.CommunityID, code string) ([]desk.StandardEdit, error) {
	return s.standardEdits(ctx, "WHERE community = $1 AND code = $2 ORDER BY number DESC", community, code)
}

// AddStandardEdit keeps a change. desk.ErrConflict: somebody else changed the standard since.
func (s *Store) AddStandardEdit(ctx context.Context, e *desk.StandardEdit) error {
	return s.write(ctx, func(x *tx) error {
		last := 0
		if err := x.get([]any{&last}, "SELECT COALESCE(MAX(number), 0) FROM standard_edits WHERE community = $1 AND code = $2", e.Community, e.Code); err != nil {
			return err
		}
		conflict := fmt.Errorf("standard %s, change %d after %d: %w", e.Code, e.Number, last, desk.ErrConflict)
		if last+1 != e.Number {
			return conflict
		}
		if err := x.insert("standard_edits", standardColumns(e), &e.ID); err != nil {
			if x.s.dialect.isUnique(err) {
				return conflict
			}
			return err
		}
		return nil
	})
}
