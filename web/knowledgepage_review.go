package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// reviewView is what waits to be approved, each with what it changes.
type reviewView struct {
	frame
	Versions []versionView
	Mine     int // of them written by who looks
	Problem  string
	Done     int // just published
}

func (s *Server) reviewPage(w http.ResponseWriter, r *http.Request) error {
	return s.showReview(w, r, refusal{status: http.StatusOK})
}

func (s *Server) showReview(w http.ResponseWriter, r *http.Request, refused refusal) error {
	p, c := staffOf(r), s.communityOf(r)
	open, err := s.cfg.Store.EntriesOpen(r.Context(), p.Community)
	if err != nil {
		return err
	}
	v := reviewView{Problem: refused.words}
	v.Done, _ = strconv.Atoi(r.URL.Query().Get("done"))
	for i := range open {
		x := &open[i]
		if x.Status != desk.EntryInReview || !p.MayEdit(x.Scope) {
			continue
		}
		history, err := s.cfg.Store.EntryHistory(r.Context(), p.Community, x.Entry)
		if err != nil {
			return err
		}
		standard, shipped := s.cfg.Staff.Content.Standard(x.Entry)
		view, err := s.versionView(r, x, c, func(x *desk.EntryVersion) (desk.EntryPlan, string) { return planBefore(history, x, standard, shipped) })
		if err != nil {
			return err
		}
		if view.Mine {
			v.Mine++
		}
		v.Versions = append(v.Versions, view)
	}
	if v.frame, err = s.frame(r, "审核发布", "knowledge"); err != nil {
		return err
	}
	return render(w, refused.status, "knowledge_review.html", v)
}

// publishForm approves the chosen versions, all or none: what was read is what comes into
// force, so a version that has changed since is a conflict. Before, the labelled questions are
// asked: what gets better or worse is shown, and what makes some worse is published only with a
// reason by who has seen that.
func (s *Server) publishForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	changes, err := s.approvals(r)
	var trial bot.Trial
	if err == nil {
		trial, err = s.tryVersions(r, changes)
	}
	if err == nil && len(trial.Rows) > 0 && r.PostFormValue("seen") != trialMark(&trial) {
		return s.showTrial(w, r, &trial, refusal{status: http.StatusOK})
	}
	why := strings.TrimSpace(r.PostFormValue("why"))
	if err == nil && trial.Worse > 0 && why == "" {
		return s.showTrial(w, r, &trial, refusal{status: http.StatusBadRequest, field: "why", words: "有问题会变差，请写明为什么还是要发布"})
	}
	if err == nil {
		for i := range changes {
			changes[i].Move.Why = trialNote(why, &trial)
		}
		err = s.cfg.Store.SaveEntries(r.Context(), changes...)
	}
	if refused, ok := refusalOf(r, err); err != nil && ok {
		return s.showReview(w, r, refused)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/knowledge/review?done="+strconv.Itoa(len(changes)), http.StatusSeeOther)
	return nil
}

// trialNote is what the log keeps of a publication: the reason, and what was measured.
func trialNote(why string, t *bot.Trial) string {
	note := fmt.Sprintf("测试问题 %d 条：变好 %d 条，变差 %d 条", t.Asked, t.Better, t.Worse)
	if why == "" {
		return note
	}
	return why + "（" + note + "）"
}

func (s *Server) approvals(r *http.Request) ([]store.EntryChange, error) {
	var changes []store.EntryChange
	for _, chosen := range r.PostForm["version"] {
		id, state, err := readVersionMark(chosen)
		if err != nil {
			return nil, err
		}
		r.SetPathValue("version", strconv.FormatInt(id, 10))
		v, err := s.findVersion(r)
		if err != nil {
			return nil, err
		}
		v.Version = state
		m, err := v.Approve(r.PostFormValue("why"), staffOf(r).Actor(), s.cfg.Now())
		if err != nil {
			return nil, err
		}
		changes = append(changes, store.EntryChange{Version: &v, Move: m})
	}
	if len(changes) == 0 {
		return nil, invalid("version", "请先选要发布的答案")
	}
	return changes, nil
}
