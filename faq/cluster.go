package faq

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"linli/text"
)

// Asked is a question as a resident put it.
type Asked struct {
	Text string
	By   int64 // whose it is: a resident counts once
	At   time.Time
}

// Cluster are questions that ask the same in other words.
type Cluster struct {
	Text      string   // the wording that most used
	Wordings  []string // all of them, that first
	Residents int      // distinct
	Times     int
	Last      time.Time
}

// sameCosine is from what likeness on two wordings ask the same. The labelled questions, two of
// each meaning in words as different as can be, then fall into groups with a B-cubed precision of
// .997 and a recall of .533 (cluster_test.go): a group is hardly ever mixed, and what is asked in
// words that share nothing stands apart.
const sameCosine = 0.3

// Clusters puts questions together that ask the same, by the cosine of their grams weighted by
// how rare each is among them; each joins the most like of the groups before it, the most
// frequent wording first. What is no question is left out (IsNoise). What the most residents
// asked comes first.
func Clusters(asked []Asked) []Cluster {
	type wording struct {
		text string
		by   map[int64]bool
		n    int
		last time.Time
		vec  map[string]float64
	}
	byKey := map[string]*wording{}
	var words []*wording
	for _, a := range asked {
		if IsNoise(a.Text) {
			continue
		}
		k := text.Key(a.Text)
		w := byKey[k]
		if w == nil {
			w = &wording{text: strings.TrimSpace(a.Text), by: map[int64]bool{}}
			byKey[k], words = w, append(words, w)
		}
		w.by[a.By] = true
		w.n++
		if a.At.After(w.last) {
			w.last = a.At
		}
	}
	slices.SortFunc(words, func(a, b *wording) int {
		return cmp.Or(len(b.by)-len(a.by), b.n-a.n, cmp.Compare(a.text, b.text))
	})
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	for i, v := range vectors(texts) {
		words[i].vec = v
	}
	var groups [][]*wording
	for _, w := range words {
		best, at := sameCosine, -1
		for i, g := range groups {
			for _, other := range g {
				if c := cosine(w.vec, other.vec); c >= best {
					best, at = c, i
				}
			}
		}
		if at < 0 {
			groups = append(groups, []*wording{w})
		} else {
			groups[at] = append(groups[at], w)
		}
	}
	out := make([]Cluster, 0, len(groups))
	for _, g := range groups {
		c := Cluster{Text: g[0].text}
		residents := map[int64]bool{}
		for _, w := range g {
			c.Wordings, c.Times = append(c.Wordings, w.text), c.Times+w.n
			for by := range w.by {
				residents[by] = true
			}
			if w.last.After(c.Last) {
				c.Last = w.last
			}
		}
		c.Residents = len(residents)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Cluster) int {
		return cmp.Or(b.Residents-a.Residents, b.Times-a.Times, b.Last.Compare(a.Last))
	})
	return out
}

// vectors are the texts' grams, weighted by rarity, of length one.
func vectors(texts []string) []map[string]float64 {
	in := map[string]float64{}
	grams := make([][]string, len(texts))
	for i, t := range texts {
		grams[i] = text.Grams(t)
		slices.Sort(grams[i])
		grams[i] = slices.Compact(grams[i])
		for _, g := range grams[i] {
			in[g]++
		}
	}
	out := make([]map[string]float64, len(texts))
	for i := range texts {
		v, sum := map[string]float64{}, 0.0
		for _, g := range grams[i] {
			x := math.Log(1 + float64(len(texts))/in[g])
			v[g] = x
			sum += x * x
		}
		for g := range v {
			v[g] /= math.Sqrt(sum)
		}
		out[i] = v
	}
	return out
}

func cosine(a, b map[string]float64) float64 {
	if len(b) < len(a) {
		a, b = b, a
	}
	sum := 0.0
	for g, x := range a {
		sum += x * b[g]
	}
	return sum
}

// IsNoise reports whether a message is no question that an answer could be written for: hardly
// any characters, one of them over and over, a link or an advertisement.
func IsNoise(s string) bool {
	k := []rune(text.Key(s))
	if len(k) < 3 {
		return true
	}
	different := map[rune]bool{}
	for _, r := range k {
		different[r] = true
	}
	if len(different)*4 < len(k) && len(different) < 4 {
		return true
	}
	low := strings.ToLower(s)
	for _, w := range []string{"http://", "https://", "www.", "低息贷款", "办理贷款", "刷单", "兼职日结", "代开发票", "博彩", "返利"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}
