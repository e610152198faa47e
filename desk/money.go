package desk

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Fen is an amount of money in hundredths of a yuan.
type Fen int64

// MaxPrice is the most that one line of a quote may cost in all, MaxTotal the whole of it.
const (
	MaxPrice Fen = 100_000_00
	MaxTotal Fen = 500_000_00
)

// String is the amount as it is written, "¥12.50".
func (f Fen) String() string {
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	return fmt.Sprintf("%s¥%d.%02d", sign, f/100, f%100)
}

var moneyPattern = regexp.MustCompile(`^([¥￥]?) ?([0-9]{1,6})(?:\.([0-9]{1,2}))? ?(元|块|块钱)?$`)

// ParseFen reads an amount such as "12.5", "12.50元" or "¥30": nothing negative, no
// fractions of a fen, at most MaxPrice.
func ParseFen(s string) (Fen, error) {
	m := moneyPattern.FindStringSubmatch(strings.TrimSpace(halfWidth(s)))
	if m == nil || m[1] != "" && m[4] != "" {
		return 0, fmt.Errorf("amount %q: %w", s, ErrInvalid)
	}
	yuan, _ := strconv.ParseInt(m[2], 10, 64)             // six digits at most
	fen, _ := strconv.ParseInt((m[3] + "00")[:2], 10, 64) // two
	if f := Fen(yuan*100 + fen); f <= MaxPrice {
		return f, nil
	}
	return 0, fmt.Errorf("amount %q is more than %s: %w", s, MaxPrice, ErrInvalid)
}

// halfWidth is s with the digits, points and blanks of Chinese keyboards as plain ones.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．':
			return '.'
		case r == '　':
			return ' '
		}
		return r
	}, s)
}
