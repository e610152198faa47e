package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// decide lets the worker decide what is due now, and looks at no clock.
func (s *stage) decide() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.inbox.cancel = cancel
	s.worker.Run(ctx)
}

// said are the lines of the record of a resident's conversation by one party.
func (s *stage) said(name string, by desk.From) []desk.Message {
	s.t.Helper()
	list, err := s.store.Messages(context.Background(), s.convs[name], 0, 1000)
	s.must(err)
	var out []desk.Message
	for _, m := range list {
		if m.From == by {
			out = append(out, m)
		}
	}
	return out
}

func (s *stage) waiting() int {
	s.t.Helper()
	w, err := s.store.Waiting(context.Background())
	s.must(err)
	return w.Inbox
}

func (s *stage) orders() []desk.WorkOrder {
	s.t.Helper()
	list, err := s.store.Orders(context.Background(), store.OrderFilter{Limit: 100})
	s.must(err)
	return list
}

// faulty are records that break when told to.
type faulty struct {
	*store.Store
	tries    int
	episode  func() error
	ordersOf func() error
}

func (f *faulty) Episode(ctx context.Context, id int64) (desk.Episode, error) {
	if f.episode != nil {
		f.tries++
		if err := f.episode(); err != nil {
			return desk.Episode{}, err
		}
	}
	return f.Store.Episode(ctx, id)
}

func (f *faulty) OrdersOf(ctx context.Context, conversation int64, limit int) ([]desk.WorkOrder, error) {
	if f.ordersOf != nil {
		f.tries++
		if err := f.ordersOf(); err != nil {
			return nil, err
		}
	}
	return f.Store.OrdersOf(ctx, conversation, limit)
}

// TestWorkerGivesUpToAPerson: what cannot be decided is tried five times with growing
// waits, then a person has it.
func TestWorkerGivesUpToAPerson(t *testing.T) {
	for name, fault := range map[string]func() error{
		"error": func() error { return errors.New("disk I/O error") },
		"panic": func() error { panic("index out of range") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, loadContent(t))
			defer s.stop()
			s.do("resident: 物业费怎么交") // begins an episode
			broken := &faulty{Store: s.store, episode: fault}
			s.worker.Engine.Records = broken
			s.resident("", "装修押金什么时候退")
			before := len(s.said("", desk.FromBot))
			for attempt, wait := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second} {
				if s.decide(); broken.tries != attempt+1 || s.waiting() != 1 || len(s.orders()) != 0 {
					t.Fatalf("attempt %d: %d tries, %d waiting, %d orders", attempt+1, broken.tries, s.waiting(), len(s.orders()))
				}
				s.setClock("+" + (wait - time.Millisecond).String())
				if s.decide(); broken.tries != attempt+1 {
					t.Fatalf("attempt %d: tried again before %s", attempt+1, wait)
				}
				s.setClock("+1ms")
			}
			s.decide()
			list := s.orders()
			if broken.tries != 5 || s.waiting() != 0 || len(list) != 1 {
				t.Fatalf("%d tries, %d waiting, %d orders", broken.tries, s.waiting(), len(list))
			}
			if w := list[0]; w.Kind != desk.Inquiry || w.Reason != desk.HandoverOther || !strings.Contains(w.Text, "装修押金什么时候退") {
				t.Errorf("the order is %s for %s with %q", w.Kind, w.Reason, w.Text)
			}
			if got := s.said("", desk.FromBot)[before:]; len(got) == 0 || !strings.Contains(got[0].Text, list[0].Number) {
				t.Errorf("the resident was told %v", got)
			}
			if heard := s.said("", desk.FromResident); heard[len(heard)-1].Text != "装修押金什么时候退" {
				t.Error("the message is not in the record")
			}
		})
	}
}

// TestWorkerSurvivesWhatGivingUpCannot: even when the handover panics, the process lives,
// the message waits and is decided once things work again.
func TestWorkerSurvivesWhatGivingUpCannot(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	broken := &faulty{Store: s.store, ordersOf: func() error { panic("nil map") }}
	s.worker.Engine.Records = broken
	s.resident("", "物业费怎么交")
	s.resident("B", "停车怎么收费")
	for range 8 {
		s.decide()
		s.setClock("+1m")
	}
	if broken.tries < 2*8 || s.waiting() != 2 || len(s.orders()) != 0 {
		t.Fatalf("%d tries, %d waiting, %d orders", broken.tries, s.waiting(), len(s.orders()))
	}
	broken.ordersOf = nil
	if s.decide(); s.waiting() != 0 || len(s.said("", desk.FromBot)) == 0 || len(s.said("B", desk.FromBot)) == 0 {
		t.Errorf("once it works again %d wait", s.waiting())
	}
}

