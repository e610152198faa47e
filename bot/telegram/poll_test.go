package telegram

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

// texts counts what the door took by text, and checks that the same text comes again
// only as the same update.
func texts(t *testing.T, list []taken) map[string]int {
	t.Helper()
	ids, count := map[string]string{}, map[string]int{}
	for _, m := range list {
		if first, again := ids[m.Text]; again && first != m.ExternalID {
			t.Errorf("%q came as update %s and as %s", m.Text, first, m.ExternalID)
		}
		ids[m.Text] = m.ExternalID
		count[m.Text]++
	}
	return count
}

func TestPollerLosesNothingWhenTheDoorFails(t *testing.T) {
	const n = 150
	srv := telegramtest.New(t)
	m := newMemory()
	random := rand.New(rand.NewPCG(1, 2))
	m.fail = func(call string) error { // called under the memory's lock
		if random.IntN(5) == 0 {
			return errDatabase
		}
		return nil
	}
	c, _ := newChannel(t, srv, m)
	start(t, c)
	for i := range n {
		srv.UserSays(resident, resident, fmt.Sprint("第", i))
		if i == n/2 {
			srv.PushRaw(func(id int64) string { return fmt.Sprintf(`{"update_id":%d,"message":7}`, id) })
		}
	}
	srv.WaitFor(func() bool { return srv.Pending() == 0 })
	list := m.all()
	if len(list) != n || len(texts(t, list)) != n || len(m.unread) != 1 {
		t.Errorf("taken %d, different %d, set aside %d", len(list), len(texts(t, list)), len(m.unread))
	}
	for i, got := range list {
		if got.Text != fmt.Sprint("第", i) {
			t.Fatalf("message %d is %q: out of order", i, got.Text)
		}
	}
}

// TestPollerKilled ends the poller right after the door kept a message, before Telegram
// can learn of it, again and again.
func TestPollerKilled(t *testing.T) {
	const n = 40
	srv := telegramtest.New(t)
	m := newMemory()
	c, _ := newChannel(t, srv, m)
	said := 0
	random := rand.New(rand.NewPCG(3, 4))
	for kills := 0; (said < 5*n || srv.Pending() > 0) && kills < 200; kills++ {
		for i := 0; i < n/4 && said < 5*n; i++ {
			srv.UserSays(resident, resident, fmt.Sprint("第", said))
			said++
		}
		ctx, kill := context.WithCancel(t.Context())
		left := 1 + random.IntN(n+n/2) // the batch is confirmed only if it lives through it
		c.Door = func(ctx context.Context, in desk.Inbound, room bool) (desk.Received, error) {
			r, err := m.Receive(ctx, in, room)
			if left--; left == 0 {
				kill()
				return r, context.Canceled // the process is gone: nobody sees the answer
			}
			return r, err
		}
		p := c.Poller()
		p.min = time.Millisecond
		idle := time.AfterFunc(50*time.Millisecond, kill)
		if err := p.Run(ctx); err != nil {
			t.Fatal(err)
		}
		idle.Stop()
		kill()
	}
	count := texts(t, m.all())
	if srv.Pending() != 0 {
		t.Errorf("%d updates were never confirmed", srv.Pending())
	}
	for i := range said {
		if count[fmt.Sprint("第", i)] == 0 {
			t.Errorf("message %d was lost", i)
		}
	}
	if len(m.all()) == said {
		t.Error("nothing came twice: the kills did not hit")
	}
}

func TestPollerSurvivesTelegram(t *testing.T) {
	srv := telegramtest.New(t)
	m := newMemory()
	c, out := newChannel(t, srv, m)
	for _, f := range []telegramtest.Fault{
		{Code: 502, Body: "<html>bad gateway " + srv.Token + "</html>"},
		{Code: 500, Description: "Internal Server Error"},
		{Drop: true}, {DropAfter: true},
		{Code: 409, Description: "Conflict: terminated by other getUpdates request"},
		{Code: 401, Description: "Unauthorized"},
		{Delay: 20 * time.Millisecond},
	} {
		f.Method, f.Times = "getUpdates", 2
		srv.Fail(f)
	}
	srv.UserSays(resident, resident, "在吗")
	start(t, c)
	srv.WaitFor(func() bool { return srv.Pending() == 0 && m.count() > 0 })
	if n := texts(t, m.all())["在吗"]; n != 1 {
		t.Errorf("taken %d times", n)
	}
	for _, want := range []string{"another program reads this bot's updates", "refuses the token", "HTTP 502"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not logged: %s", want)
		}
	}
	if strings.Contains(out.String(), "在吗") {
		t.Error("the resident's words are in the log")
	}
}

