package telegram

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"linli/desk"
)

func TestPace(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	p := newPace(func() time.Time { return now }, false)
	for i := range 20 {
		if w := p.reserve(room, 1); w != 0 {
			t.Fatalf("message %d to a group waits %s", i, w)
		}
		now = now.Add(100 * time.Millisecond)
	}
	if w := p.reserve(room, 1); w != 58*time.Second {
		t.Errorf("message 21 to a group waits %s", w)
	}
	if w := p.reserve(resident, 3); w != 0 {
		t.Errorf("small burst waits %s", w)
	}
	if w := p.reserve(resident, 1); w != 3*time.Second {
		t.Errorf("after the burst: %s", w)
	}
	now = now.Add(time.Minute)
	for i := range int64(10) {
		if w := p.reserve(100+i, 3); w != 0 {
			t.Errorf("person %d waits %s", i, w)
		}
	}
	if w := p.reserve(200, 1); w != time.Second {
		t.Errorf("message 31 of the second waits %s", w)
	}
	if w := p.reserve(room, 50); w != time.Second {
		t.Errorf("more than a window holds waits %s", w)
	}
}

func TestPaceInsideSend(t *testing.T) {
	srv, _, c := world(t, false)
	c.pace = newPace(time.Now, false)
	for i := range 20 {
		if _, err := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(room), Text: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(room), Text: "x"})
	if e, ok := errors.AsType[*desk.SendError](err); !ok || e.RetryAfter < 50*time.Second || e.Permanent || len(srv.Sent(room)) != 20 {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	began := time.Now()
	for range 4 {
		if _, err := c.Send(ctx, desk.Outbound{Key: "k", To: to(resident), Text: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if d := time.Since(began); d < 2*time.Second {
		t.Errorf("four messages to a person took %s", d)
	}
}
