package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"linli/desk"
	"linli/store"
)

// The dashboard: how a community stands, what is better or worse than before, and why.

type dashboardView struct {
	frame
	figureChoice
	Spans     []choice
	Channels  []choice
	Buildings []string
	Kinds     []string // categories
	People    []choice
	Window    string
	Compared  string
	Query     string // of the address
	Few       int    // episodes that are too young for a verdict
	Attention []figureCard
	Groups    []cardGroup
	Trend     trendView
	Parts     []partGroup // figures in parts: reasons, clocks, priorities
	Breakdown breakdownView
	Ageing    []ageingBar
	Heat      heatView
	Refused   []refusedRow
	Ratings   []ratingRow
}

type cardGroup struct {
	Title, Note string
	Cards       []figureCard
}

type partGroup struct {
	Title string
	Cards []figureCard
	Width map[string]int // of a bar, 0 to 100, by key
}

// groupsOfFigures are the figures as managers think of them.
var groupsOfFigures = []struct {
	title string
	keys  []string
}{
	{"机器人答得怎么样", []string{"automation", "confirmed_resolution", "assumed_resolution", "bot_only", "handover", "unanswered", "standardised", "fcr", "frt_bot_p50", "frt_bot_p90", "csat_bot", "csat_bot_response"}},
	{"人办得怎么样", []string{"frt_human_p50", "frt_human_p90", "aht_mean", "aht_p50", "aht_p90", "sla", "reopened", "csat_staff", "csat_staff_response", "follow_up"}},
}

func (s *Server) dashboardPage(w http.ResponseWriter, r *http.Request) error {
	b, err := s.figureBook(r)
	if err != nil {
		return err
	}
	if _, ok := figureOf(b.rows, b.choice.Figure); !ok {
		b.choice.Figure = "automation"
	}
	v := dashboardView{figureChoice: b.choice, Spans: figureSpans, Kinds: desk.Categories, Channels: []choice{{string(desk.ChannelWeb), "网页"}, {string(desk.ChannelTelegram), "Telegram"}},
		Query: b.choice.query(), Window: windowText(b.window), Compared: windowText(b.compared), Buildings: b.buildings()}
	for _, p := range b.staff {
		v.People = append(v.People, choice{fmt.Sprint(int64(p.ID)), p.Name})
	}
	b.fillCards(&v)
	v.Trend, v.Parts, v.Breakdown = b.trend(), b.parts(), b.breakdown()
	open, err := s.cfg.Store.Orders(r.Context(), store.OrderFilter{Community: b.com.ID, States: desk.StatesToDo, Building: b.choice.Building, Category: b.choice.Category, Limit: ageingMost})
	if err != nil {
		return err
	}
	v.Ageing = b.ageing(open)
	roster, err := s.cfg.Store.Roster(r.Context(), b.com.ID, b.now)
	if err != nil {
		return err
	}
	v.Heat = b.heat(&roster)
	if err := s.fillWords(r, b, &v); err != nil {
		return err
	}
	if v.frame, err = s.frame(r, "经营看板", "manage"); err != nil {
		return err
	}
	v.Charts = true
	return render(w, http.StatusOK, "manage_dashboard.html", v)
}

// buildings are those that orders came from, as they are numbered.
func (b *figureBook) buildings() []string {
	var out []string
	for i := range b.facts.Orders {
		if n := b.facts.Orders[i].Place.Building; n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(x, y string) int {
		if len(x) != len(y) {
			return len(x) - len(y)
		}
		return strings.Compare(x, y)
	})
	return out
}

