package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// EntryStatus is where one version of a FAQ entry is in its life.
type EntryStatus string

const (
	EntryDraft    EntryStatus = "draft"     // its author works on it
	EntryInReview EntryStatus = "in_review" // waits for somebody else to read it
	EntryApproved EntryStatus = "approved"  // in force, from its day on, until a later one is
	EntryRetired  EntryStatus = "retired"   // says that there is no answer here any more
	EntryDropped  EntryStatus = "dropped"   // a draft nobody wants
)

var entryStatusNames = map[EntryStatus]string{EntryDraft: "草稿", EntryInReview: "待审核", EntryApproved: "已批准",
	EntryRetired: "已停用", EntryDropped: "已作废"}

// Label is the status as people read it.
func (s EntryStatus) Label() string { return entryStatusNames[s] }

// Open reports whether a version is still being worked on.
func (s EntryStatus) Open() bool { return s == EntryDraft || s == EntryInReview }

// Scope is where a version of an entry holds: everywhere (the group's standard), in one
// community, or in one of its buildings. The narrowest one counts.
type Scope struct {
	Community CommunityID
	Building  string // none without a community
}

// Covers reports whether what holds in s holds for a resident of the place.
func (s Scope) Covers(place Scope) bool {
	return (s.Community == "" || s.Community == place.Community) && (s.Building == "" || s.Building == place.Building)
}

// depth is how narrow a scope is.
func (s Scope) depth() int { return one(s.Community != "") + one(s.Building != "") }

// EntryVersion is one version of a FAQ entry as people edit it. What the content folder
// holds comes before the first one. There is one open version of an entry and scope at
// most.
type EntryVersion struct {
	ID     int64
	Entry  string // the entry's id, "fee-pay-methods"
	Scope  Scope
	Number int // of this entry and scope, from 1
	Status EntryStatus
	Text   EntryText

	ValidFrom  time.Time // in force from then on; zero: from its approval
	ValidUntil time.Time // not served from then on; zero: for good

	Author     Actor // who wrote it last: somebody else must approve it
	Reviewer   Actor // who approved it, sent it back or retired it
	ReviewedAt time.Time
	Why        string // of the last move
	CreatedAt  time.Time
	EditedAt   time.Time
	Version    int64
}

// EntryMove is one line of the knowledge log, which is only ever added to.
type EntryMove struct {
	Version int64 // of EntryVersion.ID
	At      time.Time
	By      Actor
	Move    string // "edit", "submit", "return", "approve", "retire", "drop"
	Why     string
}

var entryMoveNames = map[string]string{"edit": "修改", "submit": "提交审核", "return": "退回", "approve": "批准发布",
	"retire": "停用", "drop": "作废"}

// Label is the move as people read it.
func (m EntryMove) Label() string { return entryMoveNames[m.Move] }

// EditsKnowledge reports whether the role writes and reviews answers.
func (r Role) EditsKnowledge() bool { return r == RoleEditor || r == RoleManager || r == RoleAdmin }

// MayEdit reports whether somebody may write and review at a scope: their own community,
// and everywhere only who administers the whole installation.
func (s Staff) MayEdit(at Scope) bool {
	return s.Role.EditsKnowledge() && (at.Community == s.Community || at.Community == "" && s.Role == RoleAdmin)
}

// NewEntryVersion is a draft that has not been saved.
func NewEntryVersion(entry string, at Scope, text EntryText, by Actor, now time.Time) EntryVersion {
	return EntryVersion{Entry: entry, Scope: at, Status: EntryDraft, Text: text, Author: by, CreatedAt: now, EditedAt: now}
}

// EntryPlan is what an editor writes.
type EntryPlan struct {
	Text                  EntryText
	ValidFrom, ValidUntil time.Time
	Why                   string // what the change is for
}

// Edit takes what an editor wrote. What was in review is a draft again.
func (v *EntryVersion) Edit(p EntryPlan, by Actor, now time.Time) (EntryMove, error) {
	if err := v.may(by, EntryDraft, EntryInReview); err != nil {
		return EntryMove{}, err
	}
	p.Text = p.Text.Tidy()
	if f := p.Faults(); len(f) > 0 {
		return EntryMove{}, &f[0]
	}
	v.Text, v.ValidFrom, v.ValidUntil, v.Status = p.Text, p.ValidFrom, p.ValidUntil, EntryDraft
	v.Author, v.EditedAt = by, now
	return v.moved("edit", p.Why, by, now), nil
}

