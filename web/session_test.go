package web

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
)

// try logs in from an address and returns the failure, nil on success.
func (f *fixture) try(address string, community desk.CommunityID, name, password string) (*failure, *http.Cookie) {
	f.t.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/desk/login", nil)
	r.RemoteAddr = address + ":1234"
	if _, err := f.web.logIn(w, r, community, name, password); err != nil {
		var fail *failure
		if !errors.As(err, &fail) {
			f.t.Fatal(err)
		}
		return fail, nil
	}
	return nil, w.Result().Cookies()[0]
}

// who asks with a session.
func (f *fixture) who(c *http.Cookie) (desk.Staff, error) {
	r := httptest.NewRequest(http.MethodGet, "/desk", nil)
	r.AddCookie(c)
	p, _, err := f.web.findStaff(r)
	return p, err
}

func TestLogIn(t *testing.T) {
	f := newFixture(t)
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	f.staff("west", "王师傅", desk.RoleAdmin)
	f.staff("east", "新师傅", desk.RoleStaff) // has no password
	if err := f.web.setPassword(t.Context(), p, "shui-guan-8"); err != nil {
		t.Fatal(err)
	}
	for i, bad := range []struct {
		community      desk.CommunityID
		name, password string
	}{{"east", "王师傅", "shui-guan-9"}, {"east", "王师傅", ""}, {"west", "王师傅", "shui-guan-8"}, {"east", "孙悟空", "shui-guan-8"}, {"east", "新师傅", ""},
		{"east", "新师傅", strings.Repeat("\x00", keyLen)}, {"east", "王师傅", strings.Repeat("x", 1<<20)}} {
		fail, _ := f.try(fmt.Sprintf("10.0.1.%d", i), bad.community, bad.name, bad.password)
		if fail == nil || fail.code != codeUnauthorized || fail.message != "姓名或密码不对" {
			t.Errorf("%+.60v: %+v", bad, fail)
		}
	}
	fail, cookie := f.try("10.0.2.1", "east", "王师傅", "shui-guan-8")
	if fail != nil {
		t.Fatal(fail)
	}
	if cookie.Name != "linli_session" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure || cookie.Path != "/" {
		t.Errorf("cookie %+v", cookie)
	}
	if got, err := f.who(cookie); err != nil || got.ID != p.ID {
		t.Errorf("the session is of %+v, %v", got, err)
	}
	f.clock.add(sessionLife + time.Second)
	if _, err := f.who(cookie); failureOf(err).code != codeUnauthorized {
		t.Errorf("an old session: %v", err)
	}
}

func TestLogOut(t *testing.T) {
	f := newFixture(t)
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	token := must(f.store.NewStaffToken(t.Context(), p.ID, store.TokenSession, time.Hour))(t)
	cookie := &http.Cookie{Name: sessionCookie, Value: token}
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/desk/logout", nil)
	r.AddCookie(cookie)
	if err := f.web.logOut(w, r); err != nil {
		t.Fatal(err)
	}
	if c := w.Result().Cookies()[0]; c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("cookie %+v", c)
	}
	if _, err := f.who(cookie); failureOf(err).code != codeUnauthorized {
		t.Errorf("after logging out: %v", err)
	}
}

func TestLinkLogsInOnce(t *testing.T) {
	f := newFixture(t)
	p, api := f.staff("east", "王师傅", desk.RoleStaff)
	link := must(f.store.NewStaffToken(t.Context(), p.ID, store.TokenLink, time.Hour))(t)
	use := func(token string) (desk.Staff, *httptest.ResponseRecorder, error) {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/desk/link", nil)
		got, err := f.web.logInByLink(w, r, token)
		return got, w, err
	}
	got, w, err := use(link)
	if err != nil || got.ID != p.ID || got.HasLogin {
		t.Fatalf("%+v %v", got, err)
	}
	if who, err := f.who(w.Result().Cookies()[0]); err != nil || who.ID != p.ID {
		t.Errorf("the session is of %+v, %v", who, err)
	}
	for _, bad := range []string{link, api, "forged", ""} {
		if _, _, err := use(bad); failureOf(err).code != codeNotFound {
			t.Errorf("%.5s: %v", bad, err)
		}
	}
	late := must(f.store.NewStaffToken(t.Context(), p.ID, store.TokenLink, time.Hour))(t)
	f.clock.add(time.Hour)
	if _, _, err := use(late); failureOf(err).code != codeNotFound {
		t.Errorf("a late link: %v", err)
	}
}

func TestSetPasswordEndsOtherSessions(t *testing.T) {
	f := newFixture(t)
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	session := func() *http.Cookie {
		return &http.Cookie{Name: sessionCookie, Value: must(f.store.NewStaffToken(t.Context(), p.ID, store.TokenSession, time.Hour))(t)}
	}
	mine, other := session(), session()
	r := httptest.NewRequest(http.MethodPost, "/desk/password", nil)
	r.AddCookie(mine)
	r, err := f.web.admit(r, forStaff)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "1234567", strings.Repeat("长", 90)} {
		if got := failureOf(f.web.setPassword(r.Context(), p, bad)); got.code != codeInvalid || got.field != "password" {
			t.Errorf("%q: %+v", bad, got)
		}
	}
	if err := f.web.setPassword(r.Context(), p, "八位的密码也可以"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.who(mine); err != nil {
		t.Errorf("the own session: %v", err)
	}
	if _, err := f.who(other); failureOf(err).code != codeUnauthorized {
		t.Errorf("the other session: %v", err)
	}
}

