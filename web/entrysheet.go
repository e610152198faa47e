package web

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"linli/desk"
	"linli/web/sheet"
)

// FAQ entries as rows of a table. Every field of an entry is a column, so that a table that
// was exported and read again changes nothing. A table that is read may leave columns out:
// what they hold stays as it is.

// entryRow is one entry as a row.
type entryRow struct {
	Line int // 0 of one that is to be written
	ID   string
	Plan desk.EntryPlan

	// For the reader's eye; not read.
	Status, Approved string
}

// Names of columns. Those of lists and of answers by season may come several times, numbered
// from the second on: a cell holds no more than sheet.MaxCell.
const (
	colID       = "编号"
	colQuestion = "标准问题"
	colAnswer   = "标准答案"
	colSimilar  = "相似问法"
	colNegative = "反例"
	colEnglish  = "英文相似问法"
	colFrom     = "生效日期"
	colUntil    = "失效日期"
	colStatus   = "状态"
	colApproved = "批准日期"
)

// wordColumn is a column whose cells are words of an entry.
type wordColumn struct {
	name string
	at   func(*desk.EntryText) *string
	// labels are what people read instead of the value, where they differ.
	labels map[string]string
}

func (c wordColumn) read(words string) string {
	for value, label := range c.labels {
		if words == label {
			return value
		}
	}
	return words
}

func (c wordColumn) show(value string) string {
	if label, ok := c.labels[value]; ok {
		return label
	}
	return value
}

func labelsOf(values []string, label func(string) string) map[string]string {
	m := map[string]string{}
	for _, v := range values {
		m[v] = label(v)
	}
	return m
}

var wordColumns = []wordColumn{
	{name: "类别", at: func(t *desk.EntryText) *string { return &t.Category }},
	{name: "类型", at: func(t *desk.EntryText) *string { return &t.Kind }, labels: labelsOf(desk.EntryKinds, desk.EntryKindLabel)},
	{name: "适用对象", at: func(t *desk.EntryText) *string { return &t.Audience }, labels: labelsOf(desk.EntryAudiences, desk.EntryAudienceLabel)},
	{name: colQuestion, at: func(t *desk.EntryText) *string { return &t.Question }},
	{name: colAnswer, at: func(t *desk.EntryText) *string { return &t.Answer }},
	{name: "先做什么", at: func(t *desk.EntryText) *string { return &t.FirstSteps }},
	{name: "负责部门", at: func(t *desk.EntryText) *string { return &t.Owner }},
	{name: "工单", at: func(t *desk.EntryText) *string { return (*string)(&t.Order.Kind) },
		labels: labelsOf([]string{string(desk.Repair), string(desk.Complaint)}, func(k string) string { return desk.OrderKind(k).Label() })},
	{name: "工单类别", at: func(t *desk.EntryText) *string { return &t.Order.Category }},
	{name: "优先级", at: func(t *desk.EntryText) *string { return (*string)(&t.Order.Priority) }},
	{name: "英文问题", at: func(t *desk.EntryText) *string { return &t.English.Question }},
	{name: "英文答案", at: func(t *desk.EntryText) *string { return &t.English.Answer }},
	{name: "英文先做什么", at: func(t *desk.EntryText) *string { return &t.English.FirstSteps }},
}

// listColumn is a column whose cells hold one thing a line.
type listColumn struct {
	name string
	at   func(*desk.EntryText) *[]string
}

var listColumns = []listColumn{
	{colSimilar, func(t *desk.EntryText) *[]string { return &t.Similar }},
	{colNegative, func(t *desk.EntryText) *[]string { return &t.Negative }},
	{"依据", func(t *desk.EntryText) *[]string { return &t.Law }},
	{colEnglish, func(t *desk.EntryText) *[]string { return &t.English.Similar }},
}

// variantColumns are the parts of an answer of a season or of hours, "分时1 名称", "分时2 名称", …
var variantColumns = []struct {
	name string
	at   func(*desk.AnswerVariant) *string
}{
	{"名称", func(v *desk.AnswerVariant) *string { return &v.Name }},
	{"季节起", func(v *desk.AnswerVariant) *string { return &v.From }},
	{"季节止", func(v *desk.AnswerVariant) *string { return &v.Until }},
	{"时段起", func(v *desk.AnswerVariant) *string { return &v.Hours.From }},
	{"时段止", func(v *desk.AnswerVariant) *string { return &v.Hours.To }},
	{"答案", func(v *desk.AnswerVariant) *string { return &v.Answer }},
	{"英文答案", func(v *desk.AnswerVariant) *string { return &v.English }},
}

