package web

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/faq"
	"linli/store"
)

// entryPageView is one entry: what residents are answered here, and how it came about.
type entryPageView struct {
	frame
	ID, Question string
	Served       []servedText
	Open         []versionView
	Versions     []versionView
	Own          bool // the community has a text of its own
	CanRetire    bool
	Problem      string
}

// servedText is what residents of a place are answered.
type servedText struct {
	Where, From          string
	Answer, FirstSteps   string // with the community's data
	Missing              []string
	Variant              string // the season or hours whose answer it is now
	Similar, Law         []string
	Approved, ValidUntil string
	Retired              string // why it is not served
}

// versionView is one version with what it changed.
type versionView struct {
	desk.EntryVersion
	Where, State     string
	Edited, Reviewed string
	From, Until      string
	Changes          []fieldDiff
	Since            string // what the changes are against
	StaleEnglish     bool   // the Chinese answer changed, the English one did not
	Log              []moveLine
	Mark             string // for a form that is about it as it is now
	Mine             bool
	CanEdit          bool
}

type moveLine struct{ At, By, Move, Why string }

func (s *Server) entryPage(w http.ResponseWriter, r *http.Request) error {
	return s.showEntry(w, r, refusal{status: http.StatusOK})
}

func (s *Server) showEntry(w http.ResponseWriter, r *http.Request, refused refusal) error {
	p, id, c := staffOf(r), r.PathValue("id"), s.communityOf(r)
	history, err := s.cfg.Store.EntryHistory(r.Context(), p.Community, id)
	if err != nil {
		return err
	}
	content := s.cfg.Staff.Content
	standard, shipped := content.Standard(id)
	if len(history) == 0 && !shipped {
		return notFound("没有这条答案")
	}
	v := entryPageView{ID: id, Problem: refused.words, Question: standard.Question}
	v.Served = s.servedTexts(id, c)
	before := func(x *desk.EntryVersion) (desk.EntryPlan, string) { return planBefore(history, x, standard, shipped) }
	for i := range history {
		x := &history[i]
		view, err := s.versionView(r, x, c, before)
		if err != nil {
			return err
		}
		if v.Question == "" {
			v.Question = x.Text.Question
		}
		if x.Status.Open() {
			v.Open = append(v.Open, view)
		} else {
			v.Versions = append(v.Versions, view)
		}
		v.Own = v.Own || x.Scope.Community != "" && x.Status == desk.EntryApproved
	}
	_, _, served := content.Text(id, desk.Scope{Community: p.Community}, s.cfg.Now())
	v.CanRetire = served && len(v.Open) == 0
	if v.frame, err = s.frame(r, "标准答案", "knowledge"); err != nil {
		return err
	}
	return render(w, refused.status, "knowledge_entry.html", v)
}

// servedTexts are what is answered in the community, and in those of its buildings that
// have a text of their own.
func (s *Server) servedTexts(id string, c *desk.Community) []servedText {
	content, now := s.cfg.Staff.Content, s.cfg.Now()
	places := []desk.Scope{{Community: c.ID}}
	for _, v := range content.Versions(id, c.ID) {
		if v.Scope.Building != "" {
			places = append(places, v.Scope)
		}
	}
	var out []servedText
	for _, place := range places {
		t, v, ok := content.Text(id, place, now)
		x := servedText{Where: "本小区", From: scopeLabel(v, "随程序的标准")}
		if place.Building != "" {
			x.Where = place.Building + " 栋"
		}
		if !ok {
			x.Retired = "还没有发布"
			if v != nil {
				x.Retired = v.Why
				if v.Status == desk.EntryApproved {
					x.Retired = "有效期到 " + dayText(v.ValidUntil, c)
				}
			}
			out = append(out, x)
			continue
		}
		e, _ := content.Entry(id, place, now)
		x.fill(e, t, v, c, c.Local(now))
		out = append(out, x)
	}
	return out
}

func (x *servedText) fill(e faq.Entry, t desk.EntryText, v *desk.EntryVersion, c *desk.Community, local time.Time) {
	var more []string
	x.Answer, x.Missing = desk.Fill(e.Answer, c.Data)
	x.FirstSteps, more = desk.Fill(e.FirstSteps, c.Data)
	x.Missing = append(x.Missing, more...)
	x.Similar, x.Law, x.Approved = t.Similar, t.Law, e.Approved
	if a := t.At(local); a != nil {
		x.Variant = a.Name
	}
	if v != nil {
		x.ValidUntil = dayText(v.ValidUntil, c)
	}
}

