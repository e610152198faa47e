package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"linli/desk"
	"linli/faq"
	"linli/intents"
	"linli/text"
)

// Records is what the engine reads to decide.
type Records interface {
	Order(ctx context.Context, id int64) (desk.WorkOrder, error)
	OrderByNumber(ctx context.Context, number string) (desk.WorkOrder, error)
	OrdersOf(ctx context.Context, conversation int64, limit int) ([]desk.WorkOrder, error)
	Episode(ctx context.Context, id int64) (desk.Episode, error)
	FollowUpOf(ctx context.Context, order int64) (desk.FollowUp, error)
	CallBook
	PostBook
	RegistryBook
	Repeats(ctx context.Context, w *desk.WorkOrder) (int, error)
	IncidentsNow(ctx context.Context, community desk.CommunityID, now time.Time) ([]desk.Incident, error)
	Incident(ctx context.Context, community desk.CommunityID, id int64) (desk.Incident, error)
}

// Engine decides what a resident's message causes. It writes nothing.
type Engine struct {
	Content *Content
	Records Records
	Rooms   Rooms
	Now     func() time.Time
	Log     *slog.Logger
}

// Decision names what was done with a message, for `linli ask` and the figures.
type Decision string

const (
	DecideAnswer    Decision = "answer"
	DecideClarify   Decision = "clarify"
	DecideRefuse    Decision = "refuse"
	DecideHandover  Decision = "handover"
	DecideOrder     Decision = "order"
	DecideEmergency Decision = "emergency"
	DecideIncident  Decision = "incident"
	DecideSmalltalk Decision = "smalltalk"
)

// Thought is what the engine made of a message beside the turn itself.
type Thought struct {
	Reading    intents.Reading
	Decision   Decision
	Entries    []string // answered outright, or shown with an order or an emergency
	Candidates []faq.Candidate
}

// Decide returns the turn of one message and how it was understood. The conversation
// must be as stored; the turn carries the changed copy.
func (e *Engine) Decide(ctx context.Context, c desk.Conversation, in desk.Inbound) (desk.Turn, Thought, error) {
	com, err := e.Content.Community(c.Community)
	if err != nil {
		return desk.Turn{}, Thought{}, err
	}
	t := &talk{e: e, ctx: ctx, in: in, c: &c, com: com, now: e.Now()}
	t.thought.Decision = DecideSmalltalk
	if c.Episode != 0 {
		ep, err := e.Records.Episode(ctx, c.Episode)
		switch {
		case err == nil && ep.EndedAt.IsZero():
			t.ep = &ep
		case err != nil && !errors.Is(err, desk.ErrNotFound):
			return desk.Turn{}, Thought{}, err
		default:
			c.Episode = 0
		}
	}
	c.LastAt, c.Unreachable = t.now, false
	if c.Name == "" {
		c.Name = in.Name
	}
	if err := t.decide(); err != nil {
		return desk.Turn{}, Thought{}, err
	}
	return t.finish(), t.thought, nil
}

// talk is one message being decided.
type talk struct {
	e       *Engine
	ctx     context.Context
	in      desk.Inbound
	c       *desk.Conversation
	com     *desk.Community
	now     time.Time
	read    intents.Reading
	ep      *desk.Episode
	turn    desk.Turn
	thought Thought
	ends    desk.EpisodeEnd
	quoted  bool // a price was asked
}

// decide puts first things first: an emergency before everything, a person who has the
// conversation before the bot, the wish for a person before any form.
func (t *talk) decide() error {
	if t.in.Press != "" {
		return t.pressed()
	}
	if t.in.Text == unsupportedText {
		t.say(sayUnsupported, t.humanButton())
		return nil
	}
	var cut bool
	if t.in.Text, cut = text.Clean(t.in.Text, desk.MaxText); cut {
		t.say(fmt.Sprintf(sayCut, desk.MaxText))
	}
	t.read = intents.Read(t.in.Text)
	t.thought.Reading = t.read
	if t.read.Emergency != nil {
		return t.emergency()
	}
	if done, err := t.duringEmergency(); done || err != nil {
		return err
	}
	if t.foreign() && t.saysNothing() {
		return nil
	}
	if done, err := t.saidQuote(); done || err != nil { // before the person who asked it
		return err
	}
	if t.c.Mode == desk.ModeStaff {
		return t.withStaff()
	}
	if len(t.in.Media) > 0 {
		if done, err := t.media(); done || err != nil {
			return err
		}
	}
	if t.saysNothing() {
		t.empty()
		return nil
	}
	if t.read.Intent == intents.Human {
		return t.handOver(desk.HandoverAsked, sayHandover)
	}
	if wantsBig(t.in.Text) {
		return t.setBig(!t.c.Elderly || !isBigToggle(t.in.Text))
	}
	if done, err := t.incident(); done || err != nil {
		return err
	}
	if done, err := t.pending(); done || err != nil {
		return err
	}
	if wants, err := t.wantsVerify(); wants || err != nil {
		if err != nil {
			return err
		}
		s := t.read.Slots
		return t.verify(desk.Place{Building: s.Place.Building, Unit: s.Place.Unit, Room: s.Place.Room}.Merge(t.c.Home), s.Phone)
	}
	if done, err := t.contact(); done || err != nil {
		return err
	}
	return t.byIntent()
}

