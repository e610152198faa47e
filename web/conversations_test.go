package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/desk"
)

type received struct {
	MessageID int64 `json:"message_id"`
	Duplicate bool  `json:"duplicate"`
}

type messages struct {
	Messages []messageJSON `json:"messages"`
}

func TestBeginConversation(t *testing.T) {
	two := newFixture(t)
	one := newFixture(t, func(c *Config) {
		all := c.Communities()
		c.Communities = func() []desk.Community { return all[:1] }
	})
	for _, c := range []struct {
		f           *fixture
		body        string
		status      int
		code, field string
	}{
		{two, `{"community":"west"}`, 201, "", ""},
		{two, `{}`, 400, codeInvalid, "community"},
		{two, `{"community":"nowhere"}`, 404, codeNotFound, "community"},
		{two, `{"community":7}`, 400, codeInvalid, "community"},
		{two, `{"comunity":"west"}`, 400, codeInvalid, "comunity"},
		{two, `{"community":"west"} x`, 400, codeInvalid, ""},
		{two, `{"community":"west"}{}`, 400, codeInvalid, ""},
		{two, `[]`, 400, codeInvalid, ""},
		{two, `{"community":`, 400, codeInvalid, ""},
		{two, "{\"community\":\"w\xffst\"}", 400, codeInvalid, ""},
		{two, `{"community":"` + strings.Repeat("x", maxBody) + `"}`, 413, codeTooLarge, ""},
		{one, ``, 201, "", ""},
		{one, `{}`, 201, "", ""},
	} {
		w := c.f.call("", "POST /api/v1/conversations", c.body)
		if c.status == 201 {
			got := want[struct{ ID, Token string }](t, w, 201)
			if conv := must(c.f.store.ConversationByToken(t.Context(), got.Token))(t); conv.PublicID != got.ID {
				t.Errorf("%.40s: token of %s, id %s", c.body, conv.PublicID, got.ID)
			}
			continue
		}
		t.Run(fmt.Sprintf("%.40s", c.body), func(t *testing.T) { wantFailure(t, w, c.status, c.code, c.field) })
	}
}

func TestSendMessage(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("west")
	route := "POST /api/v1/conversations/" + c.PublicID + "/messages"
	for name, c := range map[string]struct {
		body        any
		status      int
		code, field string
	}{
		"no client_id":          {`{"text":"你好"}`, 400, codeInvalid, "client_id"},
		"a client_id too long":  {map[string]any{"client_id": strings.Repeat("x", 65), "text": "你好"}, 400, codeInvalid, "client_id"},
		"client_id of elsewhat": {`{"client_id":"a b","text":"你好"}`, 400, codeInvalid, "client_id"},
		"nothing said":          {`{"client_id":"1","text":"  \u0000\u200e "}`, 400, codeInvalid, "text"},
		"too long":              {map[string]any{"client_id": "1", "text": strings.Repeat("漏", desk.MaxText+1)}, 413, codeTooLarge, "text"},
		"ten thousand":          {map[string]any{"client_id": "1", "text": strings.Repeat("水", 10000)}, 413, codeTooLarge, "text"},
		"no JSON":               {`text=你好`, 400, codeInvalid, ""},
		"unknown field":         {`{"client_id":"1","text":"你好","token":"x"}`, 400, codeInvalid, "token"},
		"text of another type":  {`{"client_id":"1","text":["你好"]}`, 400, codeInvalid, "text"},
		"media unknown":         {`{"client_id":"1","media":["forged"]}`, 400, codeInvalid, "media"},
		"media too many":        {map[string]any{"client_id": "1", "media": make([]string, desk.MaxMedia+1)}, 400, codeInvalid, "media"},
	} {
		t.Run(name, func(t *testing.T) {
			got := wantFailure(t, f.call(token, route, c.body), c.status, c.code, c.field)
			if c.status == 413 && !strings.Contains(got.Error.Message, fmt.Sprint(desk.MaxText)) {
				t.Errorf("the limit is not named: %s", got.Error.Message)
			}
		})
	}
	if list := must(f.store.Messages(t.Context(), c.ID, 0, 10))(t); len(list) != 0 {
		t.Fatalf("refused messages left %d lines", len(list))
	}

	first := want[received](t, f.call(token, route, `{"client_id":"m1","text":"\u0007厨房\u202e漏水\r\n 急 "}`), 202)
	again := want[received](t, f.call(token, route, `{"client_id":"m1","text":"厨房漏水"}`), 202)
	if first.Duplicate || !again.Duplicate || again.MessageID != first.MessageID {
		t.Errorf("first %+v, again %+v", first, again)
	}
	press := want[received](t, f.call(token, strings.Replace(route, "messages", "presses", 1), `{"client_id":"m1","press":"human"}`), 202)
	if press.Duplicate || press.MessageID == first.MessageID {
		t.Errorf("a press of the same client_id is taken for the message: %+v", press)
	}
	in := must(f.store.NextInbound(t.Context(), 1, time.Minute))(t)
	if len(in) != 1 || in[0].Text != "厨房漏水\n 急" || in[0].From != (desk.Address{Channel: "web", Community: "west", ID: c.PublicID}) {
		t.Errorf("taken in: %+v", in)
	}
	full := want[received](t, f.call(token, route, map[string]any{"client_id": "m2", "text": strings.Repeat("漏", desk.MaxText)}), 202)
	if full.Duplicate {
		t.Error("a text of full length is a duplicate")
	}
}

