package telegram

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/desk"
)

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func post(h http.Handler, method, secret, body string) int {
	r := httptest.NewRequest(method, "/telegram", strings.NewReader(body))
	if secret != "" {
		r.Header.Set(secretHeader, secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func serveHTTP(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// TestCallsCanBeRepeated: without its body at hand net/http gives a call up when the
// server has just closed the idle connection.
func TestCallsCanBeRepeated(t *testing.T) {
	_, _, c := world(t, false)
	var calls int
	next := c.api.http.Transport
	c.api.http.Transport = transport(func(r *http.Request) (*http.Response, error) {
		calls++
		body, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		first, _ := io.ReadAll(r.Body)
		second, _ := io.ReadAll(body)
		if string(first) != string(second) || int64(len(first)) != r.ContentLength || !strings.Contains(string(first), "在吗") {
			t.Errorf("body of %d bytes, again of %d, told %d", len(first), len(second), r.ContentLength)
		}
		r.Body, _ = r.GetBody()
		return next.RoundTrip(r)
	})
	if _, err := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(resident), Text: "在吗"}); err != nil || calls != 1 {
		t.Errorf("%v, %d calls", err, calls)
	}
}
