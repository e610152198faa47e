package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"linli/desk"
)

func inboxColumns(m *desk.Inbound) columns {
	return columns{
		{"channel", &m.From.Channel}, {"external_id", &m.ExternalID}, {"community", &m.From.Community},
		{"address", &m.From.ID}, {"conversation_id", &m.Conversation}, {"message_id", &m.Message},
		{"name", &m.Name}, {"staff", asJSON(&m.Staff)}, {"order_id", &m.Order}, {"text", &m.Text},
		{"press", &m.Press}, {"media", asJSON(&m.Media)}, {"album", &m.Album}, {"callback", &m.Callback},
		{"at", millis(&m.At)},
	}
}

// Receive takes a message in for good: when it returns nil the channel may forget it.
// The same ExternalID of a channel again is a duplicate without effect. A resident's
// message joins the conversation's record at once; a conversation is begun for an
// address that has none, except on the web, where it must exist (desk.ErrNotFound).
// room marks a message from a staff room, which belongs to no conversation.
func (s *Store) Receive(ctx context.Context, m desk.Inbound, room bool) (desk.Received, error) {
	var got desk.Received
	err := s.write(ctx, func(x *tx) error {
		got = desk.Received{}
		err := x.get([]any{&got.Message}, "SELECT message_id FROM inbox WHERE channel = $1 AND external_id = $2",
			m.From.Channel, m.ExternalID)
		if err == nil {
			got.Duplicate = true
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		m.At = s.now()
		if !room {
			if err := x.receiveInto(&m); err != nil {
				return err
			}
		}
		cols := append(inboxColumns(&m), column{"lane", m.From.Lane()})
		if err := x.insert("inbox", cols, &m.ID); err != nil {
			return err
		}
		got.Message = m.Message
		x.ring(BellInbox)
		return nil
	})
	if err != nil {
		return desk.Received{}, fmt.Errorf("receive %s %s: %w", m.From.Channel, m.ExternalID, err)
	}
	return got, nil
}

// receiveInto finds or begins the conversation and writes the message into its record.
func (x *tx) receiveInto(m *desk.Inbound) error {
	var community desk.CommunityID
	err := x.get([]any{&m.Conversation, &community},
		"SELECT id, community FROM conversations WHERE channel = $1 AND address = $2", m.From.Channel, m.From.ID)
	switch {
	case err == nil:
		m.From.Community = community
	case !errors.Is(err, sql.ErrNoRows):
		return err
	case m.From.Channel == desk.ChannelWeb:
		return fmt.Errorf("conversation %s: %w", m.From.ID, desk.ErrNotFound)
	default:
		c := desk.Conversation{Address: m.From, Community: m.From.Community, Name: m.Name}
		if err := x.beginConversation(&c, ""); err != nil {
			return err
		}
		m.Conversation = c.ID
	}
	for i := range m.Media {
		if m.Media[i].Ref == "" {
			if err := x.insertMedia(&m.Media[i], Owner{Conversation: m.Conversation}, 0, ""); err != nil {
				return err
			}
		}
	}
	line := desk.Message{Key: "in:" + string(m.From.Channel) + ":" + m.ExternalID, Conversation: m.Conversation,
		From: desk.FromResident, Text: m.Text, Media: m.Media, At: m.At}
	if m.Press != "" && line.Text == "" {
		line.Text, err = x.pressLabel(m.Conversation, m.Press)
		if err != nil {
			return err
		}
	}
	if _, err := x.insertMessage(&line); err != nil {
		return err
	}
	m.Message = line.ID
	return nil
}

// pressLabel is what stands on the button that was pressed, for the record.
func (x *tx) pressLabel(conversation int64, press string) (string, error) {
	rows, err := x.query("SELECT buttons FROM messages WHERE conversation_id = $1 AND buttons <> '[]' ORDER BY id DESC LIMIT 20", conversation)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var buttons []desk.Button
		if err := rows.Scan(asJSON(&buttons)); err != nil {
			return "", err
		}
		for _, b := range buttons {
			if b.Press == press {
				return "[" + b.Label + "]", nil
			}
		}
	}
	return "", rows.Err()
}

// NextInbound leases up to n messages, the oldest first and of each address only the
// oldest, so that one address's messages are decided in order. desk.ErrNoneDue when
// nothing waits.
func (s *Store) NextInbound(ctx context.Context, n int, lease time.Duration) ([]desk.Inbound, error) {
	var out []desk.Inbound
	err := s.write(ctx, func(x *tx) error {
		out = nil
		now := s.now()
		var m desk.Inbound
		cols := inboxColumns(&m)
		rows, err := x.query(`UPDATE inbox SET attempts = attempts + 1, lease_until = $1 WHERE id IN (
			SELECT i.id FROM inbox i WHERE i.done_at IS NULL AND i.lease_until <= $2 AND NOT EXISTS (
				SELECT 1 FROM inbox j WHERE j.lane = i.lane AND j.done_at IS NULL AND j.id < i.id)
			ORDER BY i.id LIMIT $3) RETURNING id, attempts, `+cols.names(), now.Add(lease).UnixMilli(), now.UnixMilli(), n)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			m = desk.Inbound{}
			if err := rows.Scan(append([]any{&m.ID, &m.Attempt}, cols.ptrs()...)...); err != nil {
				return err
			}
			out = append(out, m)
		}
		slices.SortFunc(out, func(a, b desk.Inbound) int { return cmp.Compare(a.ID, b.ID) }) // RETURNING has no order
		return rows.Err()
	})
	if err == nil && len(out) == 0 {
		err = desk.ErrNoneDue
	}
	return out, err
}

// Defer gives a message back, to be tried again later; cause is an error's text without
// residents' words.
func (s *Store) Defer(ctx context.Context, m desk.Inbound, cause string, until time.Time) error {
	return s.write(ctx, func(x *tx) error {
		return x.change(fmt.Errorf("inbox %d: %w", m.ID, desk.ErrConflict),
			"UPDATE inbox SET lease_until = $3, cause = $4 WHERE id = $1 AND attempts = $2 AND done_at IS NULL",
			m.ID, m.Attempt, until.UnixMilli(), cause)
	})
}

// KeepUnread keeps an update that could not be read.
func (s *Store) KeepUnread(ctx context.Context, channel desk.ChannelName, externalID, body, cause string) error {
	return s.write(ctx, func(x *tx) error {
		_, err := x.exec(`INSERT INTO unread_updates (channel, external_id, body, cause, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (channel, external_id) DO NOTHING`, channel, externalID, body, cause, s.now().UnixMilli())
		return err
	})
}

// Waiting counts what is not finished, for metrics and readiness.
type Waiting struct {
	Inbox       int
	OldestInbox time.Time // zero if none
	Outbox      int
	Undelivered int // given up
	Unread      int
}

// Waiting counts the queues.
func (s *Store) Waiting(ctx context.Context) (Waiting, error) {
	var w Waiting
	err := s.readRow(ctx, []any{&w.Inbox, millis(&w.OldestInbox), &w.Outbox, &w.Undelivered, &w.Unread}, `SELECT
		(SELECT COUNT(*) FROM inbox WHERE done_at IS NULL),
		(SELECT MIN(at) FROM inbox WHERE done_at IS NULL),
		(SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL),
		(SELECT COUNT(*) FROM outbox WHERE failed_at IS NOT NULL),
		(SELECT COUNT(*) FROM unread_updates)`)
	return w, err
}
