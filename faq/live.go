package faq

import (
	"context"
	"errors"
	"sync/atomic"
)

// Live holds the index in use and lets another take its place without a pause. The zero value holds none.
// Safe for concurrent use.
type Live struct {
	index atomic.Pointer[Index]
}

// Index is the one in use, nil before the first Swap.
func (l *Live) Index() *Index { return l.index.Load() }

// Swap puts next in use and returns the one it replaces, nil at first. The caller may Close that one at once: Close
// waits for those who are still deciding with it.
func (l *Live) Swap(next *Index) (previous *Index) { return l.index.Swap(next) }

// Decide decides with the index in use; see Index.Decide. Before the first Swap it returns ErrClosed.
func (l *Live) Decide(ctx context.Context, q Query) (Decision, error) {
	for {
		index := l.Index()
		if index == nil {
			return Decision{}, ErrClosed
		}
		decision, err := index.Decide(ctx, q)
		if errors.Is(err, ErrClosed) && l.Index() != index {
			continue // replaced and closed between our two steps; the one in its place is open
		}
		return decision, err
	}
}
