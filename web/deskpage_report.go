package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/desk"
)

// The report after an emergency: its form, and how it is shown with its corrections.

// reportView is one version of a report.
type reportView struct {
	At, Signed string
	Facts      []fact
}

// reportPanel is what the order's page shows of the report; the latest version is first.
type reportPanel struct {
	Owed     bool
	CanWrite bool
	Versions []reportView
}

func reportPanelOf(o *desk.WorkOrder, by desk.Staff, c *desk.Community, m desk.Mask, now time.Time) reportPanel {
	p := reportPanel{Owed: o.OwesReport(), CanWrite: mayReport(o, by)}
	for _, r := range slices.Backward(o.Reports) {
		v := reportView{At: moment(c, r.At, now), Signed: r.Signed, Facts: reportFacts(&r, c, now)}
		for i := range v.Facts {
			v.Facts[i].Value = m.Words(v.Facts[i].Value)
		}
		p.Versions = append(p.Versions, v)
	}
	return p
}

// mayReport reports whether the member of staff may write or correct the report now.
func mayReport(o *desk.WorkOrder, by desk.Staff) bool {
	return (o.OwesReport() || o.Reported()) && (o.ClaimedBy == by.ID || by.Role.Dispatches())
}

// reportFacts are what a report says, in words.
func reportFacts(r *desk.Report, c *desk.Community, now time.Time) []fact {
	hurt := "没有人受伤"
	if r.Hurt > 0 {
		hurt = fmt.Sprintf("%d 人受伤", r.Hurt)
	}
	helpers := strings.Join(r.Helpers, "、")
	if helpers == "" {
		helpers = "没有"
	}
	out := []fact{{Label: "发生了什么", Value: r.Kind}, {Label: "到场时间", Value: moment(c, r.OnSite, now)}, {Label: "伤情", Value: hurt},
		{Label: "外部支援", Value: helpers}, {Label: "采取措施", Value: r.Measures}, {Label: "原因", Value: r.Cause}}
	if r.Remains != "" {
		out = append(out, fact{Label: "遗留问题", Value: r.Remains})
	}
	return out
}

type reportFormView struct {
	frame
	Row     orderRow
	Owed    bool
	Fields  []fieldView
	Problem string
}

func (s *Server) reportPage(w http.ResponseWriter, r *http.Request) error {
	return s.showReportForm(w, r, refusal{status: http.StatusOK})
}

func (s *Server) showReportForm(w http.ResponseWriter, r *http.Request, refused refusal) error {
	by, now := staffOf(r), s.cfg.Now()
	o, err := s.orderToReport(r)
	if err != nil {
		return err
	}
	c, _ := s.community(o.Community)
	v := reportFormView{Row: rowOf(&o, by, now), Owed: o.OwesReport(), Fields: s.reportFields(&o, &c)}
	v.Problem = refused.fill(v.Fields)
	if v.frame, err = s.frame(r, "险情报告 "+o.Number, ""); err != nil {
		return err
	}
	return render(w, refused.status, "desk_report.html", v)
}

// orderToReport is the order in the address, if the one who asks may write its report now.
func (s *Server) orderToReport(r *http.Request) (desk.WorkOrder, error) {
	by := staffOf(r)
	o, err := s.findOrder(r.Context(), by, r.PathValue("id"))
	if err == nil && !mayReport(&o, by) {
		err = s.reportRefused(&o)
	}
	return o, err
}

// reportRefused says why nobody, or not this member of staff, may write the report.
func (s *Server) reportRefused(o *desk.WorkOrder) error {
	switch {
	case o.Priority != desk.P0:
		return invalid("", "这张工单不是险情，没有险情报告")
	case o.OwesReport() || o.Reported():
		return &failure{status: http.StatusConflict, code: codeConflict, claimedBy: o.ClaimerName, message: "险情报告由" + o.ClaimerName + "或调度来写"}
	}
	return &failure{status: http.StatusConflict, code: codeConflict, claimedBy: o.ClaimerName,
		message: "这张工单现在是“" + o.State.Label() + "”，办结后再写险情报告"}
}

