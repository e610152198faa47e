package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"linli/desk"
)

// idleLook is how often a queue is looked at without a bell: for leases that ran out and
// for deferred rows.
const idleLook = time.Second

// pump takes rows from a queue and does them, up to hands at a time, until ctx ends;
// then it finishes what is in hand. lease returns desk.ErrNoneDue when nothing waits.
func pump[T any](ctx context.Context, log *slog.Logger, hands int, rung <-chan struct{},
	lease func(ctx context.Context, n int) ([]T, error), do func(context.Context, T)) {
	var group sync.WaitGroup
	defer group.Wait()
	free := make(chan struct{}, hands)
	for range hands {
		free <- struct{}{}
	}
	done := make(chan struct{}, 1) // a row that was done may have made way for the next
	work := context.WithoutCancel(ctx)
	for ctx.Err() == nil {
		n := take(ctx, free, hands)
		rows, err := lease(ctx, n)
		for range n - len(rows) {
			free <- struct{}{}
		}
		for _, row := range rows {
			group.Go(func() {
				do(work, row)
				free <- struct{}{}
				select {
				case done <- struct{}{}:
				default:
				}
			})
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, desk.ErrNoneDue) && ctx.Err() == nil {
			log.Error("queue", "error", err)
		}
		wait(ctx, rung, done)
	}
}

// guard turns a panic of do into an error: one row must not stop the rest.
func guard(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do()
}

// take waits for one free hand and takes all that are free, hands at the most.
func take(ctx context.Context, free <-chan struct{}, hands int) int {
	select {
	case <-ctx.Done():
		return 0
	case <-free:
	}
	n := 1
	for n < hands {
		select {
		case <-free:
			n++
		default:
			return n
		}
	}
	return n
}

// wait returns at a bell, after idleLook, or when ctx ends.
func wait(ctx context.Context, rung, done <-chan struct{}) {
	timer := time.NewTimer(idleLook)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-rung:
	case <-done:
	case <-timer.C:
	}
}
