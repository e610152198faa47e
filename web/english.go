package web

import (
	"bytes"
	_ "embed"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

//go:embed english.tsv
var englishWords string

// english is the desk's dictionary.
var english = newDictionary(englishWords)

// dictionary turns the words of a Chinese page into another language. It knows whole
// phrases and phrases with gaps; what people wrote stands in elements marked
// translate="no" and is left as it is.
type dictionary struct {
	phrases  map[string]string
	patterns []pattern
}

// pattern is a phrase with gaps: "{}" for anything, "{#}" for a number.
type pattern struct {
	literal string // the longest part of it that is no gap
	re      *regexp.Regexp
	to      string // its gaps are "{1}", "{2}" …
}

// newDictionary reads lines of "Chinese<TAB>translation"; "#" begins a remark.
func newDictionary(lines string) *dictionary {
	d := &dictionary{phrases: map[string]string{}}
	for line := range strings.Lines(lines) {
		from, to, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		switch {
		case !ok || strings.HasPrefix(line, "#"):
		case strings.Contains(from, "{"):
			d.patterns = append(d.patterns, newPattern(from, to))
		default:
			d.phrases[from] = to
		}
	}
	// What says more of itself is tried first.
	slices.SortStableFunc(d.patterns, func(a, b pattern) int { return len(b.literal) - len(a.literal) })
	return d
}

var gaps = strings.NewReplacer(`\{\}`, `(.+?)`, `\{#\}`, `(\d[\d.:+]*)`)

func newPattern(from, to string) pattern {
	literal := ""
	for _, part := range strings.FieldsFunc(from, func(r rune) bool { return strings.ContainsRune("{}#", r) }) {
		if len(part) > len(literal) {
			literal = part
		}
	}
	for i := 1; strings.Contains(to, "{}"); i++ { // in the same order, unless the line numbers them
		to = strings.Replace(to, "{}", "{"+strconv.Itoa(i)+"}", 1)
	}
	return pattern{literal: literal, re: regexp.MustCompile(`^(?s:` + gaps.Replace(regexp.QuoteMeta(from)) + `)$`), to: to}
}

// phrase translates one piece of text; ok is false when some of it is not known.
func (d *dictionary) phrase(s string) (out string, ok bool) {
	if to, known := d.phrases[s]; known {
		return to, true
	}
	if !hasHan(s) {
		return s, true
	}
	for _, p := range d.patterns {
		if !strings.Contains(s, p.literal) {
			continue
		}
		found := p.re.FindStringSubmatch(s)
		if found == nil {
			continue
		}
		out = p.to
		for i, gap := range found[1:] { // a name, a number, or again words of ours
			gap, _ = d.phrase(gap)
			out = strings.ReplaceAll(out, "{"+strconv.Itoa(i+1)+"}", gap)
		}
		return out, true
	}
	return d.parts(s)
}

// parts translates "label：value", whose value may be a person's words, and "this · that".
func (d *dictionary) parts(s string) (out string, ok bool) {
	if label, value, found := strings.Cut(s, "："); found {
		label, ok = d.phrase(label)
		if ok {
			value, _ = d.phrase(value)
			return strings.TrimSpace(label + ": " + value), true
		}
	}
	parts := strings.Split(s, " · ")
	if len(parts) == 1 {
		return s, false
	}
	ok = true
	for i := range parts {
		known := false
		parts[i], known = d.phrase(parts[i])
		ok = ok && known
	}
	return strings.Join(parts, " · "), ok
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// readAloud are the attributes that hold words.
var readAloud = []string{"placeholder", "aria-label", "title", "alt"}

// page translates a page; missed are its words that are not in the dictionary.
func (d *dictionary) page(page []byte) (out []byte, missed []string) {
	say := func(s string) string {
		core := strings.TrimSpace(s)
		to, ok := d.phrase(core)
		if !ok {
			missed = append(missed, core)
		}
		return strings.Replace(s, core, to, 1)
	}
	var b bytes.Buffer
	kept := 0 // how deep inside an element that is not to be translated
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) { // cannot happen with a reader of bytes
				return page, missed
			}
			return b.Bytes(), missed
		}
		raw := slices.Clone(z.Raw())
		token := z.Token()
		switch {
		case kept > 0:
			kept += depth(kind, &token)
			b.Write(raw)
		case kind == html.TextToken && hasHan(token.Data):
			b.WriteString(html.EscapeString(say(token.Data)))
		case kind == html.StartTagToken && attribute(&token, "translate") == "no":
			kept = depth(kind, &token)
			b.Write(raw)
		case (kind == html.StartTagToken || kind == html.SelfClosingTagToken) && speaks(&token, say):
			b.WriteString(token.String())
		default:
			b.Write(raw)
		}
	}
}

// speaks translates the attributes of a tag, and reports whether any was changed.
func speaks(token *html.Token, say func(string) string) (changed bool) {
	for i := range token.Attr {
		a := &token.Attr[i]
		switch {
		case token.Data == "html" && a.Key == "lang":
			a.Val, changed = languageEnglish, true
		case slices.Contains(readAloud, a.Key) && hasHan(a.Val):
			a.Val, changed = say(a.Val), true
		}
	}
	return changed
}

func attribute(token *html.Token, key string) string {
	for _, a := range token.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// void are the elements without an end tag that our pages have.
var void = []string{"input", "img", "br", "meta", "link", "hr"}

func depth(kind html.TokenType, token *html.Token) int {
	switch {
	case slices.Contains(void, token.Data):
		return 0
	case kind == html.StartTagToken:
		return 1
	case kind == html.EndTagToken:
		return -1
	}
	return 0
}
