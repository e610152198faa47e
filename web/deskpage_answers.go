package web

import (
	"context"
	"net/http"
	"strings"

	"linli/bot"
	"linli/desk"
)

// answersView are standard answers to choose from; Words is what was looked for.
type answersView struct {
	Asked bool // something was looked for
	Words string
	Found []bot.Suggestion
	Used  string // the answer that was chosen, to be sent or changed first
}

// answers looks for what the address says: "answers" are the words, none meaning the
// resident's last ones, and "use" the answer to take.
func (s *Server) answers(ctx context.Context, r *http.Request, place desk.Scope, messages []desk.Message) (v answersView, err error) {
	q := r.URL.Query()
	if !q.Has("answers") {
		return v, nil
	}
	v.Asked, v.Words = true, strings.TrimSpace(strings.ToValidUTF8(q.Get("answers"), ""))
	if v.Words == "" {
		v.Words = lastWords(messages)
	}
	if v.Found, err = s.cfg.Staff.Content.Suggest(ctx, place, v.Words, s.cfg.Now()); err != nil {
		return v, err
	}
	for _, a := range v.Found {
		if a.ID == q.Get("use") && len(a.Missing) == 0 {
			v.Used = a.Answer
		}
	}
	return v, nil
}

// lastWords is what the resident wrote last.
func lastWords(messages []desk.Message) string {
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].From == desk.FromResident && messages[i].Text != "" {
			return messages[i].Text
		}
	}
	return ""
}
