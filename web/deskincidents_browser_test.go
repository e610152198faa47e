package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

func TestDeskIncidentsInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskIncidentsInBrowser(t, newHouse(t), size) })
	}
}

func deskIncidentsInBrowser(t *testing.T, h *house, size [2]int64) {
	o, c := h.order(t, func(*desk.WorkOrder) {})
	c.Home.Building, c.LastAt = o.Place.Building, time.Now()
	if err := h.store.Commit(t.Context(), &desk.Turn{Conversation: &c}); err != nil {
		t.Fatal(err)
	}
	w, _ := staffWindow(t, h, "张姐", desk.RoleDispatcher, size)
	w.do(chromedp.Click(`nav a[href="/desk/incidents"]`))
	w.arrived("/desk/incidents")
	w.fits()
	w.do(chromedp.Click(`a[href="/desk/incidents/new"]`))
	w.arrived("/desk/incidents/new")
	w.do(chromedp.SetValue("[name=kind]", "water"), chromedp.SetValue("[name=buildings]", o.Place.Building), chromedp.Click("form.incident-form [name=do]"))
	w.wait(`document.querySelector("[name=text]").value.includes("恢复时间未定") && ` + loaded)
	w.fits()
	w.shot("desk-incident-form")
	w.do(chromedp.Click("form.incident-form button.primary"))
	w.wait(`document.querySelector(".done")?.innerText.includes("还没有发布") && ` + loaded)
	w.do(chromedp.Click(`form[action$="/publish"] button`))
	w.wait(`document.querySelector(".done")?.innerText.includes("已发布") && ` + loaded)
	w.fits()
	w.shot("desk-incident")

	w.open("/desk")
	w.wait(`document.querySelector(".running")?.innerText.includes("停水") && ` + loaded)
	w.fits()
	w.shot("desk-orders-incident")
	w.do(chromedp.Click(".running a"))
	w.wait(`document.querySelector("#incident") !== null && ` + loaded)
	w.do(chromedp.Click(`a[href$="/broadcast"]`))
	w.wait(`document.querySelector("[name=version]") !== null && ` + loaded)
	w.fits()
	w.shot("desk-broadcast")
	w.do(chromedp.Click(`form[action$="/broadcast"] button`))
	w.wait(`document.querySelector("progress[data-running]") !== null && ` + loaded)
	w.fits()
	w.shot("desk-broadcast-running")
	list := must(h.store.BroadcastsWaiting(t.Context()))(t)
	if len(list) != 1 {
		t.Fatalf("%d broadcasts go on", len(list))
	}
	// The clock's sweep is not running here: what it does is done by hand, and the page follows by itself.
	for _, r := range must(h.store.ReceiversWaiting(t.Context(), list[0].ID, 9))(t) {
		c := must(h.store.Conversation(t.Context(), r.Conversation))(t)
		if err := h.store.Commit(t.Context(), &desk.Turn{Conversation: &c, Receiver: &r, Replies: []desk.Message{{Key: r.Key(), From: desk.FromSystem, Text: list[0].Text}}}); err != nil {
			t.Fatal(err)
		}
	}
	w.wait(`document.querySelector("progress:not([data-running])")?.value === 100`)
	w.do(chromedp.Click(`form[action$="/end"] button`))
	w.wait(`document.querySelector(".done")?.innerText.includes("恢复") && ` + loaded)
	w.fits()
	w.open("/desk/incidents")
	w.wait(`document.querySelector(".group")?.innerText === "过去的" && ` + loaded)
	w.fits()
	w.shot("desk-incidents")
}
