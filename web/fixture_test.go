package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// clock is the time of a test.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// fixture is a server over a real store, with the communities east and west.
type fixture struct {
	t     *testing.T
	store *store.Store
	clock *clock
	web   *Server
	log   *bytes.Buffer
	spec  *spec
}

var contentFiles = fstest.MapFS{
	"faq/pet.yaml": {Data: []byte(`category: 绿化与宠物
entries:
  - id: pet-dog
    kind: info
    audience: all
    question: 养狗要办什么证？
    answer: 请到登记机关办理。
    approved: 2026-11-23
    similar: [狗证, 狗牌在哪里领, 养狗登记, 养狗要上户口吗, 遛狗要证吗]
`)},
	"emergencies.yaml": {Data: []byte("[]\n")},
	"sop.yaml":         {Data: []byte("- {category: 水电, steps: [先断水, 试一遍]}\n- {kind: complaint, steps: [先道歉]}\n")},
	"standards.yaml": {Data: []byte(`- module: 入户维修
  prefix: WX
  standards:
    - {code: WX-001, text: 一般报修十五分钟有人接。, sources: [约定], orders: {kind: repair, priority: P2}, figure: sla_by_clock.respond, within: 15, target: ">= 95%", cases: 2}
    - {code: WX-002, text: 水电照清单做完。, sources: [清单], orders: {categories: [水电]}, checklist: true, target: ">= 95%", cases: 1}
    - {code: WX-003, text: 投诉先道歉。, sources: [清单], orders: {kind: complaint}, step: 先道歉, target: ">= 95%"}
    - {code: WX-004, text: 急修半小时到。, sources: [约定], orders: {priority: P1}, figure: sla_by_clock.arrive, within: 20, target: ">= 95%"}
    - {code: WX-005, text: 处理不超过一小时。, sources: [约定], figure: aht_mean, target: <= 1h, cases: 1}
    - {code: WX-006, text: 有人礼貌接待。, sources: [约定], asked: manner, target: ">= 90%", cases: 1}
- module: 绿化与宠物
  prefix: LH
  standards:
    - {code: LH-001, text: 养狗怎么办证说得清。, sources: [目录], entries: [pet-dog]}
    - {code: LH-002, text: 绿地有人巡。, sources: [约定], by_hand: 看巡查本}
    - {code: LH-003, text: 问的都答得上。, sources: [约定], figure: standardised, target: ">= 60%", cases: 1}
`)},
	"communities/west/standards.yaml": {Data: []byte("standards:\n  - {code: LH-900, text: 西园自己的承诺。, sources: [合同], by_hand: 看}\nretired: {LH-001: 西园不养狗}\n")},
	"communities/east.yaml":           {Data: []byte("id: east\nname: 东园\n")},
	"communities/west.yaml":           {Data: []byte("id: west\nname: 西园\n")},
}

var loadContent = sync.OnceValues(func() (*bot.Content, error) { return bot.LoadContent(context.Background(), contentFiles, desk.Edits{}) })

func newFixture(t *testing.T, change ...func(*Config)) *fixture {
	t.Helper()
	c := &clock{t: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)}
	st, err := store.Open(t.Context(), t.TempDir(), c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	content, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, store: st, clock: c, log: &bytes.Buffer{}, spec: loadSpec(t)}
	cfg := Config{Store: st, Staff: &bot.Staff{Orders: st, Content: content, Rooms: bot.Rooms{}, Now: c.now},
		Communities: content.Communities, Now: c.now, Log: slog.New(slog.NewTextHandler(&lockedWriter{w: f.log}, nil))}
	for _, ch := range change {
		ch(&cfg)
	}
	f.web = New(cfg)
	t.Cleanup(f.web.Close)
	return f
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// must is v, or the end of the test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (f *fixture) staff(community desk.CommunityID, name string, role desk.Role) (desk.Staff, string) {
	f.t.Helper()
	p := must(f.store.AddStaff(f.t.Context(), desk.Staff{Community: community, Name: name, Role: role}))(f.t)
	return p, must(f.store.NewStaffToken(f.t.Context(), p.ID, store.TokenAPI, 0))(f.t)
}

