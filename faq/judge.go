package faq

import (
	"cmp"
	"slices"
)

// judged is an entry and the chance, 0..1, that its answer is the right one.
type judged struct {
	entry      int
	confidence float64
}

// verbatim is the confidence shared by the entries that have a message word for word among their phrases.
const verbatim = 0.99

// judge ranks entries for a message and says how sure each is: the chance that the answer is there at all, times the
// entry's share of it.
func (x *Index) judge(m message, entries []int) []judged {
	return x.judgeWithout(m, entries, none)
}

// judgeWithout judges as if one entry were not there.
func (x *Index) judgeWithout(m message, entries []int, gone int) []judged {
	if m.weight == 0 {
		return nil // not a gram of it is known
	}
	same, refuted := x.model.exact[m.key], x.model.refuted[m.key]
	chances := x.model.classifier.chances(m.vector)
	remove := func(e int) bool { return e == gone || x.hidden != nil && e < len(x.hidden) && x.hidden[e] }
	removeChances(chances, remove)
	same = slices.DeleteFunc(slices.Clone(same), remove)
	entries = slices.DeleteFunc(withPreferred(entries, chances), remove)
	if len(entries) == 0 {
		return nil
	}
	list := x.rank.order(entries, x.model.evidence(m, chances, entries, none))
	chance := x.scope.chance(signs(m, chances, list))
	if len(same) > 0 {
		chance = 1 - verbatim
	}
	all := make([]judged, 0, len(list)+len(same))
	for _, e := range same {
		all = append(all, judged{entry: e, confidence: verbatim / float64(len(same))})
	}
	for _, r := range list {
		if !slices.Contains(same, r.entry) && !slices.Contains(refuted, r.entry) {
			all = append(all, judged{entry: r.entry, confidence: chance * r.share})
		}
	}
	slices.SortStableFunc(all, func(a, b judged) int { return cmp.Compare(b.confidence, a.confidence) })
	return all
}

// preferred is how many entries the classifier adds to those that the full-text index proposes.
const preferred = 5

// withPreferred is entries and those with the best chances.
func withPreferred(entries []int, chances []float32) []int {
	all := slices.Clone(entries)
	for range min(preferred, len(chances)-1) {
		best := none
		for e, c := range chances[:len(chances)-1] {
			if (best == none || c > chances[best]) && !slices.Contains(all[len(entries):], e) {
				best = e
			}
		}
		all = append(all, best)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
