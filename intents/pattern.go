package intents

import "strings"

// A rule fires when every one of its word lists is found close together and none of its forbidden ones is.
// Rules are data: word lists are written "卡住|困住|门~打不开", where | parts alternatives, ~ is a gap of up to
// gapBytes, ^ and $ are the beginning and end of a clause. Plain substring search keeps them readable and fast, and
// needs no word boundaries, which Chinese has not.
type rule struct {
	name   string
	need   []words
	forbid []words
}

// words is one list of alternatives, each cut at its gaps.
type words [][]string

const (
	gapBytes    = 24 // eight Han characters
	beforeBytes = 75 // how far before and after the first word the others are looked for
	afterBytes  = 120
)

// when builds a rule; a part beginning with "!" is forbidden, the others are needed.
func when(name string, parts ...string) rule {
	r := rule{name: name}
	for _, p := range parts {
		if rest, forbidden := strings.CutPrefix(p, "!"); forbidden {
			r.forbid = append(r.forbid, list(rest))
		} else {
			r.need = append(r.need, list(p))
		}
	}
	return r
}

// list parses one word list.
func list(s string) words {
	var w words
	for alternative := range strings.SplitSeq(s, "|") {
		w = append(w, strings.Split(alternative, "~"))
	}
	return w
}

// in tells whether any alternative occurs in s.
func (w words) in(s string) bool {
	for _, pieces := range w {
		if indexPieces(s, pieces) >= 0 {
			return true
		}
	}
	return false
}

// fires tells whether the rule matches s. Without strict its forbidden words are ignored.
func (r rule) fires(s string, strict bool) bool {
	for _, w := range r.need[1:] { // cheap refusal before the search for neighbours
		if !w.in(s) {
			return false
		}
	}
	for _, pieces := range r.need[0] {
		for from := 0; from < len(s); {
			at := indexPieces(s[from:], pieces)
			if at < 0 {
				break
			}
			at += from
			if r.firesNear(s[max(0, at-beforeBytes):min(len(s), at+afterBytes)], strict) {
				return true
			}
			from = at + len(pieces[0])
		}
	}
	return false
}

func (r rule) firesNear(window string, strict bool) bool {
	for _, w := range r.need[1:] {
		if !w.in(window) {
			return false
		}
	}
	if strict {
		for _, w := range r.forbid {
			if w.in(window) {
				return false
			}
		}
	}
	return true
}

// indexPieces is the byte index of the first piece whose followers come after it, each within gapBytes; -1 if none.
func indexPieces(s string, pieces []string) int {
	for from := 0; from < len(s); {
		at := strings.Index(s[from:], pieces[0])
		if at < 0 {
			return -1
		}
		at += from
		if followed(s[at+len(pieces[0]):], pieces[1:]) {
			return at
		}
		from = at + len(pieces[0])
	}
	return -1
}

func followed(s string, pieces []string) bool {
	for _, p := range pieces {
		near := s[:min(len(s), gapBytes+len(p))]
		at := strings.Index(near, p)
		if at < 0 {
			return false
		}
		s = s[at+len(p):]
	}
	return true
}

// firstRule is the first rule that fires on s.
func firstRule(rules []rule, s string, strict bool) (name string, ok bool) {
	for _, r := range rules {
		if r.fires(s, strict) {
			return r.name, true
		}
	}
	return "", false
}
