package web

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/desk"
	"linli/store"
)

const (
	orderPage    = 50
	maxOrderPage = 200
	// maxRecord is how many messages are shown with an order.
	maxRecord = 500
)

// findOrder is the order with an id or number in the community of the one who asks; any
// other does not exist for them.
func (s *Server) findOrder(ctx context.Context, by desk.Staff, ref string) (desk.WorkOrder, error) {
	var o desk.WorkOrder
	id, err := strconv.ParseInt(ref, 10, 64)
	if err == nil {
		o, err = s.cfg.Store.Order(ctx, id)
	} else {
		o, err = s.cfg.Store.OrderByNumber(ctx, ref)
	}
	if errors.Is(err, desk.ErrNotFound) || err == nil && o.Community != by.Community {
		return desk.WorkOrder{}, notFound("没有这张工单")
	}
	return o, err
}

// orderFilter reads a list's query; the limit is one more than asked for, to know
// whether there is a next page.
func orderFilter(r *http.Request, by desk.Staff) (store.OrderFilter, error) {
	f := store.OrderFilter{Community: by.Community}
	q, err := readQuery(r, "state", "limit", "mine", "overdue", "owes_report", "q", "building", "category", "priority", "kind", "after")
	if err != nil {
		return f, err
	}
	for _, names := range q["state"] {
		for name := range strings.SplitSeq(names, ",") {
			state := desk.OrderState(name)
			if name == "" {
				continue
			}
			if !slices.Contains(desk.OrderStates, state) {
				return f, invalid("state", fmt.Sprintf("没有这个状态，可用：%v", desk.OrderStates))
			}
			f.States = append(f.States, state)
		}
	}
	limit, err := queryInt(q, "limit", orderPage, maxOrderPage)
	if err != nil {
		return f, err
	}
	if limit == 0 {
		return f, invalid("limit", fmt.Sprintf("limit 应为 1 到 %d 的整数", maxOrderPage))
	}
	f.Limit = int(limit) + 1
	mine, err := queryFlag(q, "mine")
	if err != nil {
		return f, err
	}
	if mine {
		f.ClaimedBy = by.ID
	}
	if f.Overdue, err = queryFlag(q, "overdue"); err != nil {
		return f, err
	}
	if f.OwesReport, err = queryFlag(q, "owes_report"); err != nil {
		return f, err
	}
	if f.Before, err = queryInt(q, "after", 0, math.MaxInt64); err != nil {
		return f, err
	}
	c := chosenIn(q)
	for name, kept := range map[string]string{"category": c.Category, "priority": string(c.Priority), "kind": string(c.Kind)} {
		if q.Get(name) != kept {
			return f, invalid(name, "没有这个选项")
		}
	}
	return c.narrow(f, by), nil
}

// ordersPage is up to limit orders and where the next page begins, "" if there is none.
func (s *Server) ordersPage(ctx context.Context, f store.OrderFilter) ([]desk.WorkOrder, string, error) {
	list, err := s.cfg.Store.Orders(ctx, f)
	if err != nil || len(list) < f.Limit {
		return list, "", err
	}
	list = list[:f.Limit-1]
	return list, strconv.FormatInt(list[len(list)-1].ID, 10), nil
}

func (s *Server) listOrders(w http.ResponseWriter, r *http.Request) error {
	by := staffOf(r)
	f, err := orderFilter(r, by)
	if err != nil {
		return err
	}
	list, next, err := s.ordersPage(r.Context(), f)
	if err != nil {
		return err
	}
	out := []orderJSON{}
	for i := range list {
		out = append(out, s.orderOf(&list[i], by))
	}
	return writeJSON(w, http.StatusOK, struct {
		Orders []orderJSON `json:"orders"`
		Next   string      `json:"next"`
	}{out, next})
}

func (s *Server) showOrder(w http.ResponseWriter, r *http.Request) error {
	o, err := s.findOrder(r.Context(), staffOf(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.writeOrder(w, r, http.StatusOK, o)
}

// writeOrder answers with the order, its log and its messages.
func (s *Server) writeOrder(w http.ResponseWriter, r *http.Request, status int, o desk.WorkOrder) error {
	by := staffOf(r)
	messages, err := s.orderMessages(r.Context(), &o, maxRecord)
	if err != nil {
		return err
	}
	m := o.HiddenFrom(by)
	out := orderDetailJSON{orderJSON: s.orderOf(&o, by), Nth: o.Nth(), Log: []logJSON{}, Messages: messagesOf(messages)}
	for i := range o.Log {
		out.Log = append(out.Log, logOf(&o.Log[i], m))
	}
	for i := range out.Messages {
		out.Messages[i].Text = m.Words(out.Messages[i].Text)
	}
	return writeJSON(w, status, out)
}

// orderMessages are the lines of the conversation since the order's matter came up.
func (s *Server) orderMessages(ctx context.Context, o *desk.WorkOrder, limit int) ([]desk.Message, error) {
	if o.Conversation == 0 {
		return nil, nil
	}
	since := o.OpenedAt
	if o.Episode != 0 {
		e, err := s.cfg.Store.Episode(ctx, o.Episode)
		switch {
		case errors.Is(err, desk.ErrNotFound): // it begins with the order, then
		case err != nil:
			return nil, err
		case e.StartedAt.Before(since):
			since = e.StartedAt
		}
	}
	return s.cfg.Store.MessagesSince(ctx, o.Conversation, since, limit)
}
