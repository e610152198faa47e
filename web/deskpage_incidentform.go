package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"linli/desk"
)

type incidentFormView struct {
	frame
	ID        int64
	Version   string
	Announced bool
	Fields    []fieldView
	Template  string // what the text was when it was filled in; unchanged, it follows the fields
	Problem   string
}

func (s *Server) newIncidentPage(w http.ResponseWriter, r *http.Request) error {
	return s.showIncidentForm(w, r, nil, refusal{status: http.StatusOK})
}

func (s *Server) editIncidentPage(w http.ResponseWriter, r *http.Request) error {
	i, err := s.findIncident(r)
	if err != nil {
		return err
	}
	return s.showIncidentForm(w, r, &i, refusal{status: http.StatusOK})
}

// showIncidentForm shows the form of a new incident (nil) or of one to change.
func (s *Server) showIncidentForm(w http.ResponseWriter, r *http.Request, i *desk.Incident, refused refusal) error {
	c := s.communityOf(r)
	v, title := incidentFormView{}, "新公告"
	plan := s.newPlan(r, c)
	if i != nil {
		if i.State != desk.IncidentDraft && i.State != desk.IncidentAnnounced {
			return &failure{status: http.StatusConflict, code: codeConflict, message: "这条公告现在是“" + i.State.Label() + "”，不能再改"}
		}
		v.ID, v.Version, v.Announced, title, plan = i.ID, fmt.Sprint(i.Version), i.State == desk.IncidentAnnounced, "修改公告", i.IncidentPlan
	}
	if t := plan.Template(c); plan.Text == t {
		v.Template = t
	}
	v.Fields = incidentFields(&plan, c)
	v.Problem = refused.fill(v.Fields)
	if refused.values != nil {
		v.Version, v.Template = refused.values.Get("version"), refused.values.Get("template")
	}
	var err error
	if v.frame, err = s.frame(r, title, "incidents"); err != nil {
		return err
	}
	return render(w, refused.status, "desk_incidentform.html", v)
}

// newPlan is what a new incident begins with: sudden, from now, no end known; or planned
// for tomorrow morning.
func (s *Server) newPlan(r *http.Request, c *desk.Community) desk.IncidentPlan {
	now := c.Local(s.cfg.Now())
	if !r.URL.Query().Has("planned") {
		return desk.IncidentPlan{From: now.Truncate(time.Minute)}
	}
	y, m, d := now.Date()
	at := func(hour int) time.Time { return time.Date(y, m, d+1, hour, 0, 0, 0, now.Location()) }
	return desk.IncidentPlan{Planned: true, From: at(9), Until: at(12)}
}

const (
	plannedValue = "planned"
	suddenValue  = "sudden"
)

func incidentFields(p *desk.IncidentPlan, c *desk.Community) []fieldView {
	var kinds []choice
	for _, k := range desk.IncidentKinds {
		kinds = append(kinds, choice{string(k), k.Label()})
	}
	planned, buildings := suddenValue, ""
	if p.Planned {
		planned = plannedValue
	}
	if len(p.Buildings) > 0 {
		buildings = strings.Join(p.Buildings, "、")
	}
	local := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return c.Local(t).Format(localTime)
	}
	return []fieldView{
		{Name: "kind", Label: "什么事", Kind: "choice", Value: string(p.Kind), Choices: kinds},
		{Name: "name", Label: "选了“其他”：是什么事", Kind: "text", Value: p.Name, Hint: "道闸故障", Optional: true},
		{Name: "planned", Label: "计划的还是突发的", Kind: "choice", Value: planned, Choices: []choice{{suddenValue, "突发"}, {plannedValue, "计划内"}}},
		{Name: "buildings", Label: "哪几栋（不填就是全小区）", Kind: "text", Value: buildings, Hint: "3、5-7", Optional: true},
		{Name: "from", Label: "从什么时候开始", Kind: "datetime-local", Value: local(p.From)},
		{Name: "until", Label: "预计什么时候恢复（不知道就不填）", Kind: "datetime-local", Value: local(p.Until), Optional: true},
		{Name: "text", Label: "告诉住户的话（不填就按模板写）", Kind: "words", Value: p.Text, Optional: true},
		{Name: "english", Label: "英文（给写英文的住户看，可以不填）", Kind: "words", Value: p.English, Optional: true},
	}
}

// incidentForm keeps a new incident, or a change of one; or writes the text by the
// template and shows the form again.
func (s *Server) incidentForm(w http.ResponseWriter, r *http.Request) error {
	var was *desk.Incident
	if r.PathValue("id") != "" {
		i, err := s.findIncident(r)
		if err != nil {
			return err
		}
		was = &i
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	plan, err := s.readPlan(r)
	if err == nil && r.PostFormValue("do") == "template" {
		text := plan.Template(s.communityOf(r))
		r.PostForm.Set("text", text)
		r.PostForm.Set("template", text)
		return s.showIncidentForm(w, r, was, refusal{status: http.StatusOK, values: r.PostForm})
	}
	var kept desk.Incident
	if err == nil {
		var id, version int64
		if was != nil {
			id = was.ID
			version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64) // none is no version there is
		}
		kept, err = s.cfg.Staff.WriteIncident(r.Context(), staffOf(r), id, version, plan)
	}
	if err != nil {
		if refused, ok := refusalOf(r, err); ok {
			return s.showIncidentForm(w, r, was, refused)
		}
		return err
	}
	done := "saved"
	if kept.State == desk.IncidentAnnounced {
		done = "changed"
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/incidents/%d?done=%s", kept.ID, done), http.StatusSeeOther)
	return nil
}

func (s *Server) communityOf(r *http.Request) *desk.Community {
	c, _ := s.community(staffOf(r).Community)
	return &c
}

// readPlan reads the form. A text that nobody changed follows the other fields.
func (s *Server) readPlan(r *http.Request) (desk.IncidentPlan, error) {
	c, get := s.communityOf(r), r.PostFormValue
	p := desk.IncidentPlan{Kind: desk.IncidentKind(get("kind")), Name: strings.TrimSpace(get("name")), Planned: get("planned") == plannedValue}
	var err error
	if p.Buildings, err = desk.ParseBuildings(get("buildings")); err != nil {
		return p, invalid("buildings", "楼栋写得不对，比如“3、5-7”；全小区就不填")
	}
	for _, f := range []struct {
		name string
		into *time.Time
	}{{"from", &p.From}, {"until", &p.Until}} {
		if v := get(f.name); v != "" {
			if *f.into, err = time.ParseInLocation(localTime, v, c.Local(s.cfg.Now()).Location()); err != nil {
				return p, invalid(f.name, "时间写得不对")
			}
		}
	}
	if p.Text, err = cleanText("text", strings.TrimSpace(strings.ReplaceAll(get("text"), "\r\n", "\n"))); err != nil {
		return p, err
	}
	if p.English, err = cleanText("english", strings.TrimSpace(strings.ReplaceAll(get("english"), "\r\n", "\n"))); err != nil {
		return p, err
	}
	if f := p.Faults(); len(f) > 0 {
		return p, &f[0]
	}
	if p.Text == "" || p.Text == strings.TrimSpace(get("template")) {
		p.Text = p.Template(c)
	}
	return p, nil
}
