package web

import (
	"slices"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"linli/desk"
)

// diffPart is a piece of a difference: kept, added or removed.
type diffPart struct {
	Text           string
	Added, Removed bool
}

// diffWords is what was changed between two texts, by characters, tidied so that it reads well.
func diffWords(before, after string) []diffPart {
	d := diffmatchpatch.New()
	var out []diffPart
	for _, p := range d.DiffCleanupSemantic(d.DiffMain(before, after, false)) {
		out = append(out, diffPart{p.Text, p.Type == diffmatchpatch.DiffInsert, p.Type == diffmatchpatch.DiffDelete})
	}
	return out
}

// fieldDiff is one field that changed.
type fieldDiff struct {
	Name  string
	Parts []diffPart
}

// diffEntries are the fields in which two entries differ, by the columns of their table, so
// that nothing an entry has can change unseen.
func diffEntries(before, after desk.EntryPlan, c *desk.Community) []fieldDiff {
	t := entryTable([]entryRow{{ID: "a", Plan: before}, {ID: "a", Plan: after}}, c)
	var out []fieldDiff
	for i, name := range t.Header {
		old, new := t.Rows[0].At(i).Text, t.Rows[1].At(i).Text
		switch {
		case old == new:
		case slices.ContainsFunc(listColumns, func(l listColumn) bool { return strings.HasPrefix(name, l.name) }):
			out = append(out, fieldDiff{name, diffLines(old, new)})
		default:
			out = append(out, fieldDiff{name, diffWords(old, new)})
		}
	}
	return out
}

// diffLines are the lines of a list that came and went; those that stayed are left out.
func diffLines(before, after string) []diffPart {
	old, new := strings.Split(before, "\n"), strings.Split(after, "\n")
	var out []diffPart
	for _, l := range old {
		if l != "" && !slices.Contains(new, l) {
			out = append(out, diffPart{Text: l + "\n", Removed: true})
		}
	}
	for _, l := range new {
		if l != "" && !slices.Contains(old, l) {
			out = append(out, diffPart{Text: l + "\n", Added: true})
		}
	}
	return out
}