// byIntent follows what the message wants when the bot has no question open, or the
// message is no answer to it.
func (t *talk) byIntent() error {
	switch t.read.Intent {
	case intents.Status:
		return t.status()
	case intents.Urge:
		return t.urge()
	case intents.Cancel:
		return t.cancel()
	case intents.Reschedule:
		return t.reschedule()
	case intents.RepairReport:
		return t.report(desk.Repair, "")
	case intents.ComplaintReport:
		return t.report(desk.Complaint, "")
	case intents.Praise:
		return t.praise()
	case intents.Resolved:
		return t.saidSolved()
	case intents.NotSolved:
		return t.saidUnsolved()
	case intents.Greeting:
		t.say(fmt.Sprintf(t.words(sayGreeting), t.com.Name))
		return nil
	case intents.Thanks:
		t.say(sayThanks)
		return nil
	case intents.Bye:
		t.say(sayBye)
		return nil
	case intents.Other:
		t.say(sayAskAgain, t.humanButton())
		return nil
	default:
		return t.question()
	}
}

// say adds a reply.
func (t *talk) say(text string, buttons ...desk.Button) *desk.Message {
	t.turn.Replies = append(t.turn.Replies, desk.Message{
		Key:     fmt.Sprintf("turn:%d:%d", t.in.ID, len(t.turn.Replies)),
		From:    desk.FromBot,
		Text:    t.words(text),
		Buttons: buttons,
		ReplyTo: t.in.Message,
		At:      t.now,
	})
	return &t.turn.Replies[len(t.turn.Replies)-1]
}

// aboutOrder is say with the order named.
func (t *talk) aboutOrder(order int64, text string, buttons ...desk.Button) {
	t.say(text, buttons...).Order = order
}

func (t *talk) posts() posts {
	return posts{ctx: t.ctx, book: t.e.Records, rooms: t.e.Rooms[t.com.ID], com: t.com, now: t.now}
}

// tellStaff tells whom an order concerns.
func (t *talk) tellStaff(w *desk.WorkOrder, key, text string, buttons []desk.Button) error {
	return t.put(t.posts().tell(post{key: key, order: w.ID, holder: holderOf(w), text: text, buttons: buttons}))
}

// put adds messages for staff to the turn.
func (t *talk) put(out []desk.Outbound, err error) error {
	t.turn.Out = append(t.turn.Out, out...)
	return err
}

// episode is the open one, begun if there is none: a greeting alone begins none.
func (t *talk) episode() *desk.Episode {
	if t.ep == nil {
		t.ep = &desk.Episode{Community: t.com.ID, Channel: t.c.Address.Channel, Conversation: t.c.ID, StartedAt: t.in.At}
	}
	return t.ep
}

// await notes the question the bot has put.
func (t *talk) await(p desk.Pending) { t.c.State.Pending = &p }

// settle forgets it.
func (t *talk) settle() { t.c.State.Pending = nil }

// finish completes the turn.
func (t *talk) finish() desk.Turn {
	t.turn.Inbound = &t.in
	t.turn.Conversation = t.c
	for _, m := range t.turn.Replies {
		for i := range m.Buttons {
			m.Buttons[i].Label = t.words(m.Buttons[i].Label)
		}
	}
	if len(t.turn.Replies) > 0 {
		t.c.State.QuoteLast = t.quoted
	}
	if t.ep != nil {
		t.ep.LastAt = t.now
		if t.ep.FirstReplyAt.IsZero() && len(t.turn.Replies) > 0 {
			t.ep.FirstReplyAt = t.now
		}
		if t.ends != "" {
			t.ep.Finish(t.ends, t.now)
			t.c.Episode = 0
		}
		t.turn.Episode = t.ep
	}
	return t.turn
}

func (t *talk) humanButton() desk.Button { return desk.Button{Label: "转人工", Press: "human"} }

// order loads one of this conversation's own orders; anybody else's is not found.
func (t *talk) order(id int64) (*desk.WorkOrder, error) {
	w, err := t.e.Records.Order(t.ctx, id)
	if err != nil {
		return nil, err
	}
	if w.Conversation != t.c.ID {
		return nil, fmt.Errorf("order %d of another conversation: %w", id, desk.ErrNotFound)
	}
	return &w, nil
}

// save puts a changed order into the turn.
func (t *talk) save(w *desk.WorkOrder) { t.turn.Orders = append(t.turn.Orders, w) }
