package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/desk"
)

// readRow scans the one row of q on a reader; sql.ErrNoRows if there is none.
func (s *Store) readRow(ctx context.Context, dest []any, q string, args ...any) error {
	return s.read.QueryRowContext(ctx, s.dialect.query(q), args...).Scan(dest...)
}

// readAll calls scan for each row of q. The cursor is closed before it returns: an open
// one would let the write-ahead log grow.
func (s *Store) readAll(ctx context.Context, scan func(*sql.Rows) error, q string, args ...any) error {
	rows, err := s.read.QueryContext(ctx, s.dialect.query(q), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// notFound turns sql.ErrNoRows into the error callers act upon.
func notFound(err, as error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return as
	}
	return err
}

// first is the first of what was read; if there is none, desk.ErrNotFound says what was looked for.
func first[T any](list []T, err error, format string, args ...any) (found T, _ error) {
	if err == nil && len(list) == 0 {
		err = fmt.Errorf(format+": %w", append(args, desk.ErrNotFound)...)
	}
	if err != nil {
		return found, err
	}
	return list[0], nil
}
