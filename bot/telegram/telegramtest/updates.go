package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// queued is an update that was not confirmed.
type queued struct {
	id   int64
	body json.RawMessage
}

// push queues an update of the kind, unless the bot asked not to be sent such.
func (s *Server) push(kind string, content any) {
	if s.allowed != nil && !s.allowed[kind] {
		return
	}
	s.lastID++
	body, err := json.Marshal(map[string]any{"update_id": s.lastID, kind: content})
	if err != nil {
		panic(err)
	}
	s.queue = append(s.queue, queued{s.lastID, body})
}

// PushRaw queues an update exactly as given; %d in it becomes its id.
func (s *Server) PushRaw(make func(id int64) string) (id int64) {
	s.change(func() {
		s.lastID++
		id = s.lastID
		s.queue = append(s.queue, queued{id, json.RawMessage(make(id))})
	})
	return id
}

// Repeat queues an update once more, as Telegram may deliver one twice.
func (s *Server) Repeat(id int64, body string) {
	s.change(func() { s.queue = append(s.queue, queued{id, json.RawMessage(body)}) })
}

// Pending is how many updates are not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

func (s *Server) getUpdates(ctx context.Context, p params) (any, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook.url != "" {
		return nil, &Error{Code: 409, Description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	s.polls++
	mine := s.polls
	s.wake()
	s.allow(p)
	s.forget(p.id("offset"))
	timeout := time.After(time.Duration(min(50, p.num("timeout"))) * time.Second)
	for len(s.queue) == 0 {
		changed := s.changed
		s.mu.Unlock()
		over := false
		select {
		case <-changed:
		case <-timeout:
			over = true
		case <-ctx.Done():
			over = true
		case <-s.ctx.Done():
			over = true
		}
		s.mu.Lock()
		if s.polls != mine {
			return nil, &Error{Code: 409, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		}
		if over {
			break
		}
	}
	n := p.num("limit")
	if n < 1 || n > 100 {
		n = 100
	}
	out := []json.RawMessage{}
	for _, q := range s.queue[:min(n, len(s.queue))] {
		out = append(out, q.body)
	}
	return out, nil
}

func (s *Server) allow(p params) {
	var kinds []string
	if json.Unmarshal([]byte(p.values["allowed_updates"]), &kinds) != nil {
		return
	}
	s.allowed = nil
	for _, k := range kinds {
		if s.allowed == nil {
			s.allowed = map[string]bool{}
		}
		s.allowed[k] = true
	}
}

// forget drops the updates below the offset; a negative one keeps only so many of the last.
func (s *Server) forget(offset int64) {
	if offset < 0 {
		s.queue = s.queue[max(0, len(s.queue)+int(offset)):]
		return
	}
	kept := s.queue[:0:0]
	for _, q := range s.queue {
		if q.id >= offset {
			kept = append(kept, q)
		}
	}
	s.queue = kept
}

type webhook struct {
	url, secret string
	stop        context.CancelFunc
}

func (s *Server) setWebhook(p params) (any, *Error) {
	if s.webhook.stop != nil {
		s.webhook.stop()
	}
	s.webhook = webhook{}
	if p.values["url"] == "" {
		return true, nil
	}
	s.allow(p)
	ctx, stop := context.WithCancel(s.ctx)
	s.webhook = webhook{p.values["url"], p.values["secret_token"], stop}
	go s.post(ctx, s.webhook)
	return true, nil
}

func (s *Server) deleteWebhook(params) (any, *Error) { return s.setWebhook(params{}) }

// post delivers the updates one after the other, each until it is answered with 2xx.
func (s *Server) post(ctx context.Context, hook webhook) {
	for ctx.Err() == nil {
		s.mu.Lock()
		changed := s.changed
		var next *queued
		if len(s.queue) > 0 {
			next = &s.queue[0]
		}
		s.mu.Unlock()
		if next == nil {
			select {
			case <-changed:
			case <-ctx.Done():
			}
			continue
		}
		if postOne(ctx, hook, next.body) {
			s.change(func() { s.forget(next.id + 1) })
			continue
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func postOne(ctx context.Context, hook webhook, body []byte) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", hook.secret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode/100 == 2
}
