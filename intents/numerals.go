package intents

import (
	"strconv"
	"strings"
)

const numeral = `(?:\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})`

var chineseDigits = map[rune]int{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// Arabic turns 十六, 二十三, 一百零二, 五零一 or 12 into Arabic digits; "" when s is no number.
func Arabic(s string) string {
	if s == "" {
		return ""
	}
	if strings.Trim(s, "0123456789") == "" {
		if n := strings.TrimLeft(s, "0"); n != "" {
			return n
		}
		return "0"
	}
	if !strings.ContainsAny(s, "十百") {
		return digitByDigit(s)
	}
	total, digit := 0, 0
	for _, r := range s {
		switch r {
		case '百':
			total, digit = total+max(digit, 1)*100, 0
		case '十':
			total, digit = total+max(digit, 1)*10, 0
		default:
			d, ok := chineseDigits[r]
			if !ok {
				return ""
			}
			digit = d
		}
	}
	return strconv.Itoa(total + digit)
}

func digitByDigit(s string) string {
	var b strings.Builder
	for _, r := range s {
		d, ok := chineseDigits[r]
		if !ok {
			return ""
		}
		b.WriteByte(byte('0' + d))
	}
	return b.String()
}
