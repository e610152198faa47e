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

	w.open("/manage/standards/WX-004/edit")
	w.fits()
	w.shot("standard-form")
	w.do(chromedp.SetValue("[name=target]", "80"), chromedp.SetValue("[name=why]", "人手不够，先做到八成"), chromedp.Click("form.stack button.primary"))
	w.wait(`document.querySelector(".done") !== null && ` + loaded)
	w.wait(`document.querySelector(".standard-facts").innerText.includes("80%")`)
	w.do(chromedp.Click("#change summary"))
	w.fits()
	w.shot("standard-changed")
	w.do(chromedp.SetValue("#change details[open] textarea", "本小区没有这项服务"), chromedp.Click("#change details[open] button"))
	w.wait(`document.querySelector("main").innerText.includes("已停用") && ` + loaded)
	w.fits()
	w.shot("standard-retired")
}
