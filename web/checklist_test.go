package web

import (
	"fmt"
	"testing"

	"linli/desk"
)

func TestChecklist(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, mate := f.browser("east", "李工", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	wantPage(t, b.get(path), 200, "处理清单", "先断水", "接单后可以逐项打勾", "!/tick")
	b.post(path + "/claim")
	wantPage(t, b.get(path), 200, path+"/tick", `value="先断水"`, "!✓")
	wantPage(t, mate.get(path), 200, "先断水", "!/tick")
	wantRedirect(t, b.post(path+"/tick", "step", "先断水"), path+"?done=tick")
	wantPage(t, b.get(path), 200, "<small>王师傅 10:00</small>", "✓", `!value="先断水"`, `value="试一遍"`, `<b>完成步骤</b> <span translate="no">王师傅</span>`)
	wantPage(t, b.post(path+"/tick", "step", "没有这一步"), 400, "清单里没有这一步")
	wantPage(t, mate.post(path+"/tick", "step", "试一遍"), 409, "由王师傅负责")

	complaint := f.order(c, func(o *desk.WorkOrder) { o.Kind = desk.Complaint })
	wantPage(t, b.get(fmt.Sprintf("/desk/orders/%d", complaint.ID)), 200, "先道歉", "!先断水")
	other := f.order(c, func(o *desk.WorkOrder) { o.Category = "绿化" })
	wantPage(t, b.get(fmt.Sprintf("/desk/orders/%d", other.ID)), 200, "!处理清单") // nobody wrote one
}
