package telegram

import (
	"errors"
	"strings"
	"time"

	"github.com/go-telegram/bot"

	"linli/desk"
)

// failure tells the sender what to do about an error, without the token in it. What is
// neither a *desk.SendError nor the context's end is worth another try.
func (c *Channel) failure(err error) error {
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[*desk.SendError](err); ok {
		return own
	}
	clean := c.api.redact(err)
	switch limit, ok := errors.AsType[*bot.TooManyRequestsError](err); {
	case ok:
		return &desk.SendError{RetryAfter: time.Duration(max(1, limit.RetryAfter)) * time.Second, Err: clean}
	case errors.Is(err, bot.ErrorUnauthorized), errors.Is(err, bot.ErrorNotFound):
		// The token is refused: no message is at fault.
		return &desk.SendError{RetryAfter: time.Minute, WholeBot: true, Err: clean}
	case errors.Is(err, bot.ErrorForbidden), errors.Is(err, bot.ErrorBadRequest),
		errors.Is(err, desk.ErrInvalid), errors.Is(err, desk.ErrNotFound):
		return &desk.SendError{Permanent: true, Err: clean}
	}
	return clean
}

// refused reports whether Telegram refused a call with one of the texts, in lower case.
func refused(err error, texts ...string) bool {
	if !errors.Is(err, bot.ErrorBadRequest) {
		return false
	}
	said := strings.ToLower(err.Error())
	for _, t := range texts {
		if strings.Contains(said, t) {
			return true
		}
	}
	return false
}

// movedTo is the new id of a group that became a supergroup, 0 if that is not the error.
func movedTo(err error) int64 {
	if moved, ok := errors.AsType[*bot.MigrateError](err); ok {
		return int64(moved.MigrateToChatID)
	}
	return 0
}
