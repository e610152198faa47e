package desk

import (
	"fmt"
	"slices"
	"time"
)

// OrderKind says what a work order is about.
type OrderKind string

const (
	Repair      OrderKind = "repair"
	Complaint   OrderKind = "complaint"
	Inquiry     OrderKind = "inquiry" // a question for a person
	Praise      OrderKind = "praise"
	EmergencyOf OrderKind = "emergency"
)

var kindNames = map[OrderKind]string{Repair: "报修", Complaint: "投诉", Inquiry: "咨询", Praise: "表扬", EmergencyOf: "险情"}

// Label is the kind as people read it.
func (k OrderKind) Label() string { return kindNames[k] }

// Categories of work orders (PRODUCT.md 2). A complaint carries the same ones.
var Categories = []string{"水电", "管道疏通", "门窗", "电梯", "弱电门禁", "公共照明", "消防",
	"土建渗漏", "空调家电", "保洁", "绿化", "安保停车", "装修", "收费", "邻里", "其他"}

// OrderState is where a work order stands.
type OrderState string

const (
	Opened    OrderState = "opened"
	Claimed   OrderState = "claimed"
	Working   OrderState = "working"
	OnHold    OrderState = "on_hold"
	Resolved  OrderState = "resolved"
	Reopened  OrderState = "reopened"
	Closed    OrderState = "closed"
	Cancelled OrderState = "cancelled"
	Merged    OrderState = "merged"
	External  OrderState = "external"
)

// OrderStates in the order of a work order's life.
var OrderStates = []OrderState{Opened, Claimed, Working, OnHold, Resolved, Reopened, Closed, Cancelled, Merged, External}

var stateNames = map[OrderState]string{Opened: "待接单", Claimed: "已接单", Working: "处理中", OnHold: "挂起",
	Resolved: "待确认", Reopened: "返修", Closed: "已完成", Cancelled: "已取消", Merged: "已合并", External: "转外部"}

// Label is the state as staff and residents read it.
func (s OrderState) Label() string { return stateNames[s] }

// Unclaimed reports whether the order waits for somebody to claim it.
func (s OrderState) Unclaimed() bool { return s == Opened || s == Reopened }

// InHand reports whether somebody has claimed it and not finished.
func (s OrderState) InHand() bool { return s == Claimed || s == Working || s == OnHold }

// Final reports whether nothing more happens to the order.
func (s OrderState) Final() bool {
	return s == Closed || s == Cancelled || s == Merged || s == External
}

// Move is what was done to an order.
type Move string

const (
	MoveOpen     Move = "open"
	MoveClaim    Move = "claim"
	MoveDispatch Move = "dispatch"
	MoveTransfer Move = "transfer"
	MoveRelease  Move = "release"
	MoveStart    Move = "start"
	MoveHold     Move = "hold"
	MoveResume   Move = "resume"
	MoveResolve  Move = "resolve"
	MoveReopen   Move = "reopen"
	MoveClose    Move = "close"
	MoveCancel   Move = "cancel"
	MoveMerge    Move = "merge"
	MoveExternal Move = "external"
	// These change no state.
	MoveUrge       Move = "urge"
	MoveNote       Move = "note"
	MoveAdd        Move = "add" // the resident added words or photos
	MoveReschedule Move = "reschedule"
	MoveConfirm    Move = "confirm"
	MoveRate       Move = "rate"
	MoveAlert      Move = "alert"
)

var moveNames = map[Move]string{MoveOpen: "开单", MoveClaim: "接单", MoveDispatch: "派单", MoveTransfer: "转单",
	MoveRelease: "退单", MoveStart: "开始处理", MoveHold: "挂起", MoveResume: "继续处理", MoveResolve: "办结", MoveReopen: "返修",
	MoveClose: "完成", MoveCancel: "取消", MoveMerge: "合并", MoveExternal: "转外部", MoveUrge: "催单", MoveNote: "备注",
	MoveAdd: "住户补充", MoveReschedule: "改期", MoveConfirm: "住户确认", MoveRate: "评价", MoveAlert: "提醒"}

// Label is the move as people read it.
func (m Move) Label() string { return moveNames[m] }

// LogLine is one line of an order's append-only log.
type LogLine struct {
	At   time.Time
	By   Actor
	Move Move
	From OrderState
	To   OrderState
	Why  string
}

