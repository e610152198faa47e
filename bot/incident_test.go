package bot_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/desk"
)

// incident does what the desk's page of incidents does.
func (s *stage) incident(rest string) {
	s.t.Helper()
	ctx := context.Background()
	boss := s.people["陈经理"]
	verb, words, _ := strings.Cut(rest, " ")
	last := func() desk.Incident {
		list, err := s.store.Incidents(ctx, "demo", verb != "broadcast" || words != "over", 1)
		s.must(err)
		if len(list) == 0 {
			s.t.Fatalf("no incident to %s", verb)
		}
		return list[0]
	}
	switch verb {
	case "end":
		_, err := s.acts.EndIncident(ctx, boss, last().ID)
		s.must(err)
	case "confirm":
		_, err := s.acts.ConfirmIncident(ctx, boss, last().ID)
		s.must(err)
	case "english":
		i := last()
		p := i.IncidentPlan
		p.English = words
		_, err := s.acts.WriteIncident(ctx, boss, i.ID, i.Version, p)
		s.must(err)
	case "link":
		w, err := s.store.OrderByNumber(ctx, words)
		s.must(err)
		s.must(s.acts.LinkToIncident(ctx, boss, last().ID, w.ID))
	case "withdraw":
		_, err := s.acts.WithdrawIncident(ctx, boss, last().ID, words)
		s.must(err)
	case "broadcast":
		i := last()
		_, err := s.acts.Broadcast(ctx, boss, i.ID, i.Version, strings.Contains(words, "unknown"))
		s.must(err)
	default:
		i, err := s.acts.WriteIncident(ctx, boss, 0, 0, s.plan(verb, words))
		s.must(err)
		_, err = s.acts.PublishIncident(ctx, boss, i.ID)
		s.must(err)
	}
}

func (s *stage) plan(kind, words string) desk.IncidentPlan {
	s.t.Helper()
	fields := strings.SplitN(words, " ", 3)
	if len(fields) != 3 {
		s.t.Fatalf("incident %s %s: buildings, time and text are wanted", kind, words)
	}
	name, planned := strings.CutPrefix(kind, "计划")
	p := desk.IncidentPlan{Kind: desk.OtherOut, Name: name, Planned: planned, Text: fields[2]}
	if n := slices.IndexFunc(desk.IncidentKinds, func(k desk.IncidentKind) bool { return k.Label() == name }); n >= 0 {
		p.Kind = desk.IncidentKinds[n]
	}
	var err error
	if fields[0] != "全小区" {
		p.Buildings, err = desk.ParseBuildings(fields[0])
		s.must(err)
	}
	at := func(clock string) time.Time {
		t, err := time.ParseInLocation("2006-01-02 15:04", s.clock().In(shanghai).Format("2006-01-02 ")+clock, shanghai)
		s.must(err)
		return t
	}
	from, until, _ := strings.Cut(fields[1], "-")
	p.From = at(from)
	if until != "?" {
		p.Until = at(until)
	}
	if tomorrow := planned && p.From.Before(s.clock()); tomorrow {
		p.From, p.Until = p.From.AddDate(0, 0, 1), p.Until.AddDate(0, 0, 1)
	}
	return p
}
