package telegram

import (
	"context"
	"errors"
	"sync"
	"time"

	"linli/desk"
)

// Telegram's limits on messages: in all, to one person, to one group.
const (
	allCount, allPer       = 30, time.Second
	personCount, personPer = 3, 3 * time.Second
	groupCount, groupPer   = 20, time.Minute
)

// maxWait is the longest wait inside Send; for more, the sender is told when to come back.
const maxWait = 5 * time.Second

var errPaced = errors.New("as many messages as Telegram allows were just sent")

// pace keeps the messages below Telegram's limits.
type pace struct {
	now   func() time.Time
	off   bool
	mu    sync.Mutex
	all   *window
	chats map[int64]*window
}

func newPace(now func() time.Time, off bool) *pace {
	return &pace{now: now, off: off, all: &window{n: allCount, per: allPer}, chats: map[int64]*window{}}
}

// take waits until n more messages may go to the chat and counts them as sent.
func (p *pace) take(ctx context.Context, chat int64, n int) error {
	if p.off {
		return nil
	}
	for {
		wait := p.reserve(chat, n)
		if wait == 0 {
			return nil
		}
		if end, ok := ctx.Deadline(); wait > maxWait || ok && time.Until(end) < wait {
			return &desk.SendError{RetryAfter: wait, Err: errPaced}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// reserve counts n messages as sent, or tells how long to wait for room.
func (p *pace) reserve(chat int64, n int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	w := p.chats[chat]
	if w == nil {
		p.forget(now)
		w = &window{n: personCount, per: personPer}
		if chat < 0 {
			w = &window{n: groupCount, per: groupPer}
		}
		p.chats[chat] = w
	}
	if wait := max(w.wait(now, n), p.all.wait(now, n)); wait > 0 {
		return wait
	}
	w.add(now, n)
	p.all.add(now, n)
	return 0
}

// forget drops idle chats once there are many.
func (p *pace) forget(now time.Time) {
	if len(p.chats) < 4096 {
		return
	}
	for chat, w := range p.chats {
		if w.drop(now); len(w.sent) == 0 {
			delete(p.chats, chat)
		}
	}
}

// window allows n messages in any span of the length per.
type window struct {
	n    int
	per  time.Duration
	sent []time.Time
}

func (w *window) drop(now time.Time) {
	for len(w.sent) > 0 && now.Sub(w.sent[0]) >= w.per {
		w.sent = w.sent[1:]
	}
}

// wait is how long until n more fit; more than the window holds need it empty.
func (w *window) wait(now time.Time, n int) time.Duration {
	w.drop(now)
	over := len(w.sent) + min(n, w.n) - w.n
	if over <= 0 {
		return 0
	}
	return w.sent[over-1].Add(w.per).Sub(now)
}

func (w *window) add(now time.Time, n int) {
	for range min(n, w.n) {
		w.sent = append(w.sent, now)
	}
}
