package desk_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	. "linli/desk"
)

func TestPress(t *testing.T) {
	for _, tc := range []struct {
		s    string
		want Press
		ok   bool
	}{
		{"human", Press{Verb: "human", Args: []string{}}, true},
		{"pick:fee-rate:88", Press{Verb: "pick", Args: []string{"fee-rate", "88"}}, true},
		{"rate:7:", Press{Verb: "rate", Args: []string{"7", ""}}, true},
		{strings.Repeat("a", MaxPress), Press{Verb: strings.Repeat("a", MaxPress), Args: []string{}}, true},
		{strings.Repeat("a", MaxPress+1), Press{}, false},
		{"claim:" + strings.Repeat("岁", 20), Press{}, false}, // 66 bytes
		{"", Press{}, false},
		{":7", Press{}, false},
		{"Claim:7", Press{}, false},
		{"claim 7", Press{}, false},
		{"认领:7", Press{}, false},
		{"cl\x00aim:7", Press{}, false},
		{"\xff\xfe", Press{}, false},
	} {
		got, err := ParsePress(tc.s)
		if (err == nil) != tc.ok || err != nil && !errors.Is(err, ErrInvalid) || !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%q is %+v, %v", tc.s, got, err)
		}
	}
	if got := NewPress("pick", "fee-rate", int64(88), StaffID(3), Opened); got != "pick:fee-rate:88:3:opened" {
		t.Errorf("new press is %q", got)
	}
	p := Press{Verb: "x", Args: []string{"7", "-7", "7x", "99999999999999999999", ""}}
	for i, want := range []int64{7, 0, 0, 0, 0, 0} {
		if got := p.ID(i); got != want {
			t.Errorf("argument %d (%q) as an id is %d, want %d", i, p.Arg(i), got, want)
		}
	}
}

func FuzzParsePress(f *testing.F) {
	for _, s := range []string{"human", "pick:fee-rate:88", "rate:7:5", ":", "a::", "A:1", "认领:1", "\xff", strings.Repeat("a:", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePress(s)
		if err != nil {
			if !errors.Is(err, ErrInvalid) || !reflect.DeepEqual(p, Press{}) {
				t.Fatalf("%q: %+v beside %v", s, p, err)
			}
			return
		}
		if p.Verb == "" || strings.Trim(p.Verb, "abcdefghijklmnopqrstuvwxyz") != "" || len(s) > MaxPress {
			t.Fatalf("%q was taken with verb %q", s, p.Verb)
		}
		args := make([]any, len(p.Args))
		for i, a := range p.Args {
			args[i] = a
			if p.ID(i) < 0 {
				t.Fatalf("%q has the id %d", s, p.ID(i))
			}
		}
		if again := NewPress(p.Verb, args...); again != s {
			t.Fatalf("%q comes back as %q", s, again)
		}
		_ = p.Arg(len(p.Args)) // beyond the end is "", not a panic
	})
}
