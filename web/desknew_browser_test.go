package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

func TestDeskNewInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskNewInBrowser(t, newHouse(t), size) })
	}
}

func deskNewInBrowser(t *testing.T, h *house, size [2]int64) {
	w, p := staffWindow(t, h, "王师傅", desk.RoleStaff, size)
	w.do(chromedp.Click(`nav a[href="/desk/new"]`))
	w.arrived("/desk/new")
	w.fits()
	w.do(chromedp.SendKeys("#text", "厨房水管漏水，楼下也湿了"), chromedp.SetValue("#category", "水电"), chromedp.SendKeys("#building", "3"),
		chromedp.SendKeys("#unit", "2"), chromedp.SendKeys("#room", "501"), chromedp.SendKeys("#resident", "李阿姨"), chromedp.SendKeys("#phone", "1381234 请回电"))
	w.quietly(func() {
		w.do(chromedp.Click("main form button.primary"))
		w.wait(`document.querySelector("#phone[aria-invalid]") && document.querySelector("#text").value.startsWith("厨房") && document.querySelector("#category").value === "水电" && ` + loaded)
	})
	w.fits()
	w.shot("desk-new")
	w.do(chromedp.SetValue("#phone", "13812341234"), chromedp.Click("main form button.primary"))
	w.wait(`document.querySelector(".done")?.innerText === "已登记" && ` + loaded)
	w.fits()
	o := must(h.store.Order(t.Context(), 1))(t)
	must(h.acts().Claim(t.Context(), p, o.ID))(t)
	must(h.acts().Resolve(t.Context(), p, o.ID, "换了角阀"))(t)
	w.open(fmt.Sprintf("/desk/orders/%d", o.ID))
	w.wait(`document.querySelector(".chat").innerText.includes("没有聊天渠道") && ` + loaded)
	w.fits()
	w.open("/desk/followups?show=all")
	w.wait(`document.querySelector(".call").innerText.includes("没有聊天渠道") && ` + loaded)
	w.fits()
	w.shot("desk-call-no-chat")
}
