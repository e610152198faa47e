package store

import (
	"context"
	"database/sql"
	"time"

	"linli/desk"
)

func episodeColumns(e *desk.Episode) columns {
	return columns{
		{"community", &e.Community}, {"channel", &e.Channel}, {"conversation_id", &e.Conversation},
		{"started_at", millis(&e.StartedAt)}, {"last_at", millis(&e.LastAt)}, {"first_reply_at", millis(&e.FirstReplyAt)},
		{"first_human_at", millis(&e.FirstHumanAt)}, {"handover_at", millis(&e.HandoverAt)}, {"handover", &e.Handover},
		{"ended_at", millis(&e.EndedAt)}, {"ending", &e.End}, {"asked", &e.Asked}, {"answered", &e.Answered},
		{"refused", &e.Refused}, {"solved", &e.Solved}, {"rating", &e.Rating}, {"topics", asJSON(&e.Topics)},
		{"orders", &e.Orders}, {"demo", &e.Demo},
	}
}

func (s *Store) episodes(ctx context.Context, rest string, args ...any) ([]desk.Episode, error) {
	var out []desk.Episode
	var e desk.Episode
	cols := episodeColumns(&e)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		e = desk.Episode{}
		if err := rows.Scan(append([]any{&e.ID, &e.Version}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, e)
		return nil
	}, "SELECT id, version, "+cols.names()+" FROM episodes "+rest, args...)
	return out, err
}

// Episode is the episode with the id.
func (s *Store) Episode(ctx context.Context, id int64) (desk.Episode, error) {
	list, err := s.episodes(ctx, "WHERE id = $1", id)
	return first(list, err, "episode %d", id)
}

// EpisodesSilent are open episodes whose last message is older than before and that no
// open order keeps alive.
func (s *Store) EpisodesSilent(ctx context.Context, before time.Time, limit int) ([]desk.Episode, error) {
	return s.episodes(ctx, `WHERE ended_at IS NULL AND last_at <= $1 AND NOT EXISTS (
			SELECT 1 FROM orders o WHERE o.episode_id = episodes.id AND o.state NOT IN ('closed', 'cancelled', 'merged', 'external'))
		ORDER BY last_at, id LIMIT $2`, before.UnixMilli(), limit)
}
