package demo

import (
	"fmt"
	"testing"
	"time"

	"linli/desk"
)

// TestEveryDayHasADemo: the made-up weeks keep to the rules of the desk whatever day they end on.
func TestEveryDayHasADemo(t *testing.T) {
	c := &desk.Community{ID: "demo", Name: "邻里花园"}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	var staff []desk.Actor
	for i, p := range members {
		staff = append(staff, desk.Actor{Kind: desk.ByStaff, Staff: desk.StaffID(i + 1), Name: p.name, Role: p.role})
	}
	begin := time.Date(2026, 1, 1, 3, 7, 0, 0, time.UTC)
	for n := range 40 {
		until := begin.Add(time.Duration(n) * 47 * time.Hour)
		o := Options{Until: until, Days: 50, Seed: int64(n % 3), Steps: func(*desk.WorkOrder) []string { return []string{"看", "修", "试"} }}
		var id int64
		next := func(at *int64) {
			if *at == 0 {
				id++
				*at = id
			}
		}
		for turn, err := range newMonth(c, o, staff).turns() {
			if err != nil {
				t.Fatalf("until %s, seed %d: %v", until, o.Seed, err)
			}
			if turn.Episode != nil {
				next(&turn.Episode.ID)
			}
			if turn.Conversation != nil {
				next(&turn.Conversation.ID)
			}
			for _, w := range turn.Orders {
				if w.ID == 0 {
					next(&w.ID)
					w.Number = fmt.Sprintf("WO%d", w.ID)
				}
				w.NewLog = 0
			}
			for _, f := range turn.FollowUps {
				next(&f.ID)
			}
		}
	}
}
