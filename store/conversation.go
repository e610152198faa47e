package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

func conversationColumns(c *desk.Conversation) columns {
	return columns{
		{"community", &c.Community}, {"name", &c.Name}, {"building", &c.Home.Building}, {"unit", &c.Home.Unit},
		{"floor", &c.Home.Floor}, {"room", &c.Home.Room}, {"phone", &c.Phone}, {"verified_at", millis(&c.VerifiedAt)}, {"elderly", &c.Elderly},
		{"mode", &c.Mode}, {"staff_id", &c.Staff}, {"order_id", &c.Order}, {"episode_id", &c.Episode},
		{"state", asJSON(&c.State)}, {"unreachable", &c.Unreachable}, {"last_at", millis(&c.LastAt)},
	}
}

// BeginConversation starts a web conversation and returns its bearer token, of which
// only the hash is kept.
func (s *Store) BeginConversation(ctx context.Context, community desk.CommunityID) (desk.Conversation, string, error) {
	token := newToken()
	c := desk.Conversation{Community: community, Address: desk.Address{Channel: desk.ChannelWeb, Community: community}}
	err := s.write(ctx, func(x *tx) error { return x.beginConversation(&c, hashToken(token)) })
	return c, token, err
}

func (x *tx) beginConversation(c *desk.Conversation, tokenHash string) error {
	c.PublicID, c.Mode, c.CreatedAt, c.Version = newID(), desk.ModeBot, x.s.now(), 1
	if c.Address.Channel == desk.ChannelWeb {
		c.Address.ID = c.PublicID
	}
	cols := append(conversationColumns(c), columns{{"public_id", c.PublicID}, {"token_hash", tokenHash},
		{"channel", c.Address.Channel}, {"address", c.Address.ID}, {"created_at", millis(&c.CreatedAt)}}...)
	return x.insert("conversations", cols, &c.ID)
}

const conversationKey = "id, public_id, channel, address, created_at, version, read_to, "

func (s *Store) conversation(ctx context.Context, where string, arg any) (desk.Conversation, error) {
	var c desk.Conversation
	cols := conversationColumns(&c)
	err := s.readRow(ctx, append([]any{&c.ID, &c.PublicID, &c.Address.Channel, &c.Address.ID, millis(&c.CreatedAt), &c.Version, millis(&c.ReadTo)}, cols.ptrs()...),
		"SELECT "+conversationKey+cols.names()+" FROM conversations WHERE "+where, arg)
	c.Address.Community = c.Community
	return c, notFound(err, fmt.Errorf("conversation %v: %w", arg, desk.ErrNotFound))
}

// Conversation is the conversation with the row id.
func (s *Store) Conversation(ctx context.Context, id int64) (desk.Conversation, error) {
	return s.conversation(ctx, "id = $1", id)
}

// ConversationByPublicID is the conversation that addresses and links name.
func (s *Store) ConversationByPublicID(ctx context.Context, id string) (desk.Conversation, error) {
	return s.conversation(ctx, "public_id = $1", id)
}

// ConversationByToken is the conversation whose resident holds the bearer token.
func (s *Store) ConversationByToken(ctx context.Context, token string) (desk.Conversation, error) {
	if token == "" {
		return desk.Conversation{}, fmt.Errorf("no token: %w", desk.ErrNotFound)
	}
	c, err := s.conversation(ctx, "token_hash = $1", hashToken(token))
	if errors.Is(err, desk.ErrNotFound) {
		err = fmt.Errorf("conversation of a token: %w", desk.ErrNotFound) // without the hash
	}
	return c, err
}

// MarkRead notes that the conversation's browser has fetched what was said up to a moment. It
// changes nothing that is decided on, so the version stays.
func (s *Store) MarkRead(ctx context.Context, conversation int64, upTo time.Time) error {
	return s.write(ctx, func(x *tx) error { return x.markRead(conversation, upTo) })
}

func (x *tx) markRead(conversation int64, upTo time.Time) error {
	_, err := x.exec("UPDATE conversations SET read_to = $2 WHERE id = $1 AND (read_to IS NULL OR read_to < $2)", conversation, millis(&upTo))
	return err
}

func messageColumns(m *desk.Message) columns {
	return columns{
		{"key", &m.Key}, {"conversation_id", &m.Conversation}, {"sender", &m.From}, {"staff_id", &m.Staff},
		{"staff_name", &m.StaffName}, {"text", &m.Text}, {"entries", asJSON(&m.Entries)}, {"order_id", &m.Order},
		{"order_number", &m.OrderNumber}, {"buttons", asJSON(&m.Buttons)}, {"media", asJSON(&m.Media)},
		{"reply_to", &m.ReplyTo}, {"at", millis(&m.At)},
	}
}

// insertMessage writes a line of the record; fresh is false when its key stands there.
func (x *tx) insertMessage(m *desk.Message) (fresh bool, err error) {
	cols := messageColumns(m)
	err = x.get([]any{&m.ID}, "INSERT INTO messages ("+cols.names()+") VALUES ("+cols.binds(1)+
		") ON CONFLICT (key) DO NOTHING RETURNING id", cols.ptrs()...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	x.ring(BellConversation(m.Conversation))
	return true, nil
}

// Messages are up to limit lines of a conversation after a message id, oldest first.
func (s *Store) Messages(ctx context.Context, conversation, after int64, limit int) ([]desk.Message, error) {
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
	}, "SELECT id, "+cols.names()+" FROM messages WHERE conversation_id = $1 AND id > $2 ORDER BY id LIMIT $3", conversation, after, limit)
	return out, err
}
