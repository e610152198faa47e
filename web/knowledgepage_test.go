package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
	"linli/web/sheet"
)

// ownEntry is an answer that only the community east has.
func ownEntry() desk.EntryVersion {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	author, reviewer := desk.Actor{Kind: desk.ByStaff, Staff: 901, Name: "老编"}, desk.Actor{Kind: desk.ByStaff, Staff: 902, Name: "老审"}
	v := desk.NewEntryVersion("east-own", desk.Scope{Community: "east"}, desk.EntryText{Category: "缴费", Kind: "info", Audience: "all",
		Question: "东园的秘密？", Answer: "东园自己的答案。"}, author, at)
	v.ID, v.Status, v.Number, v.Reviewer, v.ReviewedAt = 1, desk.EntryApproved, 1, reviewer, at
	return v
}

// withEntries puts versions in force beside the content of the tests.
func withEntries(t *testing.T, versions ...desk.EntryVersion) func(*Config) {
	content := must(bot.LoadContent(t.Context(), contentFiles, desk.Edits{Revision: 1, Entries: versions}))(t)
	return func(c *Config) { c.Staff.Content = content }
}

func saveEntry(f *fixture, v *desk.EntryVersion) {
	f.t.Helper()
	saved := *v
	saved.ID = 0
	if err := f.store.SaveEntries(f.t.Context(), store.EntryChange{Version: &saved, Move: desk.EntryMove{At: v.CreatedAt, By: v.Author, Move: "edit"}}); err != nil {
		f.t.Fatal(err)
	}
	v.ID, v.Version = saved.ID, saved.Version
}

// reload puts into use what was published, as the running desk does by itself.
func (f *fixture) reload() {
	f.t.Helper()
	edits := must(f.store.Edits(f.t.Context()))(f.t)
	if err := f.web.cfg.Staff.Content.Reload(f.t.Context(), contentFiles, edits); err != nil {
		f.t.Fatal(err)
	}
}

// aForm are the fields of an entry's form with an answer.
func aForm(answer string, more ...string) []string {
	return append([]string{"version", "0:0", "question", "物业费怎么交？", "category", "缴费", "kind", "info", "audience", "all", "answer", answer}, more...)
}

// TestAnswerIsChangedAndPublished: one writes, another approves, residents get the new words.
func TestAnswerIsChangedAndPublished(t *testing.T) {
	f := newFixture(t, withEntries(t))
	_, editor := f.browser("east", "小文", desk.RoleEditor)
	_, manager := f.browser("east", "周经理", desk.RoleManager)
	id := f.web.cfg.Staff.Content.Known("east")[0]
	path := "/knowledge/entries/" + id
	wantPage(t, editor.get("/knowledge"), 200, id, "!条答案等着审核")
	wantPage(t, editor.get(path), 200, "还没有人改过")
	wantPage(t, editor.post(path+"/edit", aForm("打{电话")...), 400, "花括号", "打{电话")
	wantRedirect(t, editor.post(path+"/edit", aForm("新的答案。", "then", "submit", "why", "换了渠道")...), path)
	wantPage(t, editor.get("/knowledge?state=open"), 200, id, "待审核")
	wantPage(t, editor.get(path), 200, "<ins>", "换了渠道", "提交审核")

	mark := regexp.MustCompile(`name="version" value="(\d+:\d+)"`)
	if found := mark.FindString(editor.get("/knowledge/review").Body.String()); found != "" {
		t.Error("who wrote it is offered to approve it")
	}
	review := manager.get("/knowledge/review")
	wantPage(t, review, 200, "新的答案", "换了渠道")
	found := mark.FindStringSubmatch(review.Body.String())
	if found == nil {
		t.Fatal("nothing can be approved")
	}
	wantPage(t, editor.post("/knowledge/review", "version", found[1]), 400, "另一位同事")
	wantPage(t, manager.post("/knowledge/review", "version", "1:99"), 409)
	wantPage(t, manager.post("/knowledge/review"), 400, "请先选")
	wantRedirect(t, manager.post("/knowledge/review", "version", found[1]), "/knowledge/review?done=1")
	f.reload()
	place := desk.Scope{Community: "east"}
	if e, ok := f.web.cfg.Staff.Content.Entry(id, place, f.clock.now()); !ok || e.Answer != "新的答案。" || e.Approved != "2026-11-23" {
		t.Errorf("residents get %q, approved %q", e.Answer, e.Approved)
	}
	if e, _ := f.web.cfg.Staff.Content.Entry(id, desk.Scope{Community: "west"}, f.clock.now()); e.Answer == "新的答案。" {
		t.Error("another community got it too")
	}
	wantPage(t, editor.get(path), 200, "第 1 版", "已批准", "周经理")

	wantPage(t, editor.post(path+"/retire"), 400, "停用的原因")
	wantRedirect(t, editor.post(path+"/retire", "why", "不收了"), path)
	f.reload()
	wantPage(t, editor.get(path), 200, "现在不回答这个问题", "不收了")
	wantPage(t, editor.get("/knowledge?state=gone"), 200, id)
}

