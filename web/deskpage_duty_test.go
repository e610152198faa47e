package web

import (
	"fmt"
	"testing"

	"linli/desk"
)

// TestDutyDesk: a roster is set up by forms; from then on nobody gives orders to who is
// off duty or absent, by page or by API, and what they hold is handed over by one press.
func TestDutyDesk(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	wang, master := f.browser("east", "王师傅", desk.RoleStaff)
	li, _ := f.browser("east", "李师傅", desk.RoleStaff)
	boss, dispatcher := f.browser("east", "陈调度", desk.RoleDispatcher)
	_, token := f.staff("east", "孙调度", desk.RoleDispatcher)
	foreign, west := f.browser("west", "赵经理", desk.RoleManager)
	home, _ := f.conversation("east")
	o := f.order(home)
	id := func(p desk.Staff) string { return fmt.Sprint(p.ID) }
	kept := "/desk/duty?kept"

	wantPage(t, master.get("/desk/duty"), 200, "还没有排班", "王师傅", "李师傅", "我要请假", "!设置班次", "!赵经理")
	wantPage(t, dispatcher.post("/desk/duty/shift", "name", "早班", "from", "8点", "to", "20:00"), 400, "时间请写成", `value="早班"`)
	wantRedirect(t, dispatcher.post("/desk/duty/shift", "name", "早班", "from", "08:00", "to", "20:00"), kept)
	wantRedirect(t, dispatcher.post("/desk/duty/shift", "name", "夜班", "from", "20:00", "to", "08:00"), kept)
	for _, p := range []desk.Staff{wang, boss} {
		wantRedirect(t, dispatcher.post("/desk/duty/person", "staff", id(p), "shift1", "1", "shift1", "2", "trades", "水电"), kept)
	}
	wantPage(t, dispatcher.get("/desk/duty"), 200, "这些人没有排班", "李师傅")
	wantPage(t, master.get("/desk/duty"), 200, "!这些人没有排班")
	wantPage(t, dispatcher.post("/desk/duty/join", "staff", id(foreign), "shift", "2"), 400, "没有这位同事")
	wantPage(t, dispatcher.post("/desk/duty/join", "staff", id(li), "shift", "7"), 400, "没有这个班次")
	wantRedirect(t, dispatcher.post("/desk/duty/join", "staff", id(li), "shift", "2", "days", "all"), kept)
	wantPage(t, dispatcher.get("/desk/duty"), 200, "!这些人没有排班")
	wantRedirect(t, dispatcher.post("/desk/duty/person", "staff", id(li), "shift2", "1"), kept)
	wantRedirect(t, dispatcher.post("/desk/duty/steward", "building", "3栋", "staff", id(li)), kept)
	wantPage(t, dispatcher.post("/desk/duty/person", "staff", id(foreign), "shift1", "1"), 400, "没有这位同事")
	wantPage(t, dispatcher.post("/desk/duty/day", "staff", id(wang), "shift", "9", "day", "2026-11-23", "what", "on"), 400, "没有这个班次")
	wantPage(t, dispatcher.get(kept), 200, "已保存", "3 栋", "早班", "夜班", "20:00-08:00", "11月23日", "在手 0 张")
	wantPage(t, west.get("/desk/duty"), 200, "还没有排班", "!夜班", "!王师傅")

	order := fmt.Sprintf("/desk/orders/%d", o.ID)
	wantPage(t, dispatcher.get(order), 200, "王师傅（员工）在手 0 张 水电", "李师傅：已下班")
	wantPage(t, dispatcher.post(order+"/dispatch", "to", id(li)), 400, "李师傅现在不在班")
	wantFailure(t, f.call(token, "POST /api/v1/orders/"+o.Number+"/dispatch", fmt.Sprintf(`{"to":%d}`, li.ID)), 400, codeInvalid, "to")
	wantRedirect(t, dispatcher.post(order+"/dispatch", "to", id(wang)), order+"?done=dispatch")

	// One's own absence by oneself, another's not; what is in hand is shown to who dispatches.
	wantPage(t, master.post("/desk/duty/absence", "staff", id(li), "first", "2026-11-23", "last", "2026-11-23"), 400, "只能给自己请假")
	wantPage(t, master.post("/desk/duty/absence", "first", "2026-11-23", "last", "2026-11-20", "reason", "看病"), 400, "结束不能早于开始", "看病")
	wantRedirect(t, master.post("/desk/duty/absence", "first", "2026-11-23", "last", "2026-11-23", "reason", "看病"), kept)
	wantPage(t, master.get("/desk/duty"), 200, "看病", "销假")
	wantPage(t, dispatcher.get("/desk?tab=working"), 200, `<span class="badge urged">请假</span>`)
	wantPage(t, master.get("/desk?tab=working"), 200, `!<span class="badge urged">请假</span>`)
	wantPage(t, dispatcher.get(order), 200, `<span class="badge urged">请假</span>`, "没有合适的人在班")
	wantRedirect(t, dispatcher.post("/desk/duty/day", "staff", id(li), "shift", "1", "day", "2026-11-23", "what", "on"), kept)
	wantPage(t, dispatcher.get("/desk/duty"), 200, "不在班的人手里还有工单", o.Number, `value="王师傅请假，本楼管家"`)
	if w := must(f.store.Order(ctx, o.ID))(t); w.ClaimedBy != wang.ID {
		t.Errorf("it moved by itself to %s", w.ClaimerName)
	}
	wantRedirect(t, dispatcher.post(order+"/transfer", "to", id(li), "why", "王师傅请假，本楼管家"), order+"?done=transfer")
	wantPage(t, dispatcher.get("/desk/duty"), 200, "!不在班的人手里还有工单")
	absences := must(f.store.Roster(ctx, "east", f.clock.now()))(t).Absences
	end := fmt.Sprintf("/desk/duty/absence/%d/end", absences[0].ID)
	wantPage(t, west.post(end), 404)
	wantRedirect(t, master.post(end), kept)
	wantPage(t, master.post(end), 409, "请刷新后再试")
	wantRedirect(t, dispatcher.post("/desk/duty/shift", "drop", "1"), kept)
	wantPage(t, dispatcher.get("/desk/duty"), 200, "!早班 08:00", "现在没有人在班")
}

// TestDutyOfManyHeld: the list of what the absent hold is short enough to read, and says how much
// more there is.
func TestDutyOfManyHeld(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	wang, master := f.browser("east", "王师傅", desk.RoleStaff)
	_, dispatcher := f.browser("east", "陈调度", desk.RoleDispatcher)
	home, _ := f.conversation("east")
	for range heldShown + 3 {
		must(f.web.cfg.Staff.Claim(ctx, wang, f.order(home).ID))(t)
	}
	wantRedirect(t, master.post("/desk/duty/absence", "first", "2026-11-23", "last", "2026-11-23", "reason", "看病"), "/desk/duty?kept")
	wantPage(t, dispatcher.get("/desk/duty"), 200, "还有 3 张，上面的转走以后会列出来")
}
