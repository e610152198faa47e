package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

// TestStaffPage: a manager adds somebody, who logs in by the link that is shown once; a changed
// role, a disabled account and an export leave lines; who is disabled is out at once.
func TestStaffPage(t *testing.T) {
	f := newFixture(t)
	me, boss := f.browser("east", "周经理", desk.RoleManager)
	_, other := f.browser("west", "赵经理", desk.RoleManager)
	hand, worker := f.browser("east", "王师傅", desk.RoleStaff)
	id := func(p desk.Staff) string { return fmt.Sprintf("/manage/staff/%d", p.ID) }

	page := boss.get("/manage/staff")
	wantPage(t, page, 200, "王师傅", "还没设密码", "!赵经理", "!管理员")
	wantPage(t, worker.get("/manage/staff"), 403)
	wantPage(t, boss.post("/manage/staff", "name", " ", "role", "staff"), 400, "请写姓名")
	wantPage(t, boss.post("/manage/staff", "name", "李四", "role", "admin"), 400, "请选择角色")
	wantPage(t, boss.post("/manage/staff", "name", "王师傅", "role", "staff"), 409, "同名")
	shown := boss.post("/manage/staff", "name", "孙编辑", "role", "editor")
	link := regexp.MustCompile(`/desk/link/[a-z0-9]+`).FindString(shown.Body.String())
	wantPage(t, shown, 200, "孙编辑", "只显示这一次")
	if strings.Contains(boss.get("/manage/staff").Body.String(), link) {
		t.Error("the link is shown again")
	}
	wantRedirect(t, browse{f, nil}.post(link), "/desk/password")
	wantRedirect(t, boss.post(id(hand)+"/role", "role", "dispatcher"), "/manage/staff?done=change")
	wantPage(t, worker.get("/desk/incidents/new"), 200)
	wantPage(t, boss.post(id(hand)+"/role", "role", "king"), 400, "请选择角色")
	wantPage(t, boss.post(id(me)+"/role", "role", "staff"), 400, "请另一位经理来改")
	wantPage(t, boss.post(id(me)+"/disable"), 400, "请另一位经理来改")
	wantPage(t, other.post(id(hand)+"/disable"), 404)
	wantPage(t, boss.post(id(hand)+"/nonsense"), 404)
	wantRedirect(t, boss.post(id(hand)+"/disable"), "/manage/staff?done=change")
	wantRedirect(t, worker.get("/desk"), "/desk/login?next=%2Fdesk")
	wantPage(t, boss.get("/manage/staff"), 200, "已停用", "恢复账号")
	wantRedirect(t, boss.post(id(hand)+"/enable"), "/manage/staff?done=change")
	wantRedirect(t, boss.post(id(hand)+"/logout"), "/manage/staff?done=logout")
	wantPage(t, boss.get("/manage/export/csv"), 200)
	f.browser("east", "管理员", desk.RoleAdmin)
	wantPage(t, boss.get("/manage/audit"), 200, "添加人员", "孙编辑", "王师傅：员工 → 调度", "停用账号", "恢复账号", "全部下线", "导出", "东园指标")
	wantPage(t, other.get("/manage/audit"), 200, "还没有记录")
}

func TestStaffPageInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			h := newHouse(t)
			must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: "王师傅", Role: desk.RoleStaff}))(t)
			w, _ := staffWindow(t, h, "陈经理", desk.RoleManager, size)
			w.open("/manage/staff")
			w.do(chromedp.Click("details.panel summary"), chromedp.SetValue("[name=name]", "孙师傅"), chromedp.Click("details.panel button"))
			w.wait(`document.querySelector(".once")?.innerText.includes("/desk/link/") && ` + loaded)
			w.do(chromedp.Click(".member details summary"))
			w.fits()
			w.shot("staff")
			w.open("/manage/audit")
			w.wait(`document.querySelector(".cases").innerText.includes("添加人员")`)
			w.fits()
			w.shot("audit")
		})
	}
}
