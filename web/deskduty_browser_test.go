package web

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

func TestDeskDutyInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskDutyInBrowser(t, newHouse(t), size) })
	}
}

func deskDutyInBrowser(t *testing.T, h *house, size [2]int64) {
	o, _ := h.order(t, func(o *desk.WorkOrder) { o.Title = "厨房漏水" })
	w, boss := staffWindow(t, h, "陈经理", desk.RoleManager, size)
	man := func(name string) desk.Staff {
		return must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: name, Role: desk.RoleStaff}))(t)
	}
	wang, li, zhang := man("王师傅"), man("李师傅"), man("张师傅")
	must(h.acts().Claim(t.Context(), zhang, o.ID))(t)
	every := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	must(0, h.acts().EditRoster(t.Context(), boss, func(r *desk.Roster) error {
		return errors.Join(r.SetShift(desk.Shift{Name: "早班", From: "08:00", To: "20:00"}), r.SetShift(desk.Shift{Name: "夜班", From: "20:00", To: "08:00"}),
			r.SetWeek(wang.ID, 1, every), r.SetWeek(wang.ID, 2, every[:3]), r.SetWeek(li.ID, 2, every), r.SetWeek(li.ID, 1, every), r.SetWeek(zhang.ID, 1, every[1:6]),
			r.SetTrades(wang.ID, []string{"水电", "管道疏通"}), r.SetSteward("3", li.ID))
	}))(t)
	now := time.Now()
	must(0, h.acts().ReportAbsence(t.Context(), boss, zhang, now, now.AddDate(0, 0, 2), "回老家"))(t)

	w.do(chromedp.Click(`nav a[href="/desk/duty"]`))
	w.arrived("/desk/duty")
	w.fits()
	w.shot("desk-duty")
	w.do(chromedp.Click(".held form button"))
	w.arrived(fmt.Sprintf("/desk/orders/%d", o.ID))
	if got := must(h.store.Order(t.Context(), o.ID))(t); got.ClaimedBy == zhang.ID {
		t.Errorf("the order is still %s's", got.ClaimerName)
	}
	w.open("/desk/duty")
	w.do(chromedp.Click(`section[aria-label="设置"] > .moves:last-child .duty:last-child summary`))
	w.wait(`!!document.querySelector(".duty[open]")`)
	w.fits()
	w.shot("desk-duty-person")
	w.do(chromedp.Click(".duty[open] button.primary"))
	w.wait(`document.querySelector(".done")?.innerText === "已保存" && ` + loaded)
	w.fits()
}
