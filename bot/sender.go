package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"linli/desk"
)

// Outbox is what the sender needs of the memory.
type Outbox interface {
	NextOutbound(ctx context.Context, n int, lease time.Duration) ([]desk.Outbound, error)
	Sent(ctx context.Context, key string, r desk.Receipt) error
	Failed(ctx context.Context, key, cause string, retryAt time.Time) error
	Watch(bell string) (rung <-chan struct{}, stop func())
}

const (
	outboundLease = time.Minute
	sendTimeout   = 45 * time.Second
	// maxSends is after how many tries a message is given up and shown as undelivered:
	// with the back-off, about two days.
	maxSends = 40
	maxWait  = 2 * time.Hour
)

// Sender delivers the outbox, in order for each address, until each message arrives.
type Sender struct {
	Outbox   Outbox
	Channels map[desk.ChannelName]desk.Channel
	Bell     string
	Now      func() time.Time
	Log      *slog.Logger
	Hands    int

	mu     sync.Mutex
	paused map[desk.ChannelName]time.Time // the service asked for a rest
}

// Run sends until ctx ends, then finishes what is in hand.
func (s *Sender) Run(ctx context.Context) {
	rung, stop := s.Outbox.Watch(s.Bell)
	defer stop()
	pump(ctx, s.Log, s.Hands, rung, func(ctx context.Context, n int) ([]desk.Outbound, error) {
		return s.Outbox.NextOutbound(ctx, n, outboundLease)
	}, s.one)
}

func (s *Sender) one(ctx context.Context, m desk.Outbound) {
	receipt, err := s.send(ctx, m)
	if err == nil {
		err = s.Outbox.Sent(ctx, m.Key, receipt)
		if err != nil {
			s.Log.Error("sent, but not noted: it may be sent again", "key", m.Key, "error", err)
		}
		return
	}
	retryAt := s.retryAt(m, err)
	s.Log.Warn("not sent", "key", m.Key, "attempt", m.Attempt, "error", err, "given_up", retryAt.IsZero())
	if err := s.Outbox.Failed(ctx, m.Key, cause(err), retryAt); err != nil {
		s.Log.Error("failure not noted", "key", m.Key, "error", err)
	}
}

func (s *Sender) send(ctx context.Context, m desk.Outbound) (desk.Receipt, error) {
	ch, ok := s.Channels[m.To.Channel]
	if !ok { // perhaps configured again tomorrow
		return "", errors.New("channel " + string(m.To.Channel) + " is not configured")
	}
	if until := s.rest(m.To.Channel); until > 0 {
		return "", &desk.SendError{RetryAfter: until, Err: errors.New("the channel rests")}
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	var receipt desk.Receipt
	err := guard(func() (err error) {
		receipt, err = ch.Send(ctx, m)
		return err
	})
	return receipt, err
}

// rest is how long a channel still has to be left alone.
func (s *Sender) rest(c desk.ChannelName) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(0, s.paused[c].Sub(s.Now()))
}

// retryAt is when to try again: as the service asked, else with growing waits; zero when
// there is no use.
func (s *Sender) retryAt(m desk.Outbound, err error) time.Time {
	now := s.Now()
	var e *desk.SendError
	if errors.As(err, &e) {
		if e.Permanent {
			return time.Time{}
		}
		if e.RetryAfter > 0 {
			if e.WholeBot {
				s.mu.Lock()
				if s.paused == nil {
					s.paused = map[desk.ChannelName]time.Time{}
				}
				s.paused[m.To.Channel] = now.Add(e.RetryAfter)
				s.mu.Unlock()
			}
			return now.Add(e.RetryAfter)
		}
	}
	if m.Attempt >= maxSends {
		return time.Time{}
	}
	return now.Add(min(time.Duration(1<<min(m.Attempt, 14))*500*time.Millisecond, maxWait))
}