// WorkOrder is a 工单. Its methods are the rules of PRODUCT.md 2; each appends to Log
// what it did, and the store writes order and new log lines together.
type WorkOrder struct {
	ID           int64
	Number       string // "WO20261123-0007"
	Community    CommunityID
	Conversation int64
	Episode      int64
	Kind         OrderKind
	Category     string
	Priority     Priority
	State        OrderState
	Title        string // a few words for lists
	Text         string // the resident's own words
	Place        Place
	Resident     string // name as shown
	Phone        string
	Since        string
	Visit        string // the resident's wish for a time
	Media        []MediaRef
	Entry        string // FAQ entry it came from
	Emergency    string // emg-… for P0
	Reason       HandoverReason

	ClaimedBy   StaffID
	ClaimerName string
	OpenedAt    time.Time
	FirstActAt  time.Time // first human act: claim or message
	ClaimedAt   time.Time // latest claim
	WorkingAt   time.Time
	ResolvedAt  time.Time
	ClosedAt    time.Time
	ClosedBy    ActorKind
	Resolution  string

	HoldReason string
	HoldSince  time.Time
	HoldUntil  time.Time
	Held       time.Duration // in all
	Handled    time.Duration // in hands less holds, added up whenever it leaves them
	Due        Deadlines
	Alerts     []Alert
	Missed     []Clock // clocks that ran out before a reopening set them anew

	UrgedAt   time.Time
	Urged     int
	Reopens   int
	Confirmed Confirmation
	Rating    int // 1-5, 0 none
	RatedAt   time.Time
	RatedWhy  string
	MergedTo  int64
	External  string // whom it went to

	Demo bool // made up by linli demo

	Log     []LogLine // as stored, plus the new ones
	NewLog  int       // how many at the end of Log are new
	Version int64
}

// Confirmation is what the resident said to "is it fixed?".
type Confirmation string

const (
	NotAsked     Confirmation = ""
	ConfirmedYes Confirmation = "yes"
	ConfirmedNo  Confirmation = "no"
	Silent       Confirmation = "silent"
)

// UrgeEvery is how often a resident may urge one order.
const UrgeEvery = 30 * time.Minute

func (w *WorkOrder) log(m Move, to OrderState, by Actor, at time.Time, why string) {
	w.Log = append(w.Log, LogLine{At: at, By: by, Move: m, From: w.State, To: to, Why: why})
	w.NewLog++
	w.State = to
}

// wrongState is the error of a move that the state does not allow.
func (w *WorkOrder) wrongState(m Move) error {
	return fmt.Errorf("order %s is %s, cannot %s: %w", w.Number, w.State, m, ErrConflict)
}

// notBy is the error of a move that such an actor cannot make whatever the state.
func (w *WorkOrder) notBy(m Move, by Actor) error {
	return fmt.Errorf("%s of order %s by %s: %w", m, w.Number, by.Kind, ErrInvalid)
}

// Open starts the order's life: deadlines by the community's rules.
func (w *WorkOrder) Open(c *Community, by Actor, at time.Time) {
	w.OpenedAt, w.State = c.Local(at), "" // its date is the number's
	w.startClocks(c, at)
	w.log(MoveOpen, Opened, by, at, string(w.Reason))
}

// startClocks sets the deadlines. Praise has none, and nobody comes on site for an inquiry.
func (w *WorkOrder) startClocks(c *Community, at time.Time) {
	if w.Kind == Praise {
		return
	}
	w.Due = c.SLA(w.Priority).From(at, c.Calendar())
	if w.Kind == Inquiry {
		w.Due.Arrive = time.Time{}
	}
}

// Claim takes an unclaimed order. ErrConflict when a colleague has it or it is over;
// claiming again what one has already is no error and changes nothing.
func (w *WorkOrder) Claim(by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MoveClaim, by)
	}
	if w.State.InHand() && w.ClaimedBy == by.Staff {
		return nil
	}
	if !w.State.Unclaimed() {
		return w.wrongState(MoveClaim)
	}
	w.take(MoveClaim, by, by, at, "")
	return nil
}

// Dispatch gives an unclaimed order to a named person.
func (w *WorkOrder) Dispatch(to, by Actor, at time.Time) error {
	if !by.Role.Dispatches() {
		return fmt.Errorf("dispatch of order %s by %s: %w", w.Number, by.Role, ErrInvalid)
	}
	if !w.State.Unclaimed() {
		return w.wrongState(MoveDispatch)
	}
	w.take(MoveDispatch, to, by, at, to.Name)
	return nil
}

