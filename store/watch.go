package store

import (
	"fmt"
	"sync"

	"linli/desk"
)

// Bells that ring after a COMMIT. A bell says "look again", nothing more; it may ring
// for nothing, and whoever waits must look before waiting.
const (
	BellInbox  = "inbox"
	BellOutbox = "outbox"
)

// BellConversation rings when a conversation has a new message.
func BellConversation(id int64) string { return fmt.Sprintf("conversation:%d", id) }

// BellOrders rings when an order of the community has changed.
func BellOrders(c desk.CommunityID) string { return "orders:" + string(c) }

// bells wakes those who wait in this process.
type bells struct {
	mu      sync.Mutex
	waiting map[string]map[chan struct{}]struct{}
}

// Watch returns a channel that holds one token whenever the bell has rung since the
// last receive. stop must be called.
func (s *Store) Watch(bell string) (rung <-chan struct{}, stop func()) {
	b := &s.bells
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == nil {
		b.waiting = map[string]map[chan struct{}]struct{}{}
	}
	if b.waiting[bell] == nil {
		b.waiting[bell] = map[chan struct{}]struct{}{}
	}
	b.waiting[bell][c] = struct{}{}
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.waiting[bell], c)
		if len(b.waiting[bell]) == 0 {
			delete(b.waiting, bell)
		}
	}
}

func (b *bells) ring(bell string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.waiting[bell] {
		select {
		case c <- struct{}{}:
		default: // it has a token already
		}
	}
}
