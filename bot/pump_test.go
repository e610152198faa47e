package bot

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/desk"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// lanes is a queue that leases of each lane only the oldest row, as the store does.
type lanes struct {
	mu    sync.Mutex
	rows  [][]int // lane by lane
	out   map[int]bool
	calls int
}

func (q *lanes) lease(_ context.Context, n int) ([]int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.calls++
	var got []int
	for i, lane := range q.rows {
		if len(got) < n && len(lane) > 0 && !q.out[i] {
			q.out[i] = true
			got = append(got, i)
		}
	}
	if len(got) == 0 {
		return nil, desk.ErrNoneDue
	}
	return got, nil
}

// finish takes the lane's oldest row away.
func (q *lanes) finish(lane int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.rows[lane], q.out[lane] = q.rows[lane][1:], false
}

func (q *lanes) left() (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, lane := range q.rows {
		n += len(lane)
	}
	return n
}

func TestPumpUsesItsHandsAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &lanes{rows: make([][]int, 10), out: map[int]bool{}}
		for i := range q.rows {
			q.rows[i] = make([]int, 4)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var busy, most atomic.Int64
		begun := time.Now()
		pump(ctx, quiet, 3, nil, q.lease, func(_ context.Context, lane int) {
			n := busy.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(100 * time.Millisecond)
			busy.Add(-1)
			if q.finish(lane); q.left() == 0 {
				cancel()
			}
		})
		if most.Load() != 3 {
			t.Errorf("%d rows were done at the same time, want 3", most.Load())
		}
		if took := time.Since(begun); q.left() != 0 || took > 2*time.Second { // 40 rows, 3 hands, 100 ms each
			t.Errorf("%d rows are left after %s", q.left(), took)
		}
	})
}

func TestPumpGoesOnWithTheLaneAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &lanes{rows: [][]int{make([]int, 20)}, out: map[int]bool{}}
		ctx, cancel := context.WithCancel(t.Context())
		begun := time.Now()
		pump(ctx, quiet, 4, nil, q.lease, func(_ context.Context, lane int) {
			time.Sleep(time.Millisecond)
			if q.finish(lane); q.left() == 0 {
				cancel()
			}
		})
		if took := time.Since(begun); took >= idleLook {
			t.Errorf("20 rows of one lane took %s: each waited for the idle look", took)
		}
	})
}

func TestPumpLooksAgainByItselfAndAtABell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		rung := make(chan struct{}, 1)
		calls := 0
		time.AfterFunc(500*time.Millisecond, func() { rung <- struct{}{} })
		pump(ctx, quiet, 2, rung, func(context.Context, int) ([]int, error) {
			if calls++; calls > 1000 { // it spins: the clock would stand still for ever
				cancel()
			}
			return nil, desk.ErrNoneDue
		}, func(context.Context, int) {})
		if calls < 10 || calls > 12 { // one a second, one for the bell
			t.Errorf("%d looks in ten seconds", calls)
		}
	})
}

func TestPumpDoesNotSpinOnErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		calls, done := 0, 0
		pump(ctx, quiet, 2, nil, func(context.Context, int) ([]int, error) {
			switch calls++; {
			case calls == 5:
				return []int{1}, nil
			case calls > 1000:
				cancel()
			}
			return nil, errors.New("disk full")
		}, func(context.Context, int) { done++ })
		if calls < 8 || calls > 13 || done != 1 {
			t.Errorf("%d leases in ten seconds of errors, %d rows done", calls, done)
		}
	})
}

func TestPumpFinishesWhatIsInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &lanes{rows: [][]int{make([]int, 2), make([]int, 2)}, out: map[int]bool{}}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		done := 0
		pump(ctx, quiet, 1, nil, q.lease, func(work context.Context, lane int) {
			time.Sleep(5 * time.Second)
			if work.Err() != nil {
				t.Error("the work was cut off")
			}
			done++
		})
		if done != 1 {
			t.Errorf("%d rows were done, want the one in hand", done)
		}
	})
}
