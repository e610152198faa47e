package text

import "regexp"

// pinyin is one or more syllables, without tones. It takes some English words for pinyin (can, women), never a sentence.
var pinyin = regexp.MustCompile(`^(?:` +
	`(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)(?:[iu]?[ae]ng?|iong|[io]ng|i?ao|uai|[aeu]i|i?[ou]u|iu|[iu]?[aeo]|[iu]n?)|` +
	`[nl][vü]e?|a[io]?|o|ei?|ou|[ae]ng?|er)+$`)

var letters = regexp.MustCompile(`^(?:[a-zü]+|[0-9]+)$`)

// IsEnglish reports whether s is written in English: its words are of the letters a-z, and not all of them pinyin.
func IsEnglish(s string) bool {
	english := false
	for _, g := range Grams(s) {
		switch {
		case !letters.MatchString(g):
			return false
		case g[0] > '9':
			english = english || !pinyin.MatchString(g)
		}
	}
	return english
}
