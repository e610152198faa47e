package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
)

const (
	trialResidents = 20
	trialMessages  = 12  // of each resident
	trialMoves     = 200 // tried by each member of staff
)

// nextStates is the machine of work orders: what may follow a state ("" before it is opened).
var nextStates = map[desk.OrderState][]desk.OrderState{
	"":            {desk.Opened},
	desk.Opened:   {desk.Claimed, desk.Cancelled, desk.Merged},
	desk.Claimed:  {desk.Claimed, desk.Working, desk.OnHold, desk.Opened, desk.Resolved, desk.Cancelled, desk.Merged, desk.External},
	desk.Working:  {desk.Claimed, desk.OnHold, desk.Opened, desk.Resolved, desk.Cancelled, desk.Merged, desk.External},
	desk.OnHold:   {desk.Claimed, desk.Working, desk.Opened, desk.Cancelled, desk.Merged, desk.External},
	desk.Resolved: {desk.Reopened, desk.Closed},
	desk.Reopened: {desk.Claimed, desk.Closed, desk.Cancelled, desk.Merged},
	desk.Closed:   {desk.Reopened},
}

// TestTrial lets twenty residents write at once while staff try every move at random, by page,
// API and staff room. Whatever they do, every message is decided, no order is in a state or
// took a step that the machine does not have, and nothing fails but by refusal.
func TestTrial(t *testing.T) {
	h := newHouse(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	var group sync.WaitGroup
	var residents []desk.Conversation
	for i := range trialResidents {
		c, _, err := h.store.BeginConversation(t.Context(), "demo")
		if err != nil {
			t.Fatal(err)
		}
		residents = append(residents, c)
		group.Go(func() { trialResident(t, h, c, rand.New(rand.NewPCG(seed, uint64(i)))) })
	}
	var people []desk.Staff
	for i, role := range []desk.Role{desk.RoleStaff, desk.RoleStaff, desk.RoleDispatcher, desk.RoleManager} {
		people = append(people, must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: fmt.Sprint("员工", i), Role: role}))(t))
	}
	for i, p := range people {
		s := &trialStaff{t: t, h: h, Staff: p, people: people, random: rand.New(rand.NewPCG(seed, 100+uint64(i)))}
		s.session = must(h.store.NewStaffToken(t.Context(), p.ID, store.TokenSession, time.Hour))(t)
		s.token = must(h.store.NewStaffToken(t.Context(), p.ID, store.TokenAPI, 0))(t)
		s.web = New(Config{Store: h.store, Staff: h.acts(), Communities: h.content.Communities})
		group.Go(s.work)
	}
	group.Wait()
	for range 600 { // until all is decided
		if must(h.store.Waiting(t.Context()))(t).Inbox == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if w := must(h.store.Waiting(t.Context()))(t); w.Inbox > 0 || w.Unread > 0 {
		t.Fatalf("undecided: %+v", w)
	}
	for _, c := range residents {
		trialHeard(t, h, c)
	}
	trialOrders(t, h)
}

// trialSaid is what residents of the trial write, none of it special to the trial.
var trialSaid = []string{
	"报修，5栋1单元302，卫生间水龙头滴水，今天早上开始", "提交", "提交", "2栋3单元的门禁刷不开，今天开始的", "提交", "催单", "进度", "转人工", "你好",
	"物业费怎么交", "投诉，楼下装修太吵，4栋2单元101，每天早上七点就开始", "提交", "取消", "没修好", "谢谢", "厨房有很浓的煤气味", "改到明天下午", "2", "跳过",
}

func trialResident(t *testing.T, h *house, c desk.Conversation, random *rand.Rand) {
	for n := range trialMessages {
		in := desk.Inbound{From: c.Address, ExternalID: fmt.Sprintf("%s:%d", c.PublicID, n), Text: trialSaid[random.IntN(len(trialSaid))]}
		list, err := h.store.Messages(t.Context(), c.ID, 0, 500)
		if err != nil {
			t.Error(err)
			return
		}
		if offered := trialOffered(list); len(offered) > 0 && random.IntN(2) == 0 {
			in.Text, in.Press = "", offered[random.IntN(len(offered))].Press
		}
		if _, err := h.store.Receive(t.Context(), in, false); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
	}
}

// trialOffered are the buttons a resident was shown last, old ones among them.
func trialOffered(list []desk.Message) (out []desk.Button) {
	for _, m := range slices.Backward(list) {
		if out = append(out, m.Buttons...); len(out) > 6 {
			break
		}
	}
	return out
}

func trialHeard(t *testing.T, h *house, c desk.Conversation) {
	list := must(h.store.Messages(t.Context(), c.ID, 0, 1000))(t)
	said, answered := 0, false
	for _, m := range list {
		if m.From == desk.FromResident {
			said++
		} else {
			answered = true
		}
	}
	if said != trialMessages || !answered {
		t.Errorf("conversation %d: %d of %d messages kept, answered: %v", c.ID, said, trialMessages, answered)
	}
}

// trialStaff is one member of staff with a session, a token and a linked account.
type trialStaff struct {
	desk.Staff
	t              *testing.T
	h              *house
	web            *Server
	people         []desk.Staff
	random         *rand.Rand
	session, token string
}

