package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	. "linli/desk"
)

var valve = []QuoteLine{{"角阀", 2, 3500}, {"人工", 1, 5000}}

func TestParseFen(t *testing.T) {
	for s, want := range map[string]Fen{"12.5": 1250, "12.50元": 1250, "¥30": 3000, "￥30": 3000, "¥ 30.05": 3005, "30块": 3000, "30块钱": 3000,
		" 7 ": 700, "0": 0, "0.01": 1, "１２．５": 1250, "100000": 100_000_00, "007": 700} {
		got, err := ParseFen(s)
		if err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "-1", "¥-1", "1.234", "1,000", "1e3", "100000.01", "1000000", "¥30元", "元", "三十", ".5", "5.", "1 2", "0x10", "+5", "12.5.5"} {
		if got, err := ParseFen(s); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q is %d, %v; want it refused", s, got, err)
		}
	}
	for f, want := range map[Fen]string{1250: "¥12.50", 5: "¥0.05", 0: "¥0.00", -1250: "-¥12.50", 100_000_00: "¥100000.00"} {
		if f.String() != want {
			t.Errorf("%d is %s, want %s", int64(f), f, want)
		}
	}
}

func FuzzParseFen(f *testing.F) {
	for _, s := range []string{"12.5", "¥30", "30元", "-1", "１２", "¥ 0.01 元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseFen(s)
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if got < 0 || got > MaxPrice {
			t.Fatalf("%q is %d", s, got)
		}
		if again, err := ParseFen(got.String()); err != nil || again != got {
			t.Fatalf("%q is %s, which is read as %d, %v", s, got, again, err)
		}
	})
}

func TestParseQuote(t *testing.T) {
	for s, want := range map[string]string{
		"角阀 35 人工 50":              "角阀：¥35.00，人工：¥50.00，合计 ¥85.00",
		"角阀 x2 35，人工50元":           "角阀 ×2：¥70.00，人工：¥50.00，合计 ¥120.00",
		"角阀×2 35、人工 ¥50":           "角阀 ×2：¥70.00，人工：¥50.00，合计 ¥120.00",
		"角阀¥35.5":                  "角阀：¥35.50，合计 ¥35.50",
		"4分 不锈钢 软管 20 DN20弯头 3.5元": "4分 不锈钢 软管：¥20.00，DN20弯头：¥3.50，合计 ¥23.50",
		"20 30":                        "",
		"角阀":                           "",
		"":                             "",
		"角阀 35 人工":                     "",
		"人工 -50":                       "",
		"人工 0":                         "",
		"角阀 x0 35":                     "",
		strings.Repeat("角阀 1 ", 31):    "",
		strings.Repeat("长", 41) + " 1": "",
	} {
		lines, err := ParseQuote(s)
		if want == "" {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("%q is %v, %v; want it refused", s, lines, err)
			}
			continue
		}
		if got := (&Quote{Lines: lines}).String(); err != nil || got != want {
			t.Errorf("%q is %s, %v; want %s", s, got, err, want)
		}
	}
}

