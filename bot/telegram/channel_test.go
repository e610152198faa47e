package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

const (
	room     = -1001000000001
	roomID   = "-1001000000001"
	resident = 42
	plumber  = 77 // linked
	stranger = 88
)

// memory stands in for the store.
type memory struct {
	mu        sync.Mutex
	staff     map[string]desk.Staff
	topics    map[string]string       // "chat order" -> thread
	receipts  map[string]desk.Receipt // by key
	delivered map[desk.Receipt][2]int64
	unread    map[string]string
	taken     []taken
	dir       string
	fail      func(call string) error
}

type taken struct {
	desk.Inbound
	room bool
}

func newMemory() *memory {
	return &memory{staff: map[string]desk.Staff{"77": {ID: 7, Community: "demo", Name: "王师傅", Role: desk.RoleStaff}},
		topics: map[string]string{}, receipts: map[string]desk.Receipt{}, delivered: map[desk.Receipt][2]int64{},
		unread: map[string]string{}, fail: func(string) error { return nil }}
}

func (m *memory) lock(call string) (func(), error) {
	m.mu.Lock()
	return m.mu.Unlock, m.fail(call)
}

func (m *memory) Receive(_ context.Context, in desk.Inbound, room bool) (desk.Received, error) {
	unlock, err := m.lock("Receive")
	defer unlock()
	if err != nil {
		return desk.Received{}, err
	}
	m.taken = append(m.taken, taken{in, room})
	return desk.Received{}, nil
}

func (m *memory) StaffByTelegram(_ context.Context, user string) (desk.Staff, error) {
	unlock, err := m.lock("StaffByTelegram")
	defer unlock()
	p, ok := m.staff[user]
	if err == nil && !ok {
		err = fmt.Errorf("staff of a telegram user: %w", desk.ErrNotFound)
	}
	return p, err
}

func (m *memory) OrderOfTopic(_ context.Context, chat, thread string) (int64, error) {
	unlock, err := m.lock("OrderOfTopic")
	defer unlock()
	for where, known := range m.topics {
		var c string
		var order int64
		fmt.Sscan(where, &c, &order)
		if c == chat && known == thread {
			return order, err
		}
	}
	return 0, err
}

func (m *memory) Delivered(_ context.Context, _ desk.ChannelName, r desk.Receipt) (int64, int64, error) {
	unlock, err := m.lock("Delivered")
	defer unlock()
	return m.delivered[r][0], m.delivered[r][1], err
}

func (m *memory) KeepUnread(_ context.Context, _ desk.ChannelName, id, body, cause string) error {
	unlock, err := m.lock("KeepUnread")
	defer unlock()
	if err == nil {
		m.unread[id] = body
	}
	return err
}

func (m *memory) Receipt(_ context.Context, key string) (desk.Receipt, error) {
	unlock, err := m.lock("Receipt")
	defer unlock()
	return m.receipts[key], err
}

func (m *memory) Topic(_ context.Context, chat string, order int64) (string, error) {
	unlock, err := m.lock("Topic")
	defer unlock()
	return m.topics[fmt.Sprint(chat, " ", order)], err
}

func (m *memory) SetTopic(_ context.Context, chat string, order int64, thread string) error {
	unlock, err := m.lock("SetTopic")
	defer unlock()
	m.topics[fmt.Sprint(chat, " ", order)] = thread
	return err
}

func (m *memory) OpenMedia(_ context.Context, ref string) (*os.File, error) {
	f, err := os.Open(filepath.Join(m.dir, ref))
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("file %s: %w", ref, desk.ErrNotFound)
	}
	return f, err
}

func (m *memory) keep(t *testing.T, ref string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, ref), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (m *memory) all() []taken {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.taken)
}

func (m *memory) count() int { return len(m.all()) }

// logs is a log that must never hold the token.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newChannel(t *testing.T, srv *telegramtest.Server, m *memory) (*Channel, *logs) {
	t.Helper()
	out := &logs{}
	c, err := New(Config{Token: srv.Token, APIURL: srv.URL() + "/", Rooms: map[string]desk.CommunityID{roomID: "demo"}, Default: "demo",
		Unpaced: true, Door: m.Receive, Memory: m, Threads: m, Files: m,
		Log: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if strings.Contains(out.String(), srv.Token) {
			t.Error("the token is in the log")
		}
	})
	return c, out
}

// start runs a poller that tries again quickly, until the test or stop ends it.
func start(t *testing.T, c *Channel) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	p := c.Poller()
	p.min, p.max = time.Millisecond, 20*time.Millisecond
	go func() {
		defer close(done)
		if err := p.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

func permanent(err error) bool {
	e, ok := errors.AsType[*desk.SendError](err)
	return ok && e.Permanent
}

func to(id any) desk.Address {
	return desk.Address{Channel: desk.ChannelTelegram, Community: "demo", ID: fmt.Sprint(id)}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	good := Config{Token: "1:a", APIURL: "http://127.0.0.1:1", Log: slog.New(slog.DiscardHandler)}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Config){
		"token":      func(c *Config) { c.Token = "secret/../x" },
		"empty":      func(c *Config) { c.Token = "" },
		"address":    func(c *Config) { c.APIURL = "ftp://x" },
		"no host":    func(c *Config) { c.APIURL = "https://" },
		"staff room": func(c *Config) { c.Rooms = map[string]desk.CommunityID{"@group": "demo"} },
	} {
		cfg := good
		change(&cfg)
		if _, err := New(cfg); !errors.Is(err, desk.ErrInvalid) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", what, err)
		}
	}
}
