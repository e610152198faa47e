package web

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/faq"
	"linli/web/sheet"
)

var sheetCommunity = func() *desk.Community {
	c := &desk.Community{ID: "demo", Name: "邻里花园"}
	if err := c.Check(); err != nil {
		panic(err)
	}
	return c
}()

// shippedRows are all entries linli comes with, one of them with everything an entry can have.
func shippedRows(t *testing.T) []entryRow {
	t.Helper()
	entries, err := faq.Load(os.DirFS("../data/faq"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []entryRow
	for _, e := range entries {
		rows = append(rows, entryRow{ID: e.ID, Plan: desk.EntryPlan{Text: bot.TextOf(e)}, Status: "已批准", Approved: e.Approved})
	}
	zone := sheetCommunity.Local(time.Now()).Location()
	p := &rows[0].Plan
	p.ValidFrom, p.ValidUntil = time.Date(2026, 12, 1, 0, 0, 0, 0, zone), time.Date(2027, 3, 1, 0, 0, 0, 0, zone)
	p.Text.Owner = "客服中心"
	p.Text.Negative = []string{"=1+1", "-x", "'y"}
	p.Text.Variants = []desk.AnswerVariant{{Name: "供暖季", From: "11-15", Until: "03-15", Answer: "多行\n答案"},
		{Name: "夜间", Hours: desk.Hours{From: "18:00", To: "08:30"}, Answer: "明早。", English: "Tomorrow."}}
	for i := range 600 { // more than a cell holds
		p.Text.Similar = append(p.Text.Similar, fmt.Sprintf("问法%d%s", i, strings.Repeat("长", 60)))
	}
	return rows
}

// TestEntriesBothWaysBack: what is exported and read again is the same, in both formats,
// also for somebody who has none of the entries.
func TestEntriesBothWaysBack(t *testing.T) {
	want := shippedRows(t)
	table := entryTable(want, sheetCommunity)
	var c, x bytes.Buffer
	if err := sheet.WriteCSV(&c, table); err != nil {
		t.Fatal(err)
	}
	if err := sheet.WriteXLSX(&x, table); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"csv": c.Bytes(), "xlsx": x.Bytes()} {
		read, err := sheet.Read(content, colID)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, problems := readEntries(read, sheetCommunity, func(string) (desk.EntryPlan, bool) { return desk.EntryPlan{}, false })
		if len(problems) > 0 && !strings.Contains(problems[0].Words, "最多 500 条") {
			t.Fatalf("%s: %v", name, problems[0])
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d entries, want %d", name, len(got), len(want))
		}
		for i := range got {
			if !reflect.DeepEqual(got[i].Plan.Text, want[i].Plan.Text) || !got[i].Plan.ValidFrom.Equal(want[i].Plan.ValidFrom) ||
				!got[i].Plan.ValidUntil.Equal(want[i].Plan.ValidUntil) || got[i].ID != want[i].ID {
				t.Errorf("%s: %s became\n%+v\nwas\n%+v", name, want[i].ID, got[i].Plan, want[i].Plan)
			}
		}
	}
}

// TestColumnsLeftOut: two columns are enough to change answers; the rest stays.
func TestColumnsLeftOut(t *testing.T) {
	known := shippedRows(t)[0].Plan
	table := sheet.Table{Header: []string{colID, colAnswer}, Rows: []sheet.Row{{Line: 2, Cells: sheet.Texts("any", " "+known.Text.Answer+"补一句。 ")}}}
	got, problems := readEntries(table, sheetCommunity, func(string) (desk.EntryPlan, bool) { return known, true })
	problems = slices.DeleteFunc(problems, func(p *sheet.Problem) bool { return p.Column == colSimilar })
	want := known
	want.Text.Answer += "补一句。"
	if len(problems) > 0 || len(got) != 1 || !reflect.DeepEqual(got[0].Plan, want) {
		t.Errorf("%v, %d rows", problems, len(got))
	}
	if known.Text.Answer == want.Text.Answer {
		t.Error("what is known was changed")
	}
}

// TestRowProblems: each is named with its line and column, all of them at once.
func TestRowProblems(t *testing.T) {
	header := []string{colID, "类别", "类型", "适用对象", colQuestion, colAnswer, colFrom, "工单", "工单类别", "优先级", "分时1 名称", "分时1 季节起", "分时1 季节止", "分时1 答案"}
	good := []string{"new-entry", "缴费", "办事", "所有人", "怎么交？", "微信。", "2026/12/1", "", "", "", "", "", "", ""}
	rows := []sheet.Row{{Line: 2, Cells: sheet.Texts(good...)}}
	var want []string
	for _, tc := range []struct {
		column string
		cell   sheet.Cell
		words  string
	}{
		{colID, sheet.Cell{Text: "坏 编号"}, "编号"},
		{colID, sheet.Cell{Text: "new-entry"}, "第 2 行已经有了"},
		{"类型", sheet.Cell{Text: "其他"}, "请选择类型"},
		{colAnswer, sheet.Cell{Text: "打{电话"}, "花括号"},
		{colAnswer, sheet.Cell{Text: "2026-03-05", Date: true}, "变成了日期"},
		{colFrom, sheet.Cell{Text: "下个月"}, "不是日期"},
		{"工单类别", sheet.Cell{Text: "飞船"}, "类别"},
		{"分时1 季节起", sheet.Cell{Text: "2026-11-15", Date: true}, "起"},
	} {
		cells := sheet.Texts(good...)
		line := len(rows) + 2
		cells[0].Text = fmt.Sprintf("row-%d", line)
		cells[slices.Index(header, tc.column)] = tc.cell
		rows = append(rows, sheet.Row{Line: line, Cells: cells})
		want = append(want, fmt.Sprintf("第 %d 行|%s", line, tc.words))
	}
	_, problems := readEntries(sheet.Table{Header: append(header, "备注"), Rows: rows}, sheetCommunity, func(string) (desk.EntryPlan, bool) { return desk.EntryPlan{}, false })
	var said []string
	for _, p := range problems {
		said = append(said, p.Error())
	}
	for _, w := range append(want, "“备注”列|不认识") {
		where, words, _ := strings.Cut(w, "|")
		if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, where) && strings.Contains(s, words) }) {
			t.Errorf("nobody says %q of %s: %q", words, where, said)
		}
	}
	for _, s := range said {
		if strings.Contains(s, "第 2 行 ") {
			t.Errorf("a good row is refused: %s", s)
		}
	}
}