// reportFields are the form, filled with what is known: the version before, or the order.
func (s *Server) reportFields(o *desk.WorkOrder, c *desk.Community) []fieldView {
	was := desk.Report{OnSite: o.WorkingAt, Measures: o.Resolution, Hurt: -1}
	was.Kind, _, _ = s.cfg.Staff.Content.EmergencyCard(o.Emergency, c)
	if n := len(o.Reports); n > 0 {
		was = o.Reports[n-1]
	}
	arrived, hurt := "", ""
	if !was.OnSite.IsZero() {
		arrived = c.Local(was.OnSite).Format(localTime)
	}
	if was.Hurt >= 0 {
		hurt = strconv.Itoa(was.Hurt)
	}
	return []fieldView{
		{Name: "kind", Label: "发生了什么", Kind: "choice", Value: was.Kind, Choices: choicesOf(s.cfg.Staff.Content.EmergencyKinds())},
		{Name: "on_site", Label: "什么时候到的现场", Kind: "datetime-local", Value: arrived},
		{Name: "hurt", Label: "有几个人受伤（没有写 0，不写姓名）", Kind: "number", Value: hurt},
		{Name: "helpers", Label: "哪些外部单位来了", Kind: "many", Values: was.Helpers, Choices: choicesOf(desk.ReportHelpers)},
		{Name: "measures", Label: "采取了什么措施", Kind: "words", Value: was.Measures},
		{Name: "cause", Label: "原因", Kind: "words", Value: was.Cause, Hint: "还没查清就写“待查”"},
		{Name: "remains", Label: "还有什么没做完（可不填）", Kind: "words", Value: was.Remains, Optional: true},
		{Name: "signed", Label: "签名（写您的姓名）", Kind: "text"},
	}
}

func choicesOf(names []string) []choice {
	out := make([]choice, len(names))
	for i, n := range names {
		out[i] = choice{n, n}
	}
	return out
}

// reportForm keeps a report.
func (s *Server) reportForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	by := staffOf(r)
	o, err := s.orderToReport(r)
	if err != nil {
		return err
	}
	report, err := s.readReport(r)
	if err == nil {
		_, err = s.cfg.Staff.Report(r.Context(), by, o.ID, report)
	}
	if err != nil {
		if refused, ok := refusalOf(r, err); ok {
			return s.showReportForm(w, r, refused)
		}
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d?done=report#report", o.ID), http.StatusSeeOther)
	return nil
}

func (s *Server) readReport(r *http.Request) (desk.Report, error) {
	v := r.PostFormValue
	report := desk.Report{Kind: v("kind"), Helpers: r.PostForm["helpers"], Measures: v("measures"), Cause: v("cause"), Remains: v("remains"), Signed: v("signed")}
	if err := cleanReport(&report); err != nil {
		return report, err
	}
	c, _ := s.community(staffOf(r).Community)
	var err error
	if at := v("on_site"); at != "" {
		if report.OnSite, err = time.ParseInLocation(localTime, at, c.Local(s.cfg.Now()).Location()); err != nil {
			return report, invalid("on_site", "时间写得不对")
		}
	}
	if report.Hurt, err = strconv.Atoi(strings.TrimSpace(v("hurt"))); err != nil {
		return report, invalid("hurt", blankHurt)
	}
	return report, nil
}

const blankHurt = "请写有几个人受伤，没有写 0"

// cleanReport takes out of what was written what must not be stored.
func cleanReport(report *desk.Report) error {
	for _, x := range []struct {
		name string
		into *string
	}{{"measures", &report.Measures}, {"cause", &report.Cause}, {"remains", &report.Remains}, {"signed", &report.Signed}} {
		var err error
		if *x.into, err = cleanText(x.name, *x.into); err != nil {
			return err
		}
	}
	report.Signed = strings.TrimSpace(report.Signed)
	return nil
}
