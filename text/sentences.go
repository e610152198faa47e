package text

import (
	"slices"
	"strings"
	"unicode"
)

// Sentences cuts a message into the parts that may each ask something: at full stops, question and exclamation marks,
// semicolons, line ends, and before a connective that begins a new subject (顺便问, 另外, "by the way"). The parts are
// trimmed, never empty, in the order of the text and without the mark or connective they were cut at. Numbers (3.5,
// 3-2-501, 1,000) are never cut. A message without any of these is one part; an empty one is none.
func Sentences(s string) []string { return split(s, isStop) }

// Clauses cuts finer than Sentences: at commas as well. Most of these parts ask nothing by themselves.
func Clauses(s string) []string {
	return split(s, func(runes []rune, i int) bool { return isStop(runes, i) || isComma(runes, i) })
}

// connectives open a new subject. 还有 is not among them when no comma stands before it: 还有车位吗 asks one thing.
var connectives = []string{
	"顺便问一下", "顺便问下", "顺便问", "顺便再问", "顺便", "順便問", "順便", "另外", "再问一下", "再问下", "再问", "再問",
	"还想问", "還想問", "by the way", "also,",
}

// afterComma are connectives only at the beginning of a clause, and only cut there: they may carry the meaning.
var afterComma = []string{"还有", "還有", "以及", "and also ", "and how ", "and what ", "and when ", "and where "}

func split(s string, stop func(runes []rune, i int) bool) []string {
	runes := []rune(s)
	var parts []string
	start := 0
	cut := func(end, next int) {
		if part := strings.TrimFunc(string(runes[start:end]), isEdge); part != "" {
			parts = append(parts, part)
		}
		start = next
	}
	for i := 0; i < len(runes); i++ {
		switch n := connectiveAt(runes, i); {
		case stop(runes, i):
			cut(i, i+1)
		case n > 0:
			cut(i, i+n)
			i += n - 1
		case clauseBegins(runes, i) && prefixOf(runes, i, afterComma) > 0:
			cut(i, i)
		}
	}
	cut(len(runes), len(runes))
	return parts
}

// isEdge is what a part does not begin or end with.
func isEdge(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(",，、。.;；:：~～", r)
}

func isStop(runes []rune, i int) bool {
	switch runes[i] {
	case '。', '？', '！', '?', '!', ';', '；', '\n', '\r':
		return true
	case '.': // of English prose only: not in 3.5, not in an address or a file name
		return (i+1 == len(runes) || unicode.IsSpace(runes[i+1])) && i > 0 && !unicode.IsDigit(runes[i-1])
	}
	return false
}

func isComma(runes []rune, i int) bool {
	switch runes[i] {
	case '，':
		return true
	case ',':
		return i == 0 || i+1 == len(runes) || !unicode.IsDigit(runes[i-1]) || !unicode.IsDigit(runes[i+1])
	}
	return false
}

func clauseBegins(runes []rune, i int) bool {
	return i > 0 && (isComma(runes, i-1) || unicode.IsSpace(runes[i-1]))
}

// connectiveAt is the length in runes of the connective at i, 0 when there is none. A Latin one begins a word.
func connectiveAt(runes []rune, i int) int {
	if i > 0 && runes[i] < unicode.MaxASCII && !unicode.IsSpace(runes[i-1]) && !isComma(runes, i-1) {
		return 0
	}
	return prefixOf(runes, i, connectives)
}

func prefixOf(runes []rune, i int, of []string) int {
	for _, c := range of {
		want := []rune(c)
		if end := i + len(want); end <= len(runes) && slices.EqualFunc(runes[i:end], want, equalFold) {
			return len(want)
		}
	}
	return 0
}

func equalFold(a, b rune) bool { return unicode.ToLower(a) == unicode.ToLower(b) }
