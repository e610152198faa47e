package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"

	"github.com/go-telegram/bot"
)

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	maxUpdate    = 1 << 20 // bytes
)

// Webhook takes the updates that Telegram posts: 200 when the door has kept the update
// or it was set aside, 500 when it was not kept and Telegram shall repeat it, 401 on a
// wrong secret. Without a secret nobody is let in.
func (c *Channel) Webhook(secret string) http.Handler {
	want := sha256.Sum256([]byte(secret))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
		switch {
		case secret == "" || subtle.ConstantTimeCompare(want[:], got[:]) != 1:
			http.Error(w, "wrong secret", http.StatusUnauthorized)
			return
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "POST only", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			http.Error(w, "unreadable", http.StatusBadRequest)
			return
		}
		u := newUpdate(body)
		if err := c.take(r.Context(), u); err != nil {
			c.Log.Warn("Telegram: update not taken in, Telegram will repeat it", "update", u.id, "err", err)
			http.Error(w, "not kept", http.StatusInternalServerError)
		}
	})
}

// SetWebhook makes Telegram post updates to the address; "" makes it stop, which polling
// needs. Updates that wait are kept.
func (c *Channel) SetWebhook(ctx context.Context, address, secret string) error {
	if address == "" {
		_, err := c.bot.DeleteWebhook(ctx, &bot.DeleteWebhookParams{})
		return c.api.redact(err)
	}
	_, err := c.bot.SetWebhook(ctx, &bot.SetWebhookParams{URL: address, SecretToken: secret, AllowedUpdates: allowedUpdates})
	return c.api.redact(err)
}
