package web

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"linli/desk"
	"linli/store"
)

func TestChatInBrowser(t *testing.T) {
	h := newHouse(t)
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { chatInBrowser(t, h, size) })
	}
}

const last = `[...document.querySelectorAll(".msg")].at(-1)`

func (w *window) write(text string) {
	w.Helper()
	w.do(chromedp.SendKeys("#text", text), chromedp.Click("#send"))
	w.wait(fmt.Sprintf(`[...document.querySelectorAll(".resident .bubble")].at(-1)?.innerText === %q`, text))
}

func chatInBrowser(t *testing.T, h *house, size [2]int64) {
	w := newWindow(t, h, size[0], size[1])
	w.open("/")
	w.wait(`!document.querySelector("#quick").hidden`)
	w.fits()
	w.shot("chat-empty")

	// A question, its answer, a press.
	w.write("装修时间有规定吗")
	w.wait(`document.querySelector(".msg.bot .choices")`)
	w.wait(`document.querySelector(".resident .state")?.textContent === "已送达"`)
	w.wait(`document.querySelector("#quick").hidden`)
	w.fits()
	w.shot("chat-answer")
	w.wait(`document.querySelector(".welcome").nextElementSibling.matches("time") && !document.querySelector("#log > :last-child").matches("time")`)
	answered := w.number(`document.querySelectorAll(".choices").length`)
	w.do(chromedp.Click(".choices button"))
	w.wait(`document.querySelector(".choices button.chosen")`)
	w.wait(`document.querySelector(".choices button").getAttribute("aria-disabled") === "true"`)
	w.wait(last + `.classList.contains("bot") && !document.querySelector(".dots")`)

	// A repair with a photo.
	w.write("我家厨房水管漏水了")
	w.wait(fmt.Sprintf(`%s.classList.contains("bot") && document.querySelectorAll(".choices").length >= %v`, last, answered))
	file := filepath.Join(t.TempDir(), "leak.png")
	if err := os.WriteFile(file, testPicture(t), 0o600); err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.SetUploadFiles("#photo", []string{file}))
	w.wait(`document.querySelector(".tray img") && document.querySelector("#send").getAttribute("aria-disabled") === "false"`)
	w.shot("chat-photo-chosen")
	w.do(chromedp.Click("#send"))
	w.wait(`document.querySelector(".resident .photo img")?.naturalWidth > 0 && document.querySelector("#tray").hidden`)
	w.wait(last + `.classList.contains("bot") && !document.querySelector(".dots")`)
	w.shot("chat-repair")
	w.do(chromedp.Click(".resident .photo"))
	w.wait(`document.querySelector("dialog").open && document.querySelector("dialog img").naturalWidth > 0`)
	w.do(chromedp.Click("dialog button"))
	w.wait(`!document.querySelector("dialog").open`)

	// Everything is still there after a reload, the photo from the service now, what
	// was typed and not sent as well.
	w.do(chromedp.SendKeys("#text", "还没写完"))
	count := w.number(`document.querySelectorAll(".msg").length`)
	w.open("/")
	w.wait(fmt.Sprintf(`document.querySelectorAll(".msg").length === %v`, count))
	w.wait(`document.querySelector("#text").value === "还没写完"`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".photo").scrollIntoView()`))
	w.wait(`document.querySelector(".resident .photo img")?.naturalWidth > 0`)
	w.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#text").value = ""`))

	chatWithStaff(w)
	chatThroughOutage(w)
	chatUnsent(w)
	chatLooks(w)
	chatRenewed(w)
}

