package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

// TestCalls: calls are listed by who makes them and when, community by community, and are no
// business of the clock nor of the chat.
func TestCalls(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		orders := map[desk.CommunityID]*desk.WorkOrder{}
		for _, c := range []desk.CommunityID{"c", "other"} {
			w := &desk.WorkOrder{Community: c, Kind: desk.Complaint, Priority: desk.PC, Title: "吵", OpenedAt: now, State: desk.Resolved}
			ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
			orders[c] = w
		}
		add := func(f desk.FollowUp) *desk.FollowUp {
			f.Order = orders[f.Community].ID
			if f.Episode != 0 {
				f.Order = 0
			}
			ok(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{&f}}))
			return &f
		}
		later := add(desk.FollowUp{Community: "c", Stage: desk.StageCall, DueAt: now.Add(2 * time.Hour), Caller: anna.ID, Cause: desk.CallNoChat})
		soon := add(desk.FollowUp{Community: "c", Stage: desk.StageCall, DueAt: now.Add(time.Hour), Caller: boss.ID, Cause: desk.CallRating, Episode: 9,
			Conversation: 4, Words: "狗证", Tries: []time.Time{now}, Result: desk.CallResult{Remark: "忙"}})
		over := add(desk.FollowUp{Community: "c", Stage: desk.StageCall, Outcome: desk.OutcomeRefused, Caller: anna.ID})
		chat := add(desk.FollowUp{Community: "c", Stage: desk.StageConfirm, DueAt: now, Conversation: 4})
		away := add(desk.FollowUp{Community: "other", Stage: desk.StageCall, DueAt: now, Caller: anna.ID})

		ids := func(list []desk.FollowUp, err error) []int64 {
			t.Helper()
			ok(t, err)
			out := []int64{}
			for i := range list {
				out = append(out, list[i].ID)
			}
			return out
		}
		for _, tc := range []struct {
			name string
			got  []int64
			want []int64
		}{
			{"all, what is due first on top", ids(s.Calls(ctx, "c", store.CallFilter{Limit: 9})), []int64{soon.ID, later.ID}},
			{"as many as asked for", ids(s.Calls(ctx, "c", store.CallFilter{Limit: 1})), []int64{soon.ID}},
			{"one's own", ids(s.Calls(ctx, "c", store.CallFilter{Caller: anna.ID, Limit: 9})), []int64{later.ID}},
			{"due by then", ids(s.Calls(ctx, "c", store.CallFilter{DueBy: now.Add(time.Hour), Limit: 9})), []int64{soon.ID}},
			{"none is due", ids(s.Calls(ctx, "c", store.CallFilter{DueBy: now, Limit: 9})), []int64{}},
			{"those that are over", ids(s.Calls(ctx, "c", store.CallFilter{Done: true, Limit: 9})), []int64{over.ID}},
			{"another community's", ids(s.Calls(ctx, "other", store.CallFilter{Limit: 9})), []int64{away.ID}},
			{"open ones", ids(s.CallsOpen(ctx, "c")), []int64{soon.ID, later.ID}},
			{"nobody's", ids(s.CallsOpen(ctx, "nowhere")), []int64{}},
			{"what the clock moves", ids(s.FollowUpsDue(ctx, now.Add(9*time.Hour), 9)), []int64{chat.ID}},
		} {
			if !slices.Equal(tc.got, tc.want) {
				t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
			}
		}
		if f := must(s.FollowUp(ctx, soon.ID)); f.Order != 0 || f.Episode != 9 || f.Words != "狗证" || f.Cause != desk.CallRating ||
			len(f.Tries) != 1 || !f.Tries[0].Equal(now) || f.Result.Remark != "忙" || f.Caller != boss.ID {
			t.Errorf("the call is read as %+v", f)
		}
		if f := must(s.FollowUpOf(ctx, orders["c"].ID)); f.ID != chat.ID {
			t.Errorf("the chat's follow-up is %+v", f)
		}
		_, err := s.FollowUpOf(ctx, orders["other"].ID)
		wantErr(t, err, desk.ErrNotFound)
		stale := *soon
		soon.Caller = anna.ID
		ok(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{soon}}))
		wantErr(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{&stale}}), desk.ErrConflict)
	})
}

// TestLostChatBringsTheQuestionForward: when a message to a resident is given up, what was to
// be asked there is due at once; calls and other residents' questions are not.
func TestLostChatBringsTheQuestionForward(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		turn := opening(t, s, "7", clock.Now())
		ok(t, s.Commit(ctx, turn))
		due := clock.Now().Add(24 * time.Hour)
		var mine, call, over, other = desk.FollowUp{Stage: desk.StageRating, DueAt: due}, desk.FollowUp{Stage: desk.StageCall, DueAt: due},
			desk.FollowUp{Stage: desk.StageRating, Outcome: desk.OutcomeAnswered}, desk.FollowUp{Stage: desk.StageRating, DueAt: due}
		for i, f := range []*desk.FollowUp{&mine, &call, &over, &other} {
			f.Order, f.Conversation, f.Community = turn.Orders[0].ID, turn.Conversation.ID, "c"
			if i == 3 {
				f.Conversation++
			}
		}
		ok(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{&mine, &call, &over, &other}}))
		ok(t, s.Failed(ctx, turn.Replies[0].Key, "403", time.Time{}))
		var got string
		for _, f := range must(s.FollowUpsDue(ctx, clock.Now(), 9)) {
			got += fmt.Sprint(f.ID, " ")
		}
		if got != fmt.Sprint(mine.ID, " ") {
			t.Errorf("due are %s, want %d", got, mine.ID)
		}
		wantErr(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{&mine}}), desk.ErrConflict) // decided before that
	})
}

