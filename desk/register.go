package desk

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Registration is what staff take down for somebody who phones or stands at the counter
// (登记报修).
type Registration struct {
	Kind     OrderKind
	Category string
	Priority Priority // "" is the usual one of the kind
	Place    Place
	Resident string
	Phone    string
	Text     string // what they said
	Visit    string // when it suits them
	Key      string // makes a form open one order however often it is sent
}

// RegisterKinds are what staff may take down; an emergency is a repair of priority P0.
var RegisterKinds = []OrderKind{Repair, Complaint, Inquiry, Praise}

var (
	phoneNumber = regexp.MustCompile(`^\+?[0-9][0-9 -]{4,18}[0-9]$`)
	houseNumber = regexp.MustCompile(`^[0-9A-Za-z一-龥-]{1,6}$`)
)

// maxName bounds the runes of a name, a spot and a time that suits.
const maxName = 60

// Register opens the order of a resident who has no chat.
func Register(r Registration, by Actor, c *Community, at time.Time) (*WorkOrder, error) {
	if by.Kind != ByStaff || !by.Role.Works() {
		return nil, (&WorkOrder{}).notBy(MoveOpen, by)
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	if r.Priority == "" {
		r.Priority = map[OrderKind]Priority{Complaint: PC, Praise: P3}[r.Kind]
	}
	if r.Priority == "" {
		r.Priority = P2
	}
	w := &WorkOrder{Community: c.ID, Kind: r.Kind, Category: r.Category, Priority: r.Priority, Text: r.Text, Title: TitleOf(r.Text),
		Place: r.Place, Resident: r.Resident, Phone: r.Phone, Visit: r.Visit, Reason: HandoverOrder, FormKey: r.Key}
	if r.Priority == P0 {
		w.Kind, w.Title = EmergencyOf, "【险情】"+w.Title
	}
	w.Open(c, by, at)
	return w, nil
}

// check names the first field that cannot be so.
func (r *Registration) check() error {
	long := func(s string) bool { return len([]rune(s)) > maxName }
	house := func(s string) bool { return s == "" || houseNumber.MatchString(s) }
	switch {
	case !slices.Contains(RegisterKinds, r.Kind):
		return &Fault{"kind", "请选择是什么事"}
	case !slices.Contains(Categories, r.Category):
		return &Fault{"category", "请选择类别"}
	case r.Priority != "" && !slices.Contains(Priorities, r.Priority):
		return &Fault{"priority", "没有这个级别"}
	case strings.TrimSpace(r.Text) == "":
		return &Fault{"text", "请写明住户说了什么"}
	case !house(r.Place.Building):
		return &Fault{"building", "楼栋只写号，比如 3"}
	case !house(r.Place.Unit):
		return &Fault{"unit", "单元只写号，比如 2"}
	case !house(r.Place.Room):
		return &Fault{"room", "房号只写号，比如 501"}
	case r.Place.Building == "" && r.Place.Spot == "" && r.Kind != Inquiry && r.Kind != Praise:
		return &Fault{"building", "请写楼栋，或者写公共位置"}
	case long(r.Place.Spot):
		return &Fault{"spot", "位置太长了，最多 60 个字"}
	case long(r.Resident):
		return &Fault{"resident", "称呼太长了，最多 60 个字"}
	case r.Phone != "" && !phoneNumber.MatchString(r.Phone):
		return &Fault{"phone", "电话号码不对"}
	case long(r.Visit):
		return &Fault{"visit", "时间太长了，最多 60 个字"}
	}
	return nil
}

// titleRunes is how much of somebody's words a list shows.
const titleRunes = 24

// TitleOf is the start of somebody's words, for lists.
func TitleOf(words string) string {
	r := []rune(strings.Join(strings.Fields(words), " "))
	if len(r) > titleRunes {
		return string(r[:titleRunes]) + "…"
	}
	return string(r)
}
