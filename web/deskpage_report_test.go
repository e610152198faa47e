package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/desk"
)

// TestEmergencyReport: 办结 of an emergency leads to its report; one that is refused keeps
// what was written; a correction keeps the version before; the evidence has both.
func TestEmergencyReport(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c, func(o *desk.WorkOrder) {
		o.Kind, o.Priority, o.Title = desk.EmergencyOf, desk.P0, "【险情】电梯困人"
	})
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, mate := f.browser("east", "李工", desk.RoleStaff)
	_, boss := f.browser("east", "陈经理", desk.RoleManager)
	order := fmt.Sprintf("/desk/orders/%d", o.ID)
	form := order + "/report"
	b.post(order + "/claim")
	f.clock.add(10 * time.Minute)
	b.post(order + "/start")
	wantPage(t, b.get(order), 200, "!险情报告")
	wantPage(t, b.get(form), 409, "办结后再写险情报告")
	wantPage(t, b.post(form, "kind", "其他险情"), 409)
	f.clock.add(20 * time.Minute)
	wantRedirect(t, b.post(order+"/resolve", "what", "人已放出"), form)

	wantPage(t, b.get(order), 200, "欠报告", "写险情报告")
	wantPage(t, mate.get(order), 200, "欠报告", "等王师傅来写", "!"+form)
	wantPage(t, mate.get(form), 409, "由王师傅或调度来写")
	wantPage(t, b.get("/desk"), 200, "欠报告 <b")
	wantPage(t, b.get("/desk?tab=owing"), 200, o.Number, "欠报告</span>")
	wantPage(t, b.get(form), 200, "人已放出", `value="2026-11-23T10:10"`, "其他险情", "120 急救")

	fields := func(change ...string) []string {
		m := []string{"kind", "其他险情", "on_site", "2026-11-23T10:08", "hurt", "1", "helpers", "120 急救", "helpers", "电梯维保",
			"measures", "安抚住户<b>", "cause", "门锁故障", "remains", "换门锁", "signed", "王师傅"}
		for i := 0; i < len(change); i += 2 {
			for j := 0; j < len(m); j += 2 {
				if m[j] == change[i] {
					m[j+1] = change[i+1]
				}
			}
		}
		return m
	}
	closed := must(f.store.Order(t.Context(), o.ID))(t) // by a good rating: it is owed all the same
	com, _ := f.web.community("east")
	must(0, closed.Rate(5, &com, f.clock.now()))(t)
	must(0, f.store.Commit(t.Context(), &desk.Turn{Orders: []*desk.WorkOrder{&closed}}))(t)
	wantPage(t, boss.get("/desk?tab=owing"), 200, o.Number, "已完成", "欠报告</span>", `欠报告 <b class="loud">1</b>`)
	wantPage(t, b.get(order), 200, "已完成", "欠报告", "写险情报告")

	for _, x := range [][3]string{{"signed", "李工", "签名请写您自己的姓名"}, {"on_site", "昨天", "时间写得不对"}, {"on_site", "2026-11-23T09:00", "不能早于开单"},
		{"hurt", "", "没有写 0"}, {"cause", "", "请写明原因"}, {"kind", "外星人", "没有这种险情"}} {
		w := b.post(form, fields(x[0], x[1])...)
		wantPage(t, w, 400, x[2], `aria-describedby="`+x[0]+`-wrong"`, "换门锁</textarea>", `value="120 急救" checked`, `value="燃气公司">`)
		wantPage(t, w, 400, "安抚住户&lt;b&gt;</textarea>")
	}
	wantPage(t, b.post(form, fields("measures", strings.Repeat("长", 4500))...), 413, "文字太长了", `aria-describedby="measures-wrong"`, "换门锁</textarea>")
	wantRedirect(t, b.post(form, fields()...), order+"?done=report#report")
	wantPage(t, b.get(order+"?done=report"), 200, "险情报告已保存", "1 人受伤", "120 急救、电梯维保", "10:08", "!欠报告", "到场时间改为 10:08（原为 10:10）", "更正")
	wantPage(t, b.get("/desk"), 200, "!欠报告")
	wantPage(t, b.get("/desk?tab=owing"), 200, "险情报告都写好了")
	wantRedirect(t, boss.post(form, fields("hurt", "0", "signed", "陈经理")...), order+"?done=report#report")
	wantPage(t, mate.get(order), 200, "没有人受伤", "更正前的一版", "1 人受伤", "陈经理", "!"+form)
	wantPage(t, boss.get(order+"/evidence"), 200, "险情报告</h2>", "险情报告（更正前）", "没有人受伤", "1 人受伤")
	got := must(f.store.Order(t.Context(), o.ID))(t)
	if len(got.Reports) != 2 || got.Reports[0].Hurt != 1 || got.Reports[0].Measures != "安抚住户<b>" {
		t.Errorf("the reports are %+v", got.Reports)
	}

	repair := f.order(c)
	wantPage(t, boss.get(fmt.Sprintf("/desk/orders/%d/report", repair.ID)), 400, "不是险情")
}
