package store_test

import (
	"reflect"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

func TestStandardEdits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		boss := desk.Staff{ID: 3, Community: "c", Name: "陈经理", Role: desk.RoleManager}
		promise := desk.Standard{Text: "一小时到。", Sources: []string{"合同"}, Entries: []string{"a", "b"}, Figure: "sla_by_clock.arrive",
			Orders: desk.OrderSet{Priority: desk.P1, Categories: []string{"电梯"}}, Within: desk.Span{Time: time.Hour}, Target: desk.ShareTarget(false, 97.5), Cases: 3}
		edit := func(seen int, move desk.StandardMove, std desk.Standard) desk.StandardEdit {
			t.Helper()
			clock.Add(time.Minute)
			return must(desk.NewStandardEdit(boss, "WX-001", seen, move, std, "合同改了", clock.Now()))
		}
		first := edit(0, desk.StandardRevised, promise)
		ok(t, s.AddStandardEdit(ctx, &first))
		got := must(s.StandardHistory(ctx, "c", "WX-001"))
		if len(got) != 1 || got[0].ID == 0 || !got[0].At.Equal(first.At) || !reflect.DeepEqual(got[0].Standard, first.Standard) || got[0].By != boss.Actor() {
			t.Errorf("came back as %+v, was %+v", got, first)
		}
		late := edit(0, desk.StandardRetired, desk.Standard{})
		wantErr(t, s.AddStandardEdit(ctx, &late), desk.ErrConflict)
		early := edit(5, desk.StandardRetired, desk.Standard{})
		wantErr(t, s.AddStandardEdit(ctx, &early), desk.ErrConflict)
		second := edit(1, desk.StandardRetired, desk.Standard{})
		ok(t, s.AddStandardEdit(ctx, &second))
		other := must(desk.NewStandardEdit(boss, "WX-002", 0, desk.StandardRestored, desk.Standard{}, "试试", clock.Now()))
		ok(t, s.AddStandardEdit(ctx, &other))
		force := must(s.StandardsInForce(ctx, "c"))
		if len(force) != 2 || force[0].Move != desk.StandardRetired || force[0].Number != 2 || force[1].Code != "WX-002" {
			t.Errorf("in force is %+v", force)
		}
		if h := must(s.StandardHistory(ctx, "c", "WX-001")); len(h) != 2 || h[0].Number != 2 || h[1].Number != 1 {
			t.Errorf("the history is %+v", h)
		}
		if list := must(s.StandardsInForce(ctx, "d")); len(list) != 0 {
			t.Errorf("another community sees %+v", list)
		}
		if list := must(s.StandardHistory(ctx, "d", "WX-001")); len(list) != 0 {
			t.Errorf("another community sees %+v", list)
		}
	})
}
