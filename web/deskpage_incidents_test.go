package web

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"linli/desk"
)

// incident is one that was published: water is off in building 3.
func (f *fixture) incident(community desk.CommunityID, change ...func(*desk.Incident)) desk.Incident {
	f.t.Helper()
	now := f.clock.now()
	i := desk.Incident{Community: community, State: desk.IncidentAnnounced, Published: desk.Actor{Kind: desk.ByStaff, Name: "张姐"}, PublishedAt: now, CreatedAt: now,
		IncidentPlan: desk.IncidentPlan{Kind: desk.WaterOut, Buildings: []string{"3"}, From: now, Until: now.Add(2 * time.Hour), Text: "3栋水泵抢修停水。"}}
	for _, c := range change {
		c(&i)
	}
	if err := f.store.Commit(f.t.Context(), &desk.Turn{Incident: &i}); err != nil {
		f.t.Fatal(err)
	}
	return i
}

func TestIncidentForm(t *testing.T) {
	f := newFixture(t)
	p, b := f.browser("east", "张姐", desk.RoleDispatcher)
	wantPage(t, b.get("/desk/incidents"), 200, "还没有公告")
	wantPage(t, b.get("/desk/incidents/new"), 200, `value="2026-11-23T10:00"`)
	wantPage(t, b.get("/desk/incidents/new?planned=1"), 200, `value="2026-11-24T09:00"`, `value="2026-11-24T12:00"`)

	filled := func(change ...string) []string {
		form := []string{"kind", "water", "planned", "planned", "buildings", "3栋、5", "from", "2026-11-24T09:00", "until", "2026-11-24T12:00", "text", ""}
		for i := 0; i < len(change); i += 2 {
			for j := 0; j < len(form); j += 2 {
				if form[j] == change[i] {
					form[j+1] = change[i+1]
				}
			}
		}
		return form
	}
	for _, tc := range []struct{ field, value, words string }{
		{"kind", "", "请选择是什么事"}, {"kind", "other", "请写明是什么事"}, {"buildings", "东区", "楼栋写得不对"}, {"from", "", "请写明从什么时候开始"},
		{"from", "明天", "时间写得不对"}, {"until", "2026-11-24T08:00", "恢复时间要在开始时间之后"}, {"text", strings.Repeat("长", 501), "最多 500 个字"},
	} {
		kept := `value="3栋、5"`
		if tc.field == "buildings" {
			kept = `value="` + tc.value + `"`
		}
		wantPage(t, b.post("/desk/incidents", filled(tc.field, tc.value)...), 400, tc.words, `aria-invalid="true"`, kept)
	}
	wantPage(t, b.post("/desk/incidents", append(filled(), "do", "template")...), 200, "3栋、5栋从11月24日09:00起计划停水，预计11月24日12:00恢复。")
	if n := len(must(f.store.Incidents(t.Context(), "east", true, 9))(t)); n != 0 {
		t.Fatalf("%d incidents kept by refused forms", n)
	}

	wantRedirect(t, b.post("/desk/incidents", filled()...), "/desk/incidents/1?done=saved")
	i := must(f.store.Incident(t.Context(), "east", 1))(t)
	if i.State != desk.IncidentDraft || !i.Planned || strings.Join(i.Buildings, " ") != "3 5" || !strings.HasPrefix(i.Text, "3栋、5栋从11月24日09:00起计划停水") {
		t.Errorf("kept %+v", i)
	}
	// An untouched template follows the fields; a stale form overwrites nothing.
	wantRedirect(t, b.post("/desk/incidents/1", append(filled("until", "", "text", i.Text), "version", "1", "template", i.Text)...), "/desk/incidents/1?done=saved")
	if got := must(f.store.Incident(t.Context(), "east", 1))(t); !strings.Contains(got.Text, desk.UnknownEnd) {
		t.Errorf("the text is %q", got.Text)
	}
	wantPage(t, b.post("/desk/incidents/1", append(filled("text", "别的"), "version", "1")...), 409, "别的")

	wantRedirect(t, b.post("/desk/incidents/1/publish"), "/desk/incidents/1?done=publish")
	got := must(f.store.Incident(t.Context(), "east", 1))(t)
	if got.State != desk.IncidentAnnounced || got.Published.Staff != p.ID || !got.PublishedAt.Equal(f.clock.now()) {
		t.Errorf("published as %+v", got)
	}
	wantPage(t, b.get("/desk/incidents"), 200, "计划中", "停水 · 3栋、5栋")
	wantPage(t, b.post("/desk/incidents/1/publish"), 409)
	wantPage(t, b.post("/desk/incidents/1/withdraw", "why", " "), 400, "请写明撤回的原因")
	wantPage(t, b.post("/desk/incidents/1/nonsense"), 404)
	wantRedirect(t, b.post("/desk/incidents/1/withdraw", "why", "改期了"), "/desk/incidents/1?done=withdraw")
	wantPage(t, b.get("/desk/incidents/1"), 200, "改期了", "已撤回")
	wantPage(t, b.get("/desk/incidents/1/edit"), 409)
}

func TestIncidentOnTheList(t *testing.T) {
	f := newFixture(t)
	f.incident("east")
	f.incident("east", func(i *desk.Incident) { i.Kind, i.From = desk.PowerOut, f.clock.now().Add(time.Hour) })
	f.incident("west", func(i *desk.Incident) { i.Kind = desk.GasOut })
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	list := b.get("/desk")
	wantPage(t, list, 200, "停水 · 3栋")
	for _, absent := range []string{"停电", "停气"} {
		if strings.Contains(list.Body.String(), absent+" · ") {
			t.Errorf("the list shows %s, which is not going on here", absent)
		}
	}
	page := b.get("/desk/incidents/1")
	wantPage(t, page, 200, "【停水通知】3栋水泵抢修停水。")
	if strings.Contains(page.Body.String(), "/desk/incidents/1/end") {
		t.Error("staff who may not are offered to end it")
	}
	f.clock.add(3 * time.Hour)
	wantPage(t, b.get("/desk"), 200, "已过预计恢复时间")
}

