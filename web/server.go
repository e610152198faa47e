// Package web is linli over HTTP: the API that others script against, the resident's
// chat page, the staff's desk, health and metrics.
package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// Config is what the server needs. Store, Staff and Communities are required.
type Config struct {
	Store       *store.Store
	Staff       *bot.Staff              // acts on orders
	Communities func() []desk.Community // the configured ones, first = default

	// Fetch opens content that is still with a channel: the body and its declared
	// content type. May be nil.
	Fetch func(ctx context.Context, remote string) (io.ReadCloser, string, error)

	Metrics   *prometheus.Registry // nil: one of its own
	Now       func() time.Time     // nil: time.Now
	Log       *slog.Logger         // nil: none
	RateLimit bool                 // limit residents; log-ins always are

	// Proxies are those whose X-Forwarded-For and -Proto are believed; nil: loopback.
	Proxies []netip.Prefix
}

// Server answers all of linli's HTTP. It is safe for concurrent use.
type Server struct {
	cfg     Config
	handler http.Handler
	mux     *http.ServeMux
	metrics metrics
	limits  limits
	present presence
	hashing chan struct{} // bounds the memory that password hashing takes

	closeOnce sync.Once
	closing   chan struct{}
}

// New wires the routes and registers the metrics.
func New(c Config) *Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = prometheus.NewRegistry()
	}
	if c.Proxies == nil {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	s := &Server{cfg: c, mux: http.NewServeMux(), limits: newLimits(c.Now), hashing: make(chan struct{}, 2), closing: make(chan struct{})}
	s.metrics = newMetrics(c.Metrics, c.Store)
	for _, rt := range s.routes() {
		s.mux.Handle(rt.pattern, s.guard(rt, s.apiFailure))
	}
	for _, rt := range s.pageRoutes() {
		s.mux.Handle(rt.pattern, s.guard(rt, s.pageFailure))
	}
	s.handler = s.protect(inLanguage(http.HandlerFunc(s.dispatch)))
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends event streams and long polls, so that http.Server.Shutdown need not wait
// for them: give it to RegisterOnShutdown.
func (s *Server) Close() { s.closeOnce.Do(func() { close(s.closing) }) }

// route is one line of the site map.
//
// pattern is a http.ServeMux pattern with its method, "GET /desk/orders/{id}". Who may
// come in is checked before handler runs, which then has staffOf(r) or
// conversationOf(r). An error that handler returns is answered by apiFailure (JSON) or,
// for the routes of pageRoutes, by pageFailure; failureOf says what status, code and
// Chinese message it has. Handlers return errors before they write anything.
type route struct {
	pattern string
	access  access
	handler func(w http.ResponseWriter, r *http.Request) error
}

// access says who may use a route. Unsafe methods from a browser on another site are
// refused on all of them (http.CrossOriginProtection), so forms need no CSRF token.
type access int

const (
	forPublic      access = iota
	forResident           // bearer token, or cookie, of the conversation {id}
	forStaff              // any active staff: session cookie "linli_session", or bearer API token
	forWorkers            // staff who handle orders: all but editors
	forDispatchers        // dispatcher, manager, admin
	forManagers           // manager, admin
	forEditors            // editor, manager, admin
)

func (s *Server) routes() []route {
	return []route{
		{"POST /api/v1/conversations", forPublic, s.beginConversation},
		{"POST /api/v1/conversations/{id}/messages", forResident, s.receiveMessage},
		{"POST /api/v1/conversations/{id}/presses", forResident, s.receivePress},
		{"POST /api/v1/conversations/{id}/media", forResident, s.receiveMedia},
		{patternMessages, forResident, s.listMessages},
		{patternEvents, forResident, s.streamEvents},
		{"GET /api/v1/conversations/{id}/orders", forResident, s.listAwaited},
		{"GET /api/v1/media/{ref}", forPublic, s.serveMedia}, // checks itself: resident or staff

		{"GET /api/v1/orders", forWorkers, s.listOrders},
		{"POST /api/v1/orders", forWorkers, s.registerOrder},
		{"GET /api/v1/orders/{id}/report", forWorkers, s.showReports},
		{"POST /api/v1/orders/{id}/report", forWorkers, s.writeReport},
		{"GET /api/v1/orders/{id}", forWorkers, s.showOrder},
		{"POST /api/v1/orders/{id}/media", forWorkers, s.receiveStaffMedia},
		{"POST /api/v1/orders/{id}/claim", forWorkers, s.actHandler(actClaim)},
		{"POST /api/v1/orders/{id}/release", forWorkers, s.actHandler(actRelease)},
		{"POST /api/v1/orders/{id}/start", forWorkers, s.actHandler(actStart)},
		{"POST /api/v1/orders/{id}/hold", forWorkers, s.actHandler(actHold)},
		{"POST /api/v1/orders/{id}/transfer", forWorkers, s.actHandler(actTransfer)},
		{"POST /api/v1/orders/{id}/dispatch", forDispatchers, s.actHandler(actDispatch)},
		{"POST /api/v1/orders/{id}/ack", forWorkers, s.actHandler(actAck)},
		{"POST /api/v1/orders/{id}/tick", forWorkers, s.actHandler(actTick)},
		{"POST /api/v1/orders/{id}/note", forWorkers, s.actHandler(actNote)},
		{"POST /api/v1/orders/{id}/say", forWorkers, s.actHandler(actSay)},
		{"POST /api/v1/orders/{id}/resolve", forWorkers, s.actHandler(actResolve)},
		{"POST /api/v1/orders/{id}/cancel", forWorkers, s.actHandler(actCancel)},
		{"POST /api/v1/orders/{id}/merge", forWorkers, s.actHandler(actMerge)},
		{"POST /api/v1/orders/{id}/external", forWorkers, s.actHandler(actExternal)},
		{"POST /api/v1/orders/{id}/quote", forWorkers, s.actHandler(actQuote)},
		{"POST /api/v1/orders/{id}/unquote", forWorkers, s.actHandler(actUnquote)},
		{"POST /api/v1/orders/{id}/answer", forWorkers, s.actHandler(actAnswer)},
		{"POST /api/v1/orders/{id}/photos", forWorkers, s.actHandler(actPhotos)},
		{"GET /api/v1/report", forManagers, s.report},

		{"GET /api/v1/openapi.yaml", forPublic, s.openAPI},
		{"GET /healthz", forPublic, s.healthz},
		{"GET /readyz", forPublic, s.readyz},
		{"GET /metrics", forPublic, s.metrics.serve},
	}
}

// Patterns of requests that are held open on purpose; their time says nothing.
const (
	patternMessages = "GET /api/v1/conversations/{id}/messages"
	patternEvents   = "GET /api/v1/conversations/{id}/events"
)

// guard lets in who may and answers the handler's error.
func (s *Server) guard(rt route, fail func(http.ResponseWriter, *http.Request, *failure)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, err := s.admit(r, rt.access)
		if err == nil {
			err = rt.handler(w, r)
		}
		if err != nil {
			f := failureOf(err)
			s.logFailure(r, f)
			fail(w, r, f)
		}
	})
}

