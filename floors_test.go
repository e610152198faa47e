// Package linli_test holds the house's own rules.
package linli_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// floors are the storeys of ARCHITECTURE.md: imports go down only.
var floors = map[string]int{
	"linli/desk": 0, "linli/text": 0, "linli/data": 0, "linli/upload": 0,
	"linli/store": 1, "linli/faq": 1, "linli/intents": 1,
	"linli/bot": 2, "linli/store/demo": 2, "linli/web/sheet": 2,
	"linli/web": 3, "linli/bot/telegram": 3,
	"linli/cmd/linli": 4,
}

// doors are the only rooms in which a library may be used.
var doors = map[string][]string{
	"github.com/go-telegram/bot":    {"linli/bot/telegram"},
	"github.com/mattn/go-sqlite3":   {"linli/store"},
	"github.com/blevesearch/bleve/": {"linli/faq"},
	"github.com/robfig/cron/":       {"linli/bot"},
	"github.com/xuri/excelize/":     {"linli/web/sheet"},
	"github.com/sergi/go-diff/":     {"linli/web"},
	"database/sql":                  {"linli/store"},
}

// helpers of tests may be imported by tests only; they stand on no floor.
func isTestHelper(path string) bool { return strings.HasSuffix(path, "test") }

func TestFloors(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "linli" || isTestHelper(p.ImportPath) {
			continue
		}
		seen++
		floor, ok := floors[p.ImportPath]
		if !ok {
			t.Errorf("%s stands on no floor: give it one here and in ARCHITECTURE.md", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if f, ours := floors[imported]; ours && f >= floor || isTestHelper(imported) && strings.HasPrefix(imported, "linli/") {
				t.Errorf("%s (floor %d) imports %s (floor %d): imports go down only", p.ImportPath, floor, imported, f)
			}
			checkDoor(t, p.ImportPath, imported)
		}
	}
	if seen != len(floors) {
		t.Errorf("%d packages have a floor, %d exist", len(floors), seen)
	}
}

func checkDoor(t *testing.T, from, imported string) {
	for library, rooms := range doors {
		if !strings.HasPrefix(imported, library) {
			continue
		}
		allowed := false
		for _, room := range rooms {
			allowed = allowed || room == from
		}
		if !allowed {
			t.Errorf("%s imports %s, which only %v may", from, imported, rooms)
		}
	}
}
