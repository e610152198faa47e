package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"linli/bot"
	"linli/bot/telegram"
	"linli/desk"
	"linli/store"
	"linli/web"
)

const (
	workerHands = 8  // messages decided at the same time
	senderHands = 16 // messages sent at the same time
	// stopWithin is how long each half of stopping may take: first no more is taken in,
	// then what is in hand is finished. What is left is done at the next start.
	stopWithin = 10 * time.Second
)

// service is a desk at work on one data folder: doors, worker, sender, clock and pages.
type service struct {
	settings settings
	now      func() time.Time
	log      *slog.Logger
	content  *bot.Content
	store    *store.Store
	acts     *bot.Staff
	telegram *telegram.Channel // nil without a token
	web      *web.Server
}

// openService puts the parts together; none of them runs yet.
func openService(ctx context.Context, now func() time.Time, s settings, log *slog.Logger) (*service, error) {
	st, err := store.Open(ctx, s.get("data"), now)
	if err != nil {
		return nil, err
	}
	sv, err := newService(ctx, now, s, log, st)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return sv, nil
}

func newService(ctx context.Context, now func() time.Time, s settings, log *slog.Logger, st *store.Store) (*service, error) {
	edits, err := st.Edits(ctx)
	if err != nil {
		return nil, err
	}
	content, err := s.loadContent(ctx, edits)
	if err != nil {
		return nil, err
	}
	rooms, err := s.rooms(content.Communities())
	if err != nil {
		return nil, err
	}
	sv := &service{settings: s, now: now, log: log, content: content, store: st}
	sv.acts = &bot.Staff{Orders: st, Content: content, Rooms: addresses(rooms), Now: now}
	if s.get("telegram-token") != "" {
		if sv.telegram, err = sv.openTelegram(rooms); err != nil {
			return nil, err
		}
	}
	sv.web = web.New(sv.webConfig())
	return sv, nil
}

func (sv *service) webConfig() web.Config {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	c := web.Config{Store: sv.store, Staff: sv.acts, Communities: sv.content.Communities, Metrics: reg, Now: sv.now,
		Log: sv.log, RateLimit: sv.settings.get("rate-limit") == "on"}
	if sv.telegram != nil {
		c.Fetch = sv.telegram.Fetch
	}
	return c
}

// run works until ctx ends or something breaks that nothing works without.
func (sv *service) run(ctx context.Context, ln net.Listener) error {
	intake, closeDoors := context.WithCancel(ctx)
	defer closeDoors()
	inside, stopInside := context.WithCancel(context.WithoutCancel(ctx))
	defer stopInside()
	broken := make(chan error, 2)

	work := sv.startWork(inside, broken)
	server := sv.httpServer()
	go func() { broken <- server.Serve(ln) }()
	var doors sync.WaitGroup
	if sv.telegram != nil {
		doors.Go(func() { sv.takeTelegram(intake) })
	}

	var err error
	select {
	case <-ctx.Done():
		sv.log.Info("stopping")
	case err = <-broken:
	}
	closeDoors()
	sv.shutDown(ctx, server)
	sv.within("doors", &doors)
	stopInside()
	sv.within("work in hand", work)
	return errors.Join(err, sv.store.Close())
}

// startWork runs what decides, sends and keeps time, until ctx ends.
func (sv *service) startWork(ctx context.Context, broken chan<- error) *sync.WaitGroup {
	st := sv.store
	engine := &bot.Engine{Content: sv.content, Records: st, Rooms: sv.acts.Rooms, Now: sv.now, Log: sv.log}
	worker := &bot.Worker{Inbox: st, Engine: engine, Room: &bot.Room{Acts: sv.acts, People: st}, Bell: store.BellInbox,
		Now: sv.now, Log: sv.log, Hands: workerHands}
	sender := &bot.Sender{Outbox: st, Channels: map[desk.ChannelName]desk.Channel{}, Bell: store.BellOutbox, Now: sv.now,
		Log: sv.log, Hands: senderHands}
	schedule := &bot.Schedule{Due: st, Acts: sv.acts, People: st, Log: sv.log}
	if sv.telegram != nil {
		sender.Channels[desk.ChannelTelegram] = sv.telegram
	}
	var work sync.WaitGroup
	work.Go(func() { worker.Run(ctx) })
	work.Go(func() { sender.Run(ctx) })
	work.Go(func() {
		if err := schedule.Run(ctx); err != nil {
			broken <- err
		}
	})
	if sv.telegram != nil {
		work.Go(func() { sv.fetchMedia(ctx) })
	}
	if sv.settings.get("content") != "" {
		work.Go(func() { sv.watchContent(ctx) })
	}
	return &work
}

func (sv *service) httpServer() *http.Server {
	server := &http.Server{Handler: sv.handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(sv.log.Handler(), slog.LevelDebug)}
	server.RegisterOnShutdown(sv.web.Close)
	return server
}

const webhookPath = "/telegram/webhook"

// handler is the web, and Telegram's door where it has one.
func (sv *service) handler() http.Handler {
	if sv.settings.get("telegram-webhook-url") == "" {
		return sv.web
	}
	hook := sv.telegram.Webhook(sv.settings.get("telegram-webhook-secret"))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == webhookPath {
			hook.ServeHTTP(w, r)
			return
		}
		sv.web.ServeHTTP(w, r)
	})
}

func (sv *service) shutDown(ctx context.Context, server *http.Server) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		sv.log.Warn("requests cut off", "error", errors.Join(err, server.Close()))
	}
}

// within waits for a group, but not for ever: everything that matters is in the database.
func (sv *service) within(what string, group *sync.WaitGroup) {
	done := make(chan struct{})
	go func() { group.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(stopWithin):
		sv.log.Warn(fmt.Sprintf("%s not finished in %s, left for the next start", what, stopWithin))
	}
}
