package desk

import "time"

// What is asked in a web chat reaches only who opens it: nothing can be pushed there. Who does
// not come back is called, until they do.

// DefaultUnread is how long a question may stay unread before somebody calls: as long as the
// chat waits for any answer. Sooner, people who look in once a day would be called for nothing;
// later, the chat would ask on into an empty room, and the work would be forgotten.
const (
	DefaultUnread = FollowUpWait
	minUnread     = time.Hour
	maxUnread     = 30 * 24 * time.Hour
)

// seen reports whether the resident has been in the chat since something was said there.
func (c *Conversation) seen(said time.Time) bool {
	return !c.ReadTo.Before(said) || c.LastAt.After(said)
}

// WaitsInChat reports whether there is nothing to do about the question in the chat yet, and puts
// the follow-up off until there is: the resident has time to answer, or to come back and read it.
func (f *FollowUp) WaitsInChat(chat *Conversation, c *Community, now time.Time) bool {
	if f.Stage != StageRating {
		return false
	}
	until := f.AskedAt.Add(FollowUpWait)
	if f.unseen(chat) {
		until = f.AskedAt.Add(c.Unread)
	}
	if !now.Before(until) {
		return false
	}
	f.DueAt = c.NotQuiet(until)
	return true
}

// Unread reports whether the question counts as not having reached the resident, so that
// somebody calls (CallUnread). It has stayed unread for as long as the community allows.
func (f *FollowUp) Unread(chat *Conversation, c *Community, now time.Time) bool {
	return f.unseen(chat) && !now.Before(f.AskedAt.Add(c.Unread))
}

func (f *FollowUp) unseen(chat *Conversation) bool {
	return f.Stage != StageCall && f.Outcome == OutcomeOpen && !f.AskedAt.IsZero() && chat.Address.Channel == ChannelWeb && !chat.seen(f.AskedAt)
}

// ReadAfterAll reports whether a call need not be made any more because its resident has come
// back to the chat.
func (f *FollowUp) ReadAfterAll(chat *Conversation) bool {
	return f.openCall() == nil && f.Cause == CallUnread && chat.seen(f.AskedAt)
}

// BackToChat drops such a call: the resident, who has read the question now, gets the usual time
// to answer it.
func (f *FollowUp) BackToChat(c *Community, now time.Time) {
	f.Stage, f.Cause, f.Caller, f.Tries = StageRating, CallComplaint, 0, nil
	f.RemindAt, f.Reminded = time.Time{}, 0
	f.DueAt = c.NotQuiet(now.Add(FollowUpWait))
}
