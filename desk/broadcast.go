package desk

import (
	"fmt"
	"strings"
	"time"
)

// IncidentAsk is one resident who asked about an incident, or reported it again: who is
// told when it is over.
type IncidentAsk struct {
	Incident     int64
	Conversation int64 // 0 for an order of somebody without a chat
	Order        int64 // opened before the incident was known, now part of it; 0 if none
	Reported     bool  // would have opened an order
	Apart        bool  // said that theirs is another matter: not told
	At           time.Time
	ToldAt       time.Time // that it is over
}

// ToldKey is the key of what somebody who asked is told at the end of an incident.
func ToldKey(i *Incident, to Address) string {
	return fmt.Sprintf("incident:%d:%s:%s", i.ID, i.State, to.Lane())
}

// BroadcastState is where a broadcast is.
type BroadcastState string

const (
	BroadcastRuns    BroadcastState = "running"
	BroadcastStopped BroadcastState = "stopped"
)

// Broadcast is an incident's text on its way to the residents it concerns.
type Broadcast struct {
	ID        int64
	Incident  int64
	Community CommunityID
	State     BroadcastState
	Text      string // as it was approved in the preview
	Audience
	By        Actor
	At        time.Time
	StoppedAt time.Time
	Stopped   Actor
	Version   int64
}

// Audience is whom a broadcast goes to: of a community, those who have written before.
type Audience struct {
	Buildings []string // none: all
	Unknown   bool     // also those whose building is not known
}

// NewBroadcast sends the incident's text as it is now.
func NewBroadcast(i *Incident, text string, unknown bool, by Actor, now time.Time) (*Broadcast, error) {
	if err := i.may(by, IncidentAnnounced, IncidentEnded); err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("broadcast of incident %d without text: %w", i.ID, ErrInvalid)
	}
	return &Broadcast{Incident: i.ID, Community: i.Community, State: BroadcastRuns, Text: text, By: by, At: now,
		Audience: Audience{Buildings: i.Buildings, Unknown: unknown}}, nil
}

// Stop keeps back what has not been sent.
func (b *Broadcast) Stop(by Actor, now time.Time) error {
	if by.Kind != ByStaff || !by.Role.Dispatches() {
		return fmt.Errorf("broadcast %d is not for role %q: %w", b.ID, by.Role, ErrInvalid)
	}
	if b.State != BroadcastRuns {
		return fmt.Errorf("broadcast %d is %s: %w", b.ID, b.State, ErrConflict)
	}
	b.State, b.Stopped, b.StoppedAt = BroadcastStopped, by, now
	return nil
}

// Receiver is one conversation that a broadcast goes to.
type Receiver struct {
	Broadcast    int64
	Conversation int64
}

// Key is the key of the message to the receiver.
func (r Receiver) Key() string { return fmt.Sprintf("broadcast:%d:%d", r.Broadcast, r.Conversation) }

// Progress is how far a broadcast is. Waiting + Queued + Sent + Failed + Stopped = Total.
type Progress struct {
	Total, Waiting, Queued, Sent, Failed, Stopped int
}

// Over reports whether nothing more will be sent.
func (p Progress) Over() bool { return p.Waiting == 0 && p.Queued == 0 }

// Percent is how much of it is done.
func (p Progress) Percent() int {
	if p.Total == 0 {
		return 100
	}
	return (p.Sent + p.Failed + p.Stopped) * 100 / p.Total
}
