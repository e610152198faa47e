package desk

import (
	"slices"
	"time"
)

// HandoverReason says why a person was needed.
type HandoverReason string

const (
	HandoverAsked     HandoverReason = "asked"     // the resident wanted one
	HandoverUnknown   HandoverReason = "unknown"   // not in the knowledge
	HandoverUnsure    HandoverReason = "unsure"    // two misses, or "none of these"
	HandoverEmergency HandoverReason = "emergency" //
	HandoverOrder     HandoverReason = "order"     // a repair, complaint or praise was taken down
	HandoverOther     HandoverReason = "other"     // voice, a missing datum, trouble
)

// HandoverReasons in the order they are reported.
var HandoverReasons = []HandoverReason{HandoverAsked, HandoverUnknown, HandoverUnsure, HandoverEmergency, HandoverOrder, HandoverOther}

// EpisodeEnd says how an episode ended.
type EpisodeEnd string

const (
	EndConfirmed EpisodeEnd = "confirmed" // the resident said it is solved
	EndOrder     EpisodeEnd = "order"     // its order was closed
	EndSilence   EpisodeEnd = "silence"   // 24 h without a word
)

// EpisodeSilence ends an episode, and keeps "did this help?" open that long.
const EpisodeSilence = 24 * time.Hour

// SameTopicWindow is how long a solved matter must stay quiet to count as solved.
const SameTopicWindow = 7 * 24 * time.Hour

// Episode is one matter of a resident, from the first message to confirmation, the
// order's end or 24 h of silence. A greeting alone is none.
type Episode struct {
	ID           int64
	Community    CommunityID
	Channel      ChannelName
	Conversation int64
	StartedAt    time.Time
	LastAt       time.Time // last message of either side
	FirstReplyAt time.Time // of the bot
	FirstHumanAt time.Time // first human act after handover or order
	HandoverAt   time.Time
	Handover     HandoverReason // the first one; "" if none
	EndedAt      time.Time
	End          EpisodeEnd
	Asked        int      // messages that asked something
	Answered     int      // of them answered by the bot
	Refused      int      // of them refused
	Solved       bool     // the resident said so after an answer
	Rating       int      // of the bot's answer, 1-5, 0 none
	Topics       []string // FAQ entries answered, and "order:<category>"
	Orders       int
	Demo         bool // made up by linli demo
	Version      int64
}

// HandOver notes the first reason a person was needed.
func (e *Episode) HandOver(why HandoverReason, at time.Time) {
	if e.Handover == "" {
		e.Handover, e.HandoverAt = why, at
	}
}

// Touch notes a topic.
func (e *Episode) Touch(topic string) {
	if topic != "" && !slices.Contains(e.Topics, topic) {
		e.Topics = append(e.Topics, topic)
	}
}

// Finish ends the episode.
func (e *Episode) Finish(end EpisodeEnd, at time.Time) {
	if e.EndedAt.IsZero() {
		e.End, e.EndedAt = end, at
	}
}

// Answered is what the bot said to one message that asked something.
type Answered struct {
	Message  int64
	Episode  int64 // filled by the store
	Decision string
	Entries  []string
	At       time.Time
}
