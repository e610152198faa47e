package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"linli/desk"
	"linli/store"
)

// scratch is a folder for the whole test run.
var scratch string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if scratch, err = os.MkdirTemp("", "linli-cmd-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// binary is the real program, built at first use.
var binary = sync.OnceValues(func() (string, error) {
	file := filepath.Join(scratch, "linli")
	out, err := exec.Command("go", "build", "-o", file, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return file, err
})

// awakeContent is the content of the program with a demo community that has no quiet
// hours, so that the tests do not depend on the time of day.
var awakeContent = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "content")
	if err := os.CopyFS(dir, os.DirFS("../../data")); err != nil {
		return "", err
	}
	file := filepath.Join(dir, "communities", "demo.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	return dir, os.WriteFile(file, append(text, "\nquiet: {from: \"00:00\", to: \"00:00\"}\n"...), 0o600)
})

// quickContent is the same with few phrases, learned in a moment: for everything but the
// understanding of questions.
var quickContent = sync.OnceValues(func() (string, error) {
	full, err := awakeContent()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(scratch, "quick")
	if err := os.CopyFS(dir, os.DirFS(full)); err != nil {
		return "", err
	}
	if err := os.Remove(filepath.Join(dir, "faq", "outside.txt")); err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(dir, "faq", "*.yaml"))
	if err != nil {
		return "", err
	}
	for _, file := range files {
		if err := keepFewPhrases(file); err != nil {
			return "", err
		}
	}
	return dir, nil
})

// keepFewPhrases cuts the lists of phrases of a FAQ file.
func keepFewPhrases(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return err
	}
	var cut func(n *yaml.Node)
	cut = func(n *yaml.Node) {
		for i, c := range n.Content {
			if c.Kind == yaml.SequenceNode && (n.Content[i-1].Value == "similar" || n.Content[i-1].Value == "negative") {
				c.Content = c.Content[:min(10, len(c.Content))]
			}
			cut(c)
		}
	}
	cut(&doc)
	if text, err = yaml.Marshal(&doc); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// program runs the real program to its end.
func runProgram(t testing.TB, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, must(binary())(t), args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// served is a running `linli serve`.
type served struct {
	cmd  *exec.Cmd
	base string // "http://127.0.0.1:39123"
	text string // the banner
	log  *lockedBuffer
	done chan struct{} // closed at its end
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var deskAddress = regexp.MustCompile(`(http://\S+)/desk\n`)

// launch starts serve on a data folder and any free port. It does not wait.
func launch(t testing.TB, dir string, env ...string) (*served, *lockedBuffer) {
	t.Helper()
	s := &served{cmd: exec.Command(must(binary())(t), "serve", "--addr", "127.0.0.1:0", "--data", dir,
		"--rate-limit", "off", "--log-level", "warn"), log: &lockedBuffer{}, done: make(chan struct{})}
	out := &lockedBuffer{}
	s.cmd.Env = append(append(os.Environ(), "LINLI_CONTENT="+must(quickContent())(t)), env...)
	s.cmd.Stdout, s.cmd.Stderr = out, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.cmd.Wait(); close(s.done) }() // its state is read after done
	t.Cleanup(s.kill)
	return s, out
}

// patience is how long the program may take for anything on a busy machine.
const patience = 2 * time.Minute

// start launches serve and waits until it is ready.
func start(t testing.TB, dir string, env ...string) *served {
	t.Helper()
	s, out := launch(t, dir, env...)
	if !s.awaitReady(out, patience) {
		t.Fatalf("not ready: %s%s", out, s.log)
	}
	return s
}

func (s *served) awaitReady(out *lockedBuffer, within time.Duration) bool {
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		select {
		case <-s.done:
			return false
		default:
		}
		m := deskAddress.FindStringSubmatch(out.String())
		if m == nil {
			continue
		}
		resp, err := http.Get(m[1] + "/readyz")
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			s.base, s.text = m[1], out.String()
			return true
		}
	}
	return false
}

func (s *served) kill() {
	_ = s.cmd.Process.Kill() // it may be gone already
	<-s.done
}

// stop asks it to end and checks that it ends well.
func (s *served) stop(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.done:
	case <-time.After(patience):
		t.Fatalf("does not stop: %s", s.log)
	}
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("ended with %d: %s", code, s.log)
	}
}

