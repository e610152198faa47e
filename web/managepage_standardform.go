package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/desk"
	"linli/text"
)

// The form of a standard: a new one, or one to change. How it is measured is one choice,
// "figure:sla" or "asked:manner", or one without more to say, "by_hand".

type standardFormView struct {
	frame
	Code, Action string
	Module       string
	Seen         int // changes before this one
	Fields       []fieldView
	Problem      string
}

// Units of a limit, as the form offers them.
var limitUnits = []choice{{"minutes", "分钟"}, {"hours", "小时"}, {"service", "个服务日"}, {"working", "个工作日"}}

func (s *Server) newStandardPage(w http.ResponseWriter, r *http.Request) error {
	return s.showStandardForm(w, r, nil, refusal{status: http.StatusOK})
}

func (s *Server) editStandardPage(w http.ResponseWriter, r *http.Request) error {
	b, err := s.standardBook(r)
	if err != nil {
		return err
	}
	std, _ := find(b.register, r.PathValue("code"))
	if std == nil {
		return notFound("没有这一条标准")
	}
	return s.showStandardForm(w, r, std, refusal{status: http.StatusOK})
}

// showStandardForm shows the form of a new standard (nil) or of one to change.
func (s *Server) showStandardForm(w http.ResponseWriter, r *http.Request, std *desk.Standard, refused refusal) error {
	b, err := s.standardBook(r)
	if err != nil {
		return err
	}
	v, title := standardFormView{Action: "/manage/standards"}, "新增标准"
	if std == nil {
		std = &desk.Standard{ByHand: " "}
		v.Fields = append(v.Fields, fieldView{Name: "module", Label: "模块", Kind: "choice", Choices: b.modules()})
	} else {
		title, v.Code, v.Action = "修改标准 · "+std.Code, std.Code, "/manage/standards/"+std.Code
		v.Seen = b.seen(std.Code)
	}
	v.Fields = append(v.Fields, standardFields(std)...)
	v.Problem = refused.fill(v.Fields)
	if refused.values != nil {
		v.Seen, _ = strconv.Atoi(refused.values.Get("seen"))
	}
	if v.frame, err = s.frame(r, title, "standards"); err != nil {
		return err
	}
	return render(w, refused.status, "manage_standardform.html", v)
}

func standardFields(s *desk.Standard) []fieldView {
	var priorities, kinds, categories []choice
	for _, p := range desk.Priorities {
		priorities = append(priorities, choice{string(p), string(p) + " " + p.Label()})
	}
	for _, k := range desk.OrderKinds {
		kinds = append(kinds, choice{string(k), k.Label()})
	}
	for _, c := range desk.Categories {
		categories = append(categories, choice{c, c})
	}
	number, unit := limitFields(s.Within)
	direction, target := "least", ""
	if s.Target.Most {
		direction = "most"
	}
	if s.Target.Set() {
		target = targetField(s)
	}
	cases := ""
	if s.Cases > 0 {
		cases = fmt.Sprint(s.Cases)
	}
	return []fieldView{
		{Name: "text", Label: "承诺（一句话）", Kind: "words", Value: s.Text},
		{Name: "sources", Label: "来源（一行一个）", Kind: "words", Value: strings.Join(s.Sources, "\n")},
		{Name: "how", Label: "怎么核对", Kind: "choice", Value: howChosen(s), Choices: howChoices()},
		{Name: "by_hand", Label: "选了“人工核对”：谁来看、怎么看", Kind: "words", Value: strings.TrimSpace(s.ByHand), Optional: true},
		{Name: "entries", Label: "有关的标准问题（编号，一行一个；选了“标准答案”必须填）", Kind: "words", Value: strings.Join(s.Entries, "\n"), Hint: "fee-pay-methods", Optional: true},
		{Name: "step", Label: "选了“清单里的一步”：是哪一步", Kind: "text", Value: s.Step, Optional: true},
		{Name: "direction", Label: "目标是", Kind: "choice", Value: direction, Choices: []choice{{"least", "不低于"}, {"most", "不超过"}}},
		{Name: "target", Label: "目标（占比写百分数，时长写分钟）", Kind: "text", Value: target, Hint: "95", Optional: true},
		{Name: "cases", Label: "至少几例才判断（不填是 5）", Kind: "number", Value: cases, Optional: true},
		{Name: "kind", Label: "只算这一种工单", Kind: "choice", Value: string(s.Orders.Kind), Choices: kinds, Optional: true, Hint: "全部"},
		{Name: "priority", Label: "只算这个优先级", Kind: "choice", Value: string(s.Orders.Priority), Choices: priorities, Optional: true, Hint: "全部"},
		{Name: "categories", Label: "只算这些类别（不选是全部）", Kind: "many", Values: s.Orders.Categories, Choices: categories, Optional: true},
		{Name: "within", Label: "承诺的时限（选了时限指标才填）", Kind: "number", Value: number, Optional: true},
		{Name: "unit", Label: "时限的单位", Kind: "choice", Value: unit, Choices: limitUnits, Optional: true},
		{Name: "why", Label: "为什么改（会留在记录里）", Kind: "words"},
	}
}

// targetField is a target's number: percent, or minutes.
func targetField(s *desk.Standard) string {
	value := s.Target.Value / 60
	if s.Unit() == desk.Share {
		value = s.Target.Value * 100
	}
	return strconv.FormatFloat(float64(int(value*100+0.5))/100, 'f', -1, 64)
}

