package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

// act is one change of one order under way, and the turn it becomes.
type act struct {
	s    *Staff
	ctx  context.Context
	w    *desk.WorkOrder
	c    *desk.Conversation // nil for an order without one
	ep   *desk.Episode      // nil likewise
	com  *desk.Community
	now  time.Time
	turn *desk.Turn
}

func (s *Staff) load(ctx context.Context, order int64) (*act, error) {
	w, err := s.Orders.Order(ctx, order)
	if err != nil {
		return nil, err
	}
	a := &act{s: s, ctx: ctx, w: &w, now: s.Now(), turn: &desk.Turn{}}
	if a.com, err = s.Content.Community(w.Community); err != nil {
		return nil, err
	}
	if w.Conversation == 0 {
		return a, nil
	}
	c, err := s.Orders.Conversation(ctx, w.Conversation)
	if err != nil {
		return nil, err
	}
	a.c = &c
	ep, err := s.Orders.Episode(ctx, w.Episode)
	switch {
	case err == nil:
		a.ep = &ep
	case !errors.Is(err, desk.ErrNotFound):
		return nil, err
	}
	return a, nil
}

// settle completes the turn: what each new line of the order's log means for the
// resident, the conversation, the episode and the staff rooms.
func (a *act) settle(before *desk.WorkOrder) error {
	for _, l := range a.w.Log[len(a.w.Log)-a.w.NewLog:] {
		a.tell(l)
	}
	a.turn.Orders = append(a.turn.Orders, a.w)
	if a.w.State != before.State || a.w.ClaimedBy != before.ClaimedBy || a.w.Visit != before.Visit || !a.w.WorkingAt.Equal(before.WorkingAt) ||
		before.State == desk.Claimed && !a.w.FirstActAt.Equal(before.FirstActAt) ||
		a.w.Quote.N != before.Quote.N || a.w.Quote.State != before.Quote.State {
		if err := a.put(a.posts().editCards(a.w)); err != nil {
			return err
		}
	}
	if a.c == nil {
		return nil
	}
	a.turn.Conversation = a.c
	if a.ep != nil {
		if a.w.State.Final() && a.w.State != desk.Merged {
			a.ep.Finish(desk.EndOrder, a.now)
			if a.c.Episode == a.ep.ID {
				a.c.Episode = 0
			}
		}
		a.ep.LastAt = a.now
		a.turn.Episode = a.ep
	}
	return nil
}

func (a *act) posts() posts { return a.s.posts(a.ctx, a.com, a.now) }

// put adds messages for staff to the turn.
func (a *act) put(out []desk.Outbound, err error) error {
	a.turn.Out = append(a.turn.Out, out...)
	return err
}

// tell says what one log line means to the resident, and who has the conversation then.
func (a *act) tell(l desk.LogLine) {
	w := a.w
	switch l.Move {
	case desk.MoveClaim, desk.MoveDispatch:
		if l.By.Kind == desk.ByStaff {
			a.human()
		}
		if l.From == desk.Claimed { // given by rule: the resident knows
			return
		}
		a.hold(true)
		a.say(fmt.Sprintf(sayClaimed, w.ClaimerName, w.Number))
	case desk.MoveTransfer:
		a.hold(true)
		a.say(fmt.Sprintf(sayTransferred, w.Number, w.ClaimerName, w.ClaimerName))
	case desk.MoveRelease:
		a.hold(false)
		a.say(fmt.Sprintf(sayReleased, w.Number))
	case desk.MoveStart:
		if w.State == desk.Working && w.Kind != desk.Inquiry {
			a.say(fmt.Sprintf(sayStarted, w.ClaimerName, w.Number))
		}
	case desk.MoveHold:
		a.hold(false)
		a.say(fmt.Sprintf(sayHeld, w.Number, w.HoldReason, byWhen(a.com, w.HoldUntil, a.now)))
	case desk.MoveResume:
		if w.State == desk.Working {
			a.hold(true)
			a.say(fmt.Sprintf(sayResumed, w.Number))
		}
	case desk.MoveQuote:
		a.askQuote()
	case desk.MoveUnquote:
		a.quoteGone(l)
	case desk.MoveAgree, desk.MoveDecline:
		a.quoteNoted()
	case desk.MoveResolve:
		a.hold(false)
		a.askFixed()
	case desk.MoveCancel:
		a.hold(false)
		if l.By.Kind != desk.ByResident {
			a.say(fmt.Sprintf(sayStaffCancelled, w.Number, l.Why))
		}
	case desk.MoveMerge:
		a.hold(false)
		a.say(fmt.Sprintf(sayMerged, w.Number, l.Why))
	case desk.MoveExternal:
		a.hold(false)
		a.say(fmt.Sprintf(saySentOut, w.Number, w.External))
	}
}

