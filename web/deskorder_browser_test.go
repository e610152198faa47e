package web

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

func TestDeskOrderInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskOrderInBrowser(t, newHouse(t), size) })
	}
}

func TestDeskPhonedInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { deskPhonedInBrowser(t, newHouse(t), size) })
	}
}

// An order of somebody who phoned, about what fails again and again: the price is answered
// on the phone, photos are kept as with any other.
func deskPhonedInBrowser(t *testing.T, h *house, size [2]int64) {
	w, p := staffWindow(t, h, "王师傅", desk.RoleDispatcher, size)
	var o desk.WorkOrder
	for _, said := range []string{"电梯有异响", "电梯关不上门", "电梯又响了", "电梯停在六楼不动"} {
		o = must(h.acts().Register(t.Context(), p, desk.Registration{Kind: desk.Repair, Category: "电梯", Place: desk.Place{Building: "3", Unit: "2"},
			Resident: "李阿姨", Phone: "13812341234", Text: said}))(t)
	}
	must(h.acts().Claim(t.Context(), p, o.ID))(t)
	w.open(fmt.Sprintf("/desk/orders/%d", o.ID))
	if head := w.text("#head"); !strings.Contains(head, "3栋电梯 90 天内第 4 次报修") {
		t.Errorf("the head says %q", head)
	}
	w.fits()
	w.shot("desk-repeat")
	w.do(chromedp.ScrollIntoView("#related .often"))
	w.shot("desk-repeat-list")
	w.do(chromedp.ScrollIntoView("#quote"), chromedp.Click("#quote summary"))
	w.do(chromedp.SendKeys("#quoteform .quote-row:nth-child(2) [name=name]", "门机皮带"), chromedp.SendKeys("#quoteform .quote-row:nth-child(2) [name=price]", "180"),
		chromedp.Click("#quoteform .primary"))
	w.wait(`document.querySelector("#quote .badge")?.innerText === "等住户答复" && ` + loaded)
	w.do(chromedp.ScrollIntoView("#quote"))
	w.shot("desk-quote-waits")
	w.do(chromedp.Click("#quote summary"), chromedp.Click("#quote [value=agreed]"), chromedp.Click("#quote [value=phone]"), chromedp.ScrollIntoView("#quote"))
	w.fits()
	w.shot("desk-quote-answer")
	w.do(chromedp.Click(`#quote [action$="/answer"] .primary`))
	w.wait(`document.querySelector("#quote .badge")?.innerText === "住户已同意" && document.querySelector(".done")?.innerText === "已记下答复" && ` + loaded)
	w.do(chromedp.ScrollIntoView("#quote"))
	w.fits()
	w.shot("desk-quote-noted")
	deskPhotos(w)
}

