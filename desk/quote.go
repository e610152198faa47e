package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits on a quote.
const (
	MaxQuoteLines = 30
	MaxQuoteCount = 999
	maxLineName   = 40  // runes
	maxQuoteNote  = 200 // runes
)

// QuoteState says what became of a quote.
type QuoteState string

const (
	NotQuoted      QuoteState = ""
	QuoteProposed  QuoteState = "proposed"
	QuoteAgreed    QuoteState = "agreed"
	QuoteDeclined  QuoteState = "declined"
	QuoteWithdrawn QuoteState = "withdrawn"
)

// Label is the state as staff read it.
func (s QuoteState) Label() string {
	return map[QuoteState]string{QuoteProposed: "等住户答复", QuoteAgreed: "住户已同意", QuoteDeclined: "住户不同意", QuoteWithdrawn: "已撤回"}[s]
}

// QuoteLine is a material, or labour, with its price for one.
type QuoteLine struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	Price Fen    `json:"price"`
}

// Sum is what the line costs.
func (l QuoteLine) Sum() Fen { return Fen(l.Count) * l.Price }

// String is the line as people read it, "角阀 ×2：¥70.00".
func (l QuoteLine) String() string {
	if l.Count == 1 {
		return l.Name + "：" + l.Sum().String()
	}
	return fmt.Sprintf("%s ×%d：%s", l.Name, l.Count, l.Sum())
}

// Quote is what the work on an order will cost, as the resident is asked. A changed
// quote has a new number and is asked anew; the log keeps those before it.
type Quote struct {
	N        int         `json:"n,omitempty"` // 1, 2, …; 0 there is none
	Lines    []QuoteLine `json:"lines,omitempty"`
	Note     string      `json:"note,omitempty"`
	State    QuoteState  `json:"state,omitempty"`
	By       string      `json:"by,omitempty"`
	At       time.Time   `json:"at,omitzero"`
	Answered time.Time   `json:"answered,omitzero"` // when it was said
	Message  int64       `json:"message,omitempty"` // the resident's, that answered it

	// Of an answer outside the chat (Consent):
	How     AnswerWay `json:"how,omitempty"`
	Who     string    `json:"who,omitempty"`
	AskedBy string    `json:"asked_by,omitempty"`
	NotedBy string    `json:"noted_by,omitempty"` // who kept it
}

// Total is what it costs in all.
func (q *Quote) Total() Fen {
	var sum Fen
	for _, l := range q.Lines {
		sum += l.Sum()
	}
	return sum
}

// Open reports whether the resident is still to answer.
func (q *Quote) Open() bool { return q.State == QuoteProposed }

// String is the quote in one line, "角阀：¥35.00，人工：¥50.00，合计 ¥85.00".
func (q *Quote) String() string {
	var b strings.Builder
	for _, l := range q.Lines {
		b.WriteString(l.String() + "，")
	}
	b.WriteString("合计 " + q.Total().String())
	if q.Note != "" {
		b.WriteString("（" + q.Note + "）")
	}
	return b.String()
}

// CheckQuote names what is wrong with the lines and the note of a quote.
func CheckQuote(lines []QuoteLine, note string) error {
	if len(lines) == 0 || len(lines) > MaxQuoteLines {
		return fmt.Errorf("quote of %d lines: %w", len(lines), ErrInvalid)
	}
	if len([]rune(note)) > maxQuoteNote {
		return fmt.Errorf("note of a quote is too long: %w", ErrInvalid)
	}
	for i, l := range lines {
		switch {
		case strings.TrimSpace(l.Name) == "" || len([]rune(l.Name)) > maxLineName || strings.ContainsAny(l.Name, "\r\n"):
			return fmt.Errorf("line %d of a quote has no name or a long one: %w", i+1, ErrInvalid)
		case moneyPattern.MatchString(l.Name):
			return fmt.Errorf("line %d of a quote has a number for its name: %w", i+1, ErrInvalid)
		case l.Count < 1 || l.Count > MaxQuoteCount:
			return fmt.Errorf("line %d of a quote counts %d: %w", i+1, l.Count, ErrInvalid)
		case l.Price < 0 || l.Price > MaxPrice || l.Sum() > MaxPrice:
			return fmt.Errorf("line %d of a quote costs %s: %w", i+1, l.Sum(), ErrInvalid)
		}
	}
	if total := (&Quote{Lines: lines}).Total(); total < 1 || total > MaxTotal {
		return fmt.Errorf("quote of %s: %w", total, ErrInvalid)
	}
	return nil
}

