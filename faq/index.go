package faq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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

	life   *life
	hidden []bool // by entry: not served where the question is asked; nil: all are
}

// life is shared by an Index and its views.
type life struct {
	mu     sync.RWMutex // held for reading while deciding
	closed bool
}

// Build indexes the entries and learns from their phrases how to rank them and how sure to be. outside are messages that
// none of them answers; they teach when to refuse. The same entries in the same order give the same decisions. Ids must
// be unique and at least one entry is wanted. The caller closes the Index.
func Build(ctx context.Context, entries []Entry, outside []string) (*Index, error) {
	x, err := newIndex(ctx, entries, outside)
	if err != nil {
		return nil, err
	}
	if err := x.learn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("faq: learn: %w", err), x.proposer.close())
	}
	return x, nil
}

// Renew is Build for when there is no time to learn: what x has learned of phrases, entries and confidence is carried
// over, so that an edit can be used at once. Entries that x did not have are found by full text and likeness alone.
func (x *Index) Renew(ctx context.Context, entries []Entry, outside []string) (*Index, error) {
	next, err := newIndex(ctx, entries, outside)
	if err != nil {
		return nil, err
	}
	next.rank, next.scope = x.rank, x.scope
	next.model.classifier = x.carryOver(next)
	return next, nil
}

// carryOver is the classifier of x in the numbers of next.
func (x *Index) carryOver(next *Index) *classifier {
	old := x.model.classifier
	c := newClassifier(len(next.model.vocabulary.idf), len(next.entries)+1)
	from := make([]int, c.classes) // class of next -> class of x, none for a new one
	for i, e := range next.entries {
		from[i] = none
		if o, ok := x.position[e.ID]; ok {
			from[i] = o
		}
	}
	from[c.classes-1] = old.classes - 1
	copyRow := func(to, row []float32) {
		for class, o := range from {
			if o != none {
				to[class] = row[o]
			}
		}
	}
	copyRow(c.bias, old.bias)
	for gram, number := range next.model.vocabulary.number {
		if o, ok := x.model.vocabulary.number[gram]; ok && int(o) < old.grams && int(number) < c.grams {
			copyRow(c.row(number), old.row(o))
		}
	}
	return c
}

// newIndex is an Index that has not learned yet.
func newIndex(ctx context.Context, entries []Entry, outside []string) (*Index, error) {
	if len(entries) == 0 {
		return nil, errors.New("faq: nothing to index")
	}
	x := &Index{entries: slices.Clone(entries), position: make(map[string]int, len(entries)), life: new(life)}
	for i, e := range x.entries {
		if _, ok := x.position[e.ID]; ok || e.ID == "" {
			return nil, fmt.Errorf("faq: %s: id %q is empty or there twice", e.Source, e.ID)
		}
		x.position[e.ID] = i
	}
	x.model = newModel(x.entries, outside)
	var err error
	if x.proposer, err = newProposer(ctx, x.model); err != nil {
		return nil, fmt.Errorf("faq: index: %w", err)
	}
	return x, nil
}

// view is the index as if entries that are not served were not there.
func (x *Index) view(served func(id string) bool) *Index {
	if served == nil {
		return x
	}
	view := *x
	view.hidden = make([]bool, len(x.entries))
	for i := range x.entries {
		view.hidden[i] = !served(x.entries[i].ID)
	}
	return &view
}

// Close frees the index after those who are deciding with it have finished. Entries stay readable.
func (x *Index) Close() error {
	x.life.mu.Lock()
	defer x.life.mu.Unlock()
	if x.life.closed {
		return nil
	}
	x.life.closed = true
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

// phrasesOf is every way to ask for an entry that we know, none twice. The first half of a standard question like
// "物业费怎么交？有哪些缴费方式？" is what most people ask.
func phrasesOf(e Entry) []string {
	first, _, _ := strings.Cut(e.Question, "？")
	all := append([]string{e.Question, first}, e.Similar...)
	if e.English != nil {
		all = append(append(all, e.English.Question), e.English.Similar...)
	}
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(all, func(p string) bool {
		key := text.Key(p)
		again := seen[key]
		seen[key] = true
		return again
	})
}
