package faq

import (
	"cmp"
	"math"
	"slices"
)

// ranked is one entry in the order of a ranking.
type ranked struct {
	entry    int
	evidence evidence
	share    float64 // the chance of being the right one, given that one of the candidates is; all sum to 1
}

// rankWeights says how much each kind of evidence counts. See learnRank.
type rankWeights evidence

// order sorts entries by their weighed evidence, best first, equal ones by their place among the entries.
func (w rankWeights) order(entries []int, all []evidence) []ranked {
	list := make([]ranked, len(entries))
	for i, share := range w.shares(all) {
		list[i] = ranked{entry: entries[i], evidence: all[i], share: share}
	}
	slices.SortFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.entry, b.entry))
	})
	return list
}

// shares is the softmax of the weighed evidence.
func (w rankWeights) shares(all []evidence) []float64 {
	shares := make([]float64, len(all))
	highest := math.Inf(-1)
	for i, e := range all {
		for k, v := range e {
			shares[i] += w[k] * v
		}
		highest = max(highest, shares[i])
	}
	var sum float64
	for i := range shares {
		shares[i] = math.Exp(shares[i] - highest)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}
