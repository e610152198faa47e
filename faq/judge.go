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
	same := x.model.exact[m.key]
	list := x.rank.order(entries, x.model.evidence(m, entries, none))
	chance := x.scope.chance(signs(m, list))
	if len(same) > 0 {
		chance = 1 - verbatim
	}
	all := make([]judged, 0, len(list)+len(same))
	for _, e := range same {
		all = append(all, judged{entry: e, confidence: verbatim / float64(len(same))})
	}
	for _, r := range list {
		if !slices.Contains(same, r.entry) {
			all = append(all, judged{entry: r.entry, confidence: chance * r.share})
		}
	}
	slices.SortStableFunc(all, func(a, b judged) int { return cmp.Compare(b.confidence, a.confidence) })
	return all
}
