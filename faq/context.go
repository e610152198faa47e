package faq

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"linli/text"
)

const (
	beforeWeight = 0.7 // of the previous question's words beside the message's own
	shortMessage = 8   // letters; so short a message leaves to be understood what was said before
	maxCuts      = 4   // places where a message is tried to be cut; bounds the cost of a long one
)

// backward are the beginnings of messages that speak of what was said before.
var backward = []string{"那", "它", "他", "她", "这", "要是", "如果", "then", "and ", "it ", "what about"}

// onward are the beginnings of clauses that wish for one more thing.
var onward = []string{"顺便", "另外", "还有", "还想", "还要", "再问", "再给", "再帮", "再查", "对了", "also", "by the way"}

// decideTwo looks for two questions in one message: a place to cut it where both sides have their own answer, so sure
// that answering both is expected to cost less than answering the message as a whole and passing over one of them.
// The second side is read in the light of the first ("什么时候供暖，一平多少钱").
func (x *Index) decideTwo(s string, entries []int, whole []judged) (Decision, bool) {
	if len(whole) == 0 || whole[0].confidence == verbatim {
		return Decision{}, false // nothing was understood, or somebody wrote this very message down as one question
	}
	clauses := text.Clauses(s)
	_, least := verdict(whole)
	var first, second *judged
	for cut := 1; cut < len(clauses) && cut <= maxCuts; cut++ {
		before, after := strings.Join(clauses[:cut], "\n"), strings.Join(clauses[cut:], "\n")
		if both := text.Asks(before) && text.Asks(after); !both && !goesOn(after) {
			continue // 电梯停了，什么时候修好 asks one thing
		}
		left, right := x.model.message(before), x.model.message(after)
		l := x.judge(left, entries)
		if len(l) == 0 {
			continue
		}
		r := x.inLight(right, x.judge(right, entries), left, l, entries)
		if len(r) == 0 || l[0].entry == r[0].entry {
			continue
		}
		both := l[0].confidence * r[0].confidence
		if cost := costWrong*(1-both) - costMissed*both; cost < least {
			least, first, second = cost, &l[0], &r[0]
		}
	}
	if first == nil {
		return Decision{}, false
	}
	d := x.decision(whole, false)
	d.Verdict, d.Entries = Answer, []string{x.entries[first.entry].ID, x.entries[second.entry].ID}
	return d, true
}

// followUp reads a message in the light of the resident's previous question, and returns the better ranking of the two.
func (x *Index) followUp(ctx context.Context, m message, alone []judged, before string) ([]judged, error) {
	b := x.model.message(before)
	entries, err := x.proposer.entries(ctx, mix(m, b), none)
	if err != nil {
		return nil, err
	}
	past := x.judge(b, entries)
	if len(past) == 0 {
		return alone, nil
	}
	return x.inLight(m, alone, b, past, entries), nil
}

// inLight ranks message m together with what was said before it, and returns that ranking when it should be preferred
// to the message's own: when the message by itself is short, points back or has no likely answer, and the result stays
// in the category of what was said before; a sure answer gives way to another sure one only. What the past was answered
// with is not asked again.
func (x *Index) inLight(m message, alone []judged, before message, past []judged, entries []int) []judged {
	v, cost := verdict(alone)
	likely := len(alone) > 0 && alone[0].confidence >= 0.5
	if likely && !pointsBack(m, shortMessage) {
		return alone
	}
	topic := past[0].entry
	together := x.judgeWithout(mix(m, before), entries, topic)
	if len(together) == 0 || x.entries[together[0].entry].Category != x.entries[topic].Category {
		return alone
	}
	if u, c := verdict(together); u == Refuse || v == Answer && u != Answer || c > cost && !pointsBack(m, 0) {
		return alone
	}
	return together
}

// goesOn reports whether a clause begins like one more wish beside the one before.
func goesOn(clause string) bool {
	return slices.ContainsFunc(onward, func(w string) bool { return strings.HasPrefix(text.Normalize(clause), w) })
}

// pointsBack reports whether a message speaks of what was said before, by its first words or by being short.
func pointsBack(m message, short int) bool {
	return utf8.RuneCountInString(m.key) <= short ||
		slices.ContainsFunc(backward, func(s string) bool { return strings.HasPrefix(m.typed, s) })
}

// mix is m with the words of what was said before it.
func mix(m, before message) message {
	mixed := message{grams: slices.Concat(m.grams, before.grams), weight: m.weight, known: m.known}
	mixed.vector = slices.Clone(m.vector)
	for _, t := range before.vector {
		t.weight *= beforeWeight
		i, ok := slices.BinarySearchFunc(m.vector, t.gram, func(t term, g int32) int { return cmp.Compare(t.gram, g) })
		if ok {
			mixed.vector[i].weight += t.weight
		} else {
			mixed.vector = append(mixed.vector, t)
		}
	}
	slices.SortFunc(mixed.vector, func(a, b term) int { return cmp.Compare(a.gram, b.gram) })
	mixed.vector.normalize()
	return mixed
}
