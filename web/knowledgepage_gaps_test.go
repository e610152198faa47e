package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
	"linli/store/demo"
)

// refused makes a resident ask something that got no answer.
func (f *fixture) refused(c desk.Conversation, words string) {
	f.t.Helper()
	conversation := must(f.store.Conversation(f.t.Context(), c.ID))(f.t)
	m := desk.Inbound{From: conversation.Address, ExternalID: fmt.Sprint(words, f.clock.now().UnixNano()), Text: words}
	must(f.store.Receive(f.t.Context(), m, false))(f.t)
	for _, in := range must(f.store.NextInbound(f.t.Context(), 5, time.Minute))(f.t) {
		conversation = must(f.store.Conversation(f.t.Context(), in.Conversation))(f.t)
		if err := f.store.Commit(f.t.Context(), &desk.Turn{Inbound: &in, Conversation: &conversation,
			Answer: &desk.Answered{Message: in.Message, Decision: "refuse", At: f.clock.now()}}); err != nil {
			f.t.Fatal(err)
		}
	}
	f.clock.add(time.Minute)
}

// TestGaps: what residents asked in vain stands there once, and becomes a draft, a wording of an
// entry, or is put away until more ask it.
func TestGaps(t *testing.T) {
	f := newFixture(t, withEntries(t))
	_, editor := f.browser("east", "小文", desk.RoleEditor)
	_, west := f.browser("west", "小武", desk.RoleEditor)
	one, _ := f.conversation("east")
	two, _ := f.conversation("east")
	f.refused(one, "小区里能飞无人机吗，电话13812341234")
	f.refused(one, "小区里能飞无人机吗，电话13812341234")
	f.refused(two, "养狗证去哪儿办啊")
	page := editor.get("/knowledge/gaps")
	wantPage(t, page, 200, "能飞无人机吗", "!13812341234", "养狗证去哪儿办啊", "1 位住户", "问了 2 次")
	wantPage(t, west.get("/knowledge/gaps"), 200, "!无人机")
	wantPage(t, editor.get("/knowledge/new?question=%E8%83%BD%E9%A3%9E%E6%97%A0%E4%BA%BA%E6%9C%BA%E5%90%97&similar=a"), 200, `value="能飞无人机吗"`)

	id := f.web.cfg.Staff.Content.Known("east")[0]
	wantRedirect(t, editor.post("/knowledge/gaps/similar", "entry", id, "text", "养狗证去哪儿办啊"), "/knowledge/entries/"+id)
	wantPage(t, editor.get("/knowledge/entries/"+id), 200, "待审核", "<ins>养狗证去哪儿办啊", "住户这样问：养狗证去哪儿办啊")
	wantPage(t, west.get("/knowledge/entries/"+id), 200, "!养狗证去哪儿办啊")
	wantPage(t, editor.post("/knowledge/gaps/similar", "entry", "nothing", "text", "x"), 404)

	wantRedirect(t, editor.post("/knowledge/gaps/dismiss", "text", "养狗证去哪儿办啊", "residents", "1"), "/knowledge/gaps?done=dismiss")
	wantPage(t, editor.post("/knowledge/gaps/dismiss", "text", "x"), 400)
	wantPage(t, editor.get("/knowledge/gaps"), 200, "!>养狗证去哪儿办啊<", "另有 1 条")
	f.refused(one, "养狗证去哪儿办啊")
	wantPage(t, editor.get("/knowledge/gaps"), 200, ">养狗证去哪儿办啊<", "2 位住户")
}

func TestGapsInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			h := newHouse(t)
			com := must(h.content.Community("demo"))(t)
			must(demo.Fill(t.Context(), h.store, com, demo.Options{Until: time.Now(), Days: 30, Seed: 1}))(t)
			w, _ := staffWindow(t, h, "小文", desk.RoleEditor, size)
			w.open("/knowledge/gaps")
			w.wait(`document.querySelectorAll(".gap").length > 2`)
			w.fits()
			w.shot("knowledge-gaps")
			w.do(chromedp.Click(".gap .primary"))
			w.arrived("/knowledge/new")
			w.wait(`document.querySelector("[name=question]").value.length > 3`)
			w.fits()
		})
	}
}
