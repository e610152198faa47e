package store_test

import (
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

// Repeats are counted within the span, in one community, and without what was withdrawn or
// is another order's.
func TestRepeats(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		com := community(t)
		lift := func(title string, change func(*desk.WorkOrder)) *desk.WorkOrder {
			w := &desk.WorkOrder{Community: "c", Kind: desk.Repair, Category: "电梯", Priority: desk.P2, Title: title, Place: desk.Place{Building: "3", Unit: "2"}}
			if change != nil {
				change(w)
			}
			w.Open(com, desk.TheResident, clock.Now())
			return w
		}
		save := func(w *desk.WorkOrder) *desk.WorkOrder {
			ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
			return w
		}
		save(lift("太早", nil))
		clock.Add(time.Millisecond)
		save(lift("刚好", nil))
		save(lift("别的楼", func(w *desk.WorkOrder) { w.Place.Building = "4" }))
		save(lift("别的小区", func(w *desk.WorkOrder) { w.Community = "other" }))
		save(lift("投诉", func(w *desk.WorkOrder) { w.Kind = desk.Complaint }))
		save(lift("货梯", nil))
		gone := save(lift("取消了", nil))
		ok(t, gone.Cancel(desk.TheResident, "", com, clock.Now()))
		save(gone)
		main, twin := save(lift("主单", nil)), save(lift("重复", nil))
		ok(t, twin.MergeInto(main, boss.Actor(), com, clock.Now()))
		save(twin)
		clock.Add(desk.RepeatSpan)
		next := lift("这次", nil)
		if n := must(s.Repeats(ctx, next)); n != 2 {
			t.Errorf("before it is stored, %d before it, want 刚好 and 主单", n)
		}
		save(next)
		later := save(lift("同时的下一张", func(w *desk.WorkOrder) { w.Place.Unit = "1" }))
		for w, want := range map[*desk.WorkOrder]string{next: "主单 刚好", later: "这次 主单 刚好", main: "刚好 太早"} {
			got := must(s.Order(ctx, w.ID))
			list := must(s.Repeated(ctx, &got, 5))
			if got.Before != len(strings.Fields(want)) || titles(list) != want {
				t.Errorf("before %s there are %d: %s; want %s", w.Title, got.Before, titles(list), want)
			}
		}
		if list := must(s.Repeated(ctx, later, 2)); titles(list) != "这次 主单" {
			t.Errorf("the latest two are %s", titles(list))
		}
		none := must(s.Order(ctx, save(lift("表扬", func(w *desk.WorkOrder) { w.Kind = desk.Praise })).ID))
		if list := must(s.Repeated(ctx, &none, 5)); none.Before != 0 || len(list) != 0 {
			t.Errorf("praise repeats %s", titles(list))
		}
		ok(t, store.ForgetThings(s))
		if n := must(s.Repeats(ctx, next)); n != 0 {
			t.Errorf("%d are known that nobody looked at", n)
		}
		ok(t, store.NameThings(s))
		if n := must(s.Repeats(ctx, next)); n != 2 {
			t.Errorf("of an earlier database %d are found, want 2", n)
		}
	})
}

// The count walks its index and nothing else, and so does the list.
func TestRepeatsAlongTheIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		w := &desk.WorkOrder{Community: "c", Kind: desk.Repair, Category: "电梯", Place: desk.Place{Building: "3"}, OpenedAt: clock.Now()}
		for _, plan := range must(store.PlansOfRepeats(s, w)) {
			if !strings.Contains(plan, "USING COVERING INDEX orders_thing (community=? AND thing=? AND opened_at>? AND opened_at<?)") {
				t.Errorf("the plan is %q", plan)
			}
		}
	})
}
