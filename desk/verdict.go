package desk

import "time"

// confirmed reports whether the resident said that the bot's answer solved it.
func (e *Episode) confirmed() bool { return e.Answered > 0 && e.Solved }

// byPerson reports whether a person was needed.
func (e *Episode) byPerson() bool {
	return e.Handover != "" || e.Orders > 0 || !e.FirstHumanAt.IsZero()
}

// verdict says whether a question about an episode arises.
type verdict int

const (
	no verdict = iota
	yes
	undecided // it cannot be told yet
)

// assumed says whether an episode counts as solved although nobody said so: answered by
// the bot alone, ended by silence, and in SameTopicWindow after its end no other episode
// of the conversation on the same topic and no order of it. It is undecided while the
// episode is open and while that window has not passed.
func (c *counter) assumed(e *Episode) (ok bool, v verdict) {
	switch {
	case e.confirmed() || e.byPerson():
		return false, no
	case e.EndedAt.IsZero():
		return false, undecided
	case e.End != EndSilence || e.Answered == 0:
		return false, no
	case c.now.Before(e.EndedAt.Add(SameTopicWindow)):
		return false, undecided
	}
	return !c.later.sameTopic(e) && !c.later.order(e), yes
}

// solvedOnce says whether a closed episode was the only one on its topic: no other
// episode of the conversation with the same topic in SameTopicWindow after its end.
// Closed are episodes confirmed, ended with their order, or silent after an answer of
// the bot or an act of a person; one that was only refused and fell silent is not.
func (c *counter) solvedOnce(e *Episode) (ok bool, v verdict) {
	if e.EndedAt.IsZero() || e.End == EndSilence && e.Answered == 0 && e.FirstHumanAt.IsZero() {
		return false, no
	}
	if c.now.Before(e.EndedAt.Add(SameTopicWindow)) {
		return false, undecided
	}
	return !c.later.sameTopic(e), yes
}

// contacts finds what else happened in a conversation.
type contacts struct {
	episodes map[int64][]*Episode
	orders   map[int64][]*WorkOrder
}

func newContacts(f Facts) contacts {
	c := contacts{map[int64][]*Episode{}, map[int64][]*WorkOrder{}}
	for i := range f.Episodes {
		e := &f.Episodes[i]
		c.episodes[e.Conversation] = append(c.episodes[e.Conversation], e)
	}
	for i := range f.Orders {
		w := &f.Orders[i]
		c.orders[w.Conversation] = append(c.orders[w.Conversation], w)
	}
	return c
}

// after reports whether t is after the episode's beginning and within SameTopicWindow
// of its end.
func (e *Episode) after(t time.Time) bool {
	return t.After(e.StartedAt) && !t.After(e.EndedAt.Add(SameTopicWindow))
}

// sameTopic reports whether another episode came back to a topic of e: the same FAQ
// entry answered, or an order of the same category ("order:<category>").
func (c contacts) sameTopic(e *Episode) bool {
	for _, o := range c.episodes[e.Conversation] {
		if o.ID == e.ID || !e.after(o.StartedAt) {
			continue
		}
		for _, t := range o.Topics {
			for _, own := range e.Topics {
				if t == own {
					return true
				}
			}
		}
	}
	return false
}

// order reports whether an order of the same conversation followed, whatever it is about.
func (c contacts) order(e *Episode) bool {
	for _, w := range c.orders[e.Conversation] {
		if e.after(w.OpenedAt) {
			return true
		}
	}
	return false
}

// Reached reports whether the resident was reached: replied in the chat, or spoke to a
// named caller, be it to decline. A prompt alone reaches nobody.
func (f *FollowUp) Reached() bool {
	return !f.AnsweredAt.IsZero() || f.Outcome == OutcomeAnswered || f.Outcome == OutcomeRefused
}

// wasDue reports whether the follow-up has fallen due by now. One that waits for an
// answer was due and has not reached anybody yet.
func (f *FollowUp) wasDue(now time.Time) bool {
	return f.Outcome != OutcomeOpen || !f.AskedAt.IsZero() || !f.DueAt.IsZero() && !f.DueAt.After(now)
}
