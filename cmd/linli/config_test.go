package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// configured runs the settings' side of serve.
func configured(args []string, env map[string]string) (settings, error) {
	p := &program{env: func(n string) string { return env[n] }, stdout: io.Discard, stderr: io.Discard}
	in := &invocation{command: command{name: "serve"}, args: args}
	var all []string
	for _, s := range catalogue() {
		all = append(all, s.name)
	}
	s, err := in.configure(p, flag.NewFlagSet("", flag.ContinueOnError), 0, all...)
	if err == nil {
		err = s.belongTogether()
	}
	return s, err
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "linli.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// Flags go before the environment, that before the file, that before the defaults.
func TestConfigOrder(t *testing.T) {
	file := writeFile(t, "addr: 127.0.0.1:1\ndata: from-file\nrate-limit: off\nlog-level: debug\npublic-url:\n")
	env := map[string]string{"LINLI_CONFIG": file, "LINLI_ADDR": "127.0.0.1:2", "LINLI_DATA": "from-env", "LINLI_LOG_LEVEL": ""}
	s, err := configured([]string{"--addr", "127.0.0.1:3"}, env)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]value{
		"addr": {"127.0.0.1:3", "flag --addr"}, "data": {"from-env", "LINLI_DATA"}, "rate-limit": {"off", file + ":3"},
		"log-level": {"debug", file + ":4"}, "telegram-api-url": {"https://api.telegram.org", ""}, "public-url": {"", ""},
	} {
		if s[name] != want {
			t.Errorf("%s is %+v, want %+v", name, s[name], want)
		}
	}
	other := writeFile(t, "data: other\n")
	if s, err = configured([]string{"--config", other}, map[string]string{"LINLI_CONFIG": file}); err != nil || s.get("data") != "other" {
		t.Errorf("data %q, %v", s.get("data"), err)
	}
	if _, err := configured([]string{"--config", writeFile(t, "# nothing\n")}, nil); err != nil {
		t.Error(err)
	}
}

