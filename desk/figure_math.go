package desk

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// tally counts cases and the good ones among them.
type tally struct{ good, all int }

func (t tally) plus(good bool) tally { return tally{t.good + one(good), t.all + 1} }
func (t tally) share() Figure        { return share(t.good, t.all) }

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func share(n, of int) Figure {
	f := Figure{Numerator: float64(n), Denominator: of}
	if of > 0 {
		f.Value = float64(n) / float64(of)
	}
	return f
}

// percentile is the nearest rank: the shortest case that at least p % are no longer than.
func percentile(cases []time.Duration, p int) Figure {
	n := len(cases)
	if n == 0 {
		return Figure{}
	}
	sorted := slices.Sorted(slices.Values(cases))
	value := sorted[(n*p+99)/100-1]
	within, _ := slices.BinarySearch(sorted, value+1)
	return Figure{Value: value.Seconds(), Numerator: float64(within), Denominator: n}
}

func mean(cases []time.Duration) Figure {
	f := Figure{Denominator: len(cases)}
	for _, d := range cases {
		f.Numerator += d.Seconds()
	}
	if f.Denominator > 0 {
		f.Numerator = math.Round(f.Numerator*1000) / 1000
		f.Value = f.Numerator / float64(f.Denominator)
	}
	return f
}

func isoWeek(t time.Time) string {
	y, w := t.ISOWeek()
	return fmt.Sprintf("%d-W%02d", y, w)
}
