package demo

import (
	"container/heap"
	"time"
)

// queue holds events by their time, those of one time in the order they were added.
type queue struct {
	events events
	added  int
}

type event struct {
	at time.Time
	n  int
	do func()
}

func (q *queue) add(at time.Time, do func()) {
	q.added++
	heap.Push(&q.events, event{at, q.added, do})
}

func (q *queue) next() (event, bool) {
	if len(q.events) == 0 {
		return event{}, false
	}
	return heap.Pop(&q.events).(event), true
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if c := e[i].at.Compare(e[j].at); c != 0 {
		return c < 0
	}
	return e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}
