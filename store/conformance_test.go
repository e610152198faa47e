package store_test

import (
	"bytes"
	"context"
	"database/sql"
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
	"linli/upload"
)

// The contract of the durable road, the same for every engine: what is taken in is
// decided once and in order, a turn is written whole or not at all.

var ctx = context.Background()

// must is the value of a call that cannot fail here; a test that it fails in panics.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

func inbound(chat, externalID, text string) desk.Inbound {
	return desk.Inbound{ExternalID: externalID, Name: "张三", Text: text,
		From: desk.Address{Channel: desk.ChannelTelegram, Community: "c", ID: chat}}
}

func receive(t *testing.T, s *store.Store, chat, externalID, text string) desk.Received {
	t.Helper()
	return must(s.Receive(ctx, inbound(chat, externalID, text), false))
}

func next(t *testing.T, s *store.Store, n int) []desk.Inbound {
	t.Helper()
	return must(s.NextInbound(ctx, n, time.Minute))
}

func texts(list []desk.Inbound) string {
	var out []string
	for _, m := range list {
		out = append(out, m.Text)
	}
	return strings.Join(out, " ")
}

func settle(t *testing.T, s *store.Store, m desk.Inbound) {
	t.Helper()
	ok(t, s.Commit(ctx, &desk.Turn{Inbound: &m}))
}

func TestReceiveOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		first := receive(t, s, "7", "u1", "水管漏了")
		again := receive(t, s, "7", "u1", "水管漏了")
		if first.Duplicate || !again.Duplicate || first.Message == 0 || first.Message != again.Message {
			t.Fatalf("received %+v, then %+v", first, again)
		}
		web := inbound("7", "u1", "x")
		web.From.Channel = desk.ChannelTerminal
		if got := must(s.Receive(ctx, web, false)); got.Duplicate {
			t.Error("the same id on another channel is a duplicate")
		}
		list := next(t, s, 10)
		if len(list) != 2 || list[0].Text != "水管漏了" || list[0].Attempt != 1 || !list[0].At.Equal(clock.Now()) {
			t.Fatalf("inbox holds %+v", list)
		}
		c := must(s.Conversation(ctx, list[0].Conversation))
		if c.Address != list[0].From || c.Name != "张三" || c.Mode != desk.ModeBot || c.Community != "c" {
			t.Errorf("the conversation begun is %+v", c)
		}
		record := must(s.Messages(ctx, c.ID, 0, 10))
		if len(record) != 1 || record[0].ID != first.Message || record[0].From != desk.FromResident {
			t.Errorf("the record is %+v", record)
		}
	})
}

func TestReceiveConcurrentlyOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		var fresh sync.Map
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				for id := range 5 {
					got, err := s.Receive(ctx, inbound("7", fmt.Sprint(id), "x"), false)
					if err != nil {
						t.Error(err)
					}
					if !got.Duplicate {
						if _, twice := fresh.LoadOrStore(id, got); twice {
							t.Errorf("message %d was taken in twice", id)
						}
					}
				}
			})
		}
		wg.Wait()
		if w := must(s.Waiting(ctx)); w.Inbox != 5 {
			t.Errorf("%d messages wait, want 5", w.Inbox)
		}
	})
}

func TestReceiveOnTheWebNeedsAConversation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		m := inbound("nobody", "1", "在吗")
		m.From.Channel = desk.ChannelWeb
		_, err := s.Receive(ctx, m, false)
		wantErr(t, err, desk.ErrNotFound)
		if w := must(s.Waiting(ctx)); w.Inbox != 0 {
			t.Fatal("a refused message stays in the inbox")
		}
		c, token, err := s.BeginConversation(ctx, "c")
		ok(t, err)
		m.From.ID = c.Address.ID
		if got := must(s.Receive(ctx, m, false)); got.Message == 0 {
			t.Error("no message")
		}
		if got := must(s.ConversationByToken(ctx, token)); got.ID != c.ID {
			t.Errorf("the token leads to %d, want %d", got.ID, c.ID)
		}
		for _, wrong := range []string{"", "x", c.PublicID} {
			_, err := s.ConversationByToken(ctx, wrong)
			wantErr(t, err, desk.ErrNotFound)
		}
	})
}

func TestReceiveFromAStaffRoom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		m := inbound("-100", "1", "[认领]")
		m.Staff = desk.Actor{Kind: desk.ByStaff, Staff: 3, Name: "王师傅"}
		m.Order, m.Press = 9, "claim:9"
		must(s.Receive(ctx, m, true))
		got := next(t, s, 1)[0]
		if got.Conversation != 0 || got.Message != 0 || got.Staff != m.Staff || got.Order != 9 || got.Press != "claim:9" {
			t.Errorf("a room's message is %+v", got)
		}
	})
}