// call makes a request of the API and returns the status; into gets the answer.
func call(base, method, path, token string, body, into any) (int, error) {
	var r io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		r = bytes.NewReader(raw)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, base+path, r)
	if err != nil {
		return 0, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := pooled.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, err
	}
	if into != nil {
		err = json.Unmarshal(raw, into)
	}
	return resp.StatusCode, err
}

var pooled = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}

func (s *served) want(t testing.TB, status int, method, path, token string, body, into any) {
	t.Helper()
	got, err := call(s.base, method, path, token, body, into)
	if err != nil || got != status {
		t.Fatalf("%s %s: %d, %v, want %d", method, path, got, err, status)
	}
}

// resident is somebody on the web chat.
type resident struct {
	ID    string `json:"id"`
	Token string `json:"token"`
	n     int
	after int64
}

type message struct {
	ID      int64
	From    string
	Text    string
	Entries []string
	Order   string
	Buttons []struct{ Label, Press string }
	ReplyTo int64 `json:"reply_to"`
}

func (m message) press(label string) string {
	for _, b := range m.Buttons {
		if b.Label == label {
			return b.Press
		}
	}
	return ""
}

func (s *served) resident(t testing.TB) *resident {
	t.Helper()
	r := &resident{}
	s.want(t, http.StatusCreated, "POST", "/api/v1/conversations", "", map[string]string{"community": "demo"}, r)
	return r
}

type taken struct {
	ID        int64 `json:"message_id"`
	Duplicate bool
}

// says sends words and returns the message's id.
func (s *served) says(t testing.TB, r *resident, text string) int64 {
	t.Helper()
	r.n++
	var got taken
	s.want(t, http.StatusAccepted, "POST", "/api/v1/conversations/"+r.ID+"/messages", r.Token,
		map[string]string{"client_id": fmt.Sprint("m", r.n), "text": text}, &got)
	return got.ID
}

func (s *served) presses(t testing.TB, r *resident, press string) int64 {
	t.Helper()
	r.n++
	var got taken
	s.want(t, http.StatusAccepted, "POST", "/api/v1/conversations/"+r.ID+"/presses", r.Token,
		map[string]string{"client_id": fmt.Sprint("p", r.n), "press": press}, &got)
	return got.ID
}

// hears waits for a message that is not the resident's own and holds the words.
func (s *served) hears(t testing.TB, r *resident, words string) message {
	t.Helper()
	var heard []string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		var got struct{ Messages []message }
		s.want(t, http.StatusOK, "GET", fmt.Sprintf("/api/v1/conversations/%s/messages?after=%d&wait=5s", r.ID, r.after), r.Token, nil, &got)
		for _, m := range got.Messages {
			r.after = m.ID
			if m.From != "resident" && strings.Contains(m.Text, words) {
				return m
			}
			heard = append(heard, m.From+": "+m.Text)
		}
	}
	t.Fatalf("nobody said %q, but: %s", words, strings.Join(heard, "\n"))
	return message{}
}

// addStaff adds a member of staff as whoever runs linli does, and returns the API token.
func addStaff(t testing.TB, dir, name, role string) string {
	t.Helper()
	out, errs, code := runProgram(t, "", "staff", "add", "--data", dir, "--name", name, "--role", role, "--print-token")
	token := strings.TrimSuffix(out, "\n")
	if code != 0 || errs != "" || len(token) < 20 || strings.ContainsAny(token, " \n") {
		t.Fatalf("staff add: code %d, stdout %q, stderr %q", code, out, errs)
	}
	return token
}

// beside opens the data folder beside the running serve, for do.
func beside(t testing.TB, dir string, do func(*store.Store)) {
	t.Helper()
	st := must(store.Open(t.Context(), dir, time.Now))(t)
	do(st)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}

// crowd adds n members of staff, linked to the Telegram users from first on, and returns
// their API tokens by name.
func crowd(t testing.TB, dir string, n, first int) map[string]string {
	t.Helper()
	out := map[string]string{}
	beside(t, dir, func(st *store.Store) {
		for i := range n {
			p := must(st.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: fmt.Sprintf("师傅%02d", i), Role: desk.RoleStaff}))(t)
			out[p.Name] = must(st.NewStaffToken(t.Context(), p.ID, store.TokenAPI, 0))(t)
			if first > 0 {
				must(0, st.LinkTelegram(t.Context(), p.ID, fmt.Sprint(first+i)))(t)
			}
		}
	})
	return out
}
