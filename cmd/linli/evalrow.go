package main

import (
	"slices"
	"strings"
	"time"
)

// kind is what a labelled message is there to measure. data/questions/README.md says what
// the labels mean.
type kind string

const (
	kindQuestion  kind = "question"  // id, id|id
	kindTwo       kind = "two"       // id+id
	kindFollowUp  kind = "follow-up" // id; first ||| second
	kindNear      kind = "near"      // -
	kindFar       kind = "far"       // - or oos
	kindEmergency kind = "emergency" // emg-…
	kindHarmless  kind = "harmless"  // -
	kindIntent    kind = "intent"    // a word
)

// kindOf goes by the file's name, since "-" means different things in different files.
func kindOf(file, label string) kind {
	stem, _, _ := strings.Cut(file, ".")
	switch {
	case strings.HasPrefix(stem, "emergency_negatives"):
		return kindHarmless
	case strings.HasPrefix(stem, "near"):
		return kindNear
	case strings.HasPrefix(stem, "far"), label == "-", label == "oos":
		return kindFar
	case strings.HasPrefix(stem, "intents"):
		return kindIntent
	case strings.HasPrefix(stem, "context"):
		return kindFollowUp
	case strings.HasPrefix(label, "emg-"):
		return kindEmergency
	case strings.Contains(label, "+"):
		return kindTwo
	}
	return kindQuestion
}

// The outcomes, of which each kind of message has some.
const (
	right        = "right"
	clarified    = "clarified"     // choices, the right one among them
	refused      = "refused"       // a person, or the word that there is no answer
	clarifiedOff = "clarified off" // choices, none of them right
	half         = "half"          // one of two questions answered
	wrong        = "wrong"
)

// worth orders outcomes from bad to good.
var worth = map[string]int{wrong: 0, clarifiedOff: 1, refused: 2, half: 2, clarified: 3, right: 4}

// row is one labelled message and what became of it.
type row struct {
	File       string        `json:"file"`
	Line       int           `json:"line"`
	Label      string        `json:"label"`
	Text       string        `json:"text"`
	Kind       kind          `json:"kind"`
	Outcome    string        `json:"outcome"`
	Said       string        `json:"said"`           // what was decided instead or as wanted
	Place      int           `json:"place"`          // of the right entry in the ranking, from 1; 0 when it is not there
	Top        string        `json:"top,omitempty"`  // the ranking's first
	Confidence float64       `json:"confidence"`     // in it
	Took       time.Duration `json:"took,omitempty"` // nanoseconds
}

func (r *row) judge(k kind, u understood) {
	r.Kind = k
	r.Said = strings.Join(append([]string{u.Decision}, u.Entries...), " ")
	if len(u.Candidates) > 0 {
		r.Top, r.Confidence = u.Candidates[0].ID, u.Candidates[0].Confidence
	}
	accepted := strings.Split(r.Label, "|")
	for i, c := range u.Candidates {
		if slices.Contains(accepted, c.ID) {
			r.Place = i + 1
			break
		}
	}
	switch k {
	case kindQuestion, kindFollowUp:
		r.Outcome = r.answered(u, accepted)
	case kindTwo:
		r.Outcome = both(u.Entries, strings.Split(r.Label, "+"))
	case kindNear, kindFar:
		r.Outcome = unanswered(u)
	case kindEmergency, kindHarmless:
		r.emergency(u)
	case kindIntent:
		r.Said, r.Outcome = u.Intent, wrong
		if u.Intent == r.Label {
			r.Outcome = right
		}
	}
}

func (r *row) answered(u understood, accepted []string) string {
	fits := func(id string) bool { return slices.Contains(accepted, id) }
	switch {
	case slices.ContainsFunc(u.Entries, fits):
		return right
	case len(u.Entries) > 0:
		return wrong
	case u.Decision == "clarify" && r.Place >= 1 && r.Place <= 3:
		return clarified
	case u.Decision == "clarify":
		return clarifiedOff
	}
	return refused
}

func both(got, want []string) string {
	n := 0
	for _, id := range want {
		if slices.Contains(got, id) {
			n++
		}
	}
	switch {
	case n == len(want):
		return right
	case n > 0:
		return half
	case len(got) > 0:
		return wrong
	}
	return refused
}

// unanswered is the outcome of a message that no entry answers.
func unanswered(u understood) string {
	switch u.Decision {
	case "answer":
		return wrong
	case "clarify":
		return clarifiedOff
	}
	return right
}

func (r *row) emergency(u understood) {
	raised := "-"
	if u.Emergency != nil {
		raised = *u.Emergency
	}
	r.Said, r.Outcome = raised, right
	switch {
	case raised == r.Label:
	case raised == "-" || r.Label == "-":
		r.Outcome = wrong
	default:
		r.Outcome = half // help comes, with another card
	}
}
