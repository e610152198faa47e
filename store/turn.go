package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"linli/desk"
)

// Commit writes a turn whole. desk.ErrConflict: nothing was written, because a row it
// was decided on has changed or the message is settled already; load again and decide
// again. New rows get their ids in the turn itself.
func (s *Store) Commit(ctx context.Context, t *desk.Turn) error {
	return s.write(ctx, func(x *tx) error { return x.commit(t) })
}

func (x *tx) commit(t *desk.Turn) error {
	if m := t.Inbound; m != nil {
		err := x.change(fmt.Errorf("inbox %d: %w", m.ID, desk.ErrConflict),
			"UPDATE inbox SET done_at = $3 WHERE id = $1 AND attempts = $2 AND done_at IS NULL",
			m.ID, m.Attempt, x.s.now().UnixMilli())
		if err != nil {
			return err
		}
	}
	opened := t.NewOrder() // before it gets its id
	replies := func(t *desk.Turn) error { return x.commitReplies(t, opened) }
	out := func(t *desk.Turn) error { return x.commitOut(t, opened) }
	for _, step := range []func(*desk.Turn) error{x.commitEpisode, x.commitOrders, x.commitConversation,
		replies, out, x.commitFollowUps, x.commitAnswer, x.commitRoster,
		x.commitIncident, x.commitIncidentAsk, x.commitBroadcast, x.commitReceiver, x.commitRegistryCheck} {
		if err := step(t); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) commitEpisode(t *desk.Turn) error {
	e := t.Episode
	if e == nil {
		return nil
	}
	if e.ID == 0 {
		e.Version = 1
		if err := x.insert("episodes", episodeColumns(e), &e.ID); err != nil {
			return err
		}
		if t.Conversation != nil && e.EndedAt.IsZero() {
			t.Conversation.Episode = e.ID
		}
		return nil
	}
	return x.update("episodes", episodeColumns(e), e.ID, &e.Version, fmt.Errorf("episode %d: %w", e.ID, desk.ErrConflict))
}

func (x *tx) commitOrders(t *desk.Turn) error {
	opened := t.NewOrder()
	fill := marks(nil)
	for _, w := range t.Orders {
		for i := len(w.Log) - w.NewLog; i < len(w.Log); i++ {
			w.Log[i].Why = fill(w.Log[i].Why)
		}
		if w.ID == 0 && w.Episode == 0 && t.Episode != nil {
			w.Episode = t.Episode.ID
		}
		if err := x.saveOrder(w); err != nil {
			return err
		}
		if opened == w { // the logs of the others may name it
			fill = marks(opened)
		}
	}
	return nil
}

func (x *tx) commitConversation(t *desk.Turn) error {
	c := t.Conversation
	if c == nil {
		return nil
	}
	return x.update("conversations", conversationColumns(c), c.ID, &c.Version, fmt.Errorf("conversation %d: %w", c.ID, desk.ErrConflict))
}

// marks replaces the marks of the order that the turn opened, nil if none.
func marks(opened *desk.WorkOrder) func(string) string {
	if opened == nil {
		return func(s string) string { return s }
	}
	return strings.NewReplacer(desk.NewOrderNumber, opened.Number, desk.NewOrderID, strconv.FormatInt(opened.ID, 10)).Replace
}

func markButtons(buttons []desk.Button, fill func(string) string) []desk.Button {
	out := make([]desk.Button, len(buttons))
	for i, b := range buttons {
		out[i] = desk.Button{Label: fill(b.Label), Press: fill(b.Press)}
	}
	return out
}

// commitReplies writes the messages into the record and, where the channel must be
// pushed, into the outbox under the same key. The web's residents read the record.
func (x *tx) commitReplies(t *desk.Turn, opened *desk.WorkOrder) error {
	fill := marks(opened)
	for i := range t.Replies {
		m := &t.Replies[i]
		m.Key, m.Text, m.Buttons = fill(m.Key), fill(m.Text), markButtons(m.Buttons, fill)
		if m.Order == desk.NewOrder && opened != nil {
			m.Order = opened.ID
		}
		for _, w := range t.Orders {
			if m.Order == w.ID {
				m.OrderNumber = w.Number
			}
		}
		m.Conversation = t.Conversation.ID
		m.Media = slices.Clone(m.Media)
		for j := range m.Media { // sent by staff, and still with their channel
			if m.Media[j].Ref == "" {
				if err := x.insertMedia(&m.Media[j], Owner{Conversation: m.Conversation}, 0, ""); err != nil {
					return err
				}
			}
		}
		if m.At.IsZero() {
			m.At = x.s.now()
		}
		fresh, err := x.insertMessage(m)
		if err != nil {
			return err
		}
		if !fresh || t.Conversation.Address.Channel == desk.ChannelWeb {
			continue
		}
		out := desk.Outbound{Key: m.Key, To: t.Conversation.Address, Text: m.Text, Buttons: m.Buttons, Media: m.Media,
			Order: m.Order, After: m.After}
		if err := x.enqueue(&out, t.Conversation.ID); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) commitOut(t *desk.Turn, opened *desk.WorkOrder) error {
	fill := marks(opened)
	for i := range t.Out {
		o := &t.Out[i]
		o.Key, o.Edits, o.Text, o.Buttons = fill(o.Key), fill(o.Edits), fill(o.Text), markButtons(o.Buttons, fill)
		if o.Order == desk.NewOrder && opened != nil {
			o.Order = opened.ID
		}
		if err := x.enqueue(o, 0); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) commitFollowUps(t *desk.Turn) error {
	for _, f := range t.FollowUps {
		if f.ID == 0 {
			f.Version = 1
			if f.CreatedAt.IsZero() {
				f.CreatedAt = x.s.now()
			}
			if err := x.insert("follow_ups", followUpColumns(f), &f.ID); err != nil {
				return err
			}
			continue
		}
		if err := x.update("follow_ups", followUpColumns(f), f.ID, &f.Version, fmt.Errorf("follow-up %d: %w", f.ID, desk.ErrConflict)); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) commitAnswer(t *desk.Turn) error {
	a := t.Answer
	if a == nil {
		return nil
	}
	if t.Episode != nil {
		a.Episode = t.Episode.ID
	}
	_, err := x.exec(`INSERT INTO answers (message_id, episode_id, decision, entries, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (message_id) DO NOTHING`, a.Message, a.Episode, a.Decision, asJSON(&a.Entries), millis(&a.At))
	return err
}
