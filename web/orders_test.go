package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/desk"
)

type orders struct {
	Orders []orderJSON `json:"orders"`
	Next   string      `json:"next"`
}

func TestListOrders(t *testing.T) {
	f := newFixture(t)
	east, _ := f.conversation("east")
	west, _ := f.conversation("west")
	me, token := f.staff("east", "王师傅", desk.RoleStaff)
	var all []desk.WorkOrder
	for range 5 {
		all = append(all, f.order(east))
	}
	f.order(west)
	f.call(token, "POST /api/v1/orders/"+all[1].Number+"/claim", nil)
	f.call(token, "POST /api/v1/orders/"+all[2].Number+"/cancel", `{"why":"重复"}`)
	for query, ids := range map[string][]int{
		"":                                      {4, 3, 2, 1, 0},
		"state=opened":                          {4, 3, 0},
		"state=opened,claimed":                  {4, 3, 1, 0},
		"state=claimed&state=cancelled":         {2, 1},
		"mine=1":                                {1},
		"mine=0&state=claimed":                  {1},
		"overdue=1":                             {},
		"limit=200":                             {4, 3, 2, 1, 0},
		fmt.Sprintf("after=%d", all[2].ID):      {1, 0},
		fmt.Sprintf("mine=1&after=%d", me.ID):   {},
		fmt.Sprintf("after=%d", all[0].ID):      {},
		fmt.Sprintf("after=%d", int64(1)<<62):   {4, 3, 2, 1, 0},
		"state=resolved&mine=true&overdue=0":    {},
		"state=&limit=" + fmt.Sprint(orderPage): {4, 3, 2, 1, 0},
	} {
		got := want[orders](t, f.call(token, "GET /api/v1/orders?"+query, nil), 200)
		var have []int64
		for _, o := range got.Orders {
			have = append(have, o.ID)
		}
		var should []int64
		for _, i := range ids {
			should = append(should, all[i].ID)
		}
		if fmt.Sprint(have) != fmt.Sprint(should) || got.Next != "" {
			t.Errorf("%s: orders %v next %q, want %v", query, have, got.Next, should)
		}
	}
	f.clock.add(240 * time.Hour)
	if got := want[orders](t, f.call(token, "GET /api/v1/orders?overdue=1", nil), 200); len(got.Orders) != 4 || !got.Orders[0].Overdue {
		t.Errorf("overdue: %d orders", len(got.Orders))
	}
	for _, bad := range []struct{ query, field string }{{"state=open", "state"}, {"limit=0", "limit"}, {"limit=201", "limit"}, {"mine=maybe", "mine"},
		{"overdue=2", "overdue"}, {"after=x", "after"}, {"page=2", "page"}, {"state=opened;mine=1", ""}, {"state=%zz", ""}} {
		wantFailure(t, f.call(token, "GET /api/v1/orders?"+bad.query, nil), 400, codeInvalid, bad.field)
	}
}

func TestOrderPages(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	for range 5 {
		f.order(c)
	}
	var seen []string
	next := ""
	for range 4 {
		got := want[orders](t, f.call(token, "GET /api/v1/orders?limit=2&after="+next, nil), 200)
		for _, o := range got.Orders {
			seen = append(seen, o.Number)
		}
		if next = got.Next; next == "" {
			break
		}
	}
	if len(seen) != 5 || next != "" {
		t.Errorf("pages give %v, then %q", seen, next)
	}
}

