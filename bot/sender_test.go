package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/desk"
)

// line is a channel that notes what it was given and answers as told.
type line struct {
	mu     sync.Mutex
	begun  time.Time
	log    []string // "a1 at 0s"
	answer func(m desk.Outbound, nth int) error
	tries  map[string]int
}

func (l *line) Name() desk.ChannelName { return "telegram" }

func (l *line) Send(_ context.Context, m desk.Outbound) (desk.Receipt, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tries[m.Key]++
	l.log = append(l.log, fmt.Sprintf("%s at %s", m.Key, time.Since(l.begun).Round(time.Second)))
	if l.answer == nil {
		return "", nil
	}
	return "", l.answer(m, l.tries[m.Key])
}

// send runs a sender for a span of the bubble's time.
func send(t *testing.T, o *outbox, l *line, span time.Duration) {
	t.Helper()
	l.begun, l.tries = time.Now(), map[string]int{}
	ctx, cancel := context.WithTimeout(t.Context(), span)
	defer cancel()
	s := &Sender{Outbox: o, Channels: map[desk.ChannelName]desk.Channel{"telegram": l}, Now: time.Now, Log: quiet, Hands: 4}
	s.Run(ctx)
}

func (l *line) want(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(l.log, want) {
		t.Errorf("sent\n%s\nwant\n%s", strings.Join(l.log, "\n"), strings.Join(want, "\n"))
	}
}

// of are the entries of one address, "a" of "a1".
func (l *line) of(lane string) *line {
	return &line{log: slices.DeleteFunc(slices.Clone(l.log), func(s string) bool { return !strings.HasPrefix(s, lane) })}
}

func TestSenderKeepsOrderAndRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &outbox{}, &line{answer: func(m desk.Outbound, nth int) error {
			if m.Key == "a1" && nth == 1 {
				return fmt.Errorf("send: %w", &desk.SendError{RetryAfter: 7 * time.Second, Err: errors.New("429")})
			}
			return nil
		}}
		o.add("a", "a1", "a2", "a3")
		o.add("b", "b1", "b2")
		send(t, o, l, time.Minute)
		l.of("a").want(t, "a1 at 0s", "a1 at 7s", "a2 at 7s", "a3 at 7s")
		l.of("b").want(t, "b1 at 0s", "b2 at 0s") // nobody else waits for a
	})
}

func TestSenderRestsTheWholeChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &outbox{}, &line{}
		l.answer = func(m desk.Outbound, nth int) error {
			if m.Key == "a1" && nth == 1 {
				return &desk.SendError{RetryAfter: 20 * time.Second, WholeBot: true, Err: errors.New("429")}
			}
			return nil
		}
		o.add("a", "a1", "a2")
		time.AfterFunc(5*time.Second, func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.add("b", "b1")
		})
		send(t, o, l, time.Minute)
		l.of("a").want(t, "a1 at 0s", "a1 at 20s", "a2 at 20s")
		l.of("b").want(t, "b1 at 20s")
	})
}

func TestSenderGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &outbox{}, &line{answer: func(m desk.Outbound, _ int) error {
			if m.Key == "a1" {
				return &desk.SendError{Permanent: true, RetryAfter: time.Second, Err: errors.New("blocked")}
			}
			return nil
		}}
		o.add("a", "a1", "a2")
		send(t, o, l, time.Minute)
		l.want(t, "a1 at 0s", "a2 at 0s")
		if !o.row("a1").failed || !o.row("a2").sent {
			t.Errorf("a1 given up %v, a2 sent %v", o.row("a1").failed, o.row("a2").sent)
		}
	})
}

func TestSenderBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &outbox{}, &line{answer: func(desk.Outbound, int) error { return errors.New("connection reset") }}
		o.add("a", "a1")
		send(t, o, l, 72*time.Hour)
		r := o.row("a1")
		if !r.failed || l.tries["a1"] != maxSends || len(r.waits) != maxSends-1 {
			t.Fatalf("after three days: given up %v, %d tries, %d waits", r.failed, l.tries["a1"], len(r.waits))
		}
		var all time.Duration
		for i, w := range r.waits {
			all += w
			if i > 0 && w < r.waits[i-1] || w > maxWait {
				t.Errorf("wait %d is %s after %s", i, w, r.waits[i-1])
			}
		}
		if r.waits[0] != time.Second || r.waits[3] != 8*time.Second || r.waits[len(r.waits)-1] != maxWait || all < 40*time.Hour {
			t.Errorf("waits are %v, in all %s", r.waits, all)
		}
	})
}

func TestSenderSurvivesAnUnknownChannelAndAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &outbox{}, &line{answer: func(m desk.Outbound, nth int) error {
			if m.Key == "a1" && nth <= 2 {
				panic("nil map")
			}
			return nil
		}}
		o.add("a", "a1", "a2")
		o.add("b", "b1")
		o.add("c", "c1")
		o.row("c1").To.Channel = "carrier pigeon"
		send(t, o, l, time.Hour)
		if l.tries["a1"] != 3 || !o.row("a1").sent || !o.row("a2").sent || !o.row("b1").sent {
			t.Errorf("after a panic: %v", l.log)
		}
		if c := o.row("c1"); c.sent || c.failed || c.Attempt < 5 {
			t.Errorf("unknown channel: sent %v, given up %v after %d tries", c.sent, c.failed, c.Attempt)
		}
	})
}

func TestSenderFinishesWhatIsInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := &outbox{}, &line{}
		l.answer = func(desk.Outbound, int) error {
			time.Sleep(10 * time.Second)
			return nil
		}
		o.add("a", "a1", "a2")
		send(t, o, l, time.Second)
		l.want(t, "a1 at 0s")
		if !o.row("a1").sent {
			t.Error("what was in hand at the end was not noted as sent")
		}
	})
}
