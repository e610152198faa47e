package web

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
)

func TestLogInByLink(t *testing.T) {
	f := newFixture(t)
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	link := "/desk/link/" + must(f.store.NewStaffToken(t.Context(), p.ID, store.TokenLink, time.Hour))(t)
	b := browse{f: f}
	for range 3 { // previews
		wantPage(t, b.get(link), 200, "一次性登录链接", "<button")
	}
	w := b.post(link)
	wantRedirect(t, w, "/desk/password")
	b.cookie = w.Result().Cookies()[0]
	wantPage(t, browse{f: f}.post(link), 404, "已经用过或过期")

	wantPage(t, b.get("/desk/password"), 200, "王师傅</span>，您好")
	wantPage(t, b.post("/desk/password", "password", "correct horse", "again", "correct hors"), 400, "两次输入的密码不一样",
		`aria-invalid="true" aria-describedby="password-wrong password-note" autofocus`, "!correct h", "!role=\"alert\"")
	wantPage(t, b.post("/desk/password", "password", "kurz", "again", "kurz"), 400, "密码至少", `aria-describedby="password-wrong password-note"`, "!kurz")
	wantPage(t, b.post("/desk/password", "password", strings.Repeat("长", 90), "again", ""), 400, "密码太长了", `id="password-wrong"`, "!长长")
	wantRedirect(t, b.post("/desk/password", "password", "correct horse", "again", "correct horse"), "/desk")
	wantPage(t, b.get("/desk"), 200, "没有等着接的工单", "王师傅")

	wantRedirect(t, b.post("/desk/logout"), "/desk/login")
	wantRedirect(t, b.get("/desk/undelivered"), "/desk/login?next=%2Fdesk%2Fundelivered")

	b.cookie = nil
	wantPage(t, b.post("/desk/login", "community", "east", "name", "王师傅", "password", "geheim"), 401, "姓名或密码不对", `value="王师傅"`, `value="east" selected`,
		`aria-invalid="true" aria-describedby="password-wrong" autofocus`, "!geheim", "!role=\"alert\"")
	wantPage(t, b.post("/desk/login", "community", "east", "name", " ", "password", "geheim"), 400, "请写您的姓名", `aria-describedby="name-wrong" autofocus`, "!geheim")
	wantPage(t, b.post("/desk/login", "community", "east", "name", "王师傅"), 400, "请写密码", `aria-describedby="password-wrong" autofocus`, `value="王师傅"`)
	for _, community := range []string{"", "nowhere"} {
		wantPage(t, b.post("/desk/login", "community", community, "name", "王师傅", "password", "geheim", "next", "/desk/duty"), 400, "请选择小区",
			`aria-describedby="community-wrong" autofocus`, `value="王师傅"`, `value="/desk/duty"`, "!geheim")
	}
	w = b.post("/desk/login", "community", "east", "name", "王师傅", "password", "correct horse", "next", "/desk/undelivered")
	wantRedirect(t, w, "/desk/undelivered")
	for range 5 {
		b.post("/desk/login", "community", "east", "name", "李工", "password", "geheim")
	}
	wantPage(t, b.post("/desk/login", "community", "east", "name", "李工", "password", "geheim"), 429, `role="alert"`, "登录试得太多了", `value="李工"`, "!geheim")
}

func TestLoginPageOffersCommunities(t *testing.T) {
	f := newFixture(t)
	wantPage(t, browse{f: f}.get("/desk/login?next=/desk"), 200, "东园", "西园", "<select")
}

func TestOnSite(t *testing.T) {
	for next, want := range map[string]string{"": "/desk", "/desk/orders/7?x=1": "/desk/orders/7?x=1", "/knowledge": "/knowledge", "/knowledge/table?x=1": "/knowledge/table?x=1", "//evil.example/desk": "/desk",
		"https://evil.example/desk": "/desk", "/deskx": "/desk", "/": "/desk", "/\\evil.example": "/desk", "%": "/desk"} {
		if got := onSite(next, desk.RoleStaff); got != want {
			t.Errorf("onSite(%q) = %q, want %q", next, got, want)
		}
	}
	if got := onSite("", desk.RoleEditor); got != "/knowledge" {
		t.Errorf("an editor, who has no orders, begins at %q", got)
	}
}

