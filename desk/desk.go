// Package desk holds the nouns and rules of a residential community's service
// desk: no I/O, no clock, no packages of ours below it.
//
// The words, used everywhere in code and on the screen:
//
//	conversation      one resident's chat on one channel
//	Inbound, Outbound one thing said or pressed; one thing to say
//	channel, address  a way to reach people; where on it one person is reached
//	resident, staff   who asks; who claims and finishes work orders
//	community 小区, building 楼栋, unit 房号
//	turn              everything one inbound causes, written whole or not at all
//	escalate          to hand over to a person
//	work order 工单    claim 抢单, dispatch 派单, transfer 转单, release 退单, hold 挂起,
//	                  resolve 办结, reopen 返修, urge 催单
//	SLA               the time limits of a priority; an order is due, then breached
//	follow-up 回访     the prompt afterwards; rating 评价 the reply to it; CSAT
//	emergency 险情     danger to life, before everything else
//	incident 公告      what is cut off for many at once (停水 停电 …); broadcast 群发
//	episode           from a resident's first message until it is solved or silent
//	inbox, outbox     what was taken in and not yet decided; what is still to be sent
//	lease             a worker's time-limited right to one of their rows
package desk

import "errors"

// The only errors anyone acts upon; wrap them with %w and the id concerned.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
	ErrInvalid  = errors.New("invalid")
	ErrNoneDue  = errors.New("none due")
)

type (
	CommunityID string
	ChannelName string
	StaffID     int64
)

// The channels shipped with linli.
const (
	ChannelWeb      ChannelName = "web"
	ChannelTelegram ChannelName = "telegram"
	ChannelTerminal ChannelName = "terminal"
)

// Address is where a person, or a room of staff, can be written to. ID is the
// channel's own: a Telegram "chat" or "chat/topic", a web conversation's public id.
type Address struct {
	Channel   ChannelName `json:"channel"`
	Community CommunityID `json:"community"`
	ID        string      `json:"id"`
}

// Lane names the queue that keeps one address's messages in order.
func (a Address) Lane() string { return string(a.Channel) + ":" + a.ID }

// ActorKind says what sort of party did something.
type ActorKind string

const (
	ByResident ActorKind = "resident"
	ByStaff    ActorKind = "staff"
	BySystem   ActorKind = "system" // the bot itself or the clock
)

// Actor is who did something, kept with what was done.
type Actor struct {
	Kind  ActorKind `json:"kind"`
	Staff StaffID   `json:"staff,omitempty"`
	Name  string    `json:"name,omitempty"`
	Role  Role      `json:"role,omitempty"`
}

// TheSystem is the actor of what happens by itself.
var TheSystem = Actor{Kind: BySystem}

// TheResident is the actor of what the order's own resident does.
var TheResident = Actor{Kind: ByResident}
