package desk

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Span is a time limit: so much time on the clock plus so many days. With service
// hours, time counts only inside them, a service day ends at the same time of day, and
// a working day is neither a weekend nor a holiday.
type Span struct {
	Time        time.Duration
	ServiceDays int
	WorkingDays int
}

var (
	spanMinutes = regexp.MustCompile(`^\d{1,6}$`)
	spanDays    = regexp.MustCompile(`^(\d{1,3}) (service|working) days?$`)
)

// UnmarshalText reads a limit as a community's file writes it: 15 (minutes), 4h, 1h30m,
// "2 service days" or "3 working days".
func (s *Span) UnmarshalText(text []byte) error {
	if spanMinutes.Match(text) {
		n, err := strconv.Atoi(string(text))
		s.Time = time.Duration(n) * time.Minute
		return err
	}
	if m := spanDays.FindSubmatch(text); m != nil {
		n, err := strconv.Atoi(string(m[1]))
		if *s = (Span{ServiceDays: n}); string(m[2]) == "working" {
			*s = Span{WorkingDays: n}
		}
		return err
	}
	d, err := time.ParseDuration(string(text))
	if err != nil || d < 0 || d > 365*24*time.Hour {
		return fmt.Errorf("%q is no time limit like 15, 4h, 2 service days or 3 working days: %w", text, ErrInvalid)
	}
	s.Time = d
	return nil
}

// MarshalText writes what UnmarshalText reads; time and days together cannot be written.
func (s Span) MarshalText() ([]byte, error) {
	switch s {
	case Span{}:
		return []byte("0"), nil
	case Span{ServiceDays: s.ServiceDays}:
		return fmt.Appendf(nil, "%d service days", s.ServiceDays), nil
	case Span{WorkingDays: s.WorkingDays}:
		return fmt.Appendf(nil, "%d working days", s.WorkingDays), nil
	case Span{Time: s.Time}:
		return []byte(s.Time.String()), nil
	}
	return nil, fmt.Errorf("limit %s of time and days: %w", s, ErrInvalid)
}

// String is the limit as people read it: "30 分钟", "2 个服务日", "3 个工作日".
func (s Span) String() string {
	var parts []string
	if s.Time > 0 || s == (Span{}) {
		parts = append(parts, Lasting(s.Time))
	}
	if s.ServiceDays > 0 {
		parts = append(parts, fmt.Sprintf("%d 个服务日", s.ServiceDays))
	}
	if s.WorkingDays > 0 {
		parts = append(parts, fmt.Sprintf("%d 个工作日", s.WorkingDays))
	}
	return strings.Join(parts, "加 ")
}