var (
	variantName  = regexp.MustCompile(`^分时([1-9]\d?) (\p{Han}+)$`)
	numberedName = regexp.MustCompile(`^(\p{Han}+) ([2-9]|[1-9]\d)$`)
)

// open makes room for the parts of a text that need not be there, so that a column's place
// in it exists; closed takes them away again where nothing stands in them.
func open(t desk.EntryText) desk.EntryText {
	order, english := desk.EntryOrder{}, desk.EntryEnglish{}
	if t.Order != nil {
		order = *t.Order
	}
	if t.English != nil {
		english = *t.English
	}
	t.Order, t.English, t.Variants = &order, &english, slices.Clone(t.Variants)
	return t
}

func closed(t desk.EntryText) desk.EntryText {
	if *t.Order == (desk.EntryOrder{}) {
		t.Order = nil
	}
	if e := t.English; e.Question == "" && e.Answer == "" && e.FirstSteps == "" && len(e.Similar) == 0 {
		t.English = nil
	}
	t.Variants = slices.DeleteFunc(t.Variants, func(v desk.AnswerVariant) bool { return v == desk.AnswerVariant{} })
	if len(t.Variants) == 0 {
		t.Variants = nil
	}
	return t
}

// entryTable is entries as a table. Days are those of the community.
func entryTable(rows []entryRow, c *desk.Community) sheet.Table {
	t := sheet.Table{Name: "标准答案", Header: []string{colID}}
	for _, w := range wordColumns {
		t.Header = append(t.Header, w.name)
	}
	parts := make([]int, len(listColumns))
	variants := 0
	for i := range rows {
		text := open(rows[i].Plan.Text)
		variants = max(variants, len(text.Variants))
		for k, l := range listColumns {
			parts[k] = max(parts[k], 1, len(inCells(*l.at(&text))))
		}
	}
	for k, l := range listColumns {
		for n := range parts[k] {
			t.Header = append(t.Header, numbered(l.name, n))
		}
	}
	for n := range variants {
		for _, v := range variantColumns {
			t.Header = append(t.Header, fmt.Sprintf("分时%d %s", n+1, v.name))
		}
	}
	t.Header = append(t.Header, colFrom, colUntil, colStatus, colApproved)
	for i := range rows {
		t.Rows = append(t.Rows, sheet.Row{Line: i + 2, Cells: sheet.Texts(entryCells(&rows[i], c, parts, variants)...)})
	}
	return t
}

func entryCells(r *entryRow, c *desk.Community, parts []int, variants int) []string {
	text := open(r.Plan.Text)
	cells := []string{r.ID}
	for _, w := range wordColumns {
		cells = append(cells, w.show(*w.at(&text)))
	}
	for k, l := range listColumns {
		list := inCells(*l.at(&text))
		cells = append(cells, append(list, make([]string, parts[k]-len(list))...)...)
	}
	for n := range variants {
		var v desk.AnswerVariant
		if n < len(text.Variants) {
			v = text.Variants[n]
		}
		for _, col := range variantColumns {
			cells = append(cells, *col.at(&v))
		}
	}
	return append(cells, dayText(r.Plan.ValidFrom, c), dayText(r.Plan.ValidUntil, c), r.Status, r.Approved)
}

func numbered(name string, n int) string {
	if n == 0 {
		return name
	}
	return fmt.Sprintf("%s %d", name, n+1)
}

func dayText(t time.Time, c *desk.Community) string {
	if t.IsZero() {
		return ""
	}
	return c.Local(t).Format(time.DateOnly)
}

// inCells is a list as the cells it needs, one thing a line.
func inCells(list []string) []string {
	var out []string
	var b strings.Builder
	for _, s := range list {
		if b.Len() > 0 && b.Len()+1+len(s) > sheet.MaxCell { // bytes: never fewer than characters
			out = append(out, b.String())
			b.Reset()
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s)
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}
