package web

import (
	"errors"
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
	Done   bool   // a call was just kept
	Failed string // what went wrong with none of the calls on the page
}

type callTab struct {
	Key, Label string
	Here       bool
	Count      string // of those that ask for action, "" for none
}

// callRow is one call, with what its caller has to know.
type callRow struct {
	ID              int64
	Cause           string
	Order           *orderRow // nil for a call about the bot's answer
	Title           string
	Resident, Phone string
	CanDial         bool // the number is shown whole
	Asked, Did      string
	Chat            string // what the resident answered there already
	Why             string // of a low rating
	Caller          string
	Due             dueView
	Told            string // who was reminded that it is due
	Tries           []string
	Outcome, Said   string // of a call that is over
	Report, Assign  *callForm
}

// callForm is one form of a call; nil for who may not send it.
type callForm struct {
	Open    bool // it was refused
	Problem string
	Fields  []fieldView
}

var (
	yesOrNo      = []choice{{string(desk.ReplyYes), "是"}, {string(desk.ReplyNo), "否"}}
	callOutcomes = []choice{{string(desk.OutcomeAnswered), "已答复"}, {string(desk.OutcomeNoAnswer), "没人接"}, {string(desk.OutcomeRefused), "拒绝回访"},
		{string(desk.OutcomeUnreachable), "联系不上（空号、停机）"}, {string(desk.OutcomeNotDone), "没有回访"}}
	ratings = []choice{{"5", "5 非常满意"}, {"4", "4 满意"}, {"3", "3 一般"}, {"2", "2 不满意"}, {"1", "1 很不满意"}}
)

// reportCallFields are the form for how a call went.
func reportCallFields() []fieldView {
	ask := func(name, label string) fieldView {
		return fieldView{Name: name, Label: label, Kind: "choice", Choices: yesOrNo, Optional: true, Hint: "没问"}
	}
	return []fieldView{{Name: "outcome", Label: "结果", Kind: "choice", Choices: callOutcomes},
		ask("fixed", "问题解决了吗"), ask("in_time", "来得及时吗"), ask("price", "收费事先讲清楚了吗"), ask("clean", "现场收拾干净了吗"), ask("manner", "态度好吗"),
		{Name: "rating", Label: "评分", Kind: "choice", Choices: ratings, Optional: true, Hint: "没有打分"},
		{Name: "why", Label: "没有回访的原因", Kind: "words", Optional: true}, {Name: "remark", Label: "备注", Kind: "words", Optional: true}}
}

// failedCall is a form about a call that was refused.
type failedCall struct {
	refusal
	call   int64
	assign bool // the one that gives it to a colleague
	shown  bool
}

// form is one of a call's forms, with what was written in it when it is the refused one.
func (f *failedCall) form(call int64, assign bool, fields []fieldView) *callForm {
	out := &callForm{Fields: fields}
	if f.call == call && f.assign == assign {
		f.shown, out.Open, out.Problem = true, true, f.fill(fields)
	}
	for i := range fields {
		fields[i].Form = fmt.Sprintf("call%d-", call)
	}
	return out
}

var callTabs = []callTab{{Key: "mine", Label: "我的"}, {Key: "all", Label: "全部"}, {Key: "overdue", Label: "超时"}, {Key: "done", Label: "已完成"}}

func (s *Server) callsPage(w http.ResponseWriter, r *http.Request) error {
	return s.showCalls(w, r, r.URL.Query().Get("show"), failedCall{refusal: refusal{status: http.StatusOK}})
}

func (s *Server) showCalls(w http.ResponseWriter, r *http.Request, show string, failed failedCall) error {
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
	v := callsView{Show: show, Done: r.URL.Query().Has("kept") && failed.words == ""}
	late, err := s.lateCalls(r, false)
	if err != nil {
		return err
	}
	for _, t := range callTabs {
		t.Here = t.Key == show
		if t.Key == "overdue" {
			t.Count = late
		}
		v.Tabs = append(v.Tabs, t)
	}
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
		row, err := s.callRow(r, &calls[i], staff, &failed)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	if !failed.shown {
		v.Failed = failed.words
	}
	return render(w, failed.status, "desk_calls.html", v)
}

// lateCalls is how many calls are overdue, of the community or only of who asks.
func (s *Server) lateCalls(r *http.Request, mine bool) (string, error) {
	by, filter := staffOf(r), store.CallFilter{DueBy: s.cfg.Now(), Limit: maxCount}
	if mine {
		filter.Caller = by.ID
	}
	n, err := s.cfg.Store.CountCalls(r.Context(), by.Community, filter)
	return counted(n), err
}

// toldOf says who was reminded of a call that is due, those highest up.
func toldOf(f *desk.FollowUp) string {
	switch caller, dispatchers, managers := f.Reminders(); {
	case managers:
		return "已告诉经理"
	case dispatchers:
		return "已告诉班长"
	case caller:
		return "已提醒回访人"
	}
	return ""
}

