package web

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// incidentRow is an incident in a list, and the head of its page.
type incidentRow struct {
	ID                int64
	Label, Text       string
	State             desk.IncidentState
	Planned           bool
	Where, From, Till string
	Published, Ended  string // when and by whom, "" before
	Late              bool   // nobody said that it is over
	Stale             bool   // nobody confirmed it for long
	Unbelieved        bool   // residents are not told of it any more
	Confirmed         string // when somebody last said that it still goes on
	Demo              bool
}

type incidentsView struct {
	frame
	Groups  []incidentGroup
	CanEdit bool
}

type incidentGroup struct {
	Title string
	Rows  []incidentRow
}

func incidentRowOf(i *desk.Incident, c *desk.Community, now time.Time) incidentRow {
	row := incidentRow{ID: i.ID, Label: i.Label(), Text: i.Text, State: i.State, Planned: i.Planned, Where: i.Where(),
		From: moment(c, i.From, now), Late: i.State == desk.IncidentAnnounced && !i.Until.IsZero() && !now.Before(i.Until), Demo: i.Demo}
	phase := i.Phase(now)
	row.Stale, row.Unbelieved = phase == desk.PhaseStale, phase == desk.PhaseNone && i.State == desk.IncidentAnnounced && now.After(i.From)
	if !i.ConfirmedAt.IsZero() {
		row.Confirmed = moment(c, i.ConfirmedAt, now)
	}
	if !i.Until.IsZero() {
		row.Till = moment(c, i.Until, now)
	}
	if !i.PublishedAt.IsZero() {
		row.Published = moment(c, i.PublishedAt, now) + " " + i.Published.Name
	}
	if !i.EndedAt.IsZero() {
		row.Ended = moment(c, i.EndedAt, now) + " " + i.Ended.Name
	}
	return row
}

func (s *Server) incidentsPage(w http.ResponseWriter, r *http.Request) error {
	by, now := staffOf(r), s.cfg.Now()
	open, err := s.cfg.Store.Incidents(r.Context(), by.Community, true, listSize)
	if err != nil {
		return err
	}
	past, err := s.cfg.Store.Incidents(r.Context(), by.Community, false, listSize)
	if err != nil {
		return err
	}
	v := incidentsView{CanEdit: by.Role.Dispatches(), Groups: []incidentGroup{{Title: "正在发生"}, {Title: "计划中"}, {Title: "草稿"}, {Title: "过去的"}}}
	c, _ := s.community(by.Community)
	for i := range open {
		g := 0
		switch {
		case open[i].State == desk.IncidentDraft:
			g = 2
		case now.Before(open[i].From):
			g = 1
		}
		v.Groups[g].Rows = append(v.Groups[g].Rows, incidentRowOf(&open[i], &c, now))
	}
	for i := range past {
		v.Groups[3].Rows = append(v.Groups[3].Rows, incidentRowOf(&past[i], &c, now))
	}
	if v.frame, err = s.frame(r, "公告", "incidents"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "desk_incidents.html", v)
}

// runningIncidents are what is cut off now, for the top of the list of orders.
func (s *Server) runningIncidents(r *http.Request) ([]incidentRow, error) {
	by, now := staffOf(r), s.cfg.Now()
	list, err := s.cfg.Store.IncidentsNow(r.Context(), by.Community, now)
	c, _ := s.community(by.Community)
	var out []incidentRow
	for i := range list {
		if list[i].State == desk.IncidentAnnounced && !now.Before(list[i].From) {
			out = append(out, incidentRowOf(&list[i], &c, now))
		}
	}
	return out, err
}

type incidentView struct {
	frame
	Row        incidentRow
	Notice     string // as residents get it
	Withdrawn  string
	Asks       store.AskCount
	Broadcasts []broadcastView
	Done       string
	Problem    string
	Why        string
	WhyWrong   string
	English    string
	Linked     []orderRow // orders from before it was known that belong to it
	Before     []orderRow // and those that may

	CanPublish, CanChange, CanEnd, CanConfirm, CanWithdraw, CanSend bool
}

// incidentDone is what a press did, for the page that is shown then.
var incidentDone = map[string]string{"saved": "已保存，还没有发布。", "changed": "已保存，住户现在看到的是改过的内容。", "publish": "已发布。有人问起，机器人会先说这段话。",
	"end": "已标为恢复，问过的住户会收到通知。", "confirm": "记下了：还没恢复。", "link": "已并入公告，恢复后一并通知这些住户。", "withdraw": "已撤回。", "broadcast": "开始群发。", "stop": "已停止，没发出的不会再发。"}

func (s *Server) incidentPage(w http.ResponseWriter, r *http.Request) error {
	return s.showIncident(w, r, refusal{status: http.StatusOK})
}

// findIncident is the incident in the address, of the community of the one who asks.
func (s *Server) findIncident(r *http.Request) (desk.Incident, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return desk.Incident{}, notFound("没有这条公告")
	}
	return s.cfg.Store.Incident(r.Context(), staffOf(r).Community, id)
}

