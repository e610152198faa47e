package desk

import (
	"regexp"
	"slices"
	"strings"
)

// placeholder is {名字}: a name without braces, white space or line ends.
var placeholder = regexp.MustCompile(`\{([^{}\s]+)\}`)

var noBraces = strings.NewReplacer("{", "", "}", "")

// Fill puts the community's own data into an answer. missing lists, in order and each once, the placeholders without a
// value (absent or blank); in the text each of them says that it has not been provided, so that nothing is invented
// and no sentence falls apart. filled never holds a brace, whatever s and data hold.
func Fill(s string, data map[string]string) (filled string, missing []string) {
	var b strings.Builder
	end := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(s, -1) {
		name := s[m[2]:m[3]]
		value := strings.TrimSpace(data[name])
		if value == "" {
			value = "（" + name + "暂未提供）"
			if !slices.Contains(missing, name) {
				missing = append(missing, name)
			}
		}
		b.WriteString(s[end:m[0]])
		b.WriteString(value)
		end = m[1]
	}
	b.WriteString(s[end:])
	return noBraces.Replace(b.String()), missing
}

// BrokenPlaceholder returns the text from the first brace that belongs to no placeholder, "" when all is well.
func BrokenPlaceholder(s string) string {
	rest := placeholder.ReplaceAllStringFunc(s, func(p string) string { return strings.Repeat(" ", len(p)) })
	i := strings.IndexAny(rest, "{}")
	if i < 0 {
		return ""
	}
	around := []rune(s[i:])
	return string(around[:min(len(around), 12)])
}

// Placeholders lists the names of the placeholders of s, sorted, each once.
func Placeholders(s string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
