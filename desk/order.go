package desk

import (
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

// OrderKinds in the order they are offered.
var OrderKinds = []OrderKind{Repair, Complaint, Inquiry, Praise, EmergencyOf}

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

// ToDo reports whether somebody still has to work on the order.
func (s OrderState) ToDo() bool { return slices.Contains(StatesToDo, s) }

// StatesToDo are the states of an order that somebody still has to work on.
var StatesToDo = []OrderState{Opened, Reopened, Claimed, Working, OnHold}

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
	MoveAck        Move = "ack" // staff know of the alert
	MovePromise    Move = "promise"
	MoveTick       Move = "tick" // a step of the checklist
	MoveReport     Move = "report"
	MoveQuote      Move = "quote"
	MoveUnquote    Move = "unquote" // taken back
	MoveAgree      Move = "agree"   // the resident, to the quote
	MoveDecline    Move = "decline"
	MovePhoto      Move = "photo"  // before or after the work
	MoveRework     Move = "rework" // a new order for a closed one
)

var moveNames = map[Move]string{MoveOpen: "开单", MoveClaim: "接单", MoveDispatch: "派单", MoveTransfer: "转单",
	MoveRelease: "退单", MoveStart: "开始处理", MoveHold: "挂起", MoveResume: "继续处理", MoveResolve: "办结", MoveReopen: "返修",
	MoveClose: "完成", MoveCancel: "取消", MoveMerge: "合并", MoveExternal: "转外部", MoveUrge: "催单", MoveNote: "备注",
	MoveAdd: "住户补充", MoveReschedule: "改期", MoveConfirm: "住户确认", MoveRate: "评价", MoveAlert: "提醒", MoveAck: "知道了", MovePromise: "承诺", MoveTick: "完成步骤",
	MoveReport: "险情报告",
	MoveQuote:  "报价", MoveUnquote: "撤回报价", MoveAgree: "同意报价", MoveDecline: "不同意报价", MovePhoto: "照片",
	MoveRework: "返修"}

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
	Ladder     Ladder  // when the clocks warn
	Missed     []Clock // clocks that ran out before a reopening set them anew
	Promised   Promise
	Ticks      []Tick
	Quote      Quote
	Photos     []WorkPhoto

	UrgedAt   time.Time
	Urged     int
	Reopens   int
	Confirmed Confirmation
	Rating    int // 1-5, 0 none
	RatedAt   time.Time
	RatedWhy  string
	MergedTo  int64
	External  string // whom it went to

	Reports     []Report  // of an emergency: the report and its corrections
	ReportAsk   time.Time // when whoever owes it is reminded next
	ReportAsked int       // how often they were
	ReworkOf    string    // number of the closed order it does again
	FormKey     string    // of the form that opened it, "" if none did: one form, one order

	Demo bool // made up by linli demo

	Before int // earlier reports of its Thing within RepeatSpan; looked up with the order itself, not in lists

	Log     []LogLine // as stored, plus the new ones
	NewLog  int       // how many at the end of Log are new
	Version int64
}

// Urgent reports whether the order is an emergency that is not over.
func (w *WorkOrder) Urgent() bool {
	return w.Priority == P0 && w.State.ToDo()
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
