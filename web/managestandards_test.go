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
	wantPage(t, b.get("/manage/standards"), 200, "西园自己的承诺。", "1 条已改成本小区自己的", "本小区不承诺的：1 条", "西园不养狗", "!"+late.Number)
	wantPage(t, b.get("/manage/standards/WX-002"), 200, "!"+late.Number, "!"+whole.Number)
	wantPage(t, b.get("/manage/standards/LH-001"), 200, "已停用", "西园不养狗", "写在内容文件里", "!恢复</button>")
	wantRedirect(t, browse{f: f}.get("/manage/standards?module=LH"), "/desk/login?next=%2Fmanage%2Fstandards%3Fmodule%3DLH")
}

// TestStandardsChange follows a manager who changes, retires and restores promises, and adds
// one; each change has its reason, and nobody overwrites another's.
func TestStandardsChange(t *testing.T) {
	f := newFixture(t)
	_, b := f.browser("east", "陈经理", desk.RoleManager)
	_, west := f.browser("west", "西经理", desk.RoleManager)

	wantPage(t, b.get("/manage/standards/WX-004/edit"), 200, "急修半小时到。", `value="figure:sla_by_clock.arrive" selected`, `value="20"`, `value="minutes" selected`, `name="seen" value="0"`, `value="95"`)
	form := func(more ...string) []string {
		return append([]string{"do", "revise", "seen", "0", "text", "急修四十分钟到。", "sources", "合同第三条\n\n约定", "how", "figure:sla_by_clock.arrive", "direction", "least",
			"target", "90", "priority", "P1", "within", "30", "unit", "minutes", "categories", "电梯"}, more...)
	}
	wantPage(t, b.post("/manage/standards/WX-004", form()...), 400, "请写明为什么改", "急修四十分钟到。", `value="90"`, `value="电梯" checked`)
	for _, wrong := range []struct{ field, value, words string }{
		{"text", "没有句号", "用句号结尾"}, {"sources", " ", "写明来源"}, {"target", "很多", "请写数字"}, {"target", "101", "不能超过 100"}, {"target", "", "请写目标"},
		{"within", "0", "1 到 999"}, {"unit", "", "请选择单位"}, {"priority", "P9", "P9"}, {"how", "figure:luck", "luck"}, {"how", "nonsense", "没有办法核对"},
		{"how", "step", "哪一步"}, {"how", "by_hand", "谁来看"}, {"how", "answers", "标准问题"}, {"cases", "x", "整数"}, {"cases", "99999", "案例数"}, {"entries", "gone", "gone"}, {"how", "figure:fcr", "不能只算一部分工单"},
	} {
		values := form("why", "合同改了")
		for i := 0; i < len(values); i += 2 {
			if values[i] == wrong.field {
				values = append(values[:i:i], values[i+2:]...)
				break
			}
		}
		wantPage(t, b.post("/manage/standards/WX-004", append(values, wrong.field, wrong.value)...), 400, wrong.words)
	}
	wantPage(t, b.get("/manage/standards/WX-004"), 200, "急修半小时到。", "还没有改过。")

	wantRedirect(t, b.post("/manage/standards/WX-004", form("why", "合同改了")...), "/manage/standards/WX-004?done=revise")
	wantPage(t, b.get("/manage/standards/WX-004?done=revise"), 200, "已保存", "急修四十分钟到。", "不低于 90%", "合同第三条；约定", "本小区</span>", "<b>修改</b> <span translate=\"no\">陈经理", "合同改了", "!模板，", "案例不足", "恢复")
	wantPage(t, b.get("/manage/standards"), 200, "1 条已改成本小区自己的", "急修四十分钟到。", "!急修半小时到。")
	wantPage(t, west.get("/manage/standards"), 200, "急修半小时到。", "!急修四十分钟到。")
	wantPage(t, b.post("/manage/standards/WX-004", form("why", "又改")...), 409, "刚刚有变化", "又改") // seen 0, which is 1 by now

	wantPage(t, b.post("/manage/standards/LH-001", "do", "retire", "seen", "0"), 400, "请写明为什么改", "养狗怎么办证")
	wantRedirect(t, b.post("/manage/standards/LH-001", "do", "retire", "seen", "0", "why", "小区不让养狗"), "/manage/standards/LH-001?done=retire")
	wantPage(t, b.get("/manage/standards"), 200, "本小区不承诺的：1 条", "小区不让养狗", "<td>2</td>", "!id=\"LH-001\"")
	wantPage(t, b.get("/manage/standards/LH-001"), 200, "已停用", "养狗怎么办证", "<b>停用</b>", "小区不让养狗")
	wantPage(t, b.get("/manage/standards/LH-001/edit"), 404, "没有这一条标准")
	wantPage(t, b.post("/manage/standards/LH-001", "do", "retire", "seen", "1", "why", "再停一次"), 400, "没有这项操作")
	wantRedirect(t, b.post("/manage/standards/LH-001", "do", "restore", "seen", "1", "why", "又让养了"), "/manage/standards/LH-001?done=restore")
	wantPage(t, b.get("/manage/standards/LH-001"), 200, "养狗怎么办证", "<b>恢复原样</b>", "!已停用", "模板，")
	wantRedirect(t, b.post("/manage/standards/WX-004", "do", "restore", "seen", "1", "why", "还是按模板"), "/manage/standards/WX-004?done=restore")
	wantPage(t, b.get("/manage/standards/WX-004"), 200, "急修半小时到。", "合同改了", "还是按模板")
	wantPage(t, b.post("/manage/standards/WX-004", "do", "burn", "seen", "2", "why", "烧了"), 400, "没有这项操作")
	wantPage(t, b.post("/manage/standards/ZZ-001", "do", "retire", "seen", "0", "why", "没有"), 404, "没有这一条标准")
}

