package text

import (
	"regexp"
	"strings"
)

// questionWords occur in questions, rarely elsewhere. 没 and 不 ask only at the end (有人没, 行不), 几 not in 好几.
var questionWords = regexp.MustCompile(
	`[吗么嘛呢谁哪啥咋?]|什么|多少|多久|多大|多长|(^|[^好])几|如何|为何|能不|可不|是不是|有没|有无|要不要|[没不否]$|` +
		`\b(who|what|when|where|which|why|how|can|could|may|should|do|does|did|is|are|will|would)\b`)

// Asks says whether s, read by itself, has the form of a question. It knows Chinese and English, and is a hint only.
func Asks(s string) bool {
	return questionWords.MatchString(strings.TrimRight(Normalize(s), " .,;:!。~啊呀哦"))
}
