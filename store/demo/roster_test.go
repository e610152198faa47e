package demo_test

import (
	"slices"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/demo"
	"linli/store/storetest"
)

// TestRoster: there is always somebody who repairs, and whoever tries linli out is among
// them; it goes with the demo unless somebody has changed it.
func TestRoster(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		clock.Set(until)
		c := community(t, "demo")
		me := must(s.AddStaff(ctx, desk.Staff{Community: "demo", Name: "王师傅", Role: desk.RoleStaff}))
		fill(t, s, "demo", demo.Options{Days: 3, Seed: 1})
		r := must(s.Roster(ctx, "demo", until))
		staff := must(s.StaffList(ctx, "demo"))
		if len(r.Shifts) != 3 || len(r.Absences) != 1 || len(r.Stewards) == 0 || len(r.Unplanned(staff, c, until)) != 0 {
			t.Errorf("%d shifts, %d absences, %d stewards, in no shift %v", len(r.Shifts), len(r.Absences), len(r.Stewards), r.Unplanned(staff, c, until))
		}
		for h := range 7 * 24 {
			at := until.Add(time.Duration(h) * time.Hour)
			on := r.OnDuty(staff, c, at)
			if !slices.ContainsFunc(on, func(p desk.Staff) bool { return p.ID == me.ID }) || len(on) < 2 {
				t.Errorf("on duty at %v: %+v", at, on)
			}
		}
		for _, w := range month(t, s).Orders {
			if w.ClaimedBy != 0 && w.Kind == desk.Repair && len(r.Trades[w.ClaimedBy]) > 0 && !r.Does(w.ClaimedBy, w.Category) {
				t.Errorf("%s does %s, whose trades are %v", w.ClaimerName, w.Category, r.Trades[w.ClaimedBy])
			}
		}
		must(demo.Clear(ctx, s, "demo"))
		if r = must(s.Roster(ctx, "demo", until)); r.Version != 0 {
			t.Errorf("left: %+v", r)
		}

		fill(t, s, "demo", demo.Options{Days: 3, Seed: 1})
		r = must(s.Roster(ctx, "demo", until))
		r.Demo = false // somebody changed it
		if err := s.Commit(ctx, &desk.Turn{Roster: &r}); err != nil {
			t.Fatal(err)
		}
		must(demo.Clear(ctx, s, "demo"))
		r = must(s.Roster(ctx, "demo", until))
		if len(r.Weekly) != 3 || r.Weekly[0].Staff != me.ID || len(r.Trades)+len(r.Stewards)+len(r.Exceptions) != 0 {
			t.Errorf("of a roster of one's own is left %+v", r)
		}
		fill(t, s, "demo", demo.Options{Days: 3, Seed: 1})
		if again := must(s.Roster(ctx, "demo", until)); again.Version != r.Version {
			t.Error("a roster of one's own was overwritten")
		}
	})
}