func (s *Server) showIncident(w http.ResponseWriter, r *http.Request, refused refusal) error {
	i, err := s.findIncident(r)
	if err != nil {
		return err
	}
	by, now := staffOf(r), s.cfg.Now()
	c, _ := s.community(by.Community)
	v := incidentView{Row: incidentRowOf(&i, &c, now), Withdrawn: i.WithdrawnWhy, Problem: refused.words, Why: refused.values.Get("why")}
	if refused.field == "why" {
		v.WhyWrong, v.Problem = refused.words, ""
	}
	shown := i
	if i.State == desk.IncidentDraft {
		shown.PublishedAt = now
	}
	v.Notice = shown.Notice(&c)
	if i.English != "" {
		v.English = shown.EnglishNotice(&c)
	}
	if by.Role.Dispatches() {
		draft, out := i.State == desk.IncidentDraft, i.State == desk.IncidentAnnounced
		v.CanPublish, v.CanEnd, v.CanChange, v.CanWithdraw = draft, out && !now.Before(i.From), draft || out, draft || out
		v.CanSend, v.CanConfirm = out || i.State == desk.IncidentEnded, v.CanEnd
	}
	if v.Linked, v.Before, err = s.incidentOrders(r.Context(), &i, by, now); err != nil {
		return err
	}
	if v.Asks, err = s.cfg.Store.IncidentAsks(r.Context(), i.ID); err != nil {
		return err
	}
	if v.Broadcasts, err = s.broadcastViews(r, &i, &c, now); err != nil {
		return err
	}
	if refused.words == "" {
		v.Done = incidentDone[r.URL.Query().Get("done")]
	}
	if v.frame, err = s.frame(r, "公告 · "+i.Label(), "incidents"); err != nil {
		return err
	}
	return render(w, refused.status, "desk_incident.html", v)
}

// incidentStep does what a button of an incident's page asks for.
func (s *Server) incidentStep(w http.ResponseWriter, r *http.Request) error {
	i, err := s.findIncident(r)
	if err != nil {
		return err
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	by, step := staffOf(r), r.PathValue("step")
	switch step {
	case "publish":
		_, err = s.cfg.Staff.PublishIncident(r.Context(), by, i.ID)
	case "end":
		_, err = s.cfg.Staff.EndIncident(r.Context(), by, i.ID)
	case "confirm":
		_, err = s.cfg.Staff.ConfirmIncident(r.Context(), by, i.ID)
	case "link":
		err = s.linkOrders(r, by, i.ID)
	case "withdraw":
		var why string
		if why, err = cleanText("why", r.PostFormValue("why")); err == nil {
			_, err = s.cfg.Staff.WithdrawIncident(r.Context(), by, i.ID, why)
		}
	case "broadcast":
		version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // none is no version there is
		_, err = s.cfg.Staff.Broadcast(r.Context(), by, i.ID, version, r.PostFormValue("unknown") != "")
	case "stop":
		err = s.cfg.Staff.StopBroadcast(r.Context(), by, i.ID)
	default:
		return notFound("没有这项操作")
	}
	if err != nil {
		if refused, ok := refusalOf(r, err); ok {
			return s.showIncident(w, r, refused)
		}
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/incidents/%d?done=%s", i.ID, step), http.StatusSeeOther)
	return nil
}

// broadcastView is one broadcast of an incident, and how far it is.
type broadcastView struct {
	desk.Progress
	At, By, To, Text string
	Running          bool
	CanStop          bool
	Stopped          string
}

func (s *Server) broadcastViews(r *http.Request, i *desk.Incident, c *desk.Community, now time.Time) ([]broadcastView, error) {
	list, err := s.cfg.Store.Broadcasts(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	var out []broadcastView
	for _, b := range list {
		v := broadcastView{At: moment(c, b.At, now), By: b.By.Name, To: audienceWords(&b), Text: b.Text}
		if v.Progress, err = s.cfg.Store.BroadcastProgress(r.Context(), b.ID); err != nil {
			return nil, err
		}
		v.Running = b.State == desk.BroadcastRuns && !v.Over()
		v.CanStop = v.Running && staffOf(r).Role.Dispatches()
		if b.State == desk.BroadcastStopped {
			v.Stopped = moment(c, b.StoppedAt, now) + " " + b.Stopped.Name
		}
		out = append(out, v)
	}
	return out, nil
}

func audienceWords(b *desk.Broadcast) string {
	where := (&desk.IncidentPlan{Buildings: b.Buildings}).Where()
	if b.Unknown && len(b.Buildings) > 0 {
		return where + "，和不知道住哪栋的"
	}
	return where
}

// sendView is the preview of a broadcast.
type sendView struct {
	frame
	Row            incidentRow
	Version        int64
	Text           string
	Count, Unknown int
	Everybody      bool
	Quiet          string // the quiet hours, when it is them
}

func (s *Server) broadcastPage(w http.ResponseWriter, r *http.Request) error {
	i, err := s.findIncident(r)
	if err != nil {
		return err
	}
	if i.State != desk.IncidentAnnounced && i.State != desk.IncidentEnded {
		return &failure{status: http.StatusConflict, code: codeConflict, message: "这条公告现在是“" + i.State.Label() + "”，不能群发"}
	}
	now := s.cfg.Now()
	c, _ := s.community(i.Community)
	v := sendView{Row: incidentRowOf(&i, &c, now), Version: i.Version, Text: bot.BroadcastText(&c, &i), Everybody: len(i.Buildings) == 0}
	if v.Count, err = s.cfg.Store.AudienceSize(r.Context(), i.Community, desk.Audience{Buildings: i.Buildings}); err != nil {
		return err
	}
	all, err := s.cfg.Store.AudienceSize(r.Context(), i.Community, desk.Audience{Buildings: i.Buildings, Unknown: true})
	if err != nil {
		return err
	}
	v.Unknown = all - v.Count
	if c.NotQuiet(now).After(now) {
		v.Quiet = c.Quiet.From + "–" + c.Quiet.To
	}
	if v.frame, err = s.frame(r, "群发 · "+i.Label(), "incidents"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "desk_broadcast.html", v)
}
