package store_test

import (
	"slices"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

const day = 24 * time.Hour

func TestFactsReachAsFarAsTheFiguresNeed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		since := storetest.Start
		until := since.Add(30 * day)
		at := func(d time.Duration) time.Time { return since.Add(d) }
		var began, orders []int64
		episode := func(community desk.CommunityID, start, length time.Duration, wanted bool) {
			e := &desk.Episode{Community: community, StartedAt: at(start), LastAt: at(start), EndedAt: at(start + length), End: desk.EndSilence, Answered: 1}
			ok(t, s.Commit(ctx, &desk.Turn{Episode: e}))
			if wanted {
				began = append(began, e.ID)
			}
		}
		episode("c", -time.Second, day, false)
		episode("c", 0, day, true)
		episode("c", 30*day-time.Second, 3*day, true) // ends on the 33rd day: contacts count until the 40th
		episode("c", 30*day, day, true)
		episode("c", 40*day-time.Second, day, true)
		episode("c", 40*day, day, false)
		episode("d", day, day, false)

		order := func(wanted bool, change func(*desk.WorkOrder)) *desk.WorkOrder {
			w := newOrder(t, at(-60*day))
			w.Community = "c"
			change(w)
			ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
			if wanted {
				orders = append(orders, w.ID)
			}
			return w
		}
		order(false, func(w *desk.WorkOrder) {})
		order(true, func(w *desk.WorkOrder) { w.OpenedAt = at(0) })
		order(true, func(w *desk.WorkOrder) { w.OpenedAt = at(40*day - time.Second) })
		order(false, func(w *desk.WorkOrder) { w.OpenedAt = at(40 * day) })
		order(true, func(w *desk.WorkOrder) { w.ResolvedAt = at(0) })
		order(true, func(w *desk.WorkOrder) { w.ClosedAt = at(30*day - time.Second) })
		order(false, func(w *desk.WorkOrder) { w.ClosedAt = at(30 * day) })
		order(true, func(w *desk.WorkOrder) { w.RatedAt = at(day) })
		asked := order(true, func(w *desk.WorkOrder) { w.Rating = 5 })
		clock.Set(at(day))
		for _, f := range []*desk.FollowUp{
			{Order: asked.ID, Community: "c", Stage: desk.StageExpire, AskedAt: at(day)},
			{Order: asked.ID, Community: "c", Stage: desk.StageExpire, CreatedAt: at(30 * day)},
			{Order: asked.ID, Community: "d", Stage: desk.StageExpire},
		} {
			ok(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{f}}))
		}

		f := must(s.Facts(ctx, "c", since, until))
		var ids []int64
		for _, e := range f.Episodes {
			ids = append(ids, e.ID)
		}
		if !slices.Equal(ids, began) {
			t.Errorf("episodes %v, want %v", ids, began)
		}
		ids = nil
		for _, w := range f.Orders {
			ids = append(ids, w.ID)
		}
		if !slices.Equal(ids, orders) {
			t.Errorf("orders %v, want %v", ids, orders)
		}
		if len(f.FollowUps) != 1 || !f.FollowUps[0].CreatedAt.Equal(at(day)) {
			t.Errorf("follow-ups %+v", f.FollowUps)
		}
		if all := must(s.Facts(ctx, "", since, until)); len(all.Episodes) != len(f.Episodes)+1 || len(all.FollowUps) != 2 {
			t.Errorf("of all communities: %d episodes, %d follow-ups", len(all.Episodes), len(all.FollowUps))
		}

		clock.Set(at(60 * day))
		got := must(s.Figures(ctx, "c", since, until))
		if got.Community != "c" || got.Episodes != 2 || got.Assumed != (desk.Figure{Value: 0.5, Numerator: 1, Denominator: 2}) || got.CSATStaffReplies.Numerator != 1 {
			t.Errorf("figures %+v", got)
		}
		clock.Set(at(8 * day)) // the second episode cannot be judged yet
		if got := must(s.Figures(ctx, "c", since, until)); got.Pending != 1 || got.Assumed.Denominator != 1 {
			t.Errorf("figures after eight days: %+v", got)
		}
	})
}