func TestPasswordHash(t *testing.T) {
	f := newFixture(t)
	hash := must(f.web.hashPassword(t.Context(), "shui-guan-8"))(t)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || hash == must(f.web.hashPassword(t.Context(), "shui-guan-8"))(t) {
		t.Errorf("hash %s", hash)
	}
	for _, c := range []struct {
		hash, password string
		ok             bool
	}{{hash, "shui-guan-8", true}, {hash, "shui-guan-9", false}, {hash, "", false}, {"", "", false}, {"", "x", false}} {
		if got, err := f.web.passwordMatches(t.Context(), c.hash, c.password); got != c.ok || err != nil {
			t.Errorf("%q with %q: %t %v", c.password, c.hash, got, err)
		}
	}
	for _, bad := range []string{"x", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=18$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=0,p=1$AAAA$AAAA",
		"$argon2id$v=19$m=8,t=1,p=1$!$AAAA", "$argon2id$v=19$m=8,t=1,p=1$AAAA$", "$argon2id$v=19$$AAAA$AAAA"} {
		if got, err := f.web.passwordMatches(t.Context(), bad, ""); got || err == nil {
			t.Errorf("hash %q: %t %v", bad, got, err)
		}
	}
}

// TestUnknownNamesTakeAsLong: the one thing that takes time is done for them as well.
func TestUnknownNamesTakeAsLong(t *testing.T) {
	f := newFixture(t)
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	if err := f.web.setPassword(t.Context(), p, "shui-guan-8"); err != nil {
		t.Fatal(err)
	}
	took := func(name string) time.Duration {
		best := time.Hour
		for i := range 4 {
			begin := time.Now()
			f.try(fmt.Sprintf("10.0.3.%d", i), "east", name, "not-the-password")
			best = min(best, time.Since(begin))
		}
		return best
	}
	known, unknown := took("王师傅"), took("孙悟空")
	if unknown < known/3 {
		t.Errorf("a known name takes %s, an unknown one %s", known, unknown)
	}
}

func TestLogInLimits(t *testing.T) {
	f := newFixture(t)
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	f.staff("east", "赵师傅", desk.RoleStaff)
	if err := f.web.setPassword(t.Context(), p, "shui-guan-8"); err != nil {
		t.Fatal(err)
	}
	limited := func(address, name, password string) bool {
		t.Helper()
		fail, _ := f.try(address, "east", name, password)
		if fail == nil || fail.status != 429 {
			return false
		}
		if fail.retryAfter <= 0 || fail.retryAfter > 15*time.Minute || !strings.Contains(fail.message, "分钟") {
			t.Errorf("told %q, to wait %s", fail.message, fail.retryAfter)
		}
		return true
	}
	for i := range 20 { // successes do not count
		if limited("10.0.0.1", "王师傅", "shui-guan-8") {
			t.Fatalf("success %d is limited", i)
		}
	}
	for i := range 5 { // by name, from many addresses
		if limited(fmt.Sprintf("10.1.0.%d", i), "王师傅", "x") {
			t.Fatalf("attempt %d is limited", i)
		}
	}
	if !limited("10.1.0.9", "王师傅", "shui-guan-8") {
		t.Error("the sixth attempt on a name is not limited")
	}
	for i := range 5 { // by address, on many names
		if limited("10.2.0.1", fmt.Sprintf("某%d", i), "x") {
			t.Fatalf("attempt %d is limited", i)
		}
	}
	if !limited("10.2.0.1", "赵师傅", "x") || limited("10.2.0.2", "赵师傅", "x") {
		t.Error("the sixth attempt from an address is not limited, or another address's first is")
	}
	f.clock.add(15 * time.Minute)
	if limited("10.2.0.1", "王师傅", "shui-guan-8") {
		t.Error("still limited after a quarter of an hour")
	}
}

// TestLogInLimitsHoldAtOnce: guesses at the same moment count as well.
func TestLogInLimitsHoldAtOnce(t *testing.T) {
	f := newFixture(t)
	var mu sync.Mutex
	tried := 0
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/desk/login", nil)
			r.RemoteAddr = fmt.Sprintf("10.3.0.%d:1", i)
			if _, err := f.web.logIn(w, r, "east", "孙悟空", "x"); failureOf(err).status != 429 {
				mu.Lock()
				defer mu.Unlock()
				tried++
			}
		})
	}
	wg.Wait()
	if tried != 5 {
		t.Errorf("%d guesses went through, want 5", tried)
	}
}

func TestSecureCookie(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct {
		remote, proto string
		tls, secure   bool
	}{{"10.0.0.1:1", "", false, false}, {"10.0.0.1:1", "", true, true}, {"10.0.0.1:1", "https", false, false}, {"127.0.0.1:1", "https", false, true}, {"[::1]:1", "https", false, true}} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-Proto", c.proto)
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if got := f.web.cookie(r, "x", "y", time.Hour).Secure; got != c.secure {
			t.Errorf("%+v: %t", c, got)
		}
	}
}
