package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	callTimeout = 60 * time.Second
	maxAnswer   = 16 << 20 // bytes of one answer of the Bot API
	maxCause    = 300      // bytes of an error's text
)

// client makes the HTTP calls, those of the library too.
type client struct {
	http  *http.Client
	base  string // without the token
	token string
}

func newClient(base, token string) *client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	return &client{base: base, token: token, http: &http.Client{
		Transport: transport,
		// The token is in the address: it must not travel on to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Do makes a call with its body and its answer held in memory. The library streams its
// bodies through a pipe, which net/http cannot send a second time when the server has
// just closed an idle connection; and it puts an answer that it cannot decode, residents'
// words included, into its error.
func (c *client) Do(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), callTimeout)
	defer cancel()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, c.redact(err)
	}
	again := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req = req.Clone(ctx)
	req.Body, _ = again()
	req.GetBody, req.ContentLength = again, int64(len(body))
	return c.roundTrip(req)
}

func (c *client) roundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.redact(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, c.redact(err)
	}
	if !json.Valid(answer) {
		return nil, fmt.Errorf("HTTP %d with %d bytes that are no JSON", resp.StatusCode, len(answer))
	}
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	return resp, nil
}

// apiError is Telegram's own answer to a call that it refused.
type apiError struct {
	code        int
	description string
	retryAfter  time.Duration
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s", e.code, e.description) }

// call calls a method with JSON parameters; what makes it differ from the library's
// calls is that the result is left undecoded.
func (c *client) call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/bot"+c.token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return nil, c.redact(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.roundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	var answer struct {
		OK          bool            `json:"ok"`
		Result      json.RawMessage `json:"result"`
		Code        int             `json:"error_code"`
		Description string          `json:"description"`
		Parameters  struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	if !answer.OK {
		return nil, fmt.Errorf("%s: %w", method, &apiError{answer.Code, answer.Description,
			time.Duration(answer.Parameters.RetryAfter) * time.Second})
	}
	return answer.Result, nil
}

// redact takes the token out of an error, and with it the chain: what is left to
// unwrap is only whether the context ended.
func (c *client) redact(err error) error {
	if err == nil {
		return nil
	}
	text := strings.ReplaceAll(err.Error(), c.token, "***")
	if len(text) > maxCause {
		text = strings.ToValidUTF8(text[:maxCause], "") + "…"
	}
	for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, ended) {
			return &redacted{text, ended}
		}
	}
	return errors.New(text)
}

type redacted struct {
	text  string
	cause error
}

func (e *redacted) Error() string { return e.text }
func (e *redacted) Unwrap() error { return e.cause }
