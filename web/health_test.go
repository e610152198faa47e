package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/desk"
)

func TestHealth(t *testing.T) {
	f := newFixture(t)
	want[healthJSON](t, f.call("", "GET /healthz", nil), 200)
	want[healthJSON](t, f.call("", "GET /readyz", nil), 200)
	if err := f.store.Close(); err != nil {
		t.Fatal(err)
	}
	want[healthJSON](t, f.call("", "GET /healthz", nil), 200)
	got := wantFailure(t, f.call("", "GET /readyz", nil), 503, codeInternal, "")
	if got.Error.Message != "数据库没有响应" {
		t.Error(got.Error.Message)
	}
}

func TestNotReadyWhileClosing(t *testing.T) {
	f := newFixture(t)
	f.web.Close()
	wantFailure(t, f.call("", "GET /readyz", nil), 503, codeInternal, "")
}

func TestMetrics(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	for _, id := range []string{"1", "2"} {
		f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", `{"client_id":"`+id+`","text":"秘密的话"}`)
	}
	f.call("", "GET /api/v1/orders", nil)
	f.call("", "GET /no/such/page", nil)
	page := f.call("", "GET /metrics", nil).Body.String()
	for _, line := range []string{
		`linli_http_requests_total{route="POST /api/v1/conversations/{id}/messages",status="202"} 2`,
		`linli_http_requests_total{route="GET /api/v1/orders",status="401"} 1`,
		`linli_http_requests_total{route="",status="404"} 1`,
		`linli_http_request_seconds_count{route="POST /api/v1/conversations/{id}/messages"} 2`,
		"linli_inbox_waiting 2", "linli_outbox_waiting 0", "linli_outbox_undelivered 0", "linli_updates_unread 0",
		"linli_inbox_oldest_timestamp_seconds 1.7953992e+09",
	} {
		if !strings.Contains(page, line) {
			t.Errorf("no %s in:\n%s", line, page)
		}
	}
	for _, secret := range []string{"秘密", token, c.PublicID} {
		if strings.Contains(page, secret) {
			t.Errorf("%q stands in the metrics", secret)
		}
	}
}

func TestMetricsSayWhenTheDatabaseIsGone(t *testing.T) {
	f := newFixture(t)
	f.store.Close()
	if w := f.call("", "GET /metrics", nil); w.Code != 500 {
		t.Errorf("status %d", w.Code)
	}
}

func TestHeadersOnEverything(t *testing.T) {
	f := newFixture(t)
	for _, route := range []string{"GET /healthz", "GET /api/v1/orders", "GET /nowhere", "DELETE /api/v1/orders", "GET /"} {
		h := f.call("", route, nil).Header()
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: CSP %q", route, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: headers %v", route, h)
		}
	}
}

func TestUnknownRoutes(t *testing.T) {
	f := newFixture(t)
	wantFailure(t, f.call("", "GET /api/v1/nothing", nil), 404, codeNotFound, "")
	w := f.call("", "DELETE /api/v1/orders", nil)
	wantFailure(t, w, 405, codeInvalid, "")
	if !strings.Contains(w.Header().Get("Allow"), "GET") {
		t.Errorf("Allow %q", w.Header().Get("Allow"))
	}
}

func TestPanics(t *testing.T) {
	f := newFixture(t)
	f.web.mux.Handle("POST /api/v1/panic", f.web.guard(route{"POST /api/v1/panic", forPublic, func(_ http.ResponseWriter, r *http.Request) error {
		panic("密码是 " + r.FormValue("password"))
	}}, f.web.apiFailure))
	r := httptest.NewRequest(http.MethodPost, "/api/v1/panic?password=hunter2", nil)
	wantFailure(t, f.do("", r), 500, codeInternal, "")
	if log := f.log.String(); !strings.Contains(log, "POST /api/v1/panic") || strings.Contains(log, "hunter2") || strings.Contains(log, "密码") {
		t.Errorf("log: %s", log)
	}
}

// TestLogsHoldNoWords: what residents say, who they are and their tokens stay out.
func TestLogsHoldNoWords(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	_, staff := f.staff("east", "王师傅", desk.RoleStaff)
	f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", `{"client_id":"1","text":"我叫李阿姨"}`)
	f.call(token, "GET /api/v1/conversations/"+c.PublicID+"/messages?after=李阿姨", nil)
	f.call(staff, "GET /api/v1/orders?q=李阿姨", nil)
	f.store.Close()
	f.web.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/api/v1/conversations", strings.NewReader(`{"community":"east"}`)))
	log := f.log.String()
	if strings.Count(log, "msg=http ") != 4 || !strings.Contains(log, "level=ERROR") {
		t.Errorf("log: %s", log)
	}
	for _, secret := range []string{"李阿姨", "%E6", token, staff, c.PublicID, "王师傅"} {
		if strings.Contains(log, secret) {
			t.Errorf("%q stands in the log: %s", secret, log)
		}
	}
}

func TestReport(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	f.order(c)
	_, boss := f.staff("east", "刘经理", desk.RoleManager)
	_, west := f.staff("west", "马经理", desk.RoleAdmin)
	f.clock.add(time.Hour)
	type report struct {
		Orders      int
		Since, Till time.Time
	}
	for query, span := range map[string]time.Duration{"": 30 * 24 * time.Hour, "?since=24h": 24 * time.Hour, "?since=4w": 28 * 24 * time.Hour, "?since=1h": time.Hour} {
		got := want[report](t, f.call(boss, "GET /api/v1/report"+query, nil), 200)
		if got.Orders != 1 || !got.Since.Equal(f.clock.now().Add(-span)) {
			t.Errorf("%q: %+v", query, got)
		}
	}
	if got := want[report](t, f.call(west, "GET /api/v1/report", nil), 200); got.Orders != 0 {
		t.Errorf("west sees %d orders", got.Orders)
	}
	for _, bad := range []string{"30", "0d", "-1d", "1.5d", "99999w", "1y", "30d%20"} {
		wantFailure(t, f.call(boss, "GET /api/v1/report?since="+bad, nil), 400, codeInvalid, "since")
	}
	wantFailure(t, f.call(boss, "GET /api/v1/report?from=1", nil), 400, codeInvalid, "from")
}

// TestGoneClientIsNoFault: whoever hangs up while waiting leaves no error in the log.
func TestGoneClientIsNoFault(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", "/api/v1/conversations/"+c.PublicID+"/messages?wait=30s", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	f.web.ServeHTTP(httptest.NewRecorder(), r)
	if strings.Contains(f.log.String(), "ERROR") || !strings.Contains(f.log.String(), "status=499") {
		t.Errorf("log: %s", f.log)
	}
}
