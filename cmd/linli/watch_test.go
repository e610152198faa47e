package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestContentEdit: an edit of the content folder is answered with while the desk runs; one
// with a mistake is named and changes nothing.
func TestContentEdit(t *testing.T) {
	content := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(content, os.DirFS(must(awakeContent())(t))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(content, "faq", "fee.yaml")
	original := string(must(os.ReadFile(file))(t))
	edit := func(old, new string) {
		t.Helper()
		if !strings.Contains(original, old) {
			t.Fatalf("%s does not hold %q", file, old)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(original, old, new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, t.TempDir(), "LINLI_CONTENT="+content)
	answered := func(words string) bool {
		r := s.resident(t)
		for range 100 {
			s.says(t, r, "物业费怎么交")
			if m := s.hears(t, r, ""); strings.Contains(m.Text, words) {
				return true
			}
			time.Sleep(100 * time.Millisecond)
		}
		return false
	}
	edit("kind: info", "kind: nonsense")
	for range 100 {
		if strings.Contains(s.log.String(), "fee.yaml:4: fee-pay-methods kind") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if !strings.Contains(s.log.String(), "fee.yaml:4: fee-pay-methods kind") {
		t.Errorf("the mistake is not named: %s", s.log)
	}
	if !answered("您在手机上就能交") {
		t.Error("the answer is gone after a mistake")
	}
	edit("您在手机上就能交：", "现在可以刷掌交费：")
	if !answered("现在可以刷掌交费") {
		t.Error("an edit is not answered with")
	}
	s.stop(t)
}
