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

func TestRelatedOrders(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	n, _ := f.conversation("east")
	west, _ := f.conversation("west")
	f.order(c, func(o *desk.WorkOrder) { o.Title = "去年的漏水" })
	f.clock.add(100 * 24 * time.Hour)
	f.order(n, func(o *desk.WorkOrder) { o.Title = "上个月的漏水" })
	f.clock.add(30 * 24 * time.Hour)
	neighbour := f.order(n, func(o *desk.WorkOrder) { o.Title, o.Place.Room = "楼下也漏水", "401" })
	f.order(west, func(o *desk.WorkOrder) { o.Title = "西园的漏水" })
	f.order(n, func(o *desk.WorkOrder) { o.Title, o.Category = "灯不亮", "公共照明" })
	o := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, mate := f.browser("east", "李工", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	wantPage(t, b.get(path), 200, "可能是同一件事（1）", "楼下也漏水", "<h3>这户的水电问题 90 天内第 2 次报修</h3>", "上个月的漏水", "这位住户的其他工单（1）", "去年的漏水",
		"!西园", "!灯不亮", "合并过去", "!501", "!401")
	b.post(path + "/claim")
	wantPage(t, mate.get(path), 200, "可能是同一件事（1）", "!合并过去") // it is a colleague's
	wantRedirect(t, b.post(path+"/merge", "into", neighbour.Number), path+"?done=merge")
	if w := must(f.store.Order(t.Context(), o.ID))(t); w.State != desk.Merged || w.MergedTo != neighbour.ID {
		t.Errorf("the order is %s into %d", w.State, w.MergedTo)
	}
	wantPage(t, b.get(path), 200, "!可能是同一件事")
	lift := f.order(n, func(o *desk.WorkOrder) { o.Title, o.Category = "电梯有异响", "电梯" })
	f.clock.add(48 * time.Hour)
	next := f.order(c, func(o *desk.WorkOrder) { o.Title, o.Category, o.Place.Room = "电梯又响", "电梯", "" })
	wantPage(t, b.get(fmt.Sprintf("/desk/orders/%d", next.ID)), 200, "<h3>3栋电梯 90 天内第 2 次报修</h3>", lift.Title, "!可能是同一件事", "!badge often")
	for range 4 {
		next = f.order(c, func(o *desk.WorkOrder) { o.Title, o.Category, o.Place.Room = "电梯又响", "电梯", "" })
	}
	path = fmt.Sprintf("/desk/orders/%d", next.ID)
	wantPage(t, b.get(path), 200, `<h3 class="often">3栋电梯 90 天内第 6 次报修</h3>`, `<span class="badge often">3栋电梯 90 天内第 6 次报修</span>`)
	_, token := f.staff("east", "API", desk.RoleStaff)
	if got := want[orderDetailJSON](t, f.call(token, "GET /api/v1/orders/"+next.Number, nil), 200); got.Nth != 6 {
		t.Errorf("the order is report number %d", got.Nth)
	}
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: languageCookie, Value: languageEnglish})
	if w := b.do(r); !strings.Contains(w.Body.String(), "Lifts of building 3: report no. 6 within 90 days") {
		t.Errorf("in English it is not said: %s", w.Body)
	}
}

func TestStandardAnswers(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	want[map[string]any](t, f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", map[string]any{"client_id": "m1", "text": "养狗要办什么证"}), 202)
	o := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	wantPage(t, b.get(path+"?answers=狗证"), 200, "!请到登记机关办理") // who cannot write needs no answers
	b.post(path + "/claim")
	wantPage(t, b.get(path), 200, "找标准答案", "!请到登记机关办理")
	wantPage(t, b.get(path+"?answers=狗证"), 200, "养狗要办什么证？", "请到登记机关办理。", "use=pet-dog")
	wantPage(t, b.get(path+"?answers="), 200, "请到登记机关办理。") // the resident's last words
	wantPage(t, b.get(path+"?answers=狗证&use=pet-dog"), 200, ">请到登记机关办理。</textarea>")
	wantPage(t, b.get(path+"?answers=\xff"), 200)
}
