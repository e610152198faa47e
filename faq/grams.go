package faq

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/text"
)

// partMark begins a gram that is a part of a word.
const partMark = "~"

// grams is what messages and phrases are compared by: text.Grams, and for words of letters also their parts of three
// and four letters with the word's ends marked, so that "payment" meets "pay" and a typing error costs little.
func grams(s string) []string {
	var all []string
	for _, g := range text.Grams(s) {
		all = append(all, g)
		if first, _ := utf8.DecodeRuneInString(g); unicode.IsLetter(first) && !unicode.Is(unicode.Han, first) {
			all = append(all, wordParts(g)...)
		}
	}
	return all
}

func wordParts(word string) []string {
	runes := []rune("<" + word + ">")
	var parts []string
	for _, n := range []int{3, 4} {
		for i := 0; i+n <= len(runes); i++ {
			parts = append(parts, partMark+string(runes[i:i+n]))
		}
	}
	return parts
}

// gramWeight is how much a gram counts beside the others: those that overlap count less, or a word would count as
// often as it can be cut.
func gramWeight(g string) float32 {
	first, size := utf8.DecodeRuneInString(g)
	switch {
	case unicode.Is(unicode.Han, first) && size < len(g):
		return 0.6
	case strings.HasPrefix(g, partMark):
		return 0.5
	}
	return 1
}
