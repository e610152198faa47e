package demo_test

import (
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/demo"
	"linli/store/storetest"
)

func TestIncidents(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		fill(t, s, "demo", demo.Options{Days: 3})
		open, past := must(s.Incidents(ctx, "demo", true, 9)), must(s.Incidents(ctx, "demo", false, 9))
		if len(open) != 1 || len(past) != 1 {
			t.Fatalf("%d open and %d past", len(open), len(past))
		}
		water, power := open[0], past[0]
		if !water.Demo || water.Phase(until) != desk.PhaseAhead || len(water.Buildings) != 2 || !water.From.Equal(time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)) {
			t.Errorf("planned: %+v", water)
		}
		if power.State != desk.IncidentEnded || power.Kind != desk.PowerOut || power.Ended.Name == "" || !power.EndedAt.Before(until) {
			t.Errorf("over: %+v", power)
		}
		ok := s.Commit(ctx, &desk.Turn{IncidentAsk: &desk.IncidentAsk{Incident: water.ID, Conversation: 1, At: until}})
		if _, err := demo.Clear(ctx, s, "demo"); err != nil || ok != nil {
			t.Fatal(err, ok)
		}
		if n := len(must(s.Incidents(ctx, "demo", true, 9))) + len(must(s.Incidents(ctx, "demo", false, 9))); n != 0 {
			t.Errorf("%d are left", n)
		}
	})
}