// Transfer gives a claimed order to another person, with a reason.
func (w *WorkOrder) Transfer(to, by Actor, why string, at time.Time) error {
	if err := w.handled(MoveTransfer, by); err != nil {
		return err
	}
	if why == "" {
		return fmt.Errorf("transfer of order %s without a reason: %w", w.Number, ErrInvalid)
	}
	if to.Staff == w.ClaimedBy {
		return fmt.Errorf("order %s is %s's already: %w", w.Number, to.Name, ErrInvalid)
	}
	w.endHold(at)
	w.laidDown(at)
	w.take(MoveTransfer, to, by, at, to.Name+"："+why)
	return nil
}

func (w *WorkOrder) take(m Move, to, by Actor, at time.Time, why string) {
	w.ClaimedBy, w.ClaimerName, w.ClaimedAt = to.Staff, to.Name, at
	w.acted(at)
	w.log(m, Claimed, by, at, why)
}

// acted notes the first human act, which stops the response clock.
func (w *WorkOrder) acted(at time.Time) {
	if w.FirstActAt.IsZero() {
		w.FirstActAt = at
	}
}

// handled checks that the order is in somebody's hands and by may move it: the claimer,
// whoever dispatches, or the clock.
func (w *WorkOrder) handled(m Move, by Actor) error {
	if by.Kind == ByResident {
		return w.notBy(m, by)
	}
	if !w.State.InHand() {
		return w.wrongState(m)
	}
	if by.Kind == ByStaff && by.Staff != w.ClaimedBy && !by.Role.Dispatches() {
		return fmt.Errorf("order %s is %s's, cannot %s: %w", w.Number, w.ClaimerName, m, ErrConflict)
	}
	return nil
}

// Release gives the order back to the pool.
func (w *WorkOrder) Release(by Actor, why string, at time.Time) error {
	if err := w.handled(MoveRelease, by); err != nil {
		return err
	}
	if why == "" {
		return fmt.Errorf("release of order %s without a reason: %w", w.Number, ErrInvalid)
	}
	w.endHold(at)
	w.laidDown(at)
	w.ClaimedBy, w.ClaimerName = 0, ""
	w.log(MoveRelease, Opened, by, at, why)
	return nil
}

// Start says that work on the spot begins; it stops the arrival clock.
func (w *WorkOrder) Start(by Actor, at time.Time) error {
	if w.State == Working && w.ClaimedBy == by.Staff {
		return nil
	}
	if err := w.handled(MoveStart, by); err != nil {
		return err
	}
	if w.State == OnHold {
		return w.Resume(by, at)
	}
	if w.State != Claimed {
		return w.wrongState(MoveStart)
	}
	if w.WorkingAt.IsZero() {
		w.WorkingAt = at
	}
	w.log(MoveStart, Working, by, at, "")
	return nil
}

// Hold stops the work until a date that reopens it by itself. Emergencies are not held.
func (w *WorkOrder) Hold(by Actor, why string, until, at time.Time) error {
	if err := w.handled(MoveHold, by); err != nil {
		return err
	}
	switch {
	case w.Priority == P0:
		return fmt.Errorf("order %s is an emergency and cannot be held: %w", w.Number, ErrInvalid)
	case why == "":
		return fmt.Errorf("hold of order %s without a reason: %w", w.Number, ErrInvalid)
	case !until.After(at):
		return fmt.Errorf("hold of order %s until the past: %w", w.Number, ErrInvalid)
	case w.State == OnHold:
		return w.wrongState(MoveHold)
	}
	if w.State == Claimed { // the machine knows no way from claimed to on_hold but through working
		if err := w.Start(by, at); err != nil {
			return err
		}
	}
	w.HoldReason, w.HoldSince, w.HoldUntil = why, at, until
	w.log(MoveHold, OnHold, by, at, why)
	return nil
}

// Resume ends a hold; the clocks that still run are put off by its length.
func (w *WorkOrder) Resume(by Actor, at time.Time) error {
	if err := w.handled(MoveResume, by); err != nil {
		return err
	}
	if w.State != OnHold {
		return w.wrongState(MoveResume)
	}
	w.endHold(at)
	w.log(MoveResume, Working, by, at, "")
	return nil
}

