package web

import (
	"fmt"
	"testing"
	"time"

	"linli/desk"
)

// with is a JSON body with some fields changed; nil takes one out.
func with(body map[string]any, change map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range body {
		out[k] = v
	}
	for k, v := range change {
		if out[k] = v; v == nil {
			delete(out, k)
		}
	}
	return out
}

// TestRegisterByAPI: an order taken down by API is the same as one of the page: the same rules,
// one order however often it is sent, masked until it is claimed, and of the own community.
func TestRegisterByAPI(t *testing.T) {
	f := newFixture(t)
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	_, mate := f.staff("east", "李工", desk.RoleStaff)
	_, west := f.staff("west", "赵经理", desk.RoleManager)
	good := map[string]any{"client_id": "call-1", "kind": "repair", "category": "水电", "text": "厨房漏水 ", "building": "3栋", "unit": "2单元",
		"room": "501室", "resident": "李阿姨", "phone": "13812341234", "visit": "下午"}
	for field, value := range map[string]any{"client_id": "有空格 ", "kind": "emergency", "category": "外星人", "priority": "P9", "text": " ", "building": "三号楼那边的那栋",
		"phone": "请回电", "unknown": 1, "visit": 7} {
		wantFailure(t, f.call(token, "POST /api/v1/orders", with(good, map[string]any{field: value})), 400, codeInvalid, field)
	}
	wantFailure(t, f.call(token, "POST /api/v1/orders", with(good, map[string]any{"client_id": nil})), 400, codeInvalid, "client_id")
	wantFailure(t, f.call(token, "POST /api/v1/orders", with(good, map[string]any{"building": nil})), 400, codeInvalid, "building")
	if n := len(want[struct{ Orders []orderJSON }](t, f.call(token, "GET /api/v1/orders", nil), 200).Orders); n != 0 {
		t.Fatalf("%d orders were opened by what was refused", n)
	}

	o := want[orderDetailJSON](t, f.call(token, "POST /api/v1/orders", good), 201)
	if o.State != desk.Opened || o.Priority != desk.P2 || o.Title != "厨房漏水" || o.Place != "3栋2单元***" || o.Phone != "138****1234" || !o.Masked ||
		o.Due.Respond == nil || len(o.Log) != 1 || o.Log[0].By != "王师傅" {
		t.Errorf("the order is %+v", o)
	}
	if again := want[orderDetailJSON](t, f.call(token, "POST /api/v1/orders", good), 201); again.ID != o.ID {
		t.Errorf("sent again it opened %s", again.Number)
	}
	if other := want[orderDetailJSON](t, f.call(mate, "POST /api/v1/orders", good), 201); other.ID == o.ID {
		t.Error("a colleague's client_id is another's")
	}
	if there := want[orderDetailJSON](t, f.call(west, "POST /api/v1/orders", good), 201); there.ID == o.ID {
		t.Error("the other community answers with an order of this one")
	}
	wantFailure(t, f.call(west, "GET /api/v1/orders/"+o.Number, nil), 404, codeNotFound, "")
	claimed := want[orderDetailJSON](t, f.call(token, "POST /api/v1/orders/"+o.Number+"/claim", nil), 200)
	if claimed.Phone != "13812341234" || claimed.Place != "3栋2单元501" || claimed.Visit != "下午" {
		t.Errorf("claimed it is %+v", claimed)
	}
}

