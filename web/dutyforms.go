package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/desk"
)

// dutyForm is one form of the page of shifts: it posts to /desk/duty/{Key}.
type dutyForm struct {
	Key, Title string
	Name       string // of the colleague it is about
	Staff      desk.StaffID
	Fields     []fieldView
	Top        string
	Open       bool
}

func (b *dutyBook) colleagues() []choice {
	var out []choice
	for _, p := range b.staff {
		out = append(out, choice{fmt.Sprint(p.ID), p.Name})
	}
	return out
}

func (b *dutyBook) shifts() []choice {
	var out []choice
	for _, s := range b.roster.Shifts {
		out = append(out, choice{fmt.Sprint(s.ID), fmt.Sprintf("%s %s-%s", s.Name, s.From, s.To)})
	}
	return out
}

func (b *dutyBook) absenceForm(ofOthers bool) dutyForm {
	today := b.com.Local(b.now).Format(time.DateOnly)
	f := dutyForm{Key: "absence", Title: "我要请假"}
	if ofOthers {
		f.Title = "登记请假"
		f.Fields = append(f.Fields, fieldView{Name: "staff", Label: "谁", Kind: "choice", Choices: b.colleagues()})
	}
	f.Fields = append(f.Fields, fieldView{Name: "first", Label: "从哪天", Kind: "date", Value: today},
		fieldView{Name: "last", Label: "到哪天（含）", Kind: "date", Value: today},
		fieldView{Name: "reason", Label: "原因", Kind: "words", Optional: true})
	return f.named()
}

// named makes the ids of the fields differ from those of the page's other forms.
func (f dutyForm) named() dutyForm {
	for i := range f.Fields {
		f.Fields[i].Form = f.Key
		if f.Staff != 0 {
			f.Fields[i].Form += fmt.Sprint(f.Staff)
		}
	}
	return f
}

// forms are those of whoever dispatches, without the people's own.
func (b *dutyBook) forms() []dutyForm {
	out := []dutyForm{{Key: "shift", Title: "设置班次", Fields: []fieldView{
		{Name: "shift", Label: "哪个班次", Kind: "choice", Choices: b.shifts(), Optional: true, Hint: "新增一个"},
		{Name: "name", Label: "名称", Kind: "text", Hint: "早班"},
		{Name: "from", Label: "几点开始", Kind: "time"}, {Name: "to", Label: "几点结束（可以到第二天）", Kind: "time"}}}}
	if len(b.roster.Shifts) > 0 {
		out = append(out, dutyForm{Key: "day", Title: "某一天调班", Fields: []fieldView{
			{Name: "staff", Label: "谁", Kind: "choice", Choices: b.colleagues()},
			{Name: "shift", Label: "哪个班次", Kind: "choice", Choices: b.shifts()},
			{Name: "day", Label: "哪天", Kind: "date", Value: b.com.Local(b.now).Format(time.DateOnly)},
			{Name: "what", Label: "上不上班", Kind: "choice", Choices: []choice{{"on", "上班"}, {"off", "不上班"}}}}})
	}
	out = append(out, dutyForm{Key: "steward", Title: "设置楼栋管家", Fields: []fieldView{
		{Name: "building", Label: "楼栋", Kind: "text", Hint: "3"},
		{Name: "staff", Label: "管家", Kind: "choice", Choices: b.colleagues(), Optional: true, Hint: "没有管家"}}})
	for i := range out {
		out[i] = out[i].named()
	}
	return out
}

// people are the forms of each colleague's week and trades.
func (b *dutyBook) people() []dutyForm {
	var days, trades []choice
	for i := range 7 { // Monday first
		d := (i + 1) % 7
		days = append(days, choice{fmt.Sprint(d), weekdays[d]})
	}
	for _, c := range desk.Categories {
		trades = append(trades, choice{c, c})
	}
	var out []dutyForm
	for _, p := range b.staff {
		f := dutyForm{Key: "person", Name: p.Name, Staff: p.ID}
		for _, s := range b.roster.Shifts {
			field := fieldView{Name: fmt.Sprintf("shift%d", s.ID), Label: fmt.Sprintf("%s %s-%s", s.Name, s.From, s.To), Named: true, Kind: "many", Choices: days}
			for _, t := range b.roster.Weekly {
				if t.Staff == p.ID && t.Shift == s.ID {
					for _, d := range t.Days {
						field.Values = append(field.Values, fmt.Sprint(int(d)))
					}
				}
			}
			f.Fields = append(f.Fields, field)
		}
		f.Fields = append(f.Fields, fieldView{Name: "trades", Label: "能做的工种（不选就是都能做）", Kind: "many", Choices: trades, Values: b.roster.Trades[p.ID]})
		out = append(out, f.named())
	}
	return out
}

// joinForm puts somebody who stands in no shift into one, by one press.
type joinForm struct {
	Staff  desk.StaffID
	Name   string
	Shifts []choice
}

func (b *dutyBook) joining() []joinForm {
	var out []joinForm
	for _, p := range b.roster.Unplanned(b.staff, &b.com, b.now) {
		out = append(out, joinForm{p.ID, p.Name, b.shifts()})
	}
	return out
}

