// Package telegramtest is a Bot API server for tests, over real HTTP and in memory. It
// keeps Telegram's rules where a bot can lose or spoil something: an update is forgotten
// once a higher offset is asked for and delivered again until then; limits on texts,
// buttons and files; errors in Telegram's own words. The test plays the people.
package telegramtest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// TB is what is used of *testing.T; it may be nil, then call Close.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is one Bot API server with one bot. It is safe for concurrent use.
type Server struct {
	Token    string
	Patience time.Duration // of the Wait helpers, default 10 s

	t       TB
	http    *httptest.Server
	ctx     context.Context
	stop    context.CancelFunc
	mu      sync.Mutex
	changed chan struct{} // closed and replaced at every change

	chats     map[int64]*chat
	names     map[int64]string
	files     map[string]File
	callbacks map[string]*Answer
	faults    []*Fault
	menus     map[string][]Command
	calls     map[string]int
	serial    int // of files, callbacks, albums

	queue   []queued
	lastID  int64
	allowed map[string]bool // nil: all
	polls   int             // getUpdates calls so far: a newer one ends an older one
	webhook webhook
}

// New starts a server that ends with the test.
func New(t TB) *Server {
	s := &Server{Token: "123456:TEST-token_of-the-fake", Patience: 10 * time.Second, t: t, changed: make(chan struct{}),
		chats: map[int64]*chat{}, names: map[int64]string{}, files: map[string]File{}, callbacks: map[string]*Answer{},
		menus: map[string][]Command{}, calls: map[string]int{}, lastID: 700_000}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	if t != nil {
		t.Cleanup(s.Close)
	}
	return s
}

// Close ends the server; calls under way are cut off.
func (s *Server) Close() {
	s.stop()
	s.http.CloseClientConnections()
	s.http.Close()
}

// URL is the address to give the bot as that of its Bot API server.
func (s *Server) URL() string { return s.http.URL }

// change runs f under the lock and wakes whoever waits for a change.
func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.wake()
}

func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Fault makes calls fail. The first fault that matches a call is used.
type Fault struct {
	Method string // of these calls, "" for any
	Chat   int64  // to this chat, 0 for any
	Times  int    // this often; 0 is once, negative for ever

	Delay       time.Duration // before the call is handled
	Drop        bool          // the connection is closed and the call not handled
	DropAfter   bool          // the call is handled and the connection closed instead of an answer
	Body        string        // answered as it is with Code, instead of JSON
	Code        int           // an error with this code; 0 handles the call
	Description string
	RetryAfter  int // seconds
}

// Fail adds a fault.
func (s *Server) Fail(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	s.change(func() { s.faults = append(s.faults, &f) })
}

// Heal takes all faults away.
func (s *Server) Heal() { s.change(func() { s.faults = nil }) }

// Calls is how often a method was called, failed calls included.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

func (s *Server) fault(method string, p params) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[method]++
	chat := p.id("chat_id")
	for i, f := range s.faults {
		if f.Method != "" && f.Method != method || f.Chat != 0 && f.Chat != chat {
			continue
		}
		if f.Times--; f.Times == 0 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		}
		return *f
	}
	return Fault{}
}

// methods are the calls that the server knows; each runs under the lock.
var methods = map[string]func(*Server, params) (any, *Error){
	"getMe":               (*Server).getMe,
	"getChat":             (*Server).getChat,
	"getFile":             (*Server).getFile,
	"sendMessage":         (*Server).sendMessage,
	"sendPhoto":           (*Server).sendPhoto,
	"sendVoice":           (*Server).sendVoice,
	"sendDocument":        (*Server).sendDocument,
	"sendMediaGroup":      (*Server).sendMediaGroup,
	"editMessageText":     (*Server).editMessageText,
	"editMessageCaption":  (*Server).editMessageCaption,
	"answerCallbackQuery": (*Server).answerCallbackQuery,
	"createForumTopic":    (*Server).createForumTopic,
	"setMyCommands":       (*Server).setMyCommands,
	"setWebhook":          (*Server).setWebhook,
	"deleteWebhook":       (*Server).deleteWebhook,
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"+s.Token+"/"); ok {
		s.download(w, rest)
		return
	}
	method, ok := strings.CutPrefix(r.URL.Path, "/bot"+s.Token+"/")
	if !ok {
		reply(w, nil, &Error{Code: 401, Description: "Unauthorized"})
		return
	}
	p, err := parseParams(r)
	if err != nil {
		reply(w, nil, bad("can't parse the request: "+err.Error()))
		return
	}
	f := s.fault(method, p)
	select {
	case <-time.After(f.Delay):
	case <-r.Context().Done():
		return
	}
	switch {
	case f.Drop:
		panic(http.ErrAbortHandler)
	case f.Body != "":
		w.WriteHeader(max(200, f.Code))
		_, _ = w.Write([]byte(f.Body))
		return
	case f.Code != 0:
		reply(w, nil, &Error{Code: f.Code, Description: f.Description, RetryAfter: f.RetryAfter})
		return
	}
	result, failed := s.call(r.Context(), method, p)
	if f.DropAfter {
		panic(http.ErrAbortHandler)
	}
	reply(w, result, failed)
}

func (s *Server) call(ctx context.Context, method string, p params) (any, *Error) {
	if method == "getUpdates" {
		return s.getUpdates(ctx, p)
	}
	handle := methods[method]
	if handle == nil {
		return nil, &Error{Code: 404, Description: "Not Found: method " + method + " is not known to telegramtest"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.wake()
	return handle(s, p)
}

// Error is a refusal in Telegram's form.
type Error struct {
	Code        int
	Description string
	RetryAfter  int
	MigrateTo   int64
}

func bad(text string) *Error { return &Error{Code: 400, Description: "Bad Request: " + text} }

func reply(w http.ResponseWriter, result any, failed *Error) {
	w.Header().Set("Content-Type", "application/json")
	if failed == nil {
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
		return
	}
	answer := map[string]any{"ok": false, "error_code": failed.Code, "description": failed.Description}
	switch {
	case failed.RetryAfter > 0:
		answer["parameters"] = map[string]any{"retry_after": failed.RetryAfter}
	case failed.MigrateTo != 0:
		answer["parameters"] = map[string]any{"migrate_to_chat_id": failed.MigrateTo}
	}
	w.WriteHeader(failed.Code)
	_ = json.NewEncoder(w).Encode(answer)
}
