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
}

type phrase struct {
	entry  int
	grams  []string
	vector vector
}

// cell is what one gram means to one entry.
type cell struct {
	entry  int32
	weight float32 // sum over the entry's phrases
	count  int32   // of the entry's phrases with the gram
}

func newModel(entries []Entry) *model {
	m := &model{of: make([][]int, len(entries)), exact: map[string][]int{}}
	for i, e := range entries {
		for _, p := range phrasesOf(e) {
			m.of[i] = append(m.of[i], len(m.phrases))
			m.exact[text.Key(p)] = append(m.exact[text.Key(p)], i)
			m.phrases = append(m.phrases, phrase{entry: i, grams: grams(p)})
		}
	}
	m.vocabulary = newVocabulary(m.phrases, len(entries))
	for i := range m.phrases {
		m.phrases[i].vector = m.vocabulary.message(m.phrases[i].grams, nil).vector
	}
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
	byCentroid = iota // cosine with the sum of the entry's phrases
	byNearest         // mean cosine with the nearest three phrases
	byCoverage        // share of the message's weight in grams the entry has
	evidences
)

// none stands for no phrase left out.
const none = -1

// evidence gathers what speaks for each of the wanted entries. Phrase number without is treated as never seen; the
// message is then that phrase.
func (m *model) evidence(q message, wanted []int, without int) []evidence {
	centroid, coverage := m.accumulate(q, without)
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
		all[i][byNearest] = m.nearest(q.vector, e, without)
	}
	return all
}

// accumulate returns per entry the product of the message and the entry's centroid, and the share of the message's known
// weight that the entry's grams cover. A centroid holds the square roots of the summed weights, so that what many
// phrases repeat does not drown what one of them adds; its squared length is then the plain sum of the weights.
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
func (m *model) nearest(q vector, entry, without int) float64 {
	var top [3]float64 // descending
	for _, p := range m.of[entry] {
		if p == without {
			continue
		}
		d := dot(q, m.phrases[p].vector)
		for i := range top {
			if d > top[i] {
				d, top[i] = top[i], d
			}
		}
	}
	return (top[0] + top[1] + top[2]) / 3
}
