package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"linli/desk"
)

// dutyBook is all that is known about who works when in a community, at one moment.
type dutyBook struct {
	roster desk.Roster
	staff  []desk.Staff // who handle orders, without those who have left
	loads  map[desk.StaffID]desk.Load
	com    desk.Community
	now    time.Time
}

func (s *Server) dutyBook(ctx context.Context, community desk.CommunityID) (b dutyBook, err error) {
	b.com, _ = s.community(community)
	b.now = s.cfg.Now()
	if b.roster, err = s.cfg.Store.Roster(ctx, community, b.now); err != nil {
		return b, err
	}
	if b.loads, err = s.cfg.Store.Loads(ctx, community); err != nil {
		return b, err
	}
	list, err := s.cfg.Store.StaffList(ctx, community)
	b.staff = slices.DeleteFunc(list, func(p desk.Staff) bool { return !p.Active || !p.Role.Works() })
	return b, err
}

func (b *dutyBook) duty(p desk.StaffID) desk.Duty { return b.roster.Duty(p, &b.com, b.now) }

// away is one word on whoever holds an order and is not on duty, "" for all others.
func (b *dutyBook) away(o *desk.WorkOrder) string {
	if !o.State.InHand() {
		return ""
	}
	if d := b.duty(o.ClaimedBy); !d.On {
		return d.Word()
	}
	return ""
}

