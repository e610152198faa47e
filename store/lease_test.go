package store_test

import (
	"errors"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

// After a crash the next process need not wait for the leases of the one before; what
// was put off stays so.
func TestFreeLeases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		in := desk.Inbound{ExternalID: "1", Text: "在吗", From: desk.Address{Channel: desk.ChannelTelegram, Community: "c", ID: "42"}}
		_, err := s.Receive(ctx, in, false)
		ok(t, err)
		first, err := s.NextInbound(ctx, 10, time.Minute)
		ok(t, err)
		later := card("later", "l")
		later.After = clock.Now().Add(time.Hour)
		send(t, s, card("leased", "a"), card("failed", "b"), later)
		wantDue(t, s, "leased/1 failed/1")
		ok(t, s.Failed(ctx, "failed", "429", clock.Now().Add(time.Minute)))

		ok(t, s.FreeLeases(ctx))
		wantDue(t, s, "leased/2")
		again, err := s.NextInbound(ctx, 10, time.Minute)
		ok(t, err)
		if len(again) != 1 || again[0].ID != first[0].ID || again[0].Attempt != 2 {
			t.Fatalf("leased again: %+v", again)
		}
		if err := s.Commit(ctx, &desk.Turn{Inbound: &first[0]}); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("the first lease is still good: %v", err)
		}
	})
}
