package faq

import (
	"math"
	"slices"

	"linli/text"
)

// model is what the entries' phrases say, made countable: the phrases themselves, and per entry their sum, which is a
// linear classifier with one weight per gram and entry (a centroid). A sum can be taken without one of its parts, so
// every phrase can be judged by a model that never saw it, at no cost: that is what calibration learns from.
type model struct {
	vocabulary *vocabulary
	phrases    []phrase
	of         [][]int          // entry -> its phrases
	answers    [][]string       // entry -> the grams of its answer that some phrase has too
	exact      map[string][]int // key of a phrase -> the entries that have it
	rows       [][]cell         // gram -> the entries with it, ascending
	length     []float64        // entry -> squared length of its centroid, see accumulate
	refuted    map[string][]int // key of a negative example -> the entries that do not answer it
	negatives  []phrase
	outside    []phrase // what no entry answers
	classifier *classifier
}

type phrase struct {
	entry  int
	grams  []string
	vector vector
	fold   int // see learn
}

// cell is what one gram means to one entry.
type cell struct {
	entry  int32
	weight float32 // sum over the entry's phrases
	count  int32   // of the entry's phrases with the gram
}

func newModel(entries []Entry, outside []string) *model {
	m := &model{of: make([][]int, len(entries)), exact: map[string][]int{}, refuted: map[string][]int{}}
	for i, e := range entries {
		for _, p := range phrasesOf(e) {
			m.of[i] = append(m.of[i], len(m.phrases))
			m.exact[text.Key(p)] = append(m.exact[text.Key(p)], i)
			m.phrases = append(m.phrases, phrase{entry: i, grams: grams(p), fold: len(m.of[i]) % folds})
		}
		for _, n := range e.Negative {
			m.refuted[text.Key(n)] = append(m.refuted[text.Key(n)], i)
			m.negatives = append(m.negatives, phrase{entry: i, grams: grams(n), fold: none})
		}
	}
	for i, o := range outside {
		m.outside = append(m.outside, phrase{entry: len(entries), grams: grams(o), fold: i % folds})
	}
	m.weigh()
	m.sum(len(entries))
	for _, e := range entries {
		gs := slices.DeleteFunc(grams(e.Answer), func(g string) bool {
			_, ok := m.vocabulary.number[g]
			return !ok
		})
		m.answers = append(m.answers, gs)
	}
	return m
}

// weigh makes the vocabulary of all texts, and their vectors.
func (m *model) weigh() {
	var texts [][]string
	for _, list := range [][]phrase{m.phrases, m.negatives, m.outside} {
		for _, p := range list {
			texts = append(texts, p.grams)
		}
	}
	m.vocabulary = newVocabulary(texts)
	for _, list := range [][]phrase{m.phrases, m.negatives, m.outside} {
		for i := range list {
			list[i].vector = m.vocabulary.message(list[i].grams, nil).vector
		}
	}
}

// train fits a classifier to all examples but those of one fold (none: to all).
func (m *model) train(without int) *classifier {
	var examples []example
	for _, p := range slices.Concat(m.phrases, m.outside) {
		if p.fold != without {
			examples = append(examples, example{vector: p.vector, class: p.entry})
		}
	}
	for _, n := range m.negatives {
		examples = append(examples, example{vector: n.vector, class: n.entry, not: true})
	}
	return train(examples, len(m.vocabulary.idf), len(m.of)+1)
}

// sum adds up the phrases of every entry.
func (m *model) sum(entries int) {
	m.rows = make([][]cell, len(m.vocabulary.idf))
	for _, p := range m.phrases { // entry by entry, so the last cell is the one to add to
		for _, t := range p.vector {
			row := m.rows[t.gram]
			if n := len(row); n == 0 || row[n-1].entry != int32(p.entry) {
				row = append(row, cell{entry: int32(p.entry)})
			}
			last := &row[len(row)-1]
			last.weight += t.weight
			last.count++
			m.rows[t.gram] = row
		}
	}
	m.length = make([]float64, entries)
	for _, row := range m.rows {
		for _, c := range row {
			m.length[c.entry] += float64(c.weight)
		}
	}
}

func (m *model) message(s string) message {
	q := m.vocabulary.message(grams(s), nil)
	q.typed, q.key = text.Normalize(s), text.Key(s)
	return q
}

// evidence is what speaks for one entry; every value is 0..1. See the constants for the places.
type evidence [evidences]float64

const (
	byCentroid   = iota // cosine with the sum of the entry's phrases
	byNearest           // mean cosine with the nearest three phrases
	byCoverage          // share of the message's weight in grams the entry has
	byClassifier        // logarithm of the classifier's chance, see ofChance
	evidences
)

// ofChance is the logarithm of a chance as evidence: 1 for 1, 0 for up to e^-10.
func ofChance(chance float32) float64 { return max(0, 1+math.Log(float64(chance))/10) }

// none stands for no phrase left out.
const none = -1

// evidence gathers what speaks for each of the wanted entries, which the classifier gives these chances. Phrase number
// without is treated as never seen; the message is then that phrase.
//
//go:norace
func (m *model) evidence(q message, chances []float32, wanted []int, without int) []evidence {
	centroid, coverage := m.accumulate(q, without)
	spread := make([]float32, len(m.vocabulary.idf)) // the message by gram
	for _, t := range q.vector {
		spread[t.gram] = t.weight
	}
	all := make([]evidence, len(wanted))
	for i, e := range wanted {
		length := m.length[e]
		if without != none && m.phrases[without].entry == e {
			for _, t := range m.phrases[without].vector {
				length -= float64(t.weight)
			}
		}
		if length > 1e-6 {
			all[i][byCentroid] = max(0, centroid[e]/math.Sqrt(length))
		}
		all[i][byCoverage] = coverage[e] * q.known
		all[i][byNearest] = m.nearest(spread, e, without)
		all[i][byClassifier] = ofChance(chances[e])
	}
	return all
}

// accumulate returns per entry the product of the message and the entry's centroid, and the share of the message's known
// weight that the entry's grams cover. A centroid holds the square roots of the summed weights, so that what many
// phrases repeat does not drown what one of them adds; its squared length is then the plain sum of the weights.
//
//go:norace
func (m *model) accumulate(q message, without int) (centroid, coverage []float64) {
	centroid, coverage = make([]float64, len(m.of)), make([]float64, len(m.of))
	for _, t := range q.vector {
		w := float64(t.weight)
		for _, c := range m.rows[t.gram] {
			weight, count := float64(c.weight), c.count
			if without != none && m.phrases[without].entry == int(c.entry) {
				weight -= m.phrases[without].vector.weight(t.gram)
				count--
			}
			if count > 0 {
				centroid[c.entry] += w * math.Sqrt(max(0, weight))
				coverage[c.entry] += w * w
			}
		}
	}
	return centroid, coverage
}

// nearest is the mean cosine with the entry's nearest three phrases: one alone may be near by accident.
//
//go:norace
func (m *model) nearest(q []float32, entry, without int) float64 {
	var top [3]float64 // descending
	for _, p := range m.of[entry] {
		if p == without {
			continue
		}
		var d float64
		for _, t := range m.phrases[p].vector {
			d += float64(q[t.gram] * t.weight)
		}
		for i := range top {
			if d > top[i] {
				d, top[i] = top[i], d
			}
		}
	}
	return (top[0] + top[1] + top[2]) / 3
}
