package store

import (
	"context"
	"fmt"
	"time"

	"linli/desk"
)

// Issued is one file of evidence that was handed out.
type Issued struct {
	Number string // of the order
	By     string // name of the member of staff
	At     time.Time
}

// IssueEvidence keeps the checksum of an order's evidence, in hex.
func (s *Store) IssueEvidence(ctx context.Context, sha256 string, w *desk.WorkOrder, by desk.Staff, at time.Time) error {
	return s.write(ctx, func(x *tx) error {
		_, err := x.exec(`INSERT INTO evidence (sha256, order_id, number, staff_name, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (sha256) DO NOTHING`, sha256, w.ID, w.Number, by.Name, millis(&at))
		return err
	})
}

// IssuedEvidence is what is known of a checksum, or desk.ErrNotFound.
func (s *Store) IssuedEvidence(ctx context.Context, sha256 string) (Issued, error) {
	var i Issued
	err := s.readRow(ctx, []any{&i.Number, &i.By, millis(&i.At)}, "SELECT number, staff_name, at FROM evidence WHERE sha256 = $1", sha256)
	return i, notFound(err, fmt.Errorf("evidence %s: %w", sha256, desk.ErrNotFound))
}
