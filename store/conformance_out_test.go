package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

func isConflict(err error) bool { return errors.Is(err, desk.ErrConflict) }

func send(t *testing.T, s *store.Store, out ...desk.Outbound) {
	t.Helper()
	ok(t, s.Commit(ctx, &desk.Turn{Out: out}))
}

func card(key, room string) desk.Outbound {
	return desk.Outbound{Key: key, To: desk.Address{Channel: desk.ChannelTelegram, Community: "c", ID: room}, Text: key}
}

func due(t *testing.T, s *store.Store) string {
	t.Helper()
	list, err := s.NextOutbound(ctx, 10, time.Minute)
	if errors.Is(err, desk.ErrNoneDue) {
		return ""
	}
	ok(t, err)
	var keys []string
	for _, o := range list {
		keys = append(keys, fmt.Sprintf("%s/%d", o.Key, o.Attempt))
	}
	return strings.Join(keys, " ")
}

func wantDue(t *testing.T, s *store.Store, want string) {
	t.Helper()
	if got := due(t, s); got != want {
		t.Fatalf("due is %q, want %q", got, want)
	}
}

func TestOutboxOrderAndKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		later := card("x1", "x")
		later.After = clock.Now().Add(time.Hour)
		send(t, s, card("a1", "a"), card("a2", "a"), card("b1", "b"), later, card("x2", "x"))
		send(t, s, card("a1", "a"), card("a1", "b")) // the key is known: nothing happens
		wantDue(t, s, "a1/1 b1/1")
		wantDue(t, s, "")
		ok(t, s.Sent(ctx, "a1", "77"))
		wantDue(t, s, "a2/1")
		if r := must(s.Receipt(ctx, "a1")); r != "77" {
			t.Errorf("the receipt is %q", r)
		}
		clock.Add(time.Minute) // leases run out: the sender has died
		wantDue(t, s, "a2/2 b1/2")
		clock.Add(time.Hour)
		wantDue(t, s, "a2/3 b1/3 x1/1")
		wantErr(t, s.Sent(ctx, "nothing", ""), desk.ErrNotFound)
	})
}

func TestOutboxFailures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		turn := opening(t, s, "7", clock.Now())
		turn.Out = nil
		turn.Replies = append(turn.Replies, desk.Message{Key: "second", From: desk.FromBot, Text: "……"})
		ok(t, s.Commit(ctx, turn))
		wantDue(t, s, "turn:1:0/1")
		ok(t, s.Failed(ctx, "turn:1:0", "429", clock.Now().Add(time.Minute)))
		wantDue(t, s, "") // the second waits behind the first
		clock.Add(time.Minute)
		wantDue(t, s, "turn:1:0/2")
		before := must(s.Conversation(ctx, turn.Conversation.ID))
		ok(t, s.Failed(ctx, "turn:1:0", "403", time.Time{}))
		wantDue(t, s, "second/1")
		c := must(s.Conversation(ctx, turn.Conversation.ID))
		if before.Unreachable || !c.Unreachable || c.Version == before.Version {
			t.Errorf("after giving up the conversation is %+v", c)
		}
		lost := must(s.Undelivered(ctx, "c", 10))
		if len(lost) != 1 || lost[0].Key != "turn:1:0" || lost[0].Cause != "403" || lost[0].Attempts != 2 || lost[0].Order != turn.Orders[0].ID {
			t.Errorf("undelivered: %+v", lost)
		}
		if w := must(s.Waiting(ctx)); w.Outbox != 1 || w.Undelivered != 1 {
			t.Errorf("waiting: %+v", w)
		}
		wantErr(t, s.Failed(ctx, "nothing", "x", clock.Now()), desk.ErrNotFound)
		wantErr(t, s.Failed(ctx, "nothing", "x", time.Time{}), desk.ErrNotFound)
	})
}

func TestRepliesOnTheWebAreRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		c, _, err := s.BeginConversation(ctx, "c")
		ok(t, err)
		rung, stop := s.Watch(store.BellConversation(c.ID))
		defer stop()
		ok(t, s.Commit(ctx, &desk.Turn{Conversation: &c, Replies: []desk.Message{{Key: "k", From: desk.FromBot, Text: "您好"}}}))
		wantDue(t, s, "")
		if got := must(s.Messages(ctx, c.ID, 0, 10)); len(got) != 1 || got[0].Text != "您好" {
			t.Errorf("the record is %+v", got)
		}
		select {
		case <-rung:
		default:
			t.Error("no bell rang")
		}
	})
}