func TestListPage(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	far, _ := f.conversation("west")
	f.order(far, func(o *desk.WorkOrder) { o.Title = "西园的事" })
	f.order(c, func(o *desk.WorkOrder) { o.Title = "灯不亮"; o.Priority = desk.P3 })
	f.clock.add(10 * time.Minute)
	f.order(c)
	f.order(c, func(o *desk.WorkOrder) { o.Title = "有人困在电梯"; o.Priority = desk.P0 })
	f.clock.add(2 * time.Minute)
	p, b := f.browser("east", "王师傅", desk.RoleStaff)

	w := b.get("/desk")
	wantPage(t, w, 200, "<title>【险情】(3) ", "!西园的事", "险情", "响应", "还剩 1 分钟", "2 分钟前", "3栋2单元***", "!13812341234")
	body := w.Body.String()
	lift, leak, lamp := strings.Index(body, "困在电梯"), strings.Index(body, "厨房漏水"), strings.Index(body, "灯不亮")
	if lift < 0 || lift > leak || leak > lamp {
		t.Errorf("order of the list: lift at %d, leak at %d, lamp at %d", lift, leak, lamp)
	}
	f.clock.add(14 * time.Minute)
	wantPage(t, b.get("/desk?tab=late"), 200, "困在电梯", "厨房漏水", "已超时 1 分钟", "!灯不亮")
	wantPage(t, b.get("/desk?tab=mine"), 200, "您手上没有工单")

	list := must(f.store.Orders(t.Context(), store.OrderFilter{Community: "east", Limit: 9}))(t)
	wantRedirect(t, b.post(fmt.Sprintf("/desk/orders/%d/claim", list[0].ID), "tab", "open"), fmt.Sprintf("/desk/orders/%d?done=claim", list[0].ID))
	wantPage(t, b.get("/desk?tab=mine"), 200, "困在电梯", "由我负责")
	if o := must(f.store.Order(t.Context(), list[0].ID))(t); o.ClaimedBy != p.ID {
		t.Errorf("claimed by %d, want %d", o.ClaimedBy, p.ID)
	}
	_, other := f.browser("east", "李工", desk.RoleStaff)
	wantPage(t, other.post(fmt.Sprintf("/desk/orders/%d/claim", list[0].ID), "tab", "open"), 409, "已被王师傅接走", "厨房漏水")
}

func TestListPages(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	for i := range listSize + 1 {
		f.order(c, func(o *desk.WorkOrder) { o.Title = fmt.Sprintf("第%d件", i) })
	}
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	wantPage(t, b.get("/desk?tab=all"), 200, "<title>(99&#43;) ", "第100件<", "!第0件<", `href="/desk?tab=all&amp;before=2"`)
	wantPage(t, b.get("/desk?before=2&tab=all"), 200, "第0件<", "!下一页")

	// By what is due next, the oldest is first, and the page after holds the rest.
	page := b.get("/desk").Body.String()
	_, link, _ := strings.Cut(page, `<p class="more"><a class="button" href="`)
	link, _, _ = strings.Cut(link, `"`)
	if !strings.Contains(page, "第0件<") || strings.Contains(page, "第100件<") {
		t.Error("the list by what is due next does not begin with the oldest")
	}
	wantPage(t, b.get(strings.ReplaceAll(link, "&amp;", "&")), 200, "第100件<", "!第0件<", "!下一页")
	wantPage(t, b.get("/desk?after=x"), 400)
}

