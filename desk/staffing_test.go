package desk

import (
	"testing"
	"time"
)

func TestDemandAndStaffing(t *testing.T) {
	c := &Community{ID: "c", Name: "园"}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("CST", 8*3600)
	monday := time.Date(2026, 11, 2, 0, 0, 0, 0, zone)
	w := Window{monday, monday.AddDate(0, 0, 14)} // two of each hour
	var f Facts
	for range 8 {
		f.Orders = append(f.Orders, WorkOrder{OpenedAt: monday.Add(9*time.Hour + 30*time.Minute)})
	}
	f.Orders = append(f.Orders, WorkOrder{OpenedAt: w.Until}, WorkOrder{OpenedAt: monday.Add(-time.Minute)})
	f.Episodes = []Episode{{StartedAt: monday.AddDate(0, 0, 13).Add(23*time.Hour + 59*time.Minute)}}
	d := DemandOf(f, OrderScope{}, w, c)
	if d.Orders[time.Monday][9] != 4 || d.Talks[time.Sunday][23] != 0.5 || d.Orders[time.Sunday][23] != 0 {
		t.Errorf("orders on Mondays at nine %v, talks on Sundays at eleven %v", d.Orders[time.Monday][9], d.Talks[time.Sunday][23])
	}
	for _, tc := range []struct {
		name        string
		day         time.Weekday
		from, hours int
		handling    time.Duration
		want        int
	}{
		{"half an order an hour of an hour each", time.Monday, 8, 8, time.Hour, 2}, // 0.5 + 0.71
		{"four orders in the hour, an hour each", time.Monday, 9, 1, time.Hour, 6}, // 4 + 2
		{"quick ones", time.Monday, 9, 1, 15 * time.Minute, 2},                     // 1 + 1
		{"the night before runs into it", time.Sunday, 23, 11, time.Hour, 1},       // 4/11 + 0.60
		{"nothing came", time.Tuesday, 8, 8, time.Hour, 0},
	} {
		if got := d.Staffing(tc.day, tc.from, tc.hours, tc.handling); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestAgeing(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	var open []WorkOrder
	for _, age := range []time.Duration{0, 4*time.Hour - 1, 4 * time.Hour, 25 * time.Hour, 6 * 24 * time.Hour, 7 * 24 * time.Hour, 99 * 24 * time.Hour} {
		open = append(open, WorkOrder{State: Opened, OpenedAt: now.Add(-age)})
	}
	open[6].Due.Respond = now.Add(-time.Hour)
	var got []int
	steps := Ageing(open, now)
	for _, s := range steps {
		got = append(got, s.Orders)
	}
	if len(got) != 5 || got[0] != 2 || got[1] != 1 || got[2] != 1 || got[3] != 1 || got[4] != 2 || steps[4].Overdue != 1 {
		t.Errorf("%v, %+v", got, steps[4])
	}
}