// TestTwoEditors: nobody overwrites what another saved, and what was written is not lost.
func TestTwoEditors(t *testing.T) {
	f := newFixture(t, withEntries(t))
	_, one := f.browser("east", "小文", desk.RoleEditor)
	_, two := f.browser("east", "小武", desk.RoleEditor)
	id := f.web.cfg.Staff.Content.Known("east")[0]
	path := "/knowledge/entries/" + id + "/edit"
	wantRedirect(t, one.post(path, aForm("一的。")...), "/knowledge/entries/"+id)
	wantPage(t, two.post(path, aForm("二的。")...), 409, "二的。")
	wantRedirect(t, two.post(path, append(aForm("二后来的。"), "version", "1:1")[2:]...), "/knowledge/entries/"+id)
	wantPage(t, one.post(path, append(aForm("一又写。"), "version", "1:1")[2:]...), 409, "一又写。")
}

func TestNewEntry(t *testing.T) {
	f := newFixture(t, withEntries(t, ownEntry()))
	_, editor := f.browser("east", "小文", desk.RoleEditor)
	known := f.web.cfg.Staff.Content.Known("east")[0]
	for id, want := range map[string]string{"坏 编号": "小写字母", known: "已经有了"} {
		wantPage(t, editor.post("/knowledge/new", aForm("答案。", "id", id)...), 400, want, "答案。")
	}
	wantRedirect(t, editor.post("/knowledge/new", aForm("答案。", "id", "east-new", "building", "3栋")...), "/knowledge/entries/east-new")
	wantPage(t, editor.get("/knowledge/entries/east-new"), 200, "还没有发布", "3 栋", "草稿")
}

// handIn sends a file to a page.
func (b browse) handIn(path, name string, content []byte) *httptest.ResponseRecorder {
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	part, _ := form.CreateFormFile("file", name)
	part.Write(content)
	form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &buf)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

// TestTableOutAndIn: exported, changed in one place, handed in, looked at, saved, approved.
func TestTableOutAndIn(t *testing.T) {
	f := newFixture(t, withEntries(t, ownEntry()))
	_, editor := f.browser("east", "小文", desk.RoleEditor)
	_, manager := f.browser("east", "周经理", desk.RoleManager)
	for _, format := range []string{"xlsx", "csv"} {
		exported := editor.get("/knowledge/export/" + format)
		table := must(sheet.Read(exported.Body.Bytes(), colID, colAnswer))(t)
		if len(table.Rows) != len(f.web.cfg.Staff.Content.Known("east")) {
			t.Fatalf("%d rows", len(table.Rows))
		}
		same := editor.handIn("/knowledge/table", "答案."+format, exported.Body.Bytes())
		wantPage(t, editor.get(same.Header().Get("Location")), 200, fmt.Sprintf("0 条有变化，%d 条没有变化", len(table.Rows)))
	}
	change := fmt.Sprintf("%s,%s\n%s,全新的答案。\nnew-one,没有别的列\n", colID, colAnswer, "east-own")
	at := editor.handIn("/knowledge/table", "改.csv", []byte(change)).Header().Get("Location")
	wantPage(t, editor.get(at), 200, "<ins>全新</ins>", "第 3 行", "1 条有变化", "!保存并提交")
	if w := editor.post(at, "mark", "x"); w.Code != 400 {
		t.Errorf("a table with a problem is saved: %d", w.Code)
	}
	if open := must(f.store.EntriesOpen(t.Context(), "east"))(t); len(open) != 0 {
		t.Errorf("%d are saved of a table with a problem", len(open))
	}
	at = editor.handIn("/knowledge/table", "改.csv", []byte(fmt.Sprintf("%s,%s\neast-own,全新的答案。\n", colID, colAnswer))).Header().Get("Location")
	page := editor.get(at)
	wantPage(t, page, 200, "保存并提交")
	mark := regexp.MustCompile(`name="mark" value="([0-9a-f]+)"`).FindStringSubmatch(page.Body.String())
	if mark == nil {
		t.Fatal("no mark")
	}
	wantPage(t, editor.post(at, "mark", "other"), 409, "再看一遍")
	wantRedirect(t, editor.post(at, "mark", mark[1], "then", "submit", "why", "年度更新"), "/knowledge/table?done=1")
	wantPage(t, editor.get(at), 404)
	wantPage(t, manager.get("/knowledge/review"), 200, "全新的答案。", "年度更新")
	other := manager.handIn("/knowledge/table", "改.csv", []byte(fmt.Sprintf("%s,%s\neast-own,经理的答案。\n", colID, colAnswer))).Header().Get("Location")
	wantPage(t, manager.get(other), 200, "小文正在改这一条")
	for name, content := range map[string]string{"打不开": "PK\x03\x04xx", "没有找到表头": "a,b\n", "文件是空的": " "} {
		wantPage(t, editor.get(editor.handIn("/knowledge/table", "x", []byte(content)).Header().Get("Location")), 200, name)
	}
}

func TestTableIsOnesOwn(t *testing.T) {
	f := newFixture(t, withEntries(t))
	_, editor := f.browser("east", "小文", desk.RoleEditor)
	at := editor.handIn("/knowledge/table", "x.csv", []byte(colID+"\n")).Header().Get("Location")
	if !strings.HasPrefix(at, "/knowledge/table/") {
		t.Fatal(at)
	}
	for _, who := range []struct {
		community desk.CommunityID
		role      desk.Role
	}{{"east", desk.RoleManager}, {"west", desk.RoleEditor}} {
		_, b := f.browser(who.community, "别人", who.role)
		wantPage(t, b.get(at), 404)
		wantPage(t, b.post(at, "mark", "x"), 404)
	}
	f.clock.add(25 * time.Hour)
	wantPage(t, editor.get(at), 404, "重新上传")
}