// What helps who has an order: standard answers while they write, the checklist, what
// else is known of the place.
func deskOrderInBrowser(t *testing.T, h *house, size [2]int64) {
	h.order(t, func(o *desk.WorkOrder) { o.Title, o.Place.Room = "楼下天花板滴水", "401" })
	leak, c := h.order(t, func(*desk.WorkOrder) {})
	w, p := staffWindow(t, h, "王师傅", desk.RoleDispatcher, size)
	must(h.acts().Claim(t.Context(), p, leak.ID))(t)
	w.open(fmt.Sprintf("/desk/orders/%d", leak.ID))
	w.fits()

	w.do(chromedp.SendKeys("#saytext", "物业费怎么交"))
	w.wait(`document.querySelector("#answers h3")?.innerText.includes("物业费")`)
	w.fits()
	w.do(chromedp.ScrollIntoView("#answers"))
	w.shot("desk-answers")
	w.do(chromedp.Click("#answers [data-answer]"))
	w.wait(`document.querySelector("#saytext").value.length > 30 && !document.querySelector("#answers article")`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#saytext").value = ""`))
	w.do(chromedp.SendKeys("#canned input", "电梯困人"))
	w.wait(`document.querySelector("#answers h3")?.innerText.includes("电梯")`)

	w.do(chromedp.ScrollIntoView("#checklist"))
	w.do(chromedp.Click("#checklist button"))
	w.wait(`document.querySelector(".done")?.innerText === "已完成步骤" && ` + loaded)
	w.wait(`document.querySelector("#checklist .done-step small").innerText.startsWith("王师傅")`)
	w.do(chromedp.ScrollIntoView("#checklist"))
	w.fits()
	w.shot("desk-checklist")
	if o := must(h.store.Order(t.Context(), leak.ID))(t); len(o.Ticks) != 1 {
		t.Errorf("ticks are %+v", o.Ticks)
	}
	if related := w.text("#related"); !strings.Contains(related, "可能是同一件事") || !strings.Contains(related, "楼下天花板滴水") {
		t.Errorf("related: %q", related)
	}
	w.do(chromedp.ScrollIntoView("#related"))
	w.shot("desk-related")
	deskQuote(w, h, leak, c)
	deskPhotos(w)
	deskOthers(w, h, leak, size)
}

// deskQuote asks the resident for a price and sees the answer without a reload.
func deskQuote(w *window, h *house, o desk.WorkOrder, c desk.Conversation) {
	w.do(chromedp.ScrollIntoView("#quote"), chromedp.Click("#quote summary"))
	w.wait(`!document.querySelector("#morerows").hidden`)
	row := func(i int, field string) string {
		return fmt.Sprintf("#quoteform .quote-row:nth-child(%d) [name=%s]", i+1, field)
	}
	w.do(chromedp.SendKeys(row(1, "name"), "不锈钢角阀"), chromedp.SendKeys(row(1, "count"), "2"), chromedp.SendKeys(row(1, "price"), "35.5"),
		chromedp.SendKeys(row(2, "name"), "人工"), chromedp.SendKeys(row(2, "price"), "50"))
	w.wait(`document.querySelector("#sum").textContent === "合计 ¥121.00"`)
	w.do(chromedp.Click("#morerows"))
	w.wait(`document.querySelectorAll("#quoteform .quote-row").length === 6`)
	w.do(chromedp.SendKeys("#quoteform [name=note]", "保修三个月"), chromedp.ScrollIntoView("#quote"))
	w.fits()
	w.shot("desk-quote-form")
	w.do(chromedp.Click("#quoteform .primary"))
	w.wait(`document.querySelector("#quote .badge")?.innerText === "等住户答复" && ` + loaded)
	w.wait(`document.querySelector("#moves").innerText.includes("以后才能办结")`)
	must(h.store.Receive(w.Context(), desk.Inbound{From: c.Address, ExternalID: c.PublicID + "agree", Press: desk.NewPress("agree", o.ID, 1)}, false))(w.T)
	w.wait(`document.querySelector("#quote .badge").innerText === "住户已同意"`)
	w.wait(`document.querySelector('#moves [action$="/resolve"]')`)
	w.do(chromedp.ScrollIntoView("#quote"))
	w.fits()
	w.shot("desk-quote")
}

// deskPhotos keeps photos of before and after, made smaller, and shows them side by side.
func deskPhotos(w *window) {
	file := filepath.Join(w.TempDir(), "valve.png")
	if err := os.WriteFile(file, testPicture(w.T), 0o600); err != nil {
		w.Fatal(err)
	}
	for i, stage := range []string{"before", "after"} {
		w.do(chromedp.Click("#photos [value="+stage+"]"), chromedp.SetUploadFiles("#photos [multiple]", []string{file}))
		w.wait(`document.querySelector("#photos [multiple]").files[0]?.type === "image/jpeg" && !document.querySelector("#photos .primary").disabled`)
		w.do(chromedp.Click("#photos .primary"))
		w.wait(fmt.Sprintf(`document.querySelectorAll("#photos figure").length === %d && document.querySelector(".done") && `, i+1) + loaded)
	}
	w.do(chromedp.ScrollIntoView("#photos"))
	w.wait(`[...document.querySelectorAll("#photos img")].every((i) => i.naturalWidth > 0)`)
	w.fits()
	w.shot("desk-photos")
}

// deskOthers has a colleague open the same order: each sees the other, and that one writes.
func deskOthers(w *window, h *house, o desk.WorkOrder, size [2]int64) {
	mate, _ := staffWindow(w.T, h, "李工", desk.RoleDispatcher, size)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	mate.open(path)
	mate.wait(`document.querySelector("#others").innerText === "王师傅也在看"`)
	w.wait(`document.querySelector("#others").innerText === "李工也在看"`)
	mate.do(chromedp.SendKeys("#saytext", "您好"))
	w.wait(`document.querySelector("#others").innerText === "李工正在输入…"`)
	w.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
	w.fits()
	w.shot("desk-others")
	mate.open("/desk")
	w.wait(`document.querySelector("#others").hidden`)
}
