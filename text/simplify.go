package text

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed simplified.txt
var simplifiedTable string

// conversion maps traditional characters and phrases to simplified ones.
type conversion struct {
	chars   map[rune]rune
	phrases map[string]string
	// longest holds, per first character, the length in bytes of the longest phrase that begins with it, so that text
	// without such a character costs one look-up a rune.
	longest map[rune]int
}

// loadConversion parses the embedded table on first use: most programs that import this package never need it.
var loadConversion = sync.OnceValue(func() *conversion {
	c := &conversion{
		chars:   make(map[rune]rune, 4000),
		phrases: make(map[string]string, 500),
		longest: make(map[rune]int, 500),
	}
	for line := range strings.Lines(simplifiedTable) {
		from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		first, size := utf8.DecodeRuneInString(from)
		if size == len(from) {
			c.chars[first], _ = utf8.DecodeRuneInString(to)
			continue
		}
		c.phrases[from] = to
		c.longest[first] = max(c.longest[first], len(from))
	}
	return c
})

// Simplify turns traditional Chinese into simplified Chinese, the longest phrase first (乾隆 stays, 乾淨 becomes 干净).
// Text in any other script is returned as it is.
func Simplify(s string) string {
	c := loadConversion()
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if from, to, ok := c.phraseAt(s[i:], r); ok {
			b.WriteString(to)
			i += len(from)
			continue
		}
		if to, ok := c.chars[r]; ok {
			b.WriteRune(to)
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// phraseAt finds the longest phrase that s, whose first character is first, begins with.
func (c *conversion) phraseAt(s string, first rune) (from, to string, ok bool) {
	n := min(c.longest[first], len(s))
	for ; n > 0; n-- {
		if to, ok := c.phrases[s[:n]]; ok {
			return s[:n], to, true
		}
	}
	return "", "", false
}