func (b *dutyBook) name(id desk.StaffID) string {
	for _, p := range b.staff {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

// dutyView is the page of shifts and absences.
type dutyView struct {
	frame
	CanEdit  bool
	Failed   string
	Done     bool
	Anybody  bool // no roster: all who work are on duty
	On       []dutyRow
	Held     []heldRow
	HeldMore int // how many beside those shown
	Joining  []joinForm
	Days     []dutyDay
	Absences []absenceRow
	Shifts   []desk.Shift
	Away     dutyForm
	Forms    []dutyForm
	People   []dutyForm
	Stewards []stewardRow
}

// dutyRow is somebody on duty.
type dutyRow struct {
	Name, Role, Shift, Until string
	InHand                   int
	Trades                   []string
}

// heldRow is an order in the hands of somebody who is not on duty.
type heldRow struct {
	Order orderRow
	handOver
}

// handOver is who holds an order and is away, and to whom one press gives it.
type handOver struct {
	Who, Word string
	To        desk.StaffID // 0 when nobody fits
	ToName    string
	ToWhy     string
}

type dutyDay struct {
	Word, Date, Weekday string
	Shifts              []dutyShift
}

type dutyShift struct {
	Name, From, To string
	People         []dutyName
}

type dutyName struct {
	Name string
	Away bool
}

type absenceRow struct {
	ID                     int64
	Name, From, To, Reason string
	CanEnd                 bool
}

type stewardRow struct{ Building, Name string }

func (s *Server) dutyPage(w http.ResponseWriter, r *http.Request) error {
	return s.showDuty(w, r, "", refusal{status: http.StatusOK})
}

// showDuty shows the page, with the form that was refused open again.
func (s *Server) showDuty(w http.ResponseWriter, r *http.Request, form string, no refusal) error {
	by := staffOf(r)
	b, err := s.dutyBook(r.Context(), by.Community)
	if err != nil {
		return err
	}
	v := dutyView{CanEdit: by.Role.Dispatches(), Done: r.URL.Query().Has("kept") && no.words == "", Anybody: b.roster.Empty(),
		Shifts: b.roster.Shifts, On: b.onDuty(), Absences: b.absences(by)}
	if v.frame, err = s.frame(r, "值班", "duty"); err != nil {
		return err
	}
	days := 2
	if v.CanEdit {
		days = 7
		if v.Held, v.HeldMore, err = s.heldByAway(r.Context(), &b, by); err != nil {
			return err
		}
		v.Forms, v.People, v.Stewards, v.Joining = b.forms(), b.people(), b.stewards(), b.joining()
	}
	v.Days = b.days(days)
	v.Away = b.absenceForm(v.CanEdit)
	v.Failed = no.words
	for _, f := range v.allForms() {
		if no.words != "" && f.Key == form && (f.Staff == 0 || fmt.Sprint(f.Staff) == no.values.Get("staff")) {
			f.Top, f.Open, v.Failed = no.fill(f.Fields), true, ""
		}
	}
	return render(w, no.status, "desk_duty.html", v)
}

func (v *dutyView) allForms() []*dutyForm {
	out := []*dutyForm{&v.Away}
	for _, list := range [][]dutyForm{v.Forms, v.People} {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	return out
}

func (b *dutyBook) onDuty() []dutyRow {
	var out []dutyRow
	for _, p := range b.roster.OnDuty(b.staff, &b.com, b.now) {
		row := dutyRow{Name: p.Name, Role: p.Role.Label(), InHand: b.loads[p.ID].InHand, Trades: b.roster.Trades[p.ID]}
		if d := b.duty(p.ID); d.Shift != "" {
			row.Shift, row.Until = d.Shift, moment(&b.com, d.Until, b.now)
		}
		out = append(out, row)
	}
	return out
}

// days are the shifts of the coming days, from today on.
func (b *dutyBook) days(n int) []dutyDay {
	var out []dutyDay
	today := b.com.Local(b.now)
	for i := range n {
		day := today.AddDate(0, 0, i)
		v := dutyDay{Date: day.Format("1月2日"), Weekday: weekdays[day.Weekday()]}
		if i < 2 {
			v.Word = []string{"今天", "明天"}[i]
		}
		for _, s := range b.roster.Shifts {
			row := dutyShift{Name: s.Name, From: s.From, To: s.To}
			from, to := s.Span(&b.com, day)
			for _, p := range b.staff {
				if slices.Contains(b.roster.ShiftsOn(p.ID, day), s) {
					row.People = append(row.People, dutyName{p.Name, b.absentIn(p.ID, from, to)})
				}
			}
			v.Shifts = append(v.Shifts, row)
		}
		out = append(out, v)
	}
	return out
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

func (b *dutyBook) absentIn(p desk.StaffID, from, to time.Time) bool {
	return slices.ContainsFunc(b.roster.Absences, func(a desk.Absence) bool {
		return a.Staff == p && a.From.Before(to) && from.Before(a.To)
	})
}

// absences are those that go on or are to come: one's own, for who dispatches all.
func (b *dutyBook) absences(by desk.Staff) []absenceRow {
	var out []absenceRow
	for _, a := range b.roster.Absences {
		if a.Staff != by.ID && !by.Role.Dispatches() {
			continue
		}
		out = append(out, absenceRow{ID: a.ID, Name: b.name(a.Staff), From: moment(&b.com, a.From, b.now), To: moment(&b.com, a.To, b.now), Reason: a.Reason, CanEnd: true})
	}
	return out
}

// heldShown is how many orders in the hands of those who are away the page lists.
const heldShown = 30

// heldByAway are orders in the hands of those who are not on duty, and how many more there are.
func (s *Server) heldByAway(ctx context.Context, b *dutyBook, by desk.Staff) (out []heldRow, more int, err error) {
	for _, p := range b.staff {
		if b.loads[p.ID].InHand == 0 || b.duty(p.ID).On {
			continue
		}
		if more += b.loads[p.ID].InHand; len(out) == heldShown {
			continue
		}
		list, err := s.cfg.Store.OrdersHeldBy(ctx, by.Community, p.ID)
		if err != nil {
			return nil, 0, err
		}
		for i := range list[:min(len(list), heldShown-len(out))] {
			out = append(out, heldRow{rowOf(&list[i], by, b.now), b.handOver(&list[i])})
		}
	}
	return out, more - len(out), nil
}

// handOver proposes who takes an order over from its claimer, who is away.
func (b *dutyBook) handOver(o *desk.WorkOrder) handOver {
	h := handOver{Who: o.ClaimerName, Word: b.away(o)}
	if to, why, ok := b.roster.Choose(o, b.staff, b.loads, &b.com, b.now); ok {
		h.To, h.ToName, h.ToWhy = to.ID, to.Name, why
	}
	return h
}

// takers are who else can have the order, with what they have in hand and their trades,
// and who cannot now, with why. Oneself can always.
func (b *dutyBook) takers(o *desk.WorkOrder, by desk.Staff) (can, cannot []choice) {
	for _, p := range b.staff {
		if p.ID == o.ClaimedBy {
			continue
		}
		c := choice{fmt.Sprint(p.ID), fmt.Sprintf("%s（%s）在手 %d 张", p.Name, p.Role.Label(), b.loads[p.ID].InHand)}
		if trades := b.roster.Trades[p.ID]; len(trades) > 0 {
			c.Label += " " + strings.Join(trades, "、")
		}
		if d := b.duty(p.ID); !d.On && p.ID != by.ID {
			c.Label = p.Name + "：" + d.Word()
			cannot = append(cannot, c)
			continue
		}
		can = append(can, c)
	}
	return can, cannot
}

// markAway says of each order in a list whose claimer is not on duty.
func (s *Server) markAway(r *http.Request, list []desk.WorkOrder, rows []orderRow) error {
	if !staffOf(r).Role.Dispatches() || !slices.ContainsFunc(list, func(o desk.WorkOrder) bool { return o.State.InHand() }) {
		return nil
	}
	b, err := s.dutyBook(r.Context(), staffOf(r).Community)
	for i := range list {
		rows[i].Away = b.away(&list[i])
	}
	return err
}

// awayView is the claimer of an order who is not on duty, and who could have it instead;
// nil where all is well, and for who cannot give the order away.
func (b *dutyBook) awayView(o *desk.WorkOrder, by desk.Staff) *heldRow {
	if !by.Role.Dispatches() || b.away(o) == "" {
		return nil
	}
	return &heldRow{rowOf(o, by, b.now), b.handOver(o)}
}
