package bot

import (
	"strconv"
	"strings"
	"time"

	"linli/desk"
	"linli/intents"
)

// What staff promise a resident in chat ("15分钟内到", "明天上午给您回电") becomes a timer of
// the order. It has to be plain: a moment and an act in one clause, by staff, and neither
// hedged nor asked. What is missed here costs a reminder; what is invented, trust.

// readPromise finds the first clause in which staff promise something, what, and by when.
func readPromise(words string, c *desk.Community, now time.Time) (said string, kind desk.PromiseKind, due time.Time, ok bool) {
	for _, sentence := range promiseSentence.FindAllString(words, -1) {
		if promiseAsked.MatchString(sentence) {
			continue
		}
		for _, said := range promiseClause.FindAllString(sentence, -1) {
			clause := plainly(said)
			if kind = promiseKind(clause); kind == "" {
				continue
			}
			if due, ok = promiseDue(clause, c, now); ok {
				return strings.TrimSpace(said), kind, due, true
			}
		}
	}
	return "", "", time.Time{}, false
}

// plainly is a clause with its numbers in digits, its ranges as their ends, and without
// the words that only look like coming or like a no.
func plainly(clause string) string {
	clause = promiseDays.ReplaceAllString(promiseNoise.Replace(clause), "")
	clause = promiseQuarter.ReplaceAllStringFunc(clause, func(m string) string { return quarters[m] })
	clause = promiseTwo.ReplaceAllString(clause, "$1$2") // 两三个小时 may be three
	clause = promiseNumber.ReplaceAllStringFunc(clause, func(m string) string {
		unit := promiseNumber.FindStringSubmatch(m)[1]
		if n := intents.Arabic(strings.TrimSuffix(m, unit)); n != "" {
			return n + unit
		}
		return m
	})
	clause = promiseUnder.ReplaceAllString(clause, "$1")
	clause = promiseSpans.ReplaceAllString(clause, "$1")
	return promiseHours.ReplaceAllStringFunc(clause, func(m string) string {
		g := promiseHours.FindStringSubmatch(m)
		return firstOf(g[2], g[1]) + g[3]
	})
}

func promiseKind(clause string) desk.PromiseKind {
	switch {
	case promiseNot.MatchString(clause), promisePast.MatchString(clause) && !promiseSoon.MatchString(clause), residentActs(clause):
		return ""
	case promiseDone.MatchString(clause):
		return desk.PromiseDone
	case promiseAnswer.MatchString(clause):
		return desk.PromiseAnswer
	case promiseCome.MatchString(clause):
		return desk.PromiseCome
	}
	return ""
}

// residentActs reports whether it is the resident who is to come: "您明天上午过来一趟", but
// not "明天上午给您送过去" or "您家明天上午来人".
func residentActs(clause string) bool {
	runes := []rune(clause)
	for i, r := range runes {
		if r != '您' && r != '你' {
			continue
		}
		object := i > 0 && strings.ContainsRune("给帮为跟和与到去来找系诉知复回答陪替向对约按", runes[i-1])
		called := i+1 < len(runes) && strings.ContainsRune("家那这的楼屋门好放稍别", runes[i+1])
		if !object && !called && strings.ContainsAny(string(runes[i:]), "来到去") {
			return true
		}
	}
	return false
}

// promiseDue is the end of the time a clause names: of a part of the day its last moment.
func promiseDue(clause string, c *desk.Community, now time.Time) (due time.Time, ok bool) {
	now = c.Local(now)
	if m := promiseWorkdays.FindStringSubmatch(clause); m != nil {
		n, err := strconv.Atoi(m[1])
		return c.Calendar().AddWorkingDays(now, n), err == nil && n > 0
	}
	if m := promiseSpan.FindStringSubmatch(clause); m != nil {
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil { // 半
			n = 0.5
		}
		if m[2] == "个半" {
			n += 0.5
		}
		unit := map[string]time.Duration{"分钟": time.Minute, "天": 24 * time.Hour}[m[3]]
		if unit == 0 {
			unit = time.Hour
		}
		due = now.Add(time.Duration(n * float64(unit)))
		return due, due.After(now)
	}
	at := promiseMoment.FindStringIndex(clause)
	if at == nil {
		return time.Time{}, false
	}
	return momentEnds(clause[at[0]:], c, now)
}

// momentEnds is the end of the day, part of it or hour that the words begin with.
func momentEnds(words string, c *desk.Community, now time.Time) (due time.Time, ok bool) {
	day, rest, dated := parseDay(words, now)
	hour, minute, _, timed := parseHour(rest)
	part := partPattern.FindString(strings.TrimSpace(rest))
	after := strings.TrimPrefix(strings.TrimSpace(rest), part)
	y, m, d := day.Date()
	switch {
	case hour < 0:
		return time.Time{}, false
	case timePattern.MatchString(after) && timed: // said to the minute
		if part == "" && hour < 12 && (!dated && hour <= now.Hour() || hour < 7) { // "3点到", in the afternoon
			hour += 12
		}
	case part != "" && promiseBefore.MatchString(after) && partBegins[part] > 0:
		hour, minute = partBegins[part], 0
	case part != "":
		hour, minute = partEnds[part], 0
	default:
		hour, minute = serviceEnds(c)
		if due = time.Date(y, m, d, hour, minute, 0, 0, now.Location()); !due.After(now) { // "今天修好", in the evening
			hour, minute = 24, 0
		}
	}
	due = time.Date(y, m, d, hour, minute, 0, 0, now.Location())
	return due, due.After(now)
}

// partEnds are the hours at which the parts of a day are over, partBegins those that
// "中午前" means.
var (
	partEnds   = map[string]int{"早上": 10, "上午": 12, "中午": 14, "下午": 18, "傍晚": 19, "晚上": 21, "夜里": 24}
	partBegins = map[string]int{"中午": 12, "傍晚": 18, "晚上": 18}
)

// serviceEnds is the end of the day for who names only the day.
func serviceEnds(c *desk.Community) (hour, minute int) {
	if c.Service.From >= c.Service.To {
		return 18, 0
	}
	t, err := time.Parse("15:04", c.Service.To)
	if err != nil {
		return 18, 0
	}
	return t.Hour(), t.Minute()
}

// arrived reports whether staff say that they are there.
func arrived(words string) bool {
	for _, sentence := range promiseSentence.FindAllString(words, -1) {
		if promiseAsked.MatchString(sentence) {
			continue
		}
		for _, clause := range promiseClause.FindAllString(sentence, -1) {
			if clause = strings.TrimSpace(clause); arrivedWords.MatchString(clause) && !arrivedNot.MatchString(clause) {
				return true
			}
		}
	}
	return false
}

// promised notes what staff have just told the resident: that they are there, or what they
// will do.
func (a *act) promised(by desk.Actor, words string) error {
	if arrived(words) {
		a.w.KeepPromise(a.now, desk.PromiseCome)
		return nil
	}
	said, kind, due, ok := readPromise(words, a.com, a.now)
	if !ok || a.w.State == desk.Resolved {
		return nil
	}
	return a.w.Promise(kind, said, due, by, a.now)
}