// admit finds out who asks and checks that they may.
func (s *Server) admit(r *http.Request, a access) (*http.Request, error) {
	switch a {
	case forPublic:
		return r, nil
	case forResident:
		c, err := s.findResident(r, r.PathValue("id"))
		return r.WithContext(context.WithValue(r.Context(), conversationKey{}, c)), err
	}
	p, session, err := s.findStaff(r)
	if err != nil {
		return r, err
	}
	may := map[access]bool{forStaff: true, forWorkers: p.Role.Works(), forDispatchers: p.Role.Dispatches(), forManagers: p.Role.Reports(),
		forEditors: p.Role.EditsKnowledge()}
	if !may[a] {
		return r, forbidden("您的角色（" + p.Role.Label() + "）不能使用这项功能")
	}
	ctx := context.WithValue(r.Context(), staffKey{}, p)
	return r.WithContext(context.WithValue(ctx, sessionKey{}, session)), nil
}

type (
	staffKey        struct{}
	conversationKey struct{}
)

// staffOf is who asks, on routes for staff.
func staffOf(r *http.Request) desk.Staff {
	p, _ := r.Context().Value(staffKey{}).(desk.Staff)
	return p
}

// conversationOf is whose resident asks, on routes for residents.
func conversationOf(r *http.Request) desk.Conversation {
	c, _ := r.Context().Value(conversationKey{}).(desk.Conversation)
	return c
}
