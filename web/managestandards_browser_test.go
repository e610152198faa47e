package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
	"linli/store/demo"
)

func TestStandardsInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { standardsInBrowser(t, newHouse(t), size) })
	}
}

func standardsInBrowser(t *testing.T, h *house, size [2]int64) {
	com := must(h.content.Community("demo"))(t)
	must(demo.Fill(t.Context(), h.store, com, demo.Options{Until: time.Now(), Days: 30, Seed: 1, Steps: h.content.Checklist}))(t)
	w, _ := staffWindow(t, h, "陈经理", desk.RoleManager, size)
	w.open("/manage/standards")
	w.wait(`document.querySelectorAll(".standard").length >= 127`)
	w.fits()
	w.shot("standards")
	w.dark(true)
	w.fits()
	w.dark(false)
	w.do(chromedp.Click(`.modules a[href*="module=WX"]`))
	w.wait(`document.querySelector(".modules .chosen") !== null && ` + loaded)
	w.fits()
	w.do(chromedp.Click(`.tabs a[href*="state=missed"]`))
	w.wait(`document.querySelectorAll(".standards").length === 1 && ` + loaded)
	w.fits()
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".tabs").scrollIntoView()`))
	w.shot("standards-missed")
	w.open("/manage/standards/WX-004")
	w.wait(`document.querySelector("#cases li a[href^='/desk/orders/']") !== null`)
	w.fits()
	w.shot("standard")
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#cases").scrollIntoView()`))
	w.shot("standard-cases")
}
