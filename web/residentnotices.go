package web

import (
	"context"
	"encoding/json"
	"slices"

	"linli/desk"
)

// noticeJSON is what is cut off now or soon, for the head of the chat, in both languages of
// its page.
type noticeJSON struct {
	ID      int64  `json:"id"`
	Version int64  `json:"version"` // a notice that changed is shown again to who closed it
	Kind    string `json:"kind"`
	Where   string `json:"where"`
	Text    string `json:"text"`
	English struct {
		Kind  string `json:"kind"`
		Where string `json:"where"`
		Text  string `json:"text"`
	} `json:"english"`
}

// notices are the incidents that concern a resident at a place, or may: what goes on and what
// is planned, never what nobody has confirmed for long.
func (s *Server) notices(ctx context.Context, c *desk.Community, home desk.Place) ([]noticeJSON, error) {
	now := s.cfg.Now()
	list, err := s.cfg.Store.IncidentsNow(ctx, c.ID, now)
	out := []noticeJSON{}
	for n := range list {
		i := &list[n]
		if i.Reaches(home) == desk.ReachNo || !slices.Contains([]desk.Phase{desk.PhaseAhead, desk.PhaseRuns, desk.PhaseLate}, i.Phase(now)) {
			continue
		}
		j := noticeJSON{ID: i.ID, Version: i.PublishedAt.UnixMilli(), Kind: i.Label(), Where: i.Where(), Text: i.Notice(c)}
		j.English.Kind, j.English.Where, j.English.Text = i.EnglishLabel(), i.EnglishWhere(), i.EnglishNotice(c)
		out = append(out, j)
	}
	return out, err
}

// noticesText are the notices for everybody, for the page to begin with.
func (s *Server) noticesText(ctx context.Context, c *desk.Community) (string, error) {
	list, err := s.notices(ctx, c, desk.Place{})
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(list)
	return string(raw), err
}
