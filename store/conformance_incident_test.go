package store_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

var dispatcher = desk.Actor{Kind: desk.ByStaff, Staff: 1, Name: "张姐", Role: desk.RoleDispatcher}

func newIncident(t *testing.T, s *store.Store, at time.Time, buildings ...string) *desk.Incident {
	t.Helper()
	i := &desk.Incident{Community: "c", State: desk.IncidentAnnounced, Published: dispatcher, PublishedAt: at, CreatedAt: at, ConfirmedAt: at.Add(time.Minute), AskedAt: at.Add(time.Second),
		IncidentPlan: desk.IncidentPlan{Kind: desk.WaterOut, Planned: true, Buildings: buildings, From: at, Until: at.Add(time.Hour), Text: "停水。", English: "No water."}}
	ok(t, s.Commit(ctx, &desk.Turn{Incident: i}))
	return i
}

// written is a resident of a building who wrote, on a channel that must be pushed.
func written(t *testing.T, s *store.Store, chat, building string, at time.Time) desk.Conversation {
	t.Helper()
	receive(t, s, chat, "u"+chat, "你好")
	m := next(t, s, 1)[0]
	c := must(s.Conversation(ctx, m.Conversation))
	c.Home.Building, c.LastAt = building, at
	ok(t, s.Commit(ctx, &desk.Turn{Inbound: &m, Conversation: &c}))
	return c
}

func TestIncidentComesBackAsItWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		i := newIncident(t, s, now, "3", "5")
		got := must(s.Incident(ctx, "c", i.ID))
		if !got.From.Equal(i.From) || !got.Until.Equal(i.Until) || got.Published != dispatcher || !got.Planned || got.Kind != desk.WaterOut || !reflect.DeepEqual(got.Buildings, i.Buildings) || got.Text != "停水。" {
			t.Errorf("came back as %+v", got)
		}
		_, err := s.Incident(ctx, "elsewhere", i.ID)
		wantErr(t, err, desk.ErrNotFound)

		stale := *i
		ok(t, i.End(dispatcher, now.Add(time.Minute)))
		ok(t, s.Commit(ctx, &desk.Turn{Incident: i}))
		ok(t, stale.Withdraw(dispatcher, "错了", now))
		wantErr(t, s.Commit(ctx, &desk.Turn{Incident: &stale}), desk.ErrConflict)
		if got := must(s.Incident(ctx, "c", i.ID)); got.State != desk.IncidentEnded || got.Ended != dispatcher {
			t.Errorf("it is %s by %+v: the later change won", got.State, got.Ended)
		}
	})
}

func TestIncidentLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		running, over := newIncident(t, s, now), newIncident(t, s, now)
		draft := &desk.Incident{Community: "c", State: desk.IncidentDraft, CreatedAt: now, IncidentPlan: desk.IncidentPlan{Kind: desk.LiftOut, From: now.Add(time.Hour)}}
		foreign := &desk.Incident{Community: "d", State: desk.IncidentAnnounced, CreatedAt: now, IncidentPlan: desk.IncidentPlan{Kind: desk.LiftOut, From: now}}
		ok(t, s.Commit(ctx, &desk.Turn{Incident: draft}))
		ok(t, s.Commit(ctx, &desk.Turn{Incident: foreign}))
		ok(t, over.End(dispatcher, now.Add(time.Minute)))
		ok(t, s.Commit(ctx, &desk.Turn{Incident: over}))
		ids := func(list []desk.Incident, err error) string {
			var out []string
			for _, i := range must(list, err) {
				out = append(out, fmt.Sprint(i.ID))
			}
			return strings.Join(out, " ")
		}
		for _, tc := range []struct{ name, got, want string }{
			{"open", ids(s.Incidents(ctx, "c", true, 10)), fmt.Sprint(draft.ID, " ", running.ID)},
			{"past", ids(s.Incidents(ctx, "c", false, 10)), fmt.Sprint(over.ID)},
			{"now", ids(s.IncidentsNow(ctx, "c", now.Add(time.Hour))), fmt.Sprint(over.ID, " ", running.ID)},
			{"when the end is long past", ids(s.IncidentsNow(ctx, "c", now.Add(3*time.Hour))), fmt.Sprint(running.ID)},
			{"nothing elsewhere", ids(s.IncidentsNow(ctx, "e", now)), ""},
		} {
			if got, want := strings.Fields(tc.got), strings.Fields(tc.want); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v, want %v", tc.name, got, want)
			}
		}
	})
}

func TestIncidentAsks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		i := newIncident(t, s, now)
		c := written(t, s, "7", "3", now)
		ask := func(a desk.IncidentAsk) error {
			a.Incident, a.Conversation, a.At = i.ID, c.ID, now
			return s.Commit(ctx, &desk.Turn{IncidentAsk: &a})
		}
		ok(t, ask(desk.IncidentAsk{Reported: true}))
		ok(t, ask(desk.IncidentAsk{})) // asking again does not undo the report
		if n := must(s.IncidentAsks(ctx, i.ID)); n != (store.AskCount{Asked: 1, Reported: 1}) {
			t.Errorf("asks %+v", n)
		}
		if list := must(s.IncidentsToTell(ctx, "c", 9)); len(list) != 0 {
			t.Errorf("%d are told while it goes on", len(list))
		}
		ok(t, i.End(dispatcher, now.Add(time.Minute)))
		ok(t, s.Commit(ctx, &desk.Turn{Incident: i}))
		list := must(s.IncidentsToTell(ctx, "c", 9))
		if len(list) != 1 || list[0].Conversation != c.ID || len(must(s.IncidentsToTell(ctx, "d", 9))) != 0 {
			t.Fatalf("to tell: %+v", list)
		}
		ok(t, ask(desk.IncidentAsk{ToldAt: now}))
		wantErr(t, ask(desk.IncidentAsk{ToldAt: now}), desk.ErrConflict)
		if n := len(must(s.IncidentsToTell(ctx, "c", 9))); n != 0 {
			t.Errorf("%d are told twice", n)
		}
	})
}

func TestWhoIsApartIsNotTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		i := newIncident(t, s, now)
		for _, apart := range []bool{false, true} {
			ok(t, s.Commit(ctx, &desk.Turn{IncidentAsk: &desk.IncidentAsk{Incident: i.ID, Conversation: 1, Apart: apart, At: now}}))
		}
		ok(t, i.End(dispatcher, now.Add(time.Minute)))
		ok(t, s.Commit(ctx, &desk.Turn{Incident: i}))
		if list := must(s.IncidentsToTell(ctx, "c", 9)); len(list) != 0 {
			t.Errorf("told: %+v", list)
		}
	})
}

func TestAudience(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		for chat, building := range map[string]string{"1": "3", "2": "3", "3": "4", "4": ""} {
			written(t, s, chat, building, now)
		}
		receive(t, s, "5", "u5", "你好") // taken in, not decided: nothing is known of them yet
		for _, tc := range []struct {
			community desk.CommunityID
			a         desk.Audience
			want      int
		}{
			{"c", desk.Audience{}, 4}, {"c", desk.Audience{Buildings: []string{"3"}}, 2}, {"c", desk.Audience{Buildings: []string{"3"}, Unknown: true}, 3},
			{"c", desk.Audience{Buildings: []string{"3", "4"}, Unknown: true}, 4}, {"c", desk.Audience{Buildings: []string{"9"}}, 0}, {"d", desk.Audience{}, 0},
		} {
			if n := must(s.AudienceSize(ctx, tc.community, tc.a)); n != tc.want {
				t.Errorf("%s %+v: %d, want %d", tc.community, tc.a, n, tc.want)
			}
		}
	})
}

func TestBroadcastGoesOnAndStops(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		var convs []desk.Conversation
		for n := range 5 {
			convs = append(convs, written(t, s, fmt.Sprint(n+1), "3", now))
		}
		i := newIncident(t, s, now, "3")
		b := must(desk.NewBroadcast(i, "停水。", false, dispatcher, now))
		ok(t, s.Commit(ctx, &desk.Turn{Broadcast: b}))
		progress := func(want desk.Progress) {
			t.Helper()
			if got := must(s.BroadcastProgress(ctx, b.ID)); got != want {
				t.Errorf("progress %+v, want %+v", got, want)
			}
		}
		progress(desk.Progress{Total: 5, Waiting: 5})
		queue := func(r desk.Receiver) error {
			c := must(s.Conversation(ctx, r.Conversation))
			return s.Commit(ctx, &desk.Turn{Conversation: &c, Receiver: &r, Replies: []desk.Message{{Key: r.Key(), From: desk.FromSystem, Text: b.Text}}})
		}
		list := must(s.ReceiversWaiting(ctx, b.ID, 3))
		for _, r := range list {
			ok(t, queue(r))
			wantErr(t, queue(r), desk.ErrConflict) // once each
		}
		progress(desk.Progress{Total: 5, Waiting: 2, Queued: 3})
		out := must(s.NextOutbound(ctx, 2, time.Minute))
		ok(t, s.Sent(ctx, out[0].Key, "x"))
		ok(t, s.Failed(ctx, out[1].Key, "blocked", time.Time{}))
		progress(desk.Progress{Total: 5, Waiting: 2, Queued: 1, Sent: 1, Failed: 1})

		last := must(s.ReceiversWaiting(ctx, b.ID, 9))
		stale := *b
		ok(t, b.Stop(dispatcher, now))
		ok(t, s.Commit(ctx, &desk.Turn{Broadcast: b}))
		progress(desk.Progress{Total: 5, Sent: 1, Failed: 1, Stopped: 3})
		wantErr(t, queue(last[0]), desk.ErrConflict) // chosen before the stop
		_, err := s.NextOutbound(ctx, 9, time.Minute)
		wantErr(t, err, desk.ErrNoneDue)
		said := 0
		for _, c := range convs {
			for _, m := range must(s.Messages(ctx, c.ID, 0, 9)) {
				if m.From == desk.FromSystem {
					said++
				}
			}
		}
		if said != 2 {
			t.Errorf("the record says it to %d, want the 2 it was sent to", said)
		}
		ok(t, stale.Stop(dispatcher, now))
		wantErr(t, s.Commit(ctx, &desk.Turn{Broadcast: &stale}), desk.ErrConflict)
		if n := len(must(s.BroadcastsWaiting(ctx))); n != 0 {
			t.Errorf("%d broadcasts go on", n)
		}
	})
}