func TestTopics(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		ok(t, s.SetTopic(ctx, "-100", 5, "12"))
		ok(t, s.SetTopic(ctx, "-100", 5, "13"))
		if got := must(s.Topic(ctx, "-100", 5)); got != "13" {
			t.Errorf("the topic is %q", got)
		}
		if got := must(s.OrderOfTopic(ctx, "-100", "13")); got != 5 {
			t.Errorf("the order is %d", got)
		}
		ok(t, s.SetTopic(ctx, "-100", 5, ""))
		if got := must(s.Topic(ctx, "-100", 5)); got != "" {
			t.Errorf("a forgotten topic is %q", got)
		}
	})
}

func addStaff(t *testing.T, s *store.Store, name string) desk.Staff {
	t.Helper()
	return must(s.AddStaff(ctx, desk.Staff{Community: "c", Name: name, Role: desk.RoleStaff}))
}

func TestStaff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		a, b := addStaff(t, s, "王师傅"), addStaff(t, s, "李师傅")
		_, err := s.AddStaff(ctx, desk.Staff{Community: "c", Name: "王师傅", Role: desk.RoleManager})
		wantErr(t, err, desk.ErrConflict)
		_, err = s.AddStaff(ctx, desk.Staff{Community: "c", Name: "x", Role: "king"})
		wantErr(t, err, desk.ErrInvalid)
		must(s.AddStaff(ctx, desk.Staff{Community: "d", Name: "王师傅", Role: desk.RoleStaff}))
		if list := must(s.StaffList(ctx, "c")); len(list) != 2 || list[0].ID != a.ID || list[1].Name != "李师傅" || !list[1].Active {
			t.Errorf("staff of c: %+v", list)
		}
		ok(t, s.LinkTelegram(ctx, a.ID, "55"))
		ok(t, s.LinkTelegram(ctx, b.ID, "55")) // the account changes hands
		if got := must(s.StaffByTelegram(ctx, "55")); got.ID != b.ID {
			t.Errorf("linked to %d", got.ID)
		}
		_, err = s.StaffByTelegram(ctx, "")
		wantErr(t, err, desk.ErrNotFound)
		ok(t, s.SetPassword(ctx, a.ID, "hash"))
		if got, hash, err := s.StaffLogin(ctx, "c", "王师傅"); err != nil || hash != "hash" || !got.HasLogin {
			t.Errorf("login: %+v %q %v", got, hash, err)
		}
	})
}

func TestStaffTokens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		p := addStaff(t, s, "王师傅")
		api := must(s.NewStaffToken(ctx, p.ID, store.TokenAPI, 0))
		session := must(s.NewStaffToken(ctx, p.ID, store.TokenSession, time.Hour))
		link := must(s.NewStaffToken(ctx, p.ID, store.TokenLink, time.Hour))
		stale := must(s.NewStaffToken(ctx, p.ID, store.TokenLink, time.Minute))
		if got := must(s.StaffByToken(ctx, store.TokenAPI, api)); got.ID != p.ID {
			t.Errorf("the token is %d's", got.ID)
		}
		_, err := s.StaffByToken(ctx, store.TokenSession, api) // of another kind
		wantErr(t, err, desk.ErrNotFound)

		var wins int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if got, err := s.UseLink(ctx, link); err == nil && got.ID == p.ID {
					mu.Lock()
					wins++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if wins != 1 {
			t.Errorf("the one-time link worked %d times", wins)
		}
		clock.Add(time.Hour)
		_, err = s.UseLink(ctx, stale)
		wantErr(t, err, desk.ErrNotFound)
		_, err = s.StaffByToken(ctx, store.TokenSession, session)
		wantErr(t, err, desk.ErrNotFound)
		clock.Add(1000 * time.Hour)
		must(s.StaffByToken(ctx, store.TokenAPI, api)) // for ever
		ok(t, s.DropToken(ctx, api))
		_, err = s.StaffByToken(ctx, store.TokenAPI, api)
		wantErr(t, err, desk.ErrNotFound)
	})
}

// Whoever reads the data folder cannot log in with what stands there.
func TestNoTokenAtRest(t *testing.T) {
	dir := t.TempDir()
	s := must(store.Open(ctx, dir, time.Now))
	p := addStaff(t, s, "王师傅")
	_, resident, err := s.BeginConversation(ctx, "c")
	ok(t, err)
	tokens := []string{resident, must(s.NewStaffToken(ctx, p.ID, store.TokenAPI, 0)), must(s.NewStaffToken(ctx, p.ID, store.TokenLink, time.Hour))}
	search := func() {
		found := false
		for _, file := range must(filepath.Glob(filepath.Join(dir, "*"))) {
			b, _ := os.ReadFile(file) // media/ is a folder
			found = found || bytes.Contains(b, []byte("王师傅"))
			for _, token := range tokens {
				if bytes.Contains(b, []byte(token)) {
					t.Errorf("%s holds a token", filepath.Base(file))
				}
			}
		}
		if !found {
			t.Error("the search finds nothing at all")
		}
	}
	search()
	ok(t, s.Close())
	search()
}