func TestReceiveKeepsWhatTheButtonSaid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		receive(t, s, "7", "1", "怎么交物业费")
		m := next(t, s, 1)[0]
		c := must(s.Conversation(ctx, m.Conversation))
		ok(t, s.Commit(ctx, &desk.Turn{Inbound: &m, Conversation: &c, Replies: []desk.Message{
			{Key: "turn:1:0", From: desk.FromBot, Text: "……", Buttons: []desk.Button{{Label: "解决了", Press: "helped:1"}}}}}))
		press := inbound("7", "2", "")
		press.Press = "helped:1"
		got := must(s.Receive(ctx, press, false))
		record := must(s.Messages(ctx, c.ID, got.Message-1, 1))
		if len(record) != 1 || record[0].Text != "[解决了]" {
			t.Errorf("the press stands as %+v", record)
		}
	})
}

func TestInboxOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		for i, m := range []string{"a1", "a2", "b1", "a3", "c1", "b2"} {
			receive(t, s, m[:1], fmt.Sprint(i), m)
		}
		first := next(t, s, 10)
		if got := texts(first); got != "a1 b1 c1" {
			t.Fatalf("first come %s, want the oldest of each address", got)
		}
		_, err := s.NextInbound(ctx, 10, time.Minute)
		wantErr(t, err, desk.ErrNoneDue)
		settle(t, s, first[0])
		if got := texts(next(t, s, 10)); got != "a2" {
			t.Fatalf("then comes %s, want a2 alone", got)
		}
		ok(t, s.Defer(ctx, first[1], "busy", clock.Now().Add(time.Hour)))
		clock.Add(2 * time.Minute) // all leases run out
		if got := texts(next(t, s, 10)); got != "a2 c1" {
			t.Fatalf("after the leases come %s; b1 is put off and b2 waits behind it", got)
		}
		clock.Add(time.Hour)
		if got := texts(next(t, s, 2)); got != "a2 b1" {
			t.Fatalf("after an hour come %s", got)
		}
	})
}

func TestLeaseFencesOutTheLateWorker(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		receive(t, s, "7", "1", "x")
		late := next(t, s, 1)[0]
		clock.Add(time.Minute)
		now := next(t, s, 1)[0]
		if now.ID != late.ID || now.Attempt != 2 {
			t.Fatalf("leased again as %+v", now)
		}
		wantErr(t, s.Commit(ctx, &desk.Turn{Inbound: &late}), desk.ErrConflict)
		wantErr(t, s.Defer(ctx, late, "x", clock.Now()), desk.ErrConflict)
		settle(t, s, now)
		wantErr(t, s.Commit(ctx, &desk.Turn{Inbound: &now}), desk.ErrConflict)
		wantErr(t, s.Defer(ctx, now, "x", clock.Now()), desk.ErrConflict)
		clock.Add(time.Hour)
		_, err := s.NextInbound(ctx, 1, time.Minute)
		wantErr(t, err, desk.ErrNoneDue)
	})
}

func TestUnreadIsKeptOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		for range 2 {
			ok(t, s.KeepUnread(ctx, desk.ChannelTelegram, "9", "{", "unexpected end"))
		}
		if w := must(s.Waiting(ctx)); w.Unread != 1 {
			t.Errorf("%d unread, want 1", w.Unread)
		}
	})
}

func TestWaiting(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		if w := must(s.Waiting(ctx)); w != (store.Waiting{}) {
			t.Fatalf("an empty store waits for %+v", w)
		}
		receive(t, s, "7", "1", "x")
		clock.Add(time.Minute)
		receive(t, s, "7", "2", "y")
		if w := must(s.Waiting(ctx)); w.Inbox != 2 || !w.OldestInbox.Equal(storetest.Start) {
			t.Errorf("waiting is %+v", w)
		}
	})
}

func TestMediaKeptAndFilled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		c, _, err := s.BeginConversation(ctx, "c")
		ok(t, err)
		kept := must(s.KeepMedia(ctx, store.Owner{Conversation: c.ID}, desk.MediaRef{Kind: desk.Photo, Type: "image/png", Name: "漏水.png"}, strings.NewReader("photo")))
		file := must(s.Media(ctx, kept.Ref))
		if file.Size != 5 || file.Conversation != c.ID || file.Name != "漏水.png" || len(file.SHA256) != 64 {
			t.Errorf("kept as %+v", file)
		}
		wantContent(t, s, kept.Ref, "photo")

		m := inbound("7", "1", "")
		m.Media = []desk.MediaRef{{Kind: desk.Voice, Remote: "tg-file"}}
		must(s.Receive(ctx, m, false))
		remote := next(t, s, 1)[0].Media[0]
		_, err = s.OpenMedia(ctx, remote.Ref)
		wantErr(t, err, desk.ErrNotFound)
		if refs := must(s.RemoteMedia(ctx, storetest.Start.Add(-time.Hour), 10)); len(refs) != 1 || refs[0] != remote.Ref {
			t.Fatalf("to be fetched: %v, want %s", refs, remote.Ref)
		}
		if f := must(s.FillMedia(ctx, remote.Ref, "audio/ogg", strings.NewReader("OggS voice"))); f.Type != "audio/ogg" || f.Size != 10 {
			t.Errorf("filled as %+v", f)
		}
		wantContent(t, s, remote.Ref, "OggS voice")
		if refs := must(s.RemoteMedia(ctx, storetest.Start.Add(-time.Hour), 10)); len(refs) != 0 {
			t.Errorf("still to be fetched: %v", refs)
		}
		_, err = s.FillMedia(ctx, "nothing", "", strings.NewReader("x"))
		wantErr(t, err, desk.ErrNotFound)
		_, err = s.Media(ctx, "../linli.db")
		wantErr(t, err, desk.ErrNotFound)
	})
}

