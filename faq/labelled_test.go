package faq

import (
	"os"
	"slices"
	"strings"
	"testing"
)

type labelledRow struct{ label, text string }

// labelled reads one of the files described in data/questions/README.md.
func labelled(t testing.TB, name string) []labelledRow {
	t.Helper()
	return rowsOf(t, "../data/questions/"+name)
}

func rowsOf(t testing.TB, name string) []labelledRow {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows []labelledRow
	for line := range strings.Lines(string(content)) {
		label, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Fatalf("%s: line %q has no tab", name, line)
		}
		rows = append(rows, labelledRow{label, text})
	}
	return rows
}

// share is part/whole in percent, reported and held against a floor that may only rise.
func share(t *testing.T, name string, part, whole int, floor float64) {
	t.Helper()
	got := 100 * float64(part) / float64(whole)
	t.Logf("%-24s %5.1f %% (%d of %d), floor %.1f", name, got, part, whole, floor)
	if got < floor {
		t.Errorf("%s: %.1f %%, want %.1f", name, got, floor)
	}
}

// Every floor is the figure measured when it was set, less two points.
func TestLabelled(t *testing.T) {
	x := shipped(t)
	t.Run("questions", func(t *testing.T) { questions(t, x) })
	t.Run("plain questions", func(t *testing.T) { plainQuestions(t, x) })
	t.Run("held out", func(t *testing.T) { heldOut(t, x) })
	t.Run("out of scope", func(t *testing.T) { outOfScope(t, x) })
	t.Run("two questions", func(t *testing.T) { twoQuestions(t, x) })
	t.Run("follow-ups", func(t *testing.T) { followUps(t, x) })
	t.Run("new subjects", func(t *testing.T) { newSubjects(t, x) })
}

func questions(t *testing.T, x *Index) {
	rows := labelled(t, "faq.tsv")
	var first, three, right, notWrong, served int
	for _, row := range rows {
		accepted := strings.Split(row.label, "|")
		q := Query{Text: row.text}
		d := decide(t, x, q)
		check(t, q, d)
		fits := func(id string) bool { return slices.Contains(accepted, id) }
		at := slices.IndexFunc(d.Candidates, func(c Candidate) bool { return fits(c.ID) })
		count(&first, at == 0)
		count(&three, at >= 0 && at < 3)
		anyFits := slices.ContainsFunc(d.Entries, fits)
		count(&right, d.Verdict == Answer && anyFits)
		count(&notWrong, d.Verdict != Answer || !slices.ContainsFunc(d.Entries, func(id string) bool { return !fits(id) }))
		count(&served, anyFits)
	}
	share(t, "top 1", first, len(rows), 95.5)
	share(t, "top 3", three, len(rows), 97.5)
	share(t, "answered right", right, len(rows), 85.0)
	share(t, "nothing wrong answered", notWrong, len(rows), 97.0)
	share(t, "answered or offered", served, len(rows), 95.0)
}

// plainQuestions: what everybody asks, in the plainest words, is answered. testdata/plain.tsv.
func plainQuestions(t *testing.T, x *Index) {
	rows := rowsOf(t, "testdata/plain.tsv")
	var right, served int
	for _, row := range rows {
		d := decide(t, x, Query{Text: row.text})
		fits := slices.Contains(d.Entries, row.label)
		count(&right, d.Verdict == Answer && fits)
		count(&served, fits)
		if d.Verdict == Answer && !fits {
			t.Errorf("%q is answered with %v", row.text, d.Entries)
		}
	}
	share(t, "plain, answered right", right, len(rows), 95)
	share(t, "plain, answered or offered", served, len(rows), 98)
}

// heldOut: testdata/heldout.tsv was written by the hands that wrote the FAQ's similar questions, for nine entries that
// are easily confused, and never shown to the engine. It shows how the rest of the world would fare at worst.
func heldOut(t *testing.T, x *Index) {
	rows := rowsOf(t, "testdata/heldout.tsv")
	var first, three, notWrong int
	for _, row := range rows {
		d := decide(t, x, Query{Text: row.text})
		at := slices.IndexFunc(d.Candidates, func(c Candidate) bool { return c.ID == row.label })
		count(&first, at == 0)
		count(&three, at >= 0 && at < 3)
		count(&notWrong, d.Verdict != Answer || slices.Contains(d.Entries, row.label))
	}
	share(t, "held out, top 1", first, len(rows), 79)
	share(t, "held out, top 3", three, len(rows), 91)
	share(t, "held out, nothing wrong answered", notWrong, len(rows), 91)
}

func outOfScope(t *testing.T, x *Index) {
	for _, c := range []struct {
		file                      string
		notAnswered, refusedFloor float64
	}{
		{"near_oos.tsv", 95.0, 58.0}, // the rest gets choices, all wrong: no harm, a press
		{"far_oos.tsv", 96.0, 88.0},
	} {
		rows := labelled(t, c.file)
		var notAnswered, refused int
		for _, row := range rows {
			q := Query{Text: row.text}
			d := decide(t, x, q)
			check(t, q, d)
			count(&notAnswered, d.Verdict != Answer)
			count(&refused, d.Verdict == Refuse)
		}
		share(t, c.file+" not answered", notAnswered, len(rows), c.notAnswered)
		share(t, c.file+" refused", refused, len(rows), c.refusedFloor)
	}
}

func twoQuestions(t *testing.T, x *Index) {
	rows := labelled(t, "multi.tsv")
	var both, shown int
	for _, row := range rows {
		a, b, _ := strings.Cut(row.label, "+")
		q := Query{Text: row.text}
		d := decide(t, x, q)
		check(t, q, d)
		found := slices.Contains(d.Entries, a) && slices.Contains(d.Entries, b)
		count(&both, found && d.Verdict == Answer)
		count(&shown, found)
	}
	share(t, "both answered", both, len(rows), 85)
	share(t, "both answered or offered", shown, len(rows), 85)
}

func followUps(t *testing.T, x *Index) {
	rows := labelled(t, "context.tsv")
	var alone, first int
	for _, row := range rows {
		before, text, _ := strings.Cut(row.text, " ||| ")
		q := Query{Text: text, Before: before}
		d := decide(t, x, q)
		check(t, q, d)
		count(&first, len(d.Candidates) > 0 && d.Candidates[0].ID == row.label)
		d = decide(t, x, Query{Text: text})
		count(&alone, len(d.Candidates) > 0 && d.Candidates[0].ID == row.label)
	}
	share(t, "follow-up top 1", first, len(rows), 90)
	if alone >= first {
		t.Errorf("%d right without what was said before, %d with it", alone, first)
	}
}

// newSubjects: a new subject after an old one must not be read as a follow-up.
func newSubjects(t *testing.T, x *Index) {
	rows := labelled(t, "faq.tsv")
	var changed, pairs int
	for i, row := range rows {
		other := rows[(i*37+91)%len(rows)]
		e, _ := x.Entry(strings.Split(row.label, "|")[0])
		o, _ := x.Entry(strings.Split(other.label, "|")[0])
		if i%3 != 0 || e.Category == o.Category {
			continue
		}
		pairs++
		alone, after := decide(t, x, Query{Text: row.text}), decide(t, x, Query{Text: row.text, Before: other.text})
		count(&changed, !slices.Equal(alone.Entries, after.Entries))
	}
	share(t, "not led astray", pairs-changed, pairs, 98)
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}
