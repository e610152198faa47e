package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"linli/desk"
)

// update is one update as it came, with its id, 0 when it has none that can be used.
type update struct {
	id  int64
	raw json.RawMessage
}

func newUpdate(raw []byte) update {
	var head struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &head); err != nil || head.ID < 0 {
		return update{raw: raw}
	}
	return update{head.ID, raw}
}

// heard is what an update says.
type heard struct {
	in     *desk.Inbound // nil: nothing for the door
	room   bool
	answer string // callback query to be answered at once, so that the button stops spinning
}

// take gives one update to the door. When it returns nil Telegram may forget the update.
func (c *Channel) take(ctx context.Context, u update) error {
	parsed, err := u.decode()
	if err != nil {
		return c.setAside(ctx, u, err)
	}
	h, err := c.convert(ctx, parsed)
	if err != nil {
		return err
	}
	if h.in != nil {
		h.in.ExternalID = strconv.FormatInt(u.id, 10)
		_, err := c.Door(ctx, *h.in, h.room)
		if errors.Is(err, desk.ErrInvalid) {
			return c.setAside(ctx, u, err)
		}
		if err != nil {
			return err
		}
	}
	if h.answer != "" {
		c.answerQuietly(ctx, h.answer)
	}
	return nil
}

// decode reads the update. The library's decoders are not ours: should one panic, the
// process would die of the same update again and again.
func (u update) decode() (parsed *models.Update, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decoding panicked: %v", r)
		}
	}()
	if u.id == 0 {
		return nil, errors.New("no update_id")
	}
	parsed = new(models.Update)
	if err := json.Unmarshal(u.raw, parsed); err != nil {
		return nil, err
	}
	return parsed, nil
}

// setAside keeps an update that cannot be read, so that it stops nothing.
func (c *Channel) setAside(ctx context.Context, u update, cause error) error {
	id := strconv.FormatInt(u.id, 10)
	if u.id == 0 {
		id = fmt.Sprintf("sha256:%x", sha256.Sum256(u.raw))
	}
	body := withoutNUL(strings.ToValidUTF8(string(u.raw), "\uFFFD"))
	if err := c.Memory.KeepUnread(ctx, c.Name(), id, body, c.api.redact(cause).Error()); err != nil {
		return fmt.Errorf("set aside: %w", err)
	}
	c.Log.Warn("Telegram: update set aside, it cannot be read", "update", u.id)
	return nil
}

// answerQuietly stops a pressed button's spinner; best effort, the door does not wait.
func (c *Channel) answerQuietly(ctx context.Context, callback string) {
	select {
	case c.slots <- struct{}{}:
	default:
		return
	}
	c.answers.Go(func() {
		defer func() { <-c.slots }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if _, err := c.bot.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: callback}); err != nil {
			c.Log.Debug("Telegram: press not answered", "err", c.api.redact(err))
		}
	})
}

// withoutNUL drops what PostgreSQL cannot keep.
func withoutNUL(s string) string { return strings.ReplaceAll(s, "\x00", "") }
