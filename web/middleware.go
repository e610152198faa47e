package web

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// csp allows what comes from this host, and images that the page itself made (a
// photo's preview).
const csp = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// statusGone is noted when the client hung up before it was answered, as nginx does:
// that is no fault of ours.
const statusGone = 499

// protect is around every request: headers, log, metrics, panics, cross-site requests.
func (s *Server) protect(next http.Handler) http.Handler {
	sameSite := http.NewCrossOriginProtection()
	sameSite.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, forbidden("请从本站的页面操作"))
	}))
	next = sameSite.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now() // of the process, not of the desk: it times the work
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				s.recovered(rec, r, p)
			}
			d, status := time.Since(begin), rec.code()
			if status >= http.StatusInternalServerError && r.Context().Err() != nil {
				status = statusGone
			}
			s.metrics.observe(r.Pattern, status, d)
			s.cfg.Log.LogAttrs(r.Context(), slog.LevelInfo, "http", slog.String("method", r.Method),
				slog.String("route", r.Pattern), slog.Int("status", status), slog.Int64("ms", d.Milliseconds()))
		}()
		next.ServeHTTP(rec, r)
	})
}

// recovered answers a panic. What panicked may hold words of the request, so only its
// type and the stack are logged.
func (s *Server) recovered(rec *recorder, r *http.Request, p any) {
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	s.cfg.Log.Error("http panicked", "method", r.Method, "route", r.Pattern, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
	if rec.status == 0 {
		s.fail(rec, r, failureOf(fmt.Errorf("panic in %s", r.Pattern)))
	}
}

// dispatch finds the route; what the mux itself would refuse is answered in our words.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	h, pattern := s.mux.Handler(r)
	if pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	said := &discard{header: http.Header{}}
	h.ServeHTTP(said, r)
	f := notFound("没有这个地址")
	if said.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", said.header.Get("Allow"))
		f = &failure{status: said.status, code: codeInvalid, message: "这个地址不支持 " + r.Method + " 请求"}
	}
	s.fail(w, r, f)
}

// fail answers what no route of its own answers.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f *failure) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.apiFailure(w, r, f)
		return
	}
	s.pageFailure(w, r, f)
}

// recorder remembers the status.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// Unwrap lets http.ResponseController flush and set deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// discard takes an answer that is not to be sent.
type discard struct {
	header http.Header
	status int
	bytes.Buffer
}

func (d *discard) Header() http.Header    { return d.header }
func (d *discard) WriteHeader(status int) { d.status = status }
