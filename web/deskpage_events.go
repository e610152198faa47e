package web

import (
	"fmt"
	"net/http"
	"time"

	"linli/store"
)

// patternDeskEvents holds its request open on purpose.
const patternDeskEvents = "GET /desk/events"

// deskEvents tells a page of the desk by server-sent events that it should look again:
// when an order of the community has changed or, with ?order=, when its resident has
// written.
func (s *Server) deskEvents(w http.ResponseWriter, r *http.Request) error {
	orders, stop := s.cfg.Store.Watch(store.BellOrders(staffOf(r).Community))
	defer stop()
	var talk <-chan struct{} // nil, and so never ready, without an order
	order, me := int64(0), &looker{}
	quiet := time.NewTimer(writingFor) // when somebody has stopped writing
	defer quiet.Stop()
	if id := r.URL.Query().Get("order"); id != "" {
		o, err := s.findOrder(r.Context(), staffOf(r), id)
		if err != nil {
			return err
		}
		rung, stop := s.cfg.Store.Watch(store.BellConversation(o.Conversation))
		defer stop()
		talk, order = rung, o.ID
		var leave func()
		me, leave = s.present.come(order, staffOf(r))
		defer leave()
	}
	holdOpen(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	flush := http.NewResponseController(w).Flush
	for said := ": linli\n\n"; ; {
		if _, err := fmt.Fprint(w, said); err != nil || flush() != nil {
			return nil // the browser has gone
		}
		said = "data: look\n\n"
		select {
		case <-orders:
		case <-talk:
		case <-me.rung:
			said = s.present.others(order, me, s.cfg.Now()).event()
			quiet.Reset(writingFor)
		case <-quiet.C:
			said = s.present.others(order, me, s.cfg.Now()).event()
		case <-beat.C:
			if _, _, err := s.findStaff(r); err != nil {
				return nil // logged out, or dismissed, meanwhile
			}
			said = ": alive\n\n"
		case <-s.closing:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}
