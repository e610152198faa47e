package bot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"linli/desk"
	"linli/faq"
)

// Labelled is a question of which it is known which entries answer it; none: no entry does.
type Labelled struct {
	Text string
	Want []string
}

// loadLabelled reads the labelled questions of a content folder, which may have none: lines
// label<TAB>question of questions/faq.tsv, and of near_oos.tsv and far_oos.tsv, whose questions
// no entry answers.
func (a *approved) loadLabelled(files fs.FS) error {
	for _, name := range []string{"questions/faq.tsv", "questions/near_oos.tsv", "questions/far_oos.tsv"} {
		raw, err := fs.ReadFile(files, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		number := 0
		for line := range strings.Lines(string(raw)) {
			number++
			label, words, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
			if !ok || label == "" || words == "" {
				return fmt.Errorf("%s:%d: wanted is label<TAB>question: %w", name, number, desk.ErrInvalid)
			}
			q := Labelled{Text: words}
			if label != "-" && label != "oos" {
				q.Want = strings.Split(label, "|")
			}
			a.labelled = append(a.labelled, q)
		}
	}
	return nil
}

// TrialRow is a labelled question whose answer a change makes better or worse.
type TrialRow struct {
	Text          string
	Want          string // the question that answers it, "" for none
	Before, After string // what is said, in short
	Better        bool
}

// Trial is what a change of the FAQ does to the labelled questions.
type Trial struct {
	Asked         int
	Before, After int // of them answered right, or rightly not
	Rows          []TrialRow
	Better, Worse int
}

// trialSide is one of the two states of the FAQ that are compared.
type trialSide struct {
	decide func(context.Context, faq.Query) (faq.Decision, error)
	served func(id string) bool
	said   []faq.Decision
	err    error
}

func (s *trialSide) ask(ctx context.Context, questions []Labelled) {
	s.said = make([]faq.Decision, len(questions))
	for i, q := range questions {
		if s.said[i], s.err = s.decide(ctx, faq.Query{Text: q.Text, Served: s.served}); s.err != nil {
			return
		}
	}
}

// Try asks the labelled questions of the FAQ as it is at a place and as it would be with
// versions in force, which nobody is served yet. It is weighed by what was learned from the
// entries before, as right after publishing; what is learned anew after that may differ a little.
func (c *Content) Try(ctx context.Context, versions []desk.EntryVersion, place desk.Scope, now time.Time) (Trial, error) {
	a := c.approved.Load()
	next := knowledge{folder: a.knowledge.folder, versions: maps.Clone(a.knowledge.versions)}
	for _, v := range versions {
		v.Status = desk.EntryApproved
		next.versions[v.Entry] = append(slices.Clone(next.versions[v.Entry]), v)
		if v.ValidFrom.After(now) {
			now = v.ValidFrom
		}
	}
	index, err := c.FAQ.Index().Renew(ctx, next.indexed(), a.outside)
	if err != nil {
		return Trial{}, fmt.Errorf("FAQ index: %w", err)
	}
	defer index.Close()
	local := a.local(place.Community, now)
	before := trialSide{decide: c.FAQ.Decide, served: a.knowledge.served(place, local)}
	after := trialSide{decide: index.Decide, served: next.served(place, local)}
	var work sync.WaitGroup
	work.Go(func() { before.ask(ctx, a.labelled) })
	work.Go(func() { after.ask(ctx, a.labelled) })
	work.Wait()
	if err := errors.Join(before.err, after.err); err != nil {
		return Trial{}, err
	}
	name := func(id string) string {
		for _, k := range []*knowledge{&next, &a.knowledge} {
			if e, ok := k.at(id, place, local); ok {
				return e.Question
			}
		}
		return id
	}
	return compareTrial(a.labelled, before.said, after.said, name), nil
}

// compareTrial compares what is said; what gets worse comes first.
func compareTrial(questions []Labelled, before, after []faq.Decision, name func(string) string) Trial {
	t := Trial{Asked: len(questions)}
	var better, worse []TrialRow
	for i, q := range questions {
		was, is := q.worth(before[i]), q.worth(after[i])
		if was == worthRight {
			t.Before++
		}
		if is == worthRight {
			t.After++
		}
		row := TrialRow{Text: q.Text, Before: inShort(before[i], name), After: inShort(after[i], name), Better: is > was}
		if len(q.Want) > 0 {
			row.Want = name(q.Want[0])
		}
		switch {
		case is > was:
			better = append(better, row)
		case is < was:
			worse = append(worse, row)
		}
	}
	t.Rows, t.Better, t.Worse = slices.Concat(worse, better), len(better), len(worse)
	return t
}

// What an answer is worth: a wrong one is worse than none.
const (
	worthWrong = iota
	worthNothing
	worthOffered
	worthRight
)

func (q *Labelled) worth(d faq.Decision) int {
	fits := func(id string) bool { return slices.Contains(q.Want, id) }
	switch {
	case len(q.Want) == 0 && d.Verdict == faq.Answer:
		return worthWrong
	case len(q.Want) == 0:
		return worthRight
	case d.Verdict == faq.Answer && slices.ContainsFunc(d.Entries, fits):
		return worthRight
	case d.Verdict == faq.Answer:
		return worthWrong
	case d.Verdict == faq.Clarify && slices.ContainsFunc(d.Entries, fits):
		return worthOffered
	}
	return worthNothing
}

// inShort is a decision in words for editors.
func inShort(d faq.Decision, name func(string) string) string {
	var names []string
	for _, id := range d.Entries {
		names = append(names, name(id))
	}
	switch d.Verdict {
	case faq.Answer:
		return "答：" + strings.Join(names, "、")
	case faq.Clarify:
		return "请住户选：" + strings.Join(names, "、")
	}
	return "没有答案"
}
