package web

import (
	"fmt"
	"net/http"
	"slices"

	"linli/desk"
)

// standardView is one promise with what it is tied to and the rows behind its value.
type standardView struct {
	frame
	standardChoice
	Row       standardRow
	Back      string
	Spans     []choice
	Window    string
	How       string   // what is counted
	Step      string   // of the checklist that is counted
	Only      []string // of which orders
	Entries   []entryTie
	Cases     []caseRow
	Total     int // of cases
	Bad       int
	Elsewhere bool // the figure counts conversations: its rows are not listed here

	Code       string
	Retired    *retiredStandard // it is not promised here
	Seen       int              // changes so far
	CanRestore bool
	History    []standardChange
	Done       string
	Problem    string
	Why        string
}

// maxCases is how many of the rows behind a promise its page shows.
const maxCases = 200

// entryTie is a FAQ entry on the same matter.
type entryTie struct {
	ID, Question string
	Remarks      []string // what keeps it from answering in standard words
	Good         bool
}

// caseRow is a row behind the value: an order, a call or an entry.
type caseRow struct {
	Link, Name, Text string
	At, Who          string
	Good             bool
	Remarks          []string
	Quoted           bool // the remarks are steps of a checklist
}

// standardDone is what a press did, for the page that is shown then.
var standardDone = map[string]string{"revise": "已保存，从现在起按这一条来。", "retire": "已停用，不再算在承诺里。", "restore": "已恢复原样。"}

func (s *Server) standardPage(w http.ResponseWriter, r *http.Request) error {
	return s.showStandard(w, r, refusal{status: http.StatusOK})
}

func (s *Server) showStandard(w http.ResponseWriter, r *http.Request, refused refusal) error {
	code := r.PathValue("code")
	v := standardView{standardChoice: standardChoiceIn(r.URL.Query()), Spans: standardSpans, Code: code, Problem: refused.words, Why: refused.values.Get("why")}
	b, err := s.standardBook(r)
	if err != nil {
		return err
	}
	g, err := s.grounds(r, v.Since)
	if err != nil {
		return err
	}
	v.Window, v.Back = windowWords(g), v.address("", "")+"#"+code
	std, module := find(b.register, code)
	switch {
	case std != nil:
		s.fillStandard(r, &v, g, std, module)
	case b.edit(code) != nil || b.own.Retired[code] != "":
		i := slices.IndexFunc(b.retired(g.Community, standardChoice{}, g), func(x retiredStandard) bool { return x.Code == code })
		if i < 0 {
			return notFound("没有这一条标准")
		}
		v.Retired = &b.retired(g.Community, standardChoice{}, g)[i]
	default:
		return notFound("没有这一条标准")
	}
	in, _ := find(b.file, code)
	e := b.edit(code)
	v.Seen, v.CanRestore = b.seen(code), e != nil && e.Move != desk.StandardRestored && (in != nil || std == nil)
	if v.History, err = s.standardHistory(r, g.Community, code); err != nil {
		return err
	}
	if refused.words == "" {
		v.Done = standardDone[r.URL.Query().Get("done")]
	}
	if v.frame, err = s.frame(r, "服务标准 · "+code, "standards"); err != nil {
		return err
	}
	return render(w, refused.status, "manage_standard.html", v)
}

// fillStandard judges the standard and lists what stands behind that.
func (s *Server) fillStandard(r *http.Request, v *standardView, g *desk.Grounds, std *desk.Standard, module string) {
	j := g.Judge(std)
	v.Row, v.How, v.Step, v.Only = v.row(j, module), howMeasured(std), std.Step, onlyOrders(std.Orders)
	for _, id := range std.Entries {
		v.Entries = append(v.Entries, s.entryTie(g, id))
	}
	if std.Measure() == desk.ByAnswers {
		return
	}
	cases := g.Cases(std)
	v.Total = len(cases)
	for i := range cases {
		if !cases[i].Good {
			v.Bad++
		}
		if i < maxCases {
			v.Cases = append(v.Cases, s.caseRow(r, g, std, &cases[i]))
		}
	}
	v.Elsewhere = v.Total == 0 && v.Row.Measure == desk.ByFigure && j.Value.Denominator > 0
}

func (s *Server) entryTie(g *desk.Grounds, id string) entryTie {
	t := entryTie{ID: id, Question: id}
	if e, ok := s.cfg.Staff.Content.Entry(id, desk.Scope{Community: g.Community.ID}, g.Now); ok {
		t.Question = e.Question
	} else if e, ok := s.cfg.Staff.Content.Standard(id); ok {
		t.Question = e.Question
	}
	ready := g.Entry(id)
	t.Good, t.Remarks = ready.Yes(), ready.Remarks()
	return t
}

func (s *Server) caseRow(r *http.Request, g *desk.Grounds, std *desk.Standard, c *desk.StandardCase) caseRow {
	row := caseRow{Good: c.Good, Remarks: c.Remarks, Quoted: std.Measure() == desk.ByChecklist}
	if w := c.Order; w != nil {
		row.Link, row.Name, row.Text = fmt.Sprintf("/desk/orders/%d", w.ID), w.Number, w.HiddenFrom(staffOf(r)).Words(w.Title)
		row.At, row.Who = moment(g.Community, w.OpenedAt, g.Now), w.ClaimerName
	} else if c.Call != nil {
		row.Link, row.Name = "/desk/followups", "回访"
		row.At = moment(g.Community, c.Call.CreatedAt, g.Now)
	}
	return row
}

// howMeasured says what is counted, in words.
func howMeasured(s *desk.Standard) string {
	switch s.Measure() {
	case desk.ByFigure:
		return desk.FigureDefinition(s.Figure)
	case desk.ByChecklist:
		if s.Step != "" {
			return "办结前勾过这一步的工单，占本期办结、清单里有这一步的工单。"
		}
		return "办结前把处理清单每一步都勾过的工单，占本期办结、有处理清单的工单。"
	case desk.ByRecord:
		return map[desk.Record]string{
			desk.RecordReport:  "写了险情报告的险情，占本期处置完的险情。",
			desk.RecordPhotos:  "有处理后照片的工单，占本期办结的工单。",
			desk.RecordPromise: "按时做到的承诺，占本期工单里在聊天中答应过、已经到期或已经做到的时间。",
		}[s.Record]
	case desk.ByReplies:
		return "电话回访问到这一项、住户答“是”的，占问到这一项的回访：" + s.Asked.Label() + "。"
	case desk.ByAnswers:
		return "下面每个标准问题在本小区都有在用的标准答案：有人批准、没过有效期、占位都填了。"
	}
	return "系统里没有数据能核对这一条，要由人来看。"
}

// onlyOrders are the orders that are counted, in words; none: all.
func onlyOrders(s desk.OrderSet) []string {
	var out []string
	if s.Kind != "" {
		out = append(out, s.Kind.Label())
	}
	if s.Priority != "" && s.Priority.Label() != s.Kind.Label() {
		out = append(out, s.Priority.Label())
	}
	return append(out, s.Categories...)
}
