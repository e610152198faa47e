package desk_test

import (
	"testing"
	"time"

	. "linli/desk"
)

func TestTick(t *testing.T) {
	c := community(t, nil)
	w := inState(t, c, Working)
	at := monday.Add(3 * time.Hour)
	lines := len(w.Log)
	for range 2 { // the second time says nothing new
		if err := w.Tick("先断水", claimer, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.Ticked("先断水"); got == nil || got.By != claimer.Name || !got.At.Equal(at) || w.Ticked("试一遍") != nil {
		t.Errorf("ticked is %+v", got)
	}
	if len(w.Log) != lines+1 || w.Log[lines].Move != MoveTick || w.Log[lines].Why != "先断水" {
		t.Errorf("the log has %+v", w.Log[lines:])
	}
}

func TestChecklistFor(t *testing.T) {
	water, complaint := Checklist{Category: "水电", Steps: []string{"断水"}}, Checklist{Kind: Complaint, Steps: []string{"道歉"}}
	for _, tc := range []struct {
		kind             OrderKind
		category         string
		water, complaint bool
	}{{Repair, "水电", true, false}, {EmergencyOf, "水电", true, false}, {Repair, "电梯", false, false}, {Complaint, "水电", false, true}} {
		w := &WorkOrder{Kind: tc.kind, Category: tc.category}
		if water.For(w) != tc.water || complaint.For(w) != tc.complaint {
			t.Errorf("%s of %s: %t %t", tc.kind, tc.category, water.For(w), complaint.For(w))
		}
	}
}
