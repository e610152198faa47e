package store

import (
	"context"
	"database/sql"
	"time"

	"linli/desk"
)

// GapDismissed is a question of which somebody said that the FAQ need not answer it.
type GapDismissed struct {
	Key       string // of its wording
	Residents int    // who had asked it then
	By        desk.StaffID
	At        time.Time
}

// DismissGap keeps that a question of a community needs no answer; saying so again renews it.
func (s *Store) DismissGap(ctx context.Context, community desk.CommunityID, d GapDismissed) error {
	return s.write(ctx, func(x *tx) error {
		_, err := x.exec(`INSERT INTO gaps_dismissed (community, key, residents, staff_id, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (community, key) DO UPDATE SET residents = excluded.residents, staff_id = excluded.staff_id, at = excluded.at`,
			community, d.Key, d.Residents, d.By, d.At.UnixMilli())
		return err
	})
}

// GapsDismissed are a community's.
func (s *Store) GapsDismissed(ctx context.Context, community desk.CommunityID) ([]GapDismissed, error) {
	var out []GapDismissed
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var d GapDismissed
		err := rows.Scan(&d.Key, &d.Residents, &d.By, millis(&d.At))
		out = append(out, d)
		return err
	}, "SELECT key, residents, staff_id, at FROM gaps_dismissed WHERE community = $1 ORDER BY key", community)
	return out, err
}
