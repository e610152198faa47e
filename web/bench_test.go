package web

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// What the desk is measured with: a community after some years.
const (
	benchOrders   = 100_000
	benchMessages = 10 // of each order
	benchStaff    = 40 // in three shifts
)

// years makes up the orders, the newest two thousand of them still to be done.
func years(com *desk.Community, staff []desk.Staff, now time.Time) iter.Seq2[*desk.Turn, error] {
	r := rand.New(rand.NewPCG(1, 2))
	things := []string{"厨房水管漏水", "楼道灯不亮", "门禁刷不开", "下水道堵了", "空调不制冷", "楼上装修太吵", "电梯有异响", "车位被占"}
	return func(yield func(*desk.Turn, error) bool) {
		for i := range benchOrders {
			at := now.Add(-time.Duration(benchOrders-i) * 15 * time.Minute)
			building, room := fmt.Sprint(1+r.IntN(40)), fmt.Sprint(100*(1+r.IntN(30))+1+r.IntN(4))
			title := things[r.IntN(len(things))]
			w := &desk.WorkOrder{Community: com.ID, Kind: desk.Repair, Category: desk.Categories[r.IntN(len(desk.Categories))],
				Priority: desk.Priorities[min(4, 1+r.IntN(5))], Title: title, Text: fmt.Sprintf("%s栋2单元%s，%s，已经第%d天了，麻烦快一点", building, room, title, r.IntN(9)),
				Place: desk.Place{Building: building, Unit: "2", Room: room}, Resident: "李阿姨", Phone: fmt.Sprintf("138%08d", r.IntN(1e8)), Demo: true}
			w.Open(com, desk.TheResident, at)
			if i < benchOrders-2000 {
				by := staff[r.IntN(len(staff))].Actor()
				_ = w.Claim(by, at)
				_ = w.Resolve(by, "修好了", com, at.Add(time.Hour))
				_ = w.Rate(5, com, at.Add(2*time.Hour))
			} else if i%2 == 0 {
				_ = w.Claim(staff[r.IntN(len(staff))].Actor(), at)
			}
			t := &desk.Turn{Conversation: &desk.Conversation{Address: desk.Address{Channel: desk.ChannelWeb, Community: com.ID}, CreatedAt: at},
				Orders: []*desk.WorkOrder{w}, Episode: &desk.Episode{Community: com.ID, Channel: desk.ChannelWeb, StartedAt: at, LastAt: at, Demo: true}}
			for k := range benchMessages {
				t.Replies = append(t.Replies, desk.Message{Key: fmt.Sprintf("b:%d:%d", i, k), From: desk.FromResident, Text: w.Text, At: at})
			}
			if !yield(t, nil) {
				return
			}
		}
	}
}

// shifts puts the staff of a community into three shifts that go round the clock, a trade for
// two of three, and each building's steward.
func shifts(staff []desk.Staff) desk.Roster {
	r := desk.Roster{Community: staff[0].Community, Trades: map[desk.StaffID][]string{}, Stewards: map[string]desk.StaffID{},
		Shifts: []desk.Shift{{ID: 1, Name: "早班", From: "08:00", To: "16:00"}, {ID: 2, Name: "中班", From: "16:00", To: "00:00"}, {ID: 3, Name: "夜班", From: "00:00", To: "08:00"}}}
	for i, p := range staff {
		r.Weekly = append(r.Weekly, desk.Turnus{Staff: p.ID, Shift: 1 + i%3, Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}})
		if i%3 > 0 {
			r.Trades[p.ID] = []string{desk.Categories[i%len(desk.Categories)], desk.Categories[(i+5)%len(desk.Categories)]}
		}
		r.Stewards[fmt.Sprint(1+i)] = p.ID
	}
	return r
}

