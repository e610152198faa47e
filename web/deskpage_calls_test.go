package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
)

// TestCallsDesk: a resolved complaint is called about by a dispatcher, and a resident
// who says on the phone that nothing is solved has the order open again.
func TestCallsDesk(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	master, master2 := f.browser("east", "王师傅", desk.RoleStaff)
	_, boss := f.browser("east", "陈调度", desk.RoleDispatcher)
	_, west := f.browser("west", "赵经理", desk.RoleManager)
	home, _ := f.conversation("east")
	o := f.order(home, func(w *desk.WorkOrder) { w.Kind = desk.Complaint })
	must(f.web.cfg.Staff.Claim(ctx, master, o.ID))(t)
	must(f.web.cfg.Staff.Resolve(ctx, master, o.ID, "已经道歉"))(t)
	calls := must(f.store.CallsOpen(ctx, "east"))(t)
	if len(calls) != 1 {
		t.Fatalf("%d calls, want one", len(calls))
	}
	path := fmt.Sprintf("/desk/followups/%d", calls[0].ID)

	wantPage(t, boss.get("/desk/followups"), 200, o.Number, "tel:13812341234", "已经道歉", "回访人：陈调度", "填写结果")
	wantPage(t, master2.get("/desk/followups"), 200, "这里没有回访", "!"+o.Number)
	wantPage(t, master2.get("/desk/followups?show=all"), 200, o.Number, "!填写结果", "!换人回访")
	wantPage(t, west.get("/desk/followups?show=all"), 200, "这里没有回访", "!"+o.Number)
	wantPage(t, west.post(path, "outcome", "refused"), 404)
	wantPage(t, west.post(path+"/assign", "to", fmt.Sprint(master.ID)), 404)
	wantPage(t, master2.post(path+"/assign", "to", fmt.Sprint(master.ID)), 403)
	wantPage(t, master2.post(path, "outcome", "refused"), 409)
	wantPage(t, boss.post(path, "outcome", "answered", "show", "mine", "rating", "4", "remark", "挺好<i>"), 400, o.Number, "<details open>",
		"“已答复”要选问题是否解决", `aria-describedby="call1-fixed-wrong"`, `value="answered" selected`, `value="4" selected`, "挺好&lt;i&gt;</textarea>")
	wantPage(t, boss.post(path, "outcome", "not_done"), 400, "要写原因", `aria-describedby="call1-why-wrong"`)
	wantPage(t, boss.post(path, "outcome", "refused", "fixed", "yes"), 400, "不用填住户的答复", `aria-describedby="call1-outcome-wrong"`)
	wantPage(t, boss.post(path, "outcome", "answered", "fixed", "yes", "rating", "x"), 400, "评分应为", `aria-describedby="call1-rating-wrong"`)
	wantPage(t, boss.post(path+"/assign", "to", ""), 400, "没有这位同事", `aria-describedby="call1-to-wrong"`)

	wantRedirect(t, boss.post(path, "outcome", "no_answer", "show", "all"), "/desk/followups?kept=1&show=all")
	wantPage(t, boss.get("/desk/followups?kept=1&show=all"), 200, "已保存", "打过：")
	wantRedirect(t, boss.post(path+"/assign", "to", fmt.Sprint(master.ID), "show", "all"), "/desk/followups?kept=1&show=all")
	wantPage(t, master2.get("/desk/followups"), 200, o.Number, "填写结果")
	wantRedirect(t, master2.post(path, "outcome", "answered", "fixed", "no", "rating", "1", "remark", "还是吵", "show", "mine"),
		"/desk/followups?kept=1&show=mine")
	wantPage(t, boss.get("/desk/followups?show=done"), 200, o.Number, "已答复", "还是吵")
	wantPage(t, boss.get("/desk/followups?show=all"), 200, "这里没有回访")
	w := must(f.store.Order(ctx, o.ID))(t)
	if w.State != desk.Reopened || w.Confirmed != desk.ConfirmedNo {
		t.Errorf("the order is %s, confirmed %q", w.State, w.Confirmed)
	}
	if _, err := f.store.FollowUpOf(ctx, o.ID); err == nil {
		t.Error("the chat still asks what was answered by phone")
	}
	wantPage(t, master2.post(path, "outcome", "refused"), 409)
	for range 2 { // resolved again, by whichever way: one call is enough
		must(f.web.cfg.Staff.Claim(ctx, master, o.ID))(t)
		must(f.web.cfg.Staff.Resolve(ctx, master, o.ID, "又去了一次"))(t)
		calls = must(f.store.CallsOpen(ctx, "east"))(t)
		if len(calls) != 1 || calls[0].Caller == master.ID {
			t.Errorf("the calls are %+v", calls)
		}
		com := must(must(loadContent())(t).Community("east"))(t)
		w := must(f.store.Order(ctx, o.ID))(t)
		if err := w.Confirm(false, com, f.clock.now()); err != nil {
			t.Fatal(err)
		}
		must(0, f.store.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&w}}))(t)
	}
}