func (s *Server) callRow(r *http.Request, f *desk.FollowUp, staff []desk.Staff, failed *failedCall) (callRow, error) {
	by, now := staffOf(r), s.cfg.Now()
	c, _ := s.community(f.Community)
	open := f.Outcome == desk.OutcomeOpen
	row := callRow{ID: f.ID, Cause: f.Cause.Label(), Caller: "还没有人"}
	m, err := s.aboutCall(r, f, &row)
	if err != nil {
		return row, err
	}
	var colleagues []choice
	for _, p := range staff {
		if p.ID == f.Caller {
			row.Caller = p.Name
		} else if open && by.Role.Dispatches() && p.Active && p.Role.Works() {
			colleagues = append(colleagues, choice{fmt.Sprint(p.ID), p.Name + "（" + p.Role.Label() + "）"})
		}
	}
	for _, t := range f.Tries {
		row.Tries = append(row.Tries, moment(&c, t, now))
	}
	if !open {
		row.Outcome, row.Said = f.Outcome.Label(), m.Words(strings.TrimSpace(f.Result.Why+" "+f.Result.Remark))
		return row, nil
	}
	if f.Caller == by.ID || by.Role.Dispatches() {
		row.Report = failed.form(f.ID, false, reportCallFields())
	}
	if len(colleagues) > 0 {
		row.Assign = failed.form(f.ID, true, []fieldView{{Name: "to", Label: "交给谁", Kind: "choice", Choices: colleagues}})
	}
	row.Told, row.Due = toldOf(f), dueView{Clock: "回访", Text: left(f.DueAt, now), At: f.DueAt.Unix()}
	if f.DueAt.Before(now) {
		row.Due.Class = "late"
	}
	return row, nil
}

// aboutCall fills in what a call is about and whom it goes to: an order, or an answer of the
// bot; and returns what of it is hidden from the one who looks.
func (s *Server) aboutCall(r *http.Request, f *desk.FollowUp, row *callRow) (desk.Mask, error) {
	by, now := staffOf(r), s.cfg.Now()
	mine := f.Outcome == desk.OutcomeOpen && f.Caller == by.ID // who is to call sees whom
	if f.Order == 0 {
		home, err := s.cfg.Store.Conversation(r.Context(), f.Conversation)
		if err != nil {
			return desk.Mask{}, err
		}
		e, err := s.cfg.Store.Episode(r.Context(), f.Episode)
		if err != nil {
			return desk.Mask{}, err
		}
		asked := desk.WorkOrder{Place: home.Home, Phone: home.Phone, Resident: home.Name}
		m := asked.HiddenFrom(by)
		if mine {
			m = desk.Mask{}
		}
		row.Title, row.Resident, row.Phone, row.CanDial = "对机器人的回答不满意", residentName(&asked), m.Phone(home.Phone), !m.On()
		row.Asked, row.Chat = m.Words(f.Words), fmt.Sprintf("%d 分", e.Rating)
		return m, nil
	}
	o, err := s.cfg.Store.Order(r.Context(), f.Order)
	if err != nil {
		return desk.Mask{}, err
	}
	m := o.HiddenFrom(by)
	if mine {
		m = desk.Mask{}
	}
	order := rowOf(&o, by, now)
	row.Order, row.Title, row.Resident, row.Phone, row.CanDial = &order, order.Title, residentName(&o), m.Phone(o.Phone), !m.On()
	row.Asked, row.Did, row.Chat, row.Why = m.Words(o.Text), m.Words(o.Resolution), chatAnswer(&o), m.Words(o.RatedWhy)
	return m, nil
}

// chatAnswer is what the resident has said about the result, in the chat or on the phone.
func chatAnswer(o *desk.WorkOrder) string {
	out := confirmations[o.Confirmed]
	if o.Rating > 0 {
		out = strings.TrimSpace(fmt.Sprintf("%s %d 分", out, o.Rating))
	}
	return out
}

// reportCallForm keeps how a call went.
func (s *Server) reportCallForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	return s.onCall(w, r, false, func(call int64) error {
		result, err := readCallResult(r)
		if err != nil {
			return err
		}
		return s.cfg.Staff.ReportCall(r.Context(), staffOf(r), call, desk.Outcome(r.PostFormValue("outcome")), result)
	})
}

func readCallResult(r *http.Request) (desk.CallResult, error) {
	reply := func(name string) desk.Reply { return desk.Reply(r.PostFormValue(name)) }
	out := desk.CallResult{Fixed: reply("fixed"), InTime: reply("in_time"), Price: reply("price"), Clean: reply("clean"), Manner: reply("manner")}
	for name, into := range map[string]*string{"why": &out.Why, "remark": &out.Remark} {
		var err error
		if *into, err = cleanText(name, r.PostFormValue(name)); err != nil {
			return out, err
		}
	}
	if v := r.PostFormValue("rating"); v != "" {
		var err error
		if out.Rating, err = strconv.Atoi(v); err != nil {
			return out, invalid("rating", "评分应为 1 到 5")
		}
	}
	return out, nil
}

// assignCallForm gives a call to a colleague.
func (s *Server) assignCallForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	by := staffOf(r)
	return s.onCall(w, r, true, func(call int64) error {
		to, err := s.findColleague(r.Context(), by.Community, r.PostFormValue("to"))
		if err != nil {
			return err
		}
		return s.cfg.Staff.AssignCall(r.Context(), by, call, to)
	})
}

// onCall does something about the call in the address, and shows the list again.
func (s *Server) onCall(w http.ResponseWriter, r *http.Request, assign bool, do func(call int64) error) error {
	call, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return notFound("没有这个回访")
	}
	f, err := s.cfg.Store.FollowUp(r.Context(), call)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (f.Community != staffOf(r).Community || f.Stage != desk.StageCall) {
		return notFound("没有这个回访")
	}
	if err != nil {
		return err
	}
	show := r.PostFormValue("show")
	if err := do(call); err != nil {
		if refused, ok := refusalOf(r, err); ok {
			return s.showCalls(w, r, show, failedCall{refusal: refused, call: call, assign: assign})
		}
		return err
	}
	http.Redirect(w, r, "/desk/followups?"+url.Values{"show": {show}, "kept": {"1"}}.Encode(), http.StatusSeeOther)
	return nil
}