// TestOneFormOneOrder: a form that is sent again opens no second order.
func TestOneFormOneOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		order := func(key string) *desk.WorkOrder {
			return &desk.WorkOrder{Community: "c", Kind: desk.Repair, Priority: desk.P2, Title: "漏水", OpenedAt: clock.Now(), State: desk.Opened, FormKey: key}
		}
		first := order("1:a")
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{first}}))
		wantErr(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{order("1:a")}}), desk.ErrConflict)
		if got := must(s.OrderOfForm(ctx, "1:a")); got.ID != first.ID || got.Number != first.Number {
			t.Errorf("the form opened %+v", got)
		}
		for _, key := range []string{"2:a", "", ""} { // another form, and orders of none
			ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{order(key)}}))
		}
		for _, key := range []string{"", "1:b"} {
			_, err := s.OrderOfForm(ctx, key)
			wantErr(t, err, desk.ErrNotFound)
		}
		first.Title = "又漏水" // a later change is no second opening
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{first}}))
	})
}

// TestCallsOfTheClock: those of which somebody is to be reminded, and those whose resident has
// read the question after all; how many there are.
func TestCallsOfTheClock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		begin := func() desk.Conversation {
			c, _, err := s.BeginConversation(ctx, "c")
			ok(t, err)
			return c
		}
		readIt, wrote, before, never := begin(), begin(), begin(), begin()
		w := &desk.WorkOrder{Community: "c", Kind: desk.Repair, Priority: desk.P2, Title: "漏水", OpenedAt: now, State: desk.Resolved}
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
		call := func(c desk.Conversation, change func(*desk.FollowUp)) *desk.FollowUp {
			f := &desk.FollowUp{Order: w.ID, Conversation: c.ID, Community: "c", Stage: desk.StageCall, Cause: desk.CallUnread, AskedAt: now,
				DueAt: now.Add(time.Hour), RemindAt: now.Add(2 * time.Hour), Reminded: 2, Caller: anna.ID}
			change(f)
			ok(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{f}}))
			return f
		}
		same := func(*desk.FollowUp) {}
		mine, its, late := call(readIt, same), call(wrote, func(f *desk.FollowUp) { f.RemindAt = now.Add(time.Hour) }), call(before, func(f *desk.FollowUp) { f.RemindAt = time.Time{} })
		call(never, func(f *desk.FollowUp) { f.DueAt = now.Add(9 * time.Hour) })
		call(readIt, func(f *desk.FollowUp) { f.Finish(desk.OutcomeRefused, now) })
		call(readIt, func(f *desk.FollowUp) { f.Cause, f.Caller = desk.CallNoChat, boss.ID })

		ok(t, s.MarkRead(ctx, readIt.ID, now))
		ok(t, s.MarkRead(ctx, readIt.ID, now.Add(-time.Hour))) // never goes back
		ok(t, s.MarkRead(ctx, before.ID, now.Add(-time.Millisecond)))
		ok(t, s.MarkRead(ctx, 99, now))
		wrote.LastAt = now.Add(time.Millisecond)
		ok(t, s.Commit(ctx, &desk.Turn{Conversation: &wrote}))
		ok(t, s.Commit(ctx, &desk.Turn{Conversation: &readIt})) // decided before it was read
		if c := must(s.Conversation(ctx, readIt.ID)); !c.ReadTo.Equal(now) {
			t.Errorf("read to %v, want %v", c.ReadTo, now)
		}
		if c := must(s.Conversation(ctx, never.ID)); !c.ReadTo.IsZero() {
			t.Errorf("never read, yet to %v", c.ReadTo)
		}
		ids := func(list []desk.FollowUp) string {
			out := ""
			for i := range list {
				out += fmt.Sprint(list[i].ID, " ")
			}
			return out
		}
		if got, want := ids(must(s.CallsReadAfterAll(ctx, 9))), fmt.Sprint(mine.ID, " ", its.ID, " "); got != want {
			t.Errorf("read after all: %s, want %s", got, want)
		}
		if got, want := ids(must(s.CallsReadAfterAll(ctx, 1))), fmt.Sprint(mine.ID, " "); got != want {
			t.Errorf("read after all, one: %s, want %s", got, want)
		}
		if got := ids(must(s.CallsToRemind(ctx, now.Add(time.Hour-1), 9))); got != "" {
			t.Errorf("to be reminded of too early: %s", got)
		}
		if got, want := ids(must(s.CallsToRemind(ctx, now.Add(2*time.Hour), 2))), fmt.Sprint(its.ID, " ", mine.ID, " "); got != want {
			t.Errorf("to be reminded of: %s, want %s", got, want)
		}
		if f := must(s.FollowUp(ctx, mine.ID)); f.Reminded != 2 || !f.RemindAt.Equal(now.Add(2*time.Hour)) {
			t.Errorf("read back it is %+v", f)
		}
		if f := must(s.FollowUp(ctx, late.ID)); !f.RemindAt.IsZero() {
			t.Errorf("nobody is to be reminded, yet at %v", f.RemindAt)
		}
		for _, tc := range []struct {
			f    store.CallFilter
			want int
		}{{store.CallFilter{Limit: 9}, 5}, {store.CallFilter{Limit: 2}, 2}, {store.CallFilter{Caller: boss.ID, Limit: 9}, 1},
			{store.CallFilter{DueBy: now.Add(time.Hour), Limit: 9}, 4}, {store.CallFilter{Done: true, Limit: 9}, 1}} {
			if n := must(s.CountCalls(ctx, "c", tc.f)); n != tc.want {
				t.Errorf("%+v: %d calls, want %d", tc.f, n, tc.want)
			}
		}
		if n := must(s.CountCalls(ctx, "elsewhere", store.CallFilter{Limit: 9})); n != 0 {
			t.Errorf("elsewhere: %d calls", n)
		}
	})
}
