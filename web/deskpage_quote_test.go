package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"linli/desk"
)

// postRows posts a form whose fields come several times.
func (b browse) postRows(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func TestQuotePage(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, mate := f.browser("east", "李工", desk.RoleStaff)
	_, lead := f.browser("east", "调度", desk.RoleDispatcher)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	two := url.Values{"name": {"角阀", "", "人工"}, "count": {"2", "", ""}, "price": {"35", "", "¥50.5"}, "note": {"包三个月"}}
	wantPage(t, b.get(path), 200, "!材料与报价")
	wantPage(t, b.postRows(path+"/quote", two), 409, "请先接单")
	b.post(path + "/claim")
	wantPage(t, b.get(path), 200, "材料与报价", path+"/quote", "!/unquote")
	wantPage(t, mate.get(path), 200, "!材料与报价")
	wantPage(t, mate.postRows(path+"/quote", two), 409, "由王师傅负责")

	for said, bad := range map[string]url.Values{
		"请至少写一项":      {"name": {""}, "count": {""}, "price": {""}},
		"第 2 项的单价":    {"name": {"角阀", "人工"}, "count": {"", ""}, "price": {"35", "-50"}},
		"第 1 项的数量":    {"name": {"角阀"}, "count": {"0"}, "price": {"35"}},
		"第 1 项没有写名称":  {"name": {""}, "count": {""}, "price": {"35"}},
		"第 1 项不对":     {"name": {"35"}, "count": {""}, "price": {"35"}},
		"合计大于零":       {"name": {"上门"}, "count": {""}, "price": {"0"}},
		"说明不超过 200 字": {"name": {"角阀"}, "count": {""}, "price": {"35"}, "note": {strings.Repeat("长", 201)}},
	} {
		w := b.postRows(path+"/quote", bad)
		wantPage(t, w, 400, said, `id="quoteform"`, "<details open>")
		if bad.Get("price") == "35" && !strings.Contains(w.Body.String(), `value="35"`) {
			t.Errorf("%s: the form forgot what was written", said)
		}
	}
	wantPage(t, b.postRows(path+"/quote", url.Values{"name": {"角阀"}}), 400, "表单没有收全")

	wantRedirect(t, b.postRows(path+"/quote", two), path+"?done=quote#quote")
	wantPage(t, b.get(path), 200, "等住户答复", "¥35.00 × 2", "¥120.50", "包三个月", path+"/unquote", "以后才能办结", "!"+path+"/resolve", "<b>报价</b>")
	wantPage(t, mate.get(path), 200, "¥120.50", "!/unquote") // seen, not changed
	wantPage(t, b.post(path+"/resolve", "what", "换了"), 409, "报价还在等住户答复")
	wantFailure(t, f.call(f.tokenOf("east", "API"), "POST /api/v1/orders/"+o.Number+"/resolve", map[string]any{"what": "换了"}), 409, codeConflict, "")

	list := must(f.store.Messages(t.Context(), c.ID, 0, 99))(t)
	asked := list[len(list)-1]
	if !strings.Contains(asked.Text, "角阀 ×2：¥70.00") || !strings.Contains(asked.Text, "合计：¥120.50") || len(asked.Buttons) != 3 || asked.Buttons[0].Label != "同意" {
		t.Errorf("the resident was asked %+v", asked)
	}
	wantRedirect(t, b.post(path+"/unquote"), path+"?done=unquote")
	wantPage(t, b.get(path), 200, "已撤回", path+"/resolve", "!/unquote")
	wantPage(t, b.post(path+"/unquote"), 409, "没有等住户答复的报价")
	wantRedirect(t, lead.postRows(path+"/quote", two), path+"?done=quote#quote") // dispatchers may
	f.answer(t, o.ID, true)
	wantPage(t, b.get(path), 200, "住户已同意", "<b>同意报价</b>", path+"/resolve")
	wantPage(t, lead.get(path+"/evidence"), 200, "同意报价", "角阀 ×2：¥70.00，人工：¥50.50，合计 ¥120.50（包三个月）")
	wantRedirect(t, b.post(path+"/resolve", "what", "换了角阀"), path+"?done=resolve")
	wantPage(t, b.postRows(path+"/quote", two), 409, "待确认")
	wantPage(t, b.get(path), 200, "已经办结：换了角阀，费用 ¥120.50（您已同意）", "住户已同意", `!id="quoteform"`)
}

// answer is what the bot does when the resident answers a quote.
func (f *fixture) answer(t *testing.T, order int64, yes bool) {
	t.Helper()
	w := must(f.store.Order(t.Context(), order))(t)
	if err := w.AnswerQuote(yes, w.Quote.N, 1, f.clock.now()); err != nil {
		t.Fatal(err)
	}
	if err := f.store.Commit(t.Context(), &desk.Turn{Orders: []*desk.WorkOrder{&w}}); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) tokenOf(community desk.CommunityID, name string) string {
	_, token := f.staff(community, name, desk.RoleDispatcher)
	return token
}

func TestQuoteAPI(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	route := "POST /api/v1/orders/" + o.Number
	f.call(token, route+"/claim", nil)
	if got := want[orderJSON](t, f.call(token, "GET /api/v1/orders/"+o.Number, nil), 200); got.Quote != nil {
		t.Errorf("a new order has the quote %+v", got.Quote)
	}
	body := map[string]any{"lines": []map[string]any{{"name": "角阀", "count": 2, "price": "35.5"}}, "note": "包安装"}
	got := want[orderJSON](t, f.call(token, route+"/quote", body), 200)
	if q := got.Quote; q == nil || q.N != 1 || q.State != desk.QuoteProposed || q.Total != "71.00" || q.Lines[0] != (quoteRow{"角阀", "2", "35.50"}) || q.By != "王师傅" {
		t.Errorf("the quote is %+v", q)
	}
	for _, bad := range []any{map[string]any{"lines": []any{}}, map[string]any{"lines": []map[string]any{{"name": "角阀", "count": 1.5, "price": "1"}}},
		map[string]any{"lines": []map[string]any{{"name": "角阀", "price": "1.234"}}}} {
		wantFailure(t, f.call(token, route+"/quote", bad), 400, codeInvalid, "lines")
	}
	wantFailure(t, f.call(token, route+"/quote", map[string]any{"lines": "角阀 35"}), 400, codeInvalid, "lines")
	if got = want[orderJSON](t, f.call(token, route+"/unquote", nil), 200); got.Quote.State != desk.QuoteWithdrawn {
		t.Errorf("the quote is %+v", got.Quote)
	}
	wantFailure(t, f.call(token, route+"/unquote", nil), 409, codeConflict, "")
	o2 := f.order(desk.Conversation{ID: c.ID}, func(o *desk.WorkOrder) { o.Conversation = 0 })
	f.call(token, "POST /api/v1/orders/"+o2.Number+"/claim", nil)
	wantFailure(t, f.call(token, "POST /api/v1/orders/"+o2.Number+"/quote", body), 400, codeInvalid, "")
}