func TestOrderIsMaskedUntilClaimed(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, wang := f.staff("east", "王师傅", desk.RoleStaff)
	_, zhao := f.staff("east", "赵师傅", desk.RoleStaff)
	_, boss := f.staff("east", "刘经理", desk.RoleManager)
	o := f.order(c)
	f.reply(c, desk.Message{From: desk.FromBot, Text: "记下了：3栋2单元501，13812341234，备用 139 8888 7777"})
	p0 := f.order(c, func(o *desk.WorkOrder) { o.Kind, o.Priority, o.Emergency = desk.EmergencyOf, desk.P0, "emg-lift" })
	path := "GET /api/v1/orders/" + o.Number
	check := func(token string, masked bool) {
		t.Helper()
		w := f.call(token, path, nil)
		got := want[orderDetailJSON](t, w, 200)
		phone, place := "13812341234", "3栋2单元501"
		if masked {
			phone, place = "138****1234", "3栋2单元***"
		}
		if got.Masked != masked || got.Phone != phone || got.Place != place || !strings.Contains(got.Text, place+"厨房漏水") || !strings.Contains(got.Text, phone) {
			t.Errorf("masked %t: %q %q %q", got.Masked, got.Phone, got.Place, got.Text)
		}
		if masked && strings.Contains(w.Body.String(), "1234123") || masked && strings.Contains(w.Body.String(), "8888") {
			t.Errorf("a number shows: %s", w.Body)
		}
	}
	check(wang, true)
	check(boss, false)
	f.call(wang, "POST /api/v1/orders/"+o.Number+"/claim", nil)
	check(wang, false)
	check(zhao, true)
	if got := want[orders](t, f.call(zhao, "GET /api/v1/orders?state=claimed", nil), 200); got.Orders[0].Phone != "138****1234" {
		t.Errorf("the list shows %q", got.Orders[0].Phone)
	}
	if got := want[orderDetailJSON](t, f.call(zhao, "GET /api/v1/orders/"+p0.Number, nil), 200); got.Masked || got.Place != "3栋2单元501" {
		t.Errorf("an emergency is masked: %q", got.Place)
	}
}

