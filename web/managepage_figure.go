package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"linli/desk"
)

// figureView is one figure with the rows that it counts.
type figureView struct {
	frame
	Card             figureCard
	Window, Compared string
	Back             string
	Rows             []figureCaseRow
	Total, Bad       int
	Only             string // "bad": only those that pull it down
	OnlyBad, All     string // addresses
	Next, Before     string
	Times            bool
	Export           string // address, without the format
	Query            string
}

// figureCaseRow is a row behind a figure.
type figureCaseRow struct {
	Link, Name, Words string
	At, Who, Value    string
	Good              bool
}

// casesPage is how many rows a page shows.
const casesPage = 100

func (s *Server) figurePage(w http.ResponseWriter, r *http.Request) error {
	b, err := s.figureBook(r)
	if err != nil {
		return err
	}
	row, ok := figureOf(b.rows, r.PathValue("key"))
	if !ok {
		return notFound("没有这个指标")
	}
	cases := desk.FigureCases(b.facts, b.choice.scope(), row.Key, b.window, b.now)
	good := func(c *desk.FigureCase) bool {
		if row.Unit == desk.Seconds {
			return row.Target == 0 || c.Value <= row.Target
		}
		if row.LessIsBetter() {
			return c.N == 0
		}
		return c.N == c.Of
	}
	v := figureView{Card: b.card(row), Window: windowText(b.window), Compared: windowText(b.compared), Back: "/manage?" + b.choice.query(), Export: "/manage/figures/" + row.Key + "/export/", Query: b.choice.query(),
		Only: r.URL.Query().Get("only"), Times: row.Unit == desk.Seconds, Total: len(cases)}
	slices.SortStableFunc(cases, func(x, y desk.FigureCase) int {
		if row.Unit == desk.Seconds {
			return -compareFloat(x.Value, y.Value)
		}
		return boolCompare(good(&x), good(&y))
	})
	for i := range cases {
		if !good(&cases[i]) {
			v.Bad++
		}
	}
	if v.Only == "bad" {
		cases = slices.DeleteFunc(cases, func(c desk.FigureCase) bool { return good(&c) })
	}
	address := func(only string, from int) string {
		q := b.choice.query("only", only)
		if from > 0 {
			q += "&start=" + strconv.Itoa(from)
		}
		return "/manage/figures/" + row.Key + "?" + q
	}
	v.All, v.OnlyBad = address("", 0), address("bad", 0)
	from, _ := strconv.Atoi(r.URL.Query().Get("start"))
	from = max(0, min(from, len(cases)))
	if from > 0 {
		v.Before = address(v.Only, max(0, from-casesPage))
	}
	if from+casesPage < len(cases) {
		v.Next = address(v.Only, from+casesPage)
	}
	for i := from; i < min(from+casesPage, len(cases)); i++ {
		c := b.caseRow(&cases[i], row)
		c.Good = good(&cases[i])
		v.Rows = append(v.Rows, c)
	}
	if v.frame, err = s.frame(r, row.Name, "manage"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "manage_figure.html", v)
}

func compareFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (b *figureBook) caseRow(c *desk.FigureCase, r desk.FigureRow) figureCaseRow {
	var out figureCaseRow
	switch {
	case c.Order != nil:
		o := c.Order
		out = figureCaseRow{Link: fmt.Sprintf("/desk/orders/%d", o.ID), Name: o.Title, Words: o.Number + " " + o.State.Label(), At: moment(b.com, o.OpenedAt, b.now), Who: o.ClaimerName}
	case c.Call != nil:
		out = figureCaseRow{Name: "电话回访", At: moment(b.com, c.Call.CreatedAt, b.now)}
	default:
		e := c.Episode
		out = figureCaseRow{Link: fmt.Sprintf("/manage/talks/%d", e.ID), Name: fmt.Sprintf("接待 %d", e.ID), At: moment(b.com, e.StartedAt, b.now), Words: e.Handover.Label()}
	}
	switch {
	case r.Unit == desk.Seconds:
		out.Value = r.Unit.Text(c.Value, true)
	case c.Of > 1:
		out.Value = fmt.Sprintf("%d/%d", c.N, c.Of)
	case c.N == c.Of:
		out.Value = "是"
	default:
		out.Value = "否"
	}
	return out
}

// talkSlack is how far beyond a talk's first and last message its page looks, talkMost how many
// messages it shows.
const (
	talkSlack = time.Minute
	talkMost  = 1000
)

// talkView is what was said in one talk with the bot.
type talkView struct {
	frame
	ID       int64
	At       string
	Facts    []fact
	Messages []talkLine
}

type talkLine struct{ Who, From, At, Text string }

// talkPage shows the talk that a figure counts: what was said from its beginning to its end.
func (s *Server) talkPage(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return notFound("没有这次接待")
	}
	e, err := s.cfg.Store.Episode(r.Context(), id)
	if err != nil {
		return err
	}
	c := s.communityOf(r)
	if e.Community != c.ID {
		return notFound("没有这次接待")
	}
	list, err := s.cfg.Store.MessagesSince(r.Context(), e.Conversation, e.StartedAt.Add(-talkSlack), talkMost)
	if err != nil {
		return err
	}
	now := s.cfg.Now()
	v := talkView{ID: e.ID, At: moment(c, e.StartedAt, now)}
	for _, m := range list {
		if m.At.After(e.LastAt.Add(talkSlack)) {
			break
		}
		who := map[desk.From]string{desk.FromResident: "住户", desk.FromBot: "机器人", desk.FromStaff: m.StaffName, desk.FromSystem: "系统"}[m.From]
		v.Messages = append(v.Messages, talkLine{who, string(m.From), moment(c, m.At, now), desk.Anonymous(m.Text)})
	}
	if e.Handover != "" {
		v.Facts = append(v.Facts, fact{Label: "转人工", Value: e.Handover.Label(), Ours: true})
	}
	if e.Rating > 0 {
		v.Facts = append(v.Facts, fact{Label: "评价", Value: fmt.Sprintf("%d 分", e.Rating), Ours: true})
	}
	if v.frame, err = s.frame(r, "接待记录", "manage"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "manage_talk.html", v)
}
