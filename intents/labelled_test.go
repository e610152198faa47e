package intents

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The floors may only rise. own.tsv was written for this package, mostly before its tables knew the messages; the
// development questions come from others.
const (
	own = "testdata/own.tsv"
	dev = "../data/questions"
)

type labelled struct{ label, text string }

func load(t *testing.T, path string) []labelled {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	for line := range strings.SplitSeq(string(b), "\n") {
		if label, text, ok := strings.Cut(line, "\t"); ok {
			out = append(out, labelled{label, text})
		}
	}
	if len(out) == 0 {
		t.Fatal(path, "is empty")
	}
	return out
}

func raised(text string) string {
	if e := Read(text).Emergency; e != nil {
		return e.ID
	}
	return "-"
}

func TestEmergencyFloors(t *testing.T) {
	tests := []struct {
		path                  string
		wantMissed, wantFalse int // at most
	}{
		{own, 0, 1},
		{filepath.Join(dev, "emergencies.tsv"), 0, 0},
		{filepath.Join(dev, "emergency_negatives.tsv"), 0, 0},
		{filepath.Join(dev, "far_oos.tsv"), 0, 0},
		{filepath.Join(dev, "near_oos.tsv"), 0, 0},
	}
	for _, tt := range tests {
		missed, falseAlarms, emergencies, harmless := 0, 0, 0, 0
		for _, l := range load(t, tt.path) {
			got, danger := raised(l.text), strings.HasPrefix(l.label, "emg-")
			switch {
			case danger:
				emergencies++
				if got != l.label {
					missed++
					t.Logf("missed %s: %q gave %s", l.label, l.text, got)
				}
			default:
				harmless++
				if got != "-" {
					falseAlarms++
					t.Logf("false alarm %s: %q", got, l.text)
				}
			}
		}
		t.Logf("%s: %d of %d emergencies missed, %d false alarms in %d", tt.path, missed, emergencies, falseAlarms, harmless)
		if missed > tt.wantMissed || falseAlarms > tt.wantFalse {
			t.Errorf("%s: %d missed, %d false alarms; allowed %d and %d", tt.path, missed, falseAlarms, tt.wantMissed, tt.wantFalse)
		}
	}
}

func TestIntentFloors(t *testing.T) {
	for path, floor := range map[string]float64{own: 0.99, filepath.Join(dev, "intents.tsv"): 0.99} {
		right, all := 0, 0
		confused := map[string]int{}
		for _, l := range load(t, path) {
			if l.label == "-" || strings.HasPrefix(l.label, "emg-") {
				continue
			}
			all++
			got := Read(l.text)
			if string(got.Intent) == l.label {
				right++
				continue
			}
			confused[l.label+" -> "+string(got.Intent)]++
			t.Logf("%s read as %s %v: %q", l.label, got.Intent, got.Fired, l.text)
		}
		t.Logf("%s: %d of %d right, confusions %v", path, right, all, confused)
		if float64(right) < floor*float64(all) {
			t.Errorf("%s: %d of %d, floor %.2f", path, right, all, floor)
		}
	}
}

// TestFAQStaysAQuestion: what the FAQ answers must reach it, and a question about danger in general raises none.
func TestFAQStaysAQuestion(t *testing.T) {
	dangers := []string{
		"util-gas-leak", "lift-trapped", "safe-fire-smoke", "fire-alarm-sounding", "safe-ebike-fire", "util-pipe-burst", "util-electric-shock",
		"safe-falling-object-injury", "life-medical-emergency", "safe-drowning", "safe-missing-person", "safe-burglary-violence", "util-flooding",
		"house-wall-falling", "util-outage-medical", "life-suicide-crisis", "pet-bite", "safe-child-locked-in",
	}
	questions, other, alarms := 0, 0, 0
	for _, l := range load(t, filepath.Join(dev, "faq.tsv")) {
		got := Read(l.text)
		switch {
		case slices.Contains(dangers, l.label):
		case got.Emergency != nil:
			alarms++
			t.Logf("false alarm %s: %q", got.Emergency.ID, l.text)
		case got.Intent == Question:
			questions++
		default:
			other++
			t.Logf("%s: %q read as %s", l.label, l.text, got.Intent)
		}
	}
	t.Logf("%d questions, %d other wishes, %d false alarms", questions, other, alarms)
	if other > 12 || alarms > 0 {
		t.Errorf("%d FAQ messages read as another wish (at most 12), %d false alarms (none)", other, alarms)
	}
}