func (s *trialStaff) work() {
	acts := slices.Sorted(maps.Keys(actFields))
	com := must(s.h.content.Community("demo"))(s.t)
	for tried := 0; tried < trialMoves; {
		list, err := s.h.store.Orders(s.t.Context(), store.OrderFilter{Community: "demo", Limit: 60})
		if err != nil {
			s.t.Error(err)
			return
		}
		if len(list) == 0 {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		o, a := list[s.random.IntN(len(list))], acts[s.random.IntN(len(acts))]
		if !possible(o, a, s.Actor(), com, time.Now()) && s.random.IntN(4) > 0 {
			continue // mostly what may succeed
		}
		tried++
		switch s.random.IntN(3) {
		case 0:
			s.byPage(o, a)
		case 1:
			if a != actPhotos { // photos come by page only
				s.byAPI(o, a)
			}
		default:
			s.byRoom(o, tried)
		}
	}
}

// fields fills in a move's form with something that may be right.
func (s *trialStaff) fields(a orderAct) map[string]string {
	to := s.people[s.random.IntN(len(s.people))]
	known := map[string]string{"why": "等配件", "until": time.Now().Add(time.Hour).Format(time.RFC3339), "to": to.Name, "text": "您好，师傅在路上",
		"what": "换了垫圈", "into": fmt.Sprintf("WO%s-%04d", time.Now().Format("20060102"), 1+s.random.IntN(20)), "whom": "自来水公司", "step": "清理现场，请住户确认"}
	out := map[string]string{}
	for _, field := range actFields[a] {
		if v := known[field.name]; v != "" {
			out[field.name] = v
		}
	}
	return out
}

func (s *trialStaff) byPage(o desk.WorkOrder, a orderAct) {
	form := url.Values{"key": {fmt.Sprint(s.random.Uint64())}}
	for name, v := range s.fields(a) {
		if name == "until" {
			v = time.Now().Add(time.Hour).Format("2006-01-02T15:04")
		}
		form.Set(name, v)
	}
	r := httptest.NewRequest(http.MethodPost, fmt.Sprintf("/desk/orders/%d/%s", o.ID, a), strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: s.session})
	s.serve(r)
	page := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/desk/orders/%d", o.ID), nil)
	page.AddCookie(&http.Cookie{Name: sessionCookie, Value: s.session})
	s.serve(page)
}

func (s *trialStaff) byAPI(o desk.WorkOrder, a orderAct) {
	fields := s.fields(a)
	if a == actSay {
		fields["client_id"] = fmt.Sprint(s.random.Uint64())
	}
	body, err := json.Marshal(fields)
	if err != nil {
		s.t.Error(err)
	}
	r := httptest.NewRequest(http.MethodPost, fmt.Sprintf("/api/v1/orders/%d/%s", o.ID, a), strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.token)
	s.serve(r)
}

// serve asks; only refusals may fail.
func (s *trialStaff) serve(r *http.Request) {
	w := httptest.NewRecorder()
	s.web.ServeHTTP(w, r)
	switch w.Code {
	case http.StatusOK, http.StatusSeeOther, http.StatusBadRequest, http.StatusForbidden, http.StatusConflict:
	default:
		s.t.Errorf("%s %s: %d %s", r.Method, r.URL.Path, w.Code, w.Body)
	}
}

// trialCommands are what staff write in answer to a card, or press on it.
var trialCommands = []string{"认领", "开始", "转 员工1 他熟", "派单 员工0", "挂起 明天下午 等配件", "退单 今天休息", "办结 换了角阀", "备注 已电话", "取消工单 重复",
	"转外部 供电公司", "打勾 1 2", "步骤", "知道了", "我马上到", "press claim", "press start", "press release busy", "press hold 2h", "press resolve ok", "press ack"}

func (s *trialStaff) byRoom(o desk.WorkOrder, n int) {
	in := desk.Inbound{From: desk.Address{Channel: desk.ChannelTelegram, Community: "demo", ID: "-100"}, ExternalID: fmt.Sprintf("room:%d:%d", s.ID, n),
		Staff: s.Actor(), Order: o.ID, Text: trialCommands[s.random.IntN(len(trialCommands))]}
	if press, ok := strings.CutPrefix(in.Text, "press "); ok {
		verb, arg, _ := strings.Cut(press, " ")
		in.Text, in.Press = "", desk.NewPress(verb, o.ID)
		if arg != "" {
			in.Press = desk.NewPress(verb, o.ID, arg)
		}
	}
	if _, err := s.h.store.Receive(s.t.Context(), in, true); err != nil {
		s.t.Error(err)
	}
}

// trialOrders follows the log of every order through the machine.
func trialOrders(t *testing.T, h *house) {
	list := must(h.store.Orders(t.Context(), store.OrderFilter{Community: "demo", Limit: 1000}))(t)
	if len(list) < trialResidents/2 {
		t.Errorf("only %d orders", len(list))
	}
	moved := map[desk.Move]int{}
	for _, o := range list {
		full := must(h.store.Order(t.Context(), o.ID))(t)
		state := desk.OrderState("")
		for _, l := range full.Log {
			moved[l.Move]++
			if l.From != state || l.To != state && !slices.Contains(nextStates[state], l.To) {
				t.Errorf("order %s: %s took it from %s (was %s) to %s", o.Number, l.Move, l.From, state, l.To)
			}
			state = l.To
		}
		if state != full.State || state == "" {
			t.Errorf("order %s is %s, its log ends in %s", o.Number, full.State, state)
		}
		if full.State.InHand() != (full.ClaimedBy != 0) && (full.State.InHand() || full.State.Unclaimed()) {
			t.Errorf("order %s is %s, in the hands of %d", o.Number, full.State, full.ClaimedBy)
		}
	}
	t.Logf("%d orders, moves %v", len(list), moved)
	if len(moved) < 10 || moved[desk.MoveClaim] == 0 || moved[desk.MoveResolve] == 0 {
		t.Errorf("too little was tried: %v", moved)
	}
}
