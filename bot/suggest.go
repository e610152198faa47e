package bot

import (
	"context"

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
func (c *Content) Suggest(ctx context.Context, community *desk.Community, words string) ([]Suggestion, error) {
	d, err := c.FAQ.Decide(ctx, faq.Query{Text: words})
	if err != nil {
		return nil, err
	}
	index := c.FAQ.Index()
	var out []Suggestion
	for _, candidate := range d.Candidates {
		e, ok := index.Entry(candidate.ID)
		if !ok || candidate.Confidence < worthSuggesting || len(out) == suggestions {
			continue
		}
		s := Suggestion{ID: e.ID, Question: e.Question}
		s.Answer, s.Missing = faq.Fill(e.Answer, community.Data)
		out = append(out, s)
	}
	return out, nil
}
