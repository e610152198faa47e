package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// Orders that were opened before anybody knew that many have the same.

// mayBelongMost bounds how many open orders are looked at.
const mayBelongMost = 300

// incidentOrders are the orders of an incident, and for who dispatches those that may belong
// to it as well.
func (s *Server) incidentOrders(ctx context.Context, i *desk.Incident, by desk.Staff, now time.Time) (linked, before []orderRow, err error) {
	list, err := s.cfg.Store.IncidentOrders(ctx, i.ID)
	if err != nil {
		return nil, nil, err
	}
	belongs := map[int64]bool{}
	for n := range list {
		belongs[list[n].ID] = true
		linked = append(linked, rowOf(&list[n], by, now))
	}
	if i.State != desk.IncidentAnnounced || !by.Role.Dispatches() {
		return linked, nil, nil
	}
	list, err = s.cfg.Store.Orders(ctx, store.OrderFilter{Community: i.Community, States: desk.StatesToDo,
		From: i.From.Add(-24 * time.Hour), Limit: mayBelongMost})
	for n := range list {
		if !belongs[list[n].ID] && bot.MayBelong(&list[n], i) {
			before = append(before, rowOf(&list[n], by, now))
		}
	}
	return linked, before, err
}

// linkOrders makes the orders that were ticked part of the incident.
func (s *Server) linkOrders(r *http.Request, by desk.Staff, incident int64) error {
	if len(r.PostForm["order"]) == 0 {
		return invalid("", "请先选要并入的工单")
	}
	for _, chosen := range r.PostForm["order"] {
		id, err := strconv.ParseInt(chosen, 10, 64)
		if err != nil {
			return notFound("没有这张工单")
		}
		if err := s.cfg.Staff.LinkToIncident(r.Context(), by, incident, id); err != nil {
			return err
		}
	}
	return nil
}

// partOf is the incident that an order belongs to, or may belong to.
type partOf struct {
	ID    int64
	Words string
	Done  bool // it belongs to it
}

func (s *Server) partOf(ctx context.Context, o *desk.WorkOrder, by desk.Staff, now time.Time) (*partOf, error) {
	i, err := s.cfg.Store.IncidentOfOrder(ctx, o)
	switch {
	case err == nil:
		return &partOf{i.ID, fmt.Sprintf("%s（%s）", i.Label(), i.Where()), true}, nil
	case !errors.Is(err, desk.ErrNotFound):
		return nil, err
	case !by.Role.Dispatches():
		return nil, nil
	}
	list, err := s.cfg.Store.IncidentsNow(ctx, o.Community, now)
	for n := range list {
		if i := &list[n]; i.State == desk.IncidentAnnounced && bot.MayBelong(o, i) {
			return &partOf{i.ID, fmt.Sprintf("%s（%s）", i.Label(), i.Where()), false}, nil
		}
	}
	return nil, err
}
