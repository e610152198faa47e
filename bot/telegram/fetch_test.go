package telegram

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

func TestFetch(t *testing.T) {
	srv, _, c := world(t, false)
	id := srv.AddFile(telegramtest.File{Kind: "voice", Data: []byte("OggS")})
	body, kind, err := c.Fetch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil || string(data) != "OggS" || kind != "audio/ogg" {
		t.Errorf("got %q of %s, %v", data, kind, err)
	}
	if _, _, err := c.Fetch(t.Context(), "unknown"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	big := srv.AddFile(telegramtest.File{Kind: "document", Data: []byte("x"), Size: MaxFile + 1})
	if _, _, err := c.Fetch(t.Context(), big); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("large: %v", err)
	}
	lied := &download{ReadCloser: io.NopCloser(bytes.NewReader(make([]byte, 10))), cancel: func() {}, redact: c.api.redact, left: 9}
	if _, err := io.ReadAll(lied); !errors.Is(err, desk.ErrInvalid) {
		t.Errorf("larger than told: %v", err)
	}
	srv.Fail(telegramtest.Fault{Method: "getFile", Code: 500, Description: "oops"})
	if _, _, err := c.Fetch(t.Context(), id); err == nil || errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrInvalid) {
		t.Errorf("server error: %v", err)
	}
}

func TestSetCommands(t *testing.T) {
	srv, _, c := world(t, false)
	c.SetCommands(t.Context())
	zh, en := srv.Menu("all_private_chats:"), srv.Menu("all_private_chats:en")
	if len(zh) != 4 || len(en) != 4 || zh[2].Description != "转人工客服" || en[2].Command != "human" {
		t.Errorf("zh %v, en %v", zh, en)
	}
	for _, entry := range zh {
		if !commands[entry.Command] {
			t.Errorf("command %q is in the menu but not understood", entry.Command)
		}
	}
}
