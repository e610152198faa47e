package linli_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestNotices holds THIRD_PARTY_NOTICES true: every module that is linked into the
// program is named there, and no other.
func TestNotices(t *testing.T) {
	notices, err := os.ReadFile("THIRD_PARTY_NOTICES")
	if err != nil {
		t.Fatal(err)
	}
	linkedPart, _, _ := strings.Cut(string(notices), "\nSQLite, ")
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/linli").Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]bool{}
	for _, m := range strings.Fields(string(out)) {
		if m != "linli" {
			linked[m] = true
		}
	}
	named := map[string]bool{}
	for line := range strings.Lines(linkedPart) {
		if m, _, ok := strings.Cut(line, "  "); ok && m != "" {
			named[m] = true
		}
	}
	for m := range linked {
		if !named[m] {
			t.Errorf("%s is linked in but not in THIRD_PARTY_NOTICES", m)
		}
	}
	for m := range named {
		if !linked[m] {
			t.Errorf("%s is in THIRD_PARTY_NOTICES but not linked in", m)
		}
	}
}
