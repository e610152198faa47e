package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

func TestDeskReportInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskReportInBrowser(t, newHouse(t), size) })
	}
}

func deskReportInBrowser(t *testing.T, h *house, size [2]int64) {
	o, _ := h.order(t, func(o *desk.WorkOrder) {
		o.Title, o.Text, o.Kind, o.Priority, o.Category, o.Emergency = "【险情】电梯困人", "3栋2单元电梯困人，电话13812341234", desk.EmergencyOf, desk.P0, "电梯", "emg-lift-trapped"
	})
	w, p := staffWindow(t, h, "王师傅", desk.RoleStaff, size)
	must(h.acts().Claim(t.Context(), p, o.ID))(t)
	must(h.acts().Start(t.Context(), p, o.ID))(t)
	order := fmt.Sprintf("/desk/orders/%d", o.ID)
	w.open(order)
	w.do(chromedp.Click(`form[action$="/resolve"] button, details:has(form[action$="/resolve"]) summary`))
	w.do(chromedp.SendKeys(`[name=what]`, "人已放出，电梯停用"), chromedp.Click(`form[action$="/resolve"] button`))
	w.arrived(order + "/report")
	w.fits()
	w.wait(`document.querySelector("[name=measures]").value === "人已放出，电梯停用" && document.querySelector("[name=kind]").value === "电梯困人"`)
	w.do(chromedp.SetValue("[name=hurt]", "1"), chromedp.Click(`[value="电梯维保"]`), chromedp.SendKeys("[name=cause]", "门锁故障，待维保出具报告"),
		chromedp.SendKeys("[name=signed]", "李工"))
	w.quietly(func() {
		w.do(chromedp.Click("main form button.primary"))
		w.wait(`document.querySelector("[name=signed][aria-invalid]") && document.querySelector("[name=cause]").value.startsWith("门锁") && document.querySelector('[value="电梯维保"]').checked && ` + loaded)
	})
	w.fits()
	w.shot("desk-report-form")
	w.do(chromedp.SetValue("[name=signed]", "王师傅"), chromedp.Click("main form button.primary"))
	w.wait(`document.querySelector(".done")?.innerText === "险情报告已保存" && ` + loaded)
	w.fits()
	w.shot("desk-report")
	if got := must(h.store.Order(t.Context(), o.ID))(t); len(got.Reports) != 1 || got.OwesReport() {
		t.Errorf("the reports are %+v", got.Reports)
	}
}
