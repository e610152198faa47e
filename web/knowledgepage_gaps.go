package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"linli/desk"
	"linli/faq"
	"linli/store"
	"linli/text"
)

// What residents asked and nobody has written an answer for: one press makes a draft of it, or
// another wording of an entry there is.

type gapsView struct {
	frame
	Spans   []choice
	Since   string
	Rows    []gapRow
	Hidden  int // dismissed
	More    int
	Done    string
	Problem string
}

type gapRow struct {
	Text      string // as asked, for the forms; phone numbers hidden
	Others    []string
	Residents int
	Times     int
	Last      string
	New       string // address of the form of a new entry
	Near      []choice
}

// Most rows of the page, and other wordings of each.
const (
	gapsMost      = 50
	gapOthersMost = 4
	// gapAgain is by how much more residents a question that was dismissed comes back.
	gapAgain = 2
)

// gapsIn are the questions of a window that got no answer, in groups of the same.
func (s *Server) gapsIn(ctx context.Context, community desk.CommunityID, w desk.Window) ([]faq.Cluster, error) {
	list, err := s.cfg.Store.Refused(ctx, community, w.Since, w.Until)
	if err != nil {
		return nil, err
	}
	asked := make([]faq.Asked, len(list))
	for i, q := range list {
		asked[i] = faq.Asked{Text: q.Text, By: q.Conversation, At: q.At}
	}
	return faq.Clusters(asked), nil
}

var gapsDone = map[string]string{"dismiss": "好的，不再列出；问的人多了会再出现。"}

func (s *Server) gapsPage(w http.ResponseWriter, r *http.Request) error {
	return s.showGaps(w, r, refusal{status: http.StatusOK})
}

func (s *Server) showGaps(w http.ResponseWriter, r *http.Request, refused refusal) error {
	c, now := s.communityOf(r), s.cfg.Now()
	v := gapsView{Spans: standardSpans, Since: standardChoiceIn(r.URL.Query()).Since, Problem: refused.words, Done: gapsDone[r.URL.Query().Get("done")]}
	span, err := parseSpan(v.Since)
	if err != nil {
		return err
	}
	clusters, err := s.gapsIn(r.Context(), c.ID, desk.Window{Since: now.Add(-span), Until: now})
	if err != nil {
		return err
	}
	dismissed, err := s.cfg.Store.GapsDismissed(r.Context(), c.ID)
	if err != nil {
		return err
	}
	gone := map[string]int{}
	for _, d := range dismissed {
		gone[d.Key] = d.Residents
	}
	for _, g := range clusters {
		if was, ok := gone[text.Key(g.Text)]; ok && g.Residents < was*gapAgain {
			v.Hidden++
			continue
		}
		if len(v.Rows) == gapsMost {
			v.More++
			continue
		}
		row, err := s.gapRow(r.Context(), &g, c, now)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	if v.frame, err = s.frame(r, "没答上来的", "knowledge"); err != nil {
		return err
	}
	return render(w, refused.status, "knowledge_gaps.html", v)
}

func (s *Server) gapRow(ctx context.Context, g *faq.Cluster, c *desk.Community, now time.Time) (gapRow, error) {
	row := gapRow{Text: desk.Anonymous(g.Text), Residents: g.Residents, Times: g.Times, Last: moment(c, g.Last, now)}
	for _, other := range g.Wordings[1:min(len(g.Wordings), 1+gapOthersMost)] {
		row.Others = append(row.Others, desk.Anonymous(other))
	}
	q := url.Values{"question": {row.Text}}
	for _, o := range row.Others {
		q.Add("similar", o)
	}
	row.New = "/knowledge/new?" + q.Encode()
	near, err := s.cfg.Staff.Content.Suggest(ctx, desk.Scope{Community: c.ID}, g.Text, now)
	for _, x := range near {
		row.Near = append(row.Near, choice{x.ID, x.Question})
	}
	return row, err
}

// gapSimilar makes a question another wording of an entry: in a draft, which goes to review.
func (s *Server) gapSimilar(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	p, now := staffOf(r), s.cfg.Now()
	words, err := cleanText("text", r.PostFormValue("text"))
	if err == nil && (words == "" || r.PostFormValue("entry") == "") {
		err = invalid("entry", "请选算哪一条的问法")
	}
	if err != nil {
		return err
	}
	v, err := s.draftOf(r, r.PostFormValue("entry"), "", false)
	if err != nil {
		return err
	}
	plan := planOf(&v)
	plan.Text = open(plan.Text)
	plan.Text.Similar = append(plan.Text.Similar, words)
	plan.Text, plan.Why = closed(plan.Text), fmt.Sprintf("住户这样问：%s", words)
	changes, err := s.editEntry(&v, plan, true, p.Actor(), now)
	if err == nil {
		err = s.cfg.Store.SaveEntries(r.Context(), changes...)
	}
	if refused, ok := refusalOf(r, err); err != nil && ok {
		return s.showGaps(w, r, refused)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/knowledge/entries/"+v.Entry, http.StatusSeeOther)
	return nil
}

// gapDismiss keeps that a question needs no answer.
func (s *Server) gapDismiss(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	p := staffOf(r)
	n, err := strconv.Atoi(r.PostFormValue("residents"))
	key := text.Key(r.PostFormValue("text"))
	if err != nil || n < 1 || key == "" {
		return invalid("text", "表单不完整，请刷新页面再试")
	}
	if err := s.cfg.Store.DismissGap(r.Context(), p.Community, store.GapDismissed{Key: key, Residents: n, By: p.ID, At: s.cfg.Now()}); err != nil {
		return err
	}
	http.Redirect(w, r, "/knowledge/gaps?done=dismiss", http.StatusSeeOther)
	return nil
}
