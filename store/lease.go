package store

import "context"

// FreeLeases gives back at once what a process that is gone had in hand, instead of when
// its leases run out. Only whoever is alone on the data folder may call it, before it
// begins to work.
func (s *Store) FreeLeases(ctx context.Context) error {
	return s.write(ctx, func(x *tx) error {
		if _, err := x.exec("UPDATE inbox SET lease_until = 0 WHERE done_at IS NULL AND attempts > 0"); err != nil {
			return err
		}
		// A row that has failed before keeps its back-off, and one not to be sent yet its time.
		_, err := x.exec("UPDATE outbox SET not_before = 0 WHERE sent_at IS NULL AND failed_at IS NULL AND attempts > 0 AND cause = ''")
		return err
	})
}
