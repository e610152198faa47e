package main

import (
	"strings"
	"testing"
)

// TestNewStaffStandsInNoShift: where there is a roster, whoever is added is told about it.
func TestNewStaffStandsInNoShift(t *testing.T) {
	dir := t.TempDir()
	add := func(name, role string) string {
		t.Helper()
		out, errs, code := runProgram(t, "", "staff", "add", "--data", dir, "--name", name, "--role", role)
		if code != 0 {
			t.Fatal(errs)
		}
		return out
	}
	const says = "还没有排班"
	if out := add("王师傅", "staff"); strings.Contains(out, says) {
		t.Errorf("without a roster: %s", out)
	}
	if _, errs, code := runProgram(t, "", "demo", "--data", dir, "--days", "2"); code != 0 {
		t.Fatal(errs)
	}
	if out := add("钱师傅", "staff"); !strings.Contains(out, says) {
		t.Errorf("with a roster: %s", out)
	}
	if out := add("周经理", "manager"); strings.Contains(out, says) {
		t.Errorf("a manager: %s", out)
	}
}
