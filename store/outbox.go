package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/desk"
)

func (x *tx) enqueue(o *desk.Outbound, conversation int64) error {
	now := x.s.now()
	_, err := x.exec(`INSERT INTO outbox (key, channel, lane, community, address, text, buttons, media, edits, order_id,
			conversation_id, not_before, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (key) DO NOTHING`, o.Key, o.To.Channel, o.To.Lane(), o.To.Community, o.To.ID, o.Text, asJSON(&o.Buttons),
		asJSON(&o.Media), o.Edits, o.Order, conversation, max(0, o.After.UnixMilli()), now.UnixMilli())
	x.ring(BellOutbox)
	return err
}

// NextOutbound leases up to n messages that are due, of each address only the oldest,
// so that one address's messages arrive in order. desk.ErrNoneDue when there is none.
func (s *Store) NextOutbound(ctx context.Context, n int, lease time.Duration) ([]desk.Outbound, error) {
	var out []desk.Outbound
	err := s.write(ctx, func(x *tx) error {
		out = nil
		now := s.now().UnixMilli()
		rows, err := x.query(`UPDATE outbox SET attempts = attempts + 1, not_before = $1 WHERE id IN (
			SELECT o.id FROM outbox o WHERE o.sent_at IS NULL AND o.failed_at IS NULL AND o.not_before <= $2 AND NOT EXISTS (
				SELECT 1 FROM outbox p WHERE p.lane = o.lane AND p.sent_at IS NULL AND p.failed_at IS NULL AND p.id < o.id)
			ORDER BY o.id LIMIT $3)
			RETURNING key, channel, community, address, text, buttons, media, edits, order_id, attempts`,
			now+lease.Milliseconds(), now, n)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var o desk.Outbound
			if err := rows.Scan(&o.Key, &o.To.Channel, &o.To.Community, &o.To.ID, &o.Text, asJSON(&o.Buttons),
				asJSON(&o.Media), &o.Edits, &o.Order, &o.Attempt); err != nil {
				return err
			}
			out = append(out, o)
		}
		return rows.Err()
	})
	if err == nil && len(out) == 0 {
		err = desk.ErrNoneDue
	}
	return out, err
}

// Sent notes a delivered message.
func (s *Store) Sent(ctx context.Context, key string, r desk.Receipt) error {
	return s.write(ctx, func(x *tx) error {
		return x.change(fmt.Errorf("outbox %s: %w", key, desk.ErrNotFound),
			"UPDATE outbox SET sent_at = $2, receipt = $3, cause = '' WHERE key = $1", key, s.now().UnixMilli(), r)
	})
}

// Failed notes a failed delivery: tried again at retryAt, given up when it is zero. A
// message given up is shown as undelivered and its conversation marked unreachable.
func (s *Store) Failed(ctx context.Context, key, cause string, retryAt time.Time) error {
	return s.write(ctx, func(x *tx) error {
		gone := fmt.Errorf("outbox %s: %w", key, desk.ErrNotFound)
		if !retryAt.IsZero() {
			return x.change(gone, "UPDATE outbox SET not_before = $2, cause = $3 WHERE key = $1", key, retryAt.UnixMilli(), cause)
		}
		var conversation int64
		err := x.get([]any{&conversation}, "UPDATE outbox SET failed_at = $2, cause = $3 WHERE key = $1 RETURNING conversation_id",
			key, s.now().UnixMilli(), cause)
		if err != nil {
			return notFound(err, gone)
		}
		if conversation == 0 {
			return nil
		}
		if _, err = x.exec("UPDATE conversations SET unreachable = TRUE, version = version + 1 WHERE id = $1", conversation); err != nil {
			return err
		}
		// What was to be asked there is due now: somebody calls instead.
		_, err = x.exec(`UPDATE follow_ups SET due_at = $2, version = version + 1
			WHERE conversation_id = $1 AND outcome = '' AND stage <> 'call'`, conversation, s.now().UnixMilli())
		return err
	})
}

