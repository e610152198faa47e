package web

import (
	"net/http"
	"slices"
	"time"

	"linli/desk"
)

// residentOrders is how many of a conversation's latest orders are looked at.
const residentOrders = 20

// awaitedJSON is an open order as its resident sees it: where it stands, what they may
// expect next and by when.
type awaitedJSON struct {
	Number string          `json:"number"`
	State  desk.OrderState `json:"state"`
	Label  string          `json:"label"` // the state in words
	Awaits *desk.Awaited   `json:"awaits"`
	Due    *time.Time      `json:"due"` // null like awaits where nothing has a time
}

// listAwaited are the open orders of the conversation, what is due next first, and the notices
// that concern its resident. now is the
// service's clock, for pages whose own is wrong.
func (s *Server) listAwaited(w http.ResponseWriter, r *http.Request) error {
	list, err := s.cfg.Store.OrdersOf(r.Context(), conversationOf(r).ID, residentOrders)
	if err != nil {
		return err
	}
	out := []awaitedJSON{}
	for i := range list {
		if list[i].State.Final() {
			continue
		}
		what, due, _ := list[i].Awaits()
		out = append(out, awaitedJSON{Number: list[i].Number, State: list[i].State, Label: list[i].State.Label(), Awaits: set(what), Due: setTime(due)})
	}
	slices.SortStableFunc(out, soonerDue)
	conversation := conversationOf(r)
	c, _ := s.community(conversation.Community)
	notices, err := s.notices(r.Context(), &c, conversation.Home)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, struct {
		Now     time.Time     `json:"now"`
		Orders  []awaitedJSON `json:"orders"`
		Notices []noticeJSON  `json:"notices"`
	}{s.cfg.Now().UTC(), out, notices})
}

// soonerDue puts what is due first on top, what has no time last.
func soonerDue(a, b awaitedJSON) int {
	switch {
	case a.Due == nil && b.Due == nil:
		return 0
	case a.Due == nil:
		return 1
	case b.Due == nil:
		return -1
	}
	return a.Due.Compare(*b.Due)
}
