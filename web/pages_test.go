package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"linli/desk"
	"linli/store"
)

// browse is a member of staff's browser: it has a session and follows nothing.
type browse struct {
	f      *fixture
	cookie *http.Cookie
}

func (f *fixture) browser(community desk.CommunityID, name string, role desk.Role) (desk.Staff, browse) {
	f.t.Helper()
	p, _ := f.staff(community, name, role)
	token := must(f.store.NewStaffToken(f.t.Context(), p.ID, store.TokenSession, 0))(f.t)
	return p, browse{f, &http.Cookie{Name: sessionCookie, Value: token}}
}

func (b browse) do(r *http.Request) *httptest.ResponseRecorder {
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	w := httptest.NewRecorder()
	b.f.web.ServeHTTP(w, r)
	if onDesk(r) && w.Header().Get("Content-Disposition") == "" && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		if _, missed := english.page(w.Body.Bytes()); len(missed) > 0 { // whatever page any test looks at
			b.f.t.Errorf("%s %s: not in english.tsv, nor marked as people's words: %q", r.Method, r.URL, missed)
		}
	}
	return w
}

func (b browse) get(path string) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b browse) post(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// wantPage checks a page's status and what it must say; what begins with "!" it must not.
func wantPage(t *testing.T, w *httptest.ResponseRecorder, status int, words ...string) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	for _, word := range words {
		absent, no := strings.CutPrefix(word, "!")
		if strings.Contains(w.Body.String(), absent) == no {
			t.Errorf("page has %q: %v, want %v\n%s", absent, no, !no, w.Body)
		}
	}
}

func wantRedirect(t *testing.T, w *httptest.ResponseRecorder, to string) {
	t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
		t.Fatalf("status %d to %q, want 303 to %q: %s", w.Code, w.Header().Get("Location"), to, w.Body)
	}
}

func TestChatPage(t *testing.T) {
	f := newFixture(t)
	b := browse{f: f}
	wantPage(t, b.get("/"), 200, "<h1>东园</h1>", `data-community="east"`, `href="tel:119"`, `href="tel:120"`, `href="tel:110"`, "!值班")
	wantPage(t, b.get("/c/west"), 200, "<h1>西园</h1>", `data-community="west"`)
	wantPage(t, b.get("/c/nowhere"), 404, "没有找到这个小区", `href="/c/east"`, `href="/c/west"`)
	wantPage(t, b.get("/nothing"), 404, "没有这个地址")
}

func TestChatPageShowsDutyPhone(t *testing.T) {
	c := desk.Community{ID: "east", Name: `东"园<`, Data: map[string]string{"值班电话": "010-5550-1234（24小时）"}}
	f := newFixture(t, func(cfg *Config) { cfg.Communities = func() []desk.Community { return []desk.Community{c} } })
	wantPage(t, browse{f: f}.get("/"), 200, `href="tel:01055501234"`, "010-5550-1234（24小时）", "东&#34;园&lt;")
}

func TestTelHref(t *testing.T) {
	for number, want := range map[string]string{"010-5550-1234": "tel:01055501234", "+86 10 5550": "tel:+86105550",
		"138-0000-0001（微信同号）": "tel:13800000001", "没有": "tel:", "12;isub=1": "tel:12"} {
		if got := string(telHref(number)); got != want {
			t.Errorf("telHref(%q) = %q, want %q", number, got, want)
		}
	}
}

// No page may need inline scripts or styles, which the content security policy refuses,
// nor anything of another host.
func TestPagesNeedNothingInline(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script(>|[^>]*>[^<])|<style|\son[a-z]+=|\sstyle=|(src|href)="(https?:)?//|javascript:`)
	makesHTML := regexp.MustCompile(`(inner|outer)HTML\s*\+?=[^=]|insertAdjacentHTML|document\.write`)
	for _, dir := range []string{"templates", "static"} {
		files := templateFiles
		if dir == "static" {
			files = staticFiles
		}
		entries := must(files.ReadDir(dir))(t)
		if len(entries) == 0 {
			t.Fatalf("no files in %s", dir)
		}
		for _, e := range entries {
			body := string(must(files.ReadFile(dir + "/" + e.Name()))(t))
			if found := inline.FindString(body); found != "" && e.Name() != "desk_evidence.html" { // a file to keep, opened without us
				t.Errorf("%s/%s has %q", dir, e.Name(), found)
			}
			if strings.HasSuffix(e.Name(), ".js") && makesHTML.MatchString(body) {
				t.Errorf("%s makes HTML of text", e.Name())
			}
		}
	}
}

func TestStaticFiles(t *testing.T) {
	f := newFixture(t)
	b := browse{f: f}
	for name, kind := range map[string]string{"chat.js": "text/javascript", "chat.css": "text/css", "icon.svg": "image/svg+xml"} {
		w := b.get("/static/" + name)
		wantPage(t, w, 200)
		if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, kind) {
			t.Errorf("%s is %q, want %s", name, got, kind)
		}
		r := httptest.NewRequest(http.MethodGet, "/static/"+name, nil)
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		if w := b.do(r); w.Code != http.StatusNotModified {
			t.Errorf("%s asked for again: status %d, want 304", name, w.Code)
		}
	}
	wantPage(t, b.get("/static/none.js"), 404, "没有这个文件")
	wantPage(t, b.get("/static/..%2Fpages.go"), 404)
}
