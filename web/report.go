package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// maxSpan is how far back a report may reach.
const maxSpan = 2 * 366 * 24 * time.Hour

var spanPattern = regexp.MustCompile(`^(\d{1,5})(h|d|w)$`)

// parseSpan reads 24h, 30d or 4w.
func parseSpan(v string) (time.Duration, error) {
	m := spanPattern.FindStringSubmatch(v)
	bad := invalid("since", "since 应为 24h、30d、4w 这样的时长，最长两年")
	if m == nil {
		return 0, bad
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, bad
	}
	unit := map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[m[2]]
	if d := time.Duration(n) * unit; d > 0 && d <= maxSpan {
		return d, nil
	}
	return 0, bad
}

// report answers with the figures of the manager's community up to now.
func (s *Server) report(w http.ResponseWriter, r *http.Request) error {
	q, err := readQuery(r, "since")
	if err != nil {
		return err
	}
	span := q.Get("since")
	if span == "" {
		span = "30d"
	}
	d, err := parseSpan(span)
	if err != nil {
		return err
	}
	by, until := staffOf(r), s.cfg.Now()
	for _, c := range s.cfg.Communities() {
		if c.ID == by.Community {
			until = c.Local(until) // weeks are those of the community's time zone
		}
	}
	figures, err := s.cfg.Store.Figures(r.Context(), by.Community, until.Add(-d), until)
	if err != nil {
		return fmt.Errorf("report of %s: %w", by.Community, err)
	}
	return writeJSON(w, http.StatusOK, figures)
}
