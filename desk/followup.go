package desk

import "time"

// FollowUpStage is what the resident is asked next.
type FollowUpStage string

const (
	StageConfirm FollowUpStage = "confirm" // is it fixed?
	StageRating  FollowUpStage = "rating"  // how was it, 1-5
	StageRemind  FollowUpStage = "remind"  // the one reminder
	StageExpire  FollowUpStage = "expire"  // no answer: close
	StageCall    FollowUpStage = "call"    // a named person calls
)

// Outcome is how a follow-up ended.
type Outcome string

const (
	OutcomeOpen        Outcome = ""
	OutcomeAnswered    Outcome = "answered"
	OutcomeNoAnswer    Outcome = "no_answer"
	OutcomeRefused     Outcome = "refused"
	OutcomeUnreachable Outcome = "unreachable"
	OutcomeNotDone     Outcome = "not_done"
)

// FollowUp is a 回访 of one order. "Followed up" needs a reply or a named caller; the
// prompt alone is not one.
type FollowUp struct {
	ID           int64
	Order        int64 // one that exists, never NewOrder; 0 for a call about the bot's answer
	Conversation int64
	Community    CommunityID
	Stage        FollowUpStage // what is due at DueAt
	DueAt        time.Time
	AskedAt      time.Time // the first prompt
	RemindedAt   time.Time
	AnsweredAt   time.Time
	Outcome      Outcome
	Caller       StaffID   // who is to call, or did
	CreatedAt    time.Time // filled by the store if zero
	Version      int64
	Tries        []time.Time // of a call: when it was made
	Result       CallResult  // of a call: what it brought
	Cause        CallCause   // of a call: why it is made
	Episode      int64       // of a call about the bot's answer, which has no order
	Words        string      // of such a call: what the resident had asked
	RemindAt     time.Time   // of a call: when somebody is reminded of it next, zero when nobody is
	Reminded     int         // of a call: how many rungs of callRungs were climbed since it is due
}

// FollowUpWait is how long each stage waits for an answer.
const FollowUpWait = 24 * time.Hour

// NewFollowUp begins the follow-up of a resolved order: at once, outside quiet hours.
func NewFollowUp(w *WorkOrder, c *Community, now time.Time) *FollowUp {
	return &FollowUp{Order: w.ID, Conversation: w.Conversation, Community: w.Community,
		Stage: StageConfirm, DueAt: c.NotQuiet(now), CreatedAt: now}
}

// Advance moves on from the prompt that was just given to what is due next.
func (f *FollowUp) Advance(c *Community, now time.Time) {
	if f.AskedAt.IsZero() {
		f.AskedAt = now
	}
	switch f.Stage {
	case StageConfirm:
		f.Stage = StageRating
	case StageRating:
		f.Stage = StageRemind
	case StageRemind:
		f.Stage, f.RemindedAt = StageExpire, now
	}
	wait := FollowUpWait
	if f.Stage == StageRating { // in a chat that stays unread nobody is asked for that
		wait = min(wait, c.Unread)
	}
	f.DueAt = c.NotQuiet(now.Add(wait))
}

// Finish ends the follow-up.
func (f *FollowUp) Finish(o Outcome, at time.Time) {
	f.Outcome, f.DueAt, f.RemindAt = o, time.Time{}, time.Time{}
	if o == OutcomeAnswered {
		f.AnsweredAt = at
	}
}
