package desk_test

import (
	"errors"
	"strings"
	"testing"

	. "linli/desk"
)

func TestRegistrationFaults(t *testing.T) {
	c := community(t, nil)
	good := Registration{Kind: Repair, Category: "水电", Place: Place{Building: "3"}, Text: "漏水"}
	for name, x := range map[string]struct {
		field  string // "" is none
		change func(*Registration)
	}{
		"the least":             {"", func(*Registration) {}},
		"a public place":        {"", func(r *Registration) { r.Place = Place{Spot: "南门"} }},
		"a lettered building":   {"", func(r *Registration) { r.Place.Building = "B2-甲" }},
		"a question, nowhere":   {"", func(r *Registration) { r.Kind, r.Place = Inquiry, Place{} }},
		"phones as written":     {"", func(r *Registration) { r.Phone = "+86 138-1234-1234" }},
		"an emergency":          {"kind", func(r *Registration) { r.Kind = EmergencyOf }},
		"no category":           {"category", func(r *Registration) { r.Category = "" }},
		"a priority of its own": {"priority", func(r *Registration) { r.Priority = "P7" }},
		"no words":              {"text", func(r *Registration) { r.Text = " \n" }},
		"nowhere":               {"building", func(r *Registration) { r.Place = Place{} }},
		"words for a building":  {"building", func(r *Registration) { r.Place.Building = "靠近南门的那个楼" }},
		"words for a unit":      {"unit", func(r *Registration) { r.Place.Unit = "2;drop" }},
		"words for a flat":      {"room", func(r *Registration) { r.Place.Room = "501 和 502" }},
		"a long spot":           {"spot", func(r *Registration) { r.Place.Spot = strings.Repeat("远", 61) }},
		"a long name":           {"resident", func(r *Registration) { r.Resident = strings.Repeat("李", 61) }},
		"no phone number":       {"phone", func(r *Registration) { r.Phone = "请打座机" }},
		"a long time":           {"visit", func(r *Registration) { r.Visit = strings.Repeat("晚", 61) }},
	} {
		r := good
		x.change(&r)
		w, err := Register(r, claimer, c, monday)
		var fault *Fault
		if errors.As(err, &fault); (x.field == "") != (err == nil) || fault != nil && fault.Field != x.field {
			t.Errorf("%s: %v, want a fault of %q", name, err, x.field)
		}
		if err == nil && (w.State != Opened || w.Community != c.ID || w.Due.Respond.IsZero() || w.Log[0].By != claimer) {
			t.Errorf("%s: %+v", name, w)
		}
	}
	editor := Staff{ID: 4, Role: RoleEditor}.Actor()
	for _, by := range []Actor{TheResident, TheSystem, editor} {
		if _, err := Register(good, by, c, monday); !errors.Is(err, ErrInvalid) {
			t.Errorf("registered by %+v: %v", by, err)
		}
	}
}

func TestRegisteredPriorities(t *testing.T) {
	c := community(t, nil)
	for _, x := range []struct {
		kind OrderKind
		as   Priority
		want Priority
	}{{Repair, "", P2}, {Complaint, "", PC}, {Praise, "", P3}, {Inquiry, "", P2}, {Repair, P1, P1}, {Repair, P0, P0}} {
		w, err := Register(Registration{Kind: x.kind, Category: "水电", Priority: x.as, Place: Place{Building: "3"}, Text: "漏水"}, claimer, c, monday)
		if err != nil || w.Priority != x.want || (w.Kind == EmergencyOf) != (x.want == P0) {
			t.Errorf("%s as %q: %+v, %v", x.kind, x.as, w, err)
		}
	}
}

// TestRework: a closed order stays closed and counts as reopened; no other is done again.
func TestRework(t *testing.T) {
	c := community(t, nil)
	for _, s := range OrderStates {
		w := inState(t, c, s)
		w.Text, w.Place = "漏水", Place{Building: "3"}
		before := len(w.Log)
		again, err := w.Rework(dispatcher, "又漏了", c, monday.AddDate(0, 0, 1))
		if s != Closed {
			if !errors.Is(err, ErrConflict) || len(w.Log) != before || w.Reopens != 0 && s != Reopened {
				t.Errorf("%s: %v", s, err)
			}
			continue
		}
		if err != nil || w.State != Closed || w.Reopens != 1 || w.Log[len(w.Log)-1].Move != MoveRework {
			t.Fatalf("the closed order is %+v, %v", w, err)
		}
		if again.State != Opened || again.ReworkOf != w.Number || again.Text != "漏水\n住户说没有解决：又漏了" || again.Place != w.Place || again.ID != 0 {
			t.Errorf("the order that does it again is %+v", again)
		}
		if _, err := w.Rework(TheResident, "", c, monday); !errors.Is(err, ErrInvalid) {
			t.Errorf("by the resident: %v", err)
		}
	}
}
