package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// client is a resident of the HTTP API.
type client struct {
	http  *http.Client
	Base  string `json:"base"` // "http://127.0.0.1:8080"
	ID    string `json:"id"`   // of the conversation
	Token string `json:"token"`
	After int64  `json:"after"` // the last message shown
}

// line is a message of the conversation.
type line struct {
	ID      int64    `json:"id"`
	From    string   `json:"from"`
	Text    string   `json:"text"`
	Buttons []button `json:"buttons"`
	ReplyTo int64    `json:"reply_to"`
	Staff   string   `json:"staff_name"`
}

type button struct {
	Label string `json:"label"`
	Press string `json:"press"`
}

// refusal is the API's own error.
type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

// longWait is how long one call may wait for a message.
const longWait = 25 * time.Second

func (c *client) call(ctx context.Context, method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, longWait+10*time.Second)
	defer cancel()
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		raw = nil
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if raw != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 == 2 {
		return json.NewDecoder(resp.Body).Decode(into)
	}
	var said struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&said); err != nil || said.Error.Message == "" {
		said.Error.Message = fmt.Sprintf("%s answers with HTTP %d", c.Base, resp.StatusCode)
	}
	return refusal{resp.StatusCode, said.Error.Message}
}

func (c *client) begin(ctx context.Context, community string) error {
	body := map[string]string{}
	if community != "" {
		body["community"] = community
	}
	c.Token, c.After = "", 0
	return c.call(ctx, http.MethodPost, "/api/v1/conversations", body, c)
}

// send says something, or presses a button, and returns the message's id.
func (c *client) send(ctx context.Context, kind, clientID, what string) (int64, error) {
	path, field := "/messages", "text"
	if kind == "press" {
		path, field = "/presses", "press"
	}
	var got struct {
		ID int64 `json:"message_id"`
	}
	err := c.call(ctx, http.MethodPost, "/api/v1/conversations/"+c.ID+path, map[string]string{"client_id": clientID, field: what}, &got)
	return got.ID, err
}

// next are the messages after the id; it waits for one.
func (c *client) next(ctx context.Context, after int64, wait time.Duration) ([]line, error) {
	var got struct {
		Messages []line `json:"messages"`
	}
	err := c.call(ctx, http.MethodGet, fmt.Sprintf("/api/v1/conversations/%s/messages?after=%d&wait=%s", c.ID, after, wait), nil, &got)
	return got.Messages, err
}

// listen passes on what comes after the id, until an error or ctx ends.
func (c *client) listen(ctx context.Context, after int64, heard chan<- []line) error {
	for {
		list, err := c.next(ctx, after, longWait)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			after = list[len(list)-1].ID
		}
		select {
		case heard <- list:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
