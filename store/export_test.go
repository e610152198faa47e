package store

import "context"

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
