package web

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"log/slog"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// testPicture is a small photo.
func testPicture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{R: uint8(90 + x/4), G: uint8(120 + y/3), B: 140, A: 255})
		}
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// house is a whole desk on a port: real store, real bot, the shipped content.
type house struct {
	store       *store.Store
	content     *bot.Content
	url         string
	serve, stop func() // the web server only; store and bot go on
}

var shippedContent = sync.OnceValues(func() (*bot.Content, error) {
	return bot.LoadContent(context.Background(), unlabelled{os.DirFS("../data")}, desk.Edits{})
})

// unlabelled is a content folder without labelled questions: to ask them all takes seconds, and
// minutes with the race detector.
type unlabelled struct{ fs.FS }

func (u unlabelled) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, "questions/") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return u.FS.Open(name)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	st := must(store.Open(t.Context(), t.TempDir(), time.Now))(t)
	content := must(shippedContent())(t)
	quiet := slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	worker := bot.Worker{Inbox: st, Bell: store.BellInbox, Now: time.Now, Log: quiet, Hands: 2,
		Engine: &bot.Engine{Content: content, Records: st, Rooms: bot.Rooms{}, Now: time.Now, Log: quiet},
		Room:   &bot.Room{Acts: &bot.Staff{Orders: st, Content: content, Rooms: bot.Rooms{}, Now: time.Now}, People: st}}
	work.Go(func() { worker.Run(ctx) })
	h := &house{store: st, content: content}
	var server *httptest.Server
	addr := ""
	h.serve = func() {
		web := New(Config{Store: st, Staff: h.acts(), Communities: content.Communities})
		server = httptest.NewUnstartedServer(web)
		if addr != "" { // again where it was
			server.Listener.Close()
			server.Listener = must(net.Listen("tcp", addr))(t)
		}
		server.Start()
		addr, h.url = server.Listener.Addr().String(), server.URL
		h.stop = func() { web.Close(); server.CloseClientConnections(); server.Close() }
	}
	h.serve()
	t.Cleanup(func() { cancel(); work.Wait(); h.stop(); st.Close() })
	return h
}

// window is a page in a headless browser. It notes what must not happen.
type window struct {
	*testing.T
	ctx  context.Context
	h    *house
	size string

	mu    sync.Mutex
	wrong []string
	calm  bool // the server is down on purpose: that it does not answer is no error
}

// chromium starts a browser; without one the test is skipped, or fails where one is
// required.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("LINLI_TEST_CHROMIUM") == "required" {
			t.Fatal("no chromium, and LINLI_TEST_CHROMIUM=required")
		}
		t.Skip("no chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.ExecPath(path),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"))
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func newWindow(t *testing.T, h *house, width, height int64) *window {
	t.Helper()
	w := &window{T: t, ctx: chromium(t), h: h, size: fmt.Sprintf("%dx%d", width, height)}
	if err := chromedp.Listen(w.ctx, w.note); err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.EmulateViewport(width, height))
	t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, s := range w.wrong {
			t.Error(s)
		}
	})
	return w
}

// note keeps requests for other hosts and whatever reaches the console as an error.
func (w *window) note(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err != nil || u.Scheme != "blob" && u.Scheme != "data" && "http://"+u.Host != w.h.url {
			w.wrong = append(w.wrong, "request for another host: "+e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		w.wrong = append(w.wrong, "exception: "+e.ExceptionDetails.Text+" "+e.ExceptionDetails.URL)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			w.wrong = append(w.wrong, fmt.Sprintf("console %s", e.Type))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" && !w.calm {
			w.wrong = append(w.wrong, "console: "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// quietly does something during which requests may fail.
func (w *window) quietly(do func()) {
	set := func(calm bool) { w.mu.Lock(); w.calm = calm; w.mu.Unlock() }
	set(true)
	defer set(false)
	do()
}

// do takes steps. One alone is taken again when its element was exchanged for a fresh one
// between finding and touching it, as a person would press again.
func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	err := chromedp.Do(w.ctx, steps...)
	for tries := 0; err != nil && len(steps) == 1 && tries < 3 && strings.Contains(err.Error(), "Could not find node"); tries++ {
		err = chromedp.Do(w.ctx, steps...)
	}
	if err != nil {
		w.shot("failed")
		w.Fatal(err)
	}
}

func (w *window) open(path string) {
	w.Helper()
	w.do(chromedp.Navigate(w.h.url + path))
	w.wait(loaded)
}

// arrived waits until a press has led to the page.
func (w *window) arrived(path string) {
	w.Helper()
	w.wait(fmt.Sprintf("location.pathname === %q && %s", path, loaded))
}

const loaded = `document.readyState === "complete" && document.body.dataset.ready`

// patience is how long a page may take on a busy machine.
const patience = time.Minute

// wait waits until a script's expression is true.
func (w *window) wait(condition string) {
	w.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(30 * time.Millisecond) {
		ok, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			w.shot("failed")
			w.Fatalf("never true: %s (%v); the page says:\n%s", condition, err, w.text("body"))
		}
	}
}

func (w *window) text(selector string) string {
	s, _ := chromedp.Run(w.ctx, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector)))
	return s
}

