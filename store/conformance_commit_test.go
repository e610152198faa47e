package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

func community(t *testing.T) *desk.Community {
	t.Helper()
	c := &desk.Community{ID: "c", Name: "小区", Zone: "UTC"}
	ok(t, c.Check())
	return c
}

func newOrder(t *testing.T, at time.Time) *desk.WorkOrder {
	w := &desk.WorkOrder{Community: "c", Kind: desk.Repair, Category: "水电", Priority: desk.P2, Title: "水管漏水"}
	w.Open(community(t), desk.TheResident, at)
	return w
}

// opening is a turn as the bot makes it: the message settled, an episode begun, an
// order opened, replies, a card for the staff room, the answer noted.
func opening(t *testing.T, s *store.Store, externalID string, at time.Time) *desk.Turn {
	t.Helper()
	receive(t, s, externalID, externalID, "厨房水管漏了")
	m := next(t, s, 1)[0]
	c := must(s.Conversation(ctx, m.Conversation))
	w := newOrder(t, at)
	w.Conversation = c.ID
	return &desk.Turn{
		Inbound: &m, Conversation: &c, Orders: []*desk.WorkOrder{w},
		Episode: &desk.Episode{Community: "c", Conversation: c.ID, StartedAt: at, LastAt: at, Asked: 1, Orders: 1, Topics: []string{"order:水电"}},
		Replies: []desk.Message{{Key: fmt.Sprintf("turn:%d:0", m.ID), From: desk.FromBot, Order: desk.NewOrder, ReplyTo: m.Message,
			Text:    "已登记，工单号" + desk.NewOrderNumber,
			Buttons: []desk.Button{{Label: "催单", Press: desk.NewPress("urge", desk.NewOrderID)}}}},
		Out: []desk.Outbound{{Key: "order:" + desk.NewOrderID + ":card", Order: desk.NewOrder, Text: "新工单 " + desk.NewOrderNumber,
			To: desk.Address{Channel: desk.ChannelTelegram, ID: "-100"}, Buttons: []desk.Button{{Label: "认领", Press: "claim:" + desk.NewOrderID}}}},
		Answer: &desk.Answered{Message: m.Message, Decision: "order", At: at},
	}
}

func TestCardsOfSingleStaffAreFoundAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		turn := opening(t, s, "7", clock.Now())
		card := turn.Out[0]
		card.Key, card.To.ID = card.Key+":staff:3", "8001"
		edit := desk.Outbound{Key: "order:" + desk.NewOrderID + ":card:v2:staff:3", Order: desk.NewOrder, To: card.To, Edits: card.Key, Text: "已接单"}
		turn.Out = append(turn.Out, card, edit)
		ok(t, s.Commit(ctx, turn))
		id := turn.Orders[0].ID
		if got := must(s.CardsOf(ctx, id)); len(got) != 1 || got[0].Key != fmt.Sprintf("order:%d:card:staff:3", id) || got[0].To != card.To {
			t.Errorf("cards of single staff: %+v", got)
		}
	})
}

func TestCommitWritesTheTurnWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		turn := opening(t, s, "7", clock.Now())
		ok(t, s.Commit(ctx, turn))
		w := must(s.Order(ctx, turn.Orders[0].ID))
		if w.Number != "WO20261123-0001" || w.State != desk.Opened || len(w.Log) != 1 || w.Log[0].Move != desk.MoveOpen || w.Episode != turn.Episode.ID {
			t.Errorf("the order is %+v", w)
		}
		c := must(s.Conversation(ctx, turn.Conversation.ID))
		if c.Episode != turn.Episode.ID || c.Version != 2 {
			t.Errorf("the conversation is %+v", c)
		}
		record := must(s.Messages(ctx, c.ID, 0, 10))
		if len(record) != 2 {
			t.Fatalf("the record holds %d lines", len(record))
		}
		reply := record[1]
		if reply.Text != "已登记，工单号WO20261123-0001" || reply.Order != w.ID || reply.OrderNumber != w.Number ||
			reply.Buttons[0].Press != fmt.Sprintf("urge:%d", w.ID) || !reply.At.Equal(clock.Now()) {
			t.Errorf("the reply is %+v", reply)
		}
		out := must(s.NextOutbound(ctx, 10, time.Minute))
		slices.SortFunc(out, func(a, b desk.Outbound) int { return len(a.Key) - len(b.Key) })
		if len(out) != 2 || out[0].Key != "turn:1:0" || out[0].To != c.Address || out[0].Text != reply.Text || out[0].Order != w.ID {
			t.Errorf("to be sent: %+v", out)
		}
		card := out[1]
		if card.Key != fmt.Sprintf("order:%d:card", w.ID) || card.Order != w.ID || card.Text != "新工单 "+w.Number || card.Buttons[0].Press != fmt.Sprintf("claim:%d", w.ID) {
			t.Errorf("the card is %+v", card)
		}
		if e := must(s.Episode(ctx, turn.Episode.ID)); e.Topics[0] != "order:水电" || e.Orders != 1 || !e.StartedAt.Equal(clock.Now()) {
			t.Errorf("the episode is %+v", e)
		}
		if w := must(s.Waiting(ctx)); w.Inbox != 0 {
			t.Error("the message is not settled")
		}
	})
}

