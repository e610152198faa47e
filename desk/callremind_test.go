package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestCallReminders: each rung once, in service hours (08:30-18:00), a later one covering those
// below it after downtime.
func TestCallReminders(t *testing.T) {
	com := callCommunity(t)
	day := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, shanghaiZone) }
	for name, c := range map[string]struct {
		due   time.Time
		looks []time.Time // when the clock looks
		want  string
	}{
		"not due yet":              {day(24, 10, 0), []time.Time{day(24, 9, 59)}, "-"},
		"as it comes due":          {day(24, 10, 0), []time.Time{day(24, 10, 0), day(24, 10, 0), day(24, 12, 0), day(24, 13, 59), day(24, 14, 0), day(25, 9, 0)}, "warn - breach - manager -"},
		"due at night":             {day(24, 22, 0), []time.Time{day(24, 22, 0), day(25, 8, 29), day(25, 8, 30)}, "- - warn"},
		"over the evening":         {day(24, 17, 0), []time.Time{day(24, 17, 0), day(24, 19, 0), day(25, 9, 29), day(25, 9, 30), day(25, 11, 30)}, "warn - - breach manager"},
		"after a day of downtime":  {day(24, 10, 0), []time.Time{day(25, 10, 0), day(25, 12, 0), day(26, 12, 0)}, "manager - -"},
		"after some hours of it":   {day(24, 10, 0), []time.Time{day(24, 12, 30), day(24, 14, 0)}, "breach manager"},
		"downtime until the night": {day(24, 10, 0), []time.Time{day(24, 23, 0), day(25, 8, 30)}, "- manager"},
	} {
		f := &FollowUp{ID: 1, Stage: StageCall, Caller: 7}
		f.callBy(c.due, com)
		var got []string
		for _, at := range c.looks {
			step, due := f.Remind(com, at)
			if due != (step != "") {
				t.Errorf("%s: %q, %v", name, step, due)
			}
			if step == "" {
				step = "-"
			}
			got = append(got, string(step))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
}

// TestCallRemindersBeginAnew with each try, and end with the call.
func TestCallRemindersBeginAnew(t *testing.T) {
	com := callCommunity(t)
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, shanghaiZone)
	f := &FollowUp{ID: 1, Stage: StageCall, Caller: 7}
	f.callBy(at, com)
	told := func() string { a, b, c := f.Reminders(); return fmt.Sprint(a, b, c) }
	if _, due := f.Remind(com, at.Add(2*time.Hour)); !due || told() != "true true false" {
		t.Errorf("%s know of it", told())
	}
	by := Actor{Kind: ByStaff, Staff: 7}
	if err := f.Report(OutcomeNoAnswer, CallResult{}, by, com, at.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if told() != "false false false" || !f.RemindAt.Equal(f.DueAt) || !f.DueAt.Equal(at.Add(5*time.Hour)) {
		t.Errorf("after a try it is due %v, reminded of %v, %s", f.DueAt, f.RemindAt, told())
	}
	if err := f.Report(OutcomeRefused, CallResult{}, by, com, at.Add(6*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, due := f.Remind(com, at.AddDate(0, 0, 9)); due || !f.RemindAt.IsZero() {
		t.Error("a call that was made is brought to mind")
	}
}
