package faq

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// Calibration: phrases are taken out and asked as if they were messages; no phrase ever scores itself. Each is asked
// three times: as it is, to see how a ranking looks that holds the right answer; with all entries of its category gone,
// and with its telling words unknown, to see how rankings look when nobody has written the answer. What is known to be
// outside is asked too, and single words, which seldom say what is wanted.
const (
	folds   = 4    // the classifier that judges a phrase has learned from the other three quarters
	lessons = 1000 // phrases asked, spread evenly over all
	telling = 2.0  // idf from which on a gram says what a text is about; lesser ones are its frame (怎么, 可以)
)

// lesson is one phrase asked without itself.
type lesson struct {
	message  message
	chances  []float32
	entries  []int
	evidence []evidence
	right    int // place of the phrase's own entry; none when it is not among the entries
}

// asked is the lessons of one calibration.
type asked struct {
	whole   []lesson // phrases as they are
	word    []lesson // one word of a phrase
	gone    []lesson // phrases whose answer nobody has written
	outside []lesson // what no entry answers
}

// learn fits the classifier, the ranking and the confidence to what the phrases show.
func (x *Index) learn(ctx context.Context) error {
	a, err := x.askPhrases(ctx, max(1, len(x.model.phrases)/lessons))
	if err != nil {
		return err
	}
	x.rank = learnRank(a.whole)
	x.scope = learnScope(x.rank, a)
	return nil
}

// askPhrases asks every step-th phrase of classifiers that have not seen it, and trains the one that has seen all.
func (x *Index) askPhrases(ctx context.Context, step int) (asked, error) {
	m := x.model
	n := (len(m.phrases) + step - 1) / step
	a := asked{whole: make([]lesson, n), word: make([]lesson, n), gone: make([]lesson, 2*n), outside: make([]lesson, len(m.outside))}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	work.Go(func() error {
		m.classifier = m.train(none)
		return nil
	})
	for fold := range folds {
		work.Go(func() error { return x.askFold(ctx, fold, step, a) })
	}
	return a, work.Wait()
}

// askFold asks the phrases of one fold of a classifier that has learned from the others.
func (x *Index) askFold(ctx context.Context, fold, step int, a asked) error {
	m := x.model
	c := m.train(fold)
	for i := range a.whole {
		p := i * step
		if m.phrases[p].fold != fold {
			continue
		}
		entries, err := x.proposer.entries(ctx, m.alone(p), p)
		if err != nil {
			return err
		}
		a.whole[i], a.word[i] = m.lesson(c, p, entries), m.lessonOfWord(c, p, entries)
		a.gone[2*i], a.gone[2*i+1] = x.lessonWithoutCategory(c, p, entries), m.lessonWithoutSubject(c, p, entries)
	}
	for i, o := range m.outside {
		if o.fold != fold {
			continue
		}
		q := m.vocabulary.message(o.grams, nil)
		entries, err := x.proposer.entries(ctx, q, none)
		if err != nil {
			return err
		}
		a.outside[i] = m.ask(q, c.chances(q.vector), entries, none)
	}
	return nil
}

// ask looks at entries, and those the classifier prefers, for message q; p is the phrase it is, or none.
func (m *model) ask(q message, chances []float32, entries []int, p int) lesson {
	entries = withPreferred(entries, chances)
	l := lesson{message: q, chances: chances, entries: entries, evidence: m.evidence(q, chances, entries, p), right: none}
	if p != none {
		l.right = slices.Index(entries, m.phrases[p].entry)
	}
	return l
}

func (m *model) lesson(c *classifier, p int, entries []int) lesson {
	q := m.alone(p)
	return m.ask(q, c.chances(q.vector), entries, p)
}

// lessonOfWord asks one word of the phrase only.
func (m *model) lessonOfWord(c *classifier, p int, entries []int) lesson {
	words := slices.DeleteFunc(slices.Clone(m.phrases[p].grams), func(g string) bool {
		return utf8.RuneCountInString(g) < 2 || strings.HasPrefix(g, partMark) || strings.HasPrefix(g, pairMark)
	})
	var word []string
	if len(words) > 0 {
		word = grams(words[p%len(words)])
	}
	own := m.phrases[p].entry
	q := m.vocabulary.message(word, func(g int32) bool { return m.onlyOnce(g, own) })
	return m.ask(q, c.chances(q.vector), entries, p)
}

func (x *Index) lessonWithoutCategory(c *classifier, p int, entries []int) lesson {
	own := x.model.phrases[p].entry
	removed := func(e int) bool {
		return e == own || e < len(x.entries) && x.entries[e].Category != "" && x.entries[e].Category == x.entries[own].Category
	}
	q := x.model.withoutCells(p, func(c cell) bool { return removed(int(c.entry)) })
	return x.model.lessonWithout(c, q, p, entries, removed)
}

func (m *model) lessonWithoutSubject(c *classifier, p int, entries []int) lesson {
	own := m.phrases[p].entry
	q := m.vocabulary.message(m.phrases[p].grams, func(g int32) bool { return m.vocabulary.idf[g] > telling })
	return m.lessonWithout(c, q, p, entries, func(e int) bool { return e == own })
}

// lessonWithout is a lesson in which some entries are not there.
func (m *model) lessonWithout(c *classifier, q message, p int, entries []int, removed func(entry int) bool) lesson {
	chances := c.chances(q.vector)
	removeChances(chances, removed)
	return m.ask(q, chances, slices.DeleteFunc(slices.Clone(entries), removed), p)
}

// alone is phrase p as a message; grams that only it has are taken as never seen.
func (m *model) alone(p int) message {
	own := m.phrases[p].entry
	return m.vocabulary.message(m.phrases[p].grams, func(g int32) bool { return m.onlyOnce(g, own) })
}

// onlyOnce reports whether a gram is in a single phrase, one of entry's.
func (m *model) onlyOnce(gram int32, entry int) bool {
	row := m.rows[gram]
	return len(row) == 0 || len(row) == 1 && int(row[0].entry) == entry && row[0].count == 1
}

// withoutCells is phrase p as a message; grams that only removed cells have are taken as never seen.
func (m *model) withoutCells(p int, removed func(cell) bool) message {
	return m.vocabulary.message(m.phrases[p].grams, func(g int32) bool {
		return !slices.ContainsFunc(m.rows[g], func(c cell) bool { return !removed(c) })
	})
}
