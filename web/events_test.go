package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/desk"
)

// listener reads a conversation's events over a real connection.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	close func() error
}

type event struct{ id, name, data string }

func openStream(t *testing.T, srv *httptest.Server, c desk.Conversation, token, after, lastEventID string) *listener {
	t.Helper()
	r := must(http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/api/v1/conversations/"+c.PublicID+"/events?after="+after, nil))(t)
	r.Header.Set("Authorization", "Bearer "+token)
	if lastEventID != "" {
		r.Header.Set("Last-Event-ID", lastEventID)
	}
	res := must(srv.Client().Do(r))(t)
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("events answer %d %v", res.StatusCode, res.Header)
	}
	t.Cleanup(func() { res.Body.Close() })
	return &listener{t: t, lines: bufio.NewScanner(res.Body), close: res.Body.Close}
}

// serve is the fixture behind a real port. Streams end before the port closes.
func (f *fixture) serve() *httptest.Server {
	srv := httptest.NewServer(f.web)
	f.t.Cleanup(func() {
		f.web.Close()
		srv.Close()
	})
	return srv
}

// next is the next event that is no comment; ok is false when the stream has ended.
func (l *listener) next() (e event, ok bool) {
	l.t.Helper()
	for l.lines.Scan() {
		name, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		default:
			if l.lines.Text() == "" && e.data != "" {
				return e, true
			}
		}
	}
	return e, false
}

// want reads the next event and compares its name and, of a message, its text.
func (l *listener) want(name, data string) event {
	l.t.Helper()
	e, ok := l.next()
	got := e.data
	if name == "" && ok {
		var m messageJSON
		if err := json.Unmarshal([]byte(e.data), &m); err != nil || fmt.Sprint(m.ID) != e.id {
			l.t.Fatalf("event %+v: %v", e, err)
		}
		got = m.Text
	}
	if !ok || e.name != name || got != data {
		l.t.Fatalf("event %q %q (stream goes on: %t), want %q %q", e.name, got, ok, name, data)
	}
	return e
}

func TestEvents(t *testing.T) {
	f := newFixture(t)
	srv := f.serve()
	c, token := f.conversation("east")
	say := func(id, text string) {
		t.Helper()
		want[received](t, f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", map[string]any{"client_id": id, "text": text}), 202)
	}
	say("1", "你好")
	l := openStream(t, srv, c, token, "0", "")
	hello := l.want("", "你好")
	l.want("typing", "true")
	f.reply(c, desk.Message{From: desk.FromBot, Text: "您好"})
	l.want("", "您好")
	l.want("typing", "false")
	say("2", "再问一个")
	last := l.want("", "再问一个")
	l.want("typing", "true")
	l.close()

	// A reconnect goes on behind the last event, whatever stands in the address, and
	// knows that the reply is still to come.
	l = openStream(t, srv, c, token, "0", last.id)
	l.want("typing", "true")
	f.reply(c, desk.Message{From: desk.FromBot, Text: "第二个回答"})
	l.want("", "第二个回答")
	l.want("typing", "false")
	l.close()

	l = openStream(t, srv, c, token, hello.id, "")
	for _, text := range []string{"您好", "再问一个", "第二个回答"} {
		l.want("", text)
	}
	f.web.Close()
	if e, ok := l.next(); ok {
		t.Errorf("after Close: %+v", e)
	}
	if err := l.lines.Err(); err != nil {
		t.Errorf("the stream did not end cleanly: %v", err)
	}
}

func TestNoTypingWhileStaffHaveTheConversation(t *testing.T) {
	f := newFixture(t)
	srv := f.serve()
	c, token := f.conversation("east")
	o := f.order(c)
	_, staff := f.staff("east", "王师傅", desk.RoleStaff)
	f.call(staff, fmt.Sprintf("POST /api/v1/orders/%d/claim", o.ID), nil)
	all := must(f.store.Messages(t.Context(), c.ID, 0, 10))(t)
	f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", `{"client_id":"1","text":"到了吗"}`)
	l := openStream(t, srv, c, token, fmt.Sprint(all[len(all)-1].ID), "")
	l.want("", "到了吗")
	f.call(staff, fmt.Sprintf("POST /api/v1/orders/%d/say", o.ID), `{"client_id":"1","text":"在路上"}`)
	l.want("", "在路上")
}

func TestNoTypingForAnOldMessage(t *testing.T) {
	f := newFixture(t)
	srv := f.serve()
	c, token := f.conversation("east")
	f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", `{"client_id":"1","text":"在吗"}`)
	f.clock.add(typingFor + time.Second)
	l := openStream(t, srv, c, token, "0", "")
	l.want("", "在吗")
	f.reply(c, desk.Message{From: desk.FromBot, Text: "在"})
	l.want("", "在")
}

func TestEventsRefuse(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	route := "GET /api/v1/conversations/" + c.PublicID + "/events"
	wantFailure(t, f.call(token, route+"?after=x", nil), 400, codeInvalid, "after")
	r := httptest.NewRequest(http.MethodGet, strings.TrimPrefix(route, "GET "), nil)
	r.Header.Set("Last-Event-ID", "x")
	wantFailure(t, f.do(token, r), 400, codeInvalid, "Last-Event-ID")
}