func TestPollerDoesNotSpin(t *testing.T) {
	srv := telegramtest.New(t)
	c, _ := newChannel(t, srv, newMemory())
	p := c.Poller()
	if d := p.pause(&apiError{code: 429, retryAfter: 7 * time.Second}, 0); d != 7*time.Second {
		t.Errorf("retry_after 7 became %s", d)
	}
	if d := p.pause(errDatabase, 0); d < 500*time.Millisecond || d > time.Second {
		t.Errorf("first pause is %s", d)
	}
	if d := p.pause(errDatabase, 1000); d < 30*time.Second || d > time.Minute {
		t.Errorf("last pause is %s", d)
	}
	tests := map[string]func(){
		"429":             func() { srv.Fail(telegramtest.Fault{Code: 429, RetryAfter: 1, Times: -1}) },
		"no long polling": func() { srv.Fail(telegramtest.Fault{Body: `{"ok":true,"result":[]}`, Times: -1}) },
		"no ids":          func() { srv.Fail(telegramtest.Fault{Body: `{"ok":true,"result":[{},{}]}`, Times: -1}) },
	}
	for name, set := range tests {
		t.Run(name, func(t *testing.T) {
			srv.Heal()
			set()
			before := srv.Calls("getUpdates")
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if err := c.Poller().Run(ctx); err != nil {
				t.Fatal(err)
			}
			if n := srv.Calls("getUpdates") - before; n > 1 {
				t.Errorf("%d calls in 0.3 s", n)
			}
		})
	}
}

// TestPollerForgetsItsOffset: should Telegram count anew from a lower number, nothing is
// missed.
func TestPollerForgetsItsOffset(t *testing.T) {
	srv := telegramtest.New(t)
	m := newMemory()
	c, _ := newChannel(t, srv, m)
	srv.UserSays(resident, resident, "一")
	p := c.Poller()
	p.wait = 0
	next, err := p.round(t.Context(), 0)
	if err != nil || next == 0 {
		t.Fatalf("%d, %v", next, err)
	}
	if next, err = p.round(t.Context(), next); err != nil || next != 0 || srv.Pending() != 0 {
		t.Fatalf("next %d, %v, %d unconfirmed", next, err, srv.Pending())
	}
	srv.Repeat(5, fmt.Sprintf(`{"update_id":5,"message":{%s,"text":"二"}}`, private))
	if next, err = p.round(t.Context(), next); err != nil || next != 6 || m.count() != 2 {
		t.Errorf("next %d, %v, taken %d", next, err, m.count())
	}
}

func TestPressesInPrivateAreAnsweredAtOnce(t *testing.T) {
	srv := telegramtest.New(t)
	m := newMemory()
	c, _ := newChannel(t, srv, m)
	srv.AddGroup(room, false)
	srv.AddUser(resident, "李阿姨")
	srv.Fail(telegramtest.Fault{Method: "answerCallbackQuery", Delay: 100 * time.Millisecond})
	start(t, c)
	quiet := srv.UserPresses(resident, 1, resident, "yes")
	srv.WaitFor(func() bool { return m.count() == 1 })
	if srv.Answered(quiet).Done {
		t.Error("the door waited for the answer")
	}
	srv.WaitFor(func() bool { return srv.Answered(quiet).Done })
	staffs := srv.UserPresses(room, 1, plumber, "claim:1")
	srv.WaitFor(func() bool { return m.count() == 2 })
	if a := srv.Answered(quiet); a.Text != "" || a.Alert {
		t.Errorf("answered %+v", a)
	}
	if srv.Answered(staffs).Done {
		t.Error("the bot's answer to staff was anticipated")
	}
}
