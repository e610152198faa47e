package web

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

func TestKnowledgeInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { knowledgeInBrowser(t, newHouse(t), size) })
	}
}

// An editor changes one answer on its page and another in a table; a manager approves both.
func knowledgeInBrowser(t *testing.T, h *house, size [2]int64) {
	const entry = "/knowledge/entries/fee-rate"
	w, _ := staffWindow(t, h, "小文", desk.RoleEditor, size)
	w.open("/knowledge")
	w.fits()
	w.shot("knowledge")
	w.dark(true)
	w.fits()
	w.dark(false)
	w.open(entry)
	w.fits()
	w.shot("knowledge-entry")
	w.do(chromedp.Click(`a[href="` + entry + `/edit"]`))
	w.arrived(entry + "/edit")
	w.fits()
	w.shot("knowledge-edit")
	add := func(words string) chromedp.Action[chromedp.Void] {
		return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector("[name=answer]").value += %q`, words))
	}
	w.quietly(func() {
		w.do(add("打{电话"), chromedp.Click(`[value=submit]`))
		w.wait(`document.querySelector("label.wrong [name=answer]") !== null && ` + loaded)
	})
	w.fits()
	w.shot("knowledge-edit-wrong")
	w.do(chromedp.Evaluate[chromedp.Void](`const a = document.querySelector("[name=answer]"); a.value = a.value.replace("打{电话", "每年一月公布。")`), chromedp.SetValue("[name=why]", "今年公布的时间变了"), chromedp.Click(`[value=submit]`))
	w.arrived(entry)
	w.wait(`document.querySelector("ins, del") !== null`)
	w.fits()
	w.shot("knowledge-entry-review")

	w.open("/knowledge/table")
	w.fits()
	w.shot("knowledge-table")
	file := filepath.Join(t.TempDir(), "改价格.csv")
	if err := os.WriteFile(file, []byte(colID+","+colAnswer+"\nfee-refuse-poor-service,现在只收微信和现金。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.SetUploadFiles("[type=file]", []string{file}), chromedp.Click("form .primary"))
	w.wait(`document.querySelector("[name=mark]") !== null && ` + loaded)
	w.fits()
	w.shot("knowledge-table-preview")
	w.do(chromedp.Click("[value=submit]"))
	w.arrived("/knowledge/table")
	w.fits()

	m, _ := staffWindow(t, h, "陈经理", desk.RoleManager, size)
	m.open("/knowledge/review")
	m.wait(`document.querySelectorAll("[name=version]").length === 2`)
	m.fits()
	m.shot("knowledge-review")
	m.do(chromedp.Click("#publish .primary"))
	m.wait(`document.querySelector(".done") !== null && ` + loaded)
	m.fits()
}
