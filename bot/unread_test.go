package bot_test

import (
	"context"
	"fmt"
	"strconv"

	"linli/desk"
)

// back is what transcripts say of web residents and of the calls when they do not come back.
func (s *stage) back(verb string, f []string) {
	s.t.Helper()
	ctx := context.Background()
	switch verb {
	case "web":
		c, _, err := s.store.BeginConversation(ctx, "demo")
		s.must(err)
		s.web[f[0]], s.convs[f[0]] = c.Address, c.ID
	case "opens":
		s.must(s.store.MarkRead(ctx, s.convs[f[0]], s.clock()))
	case "calls":
		for _, c := range s.calls() {
			line := fmt.Sprintf("call: %s，%s前", c.Cause.Label(), c.DueAt.In(shanghai).Format("01-02 15:04"))
			for name, p := range s.people {
				if p.ID == c.Caller {
					line += "，" + name
				}
			}
			s.listed = append(s.listed, line)
		}
	case "report":
		r := desk.CallResult{}
		if len(f) > 2 {
			r.Fixed = desk.Reply(f[2])
		}
		if len(f) > 3 {
			r.Rating, _ = strconv.Atoi(f[3])
		}
		s.must(s.acts.ReportCall(ctx, s.people[f[0]], s.calls()[0].ID, desk.Outcome(f[1]), r))
	}
}