// TestSeasonsFromExcel: days and times that Excel has made dates of are read all the same.
func TestSeasonsFromExcel(t *testing.T) {
	header := []string{colID, "分时1 名称", "分时1 季节起", "分时1 季节止", "分时1 时段起", "分时1 时段止", "分时1 答案"}
	date := func(s string) sheet.Cell { return sheet.Cell{Text: s, Date: true} }
	cells := []sheet.Cell{{Text: "fee-pay"}, {Text: "冬夜"}, date("2026-11-15"), date("2026-03-15"), date("18:00"), date("08:30"), {Text: "明早。"}}
	got, problems := readEntries(sheet.Table{Header: header, Rows: []sheet.Row{{Line: 2, Cells: cells}}}, sheetCommunity,
		func(string) (desk.EntryPlan, bool) {
			return desk.EntryPlan{Text: desk.EntryText{Category: "缴费", Kind: "info", Audience: "all", Question: "？", Answer: "。"}}, true
		})
	want := desk.AnswerVariant{Name: "冬夜", From: "11-15", Until: "03-15", Hours: desk.Hours{From: "18:00", To: "08:30"}, Answer: "明早。"}
	if len(problems) > 0 || len(got) != 1 || got[0].Plan.Text.Variants[0] != want {
		t.Errorf("%v, %+v", problems, got)
	}
}
