package web

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"linli/desk"
)

const goodRegistry = "某某小区住户名册,,,,\n楼栋,单元,房号,姓名,手机号\n3栋,2单元,501室,李,13812341234、139-0000-1111\n05,1,0302,王,+86 13700002222\nA座,,1203,张,010-55501234\n"

// TestRegistryPage: a table becomes the register of residents after a look; one wrong line and
// nothing is kept; numbers stand nowhere as they were; a resident's own is known from then on.
func TestRegistryPage(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	_, boss := f.browser("east", "周经理", desk.RoleManager)
	_, other := f.browser("east", "吴经理", desk.RoleManager)
	_, west := f.browser("west", "赵经理", desk.RoleManager)
	wantPage(t, boss.get("/manage/registry"), 200, "还没有名册")
	wantPage(t, boss.handIn("/manage/registry", "a.csv", []byte("楼栋,房号,手机号\n3栋,501,13812341234\n3栋,,13812341234\n三,502,没有\n,503,\n")), 400,
		"3 处问题", "第 3 行 “房号”列：房号只写号", "第 4 行 “手机号”列：电话号码不对", "第 5 行 “楼栋”列", "!13812341234")
	wantPage(t, boss.handIn("/manage/registry", "a.csv", []byte("楼栋,房间,电话\n")), 400, "没有找到表头", "手机号")
	wantPage(t, boss.handIn("/manage/registry", "a.csv", []byte("楼栋,房号,手机号\n")), 400, "没有一行住户")
	wantPage(t, boss.handIn("/manage/registry", "a.csv", []byte(" ")), 400, "文件是空的")
	wantPage(t, boss.get("/manage/registry"), 200, "还没有名册")

	handed := boss.handIn("/manage/registry", "名册.csv", []byte(goodRegistry))
	preview := handed.Header().Get("Location")
	if handed.Code != 303 || !strings.HasPrefix(preview, "/manage/registry/") {
		t.Fatalf("%d %s: %s", handed.Code, preview, handed.Body)
	}
	wantPage(t, boss.get(preview), 200, "3 户，4 个号码", "新增 4 个号码，去掉 0 个")
	wantPage(t, other.get(preview), 404)
	wantPage(t, other.post(preview), 404)
	wantPage(t, west.post(preview), 404)
	wantRedirect(t, boss.post(preview), "/manage/registry?done")
	wantPage(t, boss.post(preview), 404, "已经处理过")
	wantPage(t, boss.get("/manage/registry?done"), 200, "名册已换好", "3 户，4 个号码", "周经理")
	wantPage(t, west.get("/manage/registry"), 200, "还没有名册")
	wantPage(t, boss.get("/manage/audit"), 200, "换住户名册", "3 户，4 个号码")

	for _, c := range []struct {
		flat  desk.Flat
		phone string
		fits  bool
	}{
		{desk.Flat{Building: "3", Unit: "2", Room: "501"}, "13900001111", true}, {desk.Flat{Building: "5", Unit: "1", Room: "302"}, "13700002222", true},
		{desk.Flat{Building: "A", Room: "1203"}, "01055501234", true}, {desk.Flat{Building: "5", Unit: "1", Room: "302"}, "13812341234", false},
		{desk.Flat{Building: "3", Unit: "1", Room: "501"}, "13812341234", false},
	} {
		if got := must(f.store.InRegistry(ctx, "east", c.flat, c.phone))(t); got != c.fits {
			t.Errorf("%v %s: %t", c.flat, c.phone, got)
		}
	}
	if must(f.store.InRegistry(ctx, "west", desk.Flat{Building: "3", Unit: "2", Room: "501"}, "13812341234"))(t) {
		t.Error("another community knows the number")
	}

	again := boss.handIn("/manage/registry", "b.csv", []byte("楼栋,单元,房号,手机号\n3,2,501,13812341234\n"))
	wantPage(t, boss.get(again.Header().Get("Location")), 200, "1 户，1 个号码", "新增 0 个号码，去掉 3 个，1 个不变", "名册会整个换成这一份")
	wantPage(t, boss.get(strings.Replace(again.Header().Get("Location"), "/manage/registry", "/knowledge/table", 1)), 404)
	if err := f.store.Backup(ctx, filepath.Join(t.TempDir(), "copy.db")); err != nil {
		t.Fatal(err)
	}
}

// TestNumbersAreNotKept: nothing of the table is in the database but hashes.
func TestNumbersAreNotKept(t *testing.T) {
	f := newFixture(t)
	_, boss := f.browser("east", "周经理", desk.RoleManager)
	for range 2 {
		wantRedirect(t, boss.post(boss.handIn("/manage/registry", "a.csv", []byte(goodRegistry)).Header().Get("Location")), "/manage/registry?done")
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := f.store.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	all := must(os.ReadFile(copied))(t)
	for _, number := range []string{"13812341234", "139-0000-1111", "13900001111", "13700002222", "55501234"} {
		if bytes.Contains(all, []byte(number)) || strings.Contains(f.log.String(), number) {
			t.Errorf("%s is kept", number)
		}
	}
}

// TestVerifiedOnOrder: the order page says that its resident's flat was held against the register.
func TestVerifiedOnOrder(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c, func(o *desk.WorkOrder) { o.Place = desk.Place{Building: "3", Unit: "2", Room: "501"} })
	_, worker := f.browser("east", "王师傅", desk.RoleStaff)
	path := fmt.Sprintf("/desk/orders/%d", o.ID)
	wantPage(t, worker.get(path), 200, "!和名册核对过")
	now := must(f.store.Conversation(t.Context(), c.ID))(t)
	now.Verify(desk.Flat{Building: "3", Unit: "2", Room: "502"}, f.clock.now())
	must(0, f.store.Commit(t.Context(), &desk.Turn{Conversation: &now}))(t)
	wantPage(t, worker.get(path), 200, "!和名册核对过")
	now.Verify(desk.Flat{Building: "3", Unit: "2", Room: "501"}, f.clock.now())
	must(0, f.store.Commit(t.Context(), &desk.Turn{Conversation: &now}))(t)
	wantPage(t, worker.get(path), 200, "和名册核对过")
}

func TestRegistryInBrowser(t *testing.T) {
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { registryInBrowser(t, newHouse(t), size) })
	}
}

func registryInBrowser(t *testing.T, h *house, size [2]int64) {
	w, _ := staffWindow(t, h, "陈经理", desk.RoleManager, size)
	w.open("/manage/registry")
	w.fits()
	w.accessible()
	w.shot("registry")
	file := filepath.Join(t.TempDir(), "名册.csv")
	hand := func(content string) {
		must(0, os.WriteFile(file, []byte(content), 0o600))(t)
		w.do(chromedp.SetUploadFiles("[name=file]", []string{file}), chromedp.Click("form.stack .primary"))
	}
	w.quietly(func() {
		hand("楼栋,单元,房号,手机号\n3栋,2,,13812341234\n")
		w.wait(`document.querySelector(".problems") !== null && ` + loaded)
	})
	w.fits()
	w.shot("registry-problems")
	hand(goodRegistry)
	w.wait(`document.querySelector("main").innerText.includes("新增 4 个号码") && ` + loaded)
	w.fits()
	w.accessible()
	w.shot("registry-preview")
	w.do(chromedp.Click(".moves .primary"))
	w.wait(`document.querySelector(".done") !== null && ` + loaded)
	if r := must(h.store.Registry(t.Context(), "demo"))(t); r.Flats != 3 || r.Numbers != 4 {
		t.Errorf("the register is %+v", r)
	}
}
