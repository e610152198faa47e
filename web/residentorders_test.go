package web

import (
	"testing"
	"time"

	"linli/desk"
)

type awaitedOrders struct {
	Now     time.Time     `json:"now"`
	Orders  []awaitedJSON `json:"orders"`
	Notices []noticeJSON  `json:"notices"`
}

// TestAwaitedOrders: a resident sees their own open orders, what is due next first, and no
// more of them than that.
func TestAwaitedOrders(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	neighbour, other := f.conversation("east")
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	acts, ctx := f.web.cfg.Staff, t.Context()
	f.order(neighbour)
	look := func() []awaitedJSON {
		t.Helper()
		got := want[awaitedOrders](t, f.call(token, "GET /api/v1/conversations/"+c.PublicID+"/orders", nil), 200)
		if !got.Now.Equal(f.clock.now()) {
			t.Errorf("now is %s", got.Now)
		}
		return got.Orders
	}
	if got := look(); len(got) != 0 {
		t.Fatalf("orders before there are any: %+v", got)
	}
	slow, quick := f.order(c), f.order(c, func(o *desk.WorkOrder) { o.Priority, o.Kind = desk.P0, desk.EmergencyOf })
	is := func(got awaitedJSON, o desk.WorkOrder, state desk.OrderState, what desk.Awaited, after time.Duration) {
		t.Helper()
		if got.Number != o.Number || got.State != state || got.Label != state.Label() || (what == "") != (got.Awaits == nil) ||
			what != "" && (*got.Awaits != what || !got.Due.Equal(f.clock.now().Add(after))) {
			t.Errorf("%+v (awaits %v, due %v), want %s %s %s after %s", got, got.Awaits, got.Due, o.Number, state, what, after)
		}
	}
	got := look()
	is(got[0], quick, desk.Opened, desk.AwaitedContact, 3*time.Minute)
	is(got[1], slow, desk.Opened, desk.AwaitedContact, 15*time.Minute)

	must(acts.Claim(ctx, p, quick.ID))(t)
	must(acts.Resolve(ctx, p, quick.ID, "好了"))(t)
	must(acts.Claim(ctx, p, slow.ID))(t)
	must(acts.Say(ctx, p, slow.ID, "1", "我二十分钟内到", nil))(t)
	got = look()
	is(got[0], slow, desk.Claimed, desk.AwaitedVisit, 20*time.Minute)
	is(got[1], quick, desk.Resolved, "", 0)

	must(acts.Hold(ctx, p, slow.ID, "等配件", f.clock.now().Add(26*time.Hour)))(t)
	is(look()[0], slow, desk.OnHold, desk.AwaitedResume, 26*time.Hour)
	must(acts.Cancel(ctx, p, slow.ID, "住户自己修好了"))(t)
	if got := look(); len(got) != 1 {
		t.Errorf("a cancelled order is still awaited: %+v", got)
	}
	wantFailure(t, f.call(other, "GET /api/v1/conversations/"+c.PublicID+"/orders", nil), 404, codeNotFound, "")
}
