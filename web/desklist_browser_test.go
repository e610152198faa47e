package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"linli/desk"
	"linli/store"
)

// staffWindow is a browser in which a new member of staff is logged in.
func staffWindow(t *testing.T, h *house, name string, role desk.Role, size [2]int64) (*window, desk.Staff) {
	t.Helper()
	p := must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: name, Role: role}))(t)
	link := must(h.store.NewStaffToken(t.Context(), p.ID, store.TokenLink, time.Hour))(t)
	w := newWindow(t, h, size[0], size[1])
	w.open("/desk/link/" + link)
	w.do(chromedp.Click("main button"))
	w.arrived("/desk/password")
	return w, p
}

func TestDeskListInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskListInBrowser(t, newHouse(t), size) })
	}
}

func deskListInBrowser(t *testing.T, h *house, size [2]int64) {
	leak, _ := h.order(t, func(*desk.WorkOrder) {})
	lamp, _ := h.order(t, func(o *desk.WorkOrder) {
		o.Title, o.Text, o.Category, o.Priority, o.Place, o.Phone = "南门路灯不亮", "南门路灯不亮", "公共照明", desk.P3, desk.Place{Spot: "南门"}, ""
	})
	w, p := staffWindow(t, h, "王师傅", desk.RoleStaff, size)
	shown := func(titles ...string) {
		t.Helper()
		w.wait(fmt.Sprintf(`[...document.querySelectorAll(".order h2")].map((e) => e.innerText).join() === %q && `+loaded, strings.Join(titles, ",")))
	}
	w.open("/desk")
	shown("厨房水管漏水", "南门路灯不亮") // what is due next on top

	// The time left counts, second by second.
	w.wait(`/还剩 \d+ 分 \d\d 秒/.test(document.querySelector(".order .due").innerText)`)
	before := w.text(".order .due")
	w.wait(fmt.Sprintf(`document.querySelector(".order .due").innerText.replace(/\s/g, "") !== %q`, strings.Join(strings.Fields(before), "")))

	// Search and filters, kept in the address.
	w.do(chromedp.SendKeys("#filter input[type=search]", "路灯"+kb.Enter))
	shown("南门路灯不亮")
	w.fits()
	w.shot("desk-search")
	w.do(chromedp.SendKeys("#filter input[type=search]", "不存在的词"+kb.Enter))
	w.wait(`document.querySelector(".empty")?.innerText.includes("没有符合条件的工单")`)
	w.fits()
	w.do(chromedp.Click(".empty a"))
	w.wait(`location.search.includes("tab=all")`)
	w.open("/desk")
	w.do(chromedp.Click("#filter summary"))
	w.do(chromedp.Evaluate[chromedp.Void](`{ const s = document.querySelector("#filter select[name=category]"); s.value = "水电"; s.dispatchEvent(new Event("change")); }`))
	shown("厨房水管漏水")
	w.wait(`document.querySelector("#filter details").open && location.search.includes("category=")`)
	w.fits()
	w.shot("desk-filter")
	w.open("/desk?q=" + lamp.Number)
	w.arrived(fmt.Sprintf("/desk/orders/%d", lamp.ID))

	// By keyboard.
	w.open("/desk")
	press := func(key string) { w.do(chromedp.KeyEvent(key)) }
	press("?")
	w.wait(`document.getElementById("keys").open`)
	w.fits()
	w.shot("desk-keys")
	press("?")
	press("j")
	w.wait(fmt.Sprintf(`document.activeElement.closest(".order")?.id === "o%d"`, leak.ID))
	press("j")
	w.wait(fmt.Sprintf(`document.activeElement.closest(".order")?.id === "o%d"`, lamp.ID))
	press("/")
	w.wait(`document.activeElement.matches("#filter input[type=search]")`)
	press("j") // typed, not walked
	w.wait(`document.activeElement.value.endsWith("j")`)
	w.open("/desk")
	press("j")
	press("c")
	w.arrived(fmt.Sprintf("/desk/orders/%d", leak.ID))
	if o := must(h.store.Order(t.Context(), leak.ID))(t); o.ClaimedBy != p.ID {
		t.Errorf("c did not claim: %+v", o.ClaimedBy)
	}

	// An emergency rings until somebody is there; an urgent repair once.
	w.open("/desk/password")
	w.wait(`document.getElementById("ringer").innerText === "提醒：关"`)
	w.do(chromedp.Click("#ringer"))
	w.wait(`document.getElementById("ringer").innerText === "提醒：开"`)
	h.order(t, func(o *desk.WorkOrder) {
		o.Title, o.Category, o.Priority, o.Kind = "电梯困人", "电梯", desk.P0, desk.EmergencyOf
	})
	w.wait(`document.body.dataset.ringing === "P0" && document.title.startsWith("【险情】")`)
	w.do(chromedp.Click("h1"))
	w.wait(`document.body.dataset.ringing === ""`)
}

// TestDeskEnglishInBrowser switches to English and back, with scripts that speak it as well.
func TestDeskEnglishInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			h := newHouse(t)
			leak, _ := h.order(t, func(*desk.WorkOrder) {})
			w, _ := staffWindow(t, h, "Wang Wei", desk.RoleStaff, size)
			w.open("/desk")
			w.do(chromedp.Click(".top button[lang=en]"))
			w.wait(`document.documentElement.lang === "en" && ` + loaded)
			w.wait(`/\d+ min \d\d s left/.test(document.querySelector(".order .due").innerText)`)
			w.wait(`document.getElementById("ringer").innerText === "Alerts: off"`)
			w.fits()
			w.shot("desk-list-english")
			w.do(chromedp.Click(".order form button"))
			w.arrived(fmt.Sprintf("/desk/orders/%d", leak.ID))
			w.wait(`document.querySelector("#log h2").innerText === "Log" && ` + loaded)
			w.fits()
			w.shot("desk-order-english")
			w.do(chromedp.Click(".top button[lang=zh-CN]"))
			w.wait(`document.documentElement.lang === "zh-CN" && document.querySelector("#log h2").innerText === "经过"`)
		})
	}
}
