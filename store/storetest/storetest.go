// Package storetest runs tests of the store on every database engine it supports.
package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"linli/store"
)

// Clock is a clock that stands still until it is set. It is safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// Start is where the clock of each test stands at first: a Monday morning.
var Start = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// NewClock is a clock that stands at t.
func NewClock(t time.Time) *Clock { return &Clock{t: t} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Set puts the clock to t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// engine is a database the store runs on. open opens an empty store that is gone after
// the test; it may skip the test where no server is at hand.
type engine struct {
	name string
	open func(t *testing.T, now func() time.Time) *store.Store
}

var engines = []engine{{"sqlite", openSQLite}}

func openSQLite(t *testing.T, now func() time.Time) *store.Store {
	s, err := store.Open(context.Background(), t.TempDir(), now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Each runs f on an empty store of each engine, with a clock that stands at Start.
func Each(t *testing.T, f func(t *testing.T, s *store.Store, clock *Clock)) {
	t.Helper()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			clock := NewClock(Start)
			s := e.open(t, clock.Now)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			f(t, s, clock)
		})
	}
}