// A wrong setting is one line that names it and where it was set, and exit code 2.
func TestConfigErrors(t *testing.T) {
	t.Parallel()
	const token = "123456:secret-token"
	for _, c := range []struct {
		name, file string
		args       []string
		env        map[string]string
		want       []string
	}{
		{"flag", "", []string{"--addr", "nowhere"}, nil, []string{"addr", "flag --addr", "nowhere"}},
		{"environment", "", nil, map[string]string{"LINLI_RATE_LIMIT": "maybe"}, []string{"rate-limit", "LINLI_RATE_LIMIT", "on or off"}},
		{"file", "data: x\nlog-level: loud\n", nil, nil, []string{"log-level", ".yaml:2", "loud"}},
		{"unknown key", "data: x\nadr: y\n", nil, nil, []string{".yaml:2", `"adr"`, "telegram-token"}},
		{"twice", "data: x\ndata: y\n", nil, nil, []string{".yaml:2", "twice"}},
		{"list", "data: [x]\n", nil, nil, []string{"data", ".yaml:1"}},
		{"no mapping", "- data\n", nil, nil, []string{".yaml:1"}},
		{"broken", "data: x\n  addr: \"\n", nil, nil, []string{".yaml"}},
		{"no file", "", []string{"--config", "/nowhere.yaml"}, nil, []string{"config", "flag --config", "no such file"}},
		{"token", "", nil, map[string]string{"LINLI_TELEGRAM_TOKEN": "abc-secret"}, []string{"telegram-token", "LINLI_TELEGRAM_TOKEN"}},
		{"API", "", []string{"--telegram-api-url", "ftp://x"}, nil, []string{"telegram-api-url"}},
		{"room", "", []string{"--telegram-token", token, "--telegram-staff-chat", "demo=abc"}, nil, []string{"telegram-staff-chat", "abc"}},
		{"room twice", "", []string{"--telegram-token", token, "--telegram-staff-chat", "a=-1,b=-1"}, nil, []string{"telegram-staff-chat", "twice"}},
		{"no token", "", []string{"--telegram-staff-chat", "-1"}, nil, []string{"telegram-staff-chat", "needs telegram-token"}},
		{"no secret", "", []string{"--telegram-token", token, "--telegram-webhook-url", "https://x"}, nil, []string{"needs telegram-webhook-secret"}},
		{"secret", "", []string{"--telegram-webhook-secret", "ü secret"}, nil, []string{"telegram-webhook-secret"}},
		{"content", "", []string{"--content", "/nowhere"}, nil, []string{"content", "/nowhere"}},
		{"public", "", []string{"--public-url", "desk.example.com"}, nil, []string{"public-url"}},
		{"unknown flag", "", []string{"--adrr", "x"}, nil, []string{"-adr", "--help"}},
		{"argument", "", []string{"now"}, nil, []string{`"now"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"serve"}, c.args...)
			if c.file != "" {
				args = append(args, "--config", writeFile(t, c.file))
			}
			var out, errs bytes.Buffer
			code := run(context.Background(), args, func(n string) string { return c.env[n] }, strings.NewReader(""), &out, &errs)
			line := errs.String()
			if code != 2 || strings.Count(line, "\n") != 1 || out.Len() > 0 {
				t.Errorf("code %d, stdout %q, stderr %q", code, out.String(), line)
			}
			for _, w := range c.want {
				if !strings.Contains(line, w) {
					t.Errorf("%q does not say %q", line, w)
				}
			}
			if strings.Contains(line, "secret-") || strings.Contains(line, "-secret") && c.name == "token" && strings.Contains(line, "abc") {
				t.Errorf("%q shows a secret", line)
			}
		})
	}
}

// What cannot be found out before starting is exit code 1, also in one line.
func TestServeErrors(t *testing.T) {
	t.Parallel()
	blocked := writeFile(t, "a file, not a folder\n")
	empty := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"folder":    {[]string{"--data", filepath.Join(blocked, "x")}, 1, "cannot be used"},
		"content":   {[]string{"--data", t.TempDir(), "--content", empty}, 1, "content folder"},
		"community": {[]string{"--data", t.TempDir(), "--telegram-token", "1:a", "--telegram-staff-chat", "nowhere=-1"}, 2, `no community "nowhere"`},
	} {
		var errs bytes.Buffer
		code := run(context.Background(), append([]string{"serve", "--addr", "127.0.0.1:0"}, c.args...), func(string) string { return "" },
			strings.NewReader(""), io.Discard, &errs)
		if code != c.code || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%s: code %d, %q", name, code, errs.String())
		}
	}
}

// Every command explains itself in both languages; what is no command is one line.
func TestUsage(t *testing.T) {
	try := func(args ...string) (string, string, int) {
		var out, errs bytes.Buffer
		code := run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &out, &errs)
		return out.String(), errs.String(), code
	}
	for _, c := range commands() {
		out, errs, code := try(c.name, "--help")
		if code != 0 || errs != "" || !strings.HasPrefix(out, "linli "+c.name) || !strings.ContainsRune(out, '\n') {
			t.Errorf("%s --help: %d %q %q", c.name, code, out, errs)
		}
		if _, zh := bothLanguages(c.help); zh == "" {
			t.Errorf("%s is not explained in Chinese", c.name)
		}
	}
	for _, s := range catalogue() {
		if _, zh := bothLanguages(s.help); zh == "" {
			t.Errorf("%s is not explained in Chinese", s.name)
		}
	}
	out, _, code := try("serve", "--help")
	for _, s := range catalogue() {
		if code != 0 || !strings.Contains(out, "--"+s.name) || !strings.Contains(out, s.env()) {
			t.Errorf("serve --help does not explain %s", s.name)
		}
	}
	if _, errs, code := try("sreve"); code != 2 || !strings.Contains(errs, `"sreve"`) || strings.Count(errs, "\n") != 1 {
		t.Errorf("unknown command: %d %q", code, errs)
	}
	if out, errs, code := try("help"); code != 0 || errs != "" || !strings.Contains(out, "linli restore FILE") {
		t.Errorf("help: %d %q %q", code, out, errs)
	}
	if _, _, code := try(); code != 2 {
		t.Errorf("no command: %d", code)
	}
	for _, args := range [][]string{{"report", "--since", "soon"}, {"staff"}, {"staff", "fire"}, {"staff", "add"}, {"backup"}, {"restore"},
		{"staff", "add", "--name", "a", "--role", "king"}, {"demo", "--days", "0"}, {"ask", "--community", "nowhere"}, {"ask", "--faq", "/nowhere"}} {
		if _, errs, code := try(append(args, "--config", writeFile(t, "data: "+t.TempDir()+"\n"))...); code != 2 || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: %d %q", args, code, errs)
		}
	}
	for _, args := range [][]string{{"report"}, {"backup", "x.tar"}, {"staff", "list"}, {"demo", "--clear"}} {
		dir := t.TempDir()
		_, errs, code := try(append(args, "--data", dir)...)
		left, _ := os.ReadDir(dir)
		if code != 1 || !strings.Contains(errs, "no linli data") || len(left) > 0 {
			t.Errorf("%v without data: %d %q, left %v", args, code, errs, left)
		}
	}
}