// A file tells only what it shows; one that cannot be freed of the rest is not kept, and
// not asked for again.
func TestMediaTellNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		c, _, err := s.BeginConversation(ctx, "c")
		ok(t, err)
		const dot = "VP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
		const told = "RIFF\x26\x00\x00\x00WEBP" + dot + "XMP \x04\x00\x00\x00home"
		const silent = "RIFF\x26\x00\x00\x00WEBP" + dot + "JUNK\x04\x00\x00\x00\x00\x00\x00\x00"
		kept := must(s.KeepMedia(ctx, store.Owner{Conversation: c.ID}, desk.MediaRef{Kind: desk.Photo, Type: "image/webp"}, strings.NewReader(told)))
		wantContent(t, s, kept.Ref, silent)
		_, err = s.KeepMedia(ctx, store.Owner{Conversation: c.ID}, desk.MediaRef{Kind: desk.Photo}, strings.NewReader("\xff\xd8\xff<html>"))
		wantErr(t, err, upload.ErrBroken)

		m := inbound("7", "1", "")
		m.Media = []desk.MediaRef{{Kind: desk.Document, Remote: "a"}, {Kind: desk.Document, Remote: "b"}, {Kind: desk.Document, Remote: "c"}}
		must(s.Receive(ctx, m, false))
		refs := next(t, s, 1)[0].Media
		for i, c := range []struct{ declared, body, kind, content string }{
			{"image/webp", told, "image/webp", silent}, {"image/jpeg", told, "application/octet-stream", silent}} {
			if f := must(s.FillMedia(ctx, refs[i].Ref, c.declared, strings.NewReader(c.body))); f.Type != c.kind {
				t.Errorf("a file said to be %s is kept as %s", c.declared, f.Type)
			}
			wantContent(t, s, refs[i].Ref, c.content)
		}
		_, err = s.FillMedia(ctx, refs[2].Ref, "image/heic", strings.NewReader("\x00\x00\x00\x20ftypheic\x00\x00\x00\x00"))
		wantErr(t, err, upload.ErrForeign)
		if f := must(s.Media(ctx, refs[2].Ref)); f.Size != 0 || f.Remote != "" {
			t.Errorf("what was refused is %+v", f)
		}
		if open := must(s.RemoteMedia(ctx, storetest.Start.Add(-time.Hour), 10)); len(open) != 0 {
			t.Errorf("still to be fetched: %v", open)
		}
		left := must(filepath.Glob(filepath.Join(store.DirOf(s), "media", ".new-*")))
		if len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}

func wantContent(t *testing.T, s *store.Store, ref, want string) {
	t.Helper()
	f, err := s.OpenMedia(ctx, ref)
	ok(t, err)
	defer f.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil || b.String() != want {
		t.Errorf("file %s holds %q, %v; want %q", ref, b.String(), err, want)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := must(store.Open(ctx, dir, time.Now))
	ok(t, s.Close())
	ok(t, must(store.Open(ctx, dir, time.Now)).Close()) // its own is opened again
	db := must(sql.Open("sqlite3", filepath.Join(dir, store.Database)))
	must(db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)"))
	ok(t, db.Close())
	_, err := store.Open(ctx, dir, time.Now)
	if err == nil || !strings.Contains(err.Error(), "9999") || !strings.Contains(err.Error(), "newer linli") {
		t.Fatalf("a newer schema gives %v", err)
	}
}

// A step with a lower number that came later is taken, and the orders from before it are
// looked at.
func TestMigrationThatCameLate(t *testing.T) {
	dir := t.TempDir()
	s := must(store.Open(ctx, dir, time.Now))
	w := newOrder(t, time.Now())
	w.Place = desk.Place{Building: "3", Unit: "2", Room: "501"}
	ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w}}))
	ok(t, s.Close())
	db := must(sql.Open("sqlite3", filepath.Join(dir, store.Database)))
	for _, q := range []string{"DROP INDEX orders_thing", "DROP INDEX orders_nothing", "ALTER TABLE orders DROP COLUMN thing", "ALTER TABLE media DROP COLUMN order_id",
		"DELETE FROM goose_db_version WHERE version_id = 14"} {
		must(db.Exec(q))
	}
	ok(t, db.Close())
	s = must(store.Open(ctx, dir, time.Now))
	again := *w
	again.ID, again.OpenedAt = 0, time.Now()
	if n := must(s.Repeats(ctx, &again)); n != 1 {
		t.Errorf("%d reports are known, want the one from before", n)
	}
	ok(t, s.Close())
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	ok(t, os.WriteFile(filepath.Join(dir, store.Database), []byte("no database, a letter of some length to be sure"), 0o600))
	_, err := store.Open(ctx, dir, time.Now)
	if err == nil || !strings.Contains(err.Error(), store.Database) {
		t.Errorf("a broken database gives %v", err)
	}
}
