package desk_test

import (
	"errors"
	"testing"
	"time"

	. "linli/desk"
)

// dealtWith is an emergency that claimer has resolved, 40 minutes after it was opened.
func dealtWith(t *testing.T, c *Community) *WorkOrder {
	t.Helper()
	w := opened(c, P0)
	err := errors.Join(w.Claim(claimer, monday.Add(time.Minute)), w.Start(claimer, c, monday.Add(20*time.Minute)),
		w.Resolve(claimer, "人已救出", c, monday.Add(40*time.Minute)))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func goodReport(change func(*Report)) Report {
	r := Report{Kind: "电梯困人", OnSite: monday.Add(14 * time.Minute), Helpers: []string{"电梯维保"}, Measures: "安抚，等维保放人", Cause: "门锁故障", Signed: claimer.Name}
	if change != nil {
		change(&r)
	}
	return r
}

func TestReportFaults(t *testing.T) {
	c := community(t, nil)
	for name, x := range map[string]struct {
		field  string
		change func(*Report)
	}{
		"no kind":           {"kind", func(r *Report) { r.Kind = " " }},
		"no arrival":        {"on_site", func(r *Report) { r.OnSite = time.Time{} }},
		"before it began":   {"on_site", func(r *Report) { r.OnSite = monday.Add(-time.Minute) }},
		"after it was over": {"on_site", func(r *Report) { r.OnSite = monday.Add(41 * time.Minute) }},
		"fewer than none":   {"hurt", func(r *Report) { r.Hurt = -1 }},
		"more than live":    {"hurt", func(r *Report) { r.Hurt = 1000 }},
		"stranger":          {"helpers", func(r *Report) { r.Helpers = []string{"蝙蝠侠"} }},
		"nothing done":      {"measures", func(r *Report) { r.Measures = "" }},
		"no cause":          {"cause", func(r *Report) { r.Cause = "\n" }},
		"not signed":        {"signed", func(r *Report) { r.Signed = "" }},
		"another's name":    {"signed", func(r *Report) { r.Signed = colleague.Name }},
	} {
		w := dealtWith(t, c)
		err := w.WriteReport(goodReport(x.change), claimer, monday.Add(time.Hour))
		var fault *Fault
		if !errors.As(err, &fault) || fault.Field != x.field || !errors.Is(err, ErrInvalid) || fault.Words == "" {
			t.Errorf("%s: %v, want a fault of %s", name, err, x.field)
		}
		if len(w.Reports) != 0 || !w.OwesReport() {
			t.Errorf("%s: kept", name)
		}
	}
}

func TestWhoReportsWhat(t *testing.T) {
	c := community(t, nil)
	for name, x := range map[string]struct {
		state OrderState // of a P0; "" is resolved
		by    Actor
		want  error
	}{
		"who had it":     {"", claimer, nil},
		"dispatcher":     {"", dispatcher, nil},
		"colleague":      {"", colleague, ErrConflict},
		"resident":       {"", TheResident, ErrInvalid},
		"the clock":      {"", TheSystem, ErrInvalid},
		"closed":         {Closed, claimer, nil},
		"sent out":       {External, claimer, nil},
		"still going on": {Working, claimer, ErrConflict},
		"false alarm":    {Cancelled, dispatcher, ErrConflict},
		"open again":     {Reopened, dispatcher, ErrConflict},
	} {
		w := dealtWith(t, c)
		at := monday.Add(time.Hour)
		switch x.state {
		case Closed:
			_ = w.Close(TheResident, at)
		case Reopened:
			_ = w.Confirm(false, c, at)
		case External, Working, Cancelled:
			w = opened(c, P0)
			_ = w.Claim(claimer, at.Add(-50*time.Minute))
			_ = w.Start(claimer, c, at.Add(-45*time.Minute))
			switch x.state {
			case External:
				_ = w.SendOut("燃气公司", claimer, c, at)
			case Cancelled:
				_ = w.Cancel(claimer, "误报", c, at)
			}
		}
		r := goodReport(func(r *Report) { r.Signed = x.by.Name })
		if err := w.WriteReport(r, x.by, at); !errors.Is(err, x.want) || (err == nil) != (x.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
		if owed := x.want != nil && (x.state == ""); w.OwesReport() != owed {
			t.Errorf("%s: owed is %v", name, !owed)
		}
	}
	ordinary := inState(t, c, Resolved)
	if ordinary.OwesReport() || !errors.Is(ordinary.WriteReport(goodReport(nil), claimer, monday.Add(time.Hour)), ErrInvalid) {
		t.Error("an ordinary repair has a report")
	}
}

// TestReportVersions: a correction leaves what it corrects, the arrival it names counts, and
// another round of the emergency owes another report.
func TestReportVersions(t *testing.T) {
	c := community(t, nil)
	w := dealtWith(t, c)
	if kept, _ := w.Kept(ClockArrive, monday.Add(time.Hour)); kept {
		t.Fatal("on site after 20 minutes is in time")
	}
	if err := w.WriteReport(goodReport(nil), claimer, monday.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if kept, counted := w.Kept(ClockArrive, monday.Add(time.Hour)); !kept || !counted {
		t.Error("on site after 14 minutes, as reported, is late")
	}
	if last := w.Log[len(w.Log)-1]; last.Move != MoveReport || last.Why != "第 1 版，到场时间改为 10:14（原为 10:20）" || last.To != Resolved {
		t.Errorf("the log says %+v", last)
	}
	before := *w
	if err := w.WriteReport(goodReport(func(r *Report) { r.Hurt, r.Signed = 1, dispatcher.Name }), dispatcher, monday.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if len(w.Reports) != 2 || w.Reports[0].Hurt != 0 || w.Reports[1].Hurt != 1 || w.Reports[1].By != dispatcher.Staff || len(before.Reports) != 1 {
		t.Errorf("the reports are %+v", w.Reports)
	}
	if err := errors.Join(w.Confirm(false, c, monday.Add(3*time.Hour)), w.Claim(colleague, monday.Add(3*time.Hour)),
		w.Resolve(colleague, "又修了一次", c, monday.Add(4*time.Hour))); err != nil {
		t.Fatal(err)
	}
	if !w.OwesReport() || w.ReportAsk.IsZero() {
		t.Error("the second round owes no report")
	}
}

func TestReportReminders(t *testing.T) {
	c := community(t, nil)
	w := dealtWith(t, c) // at 10:40
	if at := monday.Add(100 * time.Minute); !w.NextCheck().Equal(at) {
		t.Fatalf("reminded at %s, want %s", w.NextCheck(), at)
	}
	var got []string
	for now := monday; now.Before(monday.Add(26 * time.Hour)); now = now.Add(time.Minute) {
		if now.Equal(monday.Add(13 * time.Hour)) { // a good rating closes the order, and changes nothing of it
			if err := w.Rate(5, c, now); err != nil || w.State != Closed || !w.OwesReport() || w.NextCheck().IsZero() {
				t.Fatalf("%v: the order is %s, checked next at %v", err, w.State, w.NextCheck())
			}
		}
		if managers, due := w.RemindReport(c, now); due {
			who := "claimer"
			if managers {
				who = "manager"
			}
			got = append(got, now.Format("2日15:04 ")+who)
		}
	}
	want := []string{"23日11:40 claimer", "23日15:40 claimer", "23日19:40 manager", "24日09:00 claimer"}
	if len(got) != len(want) {
		t.Fatalf("reminded %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("reminded %v, want %v", got, want)
		}
	}
	night := monday.Add(12 * time.Hour) // nothing ran all day
	late := dealtWith(t, c)
	if _, due := late.RemindReport(c, night); due || late.ReportAsk.Hour() != 9 {
		t.Errorf("by night: due %v, then at %s", due, late.ReportAsk)
	}
	if err := w.WriteReport(goodReport(nil), claimer, monday.Add(26*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, due := w.RemindReport(c, monday.Add(48*time.Hour)); due || !w.NextCheck().IsZero() {
		t.Error("reminded of a report that was written")
	}
	demo := dealtWith(t, c)
	if demo.Demo = true; !demo.NextCheck().IsZero() {
		t.Error("somebody is called about a made-up order")
	}
}
