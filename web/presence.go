package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"linli/desk"
)

// writingFor is how long somebody counts as writing after a key.
const writingFor = 6 * time.Second

// presence knows who has the page of which order open, as long as their event streams
// are: it is no record, and no other process hears of it.
type presence struct {
	mu     sync.Mutex
	orders map[int64]map[*looker]bool
}

// looker is one open page.
type looker struct {
	staff desk.StaffID
	name  string
	wrote time.Time     // a key, last
	rung  chan struct{} // the others have changed
}

// company is who else looks at an order, as a page is told.
type company struct {
	Here    []string `json:"here"`
	Writing []string `json:"writing"`
}

// come notes a page that was opened; leave must be called when it closes.
func (p *presence) come(order int64, by desk.Staff) (l *looker, leave func()) {
	l = &looker{staff: by.ID, name: by.Name, rung: make(chan struct{}, 1)}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.orders == nil {
		p.orders = map[int64]map[*looker]bool{}
	}
	if p.orders[order] == nil {
		p.orders[order] = map[*looker]bool{}
	}
	if p.orders[order][l] = true; len(p.orders[order]) > 1 {
		p.ring(order)
	}
	return l, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.orders[order], l)
		if len(p.orders[order]) == 0 {
			delete(p.orders, order)
		}
		p.ring(order)
	}
}

// write notes that somebody writes to an order's resident.
func (p *presence) write(order int64, by desk.StaffID, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.orders[order] {
		if l.staff == by {
			l.wrote = at
		}
	}
	p.ring(order)
}

// ring wakes the pages of an order; a page that is awake already looks again anyway.
func (p *presence) ring(order int64) {
	for l := range p.orders[order] {
		select {
		case l.rung <- struct{}{}:
		default:
		}
	}
}

// others are the people beside l on an order, each once.
func (p *presence) others(order int64, l *looker, now time.Time) company {
	p.mu.Lock()
	defer p.mu.Unlock()
	writes := map[string]bool{}
	for o := range p.orders[order] {
		if o.staff != l.staff {
			writes[o.name] = writes[o.name] || now.Sub(o.wrote) < writingFor
		}
	}
	c := company{Here: []string{}, Writing: []string{}}
	for name, writing := range writes {
		if writing {
			c.Writing = append(c.Writing, name)
		} else {
			c.Here = append(c.Here, name)
		}
	}
	slices.Sort(c.Here)
	slices.Sort(c.Writing)
	return c
}

// event is the company as a server-sent event.
func (c company) event() string {
	body, err := json.Marshal(c)
	if err != nil { // names are always text
		return ": alive\n\n"
	}
	return "event: others\ndata: " + string(body) + "\n\n"
}

// writingNote hears from a page that words are being written in its reply.
func (s *Server) writingNote(w http.ResponseWriter, r *http.Request) error {
	o, err := s.findOrder(r.Context(), staffOf(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	s.present.write(o.ID, staffOf(r).ID, s.cfg.Now())
	w.WriteHeader(http.StatusNoContent)
	return nil
}
