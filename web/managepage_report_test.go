package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"linli/desk"
	"linli/store/demo"
	"linli/web/sheet"
)

// TestReports: a period's page, table and public report say its figures; in public nobody can
// be recognised.
func TestReports(t *testing.T) {
	f := newFixture(t)
	com := must(f.web.cfg.Staff.Content.Community("east"))(t)
	must(demo.Fill(t.Context(), f.store, com, demo.Options{Until: f.clock.now(), Days: 60, Seed: 2}))(t)
	_, boss := f.browser("east", "周经理", desk.RoleManager)
	wantPage(t, boss.get("/manage/reports"), 200, "2026年11月16日至22日", "2026年10月")
	page := boss.get("/manage/reports/2026-10")
	p := must(desk.ParsePeriod("2026-10", com.Local(f.clock.now()).Location()))(t)
	facts := must(f.store.Facts(t.Context(), "east", p.Before.Since, p.Window.Until))(t)
	now := desk.ComputeEach(facts, desk.FigureScope{}, []desk.Window{p.Window}, f.clock.now())[0]
	wantPage(t, page, 200, "2026年10月", fmt.Sprintf("本期接待住户 %d 次，新开工单 %d 张。", now.Episodes, now.Orders), "服务标准", "三分及以下的评价", "!还没结束")
	wantPage(t, boss.get("/manage/reports/2026-11"), 200, "还没结束")
	for _, key := range []string{"2026-12", "2026-13", "x"} {
		wantPage(t, boss.get("/manage/reports/"+key), 404)
	}

	public := boss.get("/manage/reports/2026-10/owners")
	wantPage(t, public, 200, "物业服务公示", "少于 5 件", fmt.Sprintf("%d 件", now.Orders))
	_, body, _ := strings.Cut(public.Body.String(), "<article")
	body, _, _ = strings.Cut(body, "</article>")
	for i := range facts.Orders {
		o := &facts.Orders[i]
		for _, private := range []string{o.Resident, o.Phone, o.Title, o.Number, o.ClaimerName, o.RatedWhy, o.Place.String()} {
			if len(private) > 3 && !slices.Contains(desk.Categories, private) && strings.Contains(body, private) {
				t.Fatalf("the public report holds %q", private)
			}
		}
	}

	exported := boss.get("/manage/reports/2026-10/export/xlsx")
	table := must(sheet.Read(exported.Body.Bytes(), "指标", "分子", "分母"))(t)
	rows := now.Rows(com.Targets)
	if len(table.Rows) != len(rows) {
		t.Fatalf("%d rows, want %d", len(table.Rows), len(rows))
	}
	for i, r := range rows {
		if n, of := table.Rows[i].At(table.Column("分子")).Text, table.Rows[i].At(table.Column("分母")).Text; of != fmt.Sprint(r.Figure.Denominator) || n != fmt.Sprintf("%.6g", r.Figure.Numerator) {
			t.Errorf("%s is exported as %s/%s, is %v/%d", r.Key, n, of, r.Figure.Numerator, r.Figure.Denominator)
		}
	}
	cases := must(sheet.Read(boss.get("/manage/figures/sla/export/csv").Body.Bytes(), "工单", "计入分母"))(t)
	n := 0
	for _, r := range cases.Rows {
		var of int
		fmt.Sscan(r.At(cases.Column("计入分母")).Text, &of)
		n += of
	}
	w := desk.Window{Since: com.Local(f.clock.now()).Add(-30 * 24 * time.Hour), Until: com.Local(f.clock.now())}
	facts = must(f.store.Facts(t.Context(), "east", w.Before().Since, w.Until))(t)
	if sla := desk.Compute(facts, w.Since, w.Until, w.Until).SLA; n != sla.Denominator || n == 0 {
		t.Errorf("the rows add up to %d, the SLA counts %d", n, sla.Denominator)
	}
	wantPage(t, boss.get("/manage/export/pdf"), 404)
}

func TestReportsInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { reportsInBrowser(t, newHouse(t), size) })
	}
}

func reportsInBrowser(t *testing.T, h *house, size [2]int64) {
	com := must(h.content.Community("demo"))(t)
	must(demo.Fill(t.Context(), h.store, com, demo.Options{Until: time.Now(), Days: 50, Seed: 1, Steps: h.content.Checklist}))(t)
	w, _ := staffWindow(t, h, "陈经理", desk.RoleManager, size)
	w.open("/manage/reports")
	w.fits()
	w.shot("reports")
	w.do(chromedp.Click(`.people a`))
	w.wait(`document.querySelector(".report .plain-list") !== null && ` + loaded)
	w.fits()
	w.shot("report")
	w.do(chromedp.Click(`.report a[href$="/owners"]`))
	w.wait(`document.querySelector(".owners") !== null && ` + loaded)
	w.fits()
	w.shot("report-owners")
}
