package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"linli/desk"
)

// Codes of errors, as clients read them.
const (
	codeInvalid      = "invalid"
	codeNotFound     = "not_found"
	codeConflict     = "conflict"
	codeUnauthorized = "unauthorized"
	codeForbidden    = "forbidden"
	codeTooLarge     = "too_large"
	codeRateLimited  = "rate_limited"
	codeInternal     = "internal"
)

// failure is an error as the one who asked is told of it.
type failure struct {
	status     int
	code       string
	message    string        // Chinese, for people
	field      string        // of the request, "" if it is none in particular
	claimedBy  string        // who has or had the order, with codeConflict; "" if nobody
	retryAfter time.Duration // with codeRateLimited
	cause      error         // for the log; nil when there is nothing more to say
}

func (f *failure) Error() string { return f.code + ": " + f.message }
func (f *failure) Unwrap() error { return f.cause }

func invalid(field, message string) *failure {
	return &failure{status: http.StatusBadRequest, code: codeInvalid, field: field, message: message}
}

// atField is an error said at another field.
func atField(err error, field string) error {
	var f *failure
	if errors.As(err, &f) {
		f.field = field
	}
	return err
}

func notFound(message string) *failure {
	return &failure{status: http.StatusNotFound, code: codeNotFound, message: message}
}

func unauthorized(message string) *failure {
	return &failure{status: http.StatusUnauthorized, code: codeUnauthorized, message: message}
}

func forbidden(message string) *failure {
	return &failure{status: http.StatusForbidden, code: codeForbidden, message: message}
}

func tooLarge(field, message string) *failure {
	return &failure{status: http.StatusRequestEntityTooLarge, code: codeTooLarge, field: field, message: message}
}

func rateLimited(message string, retryAfter time.Duration) *failure {
	return &failure{status: http.StatusTooManyRequests, code: codeRateLimited, message: message, retryAfter: retryAfter}
}

// failureOf is any error as the one who asked is told of it.
func failureOf(err error) *failure {
	var f *failure
	var big *http.MaxBytesError
	var fault *desk.Fault
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &fault):
		return invalid(fault.Field, fault.Words)
	case errors.As(err, &big):
		return tooLarge("", fmt.Sprintf("发送的内容太大了，最多 %d KB", big.Limit>>10))
	case errors.Is(err, desk.ErrNotFound):
		return &failure{status: http.StatusNotFound, code: codeNotFound, message: "没有找到您要的内容", cause: err}
	case errors.Is(err, desk.ErrConflict):
		return &failure{status: http.StatusConflict, code: codeConflict, message: "情况刚刚有变化，请刷新后再试", cause: err}
	case errors.Is(err, desk.ErrInvalid):
		return &failure{status: http.StatusBadRequest, code: codeInvalid, message: "这样填写不行，请检查后再试", cause: err}
	}
	return &failure{status: http.StatusInternalServerError, code: codeInternal, message: "系统出了点问题，请稍后再试", cause: err}
}

// logFailure logs what is our own fault; what clients did wrong shows in the metrics.
func (s *Server) logFailure(r *http.Request, f *failure) {
	if f.status >= http.StatusInternalServerError && r.Context().Err() == nil {
		s.cfg.Log.Error("http failed", "method", r.Method, "route", r.Pattern, "err", f.cause)
	}
}

type failureJSON struct {
	Error struct {
		Code      string  `json:"code"`
		Message   string  `json:"message"`
		Field     string  `json:"field"`
		ClaimedBy *string `json:"claimed_by,omitempty"` // with codeConflict only
	} `json:"error"`
}

// apiFailure answers an error as JSON.
func (s *Server) apiFailure(w http.ResponseWriter, _ *http.Request, f *failure) {
	var body failureJSON
	body.Error.Code, body.Error.Message, body.Error.Field = f.code, f.message, f.field
	if f.code == codeConflict {
		body.Error.ClaimedBy = &f.claimedBy
	}
	f.setHeaders(w.Header())
	// The status is what there is to say; a client that has gone is not told.
	_ = writeJSON(w, f.status, body)
}

func (f *failure) setHeaders(h http.Header) {
	if f.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(seconds(f.retryAfter)))
	}
	if f.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
}

// seconds rounds up: told to come again in 0 seconds one comes too early.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func writeJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode response: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone misses it
	return nil
}
