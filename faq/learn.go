package faq

import (
	"math"
)

// Both fits are plain gradient ascent from a fixed start with a fixed number of steps, so that the same entries always
// give the same weights.
const (
	rankRounds  = 200
	rankStep    = 10.0
	scopeRounds = 1000
	scopeStep   = 2.0
	decay       = 1e-4 // pulls weights towards 0, so that few phrases cannot make the engine certain
)

// plainer is how much more a resident's message resembles its entry than a phrase resembles the rest of its own:
// whoever writes similar questions avoids what is there already. Measured on data/questions.
const plainer = 1.4

// learnRank fits the weights of evidence by which right entries get the greatest share of their lessons. Evidence only
// ever speaks for an entry, so no weight falls below 0.
func learnRank(lessons []lesson) rankWeights {
	w := rankWeights{byClassifier: 10}
	for range rankRounds {
		var gradient evidence
		n := 0.0
		for _, l := range lessons {
			if l.right == none {
				continue
			}
			n++
			for i, share := range w.shares(l.evidence) {
				for k, v := range l.evidence[i] {
					gradient[k] -= share * v
				}
			}
			for k, v := range l.evidence[l.right] {
				gradient[k] += v
			}
		}
		for k := range w {
			w[k] = max(0, w[k]+rankStep*(gradient[k]/max(n, 1)-decay*w[k]))
		}
	}
	for k := range w {
		w[k] *= plainer
	}
	return w
}

// sample is how a ranking looks, and whether it holds the right answer (1 or 0).
type sample struct {
	signs  scopeWeights
	holds  float64
	weight float64
}

// What residents ask, as learnScope sees it: shares of all messages. With nothing known to be outside, the lessons of
// new subjects stand for that too; they are harder than what people really send, so they count less.
const (
	wordRate    = 0.05 // single words
	outsideRate = 0.35 // known to be outside
	goneRate    = 0.05 // new subjects
	goneAlone   = 0.3  // the same, with nothing known to be outside
)

// learnScope fits, by logistic regression, the chance that a ranking holds the right answer.
func learnScope(rank rankWeights, a asked) scopeWeights {
	var samples []sample
	add := func(lessons []lesson, rate float64, answered bool) {
		for _, l := range lessons {
			s := sample{signs: rank.signs(l), weight: rate / float64(len(lessons))}
			if answered && l.right != none {
				s.holds = 1
			}
			samples = append(samples, s)
		}
	}
	outside, gone := outsideRate, goneRate
	if len(a.outside) == 0 {
		outside, gone = 0, goneAlone
	}
	add(a.whole, 1-wordRate-outside-gone, true)
	add(a.word, wordRate, true)
	add(a.gone, gone, false)
	add(a.outside, outside, false)
	var w scopeWeights
	for range scopeRounds {
		var gradient scopeWeights
		for _, s := range samples {
			miss := s.weight * (s.holds - w.chance(s.signs))
			for i, v := range s.signs {
				gradient[i] += miss * v
			}
		}
		for i := range w {
			w[i] += scopeStep * (gradient[i] - decay*w[i])
		}
	}
	return w
}

// scopeWeights tells how much each sign of a ranking says about whether it holds the right answer. It is also the shape
// of the signs themselves.
type scopeWeights [scopeSigns]float64

const (
	signBias        = iota // always 1
	signCentroid           // of the best candidate, as the next two
	signCoverage           // share of the message it covers
	signInformation        // how much that tells, absolutely: a short frame covered whole tells little
	signKnown              // share of the message that any entry knows
	signShare              // of the best candidate among all
	signClassifier         // of the best candidate, as the next
	signNearest
	signOutside // the classifier's chance that no entry answers
	scopeSigns
)

func (w rankWeights) signs(l lesson) scopeWeights {
	return signs(l.message, l.chances, w.order(l.entries, l.evidence))
}

func signs(m message, chances []float32, list []ranked) scopeWeights {
	s := scopeWeights{signBias: 1, signKnown: m.known}
	if len(list) == 0 || m.known == 0 {
		return s
	}
	best := list[0]
	s[signCentroid] = best.evidence[byCentroid]
	s[signCoverage] = best.evidence[byCoverage]
	s[signInformation] = math.Log1p(best.evidence[byCoverage]*m.weight/m.known) / 5 // about 0..1
	s[signShare] = best.share
	s[signClassifier], s[signNearest] = best.evidence[byClassifier], best.evidence[byNearest]
	s[signOutside] = ofChance(chances[len(chances)-1])
	return s
}

// chance, 0..1, that the right answer is in a ranking with these signs.
func (w scopeWeights) chance(signs scopeWeights) float64 {
	var sum float64
	for i, v := range signs {
		sum += w[i] * v
	}
	return 1 / (1 + math.Exp(-sum))
}