// Receipt is the channel's id of a message that was sent, "" if it was not.
func (s *Store) Receipt(ctx context.Context, key string) (desk.Receipt, error) {
	var r desk.Receipt
	err := s.readRow(ctx, []any{&r}, "SELECT receipt FROM outbox WHERE key = $1", key)
	return r, notFound(err, nil)
}

// OrderOfReceipt is the order that a sent message was about, 0 if none.
func (s *Store) OrderOfReceipt(ctx context.Context, channel desk.ChannelName, r desk.Receipt) (int64, error) {
	var id int64
	err := s.readRow(ctx, []any{&id}, "SELECT order_id FROM outbox WHERE channel = $1 AND receipt = $2 AND receipt <> ''", channel, r)
	return id, notFound(err, nil)
}

// CardsOf are the cards of an order that were shown to single members of staff: key and address.
func (s *Store) CardsOf(ctx context.Context, order int64) ([]desk.Outbound, error) {
	var out []desk.Outbound
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var o desk.Outbound
		if err := rows.Scan(&o.Key, &o.To.Channel, &o.To.Community, &o.To.ID); err != nil {
			return err
		}
		out = append(out, o)
		return nil
	}, "SELECT key, channel, community, address FROM outbox WHERE order_id = $1 AND key LIKE $2 ORDER BY id",
		order, fmt.Sprintf("order:%d:card:staff:%%", order))
	return out, err
}

// Undelivered is a message that was given up.
type Undelivered struct {
	Key, Cause string
	To         desk.Address
	Order      int64
	Attempts   int
	At         time.Time
}

// Undelivered lists what was given up for a community, the latest first.
func (s *Store) Undelivered(ctx context.Context, community desk.CommunityID, limit int) ([]Undelivered, error) {
	var out []Undelivered
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var u Undelivered
		if err := rows.Scan(&u.Key, &u.Cause, &u.To.Channel, &u.To.ID, &u.Order, &u.Attempts, millis(&u.At)); err != nil {
			return err
		}
		out = append(out, u)
		return nil
	}, `SELECT key, cause, channel, address, order_id, attempts, failed_at FROM outbox
		WHERE failed_at IS NOT NULL AND community = $1 ORDER BY failed_at DESC LIMIT $2`, community, limit)
	return out, err
}

// Topic is the forum topic of an order in a staff room, "" if there is none yet.
func (s *Store) Topic(ctx context.Context, chat string, order int64) (string, error) {
	var thread string
	err := s.readRow(ctx, []any{&thread}, "SELECT thread FROM topics WHERE chat = $1 AND order_id = $2", chat, order)
	return thread, notFound(err, nil)
}

// SetTopic keeps the topic of an order; "" forgets it, when it was deleted.
func (s *Store) SetTopic(ctx context.Context, chat string, order int64, thread string) error {
	return s.write(ctx, func(x *tx) error {
		if _, err := x.exec("DELETE FROM topics WHERE chat = $1 AND order_id = $2", chat, order); err != nil || thread == "" {
			return err
		}
		_, err := x.exec("INSERT INTO topics (chat, order_id, thread) VALUES ($1, $2, $3)", chat, order, thread)
		return err
	})
}

// OrderOfTopic is the order of a forum topic, 0 if none.
func (s *Store) OrderOfTopic(ctx context.Context, chat, thread string) (int64, error) {
	var id int64
	err := s.readRow(ctx, []any{&id}, "SELECT order_id FROM topics WHERE chat = $1 AND thread = $2", chat, thread)
	return id, notFound(err, nil)
}

// OutboxKnows reports whether a message of the key was ever put out.
func (s *Store) OutboxKnows(ctx context.Context, key string) (bool, error) {
	var n int
	err := s.readRow(ctx, []any{&n}, "SELECT COUNT(*) FROM outbox WHERE key = $1", key)
	return n > 0, err
}
