package bot

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"linli/desk"
	"linli/intents"
)

// What staff promise a resident in chat ("15分钟内到", "明天上午给您回电") becomes a timer of
// the order. It has to be plain: a moment and an act in one clause, by staff, and neither
// hedged nor asked. What is missed here costs a reminder; what is invented, trust.

var (
	promiseSentence = regexp.MustCompile(`[^。！？!?;；\n]+[。！？!?;；\n]*`)
	promiseClause   = regexp.MustCompile(`[^，,、]+`)
	promiseNumber   = regexp.MustCompile(`[零一二两三四五六七八九十]{1,3}(个?半?(?:分钟|小时|钟头|天)|点)`)
	promiseSpan     = regexp.MustCompile(`(\d{1,3}|半)(个半|个)?(分钟|小时|钟头|天)`)
	promiseMoment   = regexp.MustCompile(`今天|明天|大后天|后天|今晚|明早|明晚|(?:下?周|星期|礼拜)[一二三四五六日天]|早上|上午|中午|下午|傍晚|晚上|\d{1,2}(?:点|[:：]\d{2})`)

	// promiseNot are words that make it no promise of ours: denied, hedged, past, asked of
	// the resident, or of things rather than people.
	promiseNot   = regexp.MustCompile(`不|没|無|无法|争取|尽量|可能|也许|请您|请你|麻烦|您先|你先|您在|分钟前|小时前|天前|昨天|前天|已经|刚|配件|材料|快递|到货|每天|平时`)
	promiseNoise = strings.NewReplacer("差不多", "", "不好意思", "", "对不起", "", "没问题", "", "不用担心", "", "看到", "", "收到", "", "感到", "", "遇到", "",
		"找到", "", "得到", "", "等到", "", "直到", "", "碰到", "", "后来", "", "原来", "", "本来", "", "起来", "", "看来", "", "未来", "")
	promiseAsked = regexp.MustCompile(`[？?]|吗|么$|行不行|好不好|方便不|如果|要是|万一`) // or on a condition

	promiseDone   = regexp.MustCompile(`修好|处理好|处理完|弄好|换好|搞定|搞好|恢复|解决|做完|疏通好`)
	promiseAnswer = regexp.MustCompile(`回复|答复|回电|回您|告诉您|告知|通知您|联系您|给您电话|打电话|打给您|回话|给您消息`)
	promiseCome   = regexp.MustCompile(`到|来|上门|过去|赶`)
	arrivedWords  = regexp.MustCompile(`^(?:师傅|我|我们|人)?(?:已经|刚)?(?:到了|到您|到楼下|在(?:您家)?(?:门口|楼下)|到门口)`)
)

// readPromise finds the first clause in which staff promise something, what, and by when.
func readPromise(words string, c *desk.Community, now time.Time) (said string, kind desk.PromiseKind, due time.Time, ok bool) {
	for _, sentence := range promiseSentence.FindAllString(words, -1) {
		if promiseAsked.MatchString(sentence) {
			continue
		}
		for _, said := range promiseClause.FindAllString(sentence, -1) {
			clause := promiseNoise.Replace(said)
			if kind = promiseKind(clause); kind == "" {
				continue
			}
			if due, ok = promiseDue(withDigits(clause), c, now); ok {
				return strings.TrimSpace(said), kind, due, true
			}
		}
	}
	return "", "", time.Time{}, false
}

func promiseKind(clause string) desk.PromiseKind {
	switch {
	case promiseNot.MatchString(clause):
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

// withDigits writes the numbers of times in digits: 十五分钟, 三点.
func withDigits(s string) string {
	return promiseNumber.ReplaceAllStringFunc(s, func(m string) string {
		unit := promiseNumber.FindStringSubmatch(m)[1]
		if n := intents.Arabic(strings.TrimSuffix(m, unit)); n != "" {
			return n + unit
		}
		return m
	})
}

// promiseDue is the end of the time a clause names: of a part of the day its last moment.
func promiseDue(clause string, c *desk.Community, now time.Time) (due time.Time, ok bool) {
	now = c.Local(now)
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
	day, rest, dated := parseDay(clause[at[0]:], now)
	hour, minute, _, timed := parseHour(rest)
	part := partPattern.FindString(strings.TrimSpace(rest))
	switch {
	case hour < 0:
		return time.Time{}, false
	case timePattern.MatchString(strings.TrimPrefix(strings.TrimSpace(rest), part)) && timed: // said to the minute
		if !dated && part == "" && hour < 12 && hour <= now.Hour() { // "3点到", in the afternoon
			hour += 12
		}
	case part != "":
		hour, minute = partEnds[part], 0
	default:
		hour, minute = serviceEnds(c)
	}
	y, m, d := day.Date()
	due = time.Date(y, m, d, hour, minute, 0, 0, now.Location())
	return due, due.After(now)
}

// partEnds are the hours at which the parts of a day are over.
var partEnds = map[string]int{"早上": 10, "上午": 12, "中午": 14, "下午": 18, "傍晚": 19, "晚上": 21, "夜里": 24}

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

// promised notes what staff have just told the resident: that they are there, or what they
// will do.
func (a *act) promised(by desk.Actor, words string) error {
	if arrivedWords.MatchString(strings.TrimSpace(words)) {
		a.w.KeepPromise(a.now, desk.PromiseCome)
		return nil
	}
	said, kind, due, ok := readPromise(words, a.com, a.now)
	if !ok || a.w.State == desk.Resolved {
		return nil
	}
	return a.w.Promise(kind, said, due, by, a.now)
}
