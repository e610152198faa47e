package desk

import (
	"fmt"
	"strings"
	"time"
)

// CallTries is how often a resident is called before the call counts as not answered.
const CallTries = 3

// callAgain is how long after a call nobody answered the next one is due, in service time.
const callAgain = 2 * time.Hour

// Reply is what a resident said to one question of a call.
type Reply string

const (
	NotPut   Reply = "" // the question was not put
	ReplyYes Reply = "yes"
	ReplyNo  Reply = "no"
)

// CallResult is what a call brought.
type CallResult struct {
	Why    string `json:",omitempty"` // why it was not made
	Fixed  Reply  `json:",omitempty"`
	InTime Reply  `json:",omitempty"`
	Price  Reply  `json:",omitempty"` // explained beforehand
	Clean  Reply  `json:",omitempty"`
	Manner Reply  `json:",omitempty"`
	Rating int    `json:",omitempty"` // 1-5, 0 without
	Remark string `json:",omitempty"`
}

// CallCause says why a named person calls.
type CallCause string

const (
	CallComplaint CallCause = ""        // an angry person does not press buttons
	CallRating    CallCause = "rating"  // the resident was not satisfied
	CallNoChat    CallCause = "no_chat" // no chat reaches the resident
	CallUnread    CallCause = "unread"  // the resident has not opened the web chat since it asked
)

// Label is the cause as people read it.
func (c CallCause) Label() string {
	return map[CallCause]string{CallComplaint: "投诉回访", CallRating: "差评跟进", CallNoChat: "没有聊天渠道", CallUnread: "住户没有再打开聊天"}[c]
}

// LowRating is up to which rating the resident was not satisfied.
const LowRating = 3

// NewCall plans the call of a named person about an order.
func NewCall(w *WorkOrder, cause CallCause, caller StaffID, c *Community, now time.Time) *FollowUp {
	f := &FollowUp{Order: w.ID, Conversation: w.Conversation, Community: w.Community, CreatedAt: now}
	f.BecomeCall(cause, caller, c, now)
	return f
}

// NewAnswerCall plans the call about an answer of the bot that was rated low; words are
// what the resident had asked.
func NewAnswerCall(e *Episode, words string, caller StaffID, c *Community, now time.Time) *FollowUp {
	f := &FollowUp{Conversation: e.Conversation, Community: e.Community, Episode: e.ID, Words: words, CreatedAt: now}
	f.BecomeCall(CallRating, caller, c, now)
	return f
}

// BecomeCall has a named person ask what the chat could not.
func (f *FollowUp) BecomeCall(cause CallCause, caller StaffID, c *Community, now time.Time) {
	f.Stage, f.Cause, f.Caller = StageCall, cause, caller
	f.callBy(callDue(c, now), c)
}

// callDue is a day later, within the community's hours.
func callDue(c *Community, now time.Time) time.Time {
	due := now.Add(24 * time.Hour)
	if open := c.Calendar().Next(now); open.After(due) { // closed for longer than a day
		due = open
	}
	return due
}

// ChooseCaller is who of the staff calls about an order: not who handled it; dispatchers
// and managers before others, then who has the fewest open calls. 0 if there is nobody.
func ChooseCaller(staff []Staff, handler StaffID, open []FollowUp) StaffID {
	calls := map[StaffID]int{}
	for _, f := range open {
		calls[f.Caller]++
	}
	var best *Staff
	for i := range staff {
		p := &staff[i]
		if !p.Active || !p.Role.Works() || p.ID == handler {
			continue
		}
		if best == nil || p.Role.Dispatches() && !best.Role.Dispatches() ||
			p.Role.Dispatches() == best.Role.Dispatches() && calls[p.ID] < calls[best.ID] {
			best = p
		}
	}
	if best == nil {
		return 0
	}
	return best.ID
}

// Assign gives an open call to somebody else; dispatchers may.
func (f *FollowUp) Assign(to, by Staff) error {
	if err := f.openCall(); err != nil {
		return err
	}
	if !by.Role.Dispatches() {
		return fmt.Errorf("call %d is not given out by staff %d: %w", f.ID, by.ID, ErrConflict)
	}
	if to.Community != f.Community || !to.Active || !to.Role.Works() {
		return fmt.Errorf("call %d cannot go to staff %d: %w", f.ID, to.ID, ErrInvalid)
	}
	f.Caller = to.ID
	return nil
}

// Report keeps how a call went. Who made it is its caller from then on; a call nobody
// answered is due again until it was tried CallTries times.
func (f *FollowUp) Report(o Outcome, r CallResult, by Actor, c *Community, at time.Time) error {
	if err := f.openCall(); err != nil {
		return err
	}
	if by.Kind != ByStaff || by.Staff == 0 {
		return fmt.Errorf("call %d by nobody: %w", f.ID, ErrInvalid)
	}
	if by.Staff != f.Caller && !by.Role.Dispatches() {
		return fmt.Errorf("call %d is not of staff %d: %w", f.ID, by.Staff, ErrConflict)
	}
	if err := r.fits(o); err != nil {
		return fmt.Errorf("call %d: %w", f.ID, err)
	}
	f.Caller, f.Result = by.Staff, r
	if o != OutcomeNotDone {
		f.Tries = append(f.Tries, at)
	}
	if o == OutcomeNoAnswer && len(f.Tries) < CallTries {
		f.callBy(c.Calendar().Add(at, callAgain), c)
		return nil
	}
	f.Finish(o, at)
	return nil
}

func (f *FollowUp) openCall() error {
	if f.Stage != StageCall || f.Outcome != OutcomeOpen {
		return fmt.Errorf("call %d is over: %w", f.ID, ErrConflict)
	}
	return nil
}

// fits reports whether the answers can be those of a call with that outcome: "answered"
// needs the resident's word on whether it is fixed, the others have no answers.
func (r CallResult) fits(o Outcome) error {
	for _, y := range []Reply{r.Fixed, r.InTime, r.Price, r.Clean, r.Manner} {
		if y != NotPut && y != ReplyYes && y != ReplyNo {
			return &Fault{"fixed", "答复不对：" + string(y)}
		}
	}
	if r.Rating < 0 || r.Rating > 5 {
		return &Fault{"rating", "评分应为 1 到 5"}
	}
	said := CallResult{Why: r.Why, Remark: r.Remark} != r
	why := strings.TrimSpace(r.Why) != ""
	switch o {
	case OutcomeAnswered:
		if r.Fixed == NotPut {
			return &Fault{"fixed", "“已答复”要选问题是否解决"}
		}
		return nil
	case OutcomeNotDone:
		if !why {
			return &Fault{"why", "“没有回访”要写原因"}
		}
	case OutcomeNoAnswer, OutcomeRefused, OutcomeUnreachable:
	default:
		return &Fault{"outcome", "请选择结果"}
	}
	if said {
		return &Fault{"outcome", "“" + o.Label() + "”不用填住户的答复和评分"}
	}
	return nil
}

// Label is the reply as people read it.
func (r Reply) Label() string {
	return map[Reply]string{NotPut: "没问", ReplyYes: "是", ReplyNo: "否"}[r]
}

// Label is the outcome as people read it.
func (o Outcome) Label() string {
	return map[Outcome]string{OutcomeOpen: "待回访", OutcomeAnswered: "已答复", OutcomeNoAnswer: "没人接", OutcomeRefused: "拒绝回访",
		OutcomeUnreachable: "联系不上", OutcomeNotDone: "没有回访"}[o]
}
