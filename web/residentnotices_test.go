package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/bot"
	"linli/desk"
)

// TestNoticesForResidents: each sees what concerns their building, or may, as long as it is
// believed; who has no conversation yet sees all of the community.
func TestNoticesForResidents(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	f.incident("east", func(i *desk.Incident) { i.English = "Pump." })
	f.incident("east", func(i *desk.Incident) { i.Kind, i.Buildings = desk.LiftOut, []string{"8"} })
	f.incident("east", func(i *desk.Incident) { i.Kind, i.Buildings, i.Until = desk.PowerOut, nil, time.Time{} })
	f.incident("east", func(i *desk.Incident) { i.Kind, i.State = desk.GasOut, desk.IncidentDraft })
	f.incident("west", func(i *desk.Incident) { i.Kind = desk.HeatOut })
	kinds := func() string {
		t.Helper()
		out := ""
		for _, n := range want[awaitedOrders](t, f.call(token, "GET /api/v1/conversations/"+c.PublicID+"/orders", nil), 200).Notices {
			out += n.Kind + " "
		}
		return out
	}
	if got := kinds(); got != "停电 停梯 停水 " {
		t.Errorf("without a home: %s", got)
	}
	here := must(f.store.Conversation(t.Context(), c.ID))(t)
	here.Home.Building = "3"
	if err := f.store.Commit(t.Context(), &desk.Turn{Conversation: &here}); err != nil {
		t.Fatal(err)
	}
	if got := kinds(); got != "停电 停水 " {
		t.Errorf("in building 3: %s", got)
	}
	page := browse{f, nil}
	wantPage(t, page.get("/c/east"), 200, "停梯通知", "Pump.", "!停暖", "!停气")
	f.clock.add(25 * time.Hour)
	if got := kinds(); got != "停水 " { // past its end, and nobody said so; nobody has confirmed the power cut
		t.Errorf("a day later: %s", got)
	}
}

func TestNoticesInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { noticesInBrowser(t, newHouse(t), size) })
	}
}

func noticesInBrowser(t *testing.T, h *house, size [2]int64) {
	boss := must(h.store.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: "张姐", Role: desk.RoleDispatcher}))(t)
	acts := &bot.Staff{Orders: h.store, Content: h.content, Rooms: bot.Rooms{}, Now: time.Now}
	plan := desk.IncidentPlan{Kind: desk.WaterOut, Buildings: []string{"3", "5"}, From: time.Now(), Until: time.Now().Add(3 * time.Hour), Text: "3栋、5栋水泵抢修，请用储水，有事打 010-5550-1234。"}
	i := must(acts.WriteIncident(t.Context(), boss, 0, 0, plan))(t)
	i = must(acts.PublishIncident(t.Context(), boss, i.ID))(t)

	const line = `document.querySelector("#notices:not([hidden]) summary")?.innerText`
	w := newWindow(t, h, size[0], size[1])
	w.open("/")
	w.wait(line + ` === "停水通知：3栋、5栋"`)
	w.fits()
	w.do(chromedp.Click("#notices summary"))
	w.wait(`document.querySelector("#notices a[href='tel:01055501234']").checkVisibility()`)
	w.fits()
	w.shot("chat-notice")
	w.do(chromedp.Click("#language"))
	w.wait(line + ` === "Water outage: buildings 3, 5"`)
	w.do(chromedp.Click("#language"))
	w.do(chromedp.Click("#notices .close"))
	w.wait(`document.querySelector("#notices").hidden`)
	w.open("/")
	w.wait(`document.querySelector("#notices").hidden && document.querySelector("#notices").dataset.notices.includes("水泵")`)

	plan.Text = "下午四点恢复。" // a changed one comes again, to who writes
	must(acts.WriteIncident(t.Context(), boss, i.ID, i.Version, plan))(t)
	w.write("你好")
	w.wait(line + ` === "停水通知：3栋、5栋"`)
	must(acts.EndIncident(t.Context(), boss, i.ID))(t)
	w.write("谢谢")
	w.wait(`document.querySelector("#notices").hidden`)
	w.fits()
}
