package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"linli/desk"
)

func TestLimit(t *testing.T) {
	c := &clock{t: time.Unix(1000, 0)}
	l := newLimit(3, time.Minute, c.now)
	take := func(key string, want time.Duration) {
		t.Helper()
		if got := l.take(key); got != want {
			t.Errorf("take %s: wait %s, want %s", key, got, want)
		}
	}
	for range 3 {
		take("a", 0)
	}
	take("a", 20*time.Second)
	take("b", 0)
	c.add(15 * time.Second)
	take("a", 5*time.Second)
	c.add(5 * time.Second)
	take("a", 0)
	take("a", 20*time.Second)
	l.giveBack("a")
	take("a", 0)
	c.add(time.Hour)
	for range 3 {
		take("a", 0)
	}
	take("a", 20*time.Second)
}

func TestLimitForgets(t *testing.T) {
	c := &clock{t: time.Unix(1000, 0)}
	l := newLimit(2, time.Minute, c.now)
	for i := range 3 * maxBuckets {
		if wait := l.take(strconv.Itoa(i)); wait != 0 {
			t.Fatalf("key %d waits %s", i, wait)
		}
		if len(l.buckets) > maxBuckets {
			t.Fatalf("%d buckets", len(l.buckets))
		}
	}
	c.add(time.Hour)
	for i := range maxBuckets { // all that went before is full again
		l.take("new" + strconv.Itoa(i))
	}
	if len(l.buckets) > maxBuckets || l.take("new1") != 0 {
		t.Errorf("%d buckets", len(l.buckets))
	}
}

func TestResidentsAreLimited(t *testing.T) {
	limited := func(c *Config) { c.RateLimit = true }
	t.Run("messages of a conversation", func(t *testing.T) {
		f := newFixture(t, limited)
		c, token := f.conversation("east")
		other, otherToken := f.conversation("east")
		say := func(token string, c desk.Conversation, i int) *httptest.ResponseRecorder {
			return f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", map[string]any{"client_id": fmt.Sprint(i), "text": "x"})
		}
		for i := range 20 {
			want[received](t, say(token, c, i), 202)
		}
		w := say(token, c, 20)
		wantFailure(t, w, 429, codeRateLimited, "")
		if w.Header().Get("Retry-After") != "3" {
			t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
		}
		wantFailure(t, f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/presses", `{"client_id":"1","press":"yes"}`), 429, codeRateLimited, "")
		wantFailure(t, f.upload(token, "/api/v1/conversations/"+c.PublicID+"/media", "file", "a", "", aPNG(t)), 429, codeRateLimited, "")
		want[messages](t, f.call(token, "GET /api/v1/conversations/"+c.PublicID+"/messages", nil), 200)
		want[received](t, say(otherToken, other, 0), 202)
		f.clock.add(3 * time.Second)
		want[received](t, say(token, c, 20), 202)
	})
	t.Run("an address", func(t *testing.T) {
		f := newFixture(t, limited)
		for i := range 140 {
			c, token := f.conversation("east")
			w := f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages", `{"client_id":"1","text":"x"}`)
			if status := map[bool]int{true: 202, false: 429}[i < 120]; w.Code != status {
				t.Fatalf("message %d gets %d", i, w.Code)
			}
		}
	})
	t.Run("new conversations", func(t *testing.T) {
		f := newFixture(t, limited)
		for i := range 22 {
			w := f.call("", "POST /api/v1/conversations", `{"community":"east"}`)
			if status := map[bool]int{true: 201, false: 429}[i < 20]; w.Code != status {
				t.Fatalf("conversation %d gets %d", i, w.Code)
			}
		}
		f.clock.add(3 * time.Minute)
		want[struct{ ID string }](t, f.call("", "POST /api/v1/conversations", `{"community":"east"}`), 201)
	})
	t.Run("off", func(t *testing.T) {
		f := newFixture(t)
		for range 30 {
			want[struct{ ID string }](t, f.call("", "POST /api/v1/conversations", `{"community":"east"}`), 201)
		}
	})
}

func TestAddressKey(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct{ remote, forwarded, want string }{
		{"203.0.113.7:5", "", "203.0.113.7"},
		{"203.0.113.7:5", "198.51.100.1", "203.0.113.7"},                  // a stranger's word
		{"127.0.0.1:5", "198.51.100.1", "198.51.100.1"},                   // our proxy's
		{"127.0.0.1:5", "10.9.9.9, 198.51.100.1", "198.51.100.1"},         // what the client made up comes first
		{"127.0.0.1:5", "nonsense", "127.0.0.1"},                          //
		{"[2001:db8:1:2:3:4:5:6]:5", "", "2001:db8:1:2::/64"},             // one household
		{"[2001:db8:1:2:ffff::1]:5", "198.51.100.1", "2001:db8:1:2::/64"}, //
		{"[::ffff:203.0.113.7]:5", "", "203.0.113.7"},                     //
		{"[::1]:5", "2001:db8:1:2::9", "2001:db8:1:2::/64"},               //
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := f.web.addressKey(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
