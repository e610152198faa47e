package faq

import (
	"context"
	"slices"
)

// Calibration: phrases are taken out one at a time and asked as if they were messages; no phrase ever scores itself.
// Each is asked three times: as it is, to see how a ranking looks that holds the right answer; with all entries of its
// category gone, and with its telling words unknown, to see how rankings look when nobody has written the answer.
const (
	lessons  = 1000 // phrases asked, spread evenly over all
	telling  = 2.0  // idf from which on a gram says what a text is about; lesser ones are its frame (怎么, 可以)
	newsRate = 0.4  // share of messages, as learnScope sees them, that no entry answers
)

// lesson is one phrase asked without itself.
type lesson struct {
	message  message
	entries  []int
	evidence []evidence
	right    int // place of the phrase's own entry; none when it is not among the entries
}

// learn fits the ranking and the confidence to what the phrases show.
func (x *Index) learn(ctx context.Context) error {
	var with, gone []lesson
	step := max(1, len(x.model.phrases)/lessons)
	for p := 0; p < len(x.model.phrases); p += step {
		own := x.model.phrases[p].entry
		itself := x.model.withoutCells(p, func(c cell) bool { return int(c.entry) == own && c.count == 1 })
		entries, err := x.proposer.entries(ctx, itself, p)
		if err != nil {
			return err
		}
		with = append(with, x.lesson(p, itself, entries))
		gone = append(gone, x.lessonWithoutCategory(p, entries), x.lessonWithoutSubject(p, entries))
	}
	x.rank = learnRank(with)
	x.scope = learnScope(x.rank, with, gone)
	return nil
}

// lesson is phrase p, looked at as message m, asked of these entries.
func (x *Index) lesson(p int, m message, entries []int) lesson {
	return lesson{
		message: m, entries: entries, evidence: x.model.evidence(m, entries, p),
		right: slices.Index(entries, x.model.phrases[p].entry),
	}
}

func (x *Index) lessonWithoutCategory(p int, entries []int) lesson {
	own := x.model.phrases[p].entry
	removed := func(e int) bool {
		return e == own || x.entries[e].Category != "" && x.entries[e].Category == x.entries[own].Category
	}
	m := x.model.withoutCells(p, func(c cell) bool { return removed(int(c.entry)) })
	return x.lesson(p, m, slices.DeleteFunc(slices.Clone(entries), removed))
}

func (x *Index) lessonWithoutSubject(p int, entries []int) lesson {
	v := x.model.vocabulary
	m := v.message(x.model.phrases[p].grams, func(g int32) bool { return v.idf[g] > telling })
	own := x.model.phrases[p].entry
	return x.lesson(p, m, slices.DeleteFunc(slices.Clone(entries), func(e int) bool { return e == own }))
}

// withoutCells is phrase p as a message; grams that only removed cells have are taken as never seen.
func (m *model) withoutCells(p int, removed func(cell) bool) message {
	return m.vocabulary.message(m.phrases[p].grams, func(g int32) bool {
		return !slices.ContainsFunc(m.rows[g], func(c cell) bool { return !removed(c) })
	})
}