func TestListFilters(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	far, _ := f.conversation("west")
	f.order(far, func(o *desk.WorkOrder) { o.Title = "西园的漏水" })
	leak := f.order(c)
	f.order(c, func(o *desk.WorkOrder) {
		o.Title, o.Text, o.Category, o.Kind, o.Priority, o.Place.Building = "楼道太脏", "楼道太脏", "保洁", desk.Complaint, desk.PC, "5"
	})
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, boss := f.browser("east", "陈经理", desk.RoleManager)
	for _, tc := range []struct {
		who   browse
		query string
		want  []string
	}{
		{b, "q=漏水", []string{"找到 1 张工单", "厨房漏水", "!西园", "!楼道太脏", `value="漏水"`}},
		{b, "building=5", []string{"楼道太脏", "!厨房漏水", `<option value="5" selected>`, "筛选（1）"}},
		{b, "category=保洁&kind=complaint", []string{"楼道太脏", "!厨房漏水", "筛选（2）"}},
		{b, "priority=P2", []string{"厨房漏水", "!楼道太脏"}},
		{b, "priority=P9&category=no&kind=no&building=<b>", []string{"没有符合条件的工单", "在全部工单里找", "!<b>"}},
		{b, "q=13812341234", []string{"!找到 ", "没有符合条件的工单", "!厨房漏水"}},
		{boss, "q=13812341234", []string{"厨房漏水"}},
		{b, "q=\xff%25", []string{"没有符合条件的工单"}},
		{b, "q=" + strings.Repeat("长", 5000), []string{"没有符合条件的工单"}},
	} {
		wantPage(t, tc.who.get("/desk?"+strings.ReplaceAll(tc.query, " ", "+")), 200, tc.want...)
	}
	wantRedirect(t, b.get("/desk?q="+strings.ToLower(leak.Number)), fmt.Sprintf("/desk/orders/%d", leak.ID))
	wantPage(t, b.get("/desk?q=WO20200101-0001"), 200, "没有符合条件的工单")
}

func TestOrderPageMasksUntilClaimed(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	want[map[string]any](t, f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages",
		map[string]any{"client_id": "m1", "text": "<b>漏水</b> 501 电话13812341234"}), 202)
	o := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)

	wantPage(t, b.get(path), 200, "138****1234", "!13812341234", "!501", "!写给住户</label>", "接单</button>", "!办结</summary>", "&lt;b&gt;漏水")
	wantRedirect(t, b.post(path+"/claim"), path+"?done=claim")
	wantPage(t, b.get(path+"?done=claim"), 200, "已接单", "13812341234", "3栋2单元501", "写给住户</label>", "!接单</button>", "开始处理", "办结</summary>",
		"挂起", "转外部", `href="tel:13812341234"`)
	_, west := f.browser("west", "赵工", desk.RoleManager)
	wantPage(t, west.get(path), 404, "没有这张工单")
	wantPage(t, west.post(path+"/claim"), 404)
}

func TestMoves(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	mate, _ := f.staff("east", "李工", desk.RoleStaff)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	state := func(want desk.OrderState) desk.WorkOrder {
		t.Helper()
		o := must(f.store.Order(t.Context(), o.ID))(t)
		if o.State != want {
			t.Fatalf("state %s, want %s", o.State, want)
		}
		return o
	}
	ok := func(move string, pairs ...string) {
		t.Helper()
		wantRedirect(t, b.post(path+"/"+move, pairs...), path+"?done="+move)
	}
	wantPage(t, b.post(path+"/resolve", "what", "好了"), 409, "还没有人接，请先接单", "您刚才写的：", "好了</blockquote>")
	ok("claim")
	wantPage(t, b.post(path+"/hold", "why", "", "until", "2026-11-24T09:00"), 400, "请写明挂起的原因", "<details name=\"move\" open>", "2026-11-24T09:00")
	wantPage(t, b.post(path+"/hold", "why", "等配件", "until", "2026-11-22T09:00"), 400, "要在以后", "等配件</textarea>", `aria-describedby="hold-until-wrong"`)
	ok("hold", "why", "等配件", "until", "2026-11-24T09:00")
	if got, want := state(desk.OnHold).HoldUntil, time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("held until %s, want %s: the form's time is the community's", got, want)
	}
	wantPage(t, b.get(path), 200, "继续处理", "等配件，到 11月24日 09:00")
	ok("start")
	state(desk.Working)
	ok("note", "text", "带了角阀")
	ok("resolve", "what", "换了角阀")
	state(desk.Resolved)
	wantPage(t, b.get(path), 200, "待确认", "换了角阀", "带了角阀", "!取消</summary>")

	second := f.order(c)
	path = fmt.Sprintf("/desk/orders/%d", second.ID)
	o.ID = second.ID
	ok("claim")
	wantPage(t, b.post(path+"/transfer", "to", fmt.Sprint(mate.ID), "why", " "), 400, "请写明转单的原因", "selected>李工", `aria-describedby="transfer-why-wrong"`)
	ok("transfer", "to", fmt.Sprint(mate.ID), "why", "我在忙")
	wantPage(t, b.post(path+"/release", "why", "不会"), 409, "由李工负责", "不会</blockquote>")
	wantPage(t, b.get(path), 200, "李工：我在忙", "!退单</summary>")
	wantPage(t, b.post(path+"/explode"), 404)

	third := f.order(c)
	path = fmt.Sprintf("/desk/orders/%d", third.ID)
	o.ID = third.ID
	wantPage(t, b.post(path+"/merge", "into", "WO20200101-0001"), 400, "没有要合并到的工单", `value="WO20200101-0001"`)
	ok("merge", "into", second.Number)
	state(desk.Merged)
}

