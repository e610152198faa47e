package main

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// evaluation is the result of one run.
type evaluation struct {
	Version     string             `json:"version"`
	BuildMS     int64              `json:"build_ms"`
	Figures     []evalFigure       `json:"figures"`
	Reliability []bin              `json:"reliability"` // ten bins of confidence
	Confusions  []confusion        `json:"confusions"`  // of intents
	Latency     map[string]float64 `json:"latency_ms"`  // p50, p99
	Rows        []row              `json:"rows"`
}

type evalFigure struct {
	Name        string  `json:"name"`
	Value       float64 `json:"value"`
	Numerator   float64 `json:"numerator"`
	Denominator int     `json:"denominator"`
}

// bin is the rankings whose confidence lies in one tenth.
type bin struct {
	N          int     `json:"n"`
	Confidence float64 `json:"confidence"` // mean
	Right      float64 `json:"right"`      // share
}

type confusion struct {
	Want, Got string
	N         int
}

func (e *evaluation) of(kinds ...kind) []row {
	var out []row
	for _, r := range e.Rows {
		if slices.Contains(kinds, r.Kind) {
			out = append(out, r)
		}
	}
	return out
}

// add notes the share of rows that fulfil yes; nothing when there are none.
func (e *evaluation) add(name string, rows []row, yes func(row) bool) {
	n := 0
	for _, r := range rows {
		if yes(r) {
			n++
		}
	}
	e.addValue(name, float64(n), len(rows))
}

func (e *evaluation) addValue(name string, sum float64, n int) {
	if n > 0 {
		e.Figures = append(e.Figures, evalFigure{name, sum / float64(n), sum, n})
	}
}

func is(outcomes ...string) func(row) bool {
	return func(r row) bool { return slices.Contains(outcomes, r.Outcome) }
}

// count works out the figures from the rows.
func (e *evaluation) count() {
	questions := e.of(kindQuestion)
	e.add("top-1", questions, func(r row) bool { return r.Place == 1 })
	e.add("top-3", questions, func(r row) bool { return r.Place >= 1 && r.Place <= 3 })
	var reciprocal float64
	for _, r := range questions {
		if r.Place > 0 {
			reciprocal += 1 / float64(r.Place)
		}
	}
	e.addValue("MRR", reciprocal, len(questions))
	e.add("answered right", questions, is(right))
	e.add("answered wrong", questions, is(wrong))
	e.add("clarified, right one offered", questions, is(clarified))
	e.add("clarified, right one missing", questions, is(clarifiedOff))
	e.add("refused", questions, is(refused))
	answered := func(r row) bool { return r.Outcome != wrong }
	e.add("near out of scope not answered", e.of(kindNear), answered)
	e.add("near out of scope refused", e.of(kindNear), is(right))
	e.add("far out of scope not answered", e.of(kindFar), answered)
	e.add("far out of scope refused", e.of(kindFar), is(right))
	e.add("emergencies raised", e.of(kindEmergency), is(right, half))
	e.add("emergencies, right card", e.of(kindEmergency), is(right))
	e.add("false alarms", e.of(kindHarmless), is(wrong))
	e.add("intents", e.of(kindIntent), is(right))
	e.add("two questions, both answered", e.of(kindTwo), is(right))
	e.add("two questions, one answered", e.of(kindTwo), is(half))
	e.add("follow-ups answered right", e.of(kindFollowUp), is(right))
	e.add("follow-ups top-1", e.of(kindFollowUp), func(r row) bool { return r.Place == 1 })
	e.calibration(questions, e.of(kindNear, kindFar))
	e.confuse()
	e.times()
}

