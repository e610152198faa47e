package desk

import (
	"strings"
	"time"
)

// Flat is a flat of a community, written one way.
type Flat struct{ Building, Unit, Room string }

// Flat is the flat of the place, without what people write around its numbers; false where
// building or room are not known.
func (p Place) Flat() (Flat, bool) {
	f := Flat{trimHouse(p.Building, "号楼", "栋", "幢", "座", "#", "楼"), trimHouse(p.Unit, "单元", "门"), trimHouse(p.Room, "号房", "室", "房", "号")}
	return f, f.Building != "" && f.Room != ""
}

func trimHouse(s string, suffixes ...string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	for _, suffix := range suffixes {
		if cut, ok := strings.CutSuffix(s, suffix); ok && cut != "" {
			return strings.TrimLeft(cut, "0")
		}
	}
	return strings.TrimLeft(s, "0")
}

// Place is the flat as a place.
func (f Flat) Place() Place { return Place{Building: f.Building, Unit: f.Unit, Room: f.Room} }

// RegistryLine is a phone number that belongs to a flat in the register of residents
// (住户名册). The number is hashed with a key that does not leave the database.
type RegistryLine struct {
	Flat   Flat
	Number string
}

// PhoneDigits is a phone number as it is compared: digits only, without China's country code.
func PhoneDigits(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	if len(digits) == 13 && strings.HasPrefix(digits, "861") {
		digits = digits[2:]
	}
	return digits
}

// CheckRegistryLine names the first cell of a line of the register that cannot be so, by the
// names of Registration's fields. unit may be empty where houses have only one.
func CheckRegistryLine(p Place, phone string) error {
	f, _ := p.Flat()
	switch {
	case !houseNumber.MatchString(f.Building):
		return &Fault{"building", "楼栋只写号，比如 3"}
	case f.Unit != "" && !houseNumber.MatchString(f.Unit):
		return &Fault{"unit", "单元只写号，比如 2"}
	case !houseNumber.MatchString(f.Room):
		return &Fault{"room", "房号只写号，比如 501"}
	case !phoneNumber.MatchString(phone) || len(PhoneDigits(phone)) < 7:
		return &Fault{"phone", "电话号码不对"}
	}
	return nil
}

// Registry says what a community's register holds and who put it there last.
type Registry struct {
	Flats, Numbers int
	By             string
	At             time.Time // zero: there is none
}

// RegistryCheck is one answer of the register to a resident who gave a flat and a number.
type RegistryCheck struct {
	Community    CommunityID
	Flat         Flat
	Conversation int64
	Fits         bool
	At           time.Time
}

// How often the register answers: what does not fit counts for a day, for the conversation and
// for the flat, so that nobody finds a number out by trying.
const (
	RegistryTries = 5
	RegistrySpan  = 24 * time.Hour
)

// LivesAt keeps a flat that the resident named as theirs, unless another one is verified.
func (c *Conversation) LivesAt(p Place) {
	if c.VerifiedAt.IsZero() {
		c.Home = Place{Building: p.Building, Unit: p.Unit, Room: p.Room}
	}
}

// Verify makes a flat the resident's own: the register knows their number there.
func (c *Conversation) Verify(f Flat, at time.Time) { c.Home, c.VerifiedAt = f.Place(), at }

// LivesIn reports whether the resident is verified to live at a place.
func (c *Conversation) LivesIn(p Place) bool {
	home, known := c.Home.Flat()
	there, ok := p.Flat()
	return !c.VerifiedAt.IsZero() && known && ok && home == there
}
