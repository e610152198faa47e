package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"linli/desk"
	"linli/store"
)

// listSize is how many orders the list shows at once.
const listSize = 100

// tab is one view of the list.
type tab struct {
	Key, Label string
	Empty      string // said when there is nothing in it
	States     []desk.OrderState
	Mine, Late bool
	Loud       bool // its count asks for action
	ByTime     bool // newest first rather than most urgent first
}

var (
	tabOpen = tab{Key: "open", Label: "待接单", Empty: "没有等着接的工单。", Loud: true,
		States: []desk.OrderState{desk.Opened, desk.Reopened}}
	tabs = []tab{
		tabOpen,
		{Key: "mine", Label: "我的", Empty: "您手上没有工单。", Mine: true, States: inHand},
		{Key: "working", Label: "处理中", Empty: "没有正在处理的工单。", States: inHand},
		{Key: "resolved", Label: "待确认", Empty: "没有等住户确认的工单。", States: []desk.OrderState{desk.Resolved}, ByTime: true},
		{Key: "all", Label: "全部", Empty: "还没有工单。", ByTime: true},
		{Key: "late", Label: "超时", Empty: "没有超时的工单。", Late: true, Loud: true},
	}
	inHand = []desk.OrderState{desk.Claimed, desk.Working, desk.OnHold}
)

func (t tab) filter(p desk.Staff) store.OrderFilter {
	f := store.OrderFilter{Community: p.Community, States: t.States, Overdue: t.Late, Limit: listSize}
	if t.Mine {
		f.ClaimedBy = p.ID
	}
	return f
}

// tabOf is the tab with the key, the first one if there is none.
func tabOf(key string) tab {
	for _, t := range tabs {
		if t.Key == key {
			return t
		}
	}
	return tabOpen
}

type tabView struct {
	tab
	Count string
	On    bool
}

// orderRow is an order in a list.
type orderRow struct {
	ID              int64
	Number, Title   string
	Place, Category string
	Priority        desk.Priority
	State           desk.OrderState
	Urged, Reopens  int
	Ago             string
	Claimer         string
	Due             dueView
	Urgent          bool
	CanClaim        bool
	Demo            bool
}

type ordersView struct {
	frame
	Tab   string
	Tabs  []tabView
	Rows  []orderRow
	Empty string
	Older string // address of the next page, "" if there is none
	Error string
}

func (s *Server) listPage(w http.ResponseWriter, r *http.Request) error {
	return s.showOrders(w, r, http.StatusOK, r.URL.Query().Get("tab"), "")
}

// showOrders shows a tab of the list, with what went wrong just before.
func (s *Server) showOrders(w http.ResponseWriter, r *http.Request, status int, key, problem string) error {
	p, t := staffOf(r), tabOf(key)
	f := t.filter(p)
	before, err := queryInt(r.URL.Query(), "before", 0, 1<<53)
	if err != nil {
		return err
	}
	f.Before = before
	list, err := s.cfg.Store.Orders(r.Context(), f)
	if err != nil {
		return err
	}
	v := ordersView{Tab: t.Key, Empty: t.Empty, Error: problem}
	if len(list) == listSize {
		v.Older = "/desk?" + url.Values{"tab": {t.Key}, "before": {fmt.Sprint(list[len(list)-1].ID)}}.Encode()
	}
	if v.frame, err = s.frame(r, "工单 · "+t.Label, "orders"); err != nil {
		return err
	}
	if v.Tabs, err = s.tabViews(r, t, v.Unclaimed); err != nil {
		return err
	}
	now := s.cfg.Now()
	if !t.ByTime {
		slices.SortStableFunc(list, moreUrgent)
	}
	for i := range list {
		v.Rows = append(v.Rows, rowOf(&list[i], p, now))
	}
	return render(w, status, "desk_orders.html", v)
}

// tabViews are all tabs; those that ask for action and one's own carry a count.
func (s *Server) tabViews(r *http.Request, on tab, unclaimed string) ([]tabView, error) {
	var out []tabView
	for _, t := range tabs {
		v := tabView{tab: t, On: t.Key == on.Key}
		var err error
		switch {
		case t.Key == tabOpen.Key:
			v.Count = unclaimed
		case t.Loud || t.Mine:
			v.Count, err = s.count(r, t.filter(staffOf(r)))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// moreUrgent puts open emergencies first, then what is due next, what is not due last.
func moreUrgent(a, b desk.WorkOrder) int {
	rank := func(w *desk.WorkOrder) (int, time.Time) {
		_, due, ok := w.NextDue()
		switch {
		case urgent(w):
			return 0, due
		case ok:
			return 1, due
		}
		return 2, due
	}
	ra, da := rank(&a)
	rb, db := rank(&b)
	return cmp.Or(cmp.Compare(ra, rb), da.Compare(db), cmp.Compare(b.ID, a.ID))
}

// urgent reports whether the order is an emergency somebody has to act upon.
func urgent(w *desk.WorkOrder) bool {
	return w.Priority == desk.P0 && (w.State.Unclaimed() || w.State.InHand())
}

func rowOf(w *desk.WorkOrder, p desk.Staff, now time.Time) orderRow {
	m := w.HiddenFrom(p)
	row := orderRow{ID: w.ID, Number: w.Number, Title: m.Words(w.Title), Place: m.Place(w.Place), Category: w.Category,
		Priority: w.Priority, State: w.State, Urged: w.Urged, Reopens: w.Reopens, Ago: ago(w.OpenedAt, now),
		Due: nextDue(w, now), Urgent: urgent(w), CanClaim: w.State.Unclaimed(), Demo: w.Demo}
	switch {
	case w.ClaimedBy == p.ID:
		row.Claimer = "由我负责"
	case w.ClaimedBy != 0:
		row.Claimer = "由" + w.ClaimerName + "负责"
	}
	return row
}

type undeliveredRow struct {
	store.Undelivered
	Channel, At string
}

type undeliveredView struct {
	frame
	Rows []undeliveredRow
}

func (s *Server) undeliveredPage(w http.ResponseWriter, r *http.Request) error {
	p := staffOf(r)
	list, err := s.cfg.Store.Undelivered(r.Context(), p.Community, listSize)
	if err != nil {
		return err
	}
	var v undeliveredView
	if v.frame, err = s.frame(r, "未送达", "undelivered"); err != nil {
		return err
	}
	c, _ := s.community(p.Community)
	for _, u := range list {
		v.Rows = append(v.Rows, undeliveredRow{u, channelLabel(u.To.Channel), moment(&c, u.At, s.cfg.Now())})
	}
	return render(w, http.StatusOK, "desk_undelivered.html", v)
}

func channelLabel(c desk.ChannelName) string {
	switch c {
	case desk.ChannelTelegram:
		return "Telegram"
	case desk.ChannelWeb:
		return "网页"
	}
	return string(c)
}
