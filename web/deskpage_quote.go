package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linli/desk"
)

// quoteRow is a line of a quote as it is filled in.
type quoteRow struct {
	Name  string      `json:"name"`
	Count json.Number `json:"count"` // "" is one
	Price string      `json:"price"` // of one, in yuan
}

// blankRows are at least this many to be filled in without JavaScript.
const blankRows = 4

// quoteView is what the work on an order costs, and the form to ask the resident.
type quoteView struct {
	State    desk.QuoteState
	Open     bool
	Waits    bool // the order is not resolved before the resident has answered
	Lines    []quoteLineView
	Total    string
	Note     string
	Facts    []fact
	Answer   *moveView // what was said outside the chat, to be kept
	NoChat   bool      // nobody is asked in a chat
	CanAsk   bool
	Again    bool // there is one: the form changes it
	Rows     []quoteRow
	Written  string // the note in the form
	Error    string
	FormOpen bool
}

type quoteLineView struct{ Name, Each, Sum string }

func quoteViewOf(o *desk.WorkOrder, by desk.Staff, book *dutyBook, m desk.Mask, failed *failedMove) quoteView {
	q, c, now := &o.Quote, &book.com, book.now
	v := quoteView{Answer: answerForm(o, by, book, failed), NoChat: o.Conversation == 0, State: q.State, Open: q.Open(), Waits: q.Open() && o.State.InHand() && o.Priority != desk.P0, Note: m.Words(q.Note), Again: q.N > 0}
	v.Lines = quoteLines(q, m)
	for _, l := range q.Lines {
		v.Rows = append(v.Rows, quoteRow{l.Name, json.Number(strconv.Itoa(l.Count)), yuan(l.Price)})
	}
	if q.N > 0 {
		v.Total, v.Written = q.Total().String(), q.Note
		v.Facts = append(v.Facts, fact{Label: "报价", Value: q.By + " " + moment(c, q.At, now)})
		v.Facts = append(v.Facts, answerFacts(q, m, func(t time.Time) string { return moment(c, t, now) })...)
	}
	v.CanAsk = possible(*o, actQuote, by.Actor(), c, now)
	if v.CanAsk && failed.Act == actQuote {
		v.FormOpen, v.Error, failed.Shown = true, failed.Text, true
		v.Rows, v.Written = failed.Form.Lines, failed.Form.Note
	}
	for len(v.Rows) < blankRows || v.Rows[len(v.Rows)-1].Name != "" && len(v.Rows) < desk.MaxQuoteLines {
		v.Rows = append(v.Rows, quoteRow{})
	}
	return v
}

func quoteLines(q *desk.Quote, m desk.Mask) (out []quoteLineView) {
	for _, l := range q.Lines {
		line := quoteLineView{Name: m.Words(l.Name), Sum: l.Sum().String()}
		if l.Count > 1 {
			line.Each = fmt.Sprintf("%s × %d", l.Price, l.Count)
		}
		out = append(out, line)
	}
	return out
}

// quoteForm asks the resident's agreement to what was filled in.
func (s *Server) quoteForm(w http.ResponseWriter, r *http.Request) error {
	by := staffOf(r)
	if err := readForm(w, r); err != nil {
		return err
	}
	f := actForm{Note: r.PostFormValue("note")}
	names, counts, prices := r.PostForm["name"], r.PostForm["count"], r.PostForm["price"]
	if len(names) != len(counts) || len(names) != len(prices) || len(names) > desk.MaxQuoteLines+blankRows {
		return invalid("name", "表单没有收全，请重试")
	}
	for i := range names {
		row := quoteRow{strings.TrimSpace(names[i]), json.Number(strings.TrimSpace(counts[i])), strings.TrimSpace(prices[i])}
		if row.Name != "" || row.Price != "" {
			f.Lines = append(f.Lines, row)
		}
	}
	o, err := s.act(r.Context(), by, r.PathValue("id"), actQuote, f)
	if err != nil {
		return s.moveFailed(w, r, actQuote, f, err)
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d?%s#quote", o.ID, url.Values{"done": {string(actQuote)}}.Encode()), http.StatusSeeOther)
	return nil
}

// quote carries out actQuote, naming the line that is wrong.
func (s *Server) quote(ctx context.Context, by desk.Staff, o desk.WorkOrder, f actForm) (desk.WorkOrder, error) {
	if len(f.Lines) == 0 {
		return o, invalid("lines", "请至少写一项：名称和单价")
	}
	lines := make([]desk.QuoteLine, len(f.Lines))
	for i, row := range f.Lines {
		var err error
		if lines[i], err = quoteLine(i+1, row); err != nil {
			return o, err
		}
	}
	after, err := s.cfg.Staff.Propose(ctx, by, o.ID, lines, f.Note)
	if errors.Is(err, desk.ErrInvalid) {
		return after, invalid("lines", fmt.Sprintf("报价不对：最多 %d 项，合计大于零、不超过 %s，说明不超过 200 字", desk.MaxQuoteLines, desk.MaxTotal))
	}
	return after, err
}

func quoteLine(i int, row quoteRow) (desk.QuoteLine, error) {
	name, err := cleanText("lines", strings.TrimSpace(row.Name))
	if err != nil {
		return desk.QuoteLine{}, err
	}
	l := desk.QuoteLine{Name: name, Count: 1}
	if row.Count != "" {
		if l.Count, err = strconv.Atoi(row.Count.String()); err != nil || l.Count < 1 || l.Count > desk.MaxQuoteCount {
			return l, invalid("lines", fmt.Sprintf("第 %d 项的数量应为 1 到 %d 的整数", i, desk.MaxQuoteCount))
		}
	}
	if l.Price, err = desk.ParseFen(row.Price); err != nil {
		return l, invalid("lines", fmt.Sprintf("第 %d 项的单价请写成 12.50 这样，最多 %s", i, desk.MaxPrice))
	}
	if l.Name == "" {
		return l, invalid("lines", fmt.Sprintf("第 %d 项没有写名称", i))
	}
	if l.Sum() == 0 {
		return l, nil
	}
	if err := desk.CheckQuote([]desk.QuoteLine{l}, ""); err != nil {
		return l, invalid("lines", fmt.Sprintf("第 %d 项不对：名称最多 40 个字、不能只是数字，这一项最多 %s", i, desk.MaxPrice))
	}
	return l, nil
}
