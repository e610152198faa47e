// Package telegram is linli's face in Telegram: residents write to a bot in private
// chats, staff work in groups ("rooms") and in private chats of their own.
//
// Updates come in by a Poller or a Webhook; either gives each update to the door and
// lets Telegram forget it only after the door has kept it. What is to be said goes out
// through Channel.Send. The library go-telegram/bot is used for its models and its
// methods only: its poller confirms updates before they are kept.
package telegram

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-telegram/bot"

	"linli/desk"
)

// DefaultAPIURL is Telegram's own Bot API server.
const DefaultAPIURL = "https://api.telegram.org"

// Door takes a message in for good: when it returns nil Telegram may forget it. room
// marks what staff said or pressed. desk.ErrInvalid sets the update aside; any other
// error makes Telegram repeat it.
type Door func(ctx context.Context, m desk.Inbound, room bool) (desk.Received, error)

// Memory is what the way in needs to know.
type Memory interface {
	// StaffByTelegram finds who is linked to a Telegram user id; desk.ErrNotFound.
	StaffByTelegram(ctx context.Context, user string) (desk.Staff, error)
	// OrderOfTopic is the order of a forum topic, 0 if none.
	OrderOfTopic(ctx context.Context, chat, thread string) (int64, error)
	// Delivered tells of a message that was sent which order it was about and which
	// conversation it belonged to: 0 for none, which is so for all that staff are sent.
	Delivered(ctx context.Context, channel desk.ChannelName, r desk.Receipt) (order, conversation int64, err error)
	// KeepUnread keeps an update that could not be read.
	KeepUnread(ctx context.Context, channel desk.ChannelName, externalID, body, cause string) error
}

// Threads is what the way out needs to know to keep an order's messages together.
type Threads interface {
	// Receipt is the channel's id of the message sent under key, "" if there is none.
	Receipt(ctx context.Context, key string) (desk.Receipt, error)
	// Topic is the forum topic of an order in a chat, "" if there is none.
	Topic(ctx context.Context, chat string, order int64) (string, error)
	// SetTopic keeps it; "" forgets it.
	SetTopic(ctx context.Context, chat string, order int64, thread string) error
}

// Files opens the content of a kept file.
type Files interface {
	OpenMedia(ctx context.Context, ref string) (*os.File, error)
}

// Config is what a Channel is made of.
type Config struct {
	Token   string                      // as BotFather gave it
	APIURL  string                      // of the Bot API server, default DefaultAPIURL
	Rooms   map[string]desk.CommunityID // staff rooms by chat id
	Default desk.CommunityID            // of residents who come without a link
	Unpaced bool                        // no pacing of our own: load tests on a server that has no limits

	Door    Door
	Memory  Memory
	Threads Threads
	Files   Files
	Log     *slog.Logger
	Now     func() time.Time // default time.Now; must move on
}

// Channel is one bot. It is safe for concurrent use.
type Channel struct {
	Config
	api     *client
	bot     *bot.Bot
	rooms   rooms
	forums  forums
	pace    *pace
	answers sync.WaitGroup // quiet answers under way
	slots   chan struct{}  // bounds them
}

var tokenShape = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// New checks the settings; it asks Telegram nothing, so that linli starts without it.
// desk.ErrInvalid names a wrong setting, never the token.
func New(cfg Config) (*Channel, error) {
	if !tokenShape.MatchString(cfg.Token) {
		return nil, fmt.Errorf("the Telegram token is not of the form 123456:ABC-def: %w", desk.ErrInvalid)
	}
	if cfg.APIURL == "" {
		cfg.APIURL = DefaultAPIURL
	}
	cfg.APIURL = strings.TrimRight(cfg.APIURL, "/")
	if u, err := url.Parse(cfg.APIURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the Telegram API address is not an http or https URL: %w", desk.ErrInvalid)
	}
	for chat := range cfg.Rooms {
		if _, err := strconv.ParseInt(chat, 10, 64); err != nil {
			return nil, fmt.Errorf("staff room %q is not a Telegram chat id such as -1001234567890: %w", chat, desk.ErrInvalid)
		}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c := &Channel{Config: cfg, api: newClient(cfg.APIURL, cfg.Token), slots: make(chan struct{}, 16)}
	c.rooms.moved = map[string]string{}
	c.forums.known = map[int64]forum{}
	c.pace = newPace(cfg.Now, cfg.Unpaced)
	var err error
	c.bot, err = bot.New(cfg.Token, bot.WithServerURL(cfg.APIURL), bot.WithSkipGetMe(), bot.WithHTTPClient(callTimeout, c.api),
		bot.WithErrorsHandler(func(err error) { cfg.Log.Debug("telegram library", "err", c.api.redact(err)) }))
	if err != nil {
		return nil, c.api.redact(err)
	}
	c.Token = "" // not to be printed with the channel
	return c, nil
}

// Name is the channel's name.
func (c *Channel) Name() desk.ChannelName { return desk.ChannelTelegram }

// rooms remembers groups that became supergroups while linli ran: Telegram gives them
// a new chat id then, for instance when topics are switched on.
type rooms struct {
	mu    sync.RWMutex
	moved map[string]string // new chat id -> the configured one
}

// community is the community whose staff meet in the chat.
func (c *Channel) community(chat string) (desk.CommunityID, bool) {
	c.rooms.mu.RLock()
	if old, ok := c.rooms.moved[chat]; ok {
		chat = old
	}
	c.rooms.mu.RUnlock()
	id, ok := c.Rooms[chat]
	return id, ok
}

// move notes a room's new chat id. The setting is the operator's to change.
func (c *Channel) move(from, to int64) {
	old, chat := strconv.FormatInt(from, 10), strconv.FormatInt(to, 10)
	if _, ok := c.Rooms[old]; !ok {
		return
	}
	c.rooms.mu.Lock()
	known := c.rooms.moved[chat] == old
	c.rooms.moved[chat] = old
	c.rooms.mu.Unlock()
	if !known {
		c.Log.Warn("a Telegram staff room has a new chat id: change the setting", "old", old, "new", chat)
	}
}

// current is where messages to a chat id go now.
func (c *Channel) current(chat int64) int64 {
	c.rooms.mu.RLock()
	defer c.rooms.mu.RUnlock()
	old := strconv.FormatInt(chat, 10)
	for to, from := range c.rooms.moved {
		if from == old {
			id, _ := strconv.ParseInt(to, 10, 64)
			return id
		}
	}
	return chat
}