func (w *WorkOrder) endHold(at time.Time) {
	if w.HoldSince.IsZero() {
		return
	}
	d := at.Sub(w.HoldSince)
	w.Held += d
	w.Handled -= d
	if !w.Due.Finish.IsZero() { // praise has no limits
		w.Due.Finish = w.Due.Finish.Add(d)
	}
	w.HoldSince, w.HoldUntil, w.HoldReason = time.Time{}, time.Time{}, ""
}

// Resolve says the work is done; the resident is then asked.
func (w *WorkOrder) Resolve(by Actor, what string, at time.Time) error {
	if err := w.handled(MoveResolve, by); err != nil {
		return err
	}
	if w.State == Claimed || w.State == OnHold {
		if err := w.Start(by, at); err != nil {
			return err
		}
	}
	w.laidDown(at)
	w.Resolution, w.ResolvedAt, w.Confirmed = what, at, NotAsked
	w.log(MoveResolve, Resolved, by, at, what)
	return nil
}

// Confirm keeps what the resident said to "is it fixed?". A no reopens the order.
func (w *WorkOrder) Confirm(yes bool, c *Community, at time.Time) error {
	if w.State != Resolved {
		return w.wrongState(MoveConfirm)
	}
	if !yes {
		w.Confirmed = ConfirmedNo
		w.reopen(TheResident, c, at, "住户确认没修好")
		return nil
	}
	w.Confirmed = ConfirmedYes
	w.log(MoveConfirm, Resolved, TheResident, at, "修好了")
	return nil
}

// Rated reports whether the resident has rated the order since it was resolved last.
func (w *WorkOrder) Rated() bool { return w.Rating != 0 && !w.RatedAt.Before(w.ResolvedAt) }

// Rate keeps a rating of 1-5: 1-2 reopens the order, anything better closes it. Each
// round of a reopened order is rated anew; the last rating counts, the log has all.
func (w *WorkOrder) Rate(stars int, c *Community, at time.Time) error {
	if stars < 1 || stars > 5 {
		return fmt.Errorf("rating %d of order %s: %w", stars, w.Number, ErrInvalid)
	}
	if w.State != Resolved && w.State != Closed {
		return w.wrongState(MoveRate)
	}
	if w.Rated() {
		return fmt.Errorf("order %s is rated already: %w", w.Number, ErrConflict)
	}
	w.Rating, w.RatedAt = stars, at
	w.log(MoveRate, w.State, TheResident, at, fmt.Sprint(stars))
	if w.State != Resolved {
		return nil
	}
	if stars <= 2 {
		w.reopen(TheResident, c, at, fmt.Sprintf("评价%d分", stars))
		return nil
	}
	return w.Close(TheResident, at)
}

func (w *WorkOrder) reopen(by Actor, c *Community, at time.Time, why string) {
	w.Reopens++
	w.keepMissed(at)
	w.ClaimedBy, w.ClaimerName = 0, ""
	w.FirstActAt, w.WorkingAt, w.ResolvedAt = time.Time{}, time.Time{}, time.Time{}
	w.startClocks(c, at)
	w.Alerts = nil
	w.log(MoveReopen, Reopened, by, at, why)
}

// Close ends a resolved order. Without a word from the resident the confirmation is Silent.
func (w *WorkOrder) Close(by Actor, at time.Time) error {
	if w.State != Resolved {
		return w.wrongState(MoveClose)
	}
	if w.Confirmed == NotAsked {
		w.Confirmed = Silent
		if by.Kind == ByResident { // a good rating says yes
			w.Confirmed = ConfirmedYes
		}
	}
	w.ClosedAt, w.ClosedBy = at, by.Kind
	w.log(MoveClose, Closed, by, at, "")
	return nil
}

// Cancel withdraws the order: the resident until work began, staff with a reason.
func (w *WorkOrder) Cancel(by Actor, why string, at time.Time) error {
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveCancel)
	}
	if by.Kind == ByResident && (w.State == Working || w.State == OnHold) {
		return w.wrongState(MoveCancel)
	}
	if by.Kind == ByStaff && why == "" {
		return fmt.Errorf("cancelling order %s without a reason: %w", w.Number, ErrInvalid)
	}
	if by.Kind == ByStaff && w.State.InHand() {
		if err := w.handled(MoveCancel, by); err != nil {
			return err
		}
	}
	w.endHold(at)
	w.ClosedAt, w.ClosedBy = at, by.Kind
	w.log(MoveCancel, Cancelled, by, at, why)
	return nil
}

