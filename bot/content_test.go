package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"linli/bot"
	"linli/desk"
)

const (
	oneEntry = `category: 缴费
entries:
  - id: fee-pay
    kind: service
    audience: all
    question: 物业费怎么交？
    answer: 请在{缴费渠道}交。
    approved: 2026-11-23
    similar: [管理费在哪儿交]
`
	oneCard      = "- {id: emg-fire, name: 火灾, entries: [fee-pay], category: 消防, text: 马上打119。}\n"
	oneCommunity = "id: demo\nname: 邻里花园\ndemo: true\ndata: {缴费渠道: 小程序}\n"
)

func folder(change map[string]string) fstest.MapFS {
	files := fstest.MapFS{
		"faq/fee.yaml":          {Data: []byte(oneEntry)},
		"emergencies.yaml":      {Data: []byte(oneCard)},
		"communities/demo.yaml": {Data: []byte(oneCommunity)},
	}
	for name, data := range change {
		if data == "" {
			delete(files, name)
			continue
		}
		files[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return files
}

func TestLoadContent(t *testing.T) {
	c, err := bot.LoadContent(context.Background(), folder(map[string]string{
		"communities/a.yaml":    "id: zoo\nname: 动物园\n",
		"communities/b.yaml":    "id: abc\nname: 字母\n",
		"communities/notes.txt": "not read",
	}), desk.Edits{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, com := range c.Communities() {
		ids = append(ids, string(com.ID))
	}
	if got := strings.Join(ids, " "); got != "abc zoo demo" {
		t.Errorf("communities are %q: by id, the real ones before demos", got)
	}
	if com, err := c.Community("demo"); err != nil || com.Data["缴费渠道"] != "小程序" || com.Service.From != "08:30" {
		t.Errorf("demo is %+v, %v", com, err)
	}
	if _, ok := c.FAQ.Index().Entry("fee-pay"); !ok {
		t.Error("the entry is not in the index")
	}
	if _, err := c.Community("nowhere"); err == nil {
		t.Error("an unknown community was found")
	}
}

func TestLoadContentProblems(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change map[string]string
		want   []string // all in the error
	}{
		{"bad YAML in a community", map[string]string{"communities/demo.yaml": "id: [demo\n"}, []string{"communities/demo.yaml", "line"}},
		{"bad YAML in the cards", map[string]string{"emergencies.yaml": "- id: 'x\n"}, []string{"emergencies.yaml"}},
		{"bad YAML in the FAQ", map[string]string{"faq/fee.yaml": "a: [\n"}, []string{"fee.yaml"}},
		{"unknown field of a community", map[string]string{"communities/demo.yaml": oneCommunity + "phone: 110\n"},
			[]string{"communities/demo.yaml", "line 5", "phone"}},
		{"unknown field of a card", map[string]string{"emergencies.yaml": strings.Replace(oneCard, "name", "nom", 1)},
			[]string{"emergencies.yaml", "nom"}},
		{"a community without a name", map[string]string{"communities/demo.yaml": "id: demo\n"}, []string{"communities/demo.yaml", "name"}},
		{"a limit that is none", map[string]string{"communities/demo.yaml": oneCommunity + "limits: {P2: {respond: soon}}\n"},
			[]string{"communities/demo.yaml", "soon", "4h"}},
		{"a negative limit", map[string]string{"communities/demo.yaml": oneCommunity + "limits: {P2: {respond: -5}}\n"},
			[]string{"communities/demo.yaml", "-5"}},
		{"a limit of no clock", map[string]string{"communities/demo.yaml": oneCommunity + "limits: {P2: {answer: 5}}\n"},
			[]string{"communities/demo.yaml", "line 5", "answer"}},
		{"limits of no priority in a category", map[string]string{"communities/demo.yaml": oneCommunity + "categories: {电梯: {P7: {respond: 5}}}\n"},
			[]string{"communities/demo.yaml", "categories: 电梯", "P7"}},
		{"limits of no category", map[string]string{"communities/demo.yaml": oneCommunity + "categories: {水管: {P2: {respond: 5}}}\n"},
			[]string{"communities/demo.yaml", "categories", "水管"}},
		{"holidays of nobody", map[string]string{"communities/demo.yaml": oneCommunity + "holidays: mars\n"},
			[]string{"communities/demo.yaml", "holidays", "mars"}},
		{"a holiday that is no day", map[string]string{"holidays/x.yaml": "{calendar: x, source: y, days: [2026-02-30]}\n"},
			[]string{"holidays/x.yaml", "days", "2026-02-30"}},
		{"holidays without a source", map[string]string{"holidays/x.yaml": "{calendar: x, days: [2026-02-03]}\n"},
			[]string{"holidays/x.yaml", "source"}},
		{"a checklist of no category", map[string]string{"sop.yaml": "- {category: 水管, steps: [看看]}\n"}, []string{"sop.yaml", "水管"}},
		{"a checklist without steps", map[string]string{"sop.yaml": "- {category: 水电}\n"}, []string{"sop.yaml", "水电", "step"}},
		{"a bad hour", map[string]string{"communities/demo.yaml": oneCommunity + "service: {from: \"8\", to: \"18:00\"}\n"},
			[]string{"communities/demo.yaml", "service", `"8"`}},
		{"a bad day", map[string]string{"communities/demo.yaml": oneCommunity + "closed: [2026-02-30]\n"},
			[]string{"communities/demo.yaml", "closed", "2026-02-30"}},
		{"an empty file", map[string]string{"communities/demo.yaml": "# nothing\n"}, []string{"communities/demo.yaml"}},
		{"a card of an unknown entry", map[string]string{"emergencies.yaml": strings.Replace(oneCard, "fee-pay", "gone", 1)},
			[]string{"emergencies.yaml", "emg-fire", "gone"}},
		{"a card without a text", map[string]string{"emergencies.yaml": strings.Replace(oneCard, ", text: 马上打119。", "", 1)},
			[]string{"emergencies.yaml", "emg-fire", "text"}},
		{"a card twice", map[string]string{"emergencies.yaml": oneCard + oneCard}, []string{"emergencies.yaml", "emg-fire"}},
		{"no cards", map[string]string{"emergencies.yaml": ""}, []string{"emergencies.yaml"}},
		{"no communities", map[string]string{"communities/demo.yaml": ""}, []string{"communities/*.yaml"}},
		{"a community twice", map[string]string{"communities/again.yaml": oneCommunity}, []string{"communities/demo.yaml", "again.yaml", "demo"}},
		{"no FAQ", map[string]string{"faq/fee.yaml": ""}, []string{"faq"}},
		{"several at once", map[string]string{"emergencies.yaml": "x: y\n", "communities/demo.yaml": "id: [\n", "faq/fee.yaml": "a: [\n"},
			[]string{"emergencies.yaml", "communities/demo.yaml", "fee.yaml"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := bot.LoadContent(context.Background(), folder(tc.change), desk.Edits{})
			if err == nil {
				t.Fatal("no error")
			}
			for _, w := range tc.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q does not name %q", err, w)
				}
			}
		})
	}
}

// TestTimeLimits reads limits in every way they can be written, and two years of holidays.
func TestTimeLimits(t *testing.T) {
	c, err := bot.LoadContent(context.Background(), folder(map[string]string{
		"communities/demo.yaml": oneCommunity + `holidays: cn
limits: {P2: {respond: 10, arrive: 4h, finish: 3 service days}, P3: {finish: 1 working day}}
categories: {电梯: {P2: {finish: 1h30m}}}
`,
		"holidays/cn-2026.yaml": "{calendar: cn, source: 通知, days: [2026-12-31], worked: [2026-12-26]}\n",
		"holidays/cn-2027.yaml": "{calendar: cn, source: 通知, days: [2027-01-01]}\n",
		"holidays/hk-2026.yaml": "{calendar: hk, source: 宪报, days: [2026-12-28]}\n",
	}), desk.Edits{})
	if err != nil {
		t.Fatal(err)
	}
	com, err := c.Community("demo")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		p        desk.Priority
		category string
		want     desk.SLA
	}{
		{desk.P2, "水电", desk.SLA{Respond: desk.Span{Time: 10 * time.Minute}, Arrive: desk.Span{Time: 4 * time.Hour}, Finish: desk.Span{ServiceDays: 3}}},
		{desk.P2, "电梯", desk.SLA{Respond: desk.Span{Time: 10 * time.Minute}, Arrive: desk.Span{Time: 4 * time.Hour}, Finish: desk.Span{Time: 90 * time.Minute}}},
		{desk.P3, "电梯", desk.SLA{Respond: desk.Span{ServiceDays: 1}, Finish: desk.Span{WorkingDays: 1}}},
	} {
		if got := com.SLA(tc.p, tc.category); got != tc.want {
			t.Errorf("%s of %s: %+v, want %+v", tc.p, tc.category, got, tc.want)
		}
	}
	cal := com.Calendar()
	from := time.Date(2026, 12, 30, 2, 0, 0, 0, time.UTC) // a Wednesday; Thursday and Friday are holidays
	if got := cal.AddWorkingDays(from, 1).Format(time.DateOnly); got != "2027-01-04" {
		t.Errorf("the working day after is %s", got)
	}
	if got := cal.AddWorkingDays(from.AddDate(0, 0, -5), 1).Format(time.DateOnly); got != "2026-12-26" {
		t.Errorf("the working day after Friday is %s, want the Saturday worked", got)
	}
}

