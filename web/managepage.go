package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"linli/desk"
)

// The managers' pages: what the figures of a community are, over a stretch of time and for a
// part of it.

// figureSpans are the stretches of time that are offered.
var figureSpans = []choice{{"7d", "近 7 天"}, {"30d", "近 30 天"}, {"90d", "近 90 天"}, {"month", "本月"}, {"last", "上月"}, {"own", "自己选"}}

// longestFigures bounds a stretch of time that is chosen by hand.
const longestFigures = 400 * 24 * time.Hour

// figureChoice is what figures are wanted of, as it stands in the address.
type figureChoice struct {
	Span     string // one of figureSpans
	From, To string // days, for "own"; To is the last one counted
	Channel  desk.ChannelName
	Building string
	Category string
	Person   string // id of a member of staff
	Figure   string // whose trend is drawn
	By       string // what the orders are broken down by
	Problem  string
}

// Keys of the breakdowns.
var breakdowns = []choice{{"category", "类别"}, {"building", "楼栋"}, {"staff", "负责人"}, {"priority", "级别"}}

func figureChoiceIn(q url.Values) figureChoice {
	c := figureChoice{Span: q.Get("span"), From: q.Get("from"), To: q.Get("to"), Channel: desk.ChannelName(q.Get("channel")),
		Building: buildingOf(q.Get("building")), Category: q.Get("category"), Person: q.Get("staff"), Figure: q.Get("figure"), By: q.Get("by")}
	offered := func(list []choice, v string) bool {
		return slices.ContainsFunc(list, func(o choice) bool { return o.Value == v })
	}
	if !offered(figureSpans, c.Span) {
		c.Span = "30d"
	}
	if !offered(breakdowns, c.By) {
		c.By = breakdowns[0].Value
	}
	if !slices.Contains(desk.Categories, c.Category) {
		c.Category = ""
	}
	if c.Channel != desk.ChannelWeb && c.Channel != desk.ChannelTelegram {
		c.Channel = ""
	}
	if _, err := strconv.ParseInt(c.Person, 10, 64); err != nil {
		c.Person = ""
	}
	return c
}

// query is the choice as it stands in an address, with changes in pairs.
func (c figureChoice) query(changes ...string) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		} else {
			q.Del(name)
		}
	}
	set("span", c.Span)
	if c.Span == "own" {
		set("from", c.From)
		set("to", c.To)
	}
	for name, v := range map[string]string{"channel": string(c.Channel), "building": c.Building, "category": c.Category, "staff": c.Person, "figure": c.Figure, "by": c.By} {
		set(name, v)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		set(changes[i], changes[i+1])
	}
	return q.Encode()
}

func (c figureChoice) scope() desk.FigureScope {
	staff, _ := strconv.ParseInt(c.Person, 10, 64)
	return desk.FigureScope{Channel: c.Channel, Orders: desk.OrderScope{Building: c.Building, Category: c.Category, Staff: desk.StaffID(staff)}}
}

// window is the stretch of time, and the one it is compared with: the month before of a month,
// else as long before. now is in the community's zone.
func (c *figureChoice) window(now time.Time) (w, before desk.Window) {
	y, m, _ := now.Date()
	month := func(n int) time.Time { return time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, now.Location()) }
	switch c.Span {
	case "month":
		w = desk.Window{Since: month(0), Until: now}
		return w, desk.Window{Since: month(-1), Until: month(-1).Add(now.Sub(month(0)))}
	case "last":
		return desk.Window{Since: month(-1), Until: month(0)}, desk.Window{Since: month(-2), Until: month(-1)}
	case "own":
		from, errFrom := time.ParseInLocation(time.DateOnly, c.From, now.Location())
		to, errTo := time.ParseInLocation(time.DateOnly, c.To, now.Location())
		to = to.AddDate(0, 0, 1)
		if to.After(now) {
			to = now
		}
		if errFrom == nil && errTo == nil && from.Before(to) && to.Sub(from) <= longestFigures {
			w = desk.Window{Since: from, Until: to}
			return w, w.Before()
		}
		c.Problem = "请选开始和结束日期，最长 400 天"
		c.Span = "30d"
	}
	span, _ := parseSpan(c.Span)
	w = desk.Window{Since: now.Add(-span), Until: now}
	return w, w.Before()
}

