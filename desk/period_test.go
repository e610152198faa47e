package desk

import (
	"testing"
	"time"
)

func TestPeriods(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, zone) }
	for _, tc := range []struct {
		key, name            string
		since, until, before time.Time
	}{
		{"2026-11", "2026年11月", at(2026, 11, 1), at(2026, 12, 1), at(2026, 10, 1)},
		{"2026-01", "2026年1月", at(2026, 1, 1), at(2026, 2, 1), at(2025, 12, 1)},
		{"2026-W47", "2026年11月16日至22日", at(2026, 11, 16), at(2026, 11, 23), at(2026, 11, 9)},
		{"2026-W49", "2026年11月30日至12月6日", at(2026, 11, 30), at(2026, 12, 7), at(2026, 11, 23)},
		{"2026-W53", "2026年12月28日至2027年1月3日", at(2026, 12, 28), at(2027, 1, 4), at(2026, 12, 21)},
		{"2026-W01", "2025年12月29日至2026年1月4日", at(2025, 12, 29), at(2026, 1, 5), at(2025, 12, 22)},
	} {
		p, err := ParsePeriod(tc.key, zone)
		if err != nil || p.Name != tc.name || !p.Window.Since.Equal(tc.since) || !p.Window.Until.Equal(tc.until) || !p.Before.Since.Equal(tc.before) || !p.Before.Until.Equal(tc.since) {
			t.Errorf("%s: %v, %+v", tc.key, err, p)
		}
	}
	for _, key := range []string{"", "2026", "2026-13", "2026-00", "2025-W53", "2026-W54", "2026-W00", "2026-11-01", "x"} {
		if p, err := ParsePeriod(key, zone); err == nil {
			t.Errorf("%q is %+v", key, p)
		}
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, zone) // a Monday
	if w, m := Weeks(now, 2), Months(now, 12); w[0].Key != "2026-W47" || w[1].Key != "2026-W46" || m[0].Key != "2026-10" || m[11].Key != "2025-11" {
		t.Errorf("%v %v", w, m)
	}
	if PublicCount(0, "件") != "0 件" || PublicCount(4, "件") != "少于 5 件" || PublicCount(5, "件") != "5 件" {
		t.Error(PublicCount(4, "件"))
	}
}
