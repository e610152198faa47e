package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

const (
	longPoll  = 50 * time.Second
	minPause  = time.Second
	maxPause  = time.Minute
	batchSize = 100
)

// allowedUpdates are the kinds of update asked for: everything else is never sent.
var allowedUpdates = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// Poller asks Telegram for updates. The offset, which makes Telegram forget, moves past
// an update only when the door has kept it.
type Poller struct {
	c        *Channel
	wait     time.Duration // of one call for the next update
	min, max time.Duration // between calls that fail
}

// Poller is the channel's poller. One process at a time may run one.
func (c *Channel) Poller() *Poller {
	return &Poller{c: c, wait: longPoll, min: minPause, max: maxPause}
}

// Run polls until ctx ends, which is no error. Whatever fails is logged and tried again.
func (p *Poller) Run(ctx context.Context) error {
	defer p.c.answers.Wait()
	var offset int64 // none at the start: Telegram knows what it has not been told to forget
	for failures := 0; ctx.Err() == nil; {
		began := time.Now()
		next, err := p.round(ctx, offset)
		pause := p.min - time.Since(began) // a server that does not wait for updates
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			pause = p.pause(err, failures)
			failures++
			p.report(err, pause)
		case next != 0:
			failures, pause = 0, 0
		default:
			failures = 0
		}
		offset = next
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	return nil
}

// round is one call and its updates; next is the offset of the following one, 0 when
// there was no update.
func (p *Poller) round(ctx context.Context, offset int64) (next int64, err error) {
	batch, err := p.ask(ctx, offset)
	if err != nil {
		return offset, err
	}
	if len(batch) == 0 {
		// All below the offset is forgotten now. Without it nothing is missed should
		// Telegram begin counting anew, as it may after a week of silence.
		return 0, nil
	}
	moved := false
	for _, u := range batch {
		if err := p.c.take(ctx, u); err != nil {
			return offset, fmt.Errorf("update %d: %w", u.id, err)
		}
		if u.id > 0 {
			offset, moved = u.id+1, true
		}
	}
	if !moved {
		return offset, errors.New("only updates without an id, which cannot be confirmed")
	}
	return offset, nil
}

// ask calls getUpdates; the updates come back in ascending order of their ids.
func (p *Poller) ask(ctx context.Context, offset int64) ([]update, error) {
	ctx, cancel := context.WithTimeout(ctx, p.wait+callTimeout/4)
	defer cancel()
	result, err := p.c.api.call(ctx, "getUpdates", struct {
		Offset  int64    `json:"offset,omitempty"`
		Limit   int      `json:"limit"`
		Timeout int      `json:"timeout"`
		Allowed []string `json:"allowed_updates"`
	}{offset, batchSize, int(p.wait.Seconds()), allowedUpdates})
	if err != nil {
		return nil, err
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(result, &raw); err != nil {
		return nil, fmt.Errorf("getUpdates: %w", err)
	}
	batch := make([]update, len(raw))
	for i, r := range raw {
		batch[i] = newUpdate(r)
	}
	slices.SortStableFunc(batch, func(a, b update) int { return cmp.Compare(a.id, b.id) })
	return batch, nil
}

// pause is how long to wait after a failure: as Telegram asks, else twice as long each time.
func (p *Poller) pause(err error, failures int) time.Duration {
	if e, ok := errors.AsType[*apiError](err); ok {
		switch {
		case e.retryAfter > 0:
			return e.retryAfter
		case e.code == http.StatusUnauthorized || e.code == http.StatusNotFound:
			return p.max
		}
	}
	d := min(p.max, p.min<<min(failures, 16))
	return d/2 + rand.N(d/2+1)
}

func (p *Poller) report(err error, pause time.Duration) {
	log := p.c.Log.With("err", err, "again_in", pause.Round(time.Millisecond))
	e, ok := errors.AsType[*apiError](err)
	switch {
	case ok && e.code == http.StatusConflict:
		log.Error("Telegram: another program reads this bot's updates, or a webhook is set")
	case ok && (e.code == http.StatusUnauthorized || e.code == http.StatusNotFound):
		log.Error("Telegram refuses the token")
	default:
		log.Warn("Telegram: updates not taken in, Telegram will repeat them")
	}
}
