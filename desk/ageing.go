package desk

import "time"

// AgeStep is how long orders have been open, up to Under.
type AgeStep struct {
	Name    string
	Under   time.Duration // 0: however long
	Orders  int
	Overdue int // of them, with a clock that has run out
}

// Ageing sorts the orders that are still to be done by how long they have been open.
func Ageing(open []WorkOrder, now time.Time) []AgeStep {
	steps := []AgeStep{{Name: "4 小时以内", Under: 4 * time.Hour}, {Name: "4 到 24 小时", Under: 24 * time.Hour}, {Name: "1 到 3 天", Under: 3 * 24 * time.Hour},
		{Name: "3 到 7 天", Under: 7 * 24 * time.Hour}, {Name: "7 天以上"}}
	for i := range open {
		w := &open[i]
		for n := range steps {
			if s := &steps[n]; s.Under == 0 || now.Sub(w.OpenedAt) < s.Under {
				s.Orders++
				s.Overdue += one(w.late(now))
				break
			}
		}
	}
	return steps
}

// late reports whether a clock of the order has run out that nobody has met.
func (w *WorkOrder) late(now time.Time) bool {
	for _, c := range Clocks {
		if _, met := w.Deadline(c); met.IsZero() {
			if kept, counted := w.Kept(c, now); counted && !kept {
				return true
			}
		}
	}
	return false
}
