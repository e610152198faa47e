package intents

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// wish is a list of rules, any of which means the intent. The order of wishes is the order of precedence.
type wish struct {
	intent   Intent
	rules    []rule
	maxRunes int // 0: any; short wishes (还漏) mean something else in a long message
}

// mainWish is the first wish that fires, Question when there is content, Other when there is none.
func mainWish(rest []clause, slots Slots) (Intent, []string) {
	if !hasContent(rest) {
		return Other, nil
	}
	if orderAlone(rest, slots) {
		return Status, []string{"status/number alone"}
	}
	framed := frame(rest)
	runes := utf8.RuneCountInString(joinClauses(rest))
	for _, w := range wishes {
		if w.maxRunes > 0 && runes > w.maxRunes {
			continue
		}
		if name, ok := firstRule(w.rules, framed, true); ok {
			return w.intent, []string{string(w.intent) + "/" + name}
		}
		if w.intent == RepairReport && placedFault(framed, rest, slots) {
			return RepairReport, []string{"repair_report/place and fault"}
		}
	}
	return Question, []string{"question/content"}
}

var aroundNumber = regexp.MustCompile(`我的|工单|单子|单|编号|号码|号|查一下|查|是|的`)

// orderAlone takes a message that is nothing but an order's number as the wish to know how it stands.
func orderAlone(rest []clause, slots Slots) bool {
	number := lettersOf(strings.ToLower(slots.Order))
	if len(number) < len("wo20261123") {
		return false
	}
	said := strings.Replace(lettersOf(strings.ToLower(joinClauses(rest))), number, "", 1)
	return aroundNumber.ReplaceAllString(said, "") == ""
}

// placedFault takes a flat and what is broken in it, told without asking anything, as a report.
func placedFault(framed string, rest []clause, slots Slots) bool {
	if slots.Place.Room == "" && (slots.Place.Building == "" || slots.Place.Unit == "") {
		return false
	}
	return fault.fires(framed, true) && !asksSomething(rest)
}

// asksSomething tells whether the clauses ask.
func asksSomething(cs []clause) bool {
	for _, c := range cs {
		if c.asks {
			return true
		}
	}
	return questionWords.in(frame(cs))
}

// keyboardRuns are keys that lie side by side; erty is not among them: property ends so.
var keyboardRuns = list("asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|rtyu|tyui|uiop|zxcv|xcvb|cvbn|vbnm|lkjh|poiu")

// hasContent is false for laughter, emoji, a key held down and the like.
func hasContent(cs []clause) bool {
	var all []rune
	for _, c := range cs {
		all = append(all, []rune(lettersOf(c.text))...)
	}
	kinds := map[rune]bool{}
	digits, latin, vowels := 0, 0, 0
	for _, r := range all {
		kinds[r] = true
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'a' && r <= 'z':
			latin++
			if r == 'a' || r == 'e' || r == 'i' || r == 'o' || r == 'u' || r == 'y' {
				vowels++
			}
		}
	}
	switch {
	case len(all) == 0 || digits == len(all):
		return false
	case onlySounds(kinds):
		return false
	case len(kinds) == 1 && len(all) > 1:
		return false
	case latin == len(all) && latin > 3 && (vowels == 0 || keyboardRuns.in(string(all))):
		return false
	}
	return true
}

// onlySounds tells whether there is nothing but 哈 嗯 啊 and their like.
func onlySounds(kinds map[rune]bool) bool {
	for r := range kinds {
		switch r {
		case '哈', '嗯', '啊', '哦', '呵', '嘿', '嘻', '额', '呃', '噢', '唉', '哎', '呀', '嗨', '呜', '喔', '诶', '欸', '咦', '切', '哼', '吼', '这', '笑', 'h', '了', '吧', '的', '么', '吗':
		default:
			return false
		}
	}
	return true
}