func TestPresses(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	route := "POST /api/v1/conversations/" + c.PublicID + "/presses"
	f.reply(c, desk.Message{From: desk.FromBot, Text: "帮到您了吗", Buttons: []desk.Button{{Label: "解决了", Press: "helped:yes:1"}}})
	for _, bad := range []string{`""`, `"` + strings.Repeat("x", 65) + `"`, `"X:1"`, `":"`, `"漏水"`} {
		wantFailure(t, f.call(token, route, `{"client_id":"p0","press":`+bad+`}`), 400, codeInvalid, "press")
	}
	got := want[received](t, f.call(token, route, `{"client_id":"p1","press":"helped:yes:1"}`), 202)
	list := want[messages](t, f.call(token, "GET /api/v1/conversations/"+c.PublicID+"/messages?after="+fmt.Sprint(got.MessageID-1), nil), 200)
	if len(list.Messages) != 1 || list.Messages[0].Text != "[解决了]" || list.Messages[0].From != desk.FromResident {
		t.Errorf("the press stands as %+v", list.Messages)
	}
}

func TestListMessages(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	base := "GET /api/v1/conversations/" + c.PublicID + "/messages"
	if got := f.call(token, base, nil).Body.String(); got != "{\"messages\":[]}\n" {
		t.Errorf("of nothing: %s", got)
	}
	o := f.order(c)
	f.reply(c, desk.Message{From: desk.FromStaff, StaffName: "王师傅", Text: "马上到", Order: o.ID, ReplyTo: 7,
		Entries: []desk.EntryRef{{ID: "pet-dog", Approved: "2026-11-23"}}, Media: []desk.MediaRef{{Ref: "r1", Kind: desk.Photo, Type: "image/png"}}})
	list := want[messages](t, f.call(token, base+"?after=0&wait=30s", nil), 200).Messages
	if len(list) != 1 {
		t.Fatalf("%d messages", len(list))
	}
	m := list[0]
	if m.StaffName != "王师傅" || m.ReplyTo != 7 || len(m.Entries) != 1 || m.Entries[0] != "pet-dog" || len(m.Media) != 1 || m.Media[0].ID != "r1" || !m.At.Equal(f.clock.now()) {
		t.Errorf("message %+v", m)
	}
	for _, bad := range []struct{ query, field string }{{"after=-1", "after"}, {"after=x", "after"}, {"after=1.5", "after"}, {"wait=31s", "wait"}, {"wait=-1s", "wait"},
		{"wait=5", "wait"}, {"wait=9223372036854775807h", "wait"}, {"since=1", "since"}} {
		wantFailure(t, f.call(token, base+"?"+bad.query, nil), 400, codeInvalid, bad.field)
	}
}

func TestLongPoll(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	route := "GET /api/v1/conversations/" + c.PublicID + "/messages?after=0&wait="
	begin := time.Now()
	if got := want[messages](t, f.call(token, route+"100ms", nil), 200); len(got.Messages) != 0 || time.Since(begin) < 100*time.Millisecond {
		t.Errorf("after %s: %+v", time.Since(begin), got)
	}
	go func() {
		time.Sleep(50 * time.Millisecond)
		f.reply(c, desk.Message{From: desk.FromBot, Text: "您好"})
	}()
	begin = time.Now()
	got := want[messages](t, f.call(token, route+"30s", nil), 200)
	if len(got.Messages) != 1 || got.Messages[0].Text != "您好" || time.Since(begin) > 10*time.Second {
		t.Errorf("after %s: %+v", time.Since(begin), got)
	}
	go func() {
		time.Sleep(50 * time.Millisecond)
		f.web.Close()
	}()
	begin = time.Now()
	if got := want[messages](t, f.call(token, strings.Replace(route, "after=0", "after=99", 1)+"30s", nil), 200); len(got.Messages) != 0 || time.Since(begin) > 10*time.Second {
		t.Errorf("closing after %s: %+v", time.Since(begin), got)
	}
}

// TestReadMark: what was said about an order counts as read once the resident's browser has
// fetched it, by poll or stream; the rest of the chat leaves no mark.
func TestReadMark(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	o := f.order(c)
	readTo := func() time.Time {
		t.Helper()
		return must(f.store.Conversation(t.Context(), c.ID))(t).ReadTo
	}
	path := "GET /api/v1/conversations/" + c.PublicID + "/messages"
	f.reply(c, desk.Message{From: desk.FromBot, Text: "您好"})
	f.call(token, path, nil)
	if at := readTo(); !at.IsZero() {
		t.Errorf("a greeting marks it as read to %v", at)
	}
	f.clock.add(time.Hour)
	asked := f.clock.now()
	f.reply(c, desk.Message{From: desk.FromSystem, Text: "修好了吗？", Order: o.ID, At: asked})
	f.clock.add(time.Hour)
	version := must(f.store.Conversation(t.Context(), c.ID))(t).Version
	f.call("forged", path, nil)
	_, stranger := f.conversation("east")
	f.call(stranger, path, nil)
	if at := readTo(); !at.IsZero() {
		t.Errorf("read by somebody else: %v", at)
	}
	f.call(token, path+"?after=1", nil)
	if at := readTo(); !at.Equal(asked) {
		t.Errorf("polled, it is read to %v, want %v", at, asked)
	}
	if v := must(f.store.Conversation(t.Context(), c.ID))(t).Version; v != version {
		t.Error("reading changes what turns are decided on")
	}

	later := f.clock.now()
	l := openStream(t, f.serve(), c, token, "2", "")
	f.reply(c, desk.Message{Key: "later", From: desk.FromSystem, Text: "请打个分", Order: o.ID, At: later})
	if e, ok := l.next(); !ok || !strings.Contains(e.data, "请打个分") {
		t.Fatalf("the stream says %+v", e)
	}
	for range 500 { // the mark follows the delivery
		if readTo().Equal(later) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	f.call(token, path, nil)
	if at := readTo(); !at.Equal(later) {
		t.Errorf("read again, it is read to %v", at)
	}
}
