package store

import (
	"context"
	"database/sql"
	"time"

	"linli/desk"
)

// EndSessions ends all browser sessions of a member of staff but that of the token keep.
func (s *Store) EndSessions(ctx context.Context, id desk.StaffID, keep string) error {
	return s.write(ctx, func(x *tx) error {
		_, err := x.exec("UPDATE staff_tokens SET used_at = $2 WHERE staff_id = $1 AND kind = $3 AND hash <> $4 AND used_at IS NULL",
			id, s.now().UnixMilli(), TokenSession, hashToken(keep))
		return err
	})
}

// MessagesSince are the last limit lines of a conversation from a moment on, oldest
// first.
func (s *Store) MessagesSince(ctx context.Context, conversation int64, since time.Time, limit int) ([]desk.Message, error) {
	var out []desk.Message
	var m desk.Message
	cols := messageColumns(&m)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		m = desk.Message{}
		if err := rows.Scan(append([]any{&m.ID}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, m)
		return nil
	}, "SELECT id, "+cols.names()+" FROM (SELECT * FROM messages WHERE conversation_id = $1 AND at >= $2 ORDER BY id DESC LIMIT $3) AS latest ORDER BY id",
		conversation, since.UnixMilli(), limit)
	return out, err
}