func (w *window) number(expression string) float64 {
	w.Helper()
	n, err := chromedp.Run(w.ctx, chromedp.Evaluate[float64](expression))
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// shot takes a picture of the page: into LINLI_UPDATE_SCREENSHOTS, which is a folder or
// 1 for docs/screenshots, else nowhere that stays.
func (w *window) shot(name string) {
	w.Helper()
	dir := os.Getenv("LINLI_UPDATE_SCREENSHOTS")
	switch dir {
	case "":
		dir = w.TempDir()
	case "1":
		dir = "../docs/screenshots"
	}
	picture, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err == nil && len(picture) < 2000 {
		err = fmt.Errorf("screenshot of %d bytes", len(picture))
	}
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+"-"+w.size+".png"), picture, 0o644)
	}
	if err != nil {
		w.Errorf("screenshot %s: %v", name, err)
	}
}

// fits checks that the page can be used: nothing is wider than the screen, what is to be
// pressed is large enough for a finger (links inside running text are what they are),
// and axe finds nothing serious.
func (w *window) fits() {
	w.Helper()
	if over := w.number("document.documentElement.scrollWidth - innerWidth"); over > 0 {
		w.Errorf("page is %v px wider than the screen", over)
	}
	small, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("button, a, input, textarea, select, summary")]
		.filter((e) => e.checkVisibility() && !e.closest(".bubble, #notices p, .hint, .changed, h2, dd, .sr, .skip") && e.type !== "hidden" && e.ariaDisabled !== "true" || e.id === "send")
		.filter((e) => (e.closest(".check") ?? e).getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 80)).join("; ")`))
	if err != nil || small != "" {
		w.Errorf("too small for a finger: %s (%v)", small, err)
	}
	w.accessible()
}

// axe is axe-core as its makers ship it (THIRD_PARTY_NOTICES).
//
//go:embed testdata/axe.min.js
var axe string

// accessible runs axe-core over the page as it stands; findings of serious or critical
// impact are errors.
func (w *window) accessible() {
	w.Helper()
	w.do(chromedp.Evaluate[chromedp.Void](axe + ";0"))
	found, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations
		.filter((v) => v.impact === "serious" || v.impact === "critical")
		.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120) + " " + (n.any[0]?.message ?? "")).join(" | ")).join("\n"))`,
		chromedp.EvalAwaitPromise))
	if err != nil || found != "" {
		w.Errorf("not accessible: %s (%v)\n%s", w.text("h1"), err, found)
	}
}

func (w *window) dark(on bool) {
	scheme := "light"
	if on {
		scheme = "dark"
	}
	if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
		w.Error(err)
	}
}

var sizes = [][2]int64{{390, 844}, {1280, 800}}

func (h *house) order(t *testing.T, change func(*desk.WorkOrder)) (desk.WorkOrder, desk.Conversation) {
	t.Helper()
	com := must(h.content.Community("demo"))(t)
	c, _, err := h.store.BeginConversation(t.Context(), com.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.hear(t, c, "3栋2单元501厨房水管一直在漏，地上都是水，电话13812341234")
	for range 200 { // the bot has its say first
		if list := must(h.store.Messages(t.Context(), c.ID, 0, 9))(t); len(list) > 1 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	c = must(h.store.Conversation(t.Context(), c.ID))(t)
	o := &desk.WorkOrder{Community: c.Community, Conversation: c.ID, Episode: c.Episode, Kind: desk.Repair, Category: "水电", Priority: desk.P1,
		Title: "厨房水管漏水", Text: "3栋2单元501厨房水管一直在漏，地上都是水，电话13812341234", Place: desk.Place{Building: "3", Unit: "2", Room: "501"},
		Resident: "李阿姨", Phone: "13812341234", Since: "今天早上", Reason: desk.HandoverOrder}
	change(o)
	h.openOrder(t, &c, o)
	return *o, must(h.store.Conversation(t.Context(), c.ID))(t)
}

// openOrder opens an order and says so, as the bot would.
func (h *house) openOrder(t *testing.T, c *desk.Conversation, o *desk.WorkOrder) {
	t.Helper()
	com := must(h.content.Community(c.Community))(t)
	o.Open(com, desk.TheResident, time.Now().Add(-4*time.Minute))
	said := desk.Message{Key: "opened:" + c.PublicID, From: desk.FromBot, Order: desk.NewOrder,
		Text: "已登记，工单号 " + desk.NewOrderNumber + "，15 分钟内有师傅联系您。"}
	if err := h.store.Commit(t.Context(), &desk.Turn{Conversation: c, Orders: []*desk.WorkOrder{o}, Replies: []desk.Message{said}}); err != nil {
		t.Fatal(err)
	}
}

// acts are what staff can do, as the pages do it.
func (h *house) acts() *bot.Staff {
	return &bot.Staff{Orders: h.store, Content: h.content, Rooms: bot.Rooms{}, Now: time.Now}
}

// hear takes in what a resident writes.
func (h *house) hear(t *testing.T, c desk.Conversation, text string) {
	t.Helper()
	must(h.store.Receive(t.Context(), desk.Inbound{From: c.Address, ExternalID: c.PublicID + text, Text: text}, false))(t)
}