func (f *fixture) conversation(community desk.CommunityID) (desk.Conversation, string) {
	f.t.Helper()
	c, token, err := f.store.BeginConversation(f.t.Context(), community)
	if err != nil {
		f.t.Fatal(err)
	}
	return c, token
}

// order opens an order of a conversation, as the bot would.
func (f *fixture) order(c desk.Conversation, change ...func(*desk.WorkOrder)) desk.WorkOrder {
	f.t.Helper()
	ctx := f.t.Context()
	c = must(f.store.Conversation(ctx, c.ID))(f.t)
	content := must(loadContent())(f.t)
	com := must(content.Community(c.Community))(f.t)
	o := &desk.WorkOrder{Community: c.Community, Conversation: c.ID, Kind: desk.Repair, Category: "水电", Priority: desk.P2, Title: "厨房漏水",
		Text: "3栋2单元501厨房漏水，电话13812341234", Place: desk.Place{Building: "3", Unit: "2", Room: "501"}, Resident: "李阿姨", Phone: "13812341234"}
	for _, ch := range change {
		ch(o)
	}
	o.Open(com, desk.TheResident, f.clock.now())
	e := &desk.Episode{Community: c.Community, Channel: desk.ChannelWeb, Conversation: c.ID, StartedAt: f.clock.now(), LastAt: f.clock.now()}
	if err := f.store.Commit(ctx, &desk.Turn{Conversation: &c, Orders: []*desk.WorkOrder{o}, Episode: e}); err != nil {
		f.t.Fatal(err)
	}
	return *o
}

// reply says something to a conversation's resident, as the bot would.
func (f *fixture) reply(c desk.Conversation, m desk.Message) {
	f.t.Helper()
	c = must(f.store.Conversation(f.t.Context(), c.ID))(f.t)
	if m.Key == "" {
		m.Key = fmt.Sprintf("test:%d:%d", c.ID, c.Version)
	}
	if err := f.store.Commit(f.t.Context(), &desk.Turn{Conversation: &c, Replies: []desk.Message{m}}); err != nil {
		f.t.Error(err)
	}
}

// call makes a request and holds its answer against the OpenAPI file.
func (f *fixture) call(token, route string, body any) *httptest.ResponseRecorder {
	f.t.Helper()
	method, path, _ := strings.Cut(route, " ")
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		r = bytes.NewReader(must(json.Marshal(b))(f.t))
	}
	return f.do(token, httptest.NewRequest(method, path, r))
}

func (f *fixture) do(token string, r *http.Request) *httptest.ResponseRecorder {
	f.t.Helper()
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	f.web.ServeHTTP(w, r)
	f.spec.hold(f.t, r, w.Result().StatusCode, w.Header(), w.Body.Bytes())
	return w
}

// upload posts a file as a form.
func (f *fixture) upload(token, path, field, name, contentType string, body []byte) *httptest.ResponseRecorder {
	f.t.Helper()
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, strings.ReplaceAll(name, `"`, `\"`)))
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	part := must(form.CreatePart(h))(f.t)
	must(part.Write(body))(f.t)
	form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &buf)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return f.do(token, r)
}

// want checks a status and decodes the answer.
func want[T any](t *testing.T, w *httptest.ResponseRecorder, status int) T {
	t.Helper()
	var v T
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("answer %q: %v", w.Body, err)
	}
	return v
}

// wantFailure checks an error's status, code and field.
func wantFailure(t *testing.T, w *httptest.ResponseRecorder, status int, code, field string) failureJSON {
	t.Helper()
	f := want[failureJSON](t, w, status)
	if f.Error.Code != code || f.Error.Field != field || f.Error.Message == "" {
		t.Fatalf("error %+v, want code %s, field %q and a message", f.Error, code, field)
	}
	if (f.Error.ClaimedBy != nil) != (code == codeConflict) {
		t.Fatalf("claimed_by of %s is %v", code, f.Error.ClaimedBy)
	}
	return f
}