// BenchmarkDesk is the time of a page with 100,000 orders, 1,000,000 messages and 40 members of
// staff.
func BenchmarkDesk(b *testing.B) {
	ctx := b.Context()
	st, err := store.Open(ctx, b.TempDir(), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	com := &desk.Community{ID: "east", Name: "东园"}
	if err := com.Check(); err != nil {
		b.Fatal(err)
	}
	p, err := st.AddStaff(ctx, desk.Staff{Community: com.ID, Name: "王师傅", Role: desk.RoleManager})
	if err != nil {
		b.Fatal(err)
	}
	staff := []desk.Staff{p}
	for i := range benchStaff - 1 {
		one, err := st.AddStaff(ctx, desk.Staff{Community: com.ID, Name: fmt.Sprintf("师傅%d", i), Role: desk.RoleStaff})
		if err != nil {
			b.Fatal(err)
		}
		staff = append(staff, one)
	}
	roster := shifts(staff)
	if err := st.Commit(ctx, &desk.Turn{Roster: &roster}); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := st.FillDemo(ctx, com.ID, years(com, staff, time.Now())); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d orders made up in %s", benchOrders, time.Since(began).Round(time.Second))
	token, err := st.NewStaffToken(ctx, p.ID, store.TokenSession, 0)
	if err != nil {
		b.Fatal(err)
	}
	content, err := shippedContent() // with its 190 standards
	if err != nil {
		b.Fatal(err)
	}
	s := New(Config{Store: st, Staff: &bot.Staff{Content: content}, Communities: func() []desk.Community { return []desk.Community{*com} }})
	b.Cleanup(s.Close)
	deep, err := st.Orders(ctx, store.OrderFilter{Community: com.ID, Before: benchOrders / 2, Limit: 1})
	if err != nil || len(deep) == 0 {
		b.Fatal(err)
	}
	lifts, err := st.Orders(ctx, store.OrderFilter{Community: com.ID, Category: "电梯", Limit: 1})
	if err != nil || len(lifts) == 0 {
		b.Fatal(err)
	}
	busy, err := st.Orders(ctx, store.OrderFilter{Community: com.ID, States: inHand, ByDue: true, Limit: 2000})
	if err != nil || len(busy) == 0 {
		b.Fatal(err)
	}
	b.Logf("%d orders in hand", len(busy))
	for _, page := range []struct{ name, path string }{
		{"open", "/desk"}, {"working", "/desk?tab=working"}, {"resolved", "/desk?tab=resolved"}, {"after", "/desk?tab=working&" + tabOf("working").nextPage(&busy[len(busy)/2])}, {"mine", "/desk?tab=mine"}, {"late", "/desk?tab=late"}, {"all", "/desk?tab=all"},
		{"deep", fmt.Sprintf("/desk?tab=all&before=%d", deep[0].ID)},
		{"building", "/desk?tab=all&building=17"}, {"category", "/desk?category=%E7%94%B5%E6%A2%AF"}, {"urgent", "/desk?tab=all&priority=P1"},
		{"search-word", "/desk?tab=all&q=%E6%BC%8F%E6%B0%B4"},                  // 漏水, in one of eight
		{"search-place", "/desk?tab=all&q=17%E6%A0%8B2%E5%8D%95%E5%85%831203"}, // 17栋2单元1203
		{"search-none", "/desk?tab=all&q=%E6%81%90%E9%BE%99"},
		{"duty", "/desk/duty"},
		{"dashboard", "/manage"}, {"dashboard-quarter", "/manage?span=90d"}, {"dashboard-narrow", "/manage?building=17&by=staff"}, {"figure", "/manage/figures/sla"},
		{"standards", "/manage/standards"}, {"standards-quarter", "/manage/standards?since=90d"}, {"standard", "/manage/standards/WX-006?since=90d"},
		{"order", fmt.Sprintf("/desk/orders/%d", deep[0].ID)}, {"order-repeated", fmt.Sprintf("/desk/orders/%d", lifts[0].ID)},
	} {
		b.Run(page.name, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, page.path, nil)
				r.AddCookie(&http.Cookie{Name: sessionCookie, Value: token})
				w := httptest.NewRecorder()
				if s.ServeHTTP(w, r); w.Code != http.StatusOK {
					b.Fatalf("%d: %s", w.Code, w.Body)
				}
			}
		})
	}
}