// calibration compares confidence and truth over questions and what is out of scope:
// the expected calibration error over ten bins (Naeini et al. 2015), and how well
// confidence tells the two apart.
func (e *evaluation) calibration(in, out []row) {
	bins := make([]bin, 10)
	for _, r := range slices.Concat(in, out) {
		b := &bins[min(9, int(r.Confidence*10))]
		b.N++
		b.Confidence += r.Confidence
		if r.Place == 1 {
			b.Right++
		}
	}
	var off float64
	n := 0
	for i := range bins {
		off += math.Abs(bins[i].Confidence - bins[i].Right)
		if bins[i].N > 0 {
			bins[i].Confidence /= float64(bins[i].N)
			bins[i].Right /= float64(bins[i].N)
			n += bins[i].N
		}
	}
	if n > 0 {
		e.Reliability = bins
	}
	e.addValue("ECE", off, n)
	if len(in) == 0 || len(out) == 0 {
		return
	}
	e.addValue("AUROC in against out of scope", auroc(in, out), 1)
	share, threshold := refusable(in, out, 0.9)
	e.addValue("out of scope refused at 90 % in scope", share, 1)
	e.addValue("  at the threshold", threshold, 1)
	best, threshold := bestMCC(in, out)
	e.addValue("best MCC", best, 1)
	e.addValue("  at the threshold", threshold, 1)
}

// auroc is the chance that a question gets more confidence than a message out of scope.
func auroc(in, out []row) float64 {
	var sum float64
	for _, a := range in {
		for _, b := range out {
			switch {
			case a.Confidence > b.Confidence:
				sum++
			case a.Confidence == b.Confidence:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(in)) / float64(len(out))
}

func thresholds(rows []row) []float64 {
	var all []float64
	for _, r := range rows {
		all = append(all, r.Confidence)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// refusable is the largest share of messages out of scope below a threshold at which at
// least keep of the questions are right and above it; 0 when there is none.
func refusable(in, out []row, keep float64) (share, threshold float64) {
	for _, t := range thresholds(slices.Concat(in, out)) {
		kept, below := 0, 0
		for _, r := range in {
			if r.Place == 1 && r.Confidence >= t {
				kept++
			}
		}
		for _, r := range out {
			if r.Confidence < t {
				below++
			}
		}
		if s := float64(below) / float64(len(out)); float64(kept) >= keep*float64(len(in)) && s > share {
			share, threshold = s, t
		}
	}
	return share, threshold
}

// bestMCC is the greatest Matthews correlation coefficient over all thresholds, with out
// of scope as one more class (Gorodkin 2004).
func bestMCC(in, out []row) (best, threshold float64) {
	rows := slices.Concat(in, out)
	for _, t := range thresholds(rows) {
		if m := mcc(rows, t); m > best {
			best, threshold = m, t
		}
	}
	return best, threshold
}

func mcc(rows []row, threshold float64) float64 {
	const refusal = "-"
	want, got := map[string]float64{}, map[string]float64{}
	var hits float64
	for _, r := range rows {
		label, said := r.Label, r.Top
		if r.Kind != kindQuestion {
			label = refusal
		}
		if r.Confidence < threshold || said == "" {
			said = refusal
		} else if r.Place == 1 {
			said = label
		}
		want[label]++
		got[said]++
		if said == label {
			hits++
		}
	}
	n := float64(len(rows))
	var both, wants, gots float64
	for k, w := range want {
		both += w * got[k]
		wants += w * w
	}
	for _, g := range got {
		gots += g * g
	}
	below := math.Sqrt(n*n-gots) * math.Sqrt(n*n-wants)
	if below == 0 {
		return 0
	}
	return (hits*n - both) / below
}

func (e *evaluation) confuse() {
	count := map[[2]string]int{}
	for _, r := range e.of(kindIntent) {
		if r.Outcome != right {
			count[[2]string{r.Label, r.Said}]++
		}
	}
	for k, n := range count {
		e.Confusions = append(e.Confusions, confusion{k[0], k[1], n})
	}
	slices.SortFunc(e.Confusions, func(a, b confusion) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got))
	})
}

func (e *evaluation) times() {
	var all []time.Duration
	for _, r := range e.Rows {
		all = append(all, r.Took)
	}
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	at := func(share float64) float64 {
		return float64(all[int(share*float64(len(all)-1))].Microseconds()) / 1000
	}
	e.Latency = map[string]float64{"p50": at(0.5), "p99": at(0.99)}
}
