package bot_test

import (
	"context"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/faq"
)

var asOf = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) // 20:00 in Shanghai

func inForce(entry string, at desk.Scope, number int, change func(*desk.EntryVersion)) desk.EntryVersion {
	v := desk.EntryVersion{ID: int64(number), Entry: entry, Scope: at, Number: number, Status: desk.EntryApproved, ReviewedAt: asOf,
		Text: desk.EntryText{Category: "缴费", Kind: "info", Audience: "all", Question: "物业费怎么交？", Answer: "本小区：微信交。"}}
	change(&v)
	return v
}

// TestEditedEntries: what residents of different places are answered.
func TestEditedEntries(t *testing.T) {
	nothing := func(*desk.EntryVersion) {}
	files := folder(map[string]string{"communities/other.yaml": "id: other\nname: 别处\n", "emergencies.yaml": "[]\n",
		"faq/more.yaml": strings.NewReplacer("fee-pay", "fee-more", "物业费怎么交", "车位费怎么交", "管理费在哪儿交", "停车费哪里交").Replace(oneEntry)})
	c, err := bot.LoadContent(context.Background(), files, desk.Edits{Revision: 7, Entries: []desk.EntryVersion{
		inForce("fee-pay", desk.Scope{Community: "demo"}, 1, func(v *desk.EntryVersion) {
			v.Text.Similar = []string{"收费窗口在哪"}
			v.Text.Variants = []desk.AnswerVariant{{Name: "夜间", Hours: desk.Hours{From: "18:00", To: "08:30"}, Answer: "夜里请用手机交。"}}
		}),
		inForce("fee-pay", desk.Scope{Community: "demo", Building: "3"}, 2, func(v *desk.EntryVersion) { v.Text.Answer = "3栋：楼下交。" }),
		inForce("fee-more", desk.Scope{Community: "demo"}, 3, func(v *desk.EntryVersion) { v.Status = desk.EntryRetired }),
		inForce("own", desk.Scope{Community: "demo"}, 4, func(v *desk.EntryVersion) {
			v.Text.Question, v.Text.Answer = "孔雀能喂吗？", "请不要喂孔雀。"
		}),
		inForce("nowhere", desk.Scope{}, 5, func(v *desk.EntryVersion) { v.Status = desk.EntryRetired }),
		inForce("new", desk.Scope{}, 6, nothing),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Revision() != 7 {
		t.Errorf("revision %d", c.Revision())
	}
	noon := asOf.Add(-8 * time.Hour)
	for _, tc := range []struct {
		id     string
		place  desk.Scope
		at     time.Time
		answer string // "" is not served
	}{
		{"fee-pay", desk.Scope{Community: "other"}, asOf, "请在{缴费渠道}交。"},
		{"fee-pay", desk.Scope{Community: "demo"}, asOf, "夜里请用手机交。"},
		{"fee-pay", desk.Scope{Community: "demo"}, noon, "本小区：微信交。"},
		{"fee-pay", desk.Scope{Community: "demo", Building: "3"}, asOf, "3栋：楼下交。"},
		{"fee-more", desk.Scope{Community: "demo"}, asOf, ""},
		{"fee-more", desk.Scope{Community: "other"}, asOf, "请在{缴费渠道}交。"},
		{"own", desk.Scope{Community: "demo"}, asOf, "请不要喂孔雀。"},
		{"own", desk.Scope{Community: "other"}, asOf, ""},
		{"nowhere", desk.Scope{Community: "demo"}, asOf, ""},
	} {
		e, ok := c.Entry(tc.id, tc.place, tc.at)
		if e.Answer != tc.answer || ok != (tc.answer != "") {
			t.Errorf("%s at %+v: %q, %v; want %q", tc.id, tc.place, e.Answer, ok, tc.answer)
		}
	}
	for _, tc := range []struct {
		id      string
		place   desk.Scope
		answer  string
		version int64
		ok      bool
	}{
		{"fee-pay", desk.Scope{Community: "other"}, "请在{缴费渠道}交。", 0, true},
		{"fee-pay", desk.Scope{Community: "demo"}, "本小区：微信交。", 1, true},
		{"fee-more", desk.Scope{Community: "demo"}, "", 3, false},
		{"never-was", desk.Scope{Community: "demo"}, "", 0, false},
	} {
		text, v, ok := c.Text(tc.id, tc.place, asOf)
		var version int64
		if v != nil {
			version = v.ID
		}
		if text.Answer != tc.answer || version != tc.version || ok != tc.ok {
			t.Errorf("an editor of %s at %+v begins with %q of version %d, %v", tc.id, tc.place, text.Answer, version, ok)
		}
	}
	var ids []string
	for _, e := range c.Entries(desk.Scope{Community: "demo"}, asOf) {
		ids = append(ids, e.ID)
	}
	if want := []string{"fee-pay", "new", "own"}; !slices.Equal(ids, want) {
		t.Errorf("served in demo are %q, want %q", ids, want)
	}
	found := func(words string, place desk.Scope) string {
		list, err := c.Suggest(context.Background(), place, words, asOf)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return ""
		}
		return list[0].ID
	}
	if got := found("收费窗口在哪", desk.Scope{Community: "demo"}); got != "fee-pay" {
		t.Errorf("a similar question of a version finds %q", got)
	}
	if got := found("孔雀能喂吗", desk.Scope{Community: "demo"}); got != "own" {
		t.Errorf("a community's own entry: found %q", got)
	}
	if got := found("孔雀能喂吗", desk.Scope{Community: "other"}); got == "own" {
		t.Error("a community's own entry is found in another")
	}
	if got := found("停车费哪里交", desk.Scope{Community: "demo"}); got == "fee-more" {
		t.Error("a retired entry is found")
	}
}

// TestTextOfEntry: what editors begin with loses nothing of what the folder says.
func TestTextOfEntry(t *testing.T) {
	entries, err := faq.Load(os.DirFS("../data/faq"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		v := desk.NewEntryVersion(e.ID, desk.Scope{}, bot.TextOf(e), desk.Actor{}, asOf)
		if f := (&desk.EntryPlan{Text: v.Text}).Faults(); len(f) > 0 {
			t.Errorf("%s could not be saved as it is: %+v", e.ID, f)
		}
		got := bot.EntryOf(&v, time.Time{})
		e.Source, e.Approved = "", ""
		if !reflect.DeepEqual(got, e) {
			t.Errorf("%s: %+v\nbecame %+v", e.ID, e, got)
		}
	}
}
