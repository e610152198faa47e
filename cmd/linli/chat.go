package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// chat is a resident in the terminal: of a desk that runs, or else of one of its own
// that is gone afterwards.
func chat(ctx context.Context, p *program, in *invocation) error {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	community := fs.String("community", "", "`ID` of the community\n哪个小区")
	keep := fs.Bool("keep", false, "go on with the same conversation next time\n下次接着聊")
	alone := fs.Bool("alone", false, "a desk of one's own on a temporary folder, even if one runs\n不连正在运行的服务，单独试用")
	s, err := in.configure(p, fs, 0, "addr", "public-url", "content")
	if err != nil {
		return err
	}
	com, err := s.community(*community)
	if err != nil {
		return err
	}
	c := &client{http: http.DefaultClient, Base: s.baseURL("")}
	if *alone || !c.answers(ctx) {
		if !*alone && (s["addr"].source != "" || s["public-url"].source != "") {
			return fmt.Errorf("no linli answers at %s 这个地址没有 linli", c.Base)
		}
		fmt.Fprintln(p.stdout, "（没有连正在运行的 linli，这次单独运行，结束后什么都不留。A desk of its own, gone afterwards.）")
		base, stop, err := p.ownDesk(ctx, s)
		if err != nil {
			return err
		}
		defer stop()
		c.Base, *keep = base, false
	}
	if *keep {
		c.recall()
	}
	if err := c.resume(ctx, string(com.ID)); err != nil {
		return err
	}
	err = p.converse(ctx, c)
	if *keep {
		err = errors.Join(err, c.remember())
	}
	return err
}

// answers reports whether a linli is there.
func (c *client) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	var ready struct {
		Status string `json:"status"`
	}
	return c.call(ctx, http.MethodGet, "/readyz", nil, &ready) == nil && ready.Status == "ok"
}

// ownDesk runs a desk on a temporary folder until stop.
func (p *program) ownDesk(ctx context.Context, s settings) (base string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "linli-chat-")
	if err != nil {
		return "", nil, err
	}
	s["data"], s["rate-limit"] = value{text: dir}, value{text: "off"}
	sv, err := openService(ctx, p.now, s, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, errors.Join(err, sv.store.Close(), os.RemoveAll(dir))
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- sv.run(ctx, ln) }()
	return "http://" + ln.Addr().String(), func() {
		cancel()
		if err := errors.Join(<-done, os.RemoveAll(dir)); err != nil {
			fmt.Fprintln(p.stderr, "linli:", err)
		}
	}, nil
}

// resume goes on with the conversation that was kept, or begins one.
func (c *client) resume(ctx context.Context, community string) error {
	if c.ID != "" {
		_, err := c.next(ctx, c.After, 0)
		var gone refusal
		if !errors.As(err, &gone) || gone.status != http.StatusUnauthorized && gone.status != http.StatusNotFound {
			return err
		}
	}
	return c.begin(ctx, community)
}

// keepFile is where --keep keeps the conversation.
func keepFile() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "linli", "chat.json"), err
}

// recall takes up the conversation that was kept for the same address, if any.
func (c *client) recall() {
	name, err := keepFile()
	if err != nil {
		return
	}
	b, err := os.ReadFile(name)
	var kept client
	if err != nil || json.Unmarshal(b, &kept) != nil || kept.Base != c.Base {
		return
	}
	c.ID, c.Token, c.After = kept.ID, kept.Token, kept.After
}

func (c *client) remember() error {
	name, err := keepFile()
	if err != nil {
		return err
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, b, 0o600))
}
