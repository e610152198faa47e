package text

import (
	"strings"
	"unicode"
)

// Clean makes what a resident wrote fit to be stored and shown: valid UTF-8, line ends "\n", no control characters but
// newline and tab, no marks that turn the direction of the text after them, no white space at the ends, and at most
// maxRunes characters. cut says that characters beyond maxRunes were dropped. maxRunes < 0 counts as 0.
func Clean(s string, maxRunes int) (clean string, cut bool) {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.TrimSpace(strings.Map(dropUnsafe, s))
	count := 0
	for i := range s {
		if count >= maxRunes {
			return strings.TrimSpace(s[:i]), true
		}
		count++
	}
	return s, false
}

// dropUnsafe maps what must not be stored to -1. Zero-width joiners stay: emoji and some scripts need them.
func dropUnsafe(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF':
		return -1
	}
	return r
}
