package desk

import (
	"slices"
	"testing"
)

func TestFill(t *testing.T) {
	data := map[string]string{"电话": "400-1", "空": " ", "坏": "{x}"}
	for _, c := range []struct {
		in, want string
		missing  []string
	}{
		{"请打{电话}。", "请打400-1。", nil},
		{"{没有}、{空}、{没有}", "（没有暂未提供）、（空暂未提供）、（没有暂未提供）", []string{"没有", "空"}},
		{"{坏}和{", "x和", nil},
		{"{{电话}}", "400-1", nil},
		{"没有空格", "没有空格", nil},
		{"", "", nil},
	} {
		got, missing := Fill(c.in, data)
		if got != c.want || !slices.Equal(missing, c.missing) {
			t.Errorf("Fill(%q) = %q, %q, want %q, %q", c.in, got, missing, c.want, c.missing)
		}
	}
}
