package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

func openTest(t *testing.T) *Store {
	t.Helper()
	s, err := Open(context.Background(), t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func addDay(x *tx, day string) error {
	_, err := x.exec("INSERT INTO order_numbers (day, last) VALUES ($1, 1)", day)
	return err
}

func countDays(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.readRow(context.Background(), []any{&n}, "SELECT COUNT(*) FROM order_numbers"); err != nil {
		t.Fatal(err)
	}
	return n
}

// Writes that wait together share a COMMIT; those that fail or panic are undone alone.
func TestOneFailureDoesNotUndoItsNeighbours(t *testing.T) {
	s := openTest(t)
	wrong := errors.New("wrong")
	gate, entered := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // holds the writer until the others have lined up
		s.write(context.Background(), func(*tx) error { close(entered); <-gate; return nil })
	})
	<-entered
	errs := make([]error, 30)
	for i := range errs {
		wg.Go(func() {
			errs[i] = s.write(context.Background(), func(x *tx) error {
				if err := addDay(x, fmt.Sprint(i)); err != nil {
					return err
				}
				x.ring("day")
				switch i % 3 {
				case 1:
					return wrong
				case 2:
					panic("out of nowhere")
				}
				return nil
			})
		})
	}
	for len(s.writes) < len(errs) {
		time.Sleep(time.Millisecond)
	}
	close(gate)
	wg.Wait()
	for i, err := range errs {
		good := map[int]bool{0: err == nil, 1: errors.Is(err, wrong), 2: err != nil && strings.Contains(err.Error(), "out of nowhere")}
		if !good[i%3] {
			t.Errorf("write %d gave %v", i, err)
		}
	}
	if n := countDays(t, s); n != 10 {
		t.Errorf("%d writes stand, want 10", n)
	}
	if err := s.write(context.Background(), func(x *tx) error { return addDay(x, "after") }); err != nil {
		t.Errorf("the writer does not go on: %v", err)
	}
}

func TestBellsRingForWhatWasCommittedOnly(t *testing.T) {
	s := openTest(t)
	rung, stop := s.Watch("b")
	defer stop()
	fail := errors.New("no")
	s.write(context.Background(), func(x *tx) error { x.ring("b"); return fail })
	select {
	case <-rung:
		t.Error("a bell rang for an undone write")
	default:
	}
	s.write(context.Background(), func(x *tx) error { x.ring("b"); x.ring("b"); return nil })
	<-rung
	select {
	case <-rung:
		t.Error("two tokens in one bell")
	default:
	}
}

// A write that returned nil before or during Close is there afterwards; later ones are
// refused, none hangs.
func TestCloseWhileWriting(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(context.Background(), dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	kept := 0
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				err := s.write(context.Background(), func(x *tx) error { return addDay(x, fmt.Sprint(g, "-", i)) })
				if errors.Is(err, errClosed) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				kept++
				mu.Unlock()
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	for range 2 { // Close may be called again
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if kept == 0 {
		t.Fatal("nothing was written before Close")
	}
	s, err = Open(context.Background(), dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := countDays(t, s); n != kept {
		t.Errorf("%d rows after Close, %d writes had returned", n, kept)
	}
}

func TestCancelledWriteIsNotBegun(t *testing.T) {
	s := openTest(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := s.write(ctx, func(x *tx) error { return addDay(x, "x") })
	if !errors.Is(err, context.Canceled) || countDays(t, s) != 0 {
		t.Errorf("a cancelled write gave %v", err)
	}
}