func TestCheckQuote(t *testing.T) {
	for name, lines := range map[string][]QuoteLine{"none": nil, "no name": {{" ", 1, 100}}, "two lines as one": {{"a\nb", 1, 100}}, "none of it": {{"阀", 0, 100}},
		"too many": {{"阀", 1000, 1}}, "negative": {{"折扣", 1, -100}}, "dear": {{"阀", 1, MaxPrice + 1}}, "dear in sum": {{"阀", 2, MaxPrice}}, "free": {{"阀", 1, 0}},
		"dear in all": slices.Repeat([]QuoteLine{{"阀", 1, MaxPrice}}, 6)} {
		if err := CheckQuote(lines, ""); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := CheckQuote(slices.Repeat([]QuoteLine{{"阀", 1, 0}, {"人工", 1, 1}}, 15), strings.Repeat("长", 200)); err != nil {
		t.Error(err)
	}
	if err := CheckQuote(valve, strings.Repeat("长", 201)); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
}

// What is refused must change nothing; "" is done.
func TestQuote(t *testing.T) {
	c, at := community(t, nil), monday.Add(time.Hour)
	w := inState(t, c, Working)
	step := func(name string, err, want error, state QuoteState, n int) {
		t.Helper()
		if !errors.Is(err, want) || w.Quote.State != state || w.Quote.N != n {
			t.Fatalf("%s: %v, quote %d %s; want %v, %d %s", name, err, w.Quote.N, w.Quote.State, want, n, state)
		}
		checkLog(t, w)
	}
	step("none to answer", w.AnswerQuote(true, 0, 5, at), ErrConflict, NotQuoted, 0)
	step("none to take back", w.Withdraw(claimer, at), ErrConflict, NotQuoted, 0)
	step("a colleague", w.Propose(valve, "", colleague, at), ErrConflict, NotQuoted, 0)
	step("without lines", w.Propose(nil, "", claimer, at), ErrInvalid, NotQuoted, 0)
	step("proposed", w.Propose(valve, "", claimer, at), nil, QuoteProposed, 1)
	lines := len(w.Log)
	step("the same again", w.Propose(valve, "", claimer, at), nil, QuoteProposed, 1)
	if len(w.Log) != lines {
		t.Error("the same quote was logged again")
	}
	step("resolving", w.Resolve(claimer, "好了", c, at), ErrConflict, QuoteProposed, 1)
	step("changed", w.Propose(valve[:1], "不换新", dispatcher, at), nil, QuoteProposed, 2)
	step("agreed to the old one", w.AnswerQuote(true, 1, 5, at), ErrConflict, QuoteProposed, 2)
	step("declined", w.AnswerQuote(false, 2, 6, at), nil, QuoteDeclined, 2)
	step("agreed after that", w.AnswerQuote(true, 2, 7, at), ErrConflict, QuoteDeclined, 2)
	step("again", w.Propose(valve[:1], "不换新", claimer, at), nil, QuoteProposed, 3)
	step("taken back by a colleague", w.Withdraw(colleague, at), ErrConflict, QuoteProposed, 3)
	step("taken back", w.Withdraw(claimer, at), nil, QuoteWithdrawn, 3)
	step("agreed to nothing", w.AnswerQuote(true, 3, 8, at), ErrConflict, QuoteWithdrawn, 3)
	step("once more", w.Propose(valve, "", claimer, at), nil, QuoteProposed, 4)
	step("agreed", w.AnswerQuote(true, 4, 9, at), nil, QuoteAgreed, 4)
	if w.Quote.Message != 9 || !w.Quote.Answered.Equal(at) || w.Quote.Total() != 12000 || w.Quote.By != "王师傅" {
		t.Errorf("the quote is %+v", w.Quote)
	}
	step("resolved", w.Resolve(claimer, "好了", c, at), nil, QuoteAgreed, 4)
	step("after that", w.Propose(valve, "多加", claimer, at), ErrConflict, QuoteAgreed, 4)
}

// What staff keep of an answer outside the chat says who gave it, how, when, and who asked.
func TestConsent(t *testing.T) {
	c, at := community(t, nil), monday.Add(time.Hour)
	said := Consent{Answer: QuoteAgreed, How: ByPhone, Who: "李阿姨", At: monday.Add(50 * time.Minute), AskedBy: "调度小陈"}
	quoted := func() *WorkOrder {
		w := inState(t, c, Working)
		if err := w.Propose(valve, "", claimer, monday.Add(55*time.Minute)); err != nil {
			t.Fatal(err)
		}
		w.NewLog = 0
		return w
	}
	for name, x := range map[string]struct {
		change func(*Consent)
		by     Actor
		want   error
		field  string
		state  QuoteState
	}{
		"agreed by phone":        {nil, claimer, nil, "", QuoteAgreed},
		"by whoever dispatches":  {nil, dispatcher, nil, "", QuoteAgreed},
		"declined on the spot":   {func(s *Consent) { s.Answer, s.How = QuoteDeclined, OnSpot }, claimer, nil, "", QuoteDeclined},
		"to the quote by number": {func(s *Consent) { s.N, s.How = 1, InWriting }, claimer, nil, "", QuoteAgreed},
		"to another quote":       {func(s *Consent) { s.N = 2 }, claimer, ErrConflict, "", QuoteProposed},
		"by a colleague":         {nil, colleague, ErrConflict, "", QuoteProposed},
		"by the resident":        {nil, TheResident, ErrInvalid, "", QuoteProposed},
		"by the clock":           {nil, TheSystem, ErrInvalid, "", QuoteProposed},
		"neither yes nor no":     {func(s *Consent) { s.Answer = QuoteWithdrawn }, claimer, ErrInvalid, "answer", QuoteProposed},
		"no way":                 {func(s *Consent) { s.How = ByChat }, claimer, ErrInvalid, "how", QuoteProposed},
		"nobody":                 {func(s *Consent) { s.Who = " " }, claimer, ErrInvalid, "who", QuoteProposed},
		"a long name":            {func(s *Consent) { s.Who = strings.Repeat("长", 61) }, claimer, ErrInvalid, "who", QuoteProposed},
		"asked by nobody":        {func(s *Consent) { s.AskedBy = "" }, claimer, ErrInvalid, "asked_by", QuoteProposed},
		"before the order":       {func(s *Consent) { s.At = monday.Add(-time.Hour) }, claimer, ErrInvalid, "at", QuoteProposed},
		"later than now":         {func(s *Consent) { s.At = at.Add(time.Minute) }, claimer, ErrInvalid, "at", QuoteProposed},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := quoted(), said
			if x.change != nil {
				x.change(&s)
			}
			err := w.RecordAnswer(s, x.by, c, at)
			var fault *Fault
			if !errors.Is(err, x.want) || errors.As(err, &fault) != (x.field != "") || fault != nil && fault.Field != x.field || w.Quote.State != x.state {
				t.Fatalf("%v, quote %s; want %v at %q, %s", err, w.Quote.State, x.want, x.field, x.state)
			}
			if checkLog(t, w); x.want != nil {
				if w.NewLog != 0 || w.Quote.Who != "" {
					t.Errorf("refused, and yet kept: %+v", w.Quote)
				}
				return
			}
			if q := w.Quote; q.Who != s.Who || q.How != s.How || !q.Answered.Equal(s.At) || q.AskedBy != s.AskedBy || q.NotedBy != x.by.Name {
				t.Errorf("kept %+v", q)
			}
			l := w.Log[len(w.Log)-1]
			if want := "¥120.00，李阿姨（" + s.How.Label() + "），11月23日 10:50，调度小陈问的"; l.Why != want || l.By != x.by || (l.Move == MoveAgree) != (s.Answer == QuoteAgreed) {
				t.Errorf("logged %+v, want %s", l, want)
			}
			if err := w.RecordAnswer(s, x.by, c, at); !errors.Is(err, ErrConflict) {
				t.Errorf("a second answer: %v", err)
			}
			if err := w.AnswerQuote(true, 1, 5, at); !errors.Is(err, ErrConflict) {
				t.Errorf("answered in the chat as well: %v", err)
			}
			if err := w.Resolve(claimer, "好了", c, at); err != nil {
				t.Errorf("resolving: %v", err)
			}
		})
	}
	w := inState(t, c, Working)
	if err := w.RecordAnswer(said, claimer, c, at); !errors.Is(err, ErrConflict) {
		t.Errorf("an answer to no quote: %v", err)
	}
}

func TestQuoteEndsWithItsOrder(t *testing.T) {
	c, at := community(t, nil), monday.Add(time.Hour)
	other := opened(c, P2)
	other.ID = 8
	for name, end := range map[string]func(*WorkOrder) error{
		"cancelled": func(w *WorkOrder) error { return w.Cancel(claimer, "不修了", c, at) },
		"merged":    func(w *WorkOrder) error { return w.MergeInto(other, claimer, c, at) },
		"sent out":  func(w *WorkOrder) error { return w.SendOut("自来水公司", claimer, c, at) },
		"an emergency does not wait": func(w *WorkOrder) error {
			w.Priority = P0
			return w.Resolve(claimer, "好了", c, at)
		},
	} {
		w := inState(t, c, Working)
		if err := errors.Join(w.Propose(valve, "", claimer, at), end(w)); err != nil || w.Quote.State != QuoteWithdrawn {
			t.Errorf("%s: %v, quote %s", name, err, w.Quote.State)
		}
		checkLog(t, w)
		if err := w.AnswerQuote(true, 1, 5, at); !errors.Is(err, ErrConflict) {
			t.Errorf("%s: answered afterwards: %v", name, err)
		}
	}
}
