package bot

import (
	"context"
	"time"

	"linli/desk"
	"linli/faq"
)

// Suggestion is a standard answer that staff may send, with the community's own data in it.
type Suggestion struct {
	ID, Question, Answer string
	Missing              []string // data the community has not provided: not to be sent as it is
}

// What staff are offered: more than a resident, since they read quickly.
const (
	suggestions     = 4
	worthSuggesting = .03 // the chance from which an answer is shown
)

// Suggest finds standard answers to words, the likeliest first.
func (c *Content) Suggest(ctx context.Context, place desk.Scope, words string, now time.Time) ([]Suggestion, error) {
	community, err := c.Community(place.Community)
	if err != nil {
		return nil, err
	}
	d, err := c.FAQ.Decide(ctx, c.ask(faq.Query{Text: words}, place, now))
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	for _, candidate := range d.Candidates {
		e, ok := c.Entry(candidate.ID, place, now)
		if !ok || candidate.Confidence < worthSuggesting || len(out) == suggestions {
			continue
		}
		s := Suggestion{ID: e.ID, Question: e.Question}
		s.Answer, s.Missing = desk.Fill(e.Answer, community.Data)
		out = append(out, s)
	}
	return out, nil
}