// The mark stands for the order that the turn opens, not for one it changes as well.
func TestMarksAreTheNewOrders(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		first := opening(t, s, "7", clock.Now())
		ok(t, s.Commit(ctx, first))
		turn := opening(t, s, "8", clock.Now())
		old := must(s.Order(ctx, first.Orders[0].ID))
		ok(t, old.Urge(clock.Now()))
		turn.Orders = append([]*desk.WorkOrder{&old}, turn.Orders...)
		turn.Replies = append(turn.Replies, desk.Message{Key: "about the old one", From: desk.FromBot, Order: old.ID, Text: "已催"})
		ok(t, s.Commit(ctx, turn))
		record := must(s.Messages(ctx, turn.Conversation.ID, 0, 10))
		if got := record[1]; got.OrderNumber != "WO20261123-0002" || got.Order == old.ID || got.Text != "已登记，工单号WO20261123-0002" {
			t.Errorf("about the new order: %+v", got)
		}
		if got := record[2]; got.OrderNumber != "WO20261123-0001" || got.Order != old.ID {
			t.Errorf("about the old order: %+v", got)
		}
	})
}

// counts is how much of everything there is, to see that a conflict wrote nothing.
func counts(t *testing.T, s *store.Store) string {
	t.Helper()
	orders := must(s.Orders(ctx, store.OrderFilter{Limit: 100}))
	facts := must(s.Facts(ctx, "", time.Unix(0, 0), storetest.Start.AddDate(1, 0, 0)))
	w := must(s.Waiting(ctx))
	state := fmt.Sprint(len(orders), len(facts.Episodes), len(facts.FollowUps), w)
	for _, o := range orders {
		full := must(s.Order(ctx, o.ID))
		state += fmt.Sprint(" ", o.State, o.Version, len(full.Log))
	}
	for _, c := range facts.Episodes {
		state += fmt.Sprint(" ", c.Version, len(must(s.Messages(ctx, c.Conversation, 0, 100))), must(s.Conversation(ctx, c.Conversation)).Version)
	}
	return state
}

func TestConflictWritesNothing(t *testing.T) {
	for name, spoil := range map[string]func(*desk.Turn){
		"the message is settled already":    func(t *desk.Turn) { t.Inbound.Attempt++ },
		"the conversation has moved on":     func(t *desk.Turn) { t.Conversation.Version-- },
		"the order has moved on":            func(t *desk.Turn) { t.Orders[0].Version-- },
		"the second order has moved on":     func(t *desk.Turn) { t.Orders[1].Version-- },
		"the episode has moved on":          func(t *desk.Turn) { t.Episode.Version-- },
		"the follow-up has moved on":        func(t *desk.Turn) { t.FollowUps[1].Version-- },
		"there is no such order":            func(t *desk.Turn) { t.Orders[0].ID = 99 },
		"there is no such conversation row": func(t *desk.Turn) { t.Conversation.ID = 99 },
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
				first, other := opening(t, s, "7", clock.Now()), opening(t, s, "8", clock.Now())
				ok(t, s.Commit(ctx, first))
				ok(t, s.Commit(ctx, other))
				f := &desk.FollowUp{Order: first.Orders[0].ID, Community: "c", Stage: desk.StageConfirm, DueAt: clock.Now()}
				ok(t, s.Commit(ctx, &desk.Turn{FollowUps: []*desk.FollowUp{f}}))

				receive(t, s, "7", "again", "还没来人")
				m := next(t, s, 1)[0]
				build := func() *desk.Turn {
					c := must(s.Conversation(ctx, m.Conversation))
					e := must(s.Episode(ctx, first.Episode.ID))
					a, b := must(s.Order(ctx, first.Orders[0].ID)), must(s.Order(ctx, other.Orders[0].ID))
					due := must(s.FollowUpOf(ctx, a.ID))
					e.Refused++
					ok(t, a.Urge(clock.Now()))
					ok(t, b.Urge(clock.Now()))
					fresh := newOrder(t, clock.Now())
					in := m
					return &desk.Turn{Inbound: &in, Conversation: &c, Episode: &e, Orders: []*desk.WorkOrder{&a, &b, fresh},
						FollowUps: []*desk.FollowUp{{Order: a.ID, Community: "c", Stage: desk.StageCall}, &due},
						Replies:   []desk.Message{{Key: "k", From: desk.FromBot, Text: "已催"}},
						Out:       []desk.Outbound{{Key: "o", To: desk.Address{Channel: desk.ChannelTelegram, ID: "-100"}}}}
				}
				before := counts(t, s)
				turn := build()
				spoil(turn)
				wantErr(t, s.Commit(ctx, turn), desk.ErrConflict)
				if after := counts(t, s); after != before {
					t.Fatalf("before the conflict\n%s\nafter it\n%s", before, after)
				}
				ok(t, s.Commit(ctx, build())) // decided again on what stands
				if after := counts(t, s); after == before {
					t.Fatal("the turn wrote nothing")
				}
			})
		})
	}
}

