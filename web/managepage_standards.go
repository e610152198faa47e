package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"linli/desk"
)

// standardSpans are the windows that the register can be judged over.
var standardSpans = []choice{{"7d", "近 7 天"}, {"30d", "近 30 天"}, {"90d", "近 90 天"}}

// standardsView is the register with what became of each promise.
type standardsView struct {
	frame
	standardChoice
	Spans   []choice
	Window  string
	Modules []moduleRow
	All     moduleRow
	Tabs    []standardTab
	Groups  []standardGroup
	Retired []retiredStandard
	Own     int // how many are no longer the template's
}

// standardChoice is what of the register is shown, as it stands in the address.
type standardChoice struct {
	Since  string // one of standardSpans
	Module string // prefix, "" all
	State  desk.StandardState
}

// address is that of the register with another module or state.
func (c standardChoice) address(module string, state desk.StandardState) string {
	q := url.Values{"since": {c.Since}}
	if module != "" {
		q.Set("module", module)
	}
	if state != "" {
		q.Set("state", string(state))
	}
	return "/manage/standards?" + q.Encode()
}

// moduleRow is a line of the summary.
type moduleRow struct {
	Name, Prefix, Link               string
	Promises, Measured, Kept, Missed int
	Coverage, Attainment             string // shares in words
}

type standardTab struct {
	Label, Link string
	Count       int
	Here        bool
	Loud        bool
}

type standardGroup struct {
	State desk.StandardState
	Rows  []standardRow
}

// standardRow is a promise in the list, and the head of its page.
type standardRow struct {
	Code, Text, Module, Link string
	State                    desk.StandardState
	Measure                  desk.Measure
	Target, Value, Cases     string // Cases is what the value was computed from
	Why                      string
	ByHand                   string // how people look after it
	Sources                  []string
	Own                      bool
}

// grounds are what the community of the one who asks is judged on.
func (s *Server) grounds(r *http.Request, since string) (*desk.Grounds, error) {
	span, err := parseSpan(since)
	if err != nil {
		return nil, err
	}
	c := s.communityOf(r)
	now := c.Local(s.cfg.Now())
	facts, err := s.cfg.Store.Facts(r.Context(), c.ID, now.Add(-span), now)
	return s.cfg.Staff.Content.Grounds(facts, c, now.Add(-span), now), err
}

func (s *Server) standardsPage(w http.ResponseWriter, r *http.Request) error {
	v := standardsView{standardChoice: standardChoiceIn(r.URL.Query()), Spans: standardSpans}
	g, err := s.grounds(r, v.Since)
	if err != nil {
		return err
	}
	b, err := s.standardBook(r)
	if err != nil {
		return err
	}
	v.Window = windowWords(g)
	modules, all := g.JudgeModules(b.register)
	v.fill(modules, &all)
	v.Retired = b.retired(g.Community, v.standardChoice, g)
	if v.frame, err = s.frame(r, "服务标准", "standards"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "manage_standards.html", v)
}

// standardChoiceIn reads an address; what nobody offers is left out.
func standardChoiceIn(q url.Values) standardChoice {
	c := standardChoice{Since: q.Get("since"), Module: q.Get("module"), State: desk.StandardState(q.Get("state"))}
	if !slices.ContainsFunc(standardSpans, func(o choice) bool { return o.Value == c.Since }) {
		c.Since = "30d"
	}
	if c.State.Label() == "" {
		c.State = ""
	}
	return c
}

func windowWords(g *desk.Grounds) string {
	return g.Since.Format(time.DateOnly) + " – " + g.Until.Format("2006-01-02 15:04")
}

// fill puts the modules in, and the promises that were asked for: what wants looking at first.
func (v *standardsView) fill(modules []desk.ModuleJudged, all *desk.ModuleJudged) {
	v.All = v.module(all)
	if !slices.ContainsFunc(modules, func(m desk.ModuleJudged) bool { return m.Prefix == v.Module }) {
		v.Module = ""
	}
	rows := map[desk.StandardState][]standardRow{}
	total := 0
	for i := range modules {
		m := &modules[i]
		v.Modules = append(v.Modules, v.module(m))
		for _, j := range m.Standards {
			if j.Own {
				v.Own++
			}
			if v.Module == "" || v.Module == m.Prefix {
				rows[j.State] = append(rows[j.State], v.row(j, m.Name))
				total++
			}
		}
	}
	v.Tabs = []standardTab{{Label: "全部", Link: v.address(v.Module, ""), Count: total, Here: v.State == ""}}
	for _, state := range desk.StandardStates {
		v.Tabs = append(v.Tabs, standardTab{Label: state.Label(), Link: v.address(v.Module, state), Count: len(rows[state]),
			Here: v.State == state, Loud: state == desk.StandardMissed && len(rows[state]) > 0})
		if len(rows[state]) > 0 && (v.State == "" || v.State == state) {
			v.Groups = append(v.Groups, standardGroup{state, rows[state]})
		}
	}
}

func (v *standardsView) module(m *desk.ModuleJudged) moduleRow {
	words := func(f desk.Figure) string { return desk.Share.Text(f.Value, f.Denominator > 0) }
	return moduleRow{Name: m.Name, Prefix: m.Prefix, Link: v.address(m.Prefix, v.State), Promises: m.Coverage.Denominator,
		Measured: m.Attainment.Denominator, Kept: m.States[desk.StandardKept], Missed: m.States[desk.StandardMissed],
		Coverage: words(m.Coverage), Attainment: words(m.Attainment)}
}

func (c standardChoice) row(j desk.Judged, module string) standardRow {
	row := standardRow{Code: j.Code, Text: j.Text, Module: module, State: j.State, Measure: j.Measure(), Target: j.Target.Text(),
		Why: j.Why, Sources: j.Sources, Own: j.Own, Link: "/manage/standards/" + j.Code + "?since=" + c.Since}
	f := j.Value
	switch row.Measure {
	case desk.ByHand:
		row.Why, row.ByHand = "", j.ByHand
	case desk.ByAnswers:
		row.Target, row.Value = "每一条都答得出", fmt.Sprintf("%.0f/%d", f.Numerator, f.Denominator)
	default:
		row.Value = j.Unit().Text(f.Value, f.Denominator > 0)
		if row.Cases = fmt.Sprintf("%d 例", f.Denominator); j.Unit() == desk.Share {
			row.Cases = fmt.Sprintf("%.0f/%d", f.Numerator, f.Denominator)
		}
	}
	return row
}

// find is the promise with the code, with the name of its module.
func find(register []desk.StandardModule, code string) (s *desk.Standard, module string) {
	for i := range register {
		if s := desk.Find(register[i:i+1], code); s != nil {
			return s, register[i].Name
		}
	}
	return nil, ""
}
