package desk

import (
	"errors"
	"testing"
	"time"
)

// askedAt10 is a follow-up whose question stands in a chat since 10:00 on a Monday.
func askedAt10(c *Community) (FollowUp, time.Time) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, shanghaiZone)
	f := NewFollowUp(&WorkOrder{ID: 1, Conversation: 2, Community: "c"}, c, at)
	f.Advance(c, at)
	return *f, at
}

var shanghaiZone = time.FixedZone("CST", 8*3600)

// TestUnread: a question in a web chat that nobody has opened since becomes a call when it has
// stayed so for as long as the community allows, and nothing more is asked there meanwhile.
func TestUnread(t *testing.T) {
	const hour = time.Hour
	type chat struct {
		channel      ChannelName
		read, writes time.Duration // after the question; negative is before, 0 never
	}
	web := func(read, writes time.Duration) chat { return chat{ChannelWeb, read, writes} }
	for name, c := range map[string]struct {
		chat     chat
		unread   time.Duration // of the community, 0 for the default
		after    time.Duration
		becomes  bool          // a call
		waits    bool          // it is not time for anything
		waitsFor time.Duration // after the question
	}{
		"opened never":                       {web(0, 0), 0, 24 * hour, true, false, 0},
		"opened before it asked":             {web(-time.Minute, -time.Second), 0, 24 * hour, true, false, 0},
		"not for long enough":                {web(0, 0), 0, 24*hour - 1, false, true, 24 * hour},
		"read at once":                       {web(1, 0), 0, 24 * hour, false, false, 0},
		"read late":                          {web(23*hour, 0), 0, 24 * hour, false, false, 0},
		"written, by somebody who polls not": {web(0, hour), 0, 24 * hour, false, false, 0},
		"a channel that pushes":              {chat{channel: ChannelTelegram}, 0, 24 * hour, false, false, 0},
		"sooner: not opened":                 {web(0, 0), 8 * hour, 8 * hour, true, false, 0},
		"sooner: read, has a day to answer":  {web(hour, 0), 8 * hour, 8 * hour, false, true, 24 * hour},
		"sooner: Telegram has a day":         {chat{channel: ChannelTelegram}, 8 * hour, 8 * hour, false, true, 24 * hour},
		"later: nothing more is asked":       {web(0, 0), 48 * hour, 24 * hour, false, true, 48 * hour},
		"later: not opened":                  {web(0, 0), 48 * hour, 48 * hour, true, false, 0},
		"later: opened the next day":         {web(30*hour, 0), 48 * hour, 48 * hour, false, false, 0},
	} {
		com := &Community{ID: "c", Name: "c", Unread: c.unread}
		if err := com.Check(); err != nil {
			t.Fatal(err)
		}
		f, at := askedAt10(com)
		home := &Conversation{Address: Address{Channel: c.chat.channel}}
		if c.chat.read != 0 {
			home.ReadTo = at.Add(max(c.chat.read, -hour))
		}
		if c.chat.read == 1 {
			home.ReadTo = at // the mark is the message's own time
		}
		if c.chat.writes != 0 {
			home.LastAt = at.Add(c.chat.writes)
		}
		if wait := min(com.Unread, FollowUpWait); !f.DueAt.Equal(at.Add(wait)) {
			t.Errorf("%s: the clock looks again at %v, want %v", name, f.DueAt, at.Add(wait))
		}
		now := at.Add(c.after)
		if got := f.Unread(home, com, now); got != c.becomes {
			t.Errorf("%s: becomes a call: %v", name, got)
		}
		due := f.DueAt
		if c.becomes {
			continue
		}
		if got := f.WaitsInChat(home, com, now); got != c.waits {
			t.Errorf("%s: waits: %v", name, got)
		}
		if c.waits {
			due = at.Add(c.waitsFor)
		}
		if !f.DueAt.Equal(due) {
			t.Errorf("%s: due at %v, want %v", name, f.DueAt, due)
		}
	}
}

