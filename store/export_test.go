package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"

	"linli/desk"
)

// ForgetSearch leaves the orders as a linli before the search wrote them.
func ForgetSearch(s *Store) error {
	return s.write(context.Background(), func(x *tx) error {
		if _, err := x.exec("DELETE FROM order_terms"); err != nil {
			return err
		}
		_, err := x.exec("UPDATE orders SET sort_key = NULL, search_sum = NULL")
		return err
	})
}

// IndexOrders is what opening such a database does.
func IndexOrders(s *Store) error { return s.indexOrders(context.Background()) }

// DirOf is the data folder.
func DirOf(s *Store) string { return s.dir }

// ForgetThings leaves the orders as a linli wrote them that did not ask what they are about.
func ForgetThings(s *Store) error {
	return s.write(context.Background(), func(x *tx) error {
		_, err := x.exec("UPDATE orders SET thing = NULL")
		return err
	})
}

// NameThings is what opening such a database does.
func NameThings(s *Store) error { return s.nameThings(context.Background()) }

// PlansOfRepeats are the plans of the count and the list of repeats, "" where the engine has
// another way to tell.
func PlansOfRepeats(s *Store, w *desk.WorkOrder) (plans []string, err error) {
	if s.dialect.goose != goose.DialectSQLite3 {
		return nil, nil
	}
	where, args := s.repeats(w)
	for _, q := range []string{countRepeats + where, listRepeats + where + latest + " LIMIT 5"} {
		err := s.readAll(context.Background(), func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			plans = append(plans, detail)
			return err
		}, "EXPLAIN QUERY PLAN "+q, args...)
		if err != nil {
			return nil, err
		}
	}
	return plans, nil
}
