package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/desk"
)

// entryFormView is the form of one version of an entry.
type entryFormView struct {
	frame
	ID, Heading, Action string
	New                 bool
	Version             string      // what is edited, and in which state it was read
	Words               []fieldView // what residents read
	Fields              []fieldView
	Lists               []fieldView
	Variants            []variantFields
	InEnglish           []fieldView
	Reason              []fieldView
	Placeholders        []placeholderView
	Problem             string
}

type variantFields struct {
	Number int
	Error  string
	Value  desk.AnswerVariant
}

type placeholderView struct{ Name, Value string }

func (s *Server) showEntryForm(w http.ResponseWriter, r *http.Request, x *desk.EntryVersion, refused refusal) error {
	c := s.communityOf(r)
	v := entryFormView{ID: x.Entry, New: x.Entry == "", Heading: "写一条新的答案", Action: "/knowledge/new", Version: versionMark(x)}
	if !v.New {
		v.Heading, v.Action = "修改“"+x.Text.Question+"”", "/knowledge/entries/"+x.Entry+"/edit"
	}
	text := open(x.Text)
	v.Words, v.Fields, v.Lists, v.InEnglish = entryWords(&text), s.entryFields(x, &text, c), entryLists(&text), englishFields(&text)
	v.Reason = []fieldView{{Name: "why", Label: "为什么改", Kind: "text", Optional: true, Hint: "审核的同事会看到"}}
	if v.New {
		v.Fields = append([]fieldView{{Name: "id", Label: "编号（小写字母、数字和 -，以后不能改）", Kind: "text", Hint: "比如 fee-pay-cash"}}, v.Fields...)
	}
	for i := range max(2, len(text.Variants)+1) {
		f := variantFields{Number: i + 1}
		if i < len(text.Variants) {
			f.Value = text.Variants[i]
		}
		v.Variants = append(v.Variants, f)
	}
	for _, fields := range [][]fieldView{v.Words, v.Fields, v.Lists, v.InEnglish, v.Reason} {
		refused.words = refused.fill(fields)
	}
	if refused.values != nil {
		v.Version = refused.values.Get("version")
		for i := range v.Variants {
			v.Variants[i].Value = variantIn(refused.values, i+1)
			if refused.field == fmt.Sprintf("variant%d", i+1) {
				v.Variants[i].Error, refused.words = refused.words, ""
			}
		}
	}
	v.Problem = refused.words
	for name, value := range c.Data {
		v.Placeholders = append(v.Placeholders, placeholderView{name, value})
	}
	slices.SortFunc(v.Placeholders, func(a, b placeholderView) int { return strings.Compare(a.Name, b.Name) })
	var err error
	if v.frame, err = s.frame(r, v.Heading, "knowledge"); err != nil {
		return err
	}
	return render(w, refused.status, "knowledge_edit.html", v)
}

// Names of fields, which are those of desk.Fault.
func (s *Server) entryFields(x *desk.EntryVersion, t *desk.EntryText, c *desk.Community) []fieldView {
	labelled := func(values []string, label func(string) string) []choice {
		var out []choice
		for _, v := range values {
			out = append(out, choice{v, label(v)})
		}
		return out
	}
	var categories, orderKinds, orderCategories, priorities []choice
	for _, name := range s.categories(c.ID) {
		categories = append(categories, choice{name, name})
	}
	for _, k := range []desk.OrderKind{desk.Repair, desk.Complaint} {
		orderKinds = append(orderKinds, choice{string(k), k.Label()})
	}
	for _, name := range desk.Categories {
		orderCategories = append(orderCategories, choice{name, name})
	}
	for _, p := range desk.Priorities {
		priorities = append(priorities, choice{string(p), string(p) + " " + p.Label()})
	}
	fields := []fieldView{
		{Name: "category", Label: "类别", Kind: "choice", Value: t.Category, Choices: categories},
		{Name: "kind", Label: "类型", Kind: "choice", Value: t.Kind, Choices: labelled(desk.EntryKinds, desk.EntryKindLabel)},
		{Name: "audience", Label: "适用对象", Kind: "choice", Value: t.Audience, Choices: labelled(desk.EntryAudiences, desk.EntryAudienceLabel)},
		{Name: "order_kind", Label: "答后可以登记", Kind: "choice", Value: string(t.Order.Kind), Choices: orderKinds, Optional: true, Hint: "不登记工单"},
		{Name: "order_category", Label: "工单类别", Kind: "choice", Value: t.Order.Category, Choices: orderCategories, Optional: true},
		{Name: "order_priority", Label: "工单级别", Kind: "choice", Value: string(t.Order.Priority), Choices: priorities, Optional: true},
		{Name: "owner", Label: "负责部门", Kind: "text", Value: t.Owner, Optional: true},
		{Name: "valid_from", Label: "生效日期", Kind: "date", Value: dayText(x.ValidFrom, c), Optional: true},
		{Name: "valid_until", Label: "失效日期（这天起不再用）", Kind: "date", Value: dayText(x.ValidUntil, c), Optional: true},
	}
	if x.Entry == "" || x.ID == 0 {
		fields = append(fields, fieldView{Name: "building", Label: "只用于哪一栋（不填是全小区）", Kind: "text", Value: x.Scope.Building, Optional: true})
	}
	return fields
}

