package intents

import (
	"strings"
	"unicode"
)

// clause is a part of a normalized message between two breaks, as typed, and whether a question mark or an end of a
// sentence follows. People break with blanks as often as with commas, so a blank beside a Han character breaks too.
type clause struct {
	text     string
	asks     bool // "?" follows
	last     bool // the sentence ends here
	stressed bool // "!" follows
}

const breaks = ",.。!?;…~、:|"

// clauses cuts a normalized message.
func clauses(s string) []clause {
	var out []clause
	runes := []rune(s)
	start := 0
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && !breaksAt(runes, i) {
			continue
		}
		text := strings.TrimSpace(string(runes[start:i]))
		if text != "" {
			out = append(out, clause{text: text})
		}
		start = i + 1
		if n := len(out); n > 0 && i < len(runes) {
			out[n-1].mark(runes[i])
		}
	}
	if n := len(out); n > 0 {
		out[n-1].last = true
	}
	return out
}

// mark notes what the break r says about the clause before it.
func (c *clause) mark(r rune) {
	switch r {
	case '?':
		c.asks, c.last = true, true
	case '!':
		c.stressed, c.last = true, true
	case '。', ';', '…':
		c.last = true
	}
}

// breaksAt keeps 3.5, 1,200, 12:30 and English sentences together.
func breaksAt(runes []rune, i int) bool {
	before, after := ' ', ' '
	if i > 0 {
		before = runes[i-1]
	}
	if i+1 < len(runes) {
		after = runes[i+1]
	}
	switch r := runes[i]; r {
	case '.', ',', ':', '~':
		return !unicode.IsDigit(before) || !unicode.IsDigit(after)
	case ' ':
		return unicode.Is(unicode.Han, before) && !unicode.IsDigit(after) ||
			unicode.Is(unicode.Han, after) && !unicode.IsDigit(before)
	default:
		return strings.ContainsRune(breaks, r)
	}
}

// frame joins clauses for the rules: each as ^clause$ without blanks (so pinyin is found however it is spaced), and
// those in Latin letters once more with their blanks, in which English words are found whole.
func frame(cs []clause) string {
	var tight, spaced strings.Builder
	for _, c := range cs {
		tight.WriteString("^" + strings.ReplaceAll(c.text, " ", "") + "$")
		if strings.ContainsRune(c.text, ' ') {
			spaced.WriteString("^ " + c.text + " $")
		}
	}
	return tight.String() + spaced.String()
}
