package web

import (
	"net/http"
	"strconv"

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
// force, so a version that has changed since is a conflict.
func (s *Server) publishForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	changes, err := s.approvals(r)
	if err == nil {
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
