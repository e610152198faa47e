package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "linli/desk"
)

var everyDay = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

// roster: 王 has the days, 李 the nights, 陈 is in no shift.
func twoShifts(t testing.TB) *Roster {
	t.Helper()
	r := &Roster{}
	if err := errors.Join(r.SetShift(Shift{Name: "早班", From: "08:00", To: "20:00"}), r.SetShift(Shift{Name: "夜班", From: "20:00", To: "08:00"}),
		r.SetWeek(1, 1, everyDay), r.SetWeek(2, 2, everyDay)); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDuty(t *testing.T) {
	c := community(t, nil)
	at := func(day, clock string) time.Time {
		m, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	noon, next := at("2026-11-26", "12:00"), at("2026-11-27", "02:00")
	rows := []struct {
		name   string
		change func(r *Roster) error
		p      StaffID
		at     time.Time
		on     bool
		word   string
		until  string
	}{
		{"day shift by day", nil, 1, noon, true, "在班", "2026-11-26 20:00"},
		{"day shift at its end", nil, 1, at("2026-11-26", "20:00"), false, "已下班", ""},
		{"night shift at its beginning", nil, 2, at("2026-11-26", "20:00"), true, "在班", "2026-11-27 08:00"},
		{"night shift after midnight", nil, 2, next, true, "在班", "2026-11-27 08:00"},
		{"night shift in the last minute", nil, 2, at("2026-11-27", "07:59"), true, "在班", "2026-11-27 08:00"},
		{"night shift over", nil, 2, at("2026-11-27", "08:00"), false, "已下班", ""},
		{"in no shift", nil, 3, noon, false, "已下班", ""},
		{"off tonight, so not after midnight either", func(r *Roster) error { return r.Except(Exception{2, 2, "2026-11-26", true}, noon) }, 2, next, false, "已下班", ""},
		{"off tomorrow night, on after today's", func(r *Roster) error { return r.Except(Exception{2, 2, "2026-11-27", true}, noon) }, 2, next, true, "在班", "2026-11-27 08:00"},
		{"stands in for a day", func(r *Roster) error { return r.Except(Exception{3, 1, "2026-11-26", false}, noon) }, 3, noon, true, "在班", "2026-11-26 20:00"},
		{"not on Thursdays", func(r *Roster) error { return r.SetWeek(1, 1, []time.Weekday{1, 2, 3}) }, 1, noon, false, "已下班", ""},
		{"shift is gone, and with it the only one of all", func(r *Roster) error { return errors.Join(r.DropShift(1), r.DropShift(2)) }, 3, noon, true, "在班", ""},
		{"absent", func(r *Roster) error {
			r.Absences = []Absence{{Staff: 1, From: at("2026-11-26", "00:00"), To: at("2026-11-27", "00:00")}}
			return nil
		}, 1, noon, false, "请假", "2026-11-27 00:00"},
		{"a colleague is absent", func(r *Roster) error {
			r.Absences = []Absence{{Staff: 2, From: at("2026-11-26", "00:00"), To: at("2026-11-27", "00:00")}}
			return nil
		}, 1, noon, true, "在班", "2026-11-26 20:00"},
	}
	for _, row := range rows {
		r := twoShifts(t)
		if row.change != nil {
			if err := row.change(r); err != nil {
				t.Fatalf("%s: %v", row.name, err)
			}
		}
		d := r.Duty(row.p, c, row.at)
		until := ""
		if !d.Until.IsZero() {
			until = c.Local(d.Until).Format("2006-01-02 15:04")
		}
		if d.On != row.on || d.Word() != row.word || until != row.until {
			t.Errorf("%s: %+v until %q", row.name, d, until)
		}
	}
}

func TestRosterRefuses(t *testing.T) {
	now := monday
	boss, man := Staff{ID: 3, Community: "demo", Role: RoleDispatcher}, Staff{ID: 1, Community: "demo", Role: RoleStaff}
	absent := func(p, by Staff, from, to time.Time) error {
		_, err := NewAbsence(p, by, from, to, "", now)
		return err
	}
	for name, x := range map[string]struct {
		err, want error
	}{
		"a shift without a name":    {twoShifts(t).SetShift(Shift{From: "08:00", To: "16:00"}), ErrInvalid},
		"a shift at no hour":        {twoShifts(t).SetShift(Shift{Name: "中班", From: "25:00", To: "16:00"}), ErrInvalid},
		"a name twice":              {twoShifts(t).SetShift(Shift{Name: "夜班", From: "08:00", To: "16:00"}), ErrInvalid},
		"a shift that is none":      {twoShifts(t).SetShift(Shift{ID: 9, Name: "中班", From: "08:00", To: "16:00"}), ErrInvalid},
		"no shift to drop":          {twoShifts(t).DropShift(9), ErrInvalid},
		"no shift to work":          {twoShifts(t).SetWeek(1, 9, everyDay), ErrInvalid},
		"an eighth day":             {twoShifts(t).SetWeek(1, 1, []time.Weekday{7}), ErrInvalid},
		"no day":                    {twoShifts(t).Except(Exception{1, 1, "2026-13-01", true}, now), ErrInvalid},
		"no category":               {twoShifts(t).SetTrades(1, []string{"魔法"}), ErrInvalid},
		"no building":               {twoShifts(t).SetSteward(" 栋", 1), ErrInvalid},
		"absence of another":        {absent(boss, man, now, now.Add(time.Hour)), ErrInvalid},
		"absence in the past":       {absent(man, man, now.Add(-2*time.Hour), now.Add(-time.Hour)), ErrInvalid},
		"absence of a decade":       {absent(man, man, now, now.AddDate(10, 0, 0)), ErrInvalid},
		"absence elsewhere":         {absent(Staff{ID: 5, Community: "west"}, boss, now, now.Add(time.Hour)), ErrNotFound},
		"absence by the dispatcher": {absent(man, boss, now, now.Add(time.Hour)), nil},
	} {
		if !errors.Is(x.err, x.want) {
			t.Errorf("%s: %v", name, x.err)
		}
	}
}

func someRoster(t *rapid.T) *Roster {
	hour := rapid.Custom(func(t *rapid.T) string {
		return time.Date(2026, 1, 1, 0, rapid.IntRange(0, 1439).Draw(t, "minute"), 0, 0, time.UTC).Format("15:04")
	})
	r := &Roster{}
	for i, name := range []string{"甲", "乙", "丙"} {
		days := rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 0, 7, func(d int) int { return d }).Draw(t, "days")
		week := make([]time.Weekday, len(days))
		for i, d := range days {
			week[i] = time.Weekday(d)
		}
		if err := errors.Join(r.SetShift(Shift{Name: name, From: hour.Draw(t, "from"), To: hour.Draw(t, "to")}),
			r.SetWeek(StaffID(rapid.IntRange(1, 3).Draw(t, "staff")), i+1, week)); err != nil {
			t.Fatal(err)
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "exceptions") {
		x := Exception{StaffID(rapid.IntRange(1, 3).Draw(t, "who")), rapid.IntRange(1, 3).Draw(t, "shift"),
			someMoment(t, "day").In(shanghai).Format(time.DateOnly), rapid.Bool().Draw(t, "off")}
		if err := r.Except(x, monday); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// TestDutyProperties: on duty is whoever began a shift that has not ended, as counted
// from every shift of the days before; absence, and nothing else, takes duty away.
func TestDutyProperties(t *testing.T) {
	c := community(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		r, at := someRoster(t), someMoment(t, "at")
		p := StaffID(rapid.IntRange(1, 3).Draw(t, "p"))
		naive := r.Empty()
		for back := range 4 { // no shift lasts longer than a day
			for _, s := range r.ShiftsOn(p, c.Local(at).AddDate(0, 0, -back)) {
				from, to := s.Span(c, c.Local(at).AddDate(0, 0, -back))
				if d := to.Sub(from); d <= 0 || d > 24*time.Hour {
					t.Fatalf("shift %+v lasts %s", s, d)
				}
				naive = naive || !at.Before(from) && at.Before(to)
			}
		}
		d := r.Duty(p, c, at)
		if d.On != naive {
			t.Fatalf("at %s on duty: %v, want %v", at, d.On, naive)
		}
		if d.On && !r.Empty() {
			if last := r.Duty(p, c, d.Until.Add(-time.Minute)); !last.On {
				t.Fatalf("not on duty in the minute before %s", d.Until)
			}
		}
		from := someMoment(t, "absent from")
		to := from.Add(someSpan(t, "absent for"))
		r.Absences = []Absence{{Staff: p, From: from, To: to}}
		absent := !at.Before(from) && at.Before(to)
		if got := r.Duty(p, c, at); got.On != (naive && !absent) || (got.Absence != nil) != absent {
			t.Fatalf("absent %s to %s, at %s: %+v", from, to, at, got)
		}
		staff := []Staff{{ID: 1, Role: RoleStaff, Active: true}, {ID: 2, Role: RoleStaff, Active: true}, {ID: 3, Role: RoleEditor, Active: true}}
		on := r.OnDuty(staff, c, at)
		w := &WorkOrder{Community: c.ID, Category: "水电", State: Opened}
		to2, _, ok := r.Choose(w, staff, nil, c, at)
		if ok != (len(on) > 0) || ok && !slices.ContainsFunc(on, func(s Staff) bool { return s.ID == to2.ID }) {
			t.Fatalf("chosen is %d of %v", to2.ID, on)
		}
	})
}

func TestChoose(t *testing.T) {
	c := community(t, nil)
	at := monday
	man := func(id StaffID) Staff { return Staff{ID: id, Name: "师傅", Role: RoleStaff, Active: true} }
	staff := []Staff{man(1), man(2), man(4), {ID: 3, Name: "调度", Role: RoleDispatcher, Active: true}}
	gone := man(5)
	gone.Active = false
	staff = append(staff, gone)
	load := func(n int, hours int) Load { return Load{InHand: n, Last: at.Add(-time.Duration(hours) * time.Hour)} }
	rows := []struct {
		name   string
		change func(r *Roster, w *WorkOrder)
		loads  map[StaffID]Load
		to     StaffID
		why    string
	}{
		{"all alike: the lowest id", nil, nil, 1, "在班人员中在手都是 0 张，最久没接到单"},
		{"fewest in hand", nil, map[StaffID]Load{1: load(2, 9), 2: load(1, 1), 4: load(2, 9)}, 2, "在班人员中在手最少（1 张）"},
		{"as many, the longest without", nil, map[StaffID]Load{1: load(1, 1), 2: load(1, 5), 4: load(1, 3)}, 2, "在班人员中在手都是 1 张，最久没接到单"},
		{"never had one is longest", nil, map[StaffID]Load{1: load(0, 1), 2: load(0, 5)}, 4, "在班人员中在手都是 0 张，最久没接到单"},
		{"trade", func(r *Roster, _ *WorkOrder) {
			r.Trades = map[StaffID][]string{1: {"保洁"}, 2: {"绿化"}, 4: {"水电"}}
		},
			map[StaffID]Load{4: load(9, 0)}, 4, "水电工种中只有这一位可派"},
		{"the steward before fewer in hand", func(r *Roster, _ *WorkOrder) { r.Stewards = map[string]StaffID{"3": 2} }, map[StaffID]Load{2: load(5, 0)}, 2, "本楼管家"},
		{"a dispatcher as steward", func(r *Roster, _ *WorkOrder) { r.Stewards = map[string]StaffID{"3": 3} }, nil, 3, "本楼管家"},
		{"the steward does not do it", func(r *Roster, _ *WorkOrder) {
			r.Stewards, r.Trades = map[string]StaffID{"3": 2}, map[StaffID][]string{2: {"保洁"}}
		}, nil, 1, "在班人员中在手都是 0 张，最久没接到单"},
		{"the steward of another building", func(r *Roster, _ *WorkOrder) { r.Stewards = map[string]StaffID{"5": 2} }, nil, 1, "在班人员中在手都是 0 张，最久没接到单"},
		{"the steward is absent", func(r *Roster, _ *WorkOrder) {
			r.Stewards, r.Absences = map[string]StaffID{"3": 2}, []Absence{{Staff: 2, From: at, To: at.Add(time.Hour)}}
		}, nil, 1, "在班人员中在手都是 0 张，最久没接到单"},
		{"not to who gave it back", func(_ *Roster, w *WorkOrder) {
			w.Log = append(w.Log, LogLine{Move: MoveRelease, By: Actor{Kind: ByStaff, Staff: 1}})
		}, nil, 2, "在班人员中在手都是 0 张，最久没接到单"},
		{"nobody does it", func(r *Roster, _ *WorkOrder) {
			r.Trades = map[StaffID][]string{1: {"保洁"}, 2: {"绿化"}, 4: {"门窗"}}
		}, nil, 0, ""},
		{"nobody is on duty", func(r *Roster, _ *WorkOrder) { *r = *twoShifts(t); _ = r.SetWeek(1, 1, nil) }, nil, 0, ""},
	}
	for _, row := range rows {
		r := &Roster{}
		w := &WorkOrder{ID: 7, Community: c.ID, State: Opened, Category: "水电", Place: Place{Building: "3"}}
		if row.change != nil {
			row.change(r, w)
		}
		to, why, ok := r.Choose(w, staff, row.loads, c, at)
		if to.ID != row.to || why != row.why || ok != (row.to != 0) {
			t.Errorf("%s: %d, %q, %v", row.name, to.ID, why, ok)
		}
	}
}

// TestAssign: what a rule gives is no human act until the one who got it does something.
func TestAssign(t *testing.T) {
	c := community(t, nil)
	later := monday.Add(time.Minute)
	for name, do := range map[string]func(w *WorkOrder) error{
		"claim":  func(w *WorkOrder) error { return w.Claim(claimer, later) },
		"start":  func(w *WorkOrder) error { return w.Start(claimer, c, later) },
		"speak":  func(w *WorkOrder) error { return w.Speak(claimer, later) },
		"hold":   func(w *WorkOrder) error { return w.Hold(claimer, "等配件", later.Add(time.Hour), later) },
		"send":   func(w *WorkOrder) error { return w.SendOut("自来水公司", claimer, c, later) },
		"finish": func(w *WorkOrder) error { return w.Resolve(claimer, "好了", c, later) },
	} {
		w := opened(c, P2)
		if err := w.Assign(claimer, "本楼管家", monday); err != nil {
			t.Fatal(err)
		}
		if clock, _, _ := w.NextDue(); w.State != Claimed || !w.FirstActAt.IsZero() || clock != ClockRespond {
			t.Errorf("%s: assigned is %s, first act %s, next %s", name, w.State, w.FirstActAt, clock)
		}
		if err := do(w); err != nil || !w.FirstActAt.Equal(later) {
			t.Errorf("%s: first act %s, %v", name, w.FirstActAt, err)
		}
	}
	if err := opened(c, P0).Assign(claimer, "本楼管家", monday); !errors.Is(err, ErrConflict) {
		t.Errorf("an emergency was assigned: %v", err)
	}
	w := opened(c, P2)
	first, second := w.Unassigned(monday), w.Unassigned(monday)
	if !first || second {
		t.Errorf("told %v, %v", first, second)
	}
	if err := errors.Join(w.Claim(claimer, monday), w.Release(claimer, "太忙", c, monday)); err != nil || !w.Unassigned(monday) {
		t.Errorf("back in the pool it is not told again: %v", err)
	}
}

// TestUnplanned: who stands in no shift is named, while there is a roster at all.
func TestUnplanned(t *testing.T) {
	c := &Community{ID: "c", Name: "园"}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))
	worker := func(id StaffID) Staff { return Staff{ID: id, Active: true, Role: RoleStaff} }
	staff := []Staff{worker(1), worker(2), worker(3), worker(4), {ID: 5, Role: RoleStaff}, {ID: 6, Active: true, Role: RoleManager}}
	r := Roster{Shifts: []Shift{{1, "早", "08:00", "16:00"}}}
	if got := r.Unplanned(staff, c, at); got != nil {
		t.Errorf("without a roster: %v", got)
	}
	r.Weekly = []Turnus{{1, 1, []time.Weekday{time.Sunday}}}
	r.Exceptions = []Exception{{Staff: 2, Shift: 1, Day: "2026-11-23"}, {Staff: 3, Shift: 1, Day: "2026-11-22"}, {Staff: 4, Shift: 1, Day: "2026-11-24", Off: true}}
	got := r.Unplanned(staff, c, at)
	if len(got) != 2 || got[0].ID != 3 || got[1].ID != 4 {
		t.Errorf("in no shift: %v", got)
	}
	r.Trades, r.Stewards = map[StaffID][]string{1: {"水电"}, 3: {"电梯"}}, map[string]StaffID{"1": 1, "3": 3}
	r.Forget(func(p StaffID) bool { return p != 1 })
	if len(r.Weekly) != 1 || len(r.Exceptions) != 0 || len(r.Trades) != 1 || len(r.Stewards) != 1 {
		t.Errorf("after the others left: %+v", r)
	}
}
