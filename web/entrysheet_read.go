package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/desk"
	"linli/web/sheet"
)

// entryReader reads the rows of a table of entries.
type entryReader struct {
	table    sheet.Table
	c        *desk.Community
	known    func(id string) (desk.EntryPlan, bool) // what an entry says now; false of a new one
	problems []*sheet.Problem
}

// readEntries reads a table. Every problem of every row is named with its line and column;
// rows are to be used only when there is none. Columns that are not there keep what known
// says.
func readEntries(t sheet.Table, c *desk.Community, known func(id string) (desk.EntryPlan, bool)) ([]entryRow, []*sheet.Problem) {
	r := &entryReader{table: t, c: c, known: known}
	r.header()
	var out []entryRow
	lines := map[string]int{}
	for _, row := range t.Rows {
		e, ok := r.row(row)
		if !ok {
			continue
		}
		if before := lines[e.ID]; before > 0 {
			r.fail(row, colID, "“"+e.ID+"”在第 "+strconv.Itoa(before)+" 行已经有了")
			continue
		}
		lines[e.ID] = row.Line
		out = append(out, e)
	}
	slices.SortStableFunc(r.problems, func(a, b *sheet.Problem) int { return cmp.Compare(a.Line, b.Line) })
	return out, r.problems
}

func (r *entryReader) fail(row sheet.Row, column, words string) {
	r.problems = append(r.problems, &sheet.Problem{Line: row.Line, Column: column, Words: words})
}

// header refuses columns nobody knows: what is written there would be lost.
func (r *entryReader) header() {
	seen := map[string]bool{}
	for _, name := range r.table.Header {
		switch {
		case name == "":
		case seen[name]:
			r.problems = append(r.problems, &sheet.Problem{Column: name, Words: "表头里有两列同名"})
		case !knownColumn(name):
			r.problems = append(r.problems, &sheet.Problem{Column: name, Words: "不认识这一列，请删掉或改成导出表里的列名"})
		}
		seen[name] = true
	}
}

func knownColumn(name string) bool {
	if slices.Contains([]string{colID, colFrom, colUntil, colStatus, colApproved}, name) {
		return true
	}
	if m := numberedName.FindStringSubmatch(name); m != nil {
		name = m[1]
	} else if slices.ContainsFunc(wordColumns, func(w wordColumn) bool { return w.name == name }) {
		return true
	}
	for _, l := range listColumns {
		if l.name == name {
			return true
		}
	}
	m := variantName.FindStringSubmatch(name)
	if m == nil {
		return false
	}
	for _, v := range variantColumns {
		if v.name == m[2] {
			return true
		}
	}
	return false
}

func (r *entryReader) row(row sheet.Row) (entryRow, bool) {
	e := entryRow{Line: row.Line, ID: strings.TrimSpace(r.text(row, colID))}
	if !desk.ValidEntryID(e.ID) {
		r.fail(row, colID, "“"+e.ID+"”不能作编号：用小写字母、数字和 -，比如 fee-pay")
		return e, false
	}
	e.Plan, _ = r.known(e.ID)
	text := open(e.Plan.Text)
	for _, w := range wordColumns {
		if r.table.Column(w.name) >= 0 {
			*w.at(&text) = w.read(strings.TrimSpace(r.text(row, w.name)))
		}
	}
	for _, l := range listColumns {
		if list, there := r.list(row, l.name); there {
			*l.at(&text) = list
		}
	}
	r.variants(row, &text)
	e.Plan.Text = closed(text)
	r.day(row, colFrom, &e.Plan.ValidFrom)
	r.day(row, colUntil, &e.Plan.ValidUntil)
	for _, f := range e.Plan.Faults() {
		r.fail(row, columnOf(f.Field), f.Words)
	}
	return e, true
}

// text is the words of a cell. What Excel took for a date is none: nobody can tell what was
// typed.
func (r *entryReader) text(row sheet.Row, column string) string {
	c := row.At(r.table.Column(column))
	if c.Date {
		r.fail(row, column, "Excel 把这一格变成了日期（"+c.Text+"），请把格式设成“文本”再填一次")
	}
	return c.Text
}

// list is a list in one or several columns; there is false when the table has none of them.
func (r *entryReader) list(row sheet.Row, name string) (list []string, there bool) {
	for n := 0; ; n++ {
		column := numbered(name, n)
		if r.table.Column(column) < 0 {
			return list, there
		}
		there = true
		for line := range strings.Lines(r.text(row, column)) {
			if line = strings.TrimSpace(line); line != "" {
				list = append(list, line)
			}
		}
	}
}

// variants reads the answers of seasons and hours, where a table has any of their columns.
func (r *entryReader) variants(row sheet.Row, t *desk.EntryText) {
	for _, name := range r.table.Header {
		m := variantName.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(m[1])
		for len(t.Variants) < n {
			t.Variants = append(t.Variants, desk.AnswerVariant{})
		}
		for _, v := range variantColumns {
			if v.name == m[2] {
				*v.at(&t.Variants[n-1]) = r.variantText(row, name, v.name)
			}
		}
	}
}

// variantText is a part of such an answer. Days and times may have become dates in Excel,
// which is no loss.
func (r *entryReader) variantText(row sheet.Row, column, part string) string {
	c := row.At(r.table.Column(column))
	if c.Date {
		switch {
		case strings.HasPrefix(part, "季节") && len(c.Text) == len(time.DateOnly):
			return c.Text[len("2006-"):]
		case strings.HasPrefix(part, "时段") && len(c.Text) == len("15:04"):
			return c.Text
		}
	}
	return strings.TrimSpace(r.text(row, column))
}

// day reads a day of the community's calendar.
func (r *entryReader) day(row sheet.Row, column string, into *time.Time) {
	if r.table.Column(column) < 0 {
		return
	}
	words := strings.TrimSpace(row.At(r.table.Column(column)).Text)
	if words == "" {
		*into = time.Time{}
		return
	}
	for _, form := range []string{time.DateOnly, "2006/1/2", "2006.1.2", "2006年1月2日"} {
		if t, err := time.Parse(form, words); err == nil {
			y, m, d := t.Date()
			*into = time.Date(y, m, d, 0, 0, 0, 0, r.c.Local(t).Location())
			return
		}
	}
	r.fail(row, column, "“"+words+"”不是日期，写成 2026-11-23 的样子")
}

// columnOf is the column in which what is wrong with a field stands.
func columnOf(field string) string {
	for prefix, column := range map[string]string{"category": "类别", "kind": "类型", "audience": "适用对象", "question": colQuestion,
		"answer": colAnswer, "first_steps": "先做什么", "similar": colSimilar, "negative": colNegative, "law": "依据", "order_kind": "工单",
		"order_category": "工单类别", "order_priority": "优先级", "english_answer": "英文答案", "valid_until": colUntil} {
		if field == prefix {
			return column
		}
	}
	if n, ok := strings.CutPrefix(field, "variant"); ok {
		return "分时" + n
	}
	return ""
}