// Every button that is offered works, whatever the state and the role.
func TestOfferedMovesArePossible(t *testing.T) {
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	me := desk.Actor{Kind: desk.ByStaff, Staff: 1, Role: desk.RoleStaff}
	boss := desk.Actor{Kind: desk.ByStaff, Staff: 2, Role: desk.RoleManager}
	com := must(must(loadContent())(t).Community("east"))(t)
	for _, c := range []struct {
		state desk.OrderState
		by    desk.Actor
		want  string
	}{
		{desk.Opened, me, "[claim note merge cancel]"},
		{desk.Opened, boss, "[claim dispatch note merge cancel]"},
		{desk.Claimed, me, "[start resolve hold transfer release note merge external cancel]"},
		{desk.Working, me, "[resolve hold transfer release note merge external cancel]"},
		{desk.OnHold, boss, "[start resolve transfer release note merge external cancel]"},
		{desk.Resolved, me, "[note]"},
		{desk.Reopened, me, "[claim note merge cancel]"},
		{desk.Closed, boss, "[note]"},
	} {
		w := desk.WorkOrder{ID: 7, State: c.state, Priority: desk.P2, Log: make([]desk.LogLine, 0, 8)}
		if c.state.InHand() {
			w.ClaimedBy, w.FirstActAt = 1, now
		}
		if c.state == desk.Working {
			w.WorkingAt = now
		}
		var got []orderAct
		for _, a := range moves {
			if possible(w, a, c.by, com, now) {
				got = append(got, a)
			}
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s, %s: %v, want %s", c.state, c.by.Role, got, c.want)
		}
	}
}

func TestClaimFromManyPages(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	var browsers []browse
	for i := range 8 {
		_, b := f.browser("east", fmt.Sprintf("员工%d", i), desk.RoleStaff)
		browsers = append(browsers, b)
	}
	codes := make([]int, len(browsers))
	var all sync.WaitGroup
	for i, b := range browsers {
		all.Go(func() { codes[i] = b.post(fmt.Sprintf("/desk/orders/%d/claim", o.ID)).Code })
	}
	all.Wait()
	count := map[int]int{}
	for _, code := range codes {
		count[code]++
	}
	if count[303] != 1 || count[409] != 7 {
		t.Errorf("answers %v, want one 303 and seven 409", count)
	}
}

func (b browse) say(path, key, text string, files ...[]byte) *httptest.ResponseRecorder {
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	form.WriteField("key", key)
	form.WriteField("text", text)
	for i, f := range append(files, nil) { // an empty field is what a browser sends without a file
		part, _ := form.CreateFormFile("file", fmt.Sprintf("%d.png", i))
		part.Write(f)
	}
	form.Close()
	r := httptest.NewRequest(http.MethodPost, path+"/say", &buf)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

func TestSay(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	path := fmt.Sprintf("/desk/orders/%d", f.order(c).ID)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	wantPage(t, b.say(path, "k0", "我来了"), 409, "请先接单")
	b.post(path + "/claim")
	wantPage(t, b.say(path, "k1", "我来了", []byte("no picture")), 400, "只能发照片", "我来了</textarea>")
	for range 2 { // the same press twice is one message
		wantRedirect(t, b.say(path, "k1", "<i>我来了</i>", testPicture(t)), path+"?done=say#say")
	}
	var said []desk.Message
	for _, m := range must(f.store.Messages(t.Context(), c.ID, 0, 99))(t) {
		if m.From == desk.FromStaff {
			said = append(said, m)
		}
	}
	if len(said) != 1 || said[0].StaffName != "王师傅" || len(said[0].Media) != 1 {
		t.Fatalf("said %+v, want once, by name, with a photo", said)
	}
	ref := "/api/v1/media/" + said[0].Media[0].Ref
	wantPage(t, b.get(path), 200, "&lt;i&gt;我来了", `src="`+ref+`"`)
	wantPage(t, b.get(ref), 200)
	wantPage(t, b.say(path, "k2", ""), 400, "请写点什么")
}

func TestDeskNeedsLogin(t *testing.T) {
	f := newFixture(t)
	b := browse{f: f}
	for _, path := range []string{"/desk", "/desk/orders/1", "/desk/undelivered", "/desk/password"} {
		if w := b.get(path); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/desk/login?next=") {
			t.Errorf("%s: status %d to %q, want the login page", path, w.Code, w.Header().Get("Location"))
		}
	}
	wantPage(t, b.get("/desk/events"), 401)
	wantRedirect(t, b.post("/desk/orders/1/claim"), "/desk/login?next=%2Fdesk")
	_, editor := f.browser("east", "小编", desk.RoleEditor)
	wantPage(t, editor.get("/desk"), 403, "知识编辑")
	r := httptest.NewRequest(http.MethodPost, "/desk/logout", nil)
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	wantPage(t, b.do(r), 403)
}

