package web

import (
	"fmt"
	"testing"

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
	wantPage(t, boss.post(path, "outcome", "answered", "show", "mine"), 400, "没有保存", o.Number)

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
