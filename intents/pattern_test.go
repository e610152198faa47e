package intents

import (
	"strings"
	"testing"
)

func TestRule(t *testing.T) {
	r := when("test", "电梯|lift", "困~人|卡住", "!检修")
	tests := []struct {
		s    string
		want bool
	}{
		{"电梯困住了人", true},
		{"卡住了,电梯", true},
		{"电梯停了", false},
		{"电梯检修,卡住", false},
		{"人困电梯", false}, // the gap has an order
		{"电梯" + strings.Repeat("啊", 60) + "卡住", false},
		{"电梯" + strings.Repeat("啊", 60) + "电梯卡住", true},
	}
	for _, tt := range tests {
		if got := r.fires(tt.s, true); got != tt.want {
			t.Errorf("fires(%q) = %v, want %v", tt.s, got, tt.want)
		}
	}
	if !r.fires("电梯检修,卡住", false) {
		t.Error("a forbidden word counts only in strict matching")
	}
}

func TestTablesAreWellFormed(t *testing.T) {
	check := func(owner string, rules []rule) {
		for _, r := range rules {
			if len(r.need) == 0 {
				t.Errorf("%s/%s needs nothing", owner, r.name)
			}
			for _, w := range append(append([]words{}, r.need...), r.forbid...) {
				for _, pieces := range w {
					for _, p := range pieces {
						if p == "" {
							t.Errorf("%s/%s has an empty word", owner, r.name)
						}
					}
				}
			}
		}
	}
	for _, s := range situations {
		check(s.id, s.rules)
	}
	for _, w := range wishes {
		check(string(w.intent), w.rules)
	}
	for _, c := range categories {
		check(c.name, c.rules)
	}
}

func TestClauses(t *testing.T) {
	tests := map[string]string{
		"你好,在吗?我家3.5米,1,200元": "你好|在吗|我家3.5米|1,200元",
		"救命 电梯坠了 门开不了":        "救命|电梯坠了|门开不了",
		"3栋 2单元 501 漏水":       "3栋 2单元 501 漏水",
		"dianti kun ren le":   "dianti kun ren le",
		"I smell gas. Help!":  "I smell gas|Help",
		"...":                 "",
	}
	for in, want := range tests {
		var got []string
		for _, c := range clauses(in) {
			got = append(got, c.text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("clauses(%q) = %q, want %q", in, got, want)
		}
	}
}
