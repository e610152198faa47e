package store_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

func TestRosterConformance(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		ctx, now := t.Context(), clock.Now()
		wang := staffOf(t, s, "east", "王师傅")
		li := staffOf(t, s, "east", "李师傅")
		away := staffOf(t, s, "west", "赵师傅")
		load := func(c desk.CommunityID) desk.Roster {
			t.Helper()
			r, err := s.Roster(ctx, c, now)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		r, stale := load("east"), load("east")
		if !r.Empty() || r.Version != 0 {
			t.Fatalf("a new community has %+v", r)
		}
		if err := errors.Join(r.SetShift(desk.Shift{Name: "夜班", From: "20:00", To: "08:00"}), r.SetWeek(wang.ID, 1, []time.Weekday{1, 2}),
			r.Except(desk.Exception{Staff: li.ID, Shift: 1, Day: "2026-11-26"}, now), r.SetTrades(wang.ID, []string{"水电"}), r.SetSteward("3栋", li.ID),
			s.Commit(ctx, &desk.Turn{Roster: &r})); err != nil {
			t.Fatal(err)
		}
		if got := load("east"); !reflect.DeepEqual(got, r) {
			t.Errorf("kept is %+v, want %+v", got, r)
		}
		if got := load("west"); !got.Empty() || len(got.Shifts) > 0 {
			t.Errorf("elsewhere is %+v", got)
		}
		if err := s.Commit(ctx, &desk.Turn{Roster: &stale}); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("two first rosters: %v", err)
		}
		old := load("east")
		if err := errors.Join(r.SetWeek(wang.ID, 1, nil), s.Commit(ctx, &desk.Turn{Roster: &r})); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(ctx, &desk.Turn{Roster: &old}); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("a stale roster: %v", err)
		}

		a := &desk.Absence{Community: "east", Staff: wang.ID, From: now.Add(time.Hour), To: now.Add(9 * time.Hour), Reason: "看病", By: wang.ID}
		if err := s.Commit(ctx, &desk.Turn{Absence: a}); err != nil {
			t.Fatal(err)
		}
		if list := load("east").Absences; len(list) != 1 || !list[0].From.Equal(a.From) || list[0].Reason != "看病" || list[0].Staff != wang.ID {
			t.Errorf("absences %+v", list)
		}
		if list := load("west").Absences; len(list) != 0 {
			t.Errorf("elsewhere %+v", list)
		}
		if _, err := s.Absence(ctx, "west", a.ID); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("asked from elsewhere: %v", err)
		}
		was, err := s.Absence(ctx, "east", a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(a.End(wang, now), s.Commit(ctx, &desk.Turn{Absence: a})); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(ctx, &desk.Turn{Absence: &was}); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("a stale absence: %v", err)
		}
		if list := load("east").Absences; len(list) != 0 {
			t.Errorf("ended, but %+v", list)
		}
		checkLoads(t, s, clock, wang, li, away)
	})
}

func checkLoads(t *testing.T, s *store.Store, clock *storetest.Clock, wang, li, away desk.Staff) {
	t.Helper()
	ctx, now := context.Background(), clock.Now()
	open := func(c desk.CommunityID, priority desk.Priority, claim ...desk.Staff) desk.WorkOrder {
		t.Helper()
		w := desk.WorkOrder{Community: c, Kind: desk.Repair, Category: "水电", Priority: priority}
		com := desk.Community{ID: c, Name: string(c)}
		if err := com.Check(); err != nil {
			t.Fatal(err)
		}
		w.Open(&com, desk.TheSystem, now)
		for _, p := range claim {
			if err := w.Claim(p.Actor(), now.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&w}}); err != nil {
			t.Fatal(err)
		}
		return w
	}
	held := open("east", desk.P2, wang)
	first, second := open("east", desk.P2), open("east", desk.PC)
	open("east", desk.P0)
	open("west", desk.P2, away)
	open("west", desk.P2)

	loads, err := s.Loads(ctx, "east")
	if err != nil || len(loads) != 2 || loads[wang.ID].InHand != 1 || !loads[wang.ID].Last.Equal(now.Add(time.Minute)) || loads[li.ID] != (desk.Load{}) {
		t.Errorf("loads %+v, %v", loads, err)
	}
	ids, err := s.OrdersToAssign(ctx, "east", 0, 10)
	if err != nil || !reflect.DeepEqual(ids, []int64{first.ID, second.ID}) {
		t.Errorf("to assign %v, %v", ids, err)
	}
	if ids, err := s.OrdersToAssign(ctx, "east", first.ID, 10); err != nil || !reflect.DeepEqual(ids, []int64{second.ID}) {
		t.Errorf("to assign after the first %v, %v", ids, err)
	}
	list, err := s.OrdersHeldBy(ctx, "east", wang.ID)
	if err != nil || len(list) != 1 || list[0].ID != held.ID {
		t.Errorf("held %v, %v", list, err)
	}
	if list, err := s.OrdersHeldBy(ctx, "west", wang.ID); err != nil || len(list) != 0 {
		t.Errorf("held elsewhere %v, %v", list, err)
	}
}

func staffOf(t *testing.T, s *store.Store, c desk.CommunityID, name string) desk.Staff {
	t.Helper()
	p, err := s.AddStaff(t.Context(), desk.Staff{Community: c, Name: name, Role: desk.RoleStaff})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
