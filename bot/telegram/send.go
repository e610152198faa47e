package telegram

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"linli/desk"
)

// Send says m in its chat: as plain text, with its buttons under it and its files before
// it. The receipt is "chat/message" of the message with the text. A message that edits
// another replaces its text and buttons; its files are sent only when the other is gone.
// At an address "callback/<id>" it answers the press of a button. Send paces itself; it
// returns a *desk.SendError when it would have to wait long.
func (c *Channel) Send(ctx context.Context, m desk.Outbound) (desk.Receipt, error) {
	if id, ok := strings.CutPrefix(m.To.ID, CallbackPrefix); ok {
		return "", c.failure(c.answer(ctx, id, m.Text))
	}
	chat, thread, err := parseReceipt(m.To.ID)
	if err != nil {
		return "", &desk.SendError{Permanent: true, Err: fmt.Errorf("address %.40q: %w", m.To.ID, err)}
	}
	chat = c.current(chat)
	r, err := c.deliver(ctx, chat, thread, m)
	if moved := movedTo(err); moved != 0 {
		c.move(chat, moved)
		r, err = c.deliver(ctx, moved, 0, m)
	}
	return r, c.failure(err)
}

func (c *Channel) deliver(ctx context.Context, chat int64, thread int, m desk.Outbound) (desk.Receipt, error) {
	if m.Edits != "" {
		if r, err := c.edit(ctx, m); err != nil || r != "" {
			return r, err
		}
	}
	list, err := parts(m)
	if err != nil {
		return "", err
	}
	if err := c.pace.take(ctx, chat, messages(list)); err != nil {
		return "", err
	}
	at := spot{chat: chat, thread: thread}
	if m.Order > 0 && thread == 0 {
		if at, err = c.spot(ctx, chat, m); err != nil {
			return "", err
		}
	}
	id, err := c.sendParts(ctx, at, list)
	if at.topic && refused(err, "thread not found", "topic_deleted", "topic_closed", "topic_id_invalid") {
		if at, err = c.newTopic(ctx, chat, m); err != nil {
			return "", err
		}
		id, err = c.sendParts(ctx, at, list)
	}
	if err != nil {
		return "", err
	}
	return receipt(strconv.FormatInt(chat, 10), id), nil
}

// spot is where in a chat a message goes.
type spot struct {
	chat   int64
	thread int  // forum topic, 0 for none
	topic  bool // thread is the order's own topic
	reply  int  // message it replies to, 0 for none
}

func (s spot) replyTo() *models.ReplyParameters {
	if s.reply == 0 {
		return nil
	}
	return &models.ReplyParameters{MessageID: s.reply, AllowSendingWithoutReply: true}
}

// sendParts sends the parts in order and returns the id of the last one's message.
func (c *Channel) sendParts(ctx context.Context, at spot, list []part) (id int, err error) {
	for _, p := range list {
		id, err = c.sendPart(ctx, at, p)
		if noPhoto(err) {
			id, err = c.sendAsDocuments(ctx, at, p)
		}
		if err != nil {
			return 0, err
		}
	}
	return id, nil
}

func (c *Channel) sendPart(ctx context.Context, at spot, p part) (int, error) {
	switch len(p.media) {
	case 0:
		return c.sendText(ctx, at, p)
	case 1:
		return c.sendFile(ctx, at, p)
	default:
		return c.sendAlbum(ctx, at, p)
	}
}

func (c *Channel) sendText(ctx context.Context, at spot, p part) (int, error) {
	sent, err := c.bot.SendMessage(ctx, &bot.SendMessageParams{ChatID: at.chat, MessageThreadID: at.thread,
		Text: p.text, LinkPreviewOptions: noPreview(), ReplyParameters: at.replyTo(), ReplyMarkup: keyboard(p.buttons)})
	if err != nil {
		return 0, err
	}
	return sent.ID, nil
}

func noPreview() *models.LinkPreviewOptions {
	return &models.LinkPreviewOptions{IsDisabled: bot.True()}
}

// receipt is the channel's id of a message.
func receipt(chat string, message int) desk.Receipt {
	return desk.Receipt(chat + "/" + strconv.Itoa(message))
}

// parseReceipt splits "chat/message"; an address "chat" or "chat/topic" is of the same form.
func parseReceipt[S ~string](s S) (chat int64, message int, err error) {
	first, second, both := strings.Cut(string(s), "/")
	if chat, err = strconv.ParseInt(first, 10, 64); err == nil && both {
		message, err = strconv.Atoi(second)
	}
	if err != nil || chat == 0 {
		return 0, 0, fmt.Errorf("not a chat id: %w", desk.ErrInvalid)
	}
	return chat, message, nil
}