func TestUndeliveredPage(t *testing.T) {
	f := newFixture(t)
	room := desk.Address{Channel: desk.ChannelTelegram, Community: "east", ID: "-100"}
	must(0, f.store.Commit(t.Context(), &desk.Turn{Out: []desk.Outbound{{Key: "order:1:card", To: room, Text: "工单"}}}))(t)
	must(f.store.NextOutbound(t.Context(), 1, time.Minute))(t)
	must(0, f.store.Failed(t.Context(), "order:1:card", "chat not found", time.Time{}))(t)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	wantPage(t, b.get("/desk/undelivered"), 200, "Telegram", "chat not found", "试了 1 次")
	_, west := f.browser("west", "赵工", desk.RoleStaff)
	wantPage(t, west.get("/desk/undelivered"), 200, "没有未送达的消息")
}

func TestDeskEvents(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	o := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	server := httptest.NewServer(f.web)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r := must(http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/desk/events?order=%d", server.URL, o.ID), nil))(t)
	r.AddCookie(b.cookie)
	answer := must(http.DefaultClient.Do(r))(t)
	defer answer.Body.Close()
	read := func() string {
		buf := make([]byte, 200)
		n, err := answer.Body.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n])
	}
	if got := read(); got != ": linli\n\n" {
		t.Fatalf("stream begins with %q", got)
	}
	f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", map[string]any{"client_id": "m1", "text": "在吗"})
	if got := read(); got != "data: look\n\n" {
		t.Errorf("after a message: %q", got)
	}
	f.order(c)
	if got := read(); got != "data: look\n\n" {
		t.Errorf("after an order: %q", got)
	}
}

func TestLasting(t *testing.T) {
	for d, want := range map[time.Duration]string{30 * time.Second: "不到 1 分钟", 12 * time.Minute: "12 分钟", 2 * time.Hour: "2 小时",
		125 * time.Minute: "2 小时 5 分", 26 * time.Hour: "1 天 2 小时", 48 * time.Hour: "2 天", 100 * time.Hour: "4 天"} {
		if got := desk.Lasting(d); got != want {
			t.Errorf("desk.Lasting(%s) = %q, want %q", d, got, want)
		}
	}
}

// TestClaimMutesTheBot: who claims has the resident's conversation at once, who releases gives it back to the bot.
func TestClaimMutesTheBot(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	p, b := f.browser("east", "王师傅", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	wantRedirect(t, b.post(path+"/claim"), path+"?done=claim")
	if got := must(f.store.Conversation(t.Context(), c.ID))(t); got.Mode != desk.ModeStaff || got.Staff != p.ID || got.Order != o.ID {
		t.Errorf("after the claim: mode %q, staff %d, order %d", got.Mode, got.Staff, got.Order)
	}
	wantRedirect(t, b.post(path+"/release", "why", "不在班"), path+"?done=release")
	if got := must(f.store.Conversation(t.Context(), c.ID))(t); got.Mode != desk.ModeBot || got.Staff != 0 || got.Order != 0 {
		t.Errorf("after the release: mode %q, staff %d, order %d", got.Mode, got.Staff, got.Order)
	}
}
