package desk

import (
	"strings"
	"time"
)

// Conversation is one resident's chat on one channel: who it is, who has it, and what
// the bot is waiting for. It is stored whole after every turn.
type Conversation struct {
	ID         int64
	PublicID   string // unguessable, for addresses and links
	Address    Address
	Community  CommunityID
	Name       string
	Home       Place     // the resident's own flat, once known
	Phone      string    // as the resident gave it
	VerifiedAt time.Time // when the register knew their number in Home, zero if it never did
	Elderly    bool
	Mode       Mode
	Staff      StaffID // who has it, in ModeStaff
	Order      int64   // the order they have it for
	Episode    int64   // the open one, 0 if none
	State      State
	// Unreachable is set when the channel says so (bot blocked) and cleared by the
	// next message from there.
	Unreachable bool
	LastAt      time.Time // last message of the resident
	// ReadTo is up to when the resident's browser has fetched what was said about orders;
	// zero on channels that do not tell.
	ReadTo    time.Time
	CreatedAt time.Time
	Version   int64
}

// Mode says who answers.
type Mode string

const (
	ModeBot   Mode = "bot"
	ModeStaff Mode = "staff" // the bot is silent, emergencies apart
)

// State is what the bot remembers between two messages.
type State struct {
	Pending    *Pending `json:"pending,omitempty"`
	Misses     int      `json:"misses,omitempty"`      // in a row
	Question   string   `json:"question,omitempty"`    // the last one asked
	Entries    []string `json:"entries,omitempty"`     // answered to it
	Asked      int64    `json:"asked,omitempty"`       // its message id: buttons carry it
	Album      string   `json:"album,omitempty"`       // photos acknowledged last
	Apart      []int64  `json:"apart,omitempty"`       // incidents they said are not theirs
	StaffAlbum string   `json:"staff_album,omitempty"` // photos with words of staff, passed on last
	Unclear    int      `json:"unclear,omitempty"`     // signs that large type and short steps would help
	Quote      int64    `json:"quote,omitempty"`       // the order whose price words may still answer
	QuoteLast  bool     `json:"quote_last,omitempty"`  // and nothing was asked since
}

// SettleQuote forgets that the price of an order was asked.
func (s *State) SettleQuote(order int64) {
	if p := s.Pending; p != nil && p.Await == AwaitQuote && p.Order == order {
		s.Pending = nil
	}
	if s.Quote == order {
		s.Quote, s.QuoteLast = 0, false
	}
}

// Awaiting names what the bot asked and waits for.
type Awaiting string

const (
	AwaitChoice     Awaiting = "choice"     // which of these questions is meant
	AwaitHelped     Awaiting = "helped"     // did the answer help
	AwaitForm       Awaiting = "form"       // a field of Draft
	AwaitConfirm    Awaiting = "confirm"    // shall Draft be submitted
	AwaitFixed      Awaiting = "fixed"      // is Order done
	AwaitRating     Awaiting = "rating"     // how was Order, or the answer
	AwaitReason     Awaiting = "reason"     // why the low rating of Order
	AwaitOrder      Awaiting = "order"      // which order is meant by Wish
	AwaitCancel     Awaiting = "cancel"     // really cancel Order
	AwaitReschedule Awaiting = "reschedule" // the new time for Order
	AwaitQuote      Awaiting = "quote"      // does the price of Order suit
	AwaitIncident   Awaiting = "incident"   // is Incident theirs
	AwaitVerify     Awaiting = "verify"     // the flat, then the number, that the register knows
)

// Pending is the question the bot has put. Anything else the resident says is
// understood as well; the question is then repeated or dropped.
type Pending struct {
	Await    Awaiting `json:"await"`
	Entries  []string `json:"entries,omitempty"`
	Orders   []int64  `json:"orders,omitempty"`
	Order    int64    `json:"order,omitempty"`
	Wish     string   `json:"wish,omitempty"`
	Draft    *Draft   `json:"draft,omitempty"`
	Field    string   `json:"field,omitempty"`
	Tries    int      `json:"tries,omitempty"`
	Incident int64    `json:"incident,omitempty"`
	Home     Place    `json:"home,omitzero"` // the flat to be verified
}

// Draft is a work order being taken down.
type Draft struct {
	Kind     OrderKind  `json:"kind"`
	Category string     `json:"category"`
	Priority Priority   `json:"priority"`
	Entry    string     `json:"entry,omitempty"` // FAQ entry whose first steps were shown
	Text     string     `json:"text"`            // the resident's own words, line by line
	Thing    string     `json:"thing,omitempty"`
	Place    Place      `json:"place"`
	Since    string     `json:"since,omitempty"`
	Visit    string     `json:"visit,omitempty"`
	Phone    string     `json:"phone,omitempty"`
	Media    []MediaRef `json:"media,omitempty"`
	Asked    []string   `json:"asked,omitempty"` // fields asked for already: each only once more
}

// Place is where something is: a flat, or a public spot such as 地库.
type Place struct {
	Building string `json:"building,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Floor    string `json:"floor,omitempty"`
	Room     string `json:"room,omitempty"`
	Spot     string `json:"spot,omitempty"`
}

// IsZero reports whether nothing is known.
func (p Place) IsZero() bool { return p == Place{} }

// String is the place as residents write it, "3栋2单元501".
func (p Place) String() string {
	s := ""
	if p.Building != "" {
		s += p.Building + "栋"
	}
	if p.Unit != "" {
		s += p.Unit + "单元"
	}
	switch {
	case p.Room != "":
		s += p.Room
	case p.Floor != "":
		s += p.Floor + "楼"
	}
	if p.Room == "" && p.Floor == "" && strings.HasPrefix(p.Spot, "单元") { // not 1单元单元门
		s = strings.TrimSuffix(s, "单元")
	}
	if p.Spot != s {
		s += p.Spot
	}
	return s
}

// Merge is p with what it lacks taken from q.
func (p Place) Merge(q Place) Place {
	fill := func(a *string, b string) {
		if *a == "" {
			*a = b
		}
	}
	fill(&p.Building, q.Building)
	fill(&p.Unit, q.Unit)
	fill(&p.Floor, q.Floor)
	fill(&p.Room, q.Room)
	fill(&p.Spot, q.Spot)
	return p
}
