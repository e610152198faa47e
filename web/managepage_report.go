package web

import (
	"net/http"
	"slices"
	"strings"

	"linli/desk"
	"linli/store"
)

// Reports of weeks and months: a page to print for the management, and one for the owners
// (业主公示) in which nobody can be recognised.

type reportsView struct {
	frame
	Weeks, Months []desk.Period
}

// How many periods are listed.
const (
	reportWeeks  = 8
	reportMonths = 12
)

func (s *Server) reportsPage(w http.ResponseWriter, r *http.Request) error {
	now := s.communityOf(r).Local(s.cfg.Now())
	v := reportsView{Weeks: desk.Weeks(now, reportWeeks), Months: desk.Months(now, reportMonths)}
	var err error
	if v.frame, err = s.frame(r, "报表", "manage"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "manage_reports.html", v)
}

// periodBook are the figures of the period in the address, narrowed by nothing.
func (s *Server) periodBook(r *http.Request) (*figureBook, desk.Period, error) {
	b := &figureBook{com: s.communityOf(r), choice: figureChoice{Span: "30d", By: "category"}}
	b.now = b.com.Local(s.cfg.Now())
	p, err := desk.ParsePeriod(r.PathValue("period"), b.now.Location())
	if err != nil || !p.Window.Since.Before(b.now) {
		return nil, p, notFound("没有这一期报表")
	}
	b.window, b.compared = p.Window, p.Before
	if b.window.Until.After(b.now) {
		b.window.Until = b.now
	}
	return b, p, s.countFigures(r, b)
}

type periodView struct {
	frame
	Period     desk.Period
	Made       string
	Unfinished bool // the period is not over
	Sentences  []string
	Groups     []cardGroup
	Parts      []partGroup
	Breakdown  breakdownView
	Modules    []moduleRow
	All        moduleRow
	Overdue    []orderRow
	Ratings    []ratingRow
	Refused    []refusedRow
}

func (s *Server) periodPage(w http.ResponseWriter, r *http.Request) error {
	b, p, err := s.periodBook(r)
	if err != nil {
		return err
	}
	v := periodView{Period: p, Made: b.now.Format("2006-01-02 15:04"), Unfinished: p.Window.Until.After(b.now), Sentences: desk.PeriodWords(b.figures, b.rows, b.past)}
	d := dashboardView{figureChoice: b.choice}
	b.fillCards(&d)
	if err := s.fillWords(r, b, &d); err != nil {
		return err
	}
	v.Groups, v.Parts, v.Breakdown, v.Ratings, v.Refused = d.Groups, b.parts(), b.breakdown(), d.Ratings, d.Refused
	register, err := s.standardBook(r)
	if err != nil {
		return err
	}
	modules, all := s.cfg.Staff.Content.Grounds(b.facts, b.com, b.window.Since, b.window.Until).JudgeModules(register.register)
	st := standardsView{standardChoice: standardChoice{Since: "30d"}}
	for i := range modules {
		v.Modules = append(v.Modules, st.module(&modules[i]))
	}
	v.All = st.module(&all)
	late, err := s.cfg.Store.Orders(r.Context(), store.OrderFilter{Community: b.com.ID, States: desk.StatesToDo, Overdue: true, ByDue: true, Limit: reportOverdue})
	if err != nil {
		return err
	}
	for i := range late {
		v.Overdue = append(v.Overdue, rowOf(&late[i], staffOf(r), b.now))
	}
	if v.frame, err = s.frame(r, "报表", "manage"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "manage_report.html", v)
}

// reportOverdue is how many overdue orders a report lists.
const reportOverdue = 10

// ownersView is what is told in public.
type ownersView struct {
	frame
	Period     desk.Period
	Unfinished bool
	Facts      []fact
	Categories []fact
	Incidents  []fact
	Duty       string
}

// ownersPage is the report for the owners: numbers alone, without names, flats or words of
// anybody, and no group so small that somebody may be recognised.
func (s *Server) ownersPage(w http.ResponseWriter, r *http.Request) error {
	b, p, err := s.periodBook(r)
	if err != nil {
		return err
	}
	v := ownersView{Period: p, Unfinished: p.Window.Until.After(b.now), Duty: b.com.Data[dutyPhone]}
	v.Facts = append(v.Facts, fact{Label: "接待住户", Value: desk.PublicCount(b.figures.Episodes, "次"), Ours: true}, fact{Label: "新开工单", Value: desk.PublicCount(b.figures.Orders, "件"), Ours: true})
	for _, x := range []struct{ key, label string }{{"frt_human_p50", "一半的事在这个时间内有人处理"}, {"aht_mean", "平均处理时长"}, {"sla", "按时做到的"}, {"csat_staff", "住户满意的"}, {"reopened", "返修过的"}, {"follow_up", "回访联系上的"}} {
		row, ok := figureOf(b.rows, x.key)
		if !ok || row.Figure.Denominator < desk.FewSuppressed {
			continue
		}
		v.Facts = append(v.Facts, fact{Label: x.label, Value: row.Text(), Ours: true})
	}
	for _, g := range desk.Groups(b.facts, b.window, b.now, func(w *desk.WorkOrder) string { return w.Category }) {
		if g.Orders > 0 {
			v.Categories = append(v.Categories, fact{Label: g.Name, Value: desk.PublicCount(g.Orders, "件"), Ours: true})
		}
	}
	if v.Incidents, err = s.publicIncidents(r, b); err != nil {
		return err
	}
	if v.frame, err = s.frame(r, "业主公示", "manage"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "manage_owners.html", v)
}

// publicIncidents are what was cut off in the period, where and how long.
func (s *Server) publicIncidents(r *http.Request, b *figureBook) ([]fact, error) {
	var out []fact
	for _, open := range []bool{true, false} {
		list, err := s.cfg.Store.Incidents(r.Context(), b.com.ID, open, listSize)
		if err != nil {
			return nil, err
		}
		for n := range list {
			i := &list[n]
			if i.PublishedAt.IsZero() || i.State == desk.IncidentWithdrawn || i.From.Before(b.window.Since) || !i.From.Before(b.window.Until) {
				continue
			}
			out = append(out, fact{Label: i.Label() + "（" + i.Where() + "）", Value: i.PublicTimes(b.com)})
		}
	}
	slices.SortFunc(out, func(a, b fact) int { return strings.Compare(a.Value, b.Value) })
	return out, nil
}
