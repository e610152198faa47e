package web

import (
	"crypto/sha256"
	"fmt"
	"net/http"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// What a publication does to the labelled questions, before it is one.

type trialView struct {
	frame
	bot.Trial
	Chosen   []string // marks of the versions
	Mark     string   // of what is shown
	Why      string
	WhyWrong string
}

// tryVersions asks the labelled questions with the versions in force.
func (s *Server) tryVersions(r *http.Request, changes []store.EntryChange) (bot.Trial, error) {
	versions := make([]desk.EntryVersion, len(changes))
	for i, c := range changes {
		versions[i] = *c.Version
	}
	return s.cfg.Staff.Content.Try(r.Context(), versions, desk.Scope{Community: staffOf(r).Community}, s.cfg.Now())
}

// trialMark changes when what gets better or worse does.
func trialMark(t *bot.Trial) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(fmt.Sprintf("%+v", t.Rows))))
}

func (s *Server) showTrial(w http.ResponseWriter, r *http.Request, t *bot.Trial, refused refusal) error {
	v := trialView{Trial: *t, Chosen: r.PostForm["version"], Mark: trialMark(t), Why: r.PostFormValue("why"), WhyWrong: refused.words}
	var err error
	if v.frame, err = s.frame(r, "发布前先看看", "knowledge"); err != nil {
		return err
	}
	return render(w, refused.status, "knowledge_trial.html", v)
}