// TestHolidaysAreLive: a calendar that is edited, named or no longer named is so at once,
// and a community's own closed days go before it.
func TestHolidaysAreLive(t *testing.T) {
	files := folder(map[string]string{"holidays/cn-2026.yaml": "{calendar: cn, source: 通知, days: [2026-12-31], worked: [2026-12-26]}\n"})
	c, err := bot.LoadContent(context.Background(), files, desk.Edits{})
	if err != nil {
		t.Fatal(err)
	}
	friday := time.Date(2026, 12, 25, 2, 0, 0, 0, time.UTC)
	for _, tc := range []struct{ name, file, data, next, after string }{
		{"as loaded", "", "", "2026-12-26", "2027-01-01"},
		{"an earlier holiday", "holidays/cn-2026.yaml", "{calendar: cn, source: 通知, days: [2026-12-28]}\n", "2026-12-29", "2026-12-31"},
		{"none", "communities/demo.yaml", oneCommunity + "holidays: none\n", "2026-12-28", "2026-12-31"},
		{"a mistake changes nothing", "holidays/cn-2026.yaml", "{calendar: cn, source: 通知, days: [12月]}\n", "2026-12-28", "2026-12-31"},
		{"worked again", "holidays/cn-2026.yaml", "{calendar: cn, source: 通知, worked: [2026-12-26]}\n", "2026-12-28", "2026-12-31"},
		{"and observed again", "communities/demo.yaml", oneCommunity, "2026-12-26", "2026-12-31"},
		{"closed on a day worked elsewhere", "communities/demo.yaml", oneCommunity + "closed: [2026-12-26]\n", "2026-12-28", "2026-12-31"},
	} {
		if tc.file != "" {
			files[tc.file] = &fstest.MapFile{Data: []byte(tc.data)}
			if err := c.Reload(context.Background(), files, desk.Edits{}); (err != nil) != (tc.name == "a mistake changes nothing") {
				t.Fatalf("%s: %v", tc.name, err)
			}
		}
		com, err := c.Community("demo")
		if err != nil {
			t.Fatal(err)
		}
		cal := com.Calendar()
		wednesday := friday.AddDate(0, 0, 5)
		if next, after := cal.AddWorkingDays(friday, 1).Format(time.DateOnly), cal.AddWorkingDays(wednesday, 1).Format(time.DateOnly); next != tc.next || after != tc.after {
			t.Errorf("%s: after Friday comes %s, after Wednesday %s; want %s, %s", tc.name, next, after, tc.next, tc.after)
		}
	}
}