func entryWords(t *desk.EntryText) []fieldView {
	return []fieldView{
		{Name: "question", Label: "标准问题", Kind: "text", Value: t.Question},
		{Name: "answer", Label: "标准答案（住户看到的就是这些字）", Kind: "long", Value: t.Answer},
		{Name: "first_steps", Label: "来人之前先做什么", Kind: "long", Value: t.FirstSteps, Optional: true},
	}
}

func entryLists(t *desk.EntryText) []fieldView {
	return []fieldView{
		{Name: "similar", Label: "相似问法，一行一个", Kind: "long", Value: strings.Join(t.Similar, "\n"), Optional: true},
		{Name: "negative", Label: "反例：看着像、不是问这件事的话，一行一个", Kind: "long", Value: strings.Join(t.Negative, "\n"), Optional: true},
		{Name: "law", Label: "依据，一行一个", Kind: "long", Value: strings.Join(t.Law, "\n"), Optional: true},
	}
}

func englishFields(t *desk.EntryText) []fieldView {
	return []fieldView{
		{Name: "english_question", Label: "英文问题", Kind: "text", Value: t.English.Question, Optional: true},
		{Name: "english_answer", Label: "英文答案", Kind: "long", Value: t.English.Answer, Optional: true},
		{Name: "english_first_steps", Label: "英文：来人之前先做什么", Kind: "long", Value: t.English.FirstSteps, Optional: true},
		{Name: "english_similar", Label: "英文相似问法，一行一个", Kind: "long", Value: strings.Join(t.English.Similar, "\n"), Optional: true},
	}
}

// categories are those of the entries of a community.
func (s *Server) categories(community desk.CommunityID) []string {
	var out []string
	for _, e := range s.cfg.Staff.Content.Entries(desk.Scope{Community: community}, s.cfg.Now()) {
		if !slices.Contains(out, e.Category) {
			out = append(out, e.Category)
		}
	}
	slices.Sort(out)
	return out
}

// readEntryPlan reads the form's text.
func (s *Server) readEntryPlan(r *http.Request) (desk.EntryPlan, error) {
	f, c := r.PostForm, s.communityOf(r)
	lines := func(name string) []string { return strings.Split(strings.ReplaceAll(f.Get(name), "\r\n", "\n"), "\n") }
	t := open(desk.EntryText{Category: f.Get("category"), Kind: f.Get("kind"), Audience: f.Get("audience"), Question: f.Get("question"),
		Answer: f.Get("answer"), FirstSteps: f.Get("first_steps"), Similar: lines("similar"), Negative: lines("negative"), Law: lines("law"),
		Order: &desk.EntryOrder{Kind: desk.OrderKind(f.Get("order_kind")), Category: f.Get("order_category"), Priority: desk.Priority(f.Get("order_priority"))},
		English: &desk.EntryEnglish{Question: f.Get("english_question"), Answer: f.Get("english_answer"), FirstSteps: f.Get("english_first_steps"),
			Similar: lines("english_similar")}, Owner: f.Get("owner")})
	for n := 1; f.Has(fmt.Sprintf("variant%d_answer", n)); n++ {
		t.Variants = append(t.Variants, variantIn(f, n))
	}
	p := desk.EntryPlan{Text: closed(t), Why: f.Get("why")}
	for field, into := range map[string]*time.Time{"valid_from": &p.ValidFrom, "valid_until": &p.ValidUntil} {
		day, err := readDay(c, field, f.Get(field))
		if err != nil {
			return p, err
		}
		*into = day
	}
	return p, nil
}

func variantIn(f url.Values, n int) desk.AnswerVariant {
	get := func(part string) string {
		return strings.TrimSpace(strings.ReplaceAll(f.Get(fmt.Sprintf("variant%d_%s", n, part)), "\r\n", "\n"))
	}
	return desk.AnswerVariant{Name: get("name"), From: get("from"), Until: get("until"), Hours: desk.Hours{From: get("open"), To: get("close")},
		Answer: get("answer"), English: get("english")}
}

// readDay is the beginning of a day of the community; "" is none.
func readDay(c *desk.Community, field, words string) (time.Time, error) {
	if words == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, words)
	if err != nil {
		return t, &desk.Fault{Field: field, Words: "日期写成 2026-11-23 的样子"}
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.Local(t).Location()), nil
}
