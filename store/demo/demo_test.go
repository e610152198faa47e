package demo_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/demo"
	"linli/store/storetest"
)

var (
	ctx   = context.Background()
	until = time.Date(2026, 11, 23, 11, 20, 0, 0, time.FixedZone("CST", 8*3600))
	since = until.AddDate(0, 0, -30)
)

func community(t *testing.T, id desk.CommunityID) *desk.Community {
	t.Helper()
	c := &desk.Community{ID: id, Name: "邻里花园"}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func fill(t *testing.T, s *store.Store, id desk.CommunityID, o demo.Options) store.DemoCount {
	t.Helper()
	o.Until = until
	o.Steps = func(*desk.WorkOrder) []string { return []string{"看", "修", "试"} }
	n, err := demo.Fill(ctx, s, community(t, id), o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func month(t *testing.T, s *store.Store) desk.Facts {
	t.Helper()
	return must(s.Facts(ctx, "demo", since.AddDate(0, 0, -1), until))
}

func TestLooksLikeANormalMonth(t *testing.T) {
	states, outcomes := map[desk.OrderState]int{}, map[desk.Outcome]int{}
	calls, replies := map[desk.CallCause]int{}, map[desk.Reply]int{}
	reasons, priorities, categories := map[desk.HandoverReason]int{}, map[desk.Priority]int{}, map[string]int{}
	for seed := range int64(2) {
		storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
			clock.Set(until)
			start := time.Now()
			n := fill(t, s, "demo", demo.Options{Days: 30, Seed: seed})
			t.Logf("%+v in %v", n, time.Since(start))
			f := must(s.Figures(ctx, "demo", since, until))
			for name, x := range map[string]struct {
				got         desk.Figure
				least, most float64
			}{
				"automation": {f.Automation, 0.70, 0.80}, "csat": {f.CSATStaff, 0.84, 0.94}, "csat of the bot": {f.CSATBot, 0.83, 0.94},
				"sla": {f.SLA, 0.89, 0.96}, "reopened": {f.Reopened, 0.02, 0.10}, "fcr": {f.FCR, 0.90, 0.98}, "unanswered": {f.Unanswered, 0.02, 0.10},
				"follow-up": {f.FollowUp, 0.65, 0.90}, "bot's first response": {f.FRTBotP90, 1, 5}, "handling": {f.AHTP50, 1800, 2 * 3600},
				"orders": {desk.Figure{Value: float64(n.Orders)}, 450, 700}, "demo rows": {desk.Figure{Value: float64(f.Demo - f.Episodes - f.Orders)}, 0, 0},
			} {
				if x.got.Value < x.least || x.got.Value > x.most {
					t.Errorf("seed %d: %s is %+v, want %v to %v", seed, name, x.got, x.least, x.most)
				}
			}
			if w := must(s.Waiting(ctx)); w != (store.Waiting{}) {
				t.Errorf("something waits to be decided or sent: %+v", w)
			}
			facts := month(t, s)
			overdue, urged, owed, reported, done, whole := 0, 0, 0, 0, 0, 0
			for _, w := range facts.Orders {
				states[w.State]++
				priorities[w.Priority]++
				categories[w.Category]++
				urged += w.Urged
				if w.State == desk.Closed {
					done++
					if len(w.Ticks) == 3 {
						whole++
					}
				}
				if w.OwesReport() {
					owed++
				} else if w.Reported() {
					reported++
				}
				if _, due, running := w.NextDue(); running && due.Before(until) {
					overdue++
				}
			}
			for _, e := range facts.Episodes {
				reasons[e.Handover]++
			}
			open := map[desk.CallCause]int{}
			for _, u := range facts.FollowUps {
				outcomes[u.Outcome]++
				if u.Stage == desk.StageCall {
					calls[u.Cause]++
					replies[u.Result.Manner]++
					if u.Outcome == desk.OutcomeOpen && u.Caller != 0 {
						open[u.Cause]++
					}
				}
			}
			if owed == 0 || owed > 9 || reported == 0 || open[desk.CallRating] == 0 {
				t.Errorf("seed %d: %d reports owed, %d written, calls to make: %v", seed, owed, reported, open)
			}
			if whole == done || float64(whole) < 0.9*float64(done) {
				t.Errorf("seed %d: of %d orders %d have their whole checklist", seed, done, whole)
			}
			if overdue == 0 || urged == 0 {
				t.Errorf("%d overdue, %d urged", overdue, urged)
			}
		})
	}
	if yes, all := replies[desk.ReplyYes], replies[desk.ReplyYes]+replies[desk.ReplyNo]; yes == all || float64(yes) < 0.85*float64(all) {
		t.Errorf("of %d who were asked, %d called staff polite", all, yes)
	}
	for _, s := range desk.OrderStates {
		if states[s] == 0 && s != desk.Reopened && s != desk.Claimed { // taken, or begun, within minutes
			t.Errorf("no order is %s", s)
		}
	}
	for _, r := range desk.HandoverReasons {
		if reasons[r] == 0 {
			t.Errorf("nobody is handed over because %s", r)
		}
	}
	for _, p := range desk.Priorities {
		if priorities[p] == 0 {
			t.Errorf("no order of %s", p)
		}
	}
	for _, c := range desk.Categories {
		if categories[c] == 0 {
			t.Errorf("no order of %s", c)
		}
	}
	if len(calls) != 3 {
		t.Errorf("calls are made because of %v", calls)
	}
	if len(outcomes) != 6 {
		t.Errorf("follow-ups end as %v", slices.Collect(maps.Keys(outcomes)))
	}
}

// Everything is marked, lies in the past, and could have happened.
func TestRowsAreSound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		clock.Set(until)
		answer := func(entry string) (string, string) { return "答复 " + entry, "2026-10-01" }
		fill(t, s, "demo", demo.Options{Days: 8, Seed: 1, Answer: answer})
		facts := month(t, s)
		for i := range facts.Orders {
			w := must(s.Order(ctx, facts.Orders[i].ID))
			if !w.Demo || !strings.HasPrefix(w.Resident, "演示住户") || !strings.HasPrefix(w.Phone, "138-0000-") {
				t.Fatalf("order %s is not marked: %+v", w.Number, w)
			}
			state, last := desk.OrderState(""), time.Time{}
			for _, l := range w.Log {
				if l.From != state || l.At.Before(last) || l.At.After(until) {
					t.Fatalf("order %s: log line %+v after %s of %v", w.Number, l, state, last)
				}
				state, last = l.To, l.At
			}
			if state != w.State {
				t.Errorf("order %s is %s, its log ends with %s", w.Number, w.State, state)
			}
		}
		words := map[string]bool{}
		for _, e := range facts.Episodes {
			if !e.Demo || e.StartedAt.After(until) || e.LastAt.Before(e.StartedAt) || !e.EndedAt.IsZero() && e.EndedAt.Before(e.LastAt) {
				t.Fatalf("episode %+v", e)
			}
			c := must(s.Conversation(ctx, e.Conversation))
			if !strings.HasPrefix(c.Name, "演示住户") || c.Address.Channel != desk.ChannelWeb || e.EndedAt.IsZero() != (c.Episode == e.ID) {
				t.Fatalf("conversation %+v of episode %+v", c, e)
			}
			var last time.Time
			for _, m := range must(s.Messages(ctx, c.ID, 0, 1000)) {
				if m.At.Before(last) || m.At.After(until) || m.Text == "" || strings.ContainsRune(m.Text, '\u2063') {
					t.Fatalf("message %+v after %v", m, last)
				}
				if len(m.Entries) == 1 && (m.Text != "答复 "+m.Entries[0].ID || m.Entries[0].Approved != "2026-10-01") {
					t.Fatalf("an answer is not the standard one: %+v", m)
				}
				last = m.At
				if m.From == desk.FromResident {
					words[m.Text] = true
				}
			}
		}
		if len(words) < 60 {
			t.Errorf("residents say only %d different things", len(words))
		}
	})
}