// chatWithStaff is an order's life as its resident sees it.
func chatWithStaff(w *window) {
	id, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`JSON.parse(localStorage.getItem("linli:demo:conversation")).id`))
	if err != nil {
		w.Fatal(err)
	}
	c := must(w.h.store.ConversationByPublicID(w.Context(), id))(w.T)
	p := must(w.h.store.AddStaff(w.Context(), desk.Staff{Community: "demo", Name: "王师傅" + w.size, Role: desk.RoleStaff}))(w.T)
	o := &desk.WorkOrder{Community: "demo", Conversation: c.ID, Episode: c.Episode, Kind: desk.Repair, Category: "水电", Priority: desk.P1, Title: "厨房水管漏水"}
	w.h.openOrder(w.T, &c, o)
	w.wait(fmt.Sprintf(`document.querySelector(".chip")?.innerText.includes(%q)`, o.Number))
	must(w.h.acts().Claim(w.Context(), p, o.ID))(w.T)
	photo := must(w.h.store.KeepMedia(w.Context(), store.Owner{Conversation: c.ID}, desk.MediaRef{Kind: desk.Photo, Type: "image/png"}, bytes.NewReader(testPicture(w.T))))(w.T)
	must(w.h.acts().Say(w.Context(), p, o.ID, "s1", "您好，我十分钟后到，\n有事打 138-0000-0001 或看 https://example.com/a。<b>先关总阀</b>", []desk.MediaRef{photo}))(w.T)
	w.wait(`document.querySelector(".msg.staff .who").innerText.startsWith("王师傅")`)
	w.wait(`document.querySelector('.msg.staff a[href="tel:13800000001"]') && document.querySelector('.msg.staff a[href="https://example.com/a"]')`)
	w.wait(`document.querySelector(".msg.staff .bubble").innerText.includes("<b>先关总阀</b>") && document.querySelector(".msg.staff img")?.naturalWidth > 0`)
	// What they wait for stands above the talk and counts down by itself.
	w.wait(fmt.Sprintf(`document.querySelector("#waiting button")?.innerText.includes(%q)`, o.Number+" · 已接单"))
	w.wait(`document.querySelector("#waiting strong").textContent === "10 分钟内上门"`)
	w.fits()
	w.shot("chat-staff")
	w.do(chromedp.Evaluate[chromedp.Void](`window.was = Date.now; Date.now = () => was() + 4 * 60_000`))
	w.wait(`document.querySelector("#waiting strong").textContent === "6 分钟内上门"`)
	w.do(chromedp.Evaluate[chromedp.Void](`Date.now = () => was() + 30 * 60_000`))
	w.wait(`document.querySelector("#waiting strong.late")?.textContent === "超时了，正在催办"`)
	w.do(chromedp.Evaluate[chromedp.Void](`Date.now = was`))
	must(w.h.acts().Release(w.Context(), p, o.ID, "测试完了"))(w.T)
	w.wait(last + `.nextElementSibling?.classList.contains("note")`)
}

// chatThroughOutage writes while the service is down: the words survive a reload, and
// arrive once.
func chatThroughOutage(w *window) {
	w.quietly(func() {
		w.h.stop()
		w.write("断网时写的")
		w.wait(`document.querySelector("button.state")?.textContent.includes("未发出")`)
		w.wait(`!document.querySelector("#status").hidden`)
		w.shot("chat-offline")
		w.h.serve()
		w.do(chromedp.Click("button.state"))
		w.wait(`document.querySelector("#status").hidden && !document.querySelector("button.state")`)
		w.wait(last + `.classList.contains("bot")`)
	})
	w.open("/")
	w.wait(`document.querySelectorAll(".msg").length > 3`)
	if n := w.number(`[...document.querySelectorAll(".resident .bubble")].filter((e) => e.innerText === "断网时写的").length`); n != 1 {
		w.Errorf("written once, there %v times", n)
	}
}

// chatUnsent opens the page with a message that an earlier visit could not send: it
// goes out by itself, once, and stands behind what was said before.
func chatUnsent(w *window) {
	w.do(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("linli:demo:out:old-1",
		JSON.stringify({ client_id: "old-1", text: "上次没发出的", media: [], at: Date.now() }))`))
	for range 2 {
		w.open("/")
		w.wait(`[...document.querySelectorAll(".resident .bubble")].at(-1)?.innerText === "上次没发出的"`)
		w.wait(`localStorage.getItem("linli:demo:out:old-1") === null`)
		w.wait(last + `.classList.contains("bot")`)
	}
	if n := w.number(`[...document.querySelectorAll(".resident .bubble")].filter((e) => e.innerText === "上次没发出的").length`); n != 1 {
		w.Errorf("sent once, there %v times", n)
	}
}

// chatLooks goes through large type, dark colours, English and a narrow phone.
func chatLooks(w *window) {
	w.do(chromedp.Click("#big"))
	w.wait(`parseFloat(getComputedStyle(document.documentElement).fontSize) >= 22`)
	w.wait(`document.querySelector("#big").getAttribute("aria-pressed") === "true"`)
	w.write("物业费怎么交")
	w.wait(last + `.classList.contains("bot") && !document.querySelector(".dots")`)
	w.wait(`!document.querySelector("#waiting").hidden`)
	w.fits()
	w.shot("chat-large")
	w.dark(true)
	w.shot("chat-large-dark")
	w.do(chromedp.Click("#big"))
	w.wait(`parseFloat(getComputedStyle(document.documentElement).fontSize) < 18`)
	w.wait(last + `.classList.contains("bot") && !document.querySelector(".dots")`)
	w.shot("chat-dark")
	w.dark(false)
	w.do(chromedp.Click("#language"))
	w.wait(`document.querySelector("#send").textContent === "Send" && document.documentElement.lang === "en-GB"`)
	w.fits()
	w.shot("chat-english")
	w.do(chromedp.Click("#language"), chromedp.Click("#big"), chromedp.EmulateViewport(360, 640))
	w.fits()
	w.do(chromedp.Click("#big"))
}

// chatRenewed comes back with a token that the service does not know any more.
func chatRenewed(w *window) {
	w.quietly(func() {
		w.do(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("linli:demo:conversation", '{"id":"gone","token":"gone"}')`))
		w.open("/")
		w.wait(`document.querySelector(".note")?.innerText.includes("已为您开始新的对话")`)
		w.write("你好")
		w.wait(last + `.classList.contains("bot")`)
	})
}
