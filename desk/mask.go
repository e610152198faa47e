package desk

import (
	"regexp"
	"strings"
)

// Mask hides a resident's phone number and room, also where they stand in words. The zero Mask hides nothing.
type Mask struct {
	on       bool
	replacer *strings.Replacer
}

const hidden = "***"

var mobileNumber = regexp.MustCompile(`1[3-9]\d[ -]?\d{4}[ -]?\d{4}`)

// HiddenFrom is what a member of staff may not see of the order: number and room until
// they have it, unless they dispatch.
func (w *WorkOrder) HiddenFrom(by Staff) Mask {
	if w.ClaimedBy == by.ID || by.Role.Dispatches() {
		return Mask{}
	}
	return w.Masked()
}

// HiddenFromRoom is what a staff room may not see of the order: the same, until somebody has it.
func (w *WorkOrder) HiddenFromRoom() Mask {
	if w.State.InHand() {
		return Mask{}
	}
	return w.Masked()
}

// Masked is what is hidden of the order from whoever does not have it: nothing where life
// is at risk.
func (w *WorkOrder) Masked() Mask {
	if w.Priority == P0 {
		return Mask{}
	}
	var pairs []string
	if w.Phone != "" {
		pairs = append(pairs, w.Phone, hidePhone(w.Phone))
	}
	if len(w.Place.Room) >= 3 { // shorter ones are any number
		pairs = append(pairs, w.Place.Room, hidden)
	}
	return Mask{on: true, replacer: strings.NewReplacer(pairs...)}
}

// Anonymous is somebody's words without the phone numbers in them.
func Anonymous(words string) string { return mobileNumber.ReplaceAllStringFunc(words, hidePhone) }

// On reports whether anything is hidden.
func (m Mask) On() bool { return m.on }

// Words is text without the number and the room.
func (m Mask) Words(text string) string {
	if !m.on {
		return text
	}
	return mobileNumber.ReplaceAllStringFunc(m.replacer.Replace(text), hidePhone)
}

// Place is a place without the room.
func (m Mask) Place(p Place) string {
	if m.on && p.Room != "" {
		p.Room = hidden
	}
	return p.String()
}

// Phone is the number with its middle hidden.
func (m Mask) Phone(number string) string {
	if !m.on {
		return number
	}
	return hidePhone(number)
}

// hidePhone is 138****1234.
func hidePhone(number string) string {
	r := []rune(number)
	switch {
	case len(r) == 0:
		return ""
	case len(r) < 8:
		return "****"
	}
	return string(r[:3]) + "****" + string(r[len(r)-4:])
}
