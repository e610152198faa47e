package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

var (
	anna    = desk.Staff{ID: 1, Community: "c", Name: "王师傅", Role: desk.RoleStaff}
	boss    = desk.Staff{ID: 2, Community: "c", Name: "陈经理", Role: desk.RoleManager}
	asActor = func(p desk.Staff) desk.Actor { return p.Actor() }
)

// listed opens orders in several communities, priorities and states, and names them.
func listed(t *testing.T, s *store.Store, clock *storetest.Clock) map[string]*desk.WorkOrder {
	t.Helper()
	com, now := community(t), clock.Now()
	out := map[string]*desk.WorkOrder{}
	save := func(name string, change func(w *desk.WorkOrder)) *desk.WorkOrder {
		w := &desk.WorkOrder{Community: "c", Kind: desk.Repair, Category: "水电", Priority: desk.P2, Title: name, Text: name,
			Place: desk.Place{Building: "3", Unit: "2", Room: "501"}}
		change(w)
		w.Open(com, desk.TheResident, now)
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
		out[name] = w
		return w
	}
	again := func(w *desk.WorkOrder, moves ...error) {
		for _, err := range moves {
			ok(t, err)
		}
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
	}
	save("漏水", func(w *desk.WorkOrder) {
		w.Text, w.Phone, w.Resident = "3栋2单元501厨房漏水，电话13812341234", "13812341234", "李阿姨"
	})
	w := save("路灯不亮", func(w *desk.WorkOrder) {
		w.Category, w.Priority, w.Place = "公共照明", desk.P3, desk.Place{Spot: "南门"}
	})
	again(w, w.Claim(asActor(anna), now))
	w = save("門禁壞了", func(w *desk.WorkOrder) { w.Category, w.Place.Building, w.Phone = "弱电门禁", "5", "13900005678" })
	again(w, w.Claim(asActor(anna), now), w.Start(asActor(anna), com, now))
	save("电梯困人", func(w *desk.WorkOrder) { w.Priority, w.Kind, w.Category = desk.P0, desk.EmergencyOf, "电梯" })
	w = save("等配件的水管", func(*desk.WorkOrder) {})
	again(w, w.Claim(asActor(anna), now), w.Hold(asActor(anna), "等配件", now.Add(48*time.Hour), now))
	save("表扬", func(w *desk.WorkOrder) { w.Kind, w.Priority = desk.Praise, desk.P3 })
	w = save("修好的水管", func(*desk.WorkOrder) {})
	again(w, w.Claim(asActor(anna), now), w.Resolve(asActor(anna), "换了", com, now))
	w = save("人已救出", func(w *desk.WorkOrder) {
		w.Priority, w.Kind, w.Place = desk.P0, desk.EmergencyOf, desk.Place{Spot: "北门岗亭"}
	})
	again(w, w.Claim(asActor(anna), now), w.Resolve(asActor(anna), "放出来了", com, now))
	save("别家漏水", func(w *desk.WorkOrder) { w.Community = "other" })
	return out
}

func titles(list []desk.WorkOrder) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Title)
	}
	return strings.Join(out, " ")
}

func TestOrderLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		listed(t, s, clock)
		for _, tc := range []struct {
			name string
			f    store.OrderFilter
			want string
		}{
			{"newest first", store.OrderFilter{}, "人已救出 修好的水管 表扬 等配件的水管 电梯困人 門禁壞了 路灯不亮 漏水"},
			{"what is due next", store.OrderFilter{ByDue: true}, "电梯困人 漏水 門禁壞了 路灯不亮 等配件的水管 表扬"},
			{"unclaimed", store.OrderFilter{ByDue: true, States: []desk.OrderState{desk.Opened, desk.Reopened}}, "电梯困人 漏水 表扬"},
			{"mine", store.OrderFilter{ByDue: true, ClaimedBy: anna.ID}, "門禁壞了 路灯不亮 等配件的水管"},
			{"a building", store.OrderFilter{Building: "5"}, "門禁壞了"},
			{"a category", store.OrderFilter{ByDue: true, Category: "公共照明"}, "路灯不亮"},
			{"a priority", store.OrderFilter{Priority: desk.P0}, "人已救出 电梯困人"},
			{"a kind", store.OrderFilter{ByDue: true, Kind: desk.Praise}, "表扬"},
			{"resolved", store.OrderFilter{States: []desk.OrderState{desk.Resolved}}, "人已救出 修好的水管"},
			{"owing a report", store.OrderFilter{OwesReport: true}, "人已救出"},
			{"nothing", store.OrderFilter{Building: "5", Priority: desk.P0}, ""},
			{"none is late", store.OrderFilter{Overdue: true, ByDue: true}, ""},
		} {
			tc.f.Community, tc.f.Limit = "c", 20
			if got := titles(must(s.Orders(ctx, tc.f))); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
			}
			if n := must(s.CountOrders(ctx, tc.f)); n != len(strings.Fields(tc.want)) {
				t.Errorf("%s: %d counted", tc.name, n)
			}
		}
		clock.Add(20 * time.Minute)
		late := store.OrderFilter{Community: "c", Overdue: true, ByDue: true, Limit: 20}
		if got := titles(must(s.Orders(ctx, late))); got != "电梯困人 漏水" {
			t.Errorf("late are %q", got)
		}
		if got := must(s.Buildings(ctx, "c")); !slices.Equal(got, []string{"3", "5"}) {
			t.Errorf("buildings are %q", got)
		}
	})
}

func TestOrderListPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		listed(t, s, clock)
		f := store.OrderFilter{Community: "c", ByDue: true, Limit: 2}
		var seen []string
		for range 10 {
			page := must(s.Orders(ctx, f))
			if len(page) == 0 {
				break
			}
			seen = append(seen, titles(page))
			f.After = store.CursorOf(&page[len(page)-1])
		}
		if got := strings.Join(seen, "/"); got != "电梯困人 漏水/門禁壞了 路灯不亮/等配件的水管 表扬" {
			t.Errorf("pages are %q", got)
		}
	})
}

func TestOrderSearch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		all := listed(t, s, clock)
		number := all["漏水"].Number
		for _, tc := range []struct {
			search string
			seer   desk.Staff
			want   string
		}{
			{"漏水", anna, "漏水"},
			{"厨房漏水", anna, "漏水"},
			{"水管", anna, "修好的水管 等配件的水管"},
			{"门禁", anna, "門禁壞了"}, // traditional script is found in simplified
			{number, anna, "漏水"},
			{number[len(number)-4:], anna, "漏水"},
			{strings.ToLower(number), anna, "漏水"},
			{"3栋2单元", boss, "修好的水管 表扬 等配件的水管 电梯困人 漏水"},
			{"李阿姨", anna, "漏水"},
			{"1234", anna, "漏水"}, // the last four of a number are never hidden
			{"南门", anna, "路灯不亮"},
			{"没有这样的", boss, ""},
			{"！？", boss, ""},
			// What is masked until somebody has the order is not found by others.
			{"13812341234", boss, "漏水"},
			{"13812341234", anna, ""},
			{"13900005678", anna, "門禁壞了"},
			{"3栋2单元501", boss, "修好的水管 表扬 等配件的水管 电梯困人 漏水"},
			{"3栋2单元501", anna, "修好的水管 等配件的水管 电梯困人"},
		} {
			f := store.OrderFilter{Community: "c", Search: tc.search, Seer: tc.seer, Limit: 20}
			if got := titles(must(s.Orders(ctx, f))); got != tc.want {
				t.Errorf("%s by %s: %q, want %q", tc.search, tc.seer.Role, got, tc.want)
			}
		}
		w := must(s.Order(ctx, all["漏水"].ID))
		ok(t, w.Claim(asActor(anna), clock.Now()))
		w.Resident = "赵先生"
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&w}}))
		for _, search := range []string{"13812341234", "赵先生"} {
			f := store.OrderFilter{Community: "c", Search: search, Seer: anna, Limit: 20}
			if got := titles(must(s.Orders(ctx, f))); got != "漏水" {
				t.Errorf("%s, once claimed: %q", search, got)
			}
		}
	})
}

// Orders of a database from before the search are found after an upgrade.
func TestOrdersOfAnEarlierSchema(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		listed(t, s, clock)
		ok(t, store.ForgetSearch(s))
		if got := must(s.Orders(ctx, store.OrderFilter{Community: "c", ByDue: true, Limit: 20})); len(got) != 0 {
			t.Fatalf("%d are still listed", len(got))
		}
		ok(t, store.IndexOrders(s))
		f := store.OrderFilter{Community: "c", ByDue: true, Search: "漏水", Limit: 20}
		if got := titles(must(s.Orders(ctx, f))); got != "漏水" {
			t.Errorf("found are %q", got)
		}
		if n := must(s.CountOrders(ctx, store.OrderFilter{Community: "c", ByDue: true, Limit: 100})); n != 6 {
			t.Errorf("%d to do", n)
		}
	})
}
