package web

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"

	"linli/desk"
	"linli/store"
)

const (
	heartbeat = 15 * time.Second
	// typingFor is how long a reply may be expected: by then the bot has answered, or it
	// is silent because staff have the conversation.
	typingFor = 10 * time.Second
)

func (s *Server) bellOf(c desk.Conversation) string { return store.BellConversation(c.ID) }

// streamEvents sends a conversation's messages as server-sent events until the client
// goes or the server closes.
func (s *Server) streamEvents(w http.ResponseWriter, r *http.Request) error {
	q, err := readQuery(r, "after")
	if err != nil {
		return err
	}
	after, err := queryInt(q, "after", 0, math.MaxInt64)
	if err != nil {
		return err
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" { // a reconnect: newer than the address
		if after, err = queryInt(url.Values{"Last-Event-ID": {last}}, "Last-Event-ID", 0, math.MaxInt64); err != nil {
			return err
		}
	}
	holdOpen(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back
	w.WriteHeader(http.StatusOK)
	st := &stream{s: s, w: w, flush: http.NewResponseController(w).Flush, c: conversationOf(r), after: after}
	if err := st.run(r.Context()); err != nil && r.Context().Err() == nil {
		// The answer has begun: the client notices the end and comes again.
		s.cfg.Log.Error("event stream failed", "conversation", st.c.ID, "err", err)
	}
	return nil
}

// stream is one browser that listens.
type stream struct {
	s     *Server
	w     http.ResponseWriter
	flush func() error
	c     desk.Conversation
	after int64

	typing  bool
	unheard time.Time // of the newest resident message if nothing came after it, else zero
}

func (st *stream) run(ctx context.Context) error {
	rung, stop := st.s.cfg.Store.Watch(st.s.bellOf(st.c))
	defer stop()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	tired := time.NewTimer(typingFor)
	defer tired.Stop()
	if _, err := fmt.Fprint(st.w, ": linli\n\n"); err != nil {
		return err
	}
	if err := st.lookBack(ctx); err != nil {
		return err
	}
	for {
		if err := st.send(ctx); err != nil {
			return err
		}
		if st.typing {
			tired.Reset(typingFor)
		}
		select {
		case <-rung:
		case <-tired.C:
		case <-beat.C:
			if _, err := fmt.Fprint(st.w, ": alive\n\n"); err != nil {
				return err
			}
		case <-st.s.closing:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// lookBack finds out whether the last message that the client has waits for a reply.
func (st *stream) lookBack(ctx context.Context) error {
	if st.after == 0 {
		return nil
	}
	list, err := st.s.cfg.Store.Messages(ctx, st.c.ID, st.after-1, 1)
	if err == nil && len(list) == 1 && list[0].ID == st.after {
		st.hear(&list[0])
	}
	return err
}

func (st *stream) hear(m *desk.Message) {
	st.unheard = time.Time{}
	if m.From == desk.FromResident {
		st.unheard = m.At
	}
}

// send writes what is new, then whether a reply is being written.
func (st *stream) send(ctx context.Context) error {
	readTo := st.c.ReadTo
	for {
		list, err := st.s.cfg.Store.Messages(ctx, st.c.ID, st.after, messagePage)
		if err != nil {
			return err
		}
		for i := range list {
			body, err := json.Marshal(messageOf(&list[i]))
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(st.w, "id: %d\ndata: %s\n\n", list[i].ID, body); err != nil {
				return err
			}
			st.hear(&list[i])
			st.after = list[i].ID
		}
		readTo = aboutOrders(list, readTo)
		if len(list) < messagePage {
			break
		}
	}
	if err := st.sendTyping(ctx); err != nil {
		return err
	}
	if err := st.flush(); err != nil {
		return err
	}
	st.s.noteRead(ctx, &st.c, readTo)
	return nil
}

func (st *stream) sendTyping(ctx context.Context) error {
	typing := !st.unheard.IsZero() && st.s.cfg.Now().Sub(st.unheard) < typingFor
	if typing && !st.typing {
		c, err := st.s.cfg.Store.Conversation(ctx, st.c.ID)
		if err != nil {
			return err
		}
		typing = c.Mode == desk.ModeBot
	}
	if typing == st.typing {
		return nil
	}
	st.typing = typing
	_, err := fmt.Fprintf(st.w, "event: typing\ndata: %t\n\n", typing)
	return err
}