// planBefore is what a version changed: the version of its scope before it that was
// approved, else the group's or the content folder's text.
func planBefore(history []desk.EntryVersion, x *desk.EntryVersion, standard faq.Entry, shipped bool) (desk.EntryPlan, string) {
	var broader *desk.EntryVersion
	for i := range history { // the newest first
		h := &history[i]
		if h.ID == x.ID || h.Status != desk.EntryApproved || h.CreatedAt.After(x.CreatedAt) {
			continue
		}
		if h.Scope == x.Scope && h.Number < x.Number {
			return planOf(h), fmt.Sprintf("第 %d 版", h.Number)
		}
		if broader == nil && h.Scope.Covers(x.Scope) && h.Scope != x.Scope {
			broader = h
		}
	}
	switch {
	case broader != nil:
		return planOf(broader), scopeLabel(broader, "") + "的答案"
	case shipped:
		return desk.EntryPlan{Text: bot.TextOf(standard)}, "随程序的标准"
	}
	return desk.EntryPlan{}, "空白"
}

func planOf(v *desk.EntryVersion) desk.EntryPlan {
	return desk.EntryPlan{Text: v.Text, ValidFrom: v.ValidFrom, ValidUntil: v.ValidUntil}
}

func (s *Server) versionView(r *http.Request, x *desk.EntryVersion, c *desk.Community, before func(*desk.EntryVersion) (desk.EntryPlan, string)) (versionView, error) {
	p, now := staffOf(r), s.cfg.Now()
	v := versionView{EntryVersion: *x, Where: scopeLabel(x, ""), State: x.Status.Label(), Edited: moment(c, x.EditedAt, now),
		From: dayText(x.ValidFrom, c), Until: dayText(x.ValidUntil, c), Mine: x.Author.Staff == p.ID, CanEdit: p.MayEdit(x.Scope), Mark: versionMark(x)}
	if !x.ReviewedAt.IsZero() {
		v.Reviewed = moment(c, x.ReviewedAt, now)
	}
	plan, since := before(x)
	v.Changes, v.Since = diffEntries(plan, planOf(x), c), since
	english := func(t *desk.EntryText) string { return open(*t).English.Answer }
	v.StaleEnglish = plan.Text.Answer != x.Text.Answer && english(&x.Text) != "" && english(&plan.Text) == english(&x.Text)
	log, err := s.cfg.Store.EntryLog(r.Context(), x.ID)
	for _, m := range log {
		v.Log = append(v.Log, moveLine{moment(c, m.At, now), m.By.Name, m.Label(), m.Why})
	}
	return v, err
}

// entryMoves are the moves of an open version by its page.
var entryMoves = map[string]func(v *desk.EntryVersion, why string, by desk.Actor, at time.Time) (desk.EntryMove, error){
	"submit": (*desk.EntryVersion).Submit, "return": (*desk.EntryVersion).Return, "drop": (*desk.EntryVersion).Drop,
}

// findVersion is the version a form is about, if the member of staff may write there.
func (s *Server) findVersion(r *http.Request) (desk.EntryVersion, error) {
	n, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil {
		return desk.EntryVersion{}, notFound("没有这个版本")
	}
	v, err := s.cfg.Store.EntryVersion(r.Context(), staffOf(r).Community, n)
	if err == nil && !staffOf(r).MayEdit(v.Scope) {
		return v, forbidden("集团的标准答案只有管理员能改")
	}
	return v, err
}

// entryMoveForm moves an open version on.
func (s *Server) entryMoveForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	move, ok := entryMoves[r.PathValue("move")]
	if !ok {
		return notFound("没有这个操作")
	}
	v, err := s.findVersion(r)
	if err != nil {
		return err
	}
	m, err := move(&v, r.PostFormValue("why"), staffOf(r).Actor(), s.cfg.Now())
	if err == nil {
		err = s.cfg.Store.SaveEntries(r.Context(), store.EntryChange{Version: &v, Move: m})
	}
	if refused, ok := refusalOf(r, err); err != nil && ok {
		r.SetPathValue("id", v.Entry)
		return s.showEntry(w, r, refused)
	}
	if err != nil {
		return err
	}
	back := "/knowledge/entries/" + v.Entry
	if r.PostFormValue("back") == "review" {
		back = "/knowledge/review"
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// retireForm ends an answer in the community.
func (s *Server) retireForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	p, id, now := staffOf(r), r.PathValue("id"), s.cfg.Now()
	at := desk.Scope{Community: p.Community}
	t, v, ok := s.cfg.Staff.Content.Text(id, at, now)
	if !ok {
		return notFound("没有这条答案")
	}
	gone := desk.NewEntryVersion(id, at, t, p.Actor(), now)
	if v != nil && v.Scope == at {
		gone = *v
	}
	err := s.cfg.Staff.Content.MayRetire(id)
	var m desk.EntryMove
	if err == nil {
		m, err = gone.Retire(r.PostFormValue("why"), p.Actor(), now)
	}
	if err == nil {
		err = s.cfg.Store.SaveEntries(r.Context(), store.EntryChange{Version: &gone, Move: m})
	}
	if refused, ok := refusalOf(r, err); err != nil && ok {
		return s.showEntry(w, r, refused)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/knowledge/entries/"+id, http.StatusSeeOther)
	return nil
}
