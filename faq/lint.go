package faq

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"time"
	"unicode/utf8"

	"linli/desk"
	"linli/text"
)

// Finding is something in the entries that an editor should look at.
type Finding struct {
	Where string // file:line
	Rule  string // one of the rules below
	Text  string
}

// The rules.
const (
	RuleTwice       = "twice"       // one phrase asks for two entries
	RuleAlike       = "alike"       // two phrases of different entries say nearly the same
	RuleConfusable  = "confusable"  // several phrases of one entry are taken for another's
	RulePlaceholder = "placeholder" // a placeholder that no community fills
	RuleLong        = "long"        // an answer that does not fit on a phone's screen
	RuleOld         = "old"         // an answer approved more than a year ago
	RuleFew         = "few"         // few similar questions
)

const (
	alike       = 0.92 // cosine from which on two phrases say nearly the same
	confused    = 4    // phrases from which on two entries are confusable
	longAnswer  = 300  // characters
	fewSimilar  = 40
	approvedFor = 365 * 24 * time.Hour
)

// Lint looks for what Load cannot call an error. known are the placeholders that some community fills. Findings come in
// the order of files and lines; errors are those of Load and Build.
func Lint(ctx context.Context, fsys fs.FS, known map[string]bool, now time.Time) ([]Finding, error) {
	entries, err := Load(fsys)
	if err != nil {
		return nil, err
	}
	outside, err := LoadOutside(fsys)
	if err != nil {
		return nil, err
	}
	l := &linter{lines: map[string]string{}}
	if err := l.readLines(fsys); err != nil {
		return nil, err
	}
	for i := range entries {
		l.entry(&entries[i], known, now)
	}
	x, err := Build(ctx, entries, outside)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	l.phrases(x)
	if err := l.confusable(ctx, x); err != nil {
		return nil, err
	}
	slices.SortStableFunc(l.findings, func(a, b Finding) int { return compareSource(a.Where, b.Where) })
	return l.findings, nil
}

type linter struct {
	lines    map[string]string // entry id, tab, key of a phrase -> its file:line
	findings []Finding
}

// readLines notes where each phrase stands.
func (l *linter) readLines(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return err
	}
	for _, name := range names {
		file, errs := readFile(fsys, name)
		if len(errs) > 0 {
			return errs[0]
		}
		for _, r := range file.Entries {
			l.note(name, r.ID, append(r.Similar, r.Question))
		}
	}
	names, err = fs.Glob(fsys, englishFolder+"/*.yaml")
	if err != nil {
		return err
	}
	for _, name := range names {
		var file rawEdition
		if errs := decode(fsys, name, &file); len(errs) > 0 {
			return errs[0]
		}
		for _, r := range file.Entries {
			l.note(name, r.ID, append(r.Similar, r.Question))
		}
	}
	return nil
}

func (l *linter) note(file string, id line, phrases []line) {
	for _, s := range phrases {
		l.lines[id.Text+"\t"+text.Key(s.Text)] = fmt.Sprintf("%s:%d", file, s.Number)
	}
}

func (l *linter) add(where, rule, format string, args ...any) {
	l.findings = append(l.findings, Finding{where, rule, fmt.Sprintf(format, args...)})
}

// where is the file and line of a phrase of an entry.
func (l *linter) where(e *Entry, phrase string) string {
	if at, ok := l.lines[e.ID+"\t"+text.Key(phrase)]; ok {
		return at
	}
	return e.Source // half of the standard question
}

// entry looks at one entry by itself.
func (l *linter) entry(e *Entry, known map[string]bool, now time.Time) {
	for _, name := range desk.Placeholders(e.Answer + e.FirstSteps) {
		if !known[name] {
			l.add(e.Source, RulePlaceholder, "%s: no community fills {%s}", e.ID, name)
		}
	}
	if n := utf8.RuneCountInString(e.Answer); n > longAnswer {
		l.add(e.Source, RuleLong, "%s: the answer has %d characters", e.ID, n)
	}
	if day, err := time.Parse(time.DateOnly, e.Approved); err == nil && now.Sub(day) > approvedFor {
		l.add(e.Source, RuleOld, "%s: approved on %s", e.ID, e.Approved)
	}
	if n := len(e.Similar); n < fewSimilar {
		l.add(e.Source, RuleFew, "%s: %d similar questions", e.ID, n)
	}
}

// phrases compares every phrase with those before it of other entries.
func (l *linter) phrases(x *Index) {
	m := x.model
	typed := make([]string, 0, len(m.phrases))
	for _, e := range x.entries {
		typed = append(typed, phrasesOf(e)...)
	}
	having := make([][]int32, len(m.vocabulary.idf)) // gram -> phrases with it so far
	for p, phrase := range m.phrases {
		cosine := map[int32]float32{}
		for _, t := range phrase.vector {
			for _, q := range having[t.gram] {
				cosine[q] += t.weight * float32(m.phrases[q].vector.weight(t.gram))
			}
			having[t.gram] = append(having[t.gram], int32(p))
		}
		for q, c := range cosine {
			if c < alike || m.phrases[q].entry == phrase.entry {
				continue
			}
			rule := RuleAlike
			if text.Key(typed[p]) == text.Key(typed[q]) {
				rule = RuleTwice
			}
			own, other := &x.entries[phrase.entry], &x.entries[m.phrases[q].entry]
			l.add(l.where(own, typed[p]), rule, "%s %q; %s %q (%s)", own.ID, typed[p], other.ID, typed[q], l.where(other, typed[q]))
		}
	}
}

// confusable asks every phrase of an index that has not seen it.
func (l *linter) confusable(ctx context.Context, x *Index) error {
	a, err := x.askPhrases(ctx, 1)
	if err != nil {
		return err
	}
	taken := map[[2]int]int{}
	for p, lesson := range a.whole {
		best := x.rank.order(lesson.entries, lesson.evidence)
		if own := x.model.phrases[p].entry; len(best) > 0 && best[0].entry != own {
			taken[[2]int{own, best[0].entry}]++
		}
	}
	for pair, n := range taken {
		if n >= confused {
			l.add(x.entries[pair[0]].Source, RuleConfusable, "%d phrases of %s are taken for %s",
				n, x.entries[pair[0]].ID, x.entries[pair[1]].ID)
		}
	}
	return nil
}

func splitSource(s string) (file string, number int) {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == ':' {
			_, _ = fmt.Sscan(s[i+1:], &number)
			return s[:i], number
		}
	}
	return s, 0
}

func compareSource(a, b string) int {
	f, n := splitSource(a)
	g, m := splitSource(b)
	return cmp.Or(cmp.Compare(f, g), cmp.Compare(n, m))
}
