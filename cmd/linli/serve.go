package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"linli/bot"
	"linli/data"
	"linli/desk"
)

// serve runs the desk until ctx ends, and then finishes what is in hand.
func serve(ctx context.Context, p *program, in *invocation) (err error) {
	s, err := in.configure(p, flag.NewFlagSet("", flag.ContinueOnError), 0, "addr", "data", "content", "public-url",
		"telegram-token", "telegram-api-url", "telegram-staff-chat", "telegram-bot-name", "telegram-webhook-url",
		"telegram-webhook-secret", "rate-limit", "log-level")
	if err != nil {
		return err
	}
	if err := s.belongTogether(); err != nil {
		return err
	}
	unlock, err := lockFolder(s.get("data"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	// Before the content is read, so that a port in use is told at once; who calls
	// meanwhile waits.
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", s.get("addr"))
	if err != nil {
		return listenProblem(s, err)
	}
	defer ln.Close()
	sv, err := openService(ctx, p.now, s, p.logger(s))
	if err != nil {
		return err
	}
	// The lock says that nobody else works here.
	if err := errors.Join(sv.store.FreeLeases(ctx), p.welcome(ctx, sv, ln.Addr())); err != nil {
		return errors.Join(err, sv.store.Close())
	}
	return sv.run(ctx, ln)
}

// belongTogether checks what settings need of each other.
func (s settings) belongTogether() error {
	for _, pair := range [][2]string{{"telegram-staff-chat", "telegram-token"}, {"telegram-webhook-url", "telegram-token"},
		{"telegram-webhook-url", "telegram-webhook-secret"}, {"telegram-webhook-secret", "telegram-webhook-url"}} {
		if s.get(pair[0]) != "" && s.get(pair[1]) == "" {
			return s.wrong(pair[0], "needs "+pair[1]+" as well")
		}
	}
	return nil
}

func (p *program) logger(s settings) *slog.Logger {
	var level slog.LevelVar
	_ = level.UnmarshalText([]byte(s.get("log-level"))) // checked already
	return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: &level}))
}

func listenProblem(s settings, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is in use by another program; choose another address with --addr 端口已被占用", s.get("addr"))
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("no right to listen on %s; ports below 1024 are the administrator's 没有权限使用这个端口", s.get("addr"))
	}
	return s.wrong("addr", err)
}

const lockName = "linli.lock"

// lockFolder keeps a second serve off the data folder. The lock is the process's: it is
// gone when the process is, however it ends.
func lockFolder(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, unusable(dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, unusable(dir, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("another linli serve runs on the data folder %s 这个数据文件夹正在被另一个 linli 使用", dir)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}

func unusable(dir string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("data folder %s cannot be used: %w 数据文件夹不能用", dir, err)
}

// contentFiles is the content folder that was set, or the one the program carries.
func (s settings) contentFiles() fs.FS {
	if dir := s.get("content"); dir != "" {
		return os.DirFS(dir)
	}
	return data.Files()
}

func (s settings) loadContent(ctx context.Context, edits desk.Edits) (*bot.Content, error) {
	c, err := bot.LoadContent(ctx, s.contentFiles(), edits)
	if err != nil {
		return nil, s.contentProblem(err)
	}
	debug.FreeOSMemory() // what only learning needed: half of all
	return c, nil
}

func (s settings) contentProblem(err error) error {
	if dir := s.get("content"); dir != "" {
		return fmt.Errorf("content folder %s: %w", dir, err)
	}
	return err
}
