package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"linli/desk"
)

// outbox is the store's outbox in memory: of each lane only the oldest unsent row that
// is due.
type outbox struct {
	mu   sync.Mutex
	rows []*outRow
}

type outRow struct {
	desk.Outbound
	after        time.Time
	sent, failed bool
	waits        []time.Duration // until each next try
}

func (o *outbox) add(lane string, keys ...string) {
	for _, k := range keys {
		o.rows = append(o.rows, &outRow{Outbound: desk.Outbound{Key: k, To: desk.Address{Channel: "telegram", ID: lane}}})
	}
}

func (o *outbox) row(key string) *outRow {
	return o.rows[slices.IndexFunc(o.rows, func(r *outRow) bool { return r.Key == key })]
}

func (o *outbox) NextOutbound(_ context.Context, n int, lease time.Duration) ([]desk.Outbound, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []desk.Outbound
	seen := map[string]bool{}
	for _, r := range o.rows {
		if r.sent || r.failed || seen[r.To.Lane()] {
			continue
		}
		seen[r.To.Lane()] = true
		if len(out) < n && !r.after.After(time.Now()) {
			r.Attempt++
			r.after = time.Now().Add(lease)
			out = append(out, r.Outbound)
		}
	}
	if len(out) == 0 {
		return nil, desk.ErrNoneDue
	}
	return out, nil
}

func (o *outbox) Sent(_ context.Context, key string, _ desk.Receipt) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.row(key).sent = true
	return nil
}

func (o *outbox) Failed(_ context.Context, key, _ string, retryAt time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.row(key)
	r.after, r.failed = retryAt, retryAt.IsZero()
	if !r.failed {
		r.waits = append(r.waits, time.Until(retryAt))
	}
	return nil
}

func (o *outbox) Watch(string) (<-chan struct{}, func()) { return nil, func() {} }