// TestShippedContent: what the program carries loads, and each priority has its limits.
func TestShippedContent(t *testing.T) {
	com, err := loadContent(t).Community("demo")
	if err != nil || !com.Demo {
		t.Fatalf("the demo community: %v", err)
	}
	if cal := com.Calendar(); !cal.Holidays["2026-10-07"] || !cal.Extra["2026-10-10"] || cal.Closed["2026-10-07"] {
		t.Error("the public holidays of 2026 are not those")
	}
	for _, category := range desk.Categories {
		for _, kind := range []desk.OrderKind{desk.Repair, desk.Complaint} {
			if n := len(loadContent(t).Checklist(&desk.WorkOrder{Kind: kind, Category: category})); n < 4 || n > 8 {
				t.Errorf("%s of %s has a checklist of %d steps", kind, category, n)
			}
		}
	}
	for _, p := range desk.Priorities {
		if com.SLA(p, "").Respond == (desk.Span{}) {
			t.Errorf("%s has no time for the first response", p)
		}
	}
}

// TestShippedHolidays holds the notice's days against the calendar: seven holidays of its
// length each; only weekend days are worked instead, one for each weekday given off beyond
// the law's thirteen.
func TestShippedHolidays(t *testing.T) {
	com, err := loadContent(t).Community("demo")
	if err != nil {
		t.Fatal(err)
	}
	cal := com.Calendar()
	var runs []string
	off, on := 0, 0
	first, length := "", 0
	for day := time.Date(2026, 1, 1, 12, 0, 0, 0, cal.Zone); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		key := day.Format(time.DateOnly)
		weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		switch {
		case cal.Holidays[key] && cal.Extra[key]:
			t.Errorf("%s is off and worked", key)
		case cal.Holidays[key]:
			if first == "" {
				first = key
			}
			length++
			if !weekend {
				off++
			}
			continue
		case cal.Extra[key]:
			if !weekend {
				t.Errorf("%s is worked anyway", key)
			}
			on++
		}
		if first != "" {
			runs = append(runs, fmt.Sprint(first, " ", length))
			first, length = "", 0
		}
	}
	want := []string{"2026-01-01 3", "2026-02-15 9", "2026-04-04 3", "2026-05-01 5", "2026-06-19 3", "2026-09-25 3", "2026-10-01 7"}
	if !slices.Equal(runs, want) || off-on != 13 {
		t.Errorf("holidays are %q, %d weekdays off for %d weekend days worked; want %q and 13 more", runs, off, on, want)
	}
}