// joinShift puts somebody into a shift on workdays or every day; their other shifts and their
// trades stay.
func joinShift(r *http.Request, b *dutyBook, to *desk.Roster) error {
	p, err := b.colleague(r)
	if err != nil {
		return err
	}
	days := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	if r.PostFormValue("days") == "all" {
		days = append(days, time.Saturday, time.Sunday)
	}
	return to.SetWeek(p.ID, number(r, "shift"), days)
}

func (b *dutyBook) stewards() []stewardRow {
	var out []stewardRow
	for building, p := range b.roster.Stewards {
		out = append(out, stewardRow{building, b.name(p)})
	}
	slices.SortFunc(out, func(x, y stewardRow) int {
		if n := len(x.Building) - len(y.Building); n != 0 { // 3 before 12
			return n
		}
		return strings.Compare(x.Building, y.Building)
	})
	return out
}

// dutyForm keeps what a form of the page says.
func (s *Server) dutyForm(form string, do func(r *http.Request, b *dutyBook) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := readForm(w, r); err != nil {
			return err
		}
		b, err := s.dutyBook(r.Context(), staffOf(r).Community)
		if err != nil {
			return err
		}
		if err := do(r, &b); err != nil {
			no, ok := refusalOf(r, err)
			if !ok {
				return err
			}
			return s.showDuty(w, r, form, no)
		}
		http.Redirect(w, r, "/desk/duty?kept", http.StatusSeeOther)
		return nil
	}
}

// rosterForm is dutyForm for what changes the roster.
func (s *Server) rosterForm(form string, change func(r *http.Request, b *dutyBook, to *desk.Roster) error) func(http.ResponseWriter, *http.Request) error {
	return s.dutyForm(form, func(r *http.Request, b *dutyBook) error {
		return s.cfg.Staff.EditRoster(r.Context(), staffOf(r), func(to *desk.Roster) error { return change(r, b, to) })
	})
}

// colleague is who the form's field "staff" names.
func (b *dutyBook) colleague(r *http.Request) (desk.Staff, error) {
	for _, p := range b.staff {
		if fmt.Sprint(p.ID) == r.PostFormValue("staff") {
			return p, nil
		}
	}
	return desk.Staff{}, invalid("staff", "没有这位同事")
}

// number is a field as a number, 0 where it is none.
func number(r *http.Request, field string) int {
	n, _ := strconv.Atoi(r.PostFormValue(field))
	return n
}

func setShift(r *http.Request, _ *dutyBook, to *desk.Roster) error {
	if id := number(r, "drop"); id != 0 {
		return to.DropShift(id)
	}
	return to.SetShift(desk.Shift{ID: number(r, "shift"), Name: r.PostFormValue("name"), From: r.PostFormValue("from"), To: r.PostFormValue("to")})
}

func setPerson(r *http.Request, b *dutyBook, to *desk.Roster) error {
	p, err := b.colleague(r)
	if err != nil {
		return err
	}
	for _, s := range to.Shifts {
		var days []time.Weekday
		for _, v := range r.PostForm[fmt.Sprintf("shift%d", s.ID)] {
			d, err := strconv.Atoi(v)
			if err != nil {
				return invalid("", "请选周一到周日")
			}
			days = append(days, time.Weekday(d))
		}
		if err := to.SetWeek(p.ID, s.ID, days); err != nil {
			return err
		}
	}
	return to.SetTrades(p.ID, r.PostForm["trades"])
}

func setDay(r *http.Request, b *dutyBook, to *desk.Roster) error {
	p, err := b.colleague(r)
	if err != nil {
		return err
	}
	what := r.PostFormValue("what")
	if what != "on" && what != "off" {
		return invalid("what", "请选上班还是不上班")
	}
	return to.Except(desk.Exception{Staff: p.ID, Shift: number(r, "shift"), Day: r.PostFormValue("day"), Off: what == "off"}, b.now)
}

func setSteward(r *http.Request, b *dutyBook, to *desk.Roster) error {
	var p desk.Staff
	if r.PostFormValue("staff") != "" {
		var err error
		if p, err = b.colleague(r); err != nil {
			return err
		}
	}
	return to.SetSteward(r.PostFormValue("building"), p.ID)
}

// reportAbsence keeps one's own absence or, for who dispatches, anybody's.
func (s *Server) reportAbsence(r *http.Request, b *dutyBook) error {
	by := staffOf(r)
	who := by
	if r.PostFormValue("staff") != "" || by.Role.Dispatches() {
		var err error
		if who, err = b.colleague(r); err != nil {
			return err
		}
	}
	zone := b.com.Local(b.now).Location()
	first, err := time.ParseInLocation(time.DateOnly, r.PostFormValue("first"), zone)
	if err != nil {
		return invalid("first", "请选日期")
	}
	last, err := time.ParseInLocation(time.DateOnly, r.PostFormValue("last"), zone)
	if err != nil {
		return invalid("last", "请选日期")
	}
	return s.cfg.Staff.ReportAbsence(r.Context(), by, who, first, last.AddDate(0, 0, 1), strings.TrimSpace(r.PostFormValue("reason")))
}

func (s *Server) endAbsence(r *http.Request, _ *dutyBook) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return notFound("没有这条请假")
	}
	return s.cfg.Staff.EndAbsence(r.Context(), staffOf(r), id)
}