// MergeInto closes a duplicate in favour of another order of the same community.
func (w *WorkOrder) MergeInto(other *WorkOrder, by Actor, at time.Time) error {
	if by.Kind == ByResident {
		return w.notBy(MoveMerge, by)
	}
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveMerge)
	}
	if w.State.InHand() {
		if err := w.handled(MoveMerge, by); err != nil {
			return err
		}
	}
	if other.ID == w.ID || other.Community != w.Community || other.State.Final() {
		return fmt.Errorf("merging order %s into %s: %w", w.Number, other.Number, ErrInvalid)
	}
	w.endHold(at)
	w.MergedTo, w.ClosedAt, w.ClosedBy = other.ID, at, by.Kind
	w.log(MoveMerge, Merged, by, at, other.Number)
	return nil
}

// SendOut hands the order to a party outside, which ends it here.
func (w *WorkOrder) SendOut(whom string, by Actor, at time.Time) error {
	if err := w.handled(MoveExternal, by); err != nil {
		return err
	}
	if whom == "" {
		return fmt.Errorf("sending order %s out to nobody: %w", w.Number, ErrInvalid)
	}
	w.endHold(at)
	w.External, w.ClosedAt, w.ClosedBy = whom, at, by.Kind
	w.log(MoveExternal, External, by, at, whom)
	return nil
}

// Urge notes that the resident asks for more speed; ErrConflict within UrgeEvery of
// the last time.
func (w *WorkOrder) Urge(at time.Time) error {
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveUrge)
	}
	if !w.UrgedAt.IsZero() && at.Sub(w.UrgedAt) < UrgeEvery {
		return fmt.Errorf("order %s was urged %s ago: %w", w.Number, at.Sub(w.UrgedAt).Round(time.Minute), ErrConflict)
	}
	w.UrgedAt = at
	w.Urged++
	w.log(MoveUrge, w.State, TheResident, at, "")
	return nil
}

// Reschedule keeps the resident's new wish for a time.
func (w *WorkOrder) Reschedule(visit string, by Actor, at time.Time) error {
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveReschedule)
	}
	w.Visit = visit
	w.log(MoveReschedule, w.State, by, at, visit)
	return nil
}

// Add keeps more words or photos of the resident with the order.
func (w *WorkOrder) Add(text string, media []MediaRef, at time.Time) error {
	if w.State.Final() {
		return w.wrongState(MoveAdd)
	}
	w.Media = append(slices.Clone(w.Media), media...)
	w.log(MoveAdd, w.State, TheResident, at, text)
	return nil
}

// Note keeps an internal remark of staff.
func (w *WorkOrder) Note(by Actor, text string, at time.Time) error {
	if text == "" {
		return fmt.Errorf("empty note on order %s: %w", w.Number, ErrInvalid)
	}
	w.log(MoveNote, w.State, by, at, text)
	return nil
}

// laidDown adds the stretch since the latest claim to Handled.
func (w *WorkOrder) laidDown(at time.Time) { w.Handled += at.Sub(w.ClaimedAt) }

// Handling is how long staff had the order in hand, from claim to resolved, less holds,
// over all who had it and all rounds of it; ok is false while it is not resolved.
func (w *WorkOrder) Handling() (d time.Duration, ok bool) {
	if w.ResolvedAt.IsZero() {
		return 0, false
	}
	return max(0, w.Handled), true
}

// Speak notes that staff wrote to the resident, which stops the response clock. The
// claimer may, and whoever dispatches; anyone else claims first.
func (w *WorkOrder) Speak(by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return fmt.Errorf("words on order %s by %s: %w", w.Number, by.Kind, ErrInvalid)
	}
	if w.State.Final() {
		return fmt.Errorf("order %s is %s: %w", w.Number, w.State, ErrConflict)
	}
	if w.ClaimedBy != by.Staff && !by.Role.Dispatches() {
		return fmt.Errorf("order %s is not %s's: %w", w.Number, by.Name, ErrConflict)
	}
	w.acted(at)
	return nil
}