// rival changes the conversation each time between reading it and writing the turn.
type rival struct {
	bot.Inbox
	times, reads int
}

func (r *rival) Conversation(ctx context.Context, id int64) (desk.Conversation, error) {
	c, err := r.Inbox.Conversation(ctx, id)
	r.reads++
	if err == nil && r.reads <= r.times {
		other := c
		other.Phone = strings.Repeat("1", r.reads)
		err = r.Commit(ctx, &desk.Turn{Conversation: &other})
	}
	return c, err
}

func TestWorkerDecidesAgainAfterAConflict(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	r := &rival{Inbox: s.inbox, times: 3}
	s.worker.Inbox = r
	s.resident("", "物业费怎么交")
	s.decide()
	if got := s.said("", desk.FromBot); r.reads != 4 || len(got) != 1 || s.waiting() != 0 {
		t.Errorf("%d reads, %d replies, %d waiting", r.reads, len(got), s.waiting())
	}
	c, err := s.store.Conversation(context.Background(), s.convs[""])
	if s.must(err); c.Phone != "111" || c.State.Question == "" {
		t.Errorf("one of the two changes was lost: phone %q, question %q", c.Phone, c.State.Question)
	}

	r.times, r.reads = 1000, 0 // never lets go
	s.resident("", "谢谢")
	if s.decide(); s.waiting() != 1 || r.reads > 50 {
		t.Errorf("%d reads, %d waiting", r.reads, s.waiting())
	}
	r.times = 0
	s.setClock("+1m")
	if s.decide(); s.waiting() != 0 || len(s.said("", desk.FromBot)) != 2 {
		t.Errorf("%d waiting, %d replies", s.waiting(), len(s.said("", desk.FromBot)))
	}
}

// replay delivers rows that were leased before.
type replay struct {
	*store.Store
	rows   []desk.Inbound
	cancel context.CancelFunc
}

func (r *replay) NextInbound(context.Context, int, time.Duration) ([]desk.Inbound, error) {
	if len(r.rows) == 0 {
		r.cancel()
		return nil, desk.ErrNoneDue
	}
	row := r.rows[0]
	r.rows = r.rows[1:]
	return []desk.Inbound{row}, nil
}

func TestWorkerLeavesWhatAnotherDeliverySettles(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	ctx := context.Background()
	lease := func() desk.Inbound {
		list, err := s.store.NextInbound(ctx, 1, 30*time.Second)
		s.must(err)
		return list[0]
	}
	deliver := func(m desk.Inbound) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		s.worker.Inbox = &replay{Store: s.store, rows: []desk.Inbound{m}, cancel: cancel}
		s.worker.Run(ctx)
	}
	s.resident("", "转人工")
	first := lease()
	s.setClock("+31s") // the first worker was too slow
	second := lease()
	if deliver(first); s.waiting() != 1 || len(s.orders()) != 0 || len(s.said("", desk.FromBot)) != 0 {
		t.Fatal("a delivery whose lease ran out did something")
	}
	if deliver(second); s.waiting() != 0 || len(s.orders()) != 1 {
		t.Fatalf("%d waiting, %d orders", s.waiting(), len(s.orders()))
	}
	replies := len(s.said("", desk.FromBot))
	c, err := s.store.Conversation(ctx, s.convs[""])
	s.must(err)
	for _, m := range []desk.Inbound{first, second} {
		deliver(m)
	}
	after, err := s.store.Conversation(ctx, s.convs[""])
	s.must(err)
	if len(s.orders()) != 1 || len(s.said("", desk.FromBot)) != replies || after.Version != c.Version || s.waiting() != 0 {
		t.Errorf("a settled message was decided again: %d orders, %d replies after %d, version %d after %d",
			len(s.orders()), len(s.said("", desk.FromBot)), replies, after.Version, c.Version)
	}
}
