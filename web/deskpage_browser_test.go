package web

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
	"linli/store"
)

func TestDeskInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskInBrowser(t, newHouse(t), size) })
	}
}

func deskInBrowser(t *testing.T, h *house, size [2]int64) {
	h.order(t, func(o *desk.WorkOrder) { o.Title, o.Category, o.Priority = "路灯不亮", "公共照明", desk.P3 })
	h.order(t, func(o *desk.WorkOrder) { o.Title, o.Category, o.Priority = "楼上装修太吵", "邻里", desk.PC })
	leak, c := h.order(t, func(*desk.WorkOrder) {})
	p := must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: "王师傅", Role: desk.RoleStaff}))(t)
	must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: "李工", Role: desk.RoleStaff}))(t)
	link := must(h.store.NewStaffToken(t.Context(), p.ID, store.TokenLink, time.Hour))(t)

	w := newWindow(t, h, size[0], size[1])
	w.open("/desk/link/" + link)
	w.fits()
	w.do(chromedp.Click("main button"))
	w.arrived("/desk/password")
	w.do(chromedp.SendKeys("#password", "four words are good"), chromedp.SendKeys("#again", "four words are goof"))
	w.fits()
	w.shot("desk-password")
	w.refused(`[action="/desk/password"] button`, "password", "两次输入的密码不一样")
	w.wait(`document.querySelector("#password").value === "" && document.querySelector("#again").value === ""`)
	w.fits()
	w.shot("desk-password-wrong")
	w.do(chromedp.SendKeys("#password", "four words are good"), chromedp.SendKeys("#again", "four words are good"))
	w.do(chromedp.Click("main button"))
	w.arrived("/desk")
	w.wait(`document.querySelectorAll(".order").length === 3`)
	w.wait(`document.title.startsWith("(3)")`)

	// An emergency comes in: it is on top without a reload.
	h.order(t, func(o *desk.WorkOrder) {
		o.Title, o.Category, o.Priority, o.Kind, o.Emergency = "电梯困人", "电梯", desk.P0, desk.EmergencyOf, "emg-lift-trapped"
	})
	w.wait(`document.querySelector(".order").innerText.includes("电梯困人") && document.title.startsWith("【险情】(4)")`)
	w.fits()
	w.shot("desk-list")
	w.dark(true)
	w.shot("desk-list-dark")
	w.dark(false)

	w.do(chromedp.Click(".order.urgent h2 a"))
	w.wait(`document.querySelector("#card")?.innerText.includes("119") && ` + loaded)
	w.fits()
	w.shot("desk-emergency")
	w.open("/desk")
	w.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector("#o%d form button").click()`, leak.ID)))
	w.arrived(fmt.Sprintf("/desk/orders/%d", leak.ID))
	w.wait(`document.querySelector(".done").innerText === "已接单"`)
	deskTalk(w, c)
	deskResolve(w, leak)

	w.open("/desk?tab=all")
	w.wait(`document.querySelectorAll(".order").length === 4`)
	w.do(chromedp.Click("header form button"))
	w.arrived("/desk/login")
	w.fits()
	w.shot("desk-login")
	w.do(chromedp.SendKeys("#name", "王师傅"), chromedp.SendKeys("#password", "three words"))
	w.refused(`[action="/desk/login"] button`, "password", "姓名或密码不对")
	w.wait(`document.querySelector("#name").value === "王师傅" && document.querySelector("#password").value === ""`)
	w.fits()
	w.shot("desk-login-wrong")
	w.do(chromedp.SendKeys("#password", "four words are good"), chromedp.Click(`[action="/desk/login"] button`))
	w.arrived("/desk")
}

// refused sends a form that is not taken: the field that is wrong has the focus and says so, also
// to who cannot see it.
func (w *window) refused(button, field, words string) {
	w.Helper()
	w.quietly(func() {
		w.do(chromedp.Click(button))
		w.wait(fmt.Sprintf(`document.activeElement.id === %q && document.activeElement.getAttribute("aria-invalid") === "true" &&
			document.activeElement.getAttribute("aria-describedby").split(" ").some((id) => document.getElementById(id).innerText.includes(%q)) && %s`, field, words, loaded))
	})
}

// deskTalk writes to the resident, with a photo, and hears the answer without a reload.
func deskTalk(w *window, c desk.Conversation) {
	file := filepath.Join(w.TempDir(), "part.png")
	if err := os.WriteFile(file, testPicture(w.T), 0o600); err != nil {
		w.Fatal(err)
	}
	w.do(chromedp.SendKeys("#saytext", "李阿姨您好，我十分钟后到，请先关总阀。"), chromedp.SetUploadFiles("#say input[type=file]", []string{file}))
	w.wait(`document.querySelector("#say input[type=file]").files[0].type === "image/jpeg"`) // made smaller
	w.do(chromedp.Click("#say button"))
	w.wait(`document.querySelector(".msg.staff .photo img")?.naturalWidth > 0 && ` + loaded)
	list := must(w.h.store.Messages(w.Context(), c.ID, 0, 99))(w.T)
	if m := list[len(list)-1]; m.From != desk.FromStaff || m.StaffName != "王师傅" || !strings.Contains(m.Text, "十分钟后到") || len(m.Media) != 1 {
		w.Fatalf("the resident got %+v", m)
	}
	w.do(chromedp.SendKeys("#saytext", "写到一半"))
	w.h.hear(w.T, c, "好的，阀门关了，谢谢！")
	w.wait(`[...document.querySelectorAll(".msg.resident")].at(-1).innerText.includes("阀门关了")`)
	w.wait(`document.querySelector("#saytext").value === "写到一半"`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#saytext").value = ""`))
	w.fits()
	w.shot("desk-order")
}

// deskResolve first fails to hold, then finishes the work.
func deskResolve(w *window, o desk.WorkOrder) {
	w.do(chromedp.Click(`details:has([action$="/hold"]) summary`))
	w.wait(`document.querySelector("details[open] textarea[name=why]").checkVisibility()`)
	w.shot("desk-hold")
	w.do(chromedp.Click(`details:has([action$="/resolve"]) summary`),
		chromedp.SendKeys(`[action$="/resolve"] textarea`, "换了厨房角阀，试水不漏。"), chromedp.Click(`[action$="/resolve"] button`))
	w.wait(`document.querySelector("#head .badge").innerText === "待确认" && ` + loaded)
	w.wait(`document.querySelector("#log").innerText.includes("换了厨房角阀")`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#log").scrollIntoView()`))
	w.shot("desk-resolved")
	if o := must(w.h.store.Order(w.Context(), o.ID))(w.T); o.State != desk.Resolved || o.Resolution != "换了厨房角阀，试水不漏。" {
		w.Errorf("order is %s: %q", o.State, o.Resolution)
	}
}