// text is everything of a month but the unguessable names.
func text(t *testing.T, s *store.Store) string {
	t.Helper()
	facts := month(t, s)
	b := string(must(json.Marshal(facts)))
	for _, e := range facts.Episodes[:100] {
		b += string(must(json.Marshal(must(s.Messages(ctx, e.Conversation, 0, 1000)))))
	}
	return b
}

func TestSameSeedSameMonth(t *testing.T) {
	var first, again, other string
	for seed, into := range map[int64][]*string{5: {&first, &again}, 6: {&other}} {
		for _, to := range into {
			storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
				fill(t, s, "demo", demo.Options{Days: 3, Seed: seed})
				*to = text(t, s)
			})
		}
	}
	if first != again || first == other {
		t.Errorf("same seed equal: %v, other seed equal: %v", first == again, first == other)
	}
}

func TestTwiceOnlyWhenAsked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		n := fill(t, s, "demo", demo.Options{Days: 3, Seed: 1})
		if _, err := demo.Fill(ctx, s, community(t, "demo"), demo.Options{Until: until, Days: 3}); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("a second demo gives %v", err)
		}
		if got := must(demo.Count(ctx, s, "demo")); got != n || got.Staff != len(demo.StaffNames()) {
			t.Errorf("after the refusal %+v, want %+v", got, n)
		}
		fill(t, s, "other", demo.Options{Days: 3, Seed: 1}) // another community may have its own
		if got := fill(t, s, "demo", demo.Options{Days: 3, Seed: 1, Replace: true}); got != n {
			t.Errorf("replaced by %+v, want %+v", got, n)
		}
		for _, days := range []int{0, 367} {
			if _, err := demo.Fill(ctx, s, community(t, "third"), demo.Options{Until: until, Days: days}); !errors.Is(err, desk.ErrInvalid) {
				t.Errorf("%d days give %v", days, err)
			}
		}
	})
}

