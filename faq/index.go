package faq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"linli/text"
)

// ErrClosed is returned by an Index after Close, and by a Live without an Index.
var ErrClosed = errors.New("faq: no open index")

// Index answers questions from a fixed set of entries. It never changes; safe for concurrent use.
type Index struct {
	entries  []Entry
	position map[string]int // id -> entries

	model    *model
	proposer *proposer
	rank     rankWeights
	scope    scopeWeights

	mu     sync.RWMutex // held for reading while deciding
	closed bool
}

// Build indexes the entries and learns from their phrases how to rank them and how sure to be. The same entries in the
// same order give the same decisions. Ids must be unique and at least one entry is wanted. The caller closes the Index.
func Build(ctx context.Context, entries []Entry) (*Index, error) {
	if len(entries) == 0 {
		return nil, errors.New("faq: nothing to index")
	}
	x := &Index{entries: slices.Clone(entries), position: make(map[string]int, len(entries))}
	for i, e := range x.entries {
		if _, ok := x.position[e.ID]; ok || e.ID == "" {
			return nil, fmt.Errorf("faq: %s: id %q is empty or there twice", e.Source, e.ID)
		}
		x.position[e.ID] = i
	}
	x.model = newModel(x.entries)
	var err error
	if x.proposer, err = newProposer(ctx, x.model); err != nil {
		return nil, fmt.Errorf("faq: index: %w", err)
	}
	if err := x.learn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("faq: learn: %w", err), x.proposer.close())
	}
	return x, nil
}

// Close frees the index after those who are deciding with it have finished. Entries stay readable.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	return x.proposer.close()
}

// Entry returns the entry with the id.
func (x *Index) Entry(id string) (Entry, bool) {
	i, ok := x.position[id]
	if !ok {
		return Entry{}, false
	}
	return x.entries[i], true
}

// Entries returns all entries in the order given to Build. The slice is the caller's; what it points to is not.
func (x *Index) Entries() []Entry { return slices.Clone(x.entries) }

// phrasesOf is every way to ask for an entry that we know, none twice.
func phrasesOf(e Entry) []string {
	seen := map[string]bool{}
	var all []string
	for _, p := range append([]string{e.Question}, e.Similar...) {
		if key := text.Key(p); key != "" && !seen[key] {
			seen[key] = true
			all = append(all, p)
		}
	}
	return all
}
