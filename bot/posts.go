package bot

import (
	"context"
	"fmt"
	"time"

	"linli/desk"
)

// PostBook is what telling staff needs of the memory.
type PostBook interface {
	Roster(ctx context.Context, community desk.CommunityID, since time.Time) (desk.Roster, error)
	StaffList(ctx context.Context, community desk.CommunityID) ([]desk.Staff, error)
	CardsOf(ctx context.Context, order int64) ([]desk.Outbound, error)
}

// posts tell the staff of a community: in its staff rooms, or where it has none each by
// themselves, if they have linked Telegram. What about an order that somebody has is for them;
// all else is for those on duty.
type posts struct {
	ctx   context.Context
	book  PostBook
	rooms []desk.Address
	com   *desk.Community
	now   time.Time
}

// post is one thing to tell.
type post struct {
	key     string
	order   int64
	holder  desk.StaffID // who has the order, 0 for none
	text    string
	media   []desk.MediaRef
	buttons []desk.Button
}

func (p posts) tell(m post) ([]desk.Outbound, error) {
	var out []desk.Outbound
	put := func(key string, to desk.Address) {
		out = append(out, desk.Outbound{Key: key, To: to, Order: m.order, Text: m.text, Media: m.media, Buttons: m.buttons})
	}
	for i, room := range p.rooms {
		put(roomKey(m.key, i), room)
	}
	if len(p.rooms) > 0 {
		return out, nil
	}
	readers, err := p.readers(m.holder)
	for _, s := range readers {
		put(staffKey(m.key, s), staffAddress(s))
	}
	return out, err
}

// readers are whom something is told by themselves.
func (p posts) readers(holder desk.StaffID) ([]desk.Staff, error) {
	list, err := p.book.StaffList(p.ctx, p.com.ID)
	if err != nil {
		return nil, err
	}
	if holder == 0 {
		roster, err := p.book.Roster(p.ctx, p.com.ID, p.now)
		if err != nil {
			return nil, err
		}
		list = roster.OnDuty(list, p.com, p.now)
	}
	var out []desk.Staff
	for _, s := range list {
		if s.Active && s.Telegram != "" && (holder == 0 || s.ID == holder) {
			out = append(out, s)
		}
	}
	return out, nil
}

// newCard shows an order that opens in this turn. Where orders are given out by rule and there
// is no room, only an emergency is shown to all: the rest comes to whom the rule chooses.
func (p posts) newCard(w *desk.WorkOrder, lead string) ([]desk.Outbound, error) {
	if len(p.rooms) == 0 && p.com.Assign == desk.AssignAuto && w.Priority != desk.P0 {
		return nil, nil
	}
	return p.tell(post{key: "order:" + desk.NewOrderID + ":card", order: desk.NewOrder, media: w.Media,
		text: lead + cardText(p.com, w, desk.NewOrderNumber, p.now), buttons: cardButtons(w, desk.NewOrderID)})
}

// editCards bring the order's cards up to date, wherever they were shown. A card that somebody
// got by themselves says no more of an order that a colleague has than who that is.
func (p posts) editCards(w *desk.WorkOrder) ([]desk.Outbound, error) {
	var out []desk.Outbound
	card, key := fmt.Sprintf("order:%d:card", w.ID), fmt.Sprintf("order:%d:card:v%d", w.ID, w.Version)
	text, buttons := cardText(p.com, w, w.Number, p.now), cardButtons(w, fmt.Sprint(w.ID))
	for i, room := range p.rooms {
		out = append(out, desk.Outbound{Key: roomKey(key, i), Edits: roomKey(card, i), To: room, Order: w.ID, Text: text, Buttons: buttons})
	}
	if len(p.rooms) > 0 {
		return out, nil
	}
	shown, err := p.book.CardsOf(p.ctx, w.ID)
	holder := staffKey(card, desk.Staff{ID: holderOf(w)})
	for _, c := range shown {
		text, buttons := text, buttons
		if w.State.InHand() && c.Key != holder {
			text, buttons = cardWith(p.com, w, w.Number, p.now, w.Masked()), nil
		}
		out = append(out, desk.Outbound{Key: key + c.Key[len(card):], Edits: c.Key, To: c.To, Order: w.ID, Text: text, Buttons: buttons})
	}
	return out, err
}

// holderOf is who has an order, or had it last; 0 while it waits in the pool.
func holderOf(w *desk.WorkOrder) desk.StaffID {
	if w.State.Unclaimed() {
		return 0
	}
	return w.ClaimedBy
}

// roomKey is the key of a message in the i-th room; the first carries the plain key.
func roomKey(key string, i int) string {
	if i == 0 {
		return key
	}
	return fmt.Sprintf("%s@%d", key, i)
}

// staffKey is the key of a message to a member of staff by themselves.
func staffKey(key string, s desk.Staff) string { return fmt.Sprintf("%s:staff:%d", key, s.ID) }

func staffAddress(s desk.Staff) desk.Address {
	return desk.Address{Channel: desk.ChannelTelegram, Community: s.Community, ID: s.Telegram}
}