func TestBroadcastPage(t *testing.T) {
	f := newFixture(t)
	i := f.incident("east")
	for n, building := range []string{"3", "3", "4", ""} {
		c, _ := f.conversation("east")
		c = must(f.store.Conversation(t.Context(), c.ID))(t)
		c.Home.Building, c.LastAt, c.Unreachable = building, f.clock.now(), n == 1
		if err := f.store.Commit(t.Context(), &desk.Turn{Conversation: &c}); err != nil {
			t.Fatal(err)
		}
	}
	_, b := f.browser("east", "张姐", desk.RoleDispatcher)
	address := fmt.Sprintf("/desk/incidents/%d", i.ID)
	page := b.get(address + "/broadcast")
	wantPage(t, page, 200, "【停水通知】3栋水泵抢修停水。", "会发给 1 位住户", "不知道住哪栋的 1 位")
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(page.Body.String())[1]
	wantPage(t, b.post(address+"/broadcast", "version", "99"), 409)
	wantRedirect(t, b.post(address+"/broadcast", "version", version, "unknown", "1"), address+"?done=broadcast")
	wantPage(t, b.post(address+"/broadcast", "version", version), 409) // pressed twice
	wantPage(t, b.get(address), 200, "已发 0 人，共 2 人", "停止群发")
	wantRedirect(t, b.post(address+"/stop"), address+"?done=stop")
	wantPage(t, b.get(address), 200, "2 人没有发", "停止于")
	list := must(f.store.Broadcasts(t.Context(), i.ID))(t)
	if len(list) != 1 || list[0].State != desk.BroadcastStopped || !list[0].Unknown {
		t.Errorf("broadcasts %+v", list)
	}

	draft := f.incident("east", func(i *desk.Incident) { i.State = desk.IncidentDraft })
	wantPage(t, b.get(fmt.Sprintf("/desk/incidents/%d/broadcast", draft.ID)), http.StatusConflict)
	if _, err := f.store.Incident(t.Context(), "west", draft.ID); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("another community's incident: %v", err)
	}
}

// TestOrdersJoinAnIncident: what was reported before the notice becomes part of it by one press,
// on the incident's page or on the order's; nothing of another community, nor by who may not.
func TestOrdersJoinAnIncident(t *testing.T) {
	f := newFixture(t)
	open := func(community desk.CommunityID, building, words string) desk.WorkOrder {
		c, _ := f.conversation(community)
		return f.order(c, func(o *desk.WorkOrder) {
			o.Text, o.Title, o.Place = words, words, desk.Place{Building: building, Unit: "1", Room: "101"}
		})
	}
	one, two := open("east", "3", "家里停水了"), open("east", "3", "没有水")
	lamp, far, west := open("east", "3", "灯不亮"), open("east", "8", "停水了"), open("west", "3", "停水了")
	i := f.incident("east", func(i *desk.Incident) { i.English = "Pump repair." })
	_, b := f.browser("east", "张姐", desk.RoleDispatcher)
	_, hand := f.browser("east", "王师傅", desk.RoleStaff)
	page, id := fmt.Sprintf("/desk/incidents/%d", i.ID), func(o desk.WorkOrder) string { return fmt.Sprint(o.ID) }

	wantPage(t, b.get(page), 200, one.Number, two.Number, "!"+lamp.Number, "!"+far.Number, "可能是同一件事", "[Water outage] building 3", "Pump repair.")
	wantPage(t, hand.get(page), 200, "!可能是同一件事")
	wantPage(t, b.post(page+"/link"), 400, "请先选")
	wantPage(t, b.post(page+"/link", "order", id(west)), 404)
	wantPage(t, hand.post(page+"/link", "order", id(one)), 403)
	wantRedirect(t, b.post(page+"/link", "order", id(one)), page+"?done=link")
	wantPage(t, b.get("/desk/orders/"+id(two)), 200, "可能属于公告", "停水（3栋）")
	wantPage(t, b.get("/desk/orders/"+id(lamp)), 200, "!属于公告")
	wantPage(t, hand.get("/desk/orders/"+id(two)), 200, "!属于公告")
	wantRedirect(t, b.post(page+"/link", "order", id(two)), page+"?done=link")
	wantPage(t, hand.get("/desk/orders/"+id(two)), 200, "并入了公告", "算在公告“停水（3栋）”里")
	wantPage(t, b.get(page), 200, "并入这条公告的工单", "!可能是同一件事", "其中报修 2 人")
	if linked := must(f.store.IncidentOrders(t.Context(), i.ID))(t); len(linked) != 2 {
		t.Errorf("%d orders belong to it", len(linked))
	}

	unknown := f.incident("east", func(i *desk.Incident) { i.Kind, i.Until = desk.PowerOut, time.Time{} })
	page = fmt.Sprintf("/desk/incidents/%d", unknown.ID)
	f.clock.add(7 * time.Hour)
	wantPage(t, b.get(page), 200, "有一阵没有人确认了", "还没恢复")
	wantRedirect(t, b.post(page+"/confirm"), page+"?done=confirm")
	wantPage(t, b.get(page), 200, "!有一阵没有人确认了", "确认还没恢复")
	f.clock.add(25 * time.Hour)
	wantPage(t, b.get(page), 200, "机器人已经不再告诉住户")
	wantPage(t, b.get("/desk/incidents"), 200, "不再告诉住户")
}