// Submit hands a draft in for review.
func (v *EntryVersion) Submit(why string, by Actor, now time.Time) (EntryMove, error) {
	if err := v.may(by, EntryDraft); err != nil {
		return EntryMove{}, err
	}
	v.Status = EntryInReview
	return v.moved("submit", why, by, now), nil
}

// Return sends it back to its author, with a reason.
func (v *EntryVersion) Return(why string, by Actor, now time.Time) (EntryMove, error) {
	if err := v.may(by, EntryInReview); err != nil {
		return EntryMove{}, err
	}
	if strings.TrimSpace(why) == "" {
		return EntryMove{}, &Fault{"why", "请写明退回的原因，作者会看到"}
	}
	v.Status, v.Reviewer, v.ReviewedAt = EntryDraft, by, now
	return v.moved("return", why, by, now), nil
}

// Approve puts it in force. Nobody approves what they wrote.
func (v *EntryVersion) Approve(why string, by Actor, now time.Time) (EntryMove, error) {
	if err := v.may(by, EntryInReview); err != nil {
		return EntryMove{}, err
	}
	if by.Staff == v.Author.Staff {
		return EntryMove{}, &Fault{"", "自己写的答案要请另一位同事审核"}
	}
	if !v.ValidUntil.IsZero() && !v.ValidUntil.After(now) {
		return EntryMove{}, &Fault{"valid_until", "有效期已经过了"}
	}
	v.Status, v.Reviewer, v.ReviewedAt = EntryApproved, by, now
	return v.moved("approve", why, by, now), nil
}

// Retire ends the answer where v holds, with a reason. v is the version in force there, or
// a draft made of what the broader scope says.
func (v *EntryVersion) Retire(why string, by Actor, now time.Time) (EntryMove, error) {
	if err := v.may(by, EntryApproved, EntryDraft); err != nil {
		return EntryMove{}, err
	}
	if strings.TrimSpace(why) == "" {
		return EntryMove{}, &Fault{"why", "请写明停用的原因"}
	}
	v.Status, v.Reviewer, v.ReviewedAt, v.ValidFrom, v.ValidUntil = EntryRetired, by, now, time.Time{}, time.Time{}
	return v.moved("retire", why, by, now), nil
}

// Drop gives an open version up.
func (v *EntryVersion) Drop(why string, by Actor, now time.Time) (EntryMove, error) {
	if err := v.may(by, EntryDraft, EntryInReview); err != nil {
		return EntryMove{}, err
	}
	v.Status = EntryDropped
	return v.moved("drop", why, by, now), nil
}

func (v *EntryVersion) may(by Actor, from ...EntryStatus) error {
	if by.Kind != ByStaff || !by.Role.EditsKnowledge() {
		return fmt.Errorf("entry %s is not for role %q: %w", v.Entry, by.Role, ErrInvalid)
	}
	if !slices.Contains(from, v.Status) {
		return fmt.Errorf("entry %s, version %d is %s: %w", v.Entry, v.ID, v.Status, ErrConflict)
	}
	return nil
}

func (v *EntryVersion) moved(move, why string, by Actor, now time.Time) EntryMove {
	v.Why = strings.TrimSpace(why)
	return EntryMove{Version: v.ID, At: now, By: by, Move: move, Why: v.Why}
}

// InForce is the version of an entry that holds at a place: of the narrowest scope that
// says anything the newest one that has begun. served is false where it is retired or
// expired. nil, true: nobody has edited it there, the content folder's text holds.
func InForce(versions []EntryVersion, place Scope, now time.Time) (v *EntryVersion, served bool) {
	for i := range versions {
		x := &versions[i]
		if x.Status != EntryApproved && x.Status != EntryRetired || !x.Scope.Covers(place) || x.ValidFrom.After(now) {
			continue
		}
		if v == nil || x.Scope.depth() > v.Scope.depth() || x.Scope.depth() == v.Scope.depth() && x.Number > v.Number {
			v = x
		}
	}
	return v, v == nil || v.Status == EntryApproved && !v.Expired(now)
}

// Expired reports whether a version's time is over.
func (v *EntryVersion) Expired(now time.Time) bool {
	return !v.ValidUntil.IsZero() && !v.ValidUntil.After(now)
}
