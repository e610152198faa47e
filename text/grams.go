package text

import "unicode"

// Grams cuts s, normalized, into tokens for matching, in the order of the text: every Han character followed by the
// bigram it begins ("退货" gives 退, 退货, 货), every run of other letters and every run of digits whole ("iPhone15"
// gives iphone, 15). Punctuation and white space only separate.
func Grams(s string) []string {
	runes := []rune(Normalize(s))
	grams := make([]string, 0, 2*len(runes))
	for i := 0; i < len(runes); {
		end := runEnd(runes, i)
		switch kindOf(runes[i]) {
		case han:
			for j := i; j < end; j++ {
				grams = append(grams, string(runes[j]))
				if j+1 < end {
					grams = append(grams, string(runes[j:j+2]))
				}
			}
		case letter, digit:
			grams = append(grams, string(runes[i:end]))
		}
		i = end
	}
	return grams
}

type kind int

const (
	other kind = iota
	han
	letter
	digit
)

func kindOf(r rune) kind {
	switch {
	case unicode.Is(unicode.Han, r) && isWord(r):
		return han
	case unicode.IsNumber(r):
		return digit
	case unicode.IsLetter(r), unicode.IsMark(r):
		return letter
	}
	return other
}

// runEnd is the index after the run of characters of one kind that begins at i.
func runEnd(runes []rune, i int) int {
	k := kindOf(runes[i])
	for i++; i < len(runes) && kindOf(runes[i]) == k; {
		i++
	}
	return i
}