// TestUnreadAsksNobodyElse: what is over, was never asked, is a call already or waits for more
// than the first answer is no business of it.
func TestUnreadAsksNobodyElse(t *testing.T) {
	com := callCommunity(t)
	home := &Conversation{Address: Address{Channel: ChannelWeb}}
	for name, change := range map[string]func(*FollowUp){
		"over":         func(f *FollowUp) { f.Finish(OutcomeAnswered, f.AskedAt) },
		"not asked":    func(f *FollowUp) { f.AskedAt, f.Stage = time.Time{}, StageConfirm },
		"a call":       func(f *FollowUp) { f.BecomeCall(CallNoChat, 7, com, f.AskedAt) },
		"to be called": func(f *FollowUp) { f.BecomeCall(CallUnread, 7, com, f.AskedAt) },
	} {
		f, at := askedAt10(com)
		change(&f)
		if f.Unread(home, com, at.AddDate(0, 0, 9)) {
			t.Errorf("%s: counts as unread", name)
		}
	}
	f, at := askedAt10(com)
	if f.Stage = StageRemind; f.WaitsInChat(home, com, at) {
		t.Error("the reminder waits once more")
	}
}

// TestBackToChat: who opens the chat before the call is asked there, with time to answer.
func TestBackToChat(t *testing.T) {
	com := callCommunity(t)
	f, at := askedAt10(com)
	at = at.AddDate(0, 0, 1)
	f.BecomeCall(CallUnread, 7, com, at)
	if !f.DueAt.Equal(at.AddDate(0, 0, 1)) || f.RemindAt.IsZero() {
		t.Errorf("the call is due %v, reminded of %v", f.DueAt, f.RemindAt)
	}
	by := Actor{Kind: ByStaff, Staff: 7}
	if err := f.Report(OutcomeNoAnswer, CallResult{}, by, com, at); err != nil {
		t.Fatal(err)
	}
	home := &Conversation{Address: Address{Channel: ChannelWeb}, ReadTo: f.AskedAt.Add(-time.Second)}
	if f.ReadAfterAll(home) {
		t.Error("back without having been there")
	}
	home.ReadTo = f.AskedAt
	if !f.ReadAfterAll(home) {
		t.Fatal("not back though they have read it")
	}
	other := f
	if other.Cause = CallComplaint; other.ReadAfterAll(home) {
		t.Error("a complaint is called about, read or not")
	}
	over := f
	if over.Finish(OutcomeRefused, at); over.ReadAfterAll(home) {
		t.Error("a call that was made is dropped")
	}
	night := time.Date(2026, 11, 24, 22, 0, 0, 0, shanghaiZone)
	f.BackToChat(com, night)
	if f.Stage != StageRating || f.Outcome != OutcomeOpen || f.Caller != 0 || f.Cause != "" || len(f.Tries) > 0 || !f.RemindAt.IsZero() ||
		!f.DueAt.Equal(time.Date(2026, 11, 26, 9, 0, 0, 0, shanghaiZone)) {
		t.Errorf("back in the chat it is %+v", f)
	}
	if err := f.Report(OutcomeAnswered, CallResult{Fixed: ReplyYes}, by, com, night); !errors.Is(err, ErrConflict) {
		t.Errorf("the dropped call is reported: %v", err)
	}
}

func TestUnreadSetting(t *testing.T) {
	for d, ok := range map[time.Duration]bool{0: true, time.Hour: true, 30 * 24 * time.Hour: true, time.Minute: false, -time.Hour: false, 31 * 24 * time.Hour: false} {
		c := &Community{ID: "c", Name: "c", Unread: d}
		if err := c.Check(); (err == nil) != ok || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("unread %v: %v", d, err)
		}
	}
	if c := callCommunity(t); c.Unread != DefaultUnread {
		t.Errorf("by default it is %v", c.Unread)
	}
}
