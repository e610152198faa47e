package faq

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// term is one gram of a text: its number in the vocabulary and its weight there.
type term struct {
	gram   int32
	weight float32
}

// vector is a text as weighted grams, ordered by gram, of length 1 (unless it is empty).
type vector []term

// vocabulary numbers the grams of all phrases and knows how much each tells.
type vocabulary struct {
	number map[string]int32
	idf    []float32 // by number, see idf, times gramWeight
	rare   float32   // idf of a gram that no text has
}

// newVocabulary counts grams in texts; the most frequent get the lowest numbers. A gram tells the more, the fewer texts
// have it.
func newVocabulary(texts [][]string) *vocabulary {
	having := map[string]int{}
	for _, grams := range texts {
		for _, g := range slices.Compact(slices.Sorted(slices.Values(grams))) {
			having[g]++
		}
	}
	all := slices.SortedFunc(maps.Keys(having), func(a, b string) int {
		return cmp.Or(cmp.Compare(having[b], having[a]), cmp.Compare(a, b))
	})
	v := &vocabulary{number: make(map[string]int32, len(all)), idf: make([]float32, len(all)), rare: idf(len(texts), 0)}
	for n, g := range all {
		v.number[g] = int32(n)
		v.idf[n] = gramWeight(g) * idf(len(texts), having[g])
	}
	return v
}

// idf is the square root of the usual one: rare words of short texts are not worth that much more.
func idf(texts, having int) float32 {
	return float32(math.Sqrt(math.Log((float64(texts) + 1) / (float64(having) + 0.5))))
}

// message is a text to be ranked, or a phrase looked at like one.
type message struct {
	typed  string // normalized; "" for what nobody typed like this
	key    string // letters and numbers of it, for exact comparison
	grams  []string
	vector vector
	weight float64 // how much its known grams tell: sum of squared idf
	known  float64 // their share in what all its grams tell, 0..1
}

// message weighs a text's grams. Grams that unseen says yes to are treated as not in the vocabulary (nil: none).
func (v *vocabulary) message(gs []string, unseen func(gram int32) bool) message {
	m := message{grams: gs}
	var lost float64
	seen := make(map[string]bool, len(gs))
	for _, g := range gs {
		if seen[g] {
			continue
		}
		seen[g] = true
		n, ok := v.number[g]
		if !ok || unseen != nil && unseen(n) {
			r := float64(v.rare * gramWeight(g))
			lost += r * r
			continue
		}
		m.vector = append(m.vector, term{gram: n, weight: v.idf[n]})
		m.weight += float64(v.idf[n]) * float64(v.idf[n])
	}
	if m.weight == 0 {
		return m
	}
	m.known = m.weight / (m.weight + lost)
	slices.SortFunc(m.vector, func(a, b term) int { return cmp.Compare(a.gram, b.gram) })
	m.vector.normalize()
	return m
}

// normalize gives the vector the length 1.
func (v vector) normalize() {
	var sum float64
	for _, t := range v {
		sum += float64(t.weight) * float64(t.weight)
	}
	length := float32(math.Sqrt(sum))
	for i := range v {
		v[i].weight /= length
	}
}

// weight of a gram in the vector, 0 when it is not there.
func (v vector) weight(gram int32) float64 {
	i, ok := slices.BinarySearchFunc(v, gram, func(t term, g int32) int { return cmp.Compare(t.gram, g) })
	if !ok {
		return 0
	}
	return float64(v[i].weight)
}