func TestClearRemovesExactlyTheDemo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		clock.Set(until)
		real := func(chat string) *desk.WorkOrder { // as a real resident begins an order
			must(s.Receive(ctx, desk.Inbound{ExternalID: chat, Text: "漏水", From: desk.Address{Channel: desk.ChannelTelegram, Community: "demo", ID: chat}}, false))
			m := must(s.NextInbound(ctx, 1, time.Minute))[0]
			c := must(s.Conversation(ctx, m.Conversation))
			w := &desk.WorkOrder{Community: "demo", Conversation: c.ID, Kind: desk.Repair, Category: "水电", Priority: desk.P2}
			w.Open(community(t, "demo"), desk.TheResident, until)
			turn := &desk.Turn{Inbound: &m, Conversation: &c, Orders: []*desk.WorkOrder{w}, Episode: &desk.Episode{Community: "demo", Conversation: c.ID, StartedAt: until, LastAt: until},
				Replies: []desk.Message{{Key: "r" + chat, From: desk.FromBot, Text: "已登记"}}}
			if err := s.Commit(ctx, turn); err != nil {
				t.Fatal(err)
			}
			return w
		}
		mine := real("7")
		n := fill(t, s, "demo", demo.Options{Days: 3, Seed: 1})
		fill(t, s, "other", demo.Options{Days: 3, Seed: 2})
		other := must(demo.Count(ctx, s, "other"))
		wang := must(s.StaffByName(ctx, "demo", demo.StaffNames()[0]))
		must(s.NewStaffToken(ctx, wang.ID, store.TokenLink, time.Hour))
		if err := s.Commit(ctx, &desk.Turn{Absence: &desk.Absence{Community: "demo", Staff: wang.ID, From: until, To: until.Add(time.Hour), By: wang.ID}}); err != nil {
			t.Fatal(err)
		}
		li := must(s.StaffByName(ctx, "demo", demo.StaffNames()[1]))
		if err := mine.Claim(li.Actor(), until); err != nil { // somebody tried it out on a real order
			t.Fatal(err)
		}
		demoOrder := month(t, s).Orders[1]
		if err := s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{mine}, Out: []desk.Outbound{
			{Key: "card", Order: demoOrder.ID, To: desk.Address{Channel: desk.ChannelTelegram, ID: "-1"}}}}); err != nil {
			t.Fatal(err)
		}

		removed := must(demo.Clear(ctx, s, "demo"))
		n.Staff-- // who has a real order stays
		if removed != n {
			t.Errorf("removed %+v, want %+v", removed, n)
		}
		if left := must(demo.Count(ctx, s, "demo")); left != (store.DemoCount{Staff: 1}) {
			t.Errorf("left: %+v", left)
		}
		facts := month(t, s)
		if len(facts.Orders) != 1 || facts.Orders[0].ID != mine.ID || len(facts.Episodes) != 1 || len(must(s.Messages(ctx, mine.Conversation, 0, 10))) != 2 {
			t.Errorf("of the real rows stand %d orders, %d episodes", len(facts.Orders), len(facts.Episodes))
		}
		if w := must(s.Waiting(ctx)); w.Outbox != 1 {
			t.Errorf("%d messages wait, want the real one", w.Outbox)
		}
		if got := must(demo.Count(ctx, s, "other")); got != other {
			t.Errorf("the other community has %+v, had %+v", got, other)
		}
	})
}

// Shown words are polite enough to be read aloud: no leftovers of formatting.
func TestWords(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		fill(t, s, "demo", demo.Options{Days: 4, Seed: 3})
		strange := regexp.MustCompile(`%!|<nil>|\[\]|。。|，，|，。|[a-z]{3,}`)
		for _, e := range month(t, s).Episodes {
			for _, m := range must(s.Messages(ctx, e.Conversation, 0, 1000)) {
				if strange.MatchString(m.Text) {
					t.Fatalf("%s says %q", m.From, m.Text)
				}
			}
		}
	})
}
