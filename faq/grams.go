package faq

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/text"
)

const (
	partMark = "~" // begins a gram that is a part of a word
	pairMark = "_" // begins a gram of two words that follow each other
)

// grams is what messages and phrases are compared by: text.Grams, and for words of letters also the pair with the word
// before, and their parts of three and four letters with the word's ends marked, so that "payment" meets "pay" and a
// typing error costs little.
func grams(s string) []string {
	var all []string
	before := ""
	for _, g := range text.Grams(s) {
		all = append(all, g)
		if first, _ := utf8.DecodeRuneInString(g); !unicode.IsLetter(first) || unicode.Is(unicode.Han, first) {
			before = ""
			continue
		}
		all = append(all, pairMark+before+pairMark+g)
		all = append(all, wordParts(g)...)
		before = g
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
	case strings.HasPrefix(g, pairMark):
		return 0.7
	}
	return 1
}
