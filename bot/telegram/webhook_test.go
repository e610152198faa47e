package telegram

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"linli/bot/telegram/telegramtest"
)

func TestWebhook(t *testing.T) {
	const secret = "s3cret"
	good := fmt.Sprintf(`{"update_id":9,"message":{%s,"text":"在吗"}}`, private)
	tests := []struct {
		name, method, given, body string
		fails                     bool
		status, taken, unread     int
	}{
		{"good", "POST", secret, good, false, 200, 1, 0},
		{"wrong secret", "POST", "s3creT", good, false, 401, 0, 0},
		{"no secret", "POST", "", good, false, 401, 0, 0},
		{"GET", "GET", secret, "", false, 405, 0, 0},
		{"door fails", "POST", secret, good, true, 500, 0, 0},
		{"malformed", "POST", secret, `{"update_id":9,"message":[]}`, false, 200, 0, 1},
		{"no JSON", "POST", secret, `hello`, false, 200, 0, 1},
		{"malformed and not kept", "POST", secret, `hello`, true, 500, 0, 0},
		{"too large", "POST", secret, `"` + strings.Repeat("x", maxUpdate) + `"`, false, 413, 0, 0},
		{"nothing said", "POST", secret, `{"update_id":9}`, false, 200, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			if tt.fails {
				m.fail = func(string) error { return errDatabase }
			}
			c, _ := newChannel(t, telegramtest.New(t), m)
			if got := post(c.Webhook(secret), tt.method, tt.given, tt.body); got != tt.status || len(m.taken) != tt.taken || len(m.unread) != tt.unread {
				t.Errorf("HTTP %d, taken %d, set aside %d", got, len(m.taken), len(m.unread))
			}
		})
	}
	c, _ := newChannel(t, telegramtest.New(t), newMemory())
	if got := post(c.Webhook(""), "POST", "", good); got != 401 {
		t.Errorf("without a secret: HTTP %d", got)
	}
}

func TestWebhookFromTelegram(t *testing.T) {
	srv := telegramtest.New(t)
	m := newMemory()
	var failing atomic.Bool
	failing.Store(true)
	m.fail = func(string) error {
		if failing.Swap(false) {
			return errDatabase
		}
		return nil
	}
	c, out := newChannel(t, srv, m)
	hook := serveHTTP(t, c.Webhook("s3cret"))
	if err := c.SetWebhook(t.Context(), hook, "s3cret"); err != nil {
		t.Fatal(err)
	}
	srv.UserSays(resident, resident, "在吗")
	srv.WaitFor(func() bool { return srv.Pending() == 0 })
	if m.count() != 1 {
		t.Errorf("taken %d", m.count())
	}
	stop := start(t, c)
	srv.WaitFor(func() bool { return strings.Contains(out.String(), "or a webhook is set") })
	stop()
	if err := c.SetWebhook(t.Context(), "", ""); err != nil {
		t.Fatal(err)
	}
	start(t, c)
	srv.UserSays(resident, resident, "还在吗")
	srv.WaitFor(func() bool { return m.count() == 2 })
}