// Propose asks the resident's agreement to a price, in place of any asked before. Whoever
// has the order may, or dispatches. The same as is asked already changes nothing.
func (w *WorkOrder) Propose(lines []QuoteLine, note string, by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MoveQuote, by)
	}
	if err := w.handled(MoveQuote, by); err != nil {
		return err
	}
	if err := CheckQuote(lines, note); err != nil {
		return fmt.Errorf("order %s: %w", w.Number, err)
	}
	if w.Quote.Open() && w.Quote.Note == note && slices.Equal(w.Quote.Lines, lines) {
		return nil
	}
	w.Quote = Quote{N: w.Quote.N + 1, Lines: slices.Clone(lines), Note: note, State: QuoteProposed, By: by.Name, At: at}
	w.log(MoveQuote, w.State, by, at, w.Quote.String())
	return nil
}

// Withdraw takes back a quote that was not answered.
func (w *WorkOrder) Withdraw(by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MoveUnquote, by)
	}
	if err := w.handled(MoveUnquote, by); err != nil {
		return err
	}
	if !w.Quote.Open() {
		return w.notOpen()
	}
	w.dropQuote(by, at, "")
	return nil
}

// AnswerQuote keeps the resident's yes or no to the quote with number n, given by a
// message. ErrConflict when that quote was changed, taken back or answered.
func (w *WorkOrder) AnswerQuote(yes bool, n int, message int64, at time.Time) error {
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveAgree)
	}
	if !w.Quote.Open() || w.Quote.N != n {
		return w.notOpen()
	}
	w.Quote.Answered, w.Quote.Message = at, message
	move := MoveAgree
	if w.Quote.State = QuoteAgreed; !yes {
		move, w.Quote.State = MoveDecline, QuoteDeclined
	}
	w.log(move, w.State, TheResident, at, w.Quote.Total().String())
	return nil
}

func (w *WorkOrder) notOpen() error {
	return fmt.Errorf("quote %d of order %s is %q: %w", w.Quote.N, w.Number, w.Quote.State, ErrConflict)
}

// dropQuote takes back a quote that nobody will answer any more.
func (w *WorkOrder) dropQuote(by Actor, at time.Time, why string) {
	if w.Quote.Open() {
		w.Quote.State, w.Quote.Answered = QuoteWithdrawn, at
		w.log(MoveUnquote, w.State, by, at, why)
	}
}

// quoteAnswered checks that no price waits for the resident's answer before the order is
// resolved. Measures against danger never wait for one.
func (w *WorkOrder) quoteAnswered(by Actor, at time.Time) error {
	if w.Priority == P0 {
		w.dropQuote(by, at, "险情处置不等报价")
		return nil
	}
	if w.Quote.Open() {
		return fmt.Errorf("quote of order %s is not answered, cannot %s: %w", w.Number, MoveResolve, ErrConflict)
	}
	return nil
}

var (
	countToken  = regexp.MustCompile(`^[x×X*]([0-9]{1,3})$`)
	countedName = regexp.MustCompile(`^(.*[^0-9])[x×X*]([0-9]{1,3})$`)
	pricedName  = regexp.MustCompile(`^(.*[^0-9.¥￥])([¥￥][0-9.]+|[0-9.]+(?:元|块|块钱))$`)
	quoteBreaks = strings.NewReplacer("，", " ", "、", " ", "；", " ", ",", " ", ";", " ", "：", " ", ":", " ", "\n", " ")
)

// ParseQuote reads a quote as it is typed: "角阀 ×2 35 人工 50", "角阀35元、人工50元". What
// has no price is refused, never guessed.
func ParseQuote(s string) ([]QuoteLine, error) {
	var lines []QuoteLine
	var name []string
	count := 1
	add := func(price Fen) {
		full := strings.Join(name, " ")
		if m := countedName.FindStringSubmatch(full); m != nil {
			full = strings.TrimSpace(m[1])
			count, _ = strconv.Atoi(m[2])
		}
		lines = append(lines, QuoteLine{Name: full, Count: count, Price: price})
		name, count = nil, 1
	}
	for _, t := range strings.Fields(quoteBreaks.Replace(halfWidth(s))) {
		if m := countToken.FindStringSubmatch(t); m != nil && len(name) > 0 {
			count, _ = strconv.Atoi(m[1])
			continue
		}
		if price, err := ParseFen(t); err == nil && len(name) > 0 {
			add(price)
			continue
		}
		if m := pricedName.FindStringSubmatch(t); m != nil {
			price, err := ParseFen(m[2])
			if err != nil {
				return nil, err
			}
			name = append(name, m[1])
			add(price)
			continue
		}
		name = append(name, t)
	}
	if len(name) > 0 || len(lines) == 0 {
		return nil, fmt.Errorf("quote without a price for %q: %w", strings.Join(name, " "), ErrInvalid)
	}
	return lines, CheckQuote(lines, "")
}