func (b *figureBook) fillCards(v *dashboardView) {
	narrowed := b.choice.scope().Orders != (desk.OrderScope{})
	for i, g := range groupsOfFigures {
		group := cardGroup{Title: g.title}
		if i == 0 && narrowed {
			group.Note = "和机器人的接待不分楼栋、类别和负责人，这里是全小区的。"
		} else if i == 1 && b.choice.Channel != "" {
			group.Note = "响应按渠道；工单不分渠道，这里是全部工单。"
		}
		for _, key := range g.keys {
			if r, ok := figureOf(b.rows, key); ok {
				c := b.card(r)
				group.Cards = append(group.Cards, c)
				if c.Missed || c.Worse && (key == "csat_staff" || key == "reopened" || key == "unanswered") {
					v.Attention = append(v.Attention, c)
				}
			}
		}
		v.Groups = append(v.Groups, group)
	}
	slices.SortStableFunc(v.Attention, func(x, y figureCard) int { return boolCompare(y.Missed, x.Missed) })
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// trendView is one figure day by day, or week by week, as a chart and as a table.
type trendView struct {
	Name, Unit string
	Rows       []trendRow
	Data       string // JSON for the chart: times, values, the target
	Choices    []figureCard
}

type trendRow struct {
	Day       string
	Week      bool // which begins that day
	Value, Of string
}

// chartData is what the page's script draws. Values of shares are percent, of times minutes.
type chartData struct {
	Times  []int64    `json:"times"` // unix seconds, when the day or the week begins
	Values []*float64 `json:"values"`
	Target float64    `json:"target"`
	Unit   string     `json:"unit"`
	Name   string     `json:"name"`
}

func (b *figureBook) trend() trendView {
	row, _ := figureOf(b.rows, b.choice.Figure)
	v := trendView{Name: row.Name, Unit: "%"}
	scale := 100.0
	if row.Unit == desk.Seconds {
		v.Unit, scale = "分钟", 1.0/60
	}
	data := chartData{Target: row.Target * scale, Unit: v.Unit, Name: row.Name}
	windows := b.window.Days()
	weeks := len(windows) > 1 && windows[1].Until.Sub(windows[1].Since) > 25*time.Hour
	for i, f := range desk.ComputeEach(b.facts, b.choice.scope(), windows, b.now) {
		r, ok := figureOf(f.Rows(b.com.Targets), row.Key)
		day := windows[i].Since.Format("1月2日")
		var value *float64
		if ok && r.Figure.Denominator > 0 {
			x := r.Figure.Value * scale
			value = &x
		}
		data.Times, data.Values = append(data.Times, windows[i].Since.Unix()), append(data.Values, value)
		c := b.card(r)
		if !ok {
			c.Value, c.Of = "—", "0"
		}
		v.Rows = append(v.Rows, trendRow{day, weeks, c.Value, c.Of})
	}
	raw, err := json.Marshal(data)
	if err == nil { // numbers and names alone
		v.Data = string(raw)
	}
	for _, g := range groupsOfFigures {
		for _, key := range g.keys {
			if r, ok := figureOf(b.rows, key); ok {
				v.Choices = append(v.Choices, figureCard{Key: key, Name: r.Name, Chosen: key == row.Key})
			}
		}
	}
	return v
}

// parts are the figures that fall into parts, each with a bar.
func (b *figureBook) parts() []partGroup {
	var out []partGroup
	for _, g := range []struct{ title, prefix string }{{"为什么转人工", "handover_by_reason."}, {"SLA 按时限", "sla_by_clock."}, {"SLA 按级别", "sla_by_priority."}} {
		group := partGroup{Title: g.title, Width: map[string]int{}}
		for _, r := range b.rows {
			if strings.HasPrefix(r.Key, g.prefix) && r.Figure.Denominator > 0 {
				group.Cards = append(group.Cards, b.card(r))
				group.Width[r.Key] = int(r.Figure.Value*100 + 0.5)
			}
		}
		if len(group.Cards) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// breakdownView are the figures of orders by what was chosen.
type breakdownView struct {
	Tabs []tabLink
	Head string
	Rows []breakdownRow
	More int
}

type tabLink struct {
	Label, Link string
	Here        bool
}

type breakdownRow struct {
	Name, Link               string
	Named                    bool // the name of a person
	Orders                   int
	SLA, AHT, Reopened, CSAT string
	Missed                   bool // the SLA
}

// breakdownMost is how many lines a breakdown shows.
const breakdownMost = 20

func (b *figureBook) breakdown() breakdownView {
	v := breakdownView{}
	by, narrow := map[string]func(*desk.WorkOrder) string{
		"category": func(w *desk.WorkOrder) string { return w.Category },
		"building": func(w *desk.WorkOrder) string { return w.Place.Building },
		"priority": func(w *desk.WorkOrder) string { return string(w.Priority) },
		"staff": func(w *desk.WorkOrder) string {
			if w.ClaimedBy == 0 {
				return ""
			}
			return fmt.Sprint(int64(w.ClaimedBy))
		},
	}[b.choice.By], b.choice.By
	for _, t := range breakdowns {
		v.Tabs = append(v.Tabs, tabLink{t.Label, "/manage?" + b.choice.query("by", t.Value) + "#breakdown", t.Value == b.choice.By})
		if t.Value == b.choice.By {
			v.Head = t.Label
		}
	}
	scope := b.choice.scope().Orders
	within := func(w *desk.WorkOrder) string {
		if !scope.Has(w) || w.OpenedAt.Before(b.window.Since) && !w.ResolvedAt.After(b.window.Since) && !w.RatedAt.After(b.window.Since) && !w.ClosedAt.After(b.window.Since) {
			return "" // of the time before
		}
		return by(w)
	}
	for _, g := range desk.Groups(b.facts, b.window, b.now, within) {
		if len(v.Rows) == breakdownMost {
			v.More++
			continue
		}
		rows := g.Rows(b.com.Targets)
		words := func(key string) string { r, _ := figureOf(rows, key); return r.Text() }
		sla, _ := figureOf(rows, "sla")
		row := breakdownRow{Name: g.Name, Orders: g.Orders, SLA: words("sla"), AHT: words("aht_mean"), Reopened: words("reopened"), CSAT: words("csat_staff"),
			Missed: sla.Figure.Denominator > 0 && sla.Misses()}
		if narrow != "priority" {
			row.Link = "/manage?" + b.choice.query(narrow, g.Name)
		}
		switch narrow {
		case "building":
			row.Name += " 栋"
		case "priority":
			row.Name += " " + desk.Priority(g.Name).Label()
		case "staff":
			row.Name, row.Named = b.nameOf(g.Name), true
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func (b *figureBook) nameOf(id string) string {
	for _, p := range b.staff {
		if fmt.Sprint(int64(p.ID)) == id {
			return p.Name
		}
	}
	return "编号 " + id
}

// ageingMost bounds how many open orders are looked at.
const ageingMost = 5000

type ageingBar struct {
	desk.AgeStep
	Width, Late int // of the bar, 0 to 100
}

func (b *figureBook) ageing(open []desk.WorkOrder) []ageingBar {
	scope := b.choice.scope().Orders
	open = slices.DeleteFunc(open, func(w desk.WorkOrder) bool { return !scope.Has(&w) })
	most := 1
	steps := desk.Ageing(open, b.now)
	for _, s := range steps {
		most = max(most, s.Orders)
	}
	var out []ageingBar
	for _, s := range steps {
		out = append(out, ageingBar{s, s.Orders * 100 / most, s.Overdue * 100 / most})
	}
	return out
}

// heatView is when work comes in, and how many people that wants in each shift.
type heatView struct {
	Hours    []int
	Days     []heatDay
	Handling string
	Shifts   []staffingRow
	Weekdays []string
}

type heatDay struct {
	Name  string
	Cells []heatCell
}

type heatCell struct {
	Level int // 0 to 5
	Words string
}

type staffingRow struct {
	Name string
	Want []int // by weekday, Monday first
}

// standardShifts are what people are suggested for where no shifts have been set up.
var standardShifts = []desk.Shift{{Name: "早班", From: "07:00", To: "15:00"}, {Name: "晚班", From: "15:00", To: "23:00"}, {Name: "夜班", From: "23:00", To: "07:00"}}

func (b *figureBook) heat(roster *desk.Roster) heatView {
	d := desk.DemandOf(b.facts, b.choice.scope().Orders, b.window, b.com)
	most := 0.0
	for day := range 7 {
		for hour := range 24 {
			most = max(most, d.Talks[day][hour])
		}
	}
	v := heatView{}
	for hour := range 24 {
		v.Hours = append(v.Hours, hour)
	}
	handling := time.Hour
	if r, ok := figureOf(b.rows, "aht_mean"); ok && r.Figure.Denominator > 0 {
		handling = time.Duration(r.Figure.Value * float64(time.Second))
		v.Handling = r.Text()
	}
	shifts := roster.Shifts
	if len(shifts) == 0 {
		shifts = standardShifts
	}
	for _, s := range shifts {
		v.Shifts = append(v.Shifts, staffingRow{Name: s.Name + " " + s.From + "-" + s.To})
	}
	for i := range 7 { // Monday first
		day := time.Weekday((i + 1) % 7)
		row := heatDay{Name: weekdays[day]}
		v.Weekdays = append(v.Weekdays, weekdays[day])
		for hour := range 24 {
			x := d.Talks[day][hour]
			c := heatCell{Words: fmt.Sprintf("%s%d点：接待 %.1f，工单 %.1f", weekdays[day], hour, x, d.Orders[day][hour])}
			if most > 0 && x > 0 {
				c.Level = 1 + int(x/most*3.99)
			}
			row.Cells = append(row.Cells, c)
		}
		v.Days = append(v.Days, row)
		for n, s := range shifts {
			from, hours := shiftHours(s)
			v.Shifts[n].Want = append(v.Shifts[n].Want, d.Staffing(day, from, hours, handling))
		}
	}
	return v
}

// shiftHours are the hour a shift begins in, and how many hours it lasts, rounded up.
func shiftHours(s desk.Shift) (from, hours int) {
	begin, err1 := time.Parse("15:04", s.From)
	end, err2 := time.Parse("15:04", s.To)
	if err1 != nil || err2 != nil {
		return 0, 0
	}
	if !end.After(begin) {
		end = end.AddDate(0, 0, 1)
	}
	return begin.Hour(), int((end.Sub(begin) + time.Hour - 1) / time.Hour)
}

type refusedRow struct {
	Text      string
	Residents int
	Times     int
}

type ratingRow struct {
	Link, Title, Number string
	Stars               int
	Why, Claimer, At    string
}

// Most lines of what was asked in vain, and of low ratings.
const (
	refusedMost = 12
	ratingsMost = 10
)

// fillWords puts in what residents said: what nobody could answer, and why they were not content.
func (s *Server) fillWords(r *http.Request, b *figureBook, v *dashboardView) error {
	refused, err := s.gapsIn(r.Context(), b.com.ID, b.window)
	if err != nil {
		return err
	}
	for _, x := range refused[:min(refusedMost, len(refused))] {
		v.Refused = append(v.Refused, refusedRow{desk.Anonymous(x.Text), x.Residents, x.Times})
	}
	scope := b.choice.scope().Orders
	var low []*desk.WorkOrder
	for i := range b.facts.Orders {
		o := &b.facts.Orders[i]
		if o.Rating > 0 && o.Rating <= 3 && scope.Has(o) && !o.RatedAt.Before(b.window.Since) && o.RatedAt.Before(b.window.Until) {
			low = append(low, o)
		}
	}
	slices.SortFunc(low, func(x, y *desk.WorkOrder) int { return y.RatedAt.Compare(x.RatedAt) })
	for _, o := range low[:min(ratingsMost, len(low))] {
		v.Ratings = append(v.Ratings, ratingRow{Link: fmt.Sprintf("/desk/orders/%d", o.ID), Title: o.Title, Number: o.Number, Stars: o.Rating,
			Why: desk.Anonymous(o.RatedWhy), Claimer: o.ClaimerName, At: moment(b.com, o.RatedAt, b.now)})
	}
	return nil
}
