package desk

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Limits on one message, in runes and count. Longer text is cut and the resident told.
const (
	MaxText  = 4000
	MaxMedia = 10
	MaxPress = 64 // bytes: Telegram's limit for callback data
)

// MapPin begins a message that is a place on a map, "📍 位置：31.2304,121.4737", latitude first.
const MapPin = "📍 位置："

// Inbound is one thing said or pressed, as the door took it in.
type Inbound struct {
	ID           int64 // inbox row
	Message      int64 // the message row of it in the conversation, 0 for staff rooms
	Conversation int64 // 0 for staff rooms
	ExternalID   string
	From         Address
	Name         string // as the channel shows it
	Staff        Actor  // set when a linked member of staff wrote it in a staff room
	Order        int64  // the order a staff message belongs to (a reply to its card, its topic)
	Text         string
	Press        string
	Media        []MediaRef
	Album        string // photos sent together share it
	Callback     string // where the press of a button can be answered quietly
	At           time.Time
	Attempt      int // this delivery; fences out a worker whose lease ran out
}

// Received is the door's receipt.
type Received struct {
	Message   int64
	Duplicate bool
}

// Outbound is one thing to say to an address outside: a reply on a channel that must
// be pushed, or a card in a staff room.
type Outbound struct {
	Key     string // unique, so enqueued once: "turn:88:0", "order:1042:card:3"
	To      Address
	Text    string
	Buttons []Button
	Media   []MediaRef
	Edits   string    // Key of the message it replaces
	After   time.Time // not to be sent before
	Order   int64     // the order it is about, 0 if none: answers to it are about that order
	Attempt int
}

// Button is a choice under a message. Press is opaque to channels and clients.
type Button struct {
	Label string `json:"label"`
	Press string `json:"press"`
}

// MediaKind is what sort of file came with a message.
type MediaKind string

const (
	Photo    MediaKind = "photo"
	Voice    MediaKind = "voice"
	Document MediaKind = "document"
)

// MediaRef names a stored file. Ref is the store's id once the file is kept; Remote is
// the channel's own handle as long as it is not (a Telegram file id).
type MediaRef struct {
	Ref    string    `json:"ref,omitempty"`
	Kind   MediaKind `json:"kind"`
	Type   string    `json:"type,omitempty"` // content type
	Name   string    `json:"name,omitempty"`
	Remote string    `json:"remote,omitempty"`
}

// Channel is one way to reach people. Send is called again when it fails, and after a
// crash between Send and the note that it was sent: a message may arrive twice, never
// not at all (no messaging service we know takes an idempotency key).
type Channel interface {
	Name() ChannelName
	Send(ctx context.Context, m Outbound) (Receipt, error)
}

// Receipt is the channel's own id of a delivered message, "" if it has none.
type Receipt string

// SendError tells the sender what to do about a failed Send; any other error is
// retried with back-off.
type SendError struct {
	Permanent  bool          // no use in trying again: blocked, deleted
	RetryAfter time.Duration // as the service asked
	WholeBot   bool          // RetryAfter is for all addresses of the channel
	Err        error
}

func (e *SendError) Error() string { return e.Err.Error() }
func (e *SendError) Unwrap() error { return e.Err }

// Press is a button's payload: a verb and its arguments, "pick:fee-rate:88".
type Press struct {
	Verb string
	Args []string
}

// NewPress joins verb and arguments to a payload.
func NewPress(verb string, args ...any) string {
	var b strings.Builder
	b.WriteString(verb)
	for _, a := range args {
		fmt.Fprintf(&b, ":%v", a)
	}
	return b.String()
}

// ParsePress splits a payload. It accepts anything a stranger may send and returns
// ErrInvalid for what cannot be ours.
func ParsePress(s string) (Press, error) {
	if s == "" || len(s) > MaxPress {
		return Press{}, fmt.Errorf("press of %d bytes: %w", len(s), ErrInvalid)
	}
	parts := strings.Split(s, ":")
	for _, r := range parts[0] {
		if r < 'a' || r > 'z' {
			return Press{}, fmt.Errorf("press verb: %w", ErrInvalid)
		}
	}
	if parts[0] == "" {
		return Press{}, fmt.Errorf("press verb: %w", ErrInvalid)
	}
	return Press{Verb: parts[0], Args: parts[1:]}, nil
}

// Arg is the i-th argument, "" if there is none.
func (p Press) Arg(i int) string {
	if i < len(p.Args) {
		return p.Args[i]
	}
	return ""
}

// ID is the i-th argument as a row id, 0 if it is none.
func (p Press) ID(i int) int64 {
	n, err := strconv.ParseInt(p.Arg(i), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// From says who wrote a message of a conversation.
type From string

const (
	FromResident From = "resident"
	FromBot      From = "bot"
	FromStaff    From = "staff"
	FromSystem   From = "system" // a note of what happened, such as "王师傅已接单"
)

// Message is one line of a conversation's record.
type Message struct {
	ID           int64
	Key          string // unique; "" for the resident's own
	Conversation int64
	From         From
	Staff        StaffID
	StaffName    string
	Text         string
	Entries      []EntryRef // the FAQ entries it quotes
	Order        int64      // the order it is about, NewOrder for the one the same turn opens
	OrderNumber  string     // filled by the store
	Buttons      []Button
	Media        []MediaRef
	ReplyTo      int64
	At           time.Time
	After        time.Time // not to be delivered before (push channels)
}

// EntryRef names the approved text a message quotes, the day it was approved, and which
// version it was: 0 is the content folder's.
type EntryRef struct {
	ID       string `json:"id"`
	Approved string `json:"approved"`
	Version  int64  `json:"version,omitempty"`
}

// Marks that the store replaces by the number and the id of the order that the same
// turn opens; they cannot be typed, text.Clean drops them.
const (
	NewOrder       int64 = -1
	NewOrderNumber       = "\u2063№\u2063"
	NewOrderID           = "\u2063#\u2063"
)
