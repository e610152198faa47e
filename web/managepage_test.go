package web

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
	"linli/store/demo"
)

// TestDashboard: the page says the figures that the store computes, narrowed and compared, and
// each opens as many rows as it counts.
func TestDashboard(t *testing.T) {
	f := newFixture(t)
	com := must(f.web.cfg.Staff.Content.Community("east"))(t)
	must(demo.Fill(t.Context(), f.store, com, demo.Options{Until: f.clock.now(), Days: 40, Seed: 2}))(t)
	_, boss := f.browser("east", "周经理", desk.RoleManager)
	now := com.Local(f.clock.now())
	w := desk.Window{Since: now.Add(-30 * 24 * time.Hour), Until: now}
	facts := must(f.store.Facts(t.Context(), "east", w.Before().Since, now))(t)
	both := desk.ComputeEach(facts, desk.FigureScope{}, []desk.Window{w, w.Before()}, now)
	page := boss.get("/manage")
	wantPage(t, page, 200, "先看这些", "走势 <span>自动化率", "每班建议人数")
	for _, r := range both[0].Rows(com.Targets) {
		if r.Part {
			continue
		}
		card := regexp.MustCompile(`(?s)id="f-` + r.Key + `">.*?</article>`).FindString(page.Body.String())
		if !strings.Contains(card, ">"+r.Text()+"</a>") || r.Unit == desk.Share && !strings.Contains(card, fmt.Sprintf("%.0f/%d", r.Figure.Numerator, r.Figure.Denominator)) {
			t.Errorf("%s is %s of %d, the page says %s", r.Key, r.Text(), r.Figure.Denominator, card)
		}
		rows := boss.get("/manage/figures/" + r.Key)
		wantPage(t, rows, 200, r.Text(), fmt.Sprintf("全部 <b>%d</b>", len(desk.FigureCases(facts, desk.FigureScope{}, r.Key, w, now))))
	}
	if past, _ := figureOf(both[1].Rows(com.Targets), "sla"); !strings.Contains(page.Body.String(), "之前 <span>"+past.Text()) {
		t.Errorf("the SLA before, %s, is not said", past.Text())
	}

	narrow := boss.get("/manage?building=3&category=%E6%B0%B4%E7%94%B5&by=staff&figure=sla&span=90d")
	scope := desk.FigureScope{Orders: desk.OrderScope{Building: "3", Category: "水电"}}
	w = desk.Window{Since: now.Add(-90 * 24 * time.Hour), Until: now}
	facts = must(f.store.Facts(t.Context(), "east", w.Before().Since, now))(t)
	sla, _ := figureOf(desk.ComputeEach(facts, scope, []desk.Window{w}, now)[0].Rows(com.Targets), "sla")
	wantPage(t, narrow, 200, fmt.Sprintf("%.0f/%d", sla.Figure.Numerator, sla.Figure.Denominator), "走势 <span>SLA 达标率", "这里是全小区的", "演示-")
	data := html.UnescapeString(regexp.MustCompile(`data-chart="([^"]*)"`).FindStringSubmatch(narrow.Body.String())[1])
	var chart chartData
	if err := json.Unmarshal([]byte(data), &chart); err != nil || len(chart.Times) != len(w.Days()) || chart.Target != 95 {
		t.Errorf("%v: the chart draws %+v", err, chart)
	}

	for path, want := range map[string]string{"/manage?span=own&from=2026-11-01&to=2026-11-10": "2026-11-01 00:00 – 2026-11-11 00:00", "/manage?span=last": "2026-10-01 00:00 – 2026-11-01 00:00",
		"/manage?span=own&from=x&to=2026-11-10": "请选开始和结束日期", "/manage?span=%27&figure=nonsense&by=x&staff=x&channel=fax": "走势 <span>自动化率"} {
		wantPage(t, boss.get(path), 200, want)
	}
	wantPage(t, boss.get("/manage/figures/nonsense"), 404)
	talk := regexp.MustCompile(`/manage/talks/\d+`).FindString(boss.get("/manage/figures/handover").Body.String())
	wantPage(t, boss.get(talk), 200, "接待", "住户")
	_, west := f.browser("west", "赵经理", desk.RoleManager)
	wantPage(t, west.get(talk), 404)
	wantPage(t, west.get("/manage"), 200, "!演示-", "这段时间没有工单")
}

func TestDashboardInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { dashboardInBrowser(t, newHouse(t), size) })
	}
}

func dashboardInBrowser(t *testing.T, h *house, size [2]int64) {
	com := must(h.content.Community("demo"))(t)
	must(demo.Fill(t.Context(), h.store, com, demo.Options{Until: time.Now(), Days: 65, Seed: 1, Steps: h.content.Checklist}))(t)
	w, _ := staffWindow(t, h, "陈经理", desk.RoleManager, size)
	w.do(chromedp.Click(`nav a[href="/manage"]`))
	w.arrived("/manage")
	w.wait(`document.querySelector("#chart canvas") !== null`)
	w.fits()
	w.shot("dashboard")
	for _, part := range []string{"f-frt_human_p50", "trend", "ageing", "breakdown", "heat", "ratings"} {
		w.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("` + part + `").scrollIntoView()`))
		w.shot("dashboard-" + part)
	}
	w.dark(true)
	w.fits()
	w.shot("dashboard-dark")
	w.dark(false)
	w.do(chromedp.Click(`#f-sla .value a`))
	w.wait(`location.pathname === "/manage/figures/sla" && ` + loaded)
	w.fits()
	w.shot("figure")
	w.open("/manage/figures/handover?only=bad")
	w.do(chromedp.Click(`.cases a`))
	w.wait(`location.pathname.startsWith("/manage/talks/") && ` + loaded)
	w.fits()
	w.shot("talk")
}
