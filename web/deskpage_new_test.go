package web

import (
	"fmt"
	"strings"
	"testing"

	"linli/desk"
	"linli/store"
)

// TestRegister: staff open an order for somebody who phoned; it goes the way of all orders,
// nothing is said where there is no chat, and in the end somebody calls.
func TestRegister(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	master, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, boss := f.browser("east", "陈调度", desk.RoleDispatcher)
	_, west := f.browser("west", "赵经理", desk.RoleManager)
	wantPage(t, b.get("/desk/new"), 200, "登记报修", `value="repair" selected`, "水电")

	fields := func(change ...string) []string {
		m := []string{"text", "厨房漏水<b>，说急", "kind", "repair", "category", "水电", "priority", "", "building", "3栋", "unit", "2", "room", "501",
			"resident", "李阿姨", "phone", "13812341234", "key", "k1"}
		return append(m, change...)
	}
	for _, x := range [][3]string{{"building", "三号楼旁边那一栋", "楼栋只写号"}, {"phone", "电话在备注", "电话号码不对"}, {"category", "魔法", "请选择类别"},
		{"kind", "emergency", "请选择是什么事"}, {"text", "  ", "请写明住户说了什么"}, {"priority", "P9", "没有这个级别"}, {"spot", strings.Repeat("远", 61), "位置太长"},
		{"room", "501; 601", "房号只写号"}} {
		form := fields()
		for i := 0; i < len(form); i += 2 {
			if form[i] == x[0] {
				form[i+1] = x[1]
			}
		}
		if x[0] == "spot" {
			form = fields(x[0], x[1])
		}
		wantPage(t, b.post("/desk/new", form...), 400, x[2], `aria-describedby="`+x[0]+`-wrong"`, `value="李阿姨"`, `value="k1"`)
	}
	wantPage(t, b.post("/desk/new", "text", "漏水", "kind", "repair", "category", "水电"), 400, "请写楼栋，或者写公共位置", "漏水</textarea>")
	if list := must(f.store.Orders(ctx, store.OrderFilter{Community: "east", Limit: 9}))(t); len(list) != 0 {
		t.Fatalf("refused forms opened %d orders", len(list))
	}

	for range 2 { // pressed twice
		wantRedirect(t, b.post("/desk/new", fields()...), "/desk/orders/1?done=new")
	}
	wantPage(t, b.get("/desk/orders/1?done=new"), 200, "已登记", "3栋2单元***", "!13812341234", "没有聊天渠道", "厨房漏水&lt;b&gt;")
	wantPage(t, west.get("/desk/orders/1"), 404)
	b.post("/desk/orders/1/claim")
	wantPage(t, b.get("/desk/orders/1"), 200, "13812341234", "3栋2单元501", "没有聊天渠道", "!id=\"say\"")
	b.post("/desk/orders/1/start")
	wantRedirect(t, b.post("/desk/orders/1/resolve", "what", "换了角阀"), "/desk/orders/1?done=resolve")
	wantPage(t, boss.get("/desk/followups"), 200, "没有聊天渠道", "换了角阀", "tel:13812341234", "回访人：陈调度")
	calls := must(f.store.CallsOpen(ctx, "east"))(t)
	if len(calls) != 1 || calls[0].Cause != desk.CallNoChat {
		t.Fatalf("the calls are %+v", calls)
	}
	boss.post(fmt.Sprintf("/desk/followups/%d", calls[0].ID), "outcome", "answered", "fixed", "yes", "rating", "5")
	o := must(f.store.Order(ctx, 1))(t)
	if o.State != desk.Closed || o.Confirmed != desk.ConfirmedYes || o.Rating != 5 || o.Log[0].By.Staff != master.ID {
		t.Errorf("the order is %s, confirmed %q, rated %d, opened by %+v", o.State, o.Confirmed, o.Rating, o.Log[0].By)
	}

	wantRedirect(t, b.post("/desk/new", "text", "电梯里有人", "kind", "repair", "category", "电梯", "priority", "P0", "spot", "3号楼电梯"), "/desk/orders/2?done=new")
	if o := must(f.store.Order(ctx, 2))(t); o.Kind != desk.EmergencyOf || o.Priority != desk.P0 || o.Title != "【险情】电梯里有人" || o.NextCheck().IsZero() {
		t.Errorf("the emergency is %+v", o)
	}
	wantRedirect(t, b.post("/desk/new", "text", "保安骂人", "kind", "complaint", "category", "安保停车", "building", "1"), "/desk/orders/3?done=new")
	if o := must(f.store.Order(ctx, 3))(t); o.Kind != desk.Complaint || o.Priority != desk.PC {
		t.Errorf("the complaint is %s", o.Priority)
	}
}
