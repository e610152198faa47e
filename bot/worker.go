package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"linli/desk"
)

// Inbox is what the worker needs of the memory.
type Inbox interface {
	NextInbound(ctx context.Context, n int, lease time.Duration) ([]desk.Inbound, error)
	Conversation(ctx context.Context, id int64) (desk.Conversation, error)
	Commit(ctx context.Context, t *desk.Turn) error
	Defer(ctx context.Context, m desk.Inbound, cause string, until time.Time) error
	Watch(bell string) (rung <-chan struct{}, stop func())
}

const (
	inboundLease = 30 * time.Second
	// giveUpAfter deliveries a message that cannot be decided goes to a person.
	giveUpAfter = 5
)

// Worker takes messages from the inbox and turns each into a committed turn.
type Worker struct {
	Inbox  Inbox
	Engine *Engine
	Room   *Room
	Bell   string
	Now    func() time.Time
	Log    *slog.Logger
	Hands  int // messages decided at the same time
}

// Run works until ctx ends, then finishes what is in hand.
func (w *Worker) Run(ctx context.Context) {
	rung, stop := w.Inbox.Watch(w.Bell)
	defer stop()
	pump(ctx, w.Log, w.Hands, rung, func(ctx context.Context, n int) ([]desk.Inbound, error) {
		return w.Inbox.NextInbound(ctx, n, inboundLease)
	}, w.one)
}

// one decides and commits one message. What fails is deferred with back-off; what fails
// again and again goes to a person.
func (w *Worker) one(ctx context.Context, m desk.Inbound) {
	err := guard(func() error { return w.handle(ctx, m) })
	if err == nil || errors.Is(err, errSettled) {
		return
	}
	w.Log.Error("message not decided", "inbox", m.ID, "attempt", m.Attempt, "error", err)
	if m.Attempt >= giveUpAfter {
		if err := guard(func() error { return w.giveUp(ctx, m) }); err == nil || errors.Is(err, errSettled) {
			return
		}
	}
	backOff := time.Duration(1<<min(m.Attempt, 6)) * 250 * time.Millisecond
	if err := w.Inbox.Defer(ctx, m, cause(err), w.Now().Add(backOff)); err != nil {
		w.Log.Error("message not deferred", "inbox", m.ID, "error", err)
	}
}

// cause is an error's text as it may be stored: our errors carry ids, no words.
func cause(err error) string {
	s := err.Error()
	if len(s) > 200 {
		s = s[:200]
	}
	return s
}

func (w *Worker) handle(ctx context.Context, m desk.Inbound) error {
	if m.Conversation == 0 {
		return w.Room.Handle(ctx, m)
	}
	return w.commit(ctx, m, w.decide)
}

// errSettled says that another delivery of the message was committed first.
var errSettled = errors.New("settled by another delivery")

// commit decides on the conversation as it is until nobody was faster.
func (w *Worker) commit(ctx context.Context, m desk.Inbound, decide func(context.Context, desk.Conversation, desk.Inbound) (desk.Turn, error)) error {
	var err error
	for range commitTries {
		c, cerr := w.Inbox.Conversation(ctx, m.Conversation)
		if cerr != nil {
			return cerr
		}
		t, derr := decide(ctx, c, m)
		if derr != nil {
			return derr
		}
		if err = w.Inbox.Commit(ctx, &t); err == nil || !errors.Is(err, desk.ErrConflict) {
			return err
		}
		if w.settled(ctx, m) {
			return errSettled
		}
	}
	return err
}

// settled reports whether this delivery has lost its lease: deferring it to its own
// moment is a write that changes nothing but proves it.
func (w *Worker) settled(ctx context.Context, m desk.Inbound) bool {
	err := w.Inbox.Defer(ctx, m, "", w.Now().Add(inboundLease))
	return errors.Is(err, desk.ErrConflict)
}

func (w *Worker) decide(ctx context.Context, c desk.Conversation, m desk.Inbound) (desk.Turn, error) {
	if token, ok := strings.CutPrefix(m.Press, "start:link_"); ok && c.Address.Channel == desk.ChannelTelegram {
		return w.Room.link(ctx, c, m, token)
	}
	t, _, err := w.Engine.Decide(ctx, c, m)
	return t, err
}

// giveUp hands a message that cannot be decided to a person: it is not lost.
func (w *Worker) giveUp(ctx context.Context, m desk.Inbound) error {
	if m.Conversation == 0 {
		return w.Inbox.Commit(ctx, &desk.Turn{Inbound: &m})
	}
	return w.commit(ctx, m, w.Engine.handOverBlindly)
}
