package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/desk"
)

// TestStandardsPage follows a manager: what the orders of a day make of the promises, by
// module and by result, and the rows behind one of them.
func TestStandardsPage(t *testing.T) {
	f := newFixture(t)
	handler, _ := f.staff("east", "王师傅", desk.RoleStaff)
	acts := f.web.cfg.Staff
	resolve := func(after time.Duration, ticks ...string) desk.WorkOrder {
		c, _ := f.conversation("east")
		o := f.order(c)
		f.clock.add(after)
		must(acts.Claim(t.Context(), handler, o.ID))(t)
		f.clock.add(20 * time.Minute)
		for _, step := range ticks {
			must(acts.Tick(t.Context(), handler, o.ID, step))(t)
		}
		must(acts.Resolve(t.Context(), handler, o.ID, "换了角阀"))(t)
		return o
	}
	whole := resolve(time.Minute, "先断水", "试一遍")
	late := resolve(16*time.Minute, "先断水")
	far, _ := f.conversation("west")
	f.order(far, func(o *desk.WorkOrder) { o.Title = "西园的事" })
	f.clock.add(time.Minute)
	_, b := f.browser("east", "陈经理", desk.RoleManager)

	w := b.get("/manage/standards")
	wantPage(t, w, 200, "模板，需结合本小区实际调整", "!本小区自己的", `<td>6</td><td>50.0% <small>3/6</small></td><td>33.3% <small>1/3</small></td><td><b class="missed">2</b></td>`,
		`<td>3</td><td>33.3% <small>1/3</small></td><td>100.0% <small>1/1</small></td><td>0</td>`, "!西园", "看巡查本", "约定", "2026-10-24 – 2026-11-23")
	body := w.Body.String()
	last := -1
	for _, part := range []string{"未达标（2）", `id="WX-001"`, `id="WX-002"`, "设置不符（1）", `id="WX-004"`, "案例不足（3）", `id="WX-003"`, `id="WX-006"`, `id="LH-003"`, "人工核对（1）", `id="LH-002"`, ">达标（2）", `id="WX-005"`, `id="LH-001"`} {
		i := strings.Index(body, part)
		if i < last {
			t.Errorf("%s stands at %d, before what it should follow", part, i)
		}
		last = i
	}
	for _, words := range []string{"<b>50.0%</b> <small>1/2</small>", "<b>20分00秒</b> <small>2 例</small>", "<b>1/1</b>", "每一条都答得出", "不低于 95%", "不超过 1小时00分",
		"水电类急修工单的上门时限设为30 分钟，这一条承诺的是20 分钟", "本期没有案例，满 5 例才判断。"} {
		if !strings.Contains(body, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	wantPage(t, b.get("/manage/standards?module=LH&state=kept"), 200, `id="LH-001"`, "!id=\"LH-002\"", "!id=\"WX-005\"", `class="chosen"`)
	wantPage(t, b.get("/manage/standards?module=ZZ&state=nonsense&since=9999d"), 200, `id="LH-001"`, `id="WX-001"`, `value="30d" selected`)
	wantPage(t, b.get("/manage/standards?module=LH&state=missed"), 200, "这里没有承诺。")

	wantPage(t, b.get("/manage/standards/WX-002"), 200, "办结前把处理清单每一步都勾过的工单", "只算：<span class=\"badge\">水电</span>", "背后的记录：2 条，没做到 1 条",
		fmt.Sprintf("/desk/orders/%d", late.ID), late.Number, whole.Number, "没勾", "试一遍", "王师傅")
	wantPage(t, b.get("/manage/standards/WX-001?since=7d"), 200, "按时响应的工单", `value="7d" selected`, "报修", "一般", "2026-11-16 – ")
	wantPage(t, b.get("/manage/standards/LH-001"), 200, "养狗要办什么证？", "做到", "!没做到", "!背后的记录")
	wantPage(t, b.get("/manage/standards/LH-002"), 200, "要由人来看", "看巡查本", "!背后的记录")
	wantPage(t, b.get("/manage/standards/XX-001"), 404, "没有这一条标准")
	wantPage(t, b.get("/manage/standards/LH-900"), 404, "没有这一条标准") // west's own

	_, b = f.browser("west", "西经理", desk.RoleManager)
	wantPage(t, b.get("/manage/standards"), 200, "西园自己的承诺。", "1 条已改成本小区自己的", "!养狗怎么办证", "!"+late.Number)
	wantPage(t, b.get("/manage/standards/WX-002"), 200, "!"+late.Number, "!"+whole.Number)
	wantPage(t, b.get("/manage/standards/LH-001"), 404, "没有这一条标准") // retired there
	wantRedirect(t, browse{f: f}.get("/manage/standards?module=LH"), "/desk/login?next=%2Fmanage%2Fstandards%3Fmodule%3DLH")
}

// TestStandardsInEnglish: the promises stay as they are written, all the rest is English.
func TestStandardsInEnglish(t *testing.T) {
	f := newFixture(t)
	_, b := f.browser("east", "陈经理", desk.RoleManager)
	for path, words := range map[string][]string{"/manage/standards": {"Coverage", "Not kept", "养狗怎么办证说得清。", "By hand", "Last 30 days"},
		"/manage/standards/WX-006": {"Whether they were polite", "有人礼貌接待。", "What is counted"}} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: languageCookie, Value: languageEnglish})
		r.AddCookie(b.cookie)
		w := httptest.NewRecorder()
		f.web.ServeHTTP(w, r)
		wantPage(t, w, 200, words...)
	}
}
