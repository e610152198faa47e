package bot

import (
	"fmt"
	"slices"
	"time"

	"linli/desk"
)

// emergencyWindow is how long more words on the same danger join the open order.
const emergencyWindow = 2 * time.Hour

// emergency comes before everything: the fixed safety text, a P0 order, the duty staff
// called. No form, no log-in, no staff conversation stands before it.
func (t *talk) emergency() error {
	card, ok := t.e.Content.card(t.read.Emergency.ID)
	if !ok {
		return fmt.Errorf("no card for emergency %s: %w", t.read.Emergency.ID, desk.ErrNotFound)
	}
	t.thought.Decision, t.thought.Entries = DecideEmergency, card.Entries[:1]
	var draft desk.Draft // what was being taken down is not said twice
	if p := t.c.State.Pending; p != nil && p.Draft != nil {
		draft = *p.Draft
	}
	t.settle()
	safety, _ := desk.Fill(card.Text, t.com.Data)
	if e, ok := t.entry(card.Entries[0]); ok && e.English != nil && t.english() {
		safety, _ = desk.Fill(e.Answer, t.data())
	}
	ref := desk.EntryRef{ID: card.Entries[0]}
	if e, ok := t.entry(card.Entries[0]); ok {
		ref.Approved = e.Approved
	}
	t.say("【" + card.Name + "】\n" + safety).Entries = []desk.EntryRef{ref}

	open, err := t.latest(func(w desk.WorkOrder) bool { return t.openEmergency(w) && w.Emergency == card.ID })
	if err != nil {
		return err
	}
	if open != nil {
		return t.addTo(open, sayEmergencyOn)
	}
	place := desk.Place{Building: t.read.Slots.Place.Building, Unit: t.read.Slots.Place.Unit, Floor: t.read.Slots.Place.Floor,
		Room: t.read.Slots.Place.Room, Spot: t.read.Slots.Spot}
	if place.Building == "" {
		place = place.Merge(desk.Place{Building: draft.Place.Building, Unit: draft.Place.Unit, Floor: draft.Place.Floor, Room: draft.Place.Room}).Merge(t.c.Home)
	}
	t.episode().HandOver(desk.HandoverEmergency, t.now)
	w := &desk.WorkOrder{Kind: desk.EmergencyOf, Category: card.Category, Priority: desk.P0, Emergency: card.ID, Entry: card.Entries[0],
		Title: "【险情】" + card.Name, Text: joinWords(draft.Text, t.in.Text), Place: place,
		Phone: firstOf(t.read.Slots.Phone, draft.Phone), Media: slices.Concat(draft.Media, t.in.Media),
		Reason: desk.HandoverEmergency}
	if err := t.open(w); err != nil {
		return err
	}
	words := fmt.Sprintf(sayEmergencyCalled, desk.NewOrderNumber)
	if place.Building == "" && (place.Spot == "" || inEveryBuilding(place.Spot)) {
		words += sayEmergencyWhere
	}
	t.aboutOrder(desk.NewOrder, words)
	t.sayPhone()
	return nil
}

// openEmergency reports whether an order is an emergency still going on.
func (t *talk) openEmergency(w desk.WorkOrder) bool {
	return w.Priority == desk.P0 && !w.State.Final() && w.State != desk.Resolved && t.now.Sub(w.OpenedAt) < emergencyWindow
}

// duringEmergency passes everything that is said while an emergency goes on to the
// staff on duty. Once somebody has it, it is an ordinary talk with staff.
func (t *talk) duringEmergency() (done bool, err error) {
	open, err := t.latest(t.openEmergency)
	if err != nil || open == nil || t.c.Mode == desk.ModeStaff && t.c.Order == open.ID {
		return false, err
	}
	before := open.Place
	t.thought.Decision = DecideEmergency
	slots := t.read.Slots
	open.Place = desk.Place{Building: slots.Place.Building, Unit: slots.Place.Unit, Floor: slots.Place.Floor, Room: slots.Place.Room,
		Spot: slots.Spot}.Merge(open.Place)
	if slots.Phone != "" {
		open.Phone = slots.Phone
	}
	words := sayEmergencyOn
	if open.Place != before {
		words = fmt.Sprintf(sayEmergencyAt, open.Place) + words
		if err := t.put(t.posts().editCards(open)); err != nil {
			return true, err
		}
	}
	return true, t.addTo(open, words)
}
