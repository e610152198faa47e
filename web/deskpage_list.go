package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
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
	Owing      bool // emergencies without their report
	Loud       bool // its count asks for action
	ByTime     bool // newest first rather than most urgent first
}

var (
	tabOpen = tab{Key: "open", Label: "待接单", Empty: "没有等着接的工单。", Loud: true,
		States: []desk.OrderState{desk.Opened, desk.Reopened}}
	tabAll = tab{Key: "all", Label: "全部", Empty: "还没有工单。", ByTime: true}
	tabs   = []tab{
		tabOpen,
		{Key: "mine", Label: "我的", Empty: "您手上没有工单。", Mine: true, States: inHand},
		{Key: "working", Label: "处理中", Empty: "没有正在处理的工单。", States: inHand},
		{Key: "resolved", Label: "待确认", Empty: "没有等住户确认的工单。", States: []desk.OrderState{desk.Resolved}, ByTime: true},
		tabAll,
		{Key: "late", Label: "超时", Empty: "没有超时的工单。", Late: true, Loud: true},
		{Key: "owing", Label: "欠报告", Empty: "险情报告都写好了。", Owing: true, Loud: true, ByTime: true},
	}
	inHand = []desk.OrderState{desk.Claimed, desk.Working, desk.OnHold}
)

func (t tab) filter(p desk.Staff) store.OrderFilter {
	f := store.OrderFilter{Community: p.Community, States: t.States, Overdue: t.Late, OwesReport: t.Owing, ByDue: !t.ByTime, Limit: listSize}
	if t.Mine {
		f.ClaimedBy = p.ID
	}
	return f
}

// readPage finds the place where the page before ended.
func (t tab) readPage(q url.Values, f *store.OrderFilter) (err error) {
	if t.ByTime {
		f.Before, err = queryInt(q, "before", 0, 1<<53)
		return err
	}
	after := q.Get("after")
	if after == "" {
		return nil
	}
	if n, err := fmt.Sscanf(after, "%d_%d", &f.After.Key, &f.After.ID); n != 2 || err != nil {
		return invalid("after", "网址里的页码写得不对")
	}
	return nil
}

func (t tab) nextPage(last *desk.WorkOrder) string {
	if t.ByTime {
		return fmt.Sprintf("before=%d", last.ID)
	}
	c := store.CursorOf(last)
	return fmt.Sprintf("after=%d_%d", c.Key, c.ID)
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
	Href  string
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
	ClaimerName     string
	OwesReport      bool
	Due             dueView
	Urgent          bool
	CanClaim        bool
	Demo            bool
	Away            string // a word on a claimer who is not on duty
}

type ordersView struct {
	frame
	Tab   string
	Tabs  []tabView
	Rows  []orderRow
	Empty string
	More  string // address of the next page, "" if there is none
	Error string

	Incidents []incidentRow // going on now

	Filter    filterView
	Found     string // how many there are of what was chosen, "" for none or where nothing was
	Elsewhere string // where the same is looked for among all orders, "" when it was
}

func (s *Server) listPage(w http.ResponseWriter, r *http.Request) error {
	by, q := staffOf(r), strings.ToUpper(strings.TrimSpace(r.URL.Query().Get("q")))
	if orderNumber.MatchString(q) { // who types a whole number wants that order
		if o, err := s.findOrder(r.Context(), by, q); err == nil {
			http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d", o.ID), http.StatusSeeOther)
			return nil
		}
	}
	return s.showOrders(w, r, http.StatusOK, r.URL.Query(), "")
}

var orderNumber = regexp.MustCompile(`^WO\d{8}-\d{4,}$`)

// showOrders shows the list that a query asks for, with what went wrong just before.
func (s *Server) showOrders(w http.ResponseWriter, r *http.Request, status int, q url.Values, problem string) error {
	p, t := staffOf(r), tabOf(q.Get("tab"))
	chosen := chosenIn(q)
	f := chosen.narrow(t.filter(p), p)
	if err := t.readPage(q, &f); err != nil {
		return err
	}
	list, err := s.cfg.Store.Orders(r.Context(), f)
	if err != nil {
		return err
	}
	v := ordersView{Tab: t.Key, Empty: t.Empty, Error: problem, Filter: filterView{chosen: chosen, Tab: t.Key}}
	if chosen.any() {
		v.Empty = "没有符合条件的工单。"
		if t.Key != tabAll.Key {
			v.Elsewhere = chosen.address(tabAll.Key)
		}
		whole := f
		whole.After, whole.Before = store.DueCursor{}, 0
		if v.Found, err = s.count(r, whole); err != nil {
			return err
		}
	}
	if len(list) == listSize {
		v.More = chosen.address(t.Key) + "&" + t.nextPage(&list[len(list)-1])
	}
	if v.frame, err = s.frame(r, "工单 · "+t.Label, "orders"); err != nil {
		return err
	}
	if v.Tabs, err = s.tabViews(r, t, chosen, v.Unclaimed); err != nil {
		return err
	}
	if v.Filter.Buildings, err = s.cfg.Store.Buildings(r.Context(), p.Community); err != nil {
		return err
	}
	now := s.cfg.Now()
	if v.Incidents, err = s.runningIncidents(r); err != nil {
		return err
	}
	for i := range list {
		v.Rows = append(v.Rows, rowOf(&list[i], p, now))
	}
	if err := s.markAway(r, list, v.Rows); err != nil {
		return err
	}
	return render(w, status, "desk_orders.html", v)
}

// tabViews are all tabs; those that ask for action and one's own carry a count. What was
// chosen is kept from one to the other.
func (s *Server) tabViews(r *http.Request, on tab, c chosen, unclaimed string) ([]tabView, error) {
	var out []tabView
	for _, t := range tabs {
		v := tabView{tab: t, On: t.Key == on.Key, Href: c.address(t.Key)}
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
		if t.Owing && v.Count == "" && !v.On { // as a rule there is none
			continue
		}
		out = append(out, v)
	}
	return out, nil
}

func rowOf(w *desk.WorkOrder, p desk.Staff, now time.Time) orderRow {
	m := w.HiddenFrom(p)
	row := orderRow{ID: w.ID, Number: w.Number, Title: m.Words(w.Title), Place: m.Place(w.Place), Category: w.Category,
		Priority: w.Priority, State: w.State, Urged: w.Urged, Reopens: w.Reopens, Ago: ago(w.OpenedAt, now),
		Due: nextDue(w, now), Urgent: w.Urgent(), CanClaim: w.State.Unclaimed(), Demo: w.Demo,
		ClaimerName: w.ClaimerName, OwesReport: w.OwesReport()}
	switch {
	case w.ClaimedBy == p.ID:
		row.Claimer = "由我负责"
	case w.ClaimedBy != 0:
		row.Claimer = "由" + w.ClaimerName + "负责"
	}
	return row
}
