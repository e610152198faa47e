package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

func TestNoTokenInErrors(t *testing.T) {
	srv := telegramtest.New(t)
	c, _ := newChannel(t, srv, newMemory())
	srv.Close()
	_, sendErr := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(resident), Text: "x"})
	_, pollErr := c.Poller().ask(t.Context(), 0)
	_, _, fetchErr := c.Fetch(t.Context(), "f1")
	_, downloadErr := c.api.download(t.Context(), "photos/x.jpg")
	for what, err := range map[string]error{"send": sendErr, "poll": pollErr, "fetch": fetchErr, "download": downloadErr,
		"webhook": c.SetWebhook(t.Context(), "https://x", "s")} {
		if err == nil {
			t.Errorf("%s: no error without a server", what)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), srv.Token) {
				t.Errorf("%s: the token is in the error", what)
			}
		}
	}
	if strings.Contains(fmt.Sprintf("%+v", c.Config), srv.Token) {
		t.Error("the token is printed with the channel")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, desk.Outbound{Key: "k", To: to(resident), Text: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestTokenStaysHome(t *testing.T) {
	var visited atomic.Int32
	other := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { visited.Add(1) }))
	hijacked := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other, http.StatusTemporaryRedirect)
	}))
	c, err := New(Config{Token: "1:secret", APIURL: hijacked, Unpaced: true, Log: discard})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(resident), Text: "x"}); err == nil || visited.Load() != 0 {
		t.Errorf("%v, followed %d times", err, visited.Load())
	}
}
