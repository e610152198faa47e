package telegram

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-telegram/bot"

	"linli/desk"
)

// forumAge is how long it is believed whether a group has topics.
const forumAge = time.Hour

// forums remembers which groups have topics.
type forums struct {
	mu    sync.Mutex
	known map[int64]forum
}

type forum struct {
	topics bool
	at     time.Time
}

// hasTopics asks Telegram whether the chat is a group with topics.
func (c *Channel) hasTopics(ctx context.Context, chat int64) (bool, error) {
	if chat > 0 { // a person
		return false, nil
	}
	c.forums.mu.Lock()
	f, ok := c.forums.known[chat]
	c.forums.mu.Unlock()
	if ok && c.Now().Sub(f.at) < forumAge {
		return f.topics, nil
	}
	info, err := c.bot.GetChat(ctx, &bot.GetChatParams{ChatID: chat})
	if err != nil {
		return false, err
	}
	c.rememberForum(chat, info.IsForum)
	return info.IsForum, nil
}

func (c *Channel) rememberForum(chat int64, topics bool) {
	c.forums.mu.Lock()
	defer c.forums.mu.Unlock()
	c.forums.known[chat] = forum{topics, c.Now()}
}

// spot is where a message about an order goes: into the order's topic where the chat has
// topics, else as a reply to the order's first card.
func (c *Channel) spot(ctx context.Context, chat int64, m desk.Outbound) (spot, error) {
	topics, err := c.hasTopics(ctx, chat)
	if err != nil {
		return spot{}, err
	}
	if !topics {
		return c.replySpot(ctx, chat, m)
	}
	known, err := c.Threads.Topic(ctx, strconv.FormatInt(chat, 10), m.Order)
	if err != nil {
		return spot{}, fmt.Errorf("topic of order %d: %w", m.Order, err)
	}
	if thread, err := strconv.Atoi(known); err == nil {
		return spot{chat: chat, thread: thread, topic: true}, nil
	}
	return c.newTopic(ctx, chat, m)
}

func (c *Channel) replySpot(ctx context.Context, chat int64, m desk.Outbound) (spot, error) {
	at := spot{chat: chat}
	card := fmt.Sprintf("order:%d:card", m.Order)
	if card == m.Key {
		return at, nil
	}
	r, err := c.Threads.Receipt(ctx, card)
	if err != nil {
		return at, fmt.Errorf("receipt of %s: %w", card, err)
	}
	if where, message, err := parseReceipt(r); err == nil && where == chat {
		at.reply = message
	}
	return at, nil
}

// newTopic opens the order's topic, in place of one that is gone. Where the bot may not,
// or topics were just switched off, the message goes into the chat itself.
func (c *Channel) newTopic(ctx context.Context, chat int64, m desk.Outbound) (spot, error) {
	id := strconv.FormatInt(chat, 10)
	if err := c.Threads.SetTopic(ctx, id, m.Order, ""); err != nil {
		return spot{}, fmt.Errorf("topic of order %d: %w", m.Order, err)
	}
	made, err := c.bot.CreateForumTopic(ctx, &bot.CreateForumTopicParams{ChatID: chat, Name: topicName(m)})
	if refused(err, "not enough rights", "not a forum", "chat_admin_required") {
		c.Log.Warn("Telegram: cannot open topics in the staff room, its orders go into the chat itself", "chat", chat, "err", c.api.redact(err))
		c.rememberForum(chat, false)
		return c.replySpot(ctx, chat, m)
	}
	if err != nil {
		return spot{}, err
	}
	if err := c.Threads.SetTopic(ctx, id, m.Order, strconv.Itoa(made.MessageThreadID)); err != nil {
		return spot{}, fmt.Errorf("topic of order %d: %w", m.Order, err)
	}
	return spot{chat: chat, thread: made.MessageThreadID, topic: true}, nil
}

// topicName is the first line of the text.
func topicName(m desk.Outbound) string {
	line, _, _ := strings.Cut(strings.TrimSpace(m.Text), "\n")
	if line == "" {
		line = fmt.Sprintf("工单 %d", m.Order)
	}
	return cut(line, maxTopic)
}
