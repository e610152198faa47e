package desk

import (
	"slices"
	"strings"
	"time"
)

// Shift is a named span of the day, 早班 08:00-16:00; one that ends at or before the hour
// it begins ends on the next day.
type Shift struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
	From string `json:"from"` // in the community's time zone
	To   string `json:"to"`
}

// Turnus says that a member of staff works a shift on some days of every week.
type Turnus struct {
	Staff StaffID        `json:"staff"`
	Shift int            `json:"shift"`
	Days  []time.Weekday `json:"days"`
}

// Exception is one day on which a member of staff works a shift, or does not, whatever
// the week says.
type Exception struct {
	Staff StaffID `json:"staff"`
	Shift int     `json:"shift"`
	Day   string  `json:"day"` // 2026-11-26, on which the shift begins
	Off   bool    `json:"off"`
}

// Absence 请假 is a time in which a member of staff gets no orders, roster or not.
type Absence struct {
	ID        int64
	Version   int64
	Community CommunityID
	Staff     StaffID
	From, To  time.Time // To is the first moment back
	Reason    string
	By        StaffID // who reported it
}

// Covers reports whether the absence goes on at a moment.
func (a *Absence) Covers(at time.Time) bool { return !at.Before(a.From) && at.Before(a.To) }

// Roster 排班 is who works when in a community, what each can do, and whose the buildings
// are. Absences are kept by themselves; whoever loads a roster adds those that count.
type Roster struct {
	Community  CommunityID          `json:"-"`
	Version    int64                `json:"-"`              // 0 before it is kept for the first time
	Demo       bool                 `json:"demo,omitempty"` // made up, and not changed since
	Shifts     []Shift              `json:"shifts"`
	Weekly     []Turnus             `json:"weekly"`
	Exceptions []Exception          `json:"exceptions"`
	Trades     map[StaffID][]string `json:"trades"`   // categories they do; none is any
	Stewards   map[string]StaffID   `json:"stewards"` // 管家 of each building
	Absences   []Absence            `json:"-"`
}

// Empty reports whether nobody has set a roster up: then all who work are on duty.
func (r *Roster) Empty() bool {
	return len(r.Weekly) == 0 && !slices.ContainsFunc(r.Exceptions, func(x Exception) bool { return !x.Off })
}

// Does reports whether a member of staff does orders of a category.
func (r *Roster) Does(p StaffID, category string) bool {
	t := r.Trades[p]
	return len(t) == 0 || slices.Contains(t, category)
}

// Duty is how a member of staff stands to the roster at a moment.
type Duty struct {
	On      bool
	Shift   string    // its name, "" without a roster
	Until   time.Time // end of the shift, or of the absence
	Absence *Absence  // nil when they are not absent
}

// Word is the duty in one word for lists.
func (d Duty) Word() string {
	switch {
	case d.Absence != nil:
		return "请假"
	case d.On:
		return "在班"
	}
	return "已下班"
}

// Duty is whether a member of staff is on duty. Absence comes before every shift.
func (r *Roster) Duty(p StaffID, c *Community, at time.Time) Duty {
	for i := range r.Absences {
		if a := &r.Absences[i]; a.Staff == p && a.Covers(at) {
			return Duty{Absence: a, Until: a.To}
		}
	}
	if r.Empty() {
		return Duty{On: true}
	}
	var d Duty
	today := c.Local(at)
	for _, day := range []time.Time{today.AddDate(0, 0, -1), today} { // yesterday's night shift may go on
		for _, s := range r.ShiftsOn(p, day) {
			from, to := s.Span(c, day)
			if !at.Before(from) && at.Before(to) && to.After(d.Until) {
				d = Duty{On: true, Shift: s.Name, Until: to}
			}
		}
	}
	return d
}

// ShiftsOn are the shifts that a member of staff begins on a day, absence apart.
func (r *Roster) ShiftsOn(p StaffID, day time.Time) []Shift {
	var out []Shift
	for _, s := range r.Shifts {
		if r.works(p, s.ID, day) {
			out = append(out, s)
		}
	}
	return out
}

func (r *Roster) works(p StaffID, shift int, day time.Time) bool {
	date := day.Format(time.DateOnly)
	for _, x := range r.Exceptions {
		if x.Staff == p && x.Shift == shift && x.Day == date {
			return !x.Off
		}
	}
	return slices.ContainsFunc(r.Weekly, func(t Turnus) bool {
		return t.Staff == p && t.Shift == shift && slices.Contains(t.Days, day.Weekday())
	})
}

// Span is the shift that begins on a day of the community.
func (s Shift) Span(c *Community, day time.Time) (from, to time.Time) {
	begin, _ := minuteOfDay(s.From)
	end, _ := minuteOfDay(s.To)
	if end <= begin {
		end += 24 * 60
	}
	y, m, d := day.Date()
	zone := c.Local(day).Location()
	return time.Date(y, m, d, 0, begin, 0, 0, zone), time.Date(y, m, d, 0, end, 0, 0, zone)
}

// OnDuty are those of the staff who are on duty, in their order.
func (r *Roster) OnDuty(staff []Staff, c *Community, at time.Time) []Staff {
	var out []Staff
	for _, p := range staff {
		if p.Active && p.Role.Works() && r.Duty(p.ID, c, at).On {
			out = append(out, p)
		}
	}
	return out
}

// Unplanned are those of the staff who stand in no shift, this week or any day to come: while
// there is a roster nobody gives them orders.
func (r *Roster) Unplanned(staff []Staff, c *Community, at time.Time) []Staff {
	if r.Empty() {
		return nil
	}
	today := c.Local(at).Format(time.DateOnly)
	var out []Staff
	for _, p := range staff {
		planned := slices.ContainsFunc(r.Weekly, func(t Turnus) bool { return t.Staff == p.ID }) ||
			slices.ContainsFunc(r.Exceptions, func(x Exception) bool { return x.Staff == p.ID && !x.Off && x.Day >= today })
		if p.Active && p.Role == RoleStaff && !planned {
			out = append(out, p)
		}
	}
	return out
}

// Refusal is why nobody can give an order to a member of staff who is not on duty.
func (d Duty) Refusal(name string) error {
	if d.Absence != nil {
		return &Fault{"to", name + "请假了，不能给他派单或转单"}
	}
	return &Fault{"to", name + "现在不在班，不能给他派单或转单"}
}

// DutyWord reports whether words of staff are about duty rather than an order: who is on
// duty, one's own absence and its end.
func DutyWord(s string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return slices.Contains([]string{"值班", "谁值班", "请假", "销假"}, word)
}