// TestStandardsOwn follows a promise that only this community makes.
func TestStandardsOwn(t *testing.T) {
	f := newFixture(t)
	_, b := f.browser("east", "陈经理", desk.RoleManager)
	_, west := f.browser("west", "西经理", desk.RoleManager)
	wantPage(t, b.get("/manage/standards/new"), 200, "新增标准", "入户维修", `value="by_hand" selected`)
	own := []string{"text", "养狗的事随时能问。", "sources", "业主大会", "how", "answers", "entries", "pet-dog", "why", "大家都问"}
	wantPage(t, b.post("/manage/standards", own...), 400, "请选择模块", "养狗的事随时能问。")
	wantRedirect(t, b.post("/manage/standards", append(own, "module", "LH")...), "/manage/standards/LH-900?done=revise")
	wantPage(t, b.get("/manage/standards/LH-900"), 200, "养狗的事随时能问。", "养狗要办什么证？", "<b>1/1</b>", "!恢复</summary>")
	wantRedirect(t, b.post("/manage/standards", append(own, "module", "LH")...), "/manage/standards/LH-901?done=revise")
	wantRedirect(t, b.post("/manage/standards/LH-900", "do", "retire", "seen", "1", "why", "重了"), "/manage/standards/LH-900?done=retire")
	wantRedirect(t, b.post("/manage/standards", append(own, "module", "LH")...), "/manage/standards/LH-902?done=revise")
	wantPage(t, b.get("/manage/standards/LH-900"), 200, "本小区不再承诺这一条", "重了")
	wantRedirect(t, b.post("/manage/standards/LH-900", "do", "restore", "seen", "2", "why", "没有重"), "/manage/standards/LH-900?done=restore")
	wantPage(t, b.get("/manage/standards/LH-900"), 200, "养狗的事随时能问。", "没有重", "重了", "大家都问")
	wantPage(t, west.get("/manage/standards/LH-901"), 404, "没有这一条标准")
	wantPage(t, west.post("/manage/standards/LH-901", "do", "retire", "seen", "1", "why", "别家的"), 404, "没有这一条标准")
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
