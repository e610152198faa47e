package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalize makes two ways of typing the same thing equal: NFKC (full-width forms, compatibility characters), lower
// case, simplified Chinese, no control or invisible characters, every run of white space one space, none at the ends.
// Punctuation and digits stay. Invalid UTF-8 becomes U+FFFD. Normalize(Normalize(s)) == Normalize(s).
func Normalize(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(dropInvisible, s)
	s = strings.ToLower(norm.NFKC.String(s))
	// NFKC can leave invisible characters of its own, and lower case letters can compose where upper case ones did not.
	s = norm.NFKC.String(strings.Map(dropInvisible, s))
	return strings.Join(strings.Fields(Simplify(s)), " ")
}

// Key is s for exact comparison: normalized, letters and numbers of any script only.
func Key(s string) string {
	return strings.Map(func(r rune) rune {
		if isWord(r) {
			return r
		}
		return -1
	}, Normalize(s))
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// dropInvisible maps characters nobody sees to -1, as strings.Map wants it; white space stays.
func dropInvisible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return r
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return -1
	case unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		return -1 // Hangul fillers and the like: blank, but letters to Unicode
	}
	return r
}