// TestReportByAPI: who had an emergency or dispatches writes its report by API under the rules of
// the page; what is owed is found.
func TestReportByAPI(t *testing.T) {
	f := newFixture(t)
	wang, token := f.staff("east", "王师傅", desk.RoleStaff)
	_, mate := f.staff("east", "李工", desk.RoleStaff)
	boss, bossToken := f.staff("east", "陈经理", desk.RoleManager)
	_, west := f.staff("west", "赵经理", desk.RoleManager)
	c, _ := f.conversation("east")
	o := f.order(c, func(o *desk.WorkOrder) { o.Kind, o.Priority = desk.EmergencyOf, desk.P0 })
	repair := f.order(c)
	path := fmt.Sprintf("/api/v1/orders/%d/report", o.ID)
	good := map[string]any{"kind": desk.OtherEmergency, "on_site": f.clock.now().Add(5 * time.Minute).Format(time.RFC3339), "hurt": 0,
		"helpers": []string{"120 急救"}, "measures": "安抚", "cause": "门锁故障", "remains": "换门锁", "signed": wang.Name}
	owing := func() int {
		t.Helper()
		return len(want[struct{ Orders []orderJSON }](t, f.call(bossToken, "GET /api/v1/orders?owes_report=1", nil), 200).Orders)
	}

	must(f.web.cfg.Staff.Claim(t.Context(), wang, o.ID))(t)
	wantFailure(t, f.call(token, "POST "+path, good), 409, codeConflict, "")
	f.clock.add(10 * time.Minute)
	must(f.web.cfg.Staff.Resolve(t.Context(), wang, o.ID, "人已放出"))(t)
	if n := owing(); n != 1 {
		t.Errorf("%d orders owe a report", n)
	}
	if got := want[reportsJSON](t, f.call(token, "GET "+path, nil), 200); !got.Owed || !got.CanWrite || len(got.Versions) != 0 || len(got.Kinds) == 0 || len(got.Helpers) == 0 {
		t.Errorf("before the first: %+v", got)
	}
	if got := want[reportsJSON](t, f.call(mate, "GET "+path, nil), 200); !got.Owed || got.CanWrite {
		t.Errorf("to a colleague: %+v", got)
	}
	if e := wantFailure(t, f.call(mate, "POST "+path, good), 409, codeConflict, ""); *e.Error.ClaimedBy != wang.Name {
		t.Errorf("a colleague is told of %q", *e.Error.ClaimedBy)
	}
	for _, x := range []struct {
		field string
		value any
	}{{"kind", "外星人"}, {"kind", ""}, {"on_site", "昨天"}, {"on_site", ""}, {"on_site", "2026-11-22T10:00:00+08:00"}, {"hurt", nil}, {"hurt", -1}, {"hurt", "两个"},
		{"helpers", []string{"蝙蝠侠"}}, {"measures", " "}, {"cause", ""}, {"signed", "李工"}, {"extra", 1}} {
		wantFailure(t, f.call(token, "POST "+path, with(good, map[string]any{x.field: x.value})), 400, codeInvalid, x.field)
	}
	wantFailure(t, f.call(token, fmt.Sprintf("POST /api/v1/orders/%d/report", repair.ID), good), 400, codeInvalid, "")
	if got := want[reportsJSON](t, f.call(token, fmt.Sprintf("GET /api/v1/orders/%d/report", repair.ID), nil), 200); got.Owed || got.CanWrite {
		t.Errorf("a repair's: %+v", got)
	}
	wantFailure(t, f.call(west, "GET "+path, nil), 404, codeNotFound, "")
	wantFailure(t, f.call(west, "POST "+path, good), 404, codeNotFound, "")

	if got := want[reportsJSON](t, f.call(token, "POST "+path, good), 201); got.Owed || len(got.Versions) != 1 || got.Versions[0].By != wang.ID {
		t.Errorf("written: %+v", got)
	}
	if n := owing(); n != 0 {
		t.Errorf("%d orders owe a report after it was written", n)
	}
	correction := with(good, map[string]any{"hurt": 1, "signed": boss.Name, "helpers": nil, "remains": nil})
	got := want[reportsJSON](t, f.call(bossToken, "POST "+path, correction), 201)
	if len(got.Versions) != 2 || got.Versions[0].Hurt != 0 || got.Versions[0].Remains != "换门锁" || got.Versions[1].Hurt != 1 || len(got.Versions[1].Helpers) != 0 {
		t.Errorf("corrected: %+v", got)
	}
	_, editor := f.staff("east", "编辑", desk.RoleEditor)
	wantFailure(t, f.call(editor, "GET "+path, nil), 403, codeForbidden, "")
}