// hold gives the conversation to the claimer, or back to the bot if this order had it.
func (a *act) hold(staff bool) {
	switch {
	case a.c == nil:
	case staff:
		a.c.Mode, a.c.Staff, a.c.Order = desk.ModeStaff, a.w.ClaimedBy, a.w.ID
	case a.c.Order == a.w.ID:
		a.c.Mode, a.c.Staff, a.c.Order = desk.ModeBot, 0, 0
	}
}

// human notes the first human act for the episode's figures.
func (a *act) human() {
	if a.ep != nil && a.ep.FirstHumanAt.IsZero() {
		a.ep.FirstHumanAt = a.now
	}
}

// say tells the resident something about the order.
func (a *act) say(text string, buttons ...desk.Button) {
	if a.c == nil {
		return
	}
	a.turn.Replies = append(a.turn.Replies, desk.Message{
		Key:  fmt.Sprintf("act:%d:%d:%d", a.w.ID, a.w.Version, len(a.turn.Replies)),
		From: desk.FromSystem, Text: text, Buttons: buttons, Order: a.w.ID, At: a.now,
	})
}

// order is the id of the act's order, 0 if it is about none.
func (a *act) order() int64 {
	if a.w == nil {
		return 0
	}
	return a.w.ID
}

// privately writes to a member of staff by themselves, if they have linked an account.
func (a *act) privately(to desk.Staff, key, text string, buttons []desk.Button) {
	if to.Telegram == "" {
		return
	}
	a.turn.Out = append(a.turn.Out, desk.Outbound{Key: key, Order: a.order(), Text: text, Buttons: buttons,
		To: staffAddress(to)})
}

// askFixed begins the follow-up: at once, or when the quiet hours end.
func (a *act) askFixed() {
	if a.c == nil {
		return
	}
	if a.w.Kind == desk.Praise {
		return
	}
	f := desk.NewFollowUp(a.w, a.com, a.now)
	a.turn.FollowUps = append(a.turn.FollowUps, f)
	if f.DueAt.After(a.now) {
		return
	}
	a.prompt(f)
}

// prompt asks whether the order's matter is done.
func (a *act) prompt(f *desk.FollowUp) {
	words, buttons := askFixed(a.w)
	a.say(words, buttons...)
	if f.AskedAt.IsZero() && a.c != nil { // the reminder needs none
		a.turn.Replies[len(a.turn.Replies)-1].Media = a.w.Passed()
	}
	a.expect(desk.Pending{Await: desk.AwaitFixed, Order: a.w.ID})
	a.c.State.QuoteLast = false
	f.Advance(a.com, a.now)
}

// expect notes the question put to the resident, unless a form is under way.
func (a *act) expect(p desk.Pending) {
	if old := a.c.State.Pending; old != nil && old.Draft != nil {
		return
	}
	a.c.State.Pending = &p
}

// speak sends words and photos of staff to the resident.
func (a *act) speak(by desk.Actor, key, text string, media []desk.MediaRef) error {
	if a.c == nil {
		return fmt.Errorf("order %s has no conversation: %w", a.w.Number, desk.ErrInvalid)
	}
	if text == "" && len(media) == 0 {
		return fmt.Errorf("nothing to say on order %s: %w", a.w.Number, desk.ErrInvalid)
	}
	if err := a.w.Speak(by, a.now); err != nil {
		return err
	}
	a.human()
	a.c.State.SettleQuote(a.c.State.Quote) // the next 可以 answers these words, not the price
	if err := a.promised(by, text); err != nil {
		return err
	}
	shown := text
	if a.c.Address.Channel != desk.ChannelWeb { // the web shows the name beside the words
		shown = by.Name + "：" + text
	}
	a.turn.Replies = append(a.turn.Replies, desk.Message{Key: fmt.Sprintf("say:%d:%s", a.w.ID, key), From: desk.FromStaff,
		Staff: by.Staff, StaffName: by.Name, Text: shown, Media: media, Order: a.w.ID, At: a.now})
	return nil
}
