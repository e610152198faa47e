package faq

import (
	"context"
	"slices"
	"unicode/utf8"

	"linli/text"
)

// Query is what a resident asks.
type Query struct {
	Text   string
	Before string // the resident's previous question in this conversation; "" when there is none

	// Served reports whether an entry may be answered or offered where this is asked; nil: all may.
	Served func(id string) bool
}

// Verdict is what to do with a question.
type Verdict string

// The verdicts. What Decision.Entries holds depends on them.
const (
	Answer  Verdict = "answer"  // give the standard answers: of one entry, or of two when two things were asked
	Clarify Verdict = "clarify" // offer the standard questions of up to three entries as choices
	Refuse  Verdict = "refuse"  // say that there is no answer, and offer a person; no entries
)

// Decision is what to do, and what it rests on.
type Decision struct {
	Verdict    Verdict
	Entries    []string    // ids, best first; in the order of the message when two things were asked
	Candidates []Candidate // the ranking, best first, ten at most
}

// Candidate is an entry and the chance, 0..1, that its answer is the right one.
type Candidate struct {
	ID         string
	Confidence float64
}

const (
	choices       = 3   // standard questions offered at once
	worthReading  = .01 // the chance that a third choice is the right one, from which it is offered
	maxCandidates = 10  // listed in a Decision
	maxMessage    = 300 // characters looked at: a longer message is a story, and its cost must end
)

// What each outcome costs a resident; one press is the unit. A right answer costs nothing.
const (
	costWrong  = 9.0 // a wrong answer: it is believed
	costVain   = 5.0 // choices, none of them right: read, refused, and then a person anyway
	costPerson = 3.0 // a person at once
	costMissed = 6.0 // a question that was passed over
	costChoice = 1.0 // choices, one of them right
)

// Decide says what to do with a question. A refusal is a decision, not an error: errors are ErrClosed, the context's,
// and those of the full-text index. Safe for concurrent use.
func (x *Index) Decide(ctx context.Context, q Query) (Decision, error) {
	x.life.mu.RLock()
	defer x.life.mu.RUnlock()
	if x.life.closed {
		return Decision{}, ErrClosed
	}
	x = x.view(q.Served)
	q.Text, _ = text.Clean(q.Text, maxMessage)
	q.Before, _ = text.Clean(q.Before, maxMessage)
	m := x.model.message(q.Text)
	entries, err := x.proposer.entries(ctx, m, none)
	if err != nil {
		return Decision{}, err
	}
	alone := x.judge(m, entries)
	if d, ok := x.decideTwo(q.Text, entries, alone); ok {
		return d, nil
	}
	if q.Before == "" {
		return x.decision(alone, isWord(m)), nil
	}
	inContext, err := x.followUp(ctx, m, alone, q.Before)
	if err != nil {
		return Decision{}, err
	}
	byItself := len(alone) > 0 && &inContext[0] == &alone[0]
	return x.decision(inContext, byItself && isWord(m)), nil
}

// isWord reports whether a message is a single word, which says what it is about and not what is wanted.
func isWord(m message) bool {
	words := slices.DeleteFunc(text.Grams(m.typed), func(g string) bool { return utf8.RuneCountInString(g) < 2 })
	return len(words) <= 1
}

// verdict is the cheapest thing to do with a ranking, and what it is expected to cost.
func verdict(list []judged) (Verdict, float64) {
	if len(list) == 0 {
		return Refuse, costPerson
	}
	var shown float64
	for _, c := range list[:min(choices, len(list))] {
		shown += c.confidence
	}
	answer := costWrong * (1 - list[0].confidence)
	clarify := costChoice*shown + costVain*(1-shown)
	switch {
	case answer <= clarify && answer <= costPerson:
		return Answer, answer
	case clarify <= costPerson:
		return Clarify, clarify
	}
	return Refuse, costPerson
}

// decision puts a ranking into the words of the caller. A word is not answered, unless it stands in the FAQ.
func (x *Index) decision(list []judged, word bool) Decision {
	d := Decision{Candidates: make([]Candidate, min(maxCandidates, len(list)))}
	for i := range d.Candidates {
		d.Candidates[i] = Candidate{ID: x.entries[list[i].entry].ID, Confidence: list[i].confidence}
	}
	d.Verdict, _ = verdict(list)
	if word && d.Verdict == Answer && list[0].confidence < verbatim {
		d.Verdict = Clarify
	}
	show := map[Verdict]int{Answer: 1, Clarify: choices}[d.Verdict]
	for i, c := range d.Candidates[:min(show, len(d.Candidates))] {
		if i < 2 || c.Confidence >= worthReading {
			d.Entries = append(d.Entries, c.ID)
		}
	}
	return d
}