func TestFiftyClaims(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	tokens := map[string]string{}
	for i := range 50 {
		p, token := f.staff("east", fmt.Sprintf("师傅%02d", i), desk.RoleStaff)
		tokens[p.Name] = token
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	answers := map[string]*httptest.ResponseRecorder{}
	start := make(chan struct{})
	for name, token := range tokens {
		wg.Go(func() {
			r := httptest.NewRequest(http.MethodPost, fmt.Sprintf("/api/v1/orders/%d/claim", o.ID), nil)
			r.Header.Set("Authorization", "Bearer "+token)
			w := httptest.NewRecorder()
			<-start
			f.web.ServeHTTP(w, r)
			mu.Lock()
			defer mu.Unlock()
			answers[name] = w
		})
	}
	close(start)
	wg.Wait()
	winner := ""
	for name, w := range answers {
		if w.Code == 200 {
			if winner != "" {
				t.Fatalf("both %s and %s have it", winner, name)
			}
			winner = name
		}
	}
	told := 0
	for name, w := range answers {
		if name == winner {
			continue
		}
		got := wantFailure(t, w, 409, codeConflict, "")
		if *got.Error.ClaimedBy != winner || got.Error.Message != "这张工单已被"+winner+"接走" {
			t.Fatalf("%s is told %+v, the winner is %q", name, got, winner)
		}
		told++
	}
	if told != 49 {
		t.Errorf("%d are told", told)
	}
	if after := must(f.store.Order(t.Context(), o.ID))(t); after.ClaimerName != winner {
		t.Errorf("the store says %q", after.ClaimerName)
	}
}

// TestActs does one act on an order that stands as the row says.
func TestActs(t *testing.T) {
	f := newFixture(t)
	c, residentToken := f.conversation("east")
	west, _ := f.conversation("west")
	elsewhere := f.order(west)
	wang, _ := f.staff("east", "王师傅", desk.RoleStaff)
	zhao, _ := f.staff("east", "赵师傅", desk.RoleStaff)
	bao, _ := f.staff("east", "包编辑", desk.RoleEditor)
	ma, _ := f.staff("west", "马师傅", desk.RoleStaff)
	boss, _ := f.staff("east", "刘经理", desk.RoleManager)
	file := want[map[string]string](t, f.upload(residentToken, "/api/v1/conversations/"+c.PublicID+"/media", "file", "a.png", "image/png", aPNG(t)), 201)["media_id"]
	tokens := map[desk.StaffID]string{}
	for _, p := range []desk.Staff{wang, zhao, boss} {
		tokens[p.ID] = must(f.store.NewStaffToken(t.Context(), p.ID, "api", 0))(t)
	}
	later, before := f.clock.now().Add(time.Hour).Format(time.RFC3339), f.clock.now().Add(-time.Hour).Format(time.RFC3339)
	closed := f.order(c)
	want[orderDetailJSON](t, f.call(tokens[wang.ID], "POST /api/v1/orders/"+closed.Number+"/cancel", `{"why":"重复"}`), 200)
	target := f.order(c)

	type row struct {
		name   string
		opened string // claimed by 王师傅 unless "opened"
		by     desk.Staff
		act    string
		body   string
		status int
		field  string // or the state after success
		says   string // in the message
	}
	for _, r := range []row{
		{"claim", "opened", wang, "claim", ``, 200, "claimed", ""},
		{"claim again", "", wang, "claim", `{}`, 200, "claimed", ""},
		{"claim a colleague's", "", zhao, "claim", ``, 409, "", "这张工单已被王师傅接走"},
		{"claim with a field", "opened", wang, "claim", `{"why":"x"}`, 400, "why", "不认识"},
		{"release", "", wang, "release", `{"why":"没有工具"}`, 200, "opened", ""},
		{"release without a reason", "", wang, "release", `{"why":"  "}`, 400, "why", "原因"},
		{"release a colleague's", "", zhao, "release", `{"why":"x"}`, 409, "", "由王师傅负责"},
		{"release as manager", "", boss, "release", `{"why":"x"}`, 200, "opened", ""},
		{"release nobody's", "opened", wang, "release", `{"why":"x"}`, 409, "", "请先接单"},
		{"start", "", wang, "start", ``, 200, "working", ""},
		{"start nobody's", "opened", wang, "start", ``, 409, "", "请先接单"},
		{"hold", "", wang, "hold", `{"why":"等配件","until":"` + later + `"}`, 200, "on_hold", ""},
		{"hold without until", "", wang, "hold", `{"why":"等配件"}`, 400, "until", "什么时候"},
		{"hold until some day", "", wang, "hold", `{"why":"等配件","until":"明天"}`, 400, "until", "T09:00"},
		{"hold until the past", "", wang, "hold", `{"why":"等配件","until":"` + before + `"}`, 400, "until", "以后"},
		{"hold without a reason", "", wang, "hold", `{"until":"` + later + `"}`, 400, "why", "原因"},
		{"transfer by name", "", wang, "transfer", `{"to":"赵师傅","why":"下班"}`, 200, "claimed", ""},
		{"transfer by id", "", wang, "transfer", fmt.Sprintf(`{"to":%d,"why":"下班"}`, zhao.ID), 200, "claimed", ""},
		{"transfer by id as string", "", wang, "transfer", fmt.Sprintf(`{"to":"%d","why":"下班"}`, zhao.ID), 200, "claimed", ""},
		{"transfer to nobody", "", wang, "transfer", `{"why":"下班"}`, 400, "to", "转给谁"},
		{"transfer to a stranger", "", wang, "transfer", `{"to":"孙悟空","why":"下班"}`, 400, "to", "没有这位同事"},
		{"transfer to another community", "", wang, "transfer", fmt.Sprintf(`{"to":%d,"why":"下班"}`, ma.ID), 400, "to", "没有这位同事"},
		{"transfer to an editor", "", wang, "transfer", fmt.Sprintf(`{"to":%d,"why":"下班"}`, bao.ID), 400, "to", "不处理工单"},
		{"transfer to oneself", "", wang, "transfer", `{"to":"王师傅","why":"下班"}`, 400, "to", "已经由王师傅"},
		{"transfer to a list", "", wang, "transfer", `{"to":["赵师傅"],"why":"下班"}`, 400, "to", "类型"},
		{"dispatch", "opened", boss, "dispatch", `{"to":"赵师傅"}`, 200, "claimed", ""},
		{"dispatch a claimed one", "", boss, "dispatch", `{"to":"赵师傅"}`, 409, "", "已被王师傅接走"},
		{"note", "opened", wang, "note", `{"text":"缺角阀"}`, 200, "opened", ""},
		{"an empty note", "opened", wang, "note", `{"text":""}`, 400, "text", "空"},
		{"say", "", wang, "say", `{"client_id":"1","text":"马上到"}`, 200, "claimed", ""},
		{"say a photo", "", wang, "say", `{"client_id":"1","media":["` + file + `"]}`, 200, "claimed", ""},
		{"say a forged photo", "", wang, "say", `{"client_id":"1","media":["x"]}`, 400, "media", "没有这个文件"},
		{"say nothing", "", wang, "say", `{"client_id":"1","text":" "}`, 400, "text", "写点什么"},
		{"say without client_id", "", wang, "say", `{"text":"马上到"}`, 400, "client_id", "client_id"},
		{"say too much", "", wang, "say", `{"client_id":"1","text":"` + strings.Repeat("长", desk.MaxText+1) + `"}`, 413, "text", "4000"},
		{"resolve", "", wang, "resolve", `{"what":"换了角阀"}`, 200, "resolved", ""},
		{"resolve a colleague's", "", zhao, "resolve", `{"what":"换了角阀"}`, 409, "", "由王师傅负责"},
		{"cancel", "opened", wang, "cancel", `{"why":"重复"}`, 200, "cancelled", ""},
		{"cancel without a reason", "opened", wang, "cancel", ``, 400, "why", "原因"},
		{"merge", "opened", wang, "merge", `{"into":"` + target.Number + `"}`, 200, "merged", ""},
		{"merge by id", "opened", wang, "merge", fmt.Sprintf(`{"into":%d}`, target.ID), 200, "merged", ""},
		{"merge into nothing", "opened", wang, "merge", `{"into":"WO1"}`, 400, "into", "没有"},
		{"merge into another community's", "opened", wang, "merge", fmt.Sprintf(`{"into":%d}`, elsewhere.ID), 400, "into", "没有"},
		{"merge into one that is over", "opened", wang, "merge", fmt.Sprintf(`{"into":%d}`, closed.ID), 400, "into", "已经结束"},
		{"external", "", wang, "external", `{"whom":"自来水公司"}`, 200, "external", ""},
		{"external to nobody", "", wang, "external", `{}`, 400, "whom", "哪个单位"},
		{"garbage", "", wang, "start", `{"`, 400, "", "JSON"},
	} {
		t.Run(r.name, func(t *testing.T) {
			o := f.order(c)
			if r.opened == "" {
				want[orderDetailJSON](t, f.call(tokens[wang.ID], "POST /api/v1/orders/"+o.Number+"/claim", nil), 200)
			}
			w := f.call(tokens[r.by.ID], fmt.Sprintf("POST /api/v1/orders/%d/%s", o.ID, r.act), r.body)
			if r.status == 200 {
				got := want[orderDetailJSON](t, w, 200)
				stored := must(f.store.Order(t.Context(), o.ID))(t)
				if string(got.State) != r.field || stored.State != got.State || len(got.Log) != len(stored.Log) {
					t.Errorf("state %s, stored %s, want %s", got.State, stored.State, r.field)
				}
				return
			}
			code := map[int]string{400: codeInvalid, 409: codeConflict, 413: codeTooLarge}[r.status]
			got := wantFailure(t, w, r.status, code, r.field)
			if by := got.Error.ClaimedBy; by != nil && (*by == "王师傅") != (r.opened == "") {
				t.Errorf("claimed by %q", *by)
			}
			if !strings.Contains(got.Error.Message, r.says) {
				t.Errorf("message %q, want %q in it", got.Error.Message, r.says)
			}
		})
	}
}

// TestDoneTwice: who is refused on an order of their own is told that they have it.
func TestDoneTwice(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	o := f.order(c)
	route := "POST /api/v1/orders/" + o.Number
	f.call(token, route+"/claim", nil)
	want[orderDetailJSON](t, f.call(token, route+"/resolve", nil), 200)
	if got := wantFailure(t, f.call(token, route+"/resolve", nil), 409, codeConflict, ""); *got.Error.ClaimedBy != "王师傅" {
		t.Errorf("%+v", got)
	}
}

func TestMergeIntoItself(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	o := f.order(c)
	wantFailure(t, f.call(token, "POST /api/v1/orders/"+o.Number+"/merge", `{"into":"`+o.Number+`"}`), 400, codeInvalid, "into")
}

func TestEmergenciesAreNotHeld(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	o := f.order(c, func(o *desk.WorkOrder) { o.Priority = desk.P0 })
	f.call(token, "POST /api/v1/orders/"+o.Number+"/claim", nil)
	body := map[string]any{"why": "等", "until": f.clock.now().Add(time.Hour)}
	got := wantFailure(t, f.call(token, "POST /api/v1/orders/"+o.Number+"/hold", body), 400, codeInvalid, "")
	if got.Error.Message != "险情工单不能挂起" {
		t.Error(got.Error.Message)
	}
}

func TestSayHappensOnce(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	o := f.order(c)
	f.call(token, "POST /api/v1/orders/"+o.Number+"/claim", nil)
	said := func() (n int) {
		for _, m := range must(f.store.Messages(t.Context(), c.ID, 0, 100))(t) {
			if m.From == desk.FromStaff && m.Text == "马上到" && m.StaffName == "王师傅" && m.OrderNumber == o.Number {
				n++
			}
		}
		return n
	}
	for range 2 {
		want[orderDetailJSON](t, f.call(token, "POST /api/v1/orders/"+o.Number+"/say", `{"client_id":"a","text":"马上到"}`), 200)
	}
	if n := said(); n != 1 {
		t.Errorf("said %d times", n)
	}
	want[orderDetailJSON](t, f.call(token, "POST /api/v1/orders/"+o.Number+"/say", `{"client_id":"b","text":"马上到"}`), 200)
	if n := said(); n != 2 {
		t.Errorf("with another client_id said %d times", n)
	}
}

func TestOrderRecordBeginsWithItsEpisode(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, token := f.staff("east", "刘经理", desk.RoleManager)
	f.reply(c, desk.Message{From: desk.FromBot, Text: "上个月的事"})
	f.clock.add(24 * time.Hour)
	o := f.order(c)
	f.reply(c, desk.Message{From: desk.FromBot, Text: "这次的事"})
	got := want[orderDetailJSON](t, f.call(token, "GET /api/v1/orders/"+o.Number, nil), 200)
	if len(got.Messages) != 1 || got.Messages[0].Text != "这次的事" || len(got.Log) != 1 || got.Log[0].Move != desk.MoveOpen {
		t.Errorf("messages %+v, log %+v", got.Messages, got.Log)
	}
}

// An acknowledged alert names who knows of it; where none was given there is nothing to
// know, and saying so is no mistake.
func TestAcknowledge(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	_, wang := f.staff("east", "王师傅", desk.RoleStaff)
	o := f.order(c)
	want[orderDetailJSON](t, f.call(wang, "POST /api/v1/orders/"+o.Number+"/ack", nil), 200)
	f.clock.add(20 * time.Minute)
	w := must(f.store.Order(t.Context(), o.ID))(t)
	if _, ok := w.Climb(f.clock.now()); !ok {
		t.Fatal("nothing to climb")
	}
	if err := f.store.Commit(t.Context(), &desk.Turn{Orders: []*desk.WorkOrder{&w}}); err != nil {
		t.Fatal(err)
	}
	_, b := f.browser("east", "李工", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	wantPage(t, b.get(path), 200, ">知道了</button>", "响应：超过时限")
	wantRedirect(t, b.post(path+"/ack"), path+"?done=ack")
	wantPage(t, b.get(path), 200, "!>知道了</button>", `<b>知道了</b> <span translate="no">李工</span>`)
	if w = must(f.store.Order(t.Context(), o.ID))(t); len(w.Alerts) == 0 || w.Alerts[0].Ack != "李工" {
		t.Errorf("the alerts are %+v", w.Alerts)
	}
}
