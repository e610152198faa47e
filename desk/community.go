package desk

import (
	"fmt"
	"slices"
	"time"
)

// Community is one 小区 with its own data and rules. It is read from a YAML file.
type Community struct {
	ID      CommunityID `yaml:"id"`
	Name    string      `yaml:"name"`
	Demo    bool        `yaml:"demo"`    // made up, for trying out
	Zone    string      `yaml:"zone"`    // IANA name, default Asia/Shanghai
	Service Hours       `yaml:"service"` // default 08:30-18:00
	Quiet   Hours       `yaml:"quiet"`   // no prompts, default 21:00-09:00
	Closed  []string    `yaml:"closed"`  // days without service, 2026-10-01
	Extra   []string    `yaml:"extra"`   // weekend days worked instead
	// Holidays names the calendar of public holidays, which are no working days.
	Holidays string              `yaml:"holidays"` // default cn; none
	Limits   map[Priority]Limits `yaml:"limits"`   // instead of DefaultSLA
	// Categories are limits of single categories, which come before Limits.
	Categories map[string]map[Priority]Limits `yaml:"categories"`
	Data       map[string]string              `yaml:"data"`    // values of the placeholders
	English    map[string]string              `yaml:"english"` // values for English answers, where they differ
	Targets    Targets                        `yaml:"targets"` // lines in the reports
	Assign     Assign                         `yaml:"assign"`  // who gets an order: pool (default) or auto
	Unread     time.Duration                  `yaml:"unread"`  // how long a question may stay unread in a web chat, default DefaultUnread
	zone       *time.Location
	public     Holidays
}

// Hours is a daily window such as 08:30-18:00; it may span midnight.
type Hours struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// Limits are one priority's time limits; a zero Span keeps the default.
type Limits struct {
	Respond Span `yaml:"respond"`
	Arrive  Span `yaml:"arrive"`
	Finish  Span `yaml:"finish"`
}

// Targets are the community's own aims, as shares; 0 keeps PRODUCT.md 5's.
type Targets struct {
	Automation float64 `yaml:"automation"`
	CSAT       float64 `yaml:"csat"`
	SLA        float64 `yaml:"sla"`
	Standard   float64 `yaml:"standard"` // of what is answered in standard words
}

// Check fills the defaults in and names what is wrong, by field.
func (c *Community) Check() error {
	if c.ID == "" || c.Name == "" {
		return fmt.Errorf("community needs id and name: %w", ErrInvalid)
	}
	def := func(h *Hours, from, to string) {
		if *h == (Hours{}) {
			*h = Hours{from, to}
		}
	}
	def(&c.Service, "08:30", "18:00")
	def(&c.Quiet, "21:00", "09:00")
	if c.Zone == "" {
		c.Zone = "Asia/Shanghai"
	}
	if c.Holidays == "" {
		c.Holidays = DefaultHolidays
	}
	if c.Assign == "" {
		c.Assign = AssignPool
	}
	if c.Unread == 0 {
		c.Unread = DefaultUnread
	}
	if c.Unread < minUnread || c.Unread > maxUnread {
		return fmt.Errorf("community %s: unread: %v is not between %v and %v: %w", c.ID, c.Unread, minUnread, maxUnread, ErrInvalid)
	}
	if c.Assign != AssignPool && c.Assign != AssignAuto {
		return fmt.Errorf("community %s: assign: %q is neither %s nor %s: %w", c.ID, c.Assign, AssignPool, AssignAuto, ErrInvalid)
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return fmt.Errorf("community %s: zone %q: %w", c.ID, c.Zone, ErrInvalid)
	}
	c.zone = zone
	if err := c.checkHours(); err != nil {
		return err
	}
	if err := checkDays(map[string][]string{"closed": c.Closed, "extra": c.Extra}); err != nil {
		return fmt.Errorf("community %s: %w", c.ID, err)
	}
	return c.checkLimits()
}

func (c *Community) checkLimits() error {
	check := func(where string, limits map[Priority]Limits) error {
		for p := range limits {
			if !slices.Contains(Priorities, p) {
				return fmt.Errorf("community %s: %s: %q is none of %v: %w", c.ID, where, p, Priorities, ErrInvalid)
			}
		}
		return nil
	}
	for category, limits := range c.Categories {
		if !slices.Contains(Categories, category) {
			return fmt.Errorf("community %s: categories: %q is none of %v: %w", c.ID, category, Categories, ErrInvalid)
		}
		if err := check("categories: "+category, limits); err != nil {
			return err
		}
	}
	return check("limits", c.Limits)
}

func (c *Community) checkHours() error {
	for _, f := range []struct {
		name string
		h    Hours
	}{{"service", c.Service}, {"quiet", c.Quiet}} {
		for _, v := range []string{f.h.From, f.h.To} {
			if _, err := minuteOfDay(v); err != nil {
				return fmt.Errorf("community %s: %s: %q is not a time like 08:30: %w", c.ID, f.name, v, ErrInvalid)
			}
		}
	}
	return nil
}

func minuteOfDay(s string) (int, error) {
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err
}

// Local is t in the community's time zone.
func (c *Community) Local(t time.Time) time.Time {
	if c.zone == nil {
		return t
	}
	return t.In(c.zone)
}

// Calendar is when the community is served. Check must have passed.
func (c *Community) Calendar() Calendar {
	open, _ := minuteOfDay(c.Service.From)
	close, _ := minuteOfDay(c.Service.To)
	set := func(lists ...[]string) map[string]bool {
		m := map[string]bool{}
		for _, days := range lists {
			for _, d := range days {
				m[d] = true
			}
		}
		return m
	}
	return Calendar{Zone: c.zone, Open: open, Close: close, Closed: set(c.Closed), Holidays: set(c.public.Days),
		Extra: set(c.Extra, c.public.Worked)}
}

// SLA are the time limits of a priority here, in a category that may have its own.
func (c *Community) SLA(p Priority, category string) SLA {
	s := DefaultSLA(p)
	s.AnyHour = p.AnyHour()
	for _, own := range []Limits{c.Limits[p], c.Categories[category][p]} {
		for span, set := range map[*Span]Span{&s.Respond: own.Respond, &s.Arrive: own.Arrive, &s.Finish: own.Finish} {
			if set != (Span{}) {
				*span = set
			}
		}
	}
	return s
}

// NotQuiet is t itself, or the end of the quiet hours it falls into.
func (c *Community) NotQuiet(t time.Time) time.Time {
	from, _ := minuteOfDay(c.Quiet.From)
	to, _ := minuteOfDay(c.Quiet.To)
	if from == to {
		return t
	}
	l := c.Local(t)
	now := l.Hour()*60 + l.Minute()
	y, m, d := l.Date()
	switch {
	case from < to && now >= from && now < to, from > to && now < to:
		return time.Date(y, m, d, 0, to, 0, 0, l.Location())
	case from > to && now >= from:
		return time.Date(y, m, d+1, 0, to, 0, 0, l.Location())
	}
	return t
}
