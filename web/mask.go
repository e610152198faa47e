package web

import (
	"regexp"
	"strings"

	"linli/desk"
)

// mask hides a resident's phone number and room from staff who neither have the order
// nor dispatch, also where they stand in words. Where life is at risk nothing is hidden.
type mask struct {
	on       bool
	replacer *strings.Replacer
}

const hidden = "***"

var mobileNumber = regexp.MustCompile(`1[3-9]\d[ -]?\d{4}[ -]?\d{4}`)

// maskOf is what `by` may not see of an order.
func maskOf(o *desk.WorkOrder, by desk.Staff) mask {
	m := mask{on: o.Priority != desk.P0 && o.ClaimedBy != by.ID && !by.Role.Dispatches()}
	var pairs []string
	if o.Phone != "" {
		pairs = append(pairs, o.Phone, hidePhone(o.Phone))
	}
	if len(o.Place.Room) >= 3 { // shorter ones are any number
		pairs = append(pairs, o.Place.Room, hidden)
	}
	m.replacer = strings.NewReplacer(pairs...)
	return m
}

// words is text without the number and the room.
func (m mask) words(text string) string {
	if !m.on {
		return text
	}
	return mobileNumber.ReplaceAllStringFunc(m.replacer.Replace(text), hidePhone)
}

func (m mask) place(p desk.Place) string {
	if m.on && p.Room != "" {
		p.Room = hidden
	}
	return p.String()
}

func (m mask) phone(number string) string {
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
