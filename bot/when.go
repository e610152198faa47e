package bot

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	spanPattern = regexp.MustCompile(`^(\d+|半|一|两|二|三|四|五|六|七|八|九|十)个?(分钟|小时|天|周|星期)后?`)
	dayPattern  = regexp.MustCompile(`^(今天|明天|后天|大后天|今晚|明早|明晚|(?:下?周|星期|礼拜)[一二三四五六日天])`)
	partPattern = regexp.MustCompile(`^(早上|上午|中午|下午|傍晚|晚上|夜里)`)
	timePattern = regexp.MustCompile(`^(\d{1,2})(?:[:：点](\d{2}|半)?)分?`)
	datePattern = regexp.MustCompile(`^(?:(\d{4})-)?(\d{1,2})[-/月](\d{1,2})[日号]?`)
)

var digitsOf = map[string]float64{"半": 0.5, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

var hourOf = map[string]int{"早上": 9, "上午": 9, "中午": 12, "下午": 14, "傍晚": 18, "晚上": 19, "夜里": 21}

// ParseWhen reads a moment in the future from the start of what staff write, as in
// "明天下午 等配件" or "2小时 等电工", and returns the words after it. A day without an
// hour is its start of service, 09:00.
func ParseWhen(s string, now time.Time) (at time.Time, rest string, ok bool) {
	s = strings.TrimSpace(s)
	if m := spanPattern.FindStringSubmatch(s); m != nil {
		n, known := digitsOf[m[1]]
		if !known {
			n, _ = strconv.ParseFloat(m[1], 64)
		}
		unit := map[string]time.Duration{"分钟": time.Minute, "小时": time.Hour, "天": 24 * time.Hour}[m[2]]
		if unit == 0 {
			unit = 7 * 24 * time.Hour
		}
		return now.Add(time.Duration(n * float64(unit))), strings.TrimSpace(s[len(m[0]):]), n > 0 && n <= 365
	}
	day, rest, dated := parseDay(s, now)
	hour, minute, rest, timed := parseHour(rest)
	if !dated && !timed || hour < 0 {
		return time.Time{}, s, false
	}
	y, mo, d := day.Date()
	at = time.Date(y, mo, d, hour, minute, 0, 0, now.Location())
	if !dated && !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at, strings.TrimSpace(rest), at.After(now)
}

func parseDay(s string, now time.Time) (day time.Time, rest string, ok bool) {
	if m := datePattern.FindStringSubmatch(s); m != nil {
		month, _ := strconv.Atoi(m[2])
		d, _ := strconv.Atoi(m[3])
		year := now.Year()
		if m[1] != "" {
			year, _ = strconv.Atoi(m[1])
		}
		day = time.Date(year, time.Month(month), d, 0, 0, 0, 0, now.Location())
		if int(day.Month()) != month || day.Day() != d { // 2月30日
			return now, s, false
		}
		return day, s[len(m[0]):], true
	}
	m := dayPattern.FindString(s)
	rest = s[len(m):]
	switch m {
	case "":
		return now, s, false
	case "今天":
		return now, rest, true
	case "今晚":
		return now, "晚上" + rest, true
	case "明天":
		return now.AddDate(0, 0, 1), rest, true
	case "明早":
		return now.AddDate(0, 0, 1), "早上" + rest, true
	case "明晚":
		return now.AddDate(0, 0, 1), "晚上" + rest, true
	case "后天":
		return now.AddDate(0, 0, 2), rest, true
	case "大后天":
		return now.AddDate(0, 0, 3), rest, true
	}
	return weekday(m, now), rest, true
}

// weekday is the next such day of the week; "下周三" is that of the week after this.
func weekday(s string, now time.Time) time.Time {
	r := []rune(s)
	want := strings.Index("一二三四五六日", string(r[len(r)-1])) / len("一") // Monday is 0
	if r[len(r)-1] == '天' {
		want = 6
	}
	today := (int(now.Weekday()) + 6) % 7
	days := want - today
	switch {
	case strings.HasPrefix(s, "下"):
		days += 7
	case days <= 0:
		days += 7
	}
	return now.AddDate(0, 0, days)
}

// parseHour reads a time of day; hour is -1 when there is one that cannot be.
func parseHour(s string) (hour, minute int, rest string, ok bool) {
	rest = strings.TrimSpace(s)
	hour = 9
	part := partPattern.FindString(rest)
	if part != "" {
		hour, ok = hourOf[part], true
		rest = rest[len(part):]
	}
	m := timePattern.FindStringSubmatch(rest)
	if m == nil || !strings.ContainsAny(m[0], ":：点") {
		return hour, 0, rest, ok
	}
	h, _ := strconv.Atoi(m[1])
	switch m[2] {
	case "", "00":
	case "半":
		minute = 30
	default:
		minute, _ = strconv.Atoi(m[2])
	}
	if h > 24 || minute > 59 {
		return -1, 0, rest, false
	}
	return hourIn(part, h), minute, rest[len(m[0]):], true
}

// hourIn is the hour of the day that "3点" means in a part of it; from 24 on it is of the
// next day.
func hourIn(part string, h int) int {
	switch part {
	case "中午":
		if h < 6 {
			return h + 12
		}
	case "下午", "傍晚":
		if h < 12 {
			return h + 12
		}
	case "晚上", "夜里":
		switch {
		case h == 12:
			return 24
		case h >= 5 && h < 12:
			return h + 12
		case h < 5:
			return h + 24
		}
	}
	return h
}