func limitFields(s desk.Span) (number, unit string) {
	switch {
	case s == desk.Span{}:
		return "", ""
	case s.ServiceDays > 0:
		return fmt.Sprint(s.ServiceDays), "service"
	case s.WorkingDays > 0:
		return fmt.Sprint(s.WorkingDays), "working"
	case s.Time%time.Hour == 0:
		return fmt.Sprint(int(s.Time.Hours())), "hours"
	}
	return fmt.Sprint(int(s.Time.Minutes())), "minutes"
}

// howChosen is how a standard is measured, as a choice of the form.
func howChosen(s *desk.Standard) string {
	switch m := s.Measure(); m {
	case desk.ByFigure:
		return "figure:" + s.Figure
	case desk.ByRecord:
		return "record:" + string(s.Record)
	case desk.ByReplies:
		return "asked:" + string(s.Asked)
	case desk.ByChecklist:
		if s.Step != "" {
			return "step"
		}
		return "checklist"
	case desk.ByHand, desk.ByAnswers:
		return string(m)
	}
	return ""
}

func howChoices() []choice {
	out := []choice{{string(desk.ByHand), desk.ByHand.Label()}, {string(desk.ByAnswers), desk.ByAnswers.Label()},
		{"checklist", "核对清单：每一步都勾过"}, {"step", "核对清单：清单里的一步"}}
	for _, r := range []desk.Record{desk.RecordReport, desk.RecordPhotos, desk.RecordPromise} {
		out = append(out, choice{"record:" + string(r), desk.ByRecord.Label() + "：" + r.Label()})
	}
	for _, q := range []desk.CallQuestion{desk.AskedFixed, desk.AskedInTime, desk.AskedPrice, desk.AskedClean, desk.AskedManner} {
		out = append(out, choice{"asked:" + string(q), desk.ByReplies.Label() + "：" + q.Label()})
	}
	whole := ""
	for _, r := range (&desk.Figures{}).Rows(desk.Targets{}) {
		name := r.Name
		if r.Part {
			name = whole + " " + name
		} else {
			whole = name
		}
		out = append(out, choice{"figure:" + r.Key, desk.ByFigure.Label() + "：" + name})
	}
	return out
}

// readStandard is the standard a form says.
func readStandard(r *http.Request) (desk.Standard, error) {
	get := func(name string) string {
		clean, _ := text.Clean(r.PostFormValue(name), desk.MaxText)
		return strings.TrimSpace(clean)
	}
	s := desk.Standard{Text: get("text"), Sources: lines(get("sources")), Entries: lines(get("entries")),
		Orders: desk.OrderSet{Kind: desk.OrderKind(get("kind")), Priority: desk.Priority(get("priority")), Categories: r.PostForm["categories"]}}
	how, what, _ := strings.Cut(get("how"), ":")
	switch how {
	case "figure":
		s.Figure = what
	case "record":
		s.Record = desk.Record(what)
	case "asked":
		s.Asked = desk.CallQuestion(what)
	case "checklist":
		s.Checklist = true
	case "step":
		if s.Step = get("step"); s.Step == "" {
			return s, &desk.Fault{Field: "step", Words: "请写明是清单里的哪一步"}
		}
	case string(desk.ByHand):
		if s.ByHand = get("by_hand"); s.ByHand == "" {
			return s, &desk.Fault{Field: "by_hand", Words: "请写明谁来看、怎么看"}
		}
		return s, nil
	case string(desk.ByAnswers):
		if len(s.Entries) == 0 {
			return s, &desk.Fault{Field: "entries", Words: "请写至少一个标准问题的编号"}
		}
		return s, nil
	}
	return s, readAim(&s, get)
}

// readAim reads what is counted and how much of it is enough.
func readAim(s *desk.Standard, get func(string) string) error {
	if v := get("target"); v != "" {
		n, err := strconv.ParseFloat(strings.TrimRight(v, "%"), 64)
		if err != nil || n < 0 || n > 1e5 {
			return &desk.Fault{Field: "target", Words: "请写数字，比如 95"}
		}
		most := get("direction") == "most"
		if s.Target = desk.ShareTarget(most, n); desk.FigureUnit(s.Figure) == desk.Seconds {
			s.Target = desk.TimeTarget(most, time.Duration(n*float64(time.Minute)))
		} else if n > 100 {
			return &desk.Fault{Field: "target", Words: "占比不能超过 100"}
		}
	}
	if v := get("cases"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			return &desk.Fault{Field: "cases", Words: "请写整数"}
		}
		s.Cases = n
	}
	v := get("within")
	if v == "" {
		return nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 999 {
		return &desk.Fault{Field: "within", Words: "请写 1 到 999 的整数"}
	}
	switch get("unit") {
	case "minutes":
		s.Within.Time = time.Duration(n) * time.Minute
	case "hours":
		s.Within.Time = time.Duration(n) * time.Hour
	case "service":
		s.Within.ServiceDays = n
	case "working":
		s.Within.WorkingDays = n
	default:
		return &desk.Fault{Field: "unit", Words: "请选择单位"}
	}
	return nil
}

// lines are the lines of a text that say something.
func lines(s string) []string {
	out := strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\r' })
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return slices.DeleteFunc(out, func(l string) bool { return l == "" })
}