func TestFiftyClaimsOneWinner(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		turn := opening(t, s, "7", clock.Now())
		ok(t, s.Commit(ctx, turn))
		id := turn.Orders[0].ID
		var mu sync.Mutex
		var winners []desk.StaffID
		var wg sync.WaitGroup
		start := make(chan struct{})
		for i := range 50 {
			wg.Go(func() {
				<-start
				w := must(s.Order(ctx, id))
				me := desk.Actor{Kind: desk.ByStaff, Staff: desk.StaffID(i + 1), Name: fmt.Sprint("员工", i)}
				if w.Claim(me, clock.Now()) != nil {
					return // a colleague's claim was seen
				}
				err := s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&w}})
				if err == nil {
					mu.Lock()
					winners = append(winners, me.Staff)
					mu.Unlock()
				} else if !isConflict(err) {
					t.Error(err)
				}
			})
		}
		close(start)
		wg.Wait()
		w := must(s.Order(ctx, id))
		if len(winners) != 1 || w.ClaimedBy != winners[0] || len(w.Log) != 2 {
			t.Errorf("winners %v, claimed by %d, log of %d", winners, w.ClaimedBy, len(w.Log))
		}
	})
}

func TestOrderNumbersAreUnique(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		var numbers sync.Map
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				w := newOrder(t, clock.Now().AddDate(0, 0, i%2))
				if err := s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}); err != nil {
					t.Error(err)
				}
				if _, twice := numbers.LoadOrStore(w.Number, w.ID); twice {
					t.Errorf("number %s was given twice", w.Number)
				}
			})
		}
		wg.Wait()
		for _, day := range []string{"20261123", "20261124"} {
			if w := must(s.OrderByNumber(ctx, "WO"+day+"-0030")); w.ID == 0 {
				t.Errorf("the numbers of %s have gaps", day)
			}
		}
		_, err := s.OrderByNumber(ctx, "WO20261123-0031")
		wantErr(t, err, desk.ErrNotFound)
	})
}

func TestOrderComesBackAsItWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		c := community(t)
		wang := desk.Actor{Kind: desk.ByStaff, Staff: 1, Name: "王师傅", Role: desk.RoleStaff}
		w := newOrder(t, clock.Now())
		w.Place, w.Media = desk.Place{Building: "3", Room: "501"}, []desk.MediaRef{{Ref: "r", Kind: desk.Photo}}
		hour := func(h int) time.Time { return clock.Now().Add(time.Duration(h) * time.Hour) }
		w.Climb(hour(1))
		for _, err := range []error{w.Claim(wang, hour(1)), w.Hold(wang, "等配件", hour(5), hour(2)), w.Resume(wang, c, hour(4)),
			w.Resolve(wang, "换了角阀", c, hour(5)), w.Rate(2, c, hour(6)), w.Claim(wang, hour(7)),
			w.Promise(desk.PromiseAnswer, "两小时内回电", hour(9), wang, hour(7))} {
			ok(t, err)
		}
		w.Climb(hour(9))
		w.KeepPromise(hour(10), desk.PromiseAnswer)
		ok(t, w.Acknowledge(wang, hour(10)))
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
		got := must(s.Order(ctx, w.ID))
		if got.Held != 2*time.Hour || got.Handled != 2*time.Hour || got.Rating != 2 || !got.RatedAt.Equal(hour(6)) || got.Reopens != 1 ||
			!slices.Equal(got.Missed, []desk.Clock{desk.ClockRespond}) || got.Place != w.Place || !slices.Equal(got.Media, w.Media) ||
			!got.Due.Finish.Equal(w.Due.Finish) || !got.FirstActAt.Equal(hour(7)) || got.Ladder != w.Ladder {
			t.Errorf("stored as %+v", got)
		}
		if p := got.Promised; p.Kind != desk.PromiseAnswer || p.Words != "两小时内回电" || !p.Made.Equal(hour(7)) || !p.Due.Equal(hour(9)) || !p.Kept.Equal(hour(10)) || p.N != 1 {
			t.Errorf("the promise is stored as %+v", p)
		}
		if a := got.Alerts; len(a) != len(w.Alerts) || a[0].Ack != wang.Name || !a[0].AckAt.Equal(hour(10)) || a[0].Step != w.Alerts[0].Step {
			t.Errorf("the alerts are stored as %+v", a)
		}
		if len(got.Log) != len(w.Log) || got.Log[2].By != wang || got.Log[2].Why != w.Log[2].Why || got.NewLog != 0 {
			t.Errorf("the log is %+v", got.Log)
		}
		if ids := must(s.OrdersToCheck(ctx, w.NextCheck(), 10)); !slices.Equal(ids, []int64{w.ID}) {
			t.Errorf("to check: %v", ids)
		}
		if ids := must(s.OrdersToCheck(ctx, w.NextCheck().Add(-time.Millisecond), 10)); len(ids) != 0 {
			t.Errorf("to check too early: %v", ids)
		}
	})
}
