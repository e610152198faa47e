package web

import (
	"maps"
	"regexp"
	"testing"
	"testing/fstest"

	"linli/bot"
	"linli/desk"
)

// TestLosingPublication: what makes labelled questions worse is shown before, and comes into
// force only with a reason by who has seen it, which the log keeps.
func TestLosingPublication(t *testing.T) {
	files := maps.Clone(contentFiles)
	files["questions/faq.tsv"] = &fstest.MapFile{Data: []byte("pet-dog\t养狗要办什么证\npet-dog\t养狗要办啥证\n")}
	content := must(bot.LoadContent(t.Context(), files, desk.Edits{}))(t)
	f := newFixture(t, func(c *Config) { c.Staff.Content = content })
	_, editor := f.browser("east", "小文", desk.RoleEditor)
	_, manager := f.browser("east", "周经理", desk.RoleManager)
	wantRedirect(t, editor.post("/knowledge/new", "version", "0:0", "id", "east-grab", "question", "养狗要办什么证？", "category", "缴费", "kind", "info", "audience", "all",
		"answer", "别的。", "similar", "养狗要办啥证\n养狗要办什么证", "then", "submit"), "/knowledge/entries/east-grab")
	page := manager.get("/knowledge/review")
	version := regexp.MustCompile(`name="version" value="(\d+:\d+)"`).FindStringSubmatch(page.Body.String())
	if version == nil {
		t.Fatal("nothing to publish")
	}
	shown := manager.post("/knowledge/review", "version", version[1])
	wantPage(t, shown, 200, "发布以后会怎么样", "拿 2 条测试问题", "变差", "养狗要办啥证")
	seen := regexp.MustCompile(`name="seen" value="([0-9a-f]+)"`).FindStringSubmatch(shown.Body.String())[1]
	wantPage(t, manager.post("/knowledge/review", "version", version[1], "seen", "guessed", "why", "就要"), 200, "发布以后会怎么样")
	wantPage(t, manager.post("/knowledge/review", "version", version[1], "seen", seen), 400, "请写明为什么还是要发布")
	if open := must(f.store.EntriesOpen(t.Context(), "east"))(t); len(open) != 1 || open[0].Status != desk.EntryInReview {
		t.Fatal("it was published without a reason")
	}
	wantRedirect(t, manager.post("/knowledge/review", "version", version[1], "seen", seen, "why", "两条都留着"), "/knowledge/review?done=1")
	wantPage(t, editor.get("/knowledge/entries/east-grab"), 200, "两条都留着（测试问题 2 条：变好 0 条，变差")
}