// windowText names a stretch of time.
func windowText(w desk.Window) string {
	return w.Since.Format("2006-01-02 15:04") + " – " + w.Until.Format("2006-01-02 15:04")
}

// figures are all that the managers' pages count.
type figureBook struct {
	choice     figureChoice
	com        *desk.Community
	now        time.Time
	window     desk.Window
	compared   desk.Window
	facts      desk.Facts // reaching over both
	staff      []desk.Staff
	figures    desk.Figures // of the window
	rows, past []desk.FigureRow
}

// figureBook counts what the address asks for.
func (s *Server) figureBook(r *http.Request) (*figureBook, error) {
	b := &figureBook{choice: figureChoiceIn(r.URL.Query()), com: s.communityOf(r)}
	b.now = b.com.Local(s.cfg.Now())
	b.window, b.compared = b.choice.window(b.now)
	return b, s.countFigures(r, b)
}

// countFigures reads and counts a book's windows.
func (s *Server) countFigures(r *http.Request, b *figureBook) (err error) {
	c := b.com
	if b.staff, err = s.cfg.Store.StaffList(r.Context(), c.ID); err != nil {
		return err
	}
	if b.facts, err = s.cfg.Store.Facts(r.Context(), c.ID, b.compared.Since, b.window.Until); err != nil {
		return err
	}
	f := desk.ComputeEach(b.facts, b.choice.scope(), []desk.Window{b.window, b.compared}, b.now)
	b.figures = f[0]
	b.rows, b.past = f[0].Rows(c.Targets), f[1].Rows(c.Targets)
	return nil
}

// row is a figure of a list by its key.
func figureOf(rows []desk.FigureRow, key string) (desk.FigureRow, bool) {
	i := slices.IndexFunc(rows, func(r desk.FigureRow) bool { return r.Key == key })
	if i < 0 {
		return desk.FigureRow{}, false
	}
	return rows[i], true
}

// figureCard is a figure with what stands around it.
type figureCard struct {
	Key, Name, Value, Of string
	Target               string
	Missed               bool
	Before               string // the value before
	Change, Amount       string // 增加, by how much
	Better, Worse        bool
	Definition, Link     string
	Chosen               bool
	Trend                string
}

// card is how a figure is shown, beside what it was before.
func (b *figureBook) card(r desk.FigureRow) figureCard {
	f := r.Figure
	c := figureCard{Key: r.Key, Name: r.Name, Value: r.Text(), Definition: r.Definition, Chosen: r.Key == b.choice.Figure,
		Link: "/manage/figures/" + r.Key + "?" + b.choice.query(), Trend: "/manage?" + b.choice.query("figure", r.Key) + "#trend"}
	c.Of = fmt.Sprintf("%d 例", f.Denominator)
	if r.Unit == desk.Share {
		c.Of = fmt.Sprintf("%.0f/%d", f.Numerator, f.Denominator)
	}
	if r.Target > 0 {
		c.Target = r.Unit.Text(r.Target, true)
		c.Missed = f.Denominator > 0 && r.Misses()
	}
	past, ok := figureOf(b.past, r.Key)
	if !ok || past.Figure.Denominator == 0 || f.Denominator == 0 {
		return c
	}
	d := f.Value - past.Figure.Value
	c.Before = past.Text()
	switch c.Change, c.Amount = r.Unit.Change(d); {
	case c.Amount == "":
	case (d < 0) == r.LessIsBetter():
		c.Better = true
	default:
		c.Worse = true
	}
	return c
}
