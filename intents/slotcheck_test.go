package intents

import (
	"strings"
	"testing"

	"linli/text"
)

// checkSlots holds for any message: words stand in it, numbers are digits.
func checkSlots(t *testing.T, s string, slots Slots) {
	t.Helper()
	checkPlace(t, s, slots.Place)
	norm := text.Normalize(s)
	for _, v := range []string{slots.Spot, slots.Thing, slots.Visit, slots.Since} {
		if !strings.Contains(norm, v) {
			t.Fatalf("%q is not in %q", v, norm)
		}
	}
	if !strings.Contains(strings.ToUpper(norm), slots.Order) {
		t.Fatalf("order %q is not in %q", slots.Order, norm)
	}
	if strings.Trim(slots.Phone, "0123456789") != "" {
		t.Fatalf("phone %q of %q", slots.Phone, s)
	}
}

func checkPlace(t *testing.T, s string, p Place) {
	t.Helper()
	for _, v := range []string{p.Unit, p.Floor, p.Room} {
		if strings.Trim(v, "0123456789") != "" {
			t.Fatalf("place %+v of %q", p, s)
		}
	}
}
