package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

func TestDeskCallsInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskCallsInBrowser(t, newHouse(t), size) })
	}
}

func deskCallsInBrowser(t *testing.T, h *house, size [2]int64) {
	o, _ := h.order(t, func(o *desk.WorkOrder) {
		o.Title, o.Text, o.Kind, o.Priority = "保安态度不好", "南门保安态度不好，电话13812341234", desk.Complaint, desk.PC
	})
	w, chen := staffWindow(t, h, "陈经理", desk.RoleManager, size)
	wang := must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: "王师傅", Role: desk.RoleStaff}))(t)
	must(h.acts().Claim(t.Context(), wang, o.ID))(t)
	must(h.acts().Resolve(t.Context(), wang, o.ID, "已当面道歉，调整了岗位。"))(t)

	quiet, _ := h.order(t, func(o *desk.WorkOrder) {
		o.Title, o.Text = "厨房水管漏水", "厨房水管漏水，电话13812341234"
	})
	late := desk.NewCall(&quiet, desk.CallUnread, chen.ID, must(h.content.Community("demo"))(t), time.Now())
	late.DueAt, late.RemindAt, late.Reminded = time.Now().Add(-3*time.Hour), time.Time{}, 2
	must(0, h.store.Commit(t.Context(), &desk.Turn{FollowUps: []*desk.FollowUp{late}}))(t)

	w.do(chromedp.Click(`nav a[href="/desk/followups"]`))
	w.arrived("/desk/followups")
	w.wait(`document.querySelector("#late-calls").innerText.trim().startsWith("1") && document.querySelector(".call").innerText.includes("已告诉班长")`)
	w.fits()
	w.shot("desk-calls")
	w.do(chromedp.Click(`.tabs a[href$="show=overdue"]`))
	w.wait(`document.querySelectorAll(".call").length === 1 && document.querySelector(".call").innerText.includes("住户没有再打开聊天") && ` + loaded)
	w.fits()
	must(0, h.acts().ReportCall(t.Context(), chen, late.ID, desk.OutcomeRefused, desk.CallResult{}))(t)
	w.open("/desk/followups")
	w.wait(`document.querySelector("#late-calls").innerText.trim() === ""`)
	w.do(chromedp.Click("article details:first-of-type summary"))
	w.fits()
	w.do(chromedp.SetValue("[name=outcome]", "answered"), chromedp.SetValue("[name=fixed]", "no"), chromedp.SendKeys("[name=remark]", "说没有收到道歉"))
	w.shot("desk-call-form")
	w.do(chromedp.Click("article form button.primary"))
	w.wait(`document.querySelector(".done")?.innerText === "已保存" && ` + loaded)
	if got := must(h.store.Order(t.Context(), o.ID))(t); got.State != desk.Reopened {
		t.Errorf("the order is %s, want it reopened", got.State)
	}
	w.open("/desk/followups?show=done")
	w.wait(`document.querySelector("main").innerText.includes("说没有收到道歉")`)
	w.fits()
}
