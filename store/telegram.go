package store

import (
	"context"

	"linli/desk"
)

// Delivered tells of a message that was sent, by the channel's id of it, which order it
// was about and which conversation it belonged to; 0 for none. What staff are sent
// belongs to no conversation.
func (s *Store) Delivered(ctx context.Context, channel desk.ChannelName, r desk.Receipt) (order, conversation int64, err error) {
	err = s.readRow(ctx, []any{&order, &conversation},
		"SELECT order_id, conversation_id FROM outbox WHERE channel = $1 AND receipt = $2 AND receipt <> '' ORDER BY id LIMIT 1", channel, r)
	return order, conversation, notFound(err, nil)
}
