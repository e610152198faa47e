package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"linli/desk"
	"linli/store"
)

// callsView are the calls of the follow-up desk.
type callsView struct {
	frame
	Tabs   []callTab
	Rows   []callRow
	Show   string
	Done   bool // a call was just kept
	Failed string
}

type callTab struct {
	Key, Label string
	Here       bool
}

// callRow is one call, with what its caller has to know.
type callRow struct {
	ID              int64
	Order           orderRow
	Resident, Phone string
	CanDial         bool // the number is shown whole
	Asked, Did      string
	Chat            string // what the resident answered there already
	Caller          string
	Due             dueView
	Tries           []string
	Outcome, Said   string // of a call that is over
	CanReport       bool
	Colleagues      []choice // to whom it may be given
	Questions       []question
}

type question struct{ Name, Label string }

var callQuestions = []question{{"in_time", "来得及时吗"}, {"price", "收费事先讲清楚了吗"}, {"clean", "现场收拾干净了吗"}, {"manner", "态度好吗"}}

var callTabs = []callTab{{Key: "mine", Label: "我的"}, {Key: "all", Label: "全部"}, {Key: "overdue", Label: "超时"}, {Key: "done", Label: "已完成"}}

func (s *Server) callsPage(w http.ResponseWriter, r *http.Request) error {
	return s.showCalls(w, r, http.StatusOK, r.URL.Query().Get("show"), "")
}

func (s *Server) showCalls(w http.ResponseWriter, r *http.Request, status int, show, failed string) error {
	by, now := staffOf(r), s.cfg.Now()
	filter := store.CallFilter{Limit: listSize}
	switch show {
	case "all":
	case "overdue":
		filter.DueBy = now
	case "done":
		filter.Done = true
	default:
		show, filter.Caller = "mine", by.ID
	}
	v := callsView{Show: show, Failed: failed, Done: r.URL.Query().Has("kept") && failed == ""}
	for _, t := range callTabs {
		t.Here = t.Key == show
		v.Tabs = append(v.Tabs, t)
	}
	var err error
	if v.frame, err = s.frame(r, "回访", "followups"); err != nil {
		return err
	}
	calls, err := s.cfg.Store.Calls(r.Context(), by.Community, filter)
	if err != nil {
		return err
	}
	staff, err := s.cfg.Store.StaffList(r.Context(), by.Community)
	if err != nil {
		return err
	}
	for i := range calls {
		row, err := s.callRow(r, &calls[i], staff)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	return render(w, status, "desk_calls.html", v)
}

func (s *Server) callRow(r *http.Request, f *desk.FollowUp, staff []desk.Staff) (callRow, error) {
	by, now := staffOf(r), s.cfg.Now()
	o, err := s.cfg.Store.Order(r.Context(), f.Order)
	if err != nil {
		return callRow{}, err
	}
	c, _ := s.community(o.Community)
	m := o.HiddenFrom(by)
	open := f.Outcome == desk.OutcomeOpen
	if open && f.Caller == by.ID { // who is to call sees whom
		m = desk.Mask{}
	}
	row := callRow{ID: f.ID, Order: rowOf(&o, by, now), Resident: residentName(&o), Phone: m.Phone(o.Phone), CanDial: !m.On(),
		Asked: m.Words(o.Text), Did: m.Words(o.Resolution), Chat: chatAnswer(&o), Caller: "还没有人",
		CanReport: open && (f.Caller == by.ID || by.Role.Dispatches()), Questions: callQuestions}
	for _, p := range staff {
		if p.ID == f.Caller {
			row.Caller = p.Name
		} else if open && by.Role.Dispatches() && p.Active && p.Role.Works() {
			row.Colleagues = append(row.Colleagues, choice{fmt.Sprint(p.ID), p.Name + "（" + p.Role.Label() + "）"})
		}
	}
	for _, t := range f.Tries {
		row.Tries = append(row.Tries, moment(&c, t, now))
	}
	if !open {
		row.Outcome, row.Said = f.Outcome.Label(), m.Words(strings.TrimSpace(f.Result.Why+" "+f.Result.Remark))
		return row, nil
	}
	row.Due = dueView{Clock: "回访", Text: left(f.DueAt, now)}
	if f.DueAt.Before(now) {
		row.Due.Class = "late"
	}
	return row, nil
}

// chatAnswer is what the resident has said about the result, in the chat or on the phone.
func chatAnswer(o *desk.WorkOrder) string {
	out := confirmations[o.Confirmed]
	if o.Rating > 0 {
		out = strings.TrimSpace(fmt.Sprintf("%s %d 分", out, o.Rating))
	}
	return out
}

// callForm keeps how a call went.
func (s *Server) callForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	rating, err := strconv.Atoi(r.PostFormValue("rating"))
	if err != nil && r.PostFormValue("rating") != "" {
		return invalid("rating", "评分应为 1 到 5")
	}
	reply := func(name string) desk.Reply { return desk.Reply(r.PostFormValue(name)) }
	result := desk.CallResult{Why: strings.TrimSpace(r.PostFormValue("why")), Fixed: reply("fixed"), InTime: reply("in_time"), Price: reply("price"),
		Clean: reply("clean"), Manner: reply("manner"), Rating: rating, Remark: strings.TrimSpace(r.PostFormValue("remark"))}
	return s.onCall(w, r, func(call int64) error {
		return s.cfg.Staff.ReportCall(r.Context(), staffOf(r), call, desk.Outcome(r.PostFormValue("outcome")), result)
	})
}

// assignCallForm gives a call to a colleague.
func (s *Server) assignCallForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	list, err := s.cfg.Store.StaffList(r.Context(), staffOf(r).Community)
	if err != nil {
		return err
	}
	var to desk.Staff // nobody, whom the rule refuses
	for _, p := range list {
		if fmt.Sprint(p.ID) == r.PostFormValue("to") {
			to = p
		}
	}
	return s.onCall(w, r, func(call int64) error { return s.cfg.Staff.AssignCall(r.Context(), staffOf(r), call, to) })
}

// onCall does something about the call in the address, and shows the list again.
func (s *Server) onCall(w http.ResponseWriter, r *http.Request, do func(call int64) error) error {
	call, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return notFound("没有这个回访")
	}
	show := r.PostFormValue("show")
	if err := do(call); err != nil {
		f := failureOf(err)
		switch f.status {
		case http.StatusBadRequest:
			return s.showCalls(w, r, f.status, show, "没有保存。“已答复”要选问题是否解决；“没有回访”要写原因；其他结果不用填答复。")
		case http.StatusConflict:
			return s.showCalls(w, r, f.status, show, f.message)
		}
		return err
	}
	http.Redirect(w, r, "/desk/followups?"+url.Values{"show": {show}, "kept": {"1"}}.Encode(), http.StatusSeeOther)
	return nil
}
