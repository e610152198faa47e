package desk

import (
	"fmt"
	"slices"
	"time"
)

// Names of calendars of holidays that need no file.
const (
	DefaultHolidays = "cn" // mainland China
	NoHolidays      = "none"
)

// Holidays is a calendar of public holidays, read from a YAML file per year: the days
// that are no working days, and the weekend days worked instead.
type Holidays struct {
	Calendar string   `yaml:"calendar"` // its name, "cn"
	Source   string   `yaml:"source"`
	Days     []string `yaml:"days"`
	Worked   []string `yaml:"worked"`
}

// Check names the day that is none.
func (h Holidays) Check() error {
	if h.Calendar == "" || h.Source == "" {
		return fmt.Errorf("holidays need calendar and source: %w", ErrInvalid)
	}
	return checkDays(map[string][]string{"days": h.Days, "worked": h.Worked})
}

// Observe makes the community keep public holidays; more years are added.
func (c *Community) Observe(h Holidays) {
	c.public.Days = append(slices.Clip(c.public.Days), h.Days...)
	c.public.Worked = append(slices.Clip(c.public.Worked), h.Worked...)
}

func checkDays(fields map[string][]string) error {
	for name, days := range fields {
		for _, day := range days {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				return fmt.Errorf("%s: %q is not a day like 2026-10-01: %w", name, day, ErrInvalid)
			}
		}
	}
	return nil
}
