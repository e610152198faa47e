package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"linli/desk"
)

func broadcastColumns(b *desk.Broadcast) columns {
	return columns{
		{"incident_id", &b.Incident}, {"community", &b.Community}, {"state", &b.State}, {"text", &b.Text}, {"buildings", asJSON(&b.Buildings)},
		{"with_unknown", &b.Unknown}, {"by_staff", asJSON(&b.By)}, {"at", millis(&b.At)}, {"stopped_by", asJSON(&b.Stopped)},
		{"stopped_at", millis(&b.StoppedAt)},
	}
}

// reached is the condition on conversations that an audience reaches, from $1 on: those
// that have written and can be written to.
func reached(community desk.CommunityID, a desk.Audience) (where string, args []any) {
	where, args = "community = $1 AND last_at IS NOT NULL AND NOT unreachable", []any{community}
	if len(a.Buildings) == 0 {
		return where, args
	}
	var homes []string
	if a.Unknown {
		homes = append(homes, "''")
	}
	for _, b := range a.Buildings {
		args = append(args, b)
		homes = append(homes, fmt.Sprintf("$%d", len(args)))
	}
	return where + " AND building IN (" + strings.Join(homes, ", ") + ")", args
}

// AudienceSize is how many residents a broadcast would go to now.
func (s *Store) AudienceSize(ctx context.Context, community desk.CommunityID, a desk.Audience) (int, error) {
	where, args := reached(community, a)
	var n int
	err := s.readRow(ctx, []any{&n}, "SELECT COUNT(*) FROM conversations WHERE "+where, args...)
	return n, err
}

// commitBroadcast begins a broadcast to all whom it reaches now, or stops one: what is
// still to be sent is taken back, from the outbox and the record.
func (x *tx) commitBroadcast(t *desk.Turn) error {
	b := t.Broadcast
	if b == nil {
		return nil
	}
	if b.ID == 0 {
		b.Version = 1
		if err := x.insert("broadcasts", broadcastColumns(b), &b.ID); err != nil {
			return err
		}
		return x.addReceivers(b)
	}
	if err := x.update("broadcasts", broadcastColumns(b), b.ID, &b.Version, fmt.Errorf("broadcast %d: %w", b.ID, desk.ErrConflict)); err != nil {
		return err
	}
	if b.State != desk.BroadcastStopped {
		return nil
	}
	return x.takeBack(b.ID)
}

func (x *tx) addReceivers(b *desk.Broadcast) error {
	ids, err := x.reachedNow(b)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r := desk.Receiver{Broadcast: b.ID, Conversation: id}
		if _, err := x.exec("INSERT INTO receivers (broadcast_id, conversation_id, key, state) VALUES ($1, $2, $3, 'waiting')",
			b.ID, id, r.Key()); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) reachedNow(b *desk.Broadcast) ([]int64, error) {
	where, args := reached(b.Community, b.Audience)
	rows, err := x.query("SELECT id FROM conversations WHERE "+where+" ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// takeBack undoes what no sender has touched yet.
func (x *tx) takeBack(broadcast int64) error {
	const untouched = `SELECT o.key FROM outbox o JOIN receivers r ON r.key = o.key
		WHERE r.broadcast_id = $1 AND o.sent_at IS NULL AND o.failed_at IS NULL AND o.attempts = 0`
	for _, q := range []string{
		"UPDATE receivers SET state = 'stopped' WHERE broadcast_id = $1 AND (state = 'waiting' OR key IN (" + untouched + "))",
		"DELETE FROM messages WHERE key IN (" + untouched + ")",
		"DELETE FROM outbox WHERE key IN (" + untouched + ")",
	} {
		if _, err := x.exec(q, broadcast); err != nil {
			return err
		}
	}
	return nil
}

// commitReceiver notes that the message to a receiver was written; a stopped one gets none.
func (x *tx) commitReceiver(t *desk.Turn) error {
	r := t.Receiver
	if r == nil {
		return nil
	}
	return x.change(fmt.Errorf("receiver %s: %w", r.Key(), desk.ErrConflict),
		"UPDATE receivers SET state = 'queued' WHERE broadcast_id = $1 AND conversation_id = $2 AND state = 'waiting'", r.Broadcast, r.Conversation)
}

func (s *Store) broadcasts(ctx context.Context, rest string, args ...any) ([]desk.Broadcast, error) {
	var out []desk.Broadcast
	var b desk.Broadcast
	cols := broadcastColumns(&b)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		b = desk.Broadcast{}
		if err := rows.Scan(append([]any{&b.ID, &b.Version}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, b)
		return nil
	}, "SELECT id, version, "+cols.names()+" FROM broadcasts "+rest, args...)
	return out, err
}

// Broadcasts are those of an incident, the latest first.
func (s *Store) Broadcasts(ctx context.Context, incident int64) ([]desk.Broadcast, error) {
	return s.broadcasts(ctx, "WHERE incident_id = $1 ORDER BY id DESC", incident)
}

// BroadcastsWaiting are running broadcasts with receivers whose turn is still to come.
func (s *Store) BroadcastsWaiting(ctx context.Context) ([]desk.Broadcast, error) {
	return s.broadcasts(ctx, `WHERE state = 'running' AND EXISTS (
		SELECT 1 FROM receivers r WHERE r.broadcast_id = broadcasts.id AND r.state = 'waiting') ORDER BY id`)
}

// ReceiversWaiting are up to limit receivers of a broadcast whose turn comes next.
func (s *Store) ReceiversWaiting(ctx context.Context, broadcast int64, limit int) ([]desk.Receiver, error) {
	var out []desk.Receiver
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		r := desk.Receiver{Broadcast: broadcast}
		if err := rows.Scan(&r.Conversation); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	}, "SELECT conversation_id FROM receivers WHERE broadcast_id = $1 AND state = 'waiting' ORDER BY conversation_id LIMIT $2", broadcast, limit)
	return out, err
}

// BroadcastProgress is how far a broadcast is. A message that needs no outbox is
// delivered as soon as it is written.
func (s *Store) BroadcastProgress(ctx context.Context, broadcast int64) (desk.Progress, error) {
	var p desk.Progress
	count := func(when string) string { return "COALESCE(SUM(CASE WHEN " + when + " THEN 1 ELSE 0 END), 0)" }
	err := s.readRow(ctx, []any{&p.Total, &p.Waiting, &p.Stopped, &p.Sent, &p.Failed, &p.Queued}, "SELECT COUNT(*), "+
		count("r.state = 'waiting'")+", "+count("r.state = 'stopped'")+", "+
		count("r.state = 'queued' AND (o.id IS NULL OR o.sent_at IS NOT NULL)")+", "+
		count("r.state = 'queued' AND o.failed_at IS NOT NULL")+", "+
		count("r.state = 'queued' AND o.id IS NOT NULL AND o.sent_at IS NULL AND o.failed_at IS NULL")+
		" FROM receivers r LEFT JOIN outbox o ON o.key = r.key WHERE r.broadcast_id = $1", broadcast)
	return p, err
}