// TestAnswerCalls: a call about an answer of the bot has no order, and is masked like one.
func TestAnswerCalls(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	caller, mine := f.browser("east", "陈调度", desk.RoleDispatcher)
	_, other := f.browser("east", "王师傅", desk.RoleStaff)
	_, west := f.browser("west", "赵经理", desk.RoleManager)
	c, _ := f.conversation("east")
	com := must(must(loadContent())(t).Community("east"))(t)
	c.Phone, c.Name = "13812341234", "李阿姨"
	e := &desk.Episode{Community: "east", Channel: desk.ChannelWeb, Conversation: c.ID, StartedAt: f.clock.now(), LastAt: f.clock.now(), Rating: 2}
	must(0, f.store.Commit(ctx, &desk.Turn{Conversation: &c, Episode: e}))(t)
	must(0, f.store.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{desk.NewAnswerCall(e, "狗证在哪办，我电话13812341234", caller.ID, com, f.clock.now())}}))(t)

	wantPage(t, mine.get("/desk/followups"), 200, "差评跟进", "对机器人的回答不满意", "2 分", "狗证在哪办", "tel:13812341234", "填写结果")
	wantPage(t, other.get("/desk/followups?show=all"), 200, "狗证在哪办", "!13812341234", "!填写结果")
	wantPage(t, west.get("/desk/followups?show=all"), 200, "这里没有回访")
	wantPage(t, west.post("/desk/followups/1", "outcome", "refused"), 404)
	wantPage(t, other.post("/desk/followups/1", "outcome", "refused"), 409, "情况刚刚有变化")
	wantRedirect(t, mine.post("/desk/followups/1", "outcome", "answered", "fixed", "no", "remark", "已解释", "show", "mine"), "/desk/followups?kept=1&show=mine")
	wantPage(t, other.get("/desk/followups?show=done"), 200, "已答复", "已解释")
}

// TestOverdueCalls: a call that is due and not made stands out, with who was reminded of it, and
// is counted for whom it concerns.
func TestOverdueCalls(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	master, master2 := f.browser("east", "王师傅", desk.RoleStaff)
	_, boss := f.browser("east", "陈调度", desk.RoleDispatcher)
	_, west := f.browser("west", "赵经理", desk.RoleManager)
	home, token := f.conversation("east")
	o := f.order(home)
	must(f.web.cfg.Staff.Claim(ctx, master, o.ID))(t)
	must(f.web.cfg.Staff.Resolve(ctx, master, o.ID, "换了角阀"))(t)
	clock := &bot.Schedule{Due: f.store, Acts: f.web.cfg.Staff, People: f.store, Log: f.web.cfg.Log}
	sweep := func(d time.Duration) {
		t.Helper()
		f.clock.add(d)
		must(0, clock.Tick(ctx))(t)
	}
	const none, one = `<span id="late-calls" data-live></span>`, `<b>1<span class="sr">个超时</span></b>`
	sweep(23 * time.Hour)
	wantPage(t, boss.get("/desk/followups?show=all"), 200, "这里没有回访", none)
	sweep(time.Hour) // nobody has opened the chat
	wantPage(t, boss.get("/desk/followups"), 200, o.Number, "住户没有再打开聊天", "还剩 1 天", "!已提醒", none)
	wantPage(t, boss.get("/desk/followups?show=overdue"), 200, "这里没有回访")
	sweep(25 * time.Hour)
	wantPage(t, boss.get("/desk/followups?show=overdue"), 200, o.Number, "已超时 1 小时", "已提醒回访人", one, `超时 <b class="loud">1</b>`)
	wantPage(t, boss.get("/desk"), 200, one)
	wantPage(t, master2.get("/desk/followups?show=all"), 200, o.Number, none, `超时 <b class="loud">1</b>`)
	wantPage(t, west.get("/desk/followups"), 200, none, "!class=\"loud\"")
	sweep(time.Hour)
	wantPage(t, boss.get("/desk/followups"), 200, "已告诉班长")
	sweep(2 * time.Hour)
	wantPage(t, boss.get("/desk/followups"), 200, "已告诉经理")
	wantPage(t, boss.get(fmt.Sprintf("/desk/orders/%d", o.ID)), 200, "改为电话回访：住户没有再打开聊天", "回访：该打电话了", "回访：还没有打，已告知调度", "回访：还没有打，已告知经理")

	f.call(token, "GET /api/v1/conversations/"+home.PublicID+"/messages", nil) // and back they are
	sweep(time.Minute)
	wantPage(t, boss.get("/desk/followups?show=all"), 200, "这里没有回访", none)
	wantPage(t, boss.get(fmt.Sprintf("/desk/orders/%d", o.ID)), 200, "不用打回访电话了：住户回到聊天里了")
	sweep(24 * time.Hour)
	if list := must(f.store.Messages(ctx, home.ID, 0, 99))(t); !strings.Contains(list[len(list)-1].Text, "打个分") {
		t.Errorf("back in the chat it says %q", list[len(list)-1].Text)
	}
}
