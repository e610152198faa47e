package desk

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Period is a week or a month that is reported on.
type Period struct {
	Key    string // 2026-W47 by ISO 8601, or 2026-11
	Name   string // 2026年11月16日至22日, 2026年11月
	Window Window
	Before Window // the one before it
}

var (
	weekKey  = regexp.MustCompile(`^(\d{4})-W(\d{2})$`)
	monthKey = regexp.MustCompile(`^(\d{4})-(\d{2})$`)
)

// ParsePeriod reads a key; zone is that of the community.
func ParsePeriod(key string, zone *time.Location) (Period, error) {
	bad := fmt.Errorf("period %.12q: %w", key, ErrInvalid)
	if m := monthKey.FindStringSubmatch(key); m != nil {
		y, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(m[2])
		if n < 1 || n > 12 {
			return Period{}, bad
		}
		at := func(n int) time.Time { return time.Date(y, time.Month(n), 1, 0, 0, 0, 0, zone) }
		return Period{key, fmt.Sprintf("%d年%d月", y, n), Window{at(n), at(n + 1)}, Window{at(n - 1), at(n)}}, nil
	}
	m := weekKey.FindStringSubmatch(key)
	if m == nil {
		return Period{}, bad
	}
	y, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[2])
	p := weekOf(time.Date(y, 1, 4+7*(n-1), 0, 0, 0, 0, zone)) // the 4th of January is in the first week
	if p.Key != key {
		return Period{}, bad
	}
	return p, nil
}

// weekOf is the week that a day is in.
func weekOf(day time.Time) Period {
	y, m, d := day.Date()
	monday := time.Date(y, m, d-(int(day.Weekday())+6)%7, 0, 0, 0, 0, day.Location())
	sunday := monday.AddDate(0, 0, 6)
	name := fmt.Sprintf("%d年%d月%d日至%d日", monday.Year(), monday.Month(), monday.Day(), sunday.Day())
	switch {
	case monday.Year() != sunday.Year():
		name = fmt.Sprintf("%d年%d月%d日至%d年%d月%d日", monday.Year(), monday.Month(), monday.Day(), sunday.Year(), sunday.Month(), sunday.Day())
	case monday.Month() != sunday.Month():
		name = fmt.Sprintf("%d年%d月%d日至%d月%d日", monday.Year(), monday.Month(), monday.Day(), sunday.Month(), sunday.Day())
	}
	return Period{isoWeek(monday), name, Window{monday, monday.AddDate(0, 0, 7)}, Window{monday.AddDate(0, 0, -7), monday}}
}

// Weeks are the last n weeks that are over at now, in its time zone, the newest first; Months
// likewise.
func Weeks(now time.Time, n int) []Period {
	var out []Period
	for i := range n {
		out = append(out, weekOf(now.AddDate(0, 0, -7*(i+1))))
	}
	return out
}

// Months are the last n months that are over at now.
func Months(now time.Time, n int) []Period {
	var out []Period
	for i := range n {
		y, m, _ := now.Date()
		first := time.Date(y, m-time.Month(i+1), 1, 0, 0, 0, 0, now.Location())
		if p, err := ParsePeriod(first.Format("2006-01"), now.Location()); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// FewSuppressed is the least number that is told of a group in public: of fewer somebody may
// be recognised.
const FewSuppressed = 5

// PublicCount is how many something was, as it may be told in public.
func PublicCount(n int, unit string) string {
	if n > 0 && n < FewSuppressed {
		return fmt.Sprintf("少于 %d %s", FewSuppressed, unit)
	}
	return fmt.Sprintf("%d %s", n, unit)
}
