package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

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
	route = "POST /api/v1/orders/" + o2.Number
	f.call(token, route+"/claim", nil)
	answer := map[string]any{"answer": "agreed", "how": "phone", "who": "李阿姨"}
	wantFailure(t, f.call(token, route+"/answer", answer), 409, codeConflict, "")
	want[orderJSON](t, f.call(token, route+"/quote", body), 200)
	for field, bad := range map[string]any{"answer": "maybe", "how": "chat", "who": " ", "at": "gestern", "asked_by": "谁也不是"} {
		wrong := map[string]any{"answer": "agreed", "how": "phone", "who": "李阿姨", field: bad}
		wantFailure(t, f.call(token, route+"/answer", wrong), 400, codeInvalid, field)
	}
	answer["at"] = f.clock.now().Add(time.Hour).Format(time.RFC3339)
	wantFailure(t, f.call(token, route+"/answer", answer), 400, codeInvalid, "at")
	lead, _ := f.staff("east", "调度", desk.RoleDispatcher)
	answer["at"], answer["n"] = f.clock.now().Format(time.RFC3339), 2
	wantFailure(t, f.call(token, route+"/answer", answer), 409, codeConflict, "")
	answer["n"], answer["asked_by"] = 1, lead.ID
	got = want[orderJSON](t, f.call(token, route+"/answer", answer), 200)
	if q := got.Quote; q.State != desk.QuoteAgreed || *q.How != desk.ByPhone || *q.Who != "李阿姨" || *q.AskedBy != "调度" || *q.NotedBy != "王师傅" {
		t.Errorf("the quote is %+v", q)
	}
	wantFailure(t, f.call(token, route+"/answer", answer), 409, codeConflict, "")
	want[orderJSON](t, f.call(token, route+"/resolve", map[string]any{"what": "换了"}), 200)
}

// TestQuoteWithoutChat: who phoned is asked on the phone; what waits in a chat may be
// answered there as well, and the chat reads it.
func TestQuoteWithoutChat(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c, func(o *desk.WorkOrder) { o.Conversation = 0 })
	chat := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, mate := f.browser("east", "李工", desk.RoleStaff)
	_, lead := f.browser("east", "调度", desk.RoleDispatcher)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	lines := url.Values{"name": {"角阀"}, "count": {"2"}, "price": {"35"}, "note": {""}}
	b.post(path + "/claim")
	wantPage(t, b.get(path), 200, "记下报价", "!发给住户确认", "!"+path+"/answer")
	wantRedirect(t, b.postRows(path+"/quote", lines), path+"?done=quote#quote")
	wantPage(t, b.get(path), 200, "请打电话或当面问", path+"/answer", `value="李阿姨"`, `value="2026-11-23T10:00"`, "!"+path+"/resolve")
	wantPage(t, mate.get(path), 200, "!"+path+"/answer")
	said := []string{"n", "1", "answer", "agreed", "how", "on_spot", "who", "李叔叔", "at", "2026-11-23T10:00", "asked_by", "李工"}
	wantPage(t, mate.post(path+"/answer", said...), 409, "由王师傅负责")
	wantPage(t, b.post(path+"/resolve", "what", "换了"), 409, "请先记下")
	wantPage(t, b.post(path+"/answer", "n", "1", "answer", "declined", "how", "phone", "who", "", "at", "2026-11-23T10:00", "asked_by", "王师傅"), 400, "请写明是谁答复的", `value="declined" required checked`)
	wantPage(t, b.post(path+"/answer", "n", "1", "answer", "agreed", "how", "phone", "who", "李叔叔", "at", "2026-11-23T12:00", "asked_by", "王师傅"), 400, "答复的时间不能在以后", `value="李叔叔"`)
	wantRedirect(t, b.post(path+"/answer", said...), path+"?done=answer")
	wantPage(t, b.get(path), 200, "住户已同意", "李叔叔 10:00", "<dd>当面</dd>", "<dt>谁问的</dt><dd translate=\"no\">李工</dd>", "<b>同意报价</b>", "¥70.00，李叔叔（当面），11月23日 10:00，李工问的", path+"/resolve", "!"+path+"/answer")
	wantPage(t, b.post(path+"/answer", said...), 409, "没有等住户答复的报价")
	wantPage(t, lead.get(path+"/evidence"), 200, "<h2>报价与答复</h2>", "李叔叔 2026-11-23 10:00:00", "<td class=\"text\">当面</td>", "<td class=\"text\">李工</td>", "¥35.00 × 2")
	wantRedirect(t, b.post(path+"/resolve", "what", "换了角阀"), path+"?done=resolve")

	path = fmt.Sprintf("/desk/orders/%d", chat.ID)
	b.post(path + "/claim")
	b.postRows(path+"/quote", lines)
	b.postRows(path+"/quote", url.Values{"name": {"角阀"}, "count": {"1"}, "price": {"35"}, "note": {""}})
	wantPage(t, b.post(path+"/answer", said...), 409, "报价刚刚改过")
	said[1], said[3] = "2", "declined"
	wantRedirect(t, lead.post(path+"/answer", said...), path+"?done=answer")
	list := must(f.store.Messages(t.Context(), c.ID, 0, 99))(t)
	if told := list[len(list)-1]; told.Text != "已按李叔叔当面的答复记下：不同意报价 ¥35.00（工单 "+chat.Number+"）。如果不是这样，请直接在这里告诉我们。" {
		t.Errorf("the resident was told %q", told.Text)
	}
	if state := must(f.store.Conversation(t.Context(), c.ID))(t).State; state.Pending != nil || state.Quote != 0 {
		t.Errorf("the chat still waits: %+v", state)
	}
}
