package desk

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

// judging are the grounds of a community of which only what a test is about is said.
func judging(f Facts) *Grounds {
	c := &Community{ID: "east", Name: "东园"}
	if err := c.Check(); err != nil {
		panic(err)
	}
	steps := func(w *WorkOrder) []string {
		if w.Kind == Complaint {
			return []string{"先道歉"}
		}
		return map[string][]string{"水电": {"先断水", "试一遍"}}[w.Category]
	}
	ready := map[string]EntryReady{"in-force": {Served: true, Approved: true}, "expired": {Approved: true},
		"unapproved": {Served: true}, "gaps": {Served: true, Approved: true, Missing: []string{"值班电话", "AED位置"}}}
	return &Grounds{Facts: f, Since: since, Until: until, Now: until, Community: c, Steps: steps, Entry: func(id string) EntryReady { return ready[id] }}
}

// done is an order of water and power that was finished in the window.
func done(id int64, change func(*WorkOrder)) WorkOrder {
	w := WorkOrder{ID: id, Kind: Repair, Category: "水电", Priority: P2, State: Closed, OpenedAt: at(0), ResolvedAt: at(time.Hour), ClosedAt: at(2 * time.Hour)}
	change(&w)
	return w
}

func least(share float64) Target { return Target{Value: share, unit: Share} }

func many(n int, change func(*WorkOrder)) []WorkOrder {
	var out []WorkOrder
	for i := range n {
		out = append(out, done(int64(100+i), change))
	}
	return out
}

func TestJudge(t *testing.T) {
	kept := func(w *WorkOrder) {
		w.Due.Arrive, w.WorkingAt = at(30*time.Minute), at(10*time.Minute)
		w.Ticks = []Tick{{Step: "先断水", At: at(time.Minute)}, {Step: "试一遍", At: at(time.Hour)}}
	}
	late := func(w *WorkOrder) { w.Due.Arrive, w.WorkingAt = at(5*time.Minute), at(10*time.Minute) }
	arrive := Standard{Figure: "sla_by_clock.arrive", Target: least(0.8)}
	within := func(s Span) Standard {
		return Standard{Figure: "sla_by_clock.arrive", Target: least(0.8), Orders: OrderSet{Priority: P2}, Within: s}
	}
	whole := Standard{Checklist: true, Target: least(1)}
	call := func(id int64, order int64, manner Reply) FollowUp {
		return FollowUp{ID: id, Order: order, Stage: StageCall, CreatedAt: at(0), Outcome: OutcomeAnswered, Result: CallResult{Fixed: ReplyYes, Manner: manner}}
	}
	for _, tc := range []struct {
		name   string
		s      Standard
		facts  Facts
		state  StandardState
		value  want
		why    string
		modify func(*Grounds)
	}{
		{name: "enough kept", s: arrive, facts: Facts{Orders: append(many(4, kept), done(1, late))}, state: StandardKept, value: want{4, 5}},
		{name: "not enough kept", s: arrive, facts: Facts{Orders: append(many(3, kept), done(1, late), done(2, late))}, state: StandardMissed, value: want{3, 5}},
		{name: "four are too few", s: arrive, facts: Facts{Orders: many(4, kept)}, state: StandardFew, value: want{4, 4}, why: "只有 4 例，满 5 例"},
		{name: "one is enough where it says so", s: Standard{Figure: "sla_by_clock.arrive", Target: least(0.8), Cases: 1}, facts: Facts{Orders: many(1, kept)}, state: StandardKept, value: want{1, 1}},
		{name: "none", s: arrive, state: StandardFew, why: "没有案例"},
		{name: "not of its priority", s: Standard{Figure: "sla_by_clock.arrive", Target: least(0.8), Orders: OrderSet{Priority: P1}}, facts: Facts{Orders: many(9, kept)}, state: StandardFew, why: "没有案例"},
		{name: "not of its category", s: Standard{Figure: "sla_by_clock.arrive", Target: least(0.8), Orders: OrderSet{Categories: []string{"电梯", "消防"}}}, facts: Facts{Orders: many(9, kept)}, state: StandardFew, why: "没有案例"},
		{name: "not of its kind", s: Standard{Figure: "sla_by_clock.arrive", Target: least(0.8), Orders: OrderSet{Kind: Complaint}}, facts: Facts{Orders: many(9, kept)}, state: StandardFew, why: "没有案例"},
		{name: "opened before the window", s: arrive, facts: Facts{Orders: many(9, func(w *WorkOrder) { kept(w); w.OpenedAt = since.Add(-time.Hour) })}, state: StandardFew, why: "没有案例"},
		{name: "the clock runs by the promised limit", s: within(Span{ServiceDays: 1}), facts: Facts{Orders: many(5, kept)}, state: StandardKept, value: want{5, 5}},
		{name: "the clock runs by another limit", s: within(Span{Time: 30 * time.Minute}), facts: Facts{Orders: many(5, kept)}, state: StandardAmiss, value: want{5, 5}, why: "水电类一般工单的上门时限设为1 个服务日，这一条承诺的是30 分钟"},
		{name: "one category's clock runs by another limit", s: within(Span{ServiceDays: 1}), facts: Facts{Orders: many(5, kept)}, state: StandardAmiss, value: want{5, 5}, why: "电梯类",
			modify: func(g *Grounds) {
				g.Community.Categories = map[string]map[Priority]Limits{"电梯": {P2: {Arrive: Span{Time: time.Hour}}}}
			}},
		{name: "at most so long", s: Standard{Figure: "aht_mean", Target: Target{Most: true, Value: 3600, unit: Seconds}}, facts: Facts{Orders: many(5, func(w *WorkOrder) { w.Handled = time.Hour })}, state: StandardKept, value: want{5 * 3600, 5}},
		{name: "longer than that", s: Standard{Figure: "aht_mean", Target: Target{Most: true, Value: 3599, unit: Seconds}}, facts: Facts{Orders: many(5, func(w *WorkOrder) { w.Handled = time.Hour })}, state: StandardMissed, value: want{5 * 3600, 5}},

		{name: "whole checklists", s: whole, facts: Facts{Orders: many(5, kept)}, state: StandardKept, value: want{5, 5}},
		{name: "a step is lacking", s: whole, facts: Facts{Orders: append(many(5, kept), done(1, func(w *WorkOrder) { kept(w); w.Ticks = w.Ticks[:1] }))}, state: StandardMissed, value: want{5, 6}},
		{name: "ticked too late", s: whole, facts: Facts{Orders: append(many(5, kept), done(1, func(w *WorkOrder) { kept(w); w.ResolvedAt = at(59 * time.Minute) }))}, state: StandardMissed, value: want{5, 6}},
		{name: "ticked in the same breath, and kept to the millisecond", s: whole, facts: Facts{Orders: many(5, func(w *WorkOrder) {
			kept(w)
			w.Ticks[1].At = w.ResolvedAt.Add(999 * time.Microsecond)
		})}, state: StandardKept, value: want{5, 5}},
		{name: "still being worked on", s: whole, facts: Facts{Orders: append(many(5, kept), done(1, func(w *WorkOrder) { w.State = Working }))}, state: StandardKept, value: want{5, 5}},
		{name: "cancelled", s: whole, facts: Facts{Orders: append(many(5, kept), done(1, func(w *WorkOrder) { w.State = Cancelled }))}, state: StandardKept, value: want{5, 5}},
		{name: "a category without a checklist", s: whole, facts: Facts{Orders: many(5, func(w *WorkOrder) { w.Category = "电梯" })}, state: StandardFew, why: "没有案例"},
		{name: "one step", s: Standard{Step: "先断水", Target: least(1), Orders: OrderSet{Categories: []string{"水电"}}}, facts: Facts{Orders: many(5, func(w *WorkOrder) { kept(w); w.Ticks = w.Ticks[:1] })}, state: StandardKept, value: want{5, 5}},
		{name: "the other step", s: Standard{Step: "试一遍", Target: least(1), Orders: OrderSet{Categories: []string{"水电"}}}, facts: Facts{Orders: many(5, func(w *WorkOrder) { kept(w); w.Ticks = w.Ticks[:1] })}, state: StandardMissed, value: want{0, 5}},
		{name: "a step of no checklist", s: Standard{Step: "擦干净", Target: least(1), Orders: OrderSet{Categories: []string{"水电"}}}, facts: Facts{Orders: many(5, kept)}, state: StandardAmiss, why: "没有“擦干净”这一步"},

		{name: "reports", s: Standard{Record: RecordReport, Target: least(1), Cases: 1}, facts: Facts{Orders: []WorkOrder{
			done(1, func(w *WorkOrder) { w.Priority, w.Reports = P0, []Report{{At: at(3 * time.Hour)}} }), done(2, func(w *WorkOrder) { w.Priority = P0 }), done(3, func(*WorkOrder) {}),
			done(4, func(w *WorkOrder) { w.Priority, w.State, w.ResolvedAt = P0, Claimed, time.Time{} })}}, state: StandardMissed, value: want{1, 2}},
		{name: "photos", s: Standard{Record: RecordPhotos, Target: least(0.5), Cases: 1}, facts: Facts{Orders: []WorkOrder{
			done(1, func(w *WorkOrder) { w.Photos = []WorkPhoto{{Stage: PhotoAfter}} }), done(2, func(w *WorkOrder) { w.Photos = []WorkPhoto{{Stage: PhotoBefore}} })}}, state: StandardKept, value: want{1, 2}},
		{name: "promises", s: Standard{Record: RecordPromise, Target: least(0.5), Cases: 1}, facts: Facts{Orders: []WorkOrder{
			done(1, func(w *WorkOrder) { w.Promised = Promise{Kind: PromiseCome, Due: at(time.Hour), Kept: at(time.Hour)} }),
			done(2, func(w *WorkOrder) {
				w.Promised = Promise{Kind: PromiseCome, Due: at(time.Hour), Kept: at(61 * time.Minute)}
			}), done(3, func(*WorkOrder) {})}}, state: StandardKept, value: want{1, 2}},
		{name: "what residents said", s: Standard{Asked: AskedManner, Target: least(0.9), Cases: 1}, facts: Facts{Orders: many(3, kept),
			FollowUps: []FollowUp{call(1, 100, ReplyYes), call(2, 101, ReplyNo), call(3, 102, NotPut), call(4, 0, ReplyYes)}}, state: StandardMissed, value: want{2, 3}},
		{name: "what residents said of complaints", s: Standard{Asked: AskedManner, Target: least(0.9), Cases: 1, Orders: OrderSet{Kind: Complaint}}, facts: Facts{Orders: []WorkOrder{done(1, func(w *WorkOrder) { w.Kind = Complaint }), done(2, kept)},
			FollowUps: []FollowUp{call(1, 1, ReplyYes), call(2, 2, ReplyNo), call(4, 0, ReplyNo)}}, state: StandardKept, value: want{1, 1}},

		{name: "answered in standard words", s: Standard{Entries: []string{"in-force"}}, state: StandardKept, value: want{1, 1}},
		{name: "a datum is lacking", s: Standard{Entries: []string{"in-force", "gaps"}}, state: StandardMissed, value: want{1, 2}},
		{name: "an entry is over", s: Standard{Entries: []string{"expired"}}, state: StandardMissed, value: want{0, 1}},
		{name: "nobody approved it", s: Standard{Entries: []string{"unapproved"}}, state: StandardMissed, value: want{0, 1}},
		{name: "entries beside a figure are not the measure", s: Standard{Figure: "sla_by_clock.arrive", Target: least(0.8), Entries: []string{"expired"}}, facts: Facts{Orders: many(5, kept)}, state: StandardKept, value: want{5, 5}},
		{name: "nothing measures it", s: Standard{Entries: []string{"expired"}, ByHand: "每月看一遍。"}, state: StandardByHand, why: "每月看一遍。"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := judging(tc.facts)
			if tc.modify != nil {
				tc.modify(g)
			}
			j := g.Judge(&tc.s)
			if j.State != tc.state || !strings.Contains(j.Why, tc.why) || (tc.why == "") != (j.Why == "") {
				t.Errorf("it is %s: %q; want %s: %q", j.State, j.Why, tc.state, tc.why)
			}
			check(t, tc.name, j.Value, tc.value)
			good, cases := 0, g.Cases(&tc.s)
			for i, c := range cases {
				good += one(c.Good)
				if i > 0 && cases[i-1].Good && !c.Good {
					t.Error("the good ones come first")
				}
				if c.Order == nil && c.Call == nil && c.Entry == "" {
					t.Errorf("case %d is about nothing", i)
				}
			}
			if len(cases) != j.Value.Denominator || tc.s.Unit() == Share && float64(good) != j.Value.Numerator {
				t.Errorf("%d of %d rows behind %v", good, len(cases), j.Value)
			}
		})
	}
}

func TestStandardRemarks(t *testing.T) {
	g := judging(Facts{Orders: []WorkOrder{done(1, func(w *WorkOrder) {
		w.Handled, w.Ticks = 2*time.Hour, []Tick{{Step: "先断水", At: at(0)}}
		w.Due = Deadlines{Respond: at(time.Minute), Arrive: at(2 * time.Minute), Finish: at(2 * time.Hour)}
		w.FirstActAt, w.WorkingAt = at(time.Minute), at(3*time.Minute)
	})}})
	for _, tc := range []struct {
		s    Standard
		want string
	}{
		{Standard{Checklist: true, Target: least(1)}, "试一遍"},
		{Standard{Figure: "sla", Target: least(0.9)}, "2/3"},
		{Standard{Figure: "aht_p50", Target: Target{Most: true, Value: 60, unit: Seconds}}, "2小时00分"},
		{Standard{Entries: []string{"gaps"}}, "还没有填：值班电话、AED位置"},
		{Standard{Entries: []string{"expired"}}, "没有在用，或已过有效期"},
		{Standard{Entries: []string{"unapproved"}}, "没有批准日期"},
	} {
		if c := g.Cases(&tc.s); len(c) != 1 || c[0].Good || strings.Join(c[0].Remarks, "；") != tc.want {
			t.Errorf("%+v: rows %+v, want one with %q", tc.s, c, tc.want)
		}
	}
	reopened := judging(Facts{Orders: []WorkOrder{done(1, func(w *WorkOrder) { w.Reopens = 1 }), done(2, func(*WorkOrder) {})}})
	if c := reopened.Cases(&Standard{Figure: "reopened", Target: Target{Most: true, Value: 0.1, unit: Share}}); len(c) != 2 || c[0].Good || c[0].Order.ID != 1 || !c[1].Good {
		t.Errorf("of two orders the reopened one is not the bad one: %+v", c)
	}
}

func TestModules(t *testing.T) {
	g := judging(Facts{})
	answers := func(ids ...string) Standard { return Standard{Entries: ids} }
	modules, all := g.JudgeModules([]StandardModule{
		{Name: "甲", Prefix: "JA", Standards: []Standard{answers("in-force"), answers("gaps"), {ByHand: "看"}, {Figure: "sla", Target: least(1)}}},
		{Name: "乙", Prefix: "YI", Standards: []Standard{{ByHand: "看"}}},
		{Name: "丙", Prefix: "BI"},
	})
	for i, want := range []struct{ coverage, attainment Figure }{
		{Figure{0.5, 2, 4}, Figure{0.5, 1, 2}}, {Figure{0, 0, 1}, Figure{}}, {}} {
		if m := modules[i]; m.Coverage != want.coverage || m.Attainment != want.attainment {
			t.Errorf("%s: coverage %v, attainment %v; want %+v", m.Name, m.Coverage, m.Attainment, want)
		}
	}
	if want := map[StandardState]int{StandardKept: 1, StandardMissed: 1, StandardByHand: 2, StandardFew: 1}; !reflect.DeepEqual(all.States, want) {
		t.Errorf("states are %v, want %v", all.States, want)
	}
	check(t, "coverage of all", all.Coverage, want{2, 5})
	check(t, "attainment of all", all.Attainment, want{1, 2})
}

func TestStandardCheck(t *testing.T) {
	whole := func() Standard {
		return Standard{Code: "KF-001", Text: "有人接。", Sources: []string{"某处"}, Figure: "sla_by_clock.arrive", Within: Span{Time: time.Minute},
			Orders: OrderSet{Priority: P1}, Target: least(0.95)}
	}
	if s := whole(); s.Check() != nil {
		t.Fatal(s.Check())
	}
	for _, tc := range []struct {
		change func(*Standard)
		want   string // "" is all well
	}{
		{func(s *Standard) { s.Code = "KF-1" }, "code"},
		{func(s *Standard) { s.Text = "有人接" }, "text"},
		{func(s *Standard) { s.Sources = nil }, "sources"},
		{func(s *Standard) { s.Sources = []string{""} }, "sources"},
		{func(s *Standard) { s.ByHand = "看" }, "how"},
		{func(s *Standard) { *s = Standard{Code: s.Code, Text: s.Text, Sources: s.Sources} }, "how"},
		{func(s *Standard) {
			*s = Standard{Code: s.Code, Text: s.Text, Sources: s.Sources, Entries: []string{"x"}}
		}, ""},
		{func(s *Standard) { *s = Standard{Code: s.Code, Text: s.Text, Sources: s.Sources, ByHand: "看"} }, ""},
		{func(s *Standard) {
			*s = Standard{Code: s.Code, Text: s.Text, Sources: s.Sources, ByHand: "看", Cases: 3}
		}, "target"},
		{func(s *Standard) { s.Cases = -1 }, "cases"},
		{func(s *Standard) { s.Figure = "sla_by_clock.never" }, "sla_by_clock.never"},
		{func(s *Standard) { s.Figure = "reopened_by_week.2026-W01" }, "reopened_by_week"},
		{func(s *Standard) { s.Figure, s.Within = "fcr", Span{} }, "orders"},
		{func(s *Standard) { s.Figure, s.Within, s.Orders = "fcr", Span{}, OrderSet{} }, ""},
		{func(s *Standard) { s.Orders.Kind = "wish" }, "wish"},
		{func(s *Standard) { s.Orders.Priority = "P9" }, "P9"},
		{func(s *Standard) { s.Orders.Categories = []string{"水管"} }, "水管"},
		{func(s *Standard) { s.Orders.Priority = "" }, "within"},
		{func(s *Standard) { s.Figure = "sla" }, "within"},
		{func(s *Standard) { s.Target = Target{} }, "target"},
		{func(s *Standard) { s.Target = Target{Value: 60, unit: Seconds} }, "target: 目标的单位"},
		{func(s *Standard) { s.Figure, s.Within = "aht_mean", Span{} }, "target: 目标的单位"},
		{func(s *Standard) { s.Figure, s.Within, s.Record = "", Span{}, "diary" }, "diary"},
		{func(s *Standard) { s.Figure, s.Within, s.Record = "", Span{}, RecordReport }, ""},
		{func(s *Standard) { s.Figure, s.Within, s.Asked = "", Span{}, "weather" }, "weather"},
		{func(s *Standard) { s.Figure, s.Within, s.Asked = "", Span{}, AskedClean }, ""},
		{func(s *Standard) { s.Figure, s.Within, s.Step = "", Span{}, "先断水" }, "step"},
		{func(s *Standard) {
			s.Figure, s.Within, s.Step, s.Orders = "", Span{}, "先道歉", OrderSet{Kind: Complaint}
		}, ""},
		{func(s *Standard) {
			s.Figure, s.Within, s.Step, s.Orders.Categories = "", Span{}, "先断水", []string{"水电"}
		}, ""},
	} {
		s := whole()
		tc.change(&s)
		err := s.Check()
		if (err == nil) != (tc.want == "") || err != nil && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%+v: %v, want %q", s, err, tc.want)
		}
	}
}

func TestTarget(t *testing.T) {
	for text, want := range map[string]struct {
		met, not float64
		words    string
	}{
		">= 95%": {0.95, 0.949, "不低于 95%"}, "<= 5.5%": {0.055, 0.056, "不超过 5.5%"}, ">=100%": {1, 0.99, "不低于 100%"},
		"<= 1h12m": {4320, 4321, "不超过 1小时12分"}, "<= 15m": {900, 901, "不超过 15分00秒"}, "<= 1s": {1, 1.1, "不超过 1.0秒"},
	} {
		var x, again Target
		if err := x.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if !x.Met(want.met) || x.Met(want.not) || x.Text() != want.words || !x.Set() {
			t.Errorf("%s is %+v and reads %q", text, x, x.Text())
		}
		if written, err := x.MarshalText(); err != nil || again.UnmarshalText(written) != nil || again != x {
			t.Errorf("%s is written as %q, %v", text, written, err)
		}
	}
	for _, text := range []string{"95%", "> 95%", ">= 101%", ">= 95", "<= 15", "<= m", ">= -5%", "= 5%", ">= 95% "} {
		if err := new(Target).UnmarshalText([]byte(text)); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q is taken: %v", text, err)
		}
	}
}

func TestAdapt(t *testing.T) {
	register := []StandardModule{{Name: "甲", Prefix: "JA", Standards: []Standard{{Code: "JA-001", Text: "一"}, {Code: "JA-002", Text: "二"}}}, {Name: "乙", Prefix: "YI"}}
	own := Adapt(register, StandardsOwn{Standards: []Standard{{Code: "JA-001", Text: "壹"}, {Code: "YI-900", Text: "新"}}, Retired: map[string]string{"JA-002": "没有地库"}})
	want := []StandardModule{{Name: "甲", Prefix: "JA", Standards: []Standard{{Code: "JA-001", Text: "壹", Own: true}}}, {Name: "乙", Prefix: "YI", Standards: []Standard{{Code: "YI-900", Text: "新", Own: true}}}}
	if !reflect.DeepEqual(own, want) {
		t.Errorf("it is adapted to %+v", own)
	}
	if register[0].Standards[0].Text != "一" || len(register[0].Standards) != 2 || len(register[1].Standards) != 0 {
		t.Errorf("the template was changed: %+v", register)
	}
}

func TestSpanWords(t *testing.T) {
	for _, s := range []Span{{}, {Time: 30 * time.Minute}, {Time: 90 * time.Second}, {ServiceDays: 2}, {WorkingDays: 1}} {
		var again Span
		if written, err := s.MarshalText(); err != nil || again.UnmarshalText(written) != nil || again != s {
			t.Errorf("%s is written as %q, %v, and read as %s", s, written, err, again)
		}
	}
	if _, err := (Span{Time: 1, ServiceDays: 1}).MarshalText(); !errors.Is(err, ErrInvalid) {
		t.Errorf("a limit that cannot be written is: %v", err)
	}
	for want, s := range map[string]Span{"不到 1 分钟": {}, "30 分钟": {Time: 30 * time.Minute}, "2 个服务日": {ServiceDays: 2}, "1 小时加 3 个工作日": {Time: time.Hour, WorkingDays: 3}} {
		if s.String() != want {
			t.Errorf("%+v reads %s, want %s", s, s, want)
		}
	}
}

// TestRowsBehindFigures: on random rows, the rows behind a figure are as many as it counts,
// and as many of them good.
func TestRowsBehindFigures(t *testing.T) {
	shown := 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 11))
		g := judging(randomFacts(r))
		for i := range g.Facts.Orders {
			g.Facts.Orders[i].Category, g.Facts.Orders[i].Kind = pick(r, "水电", "电梯"), pick(r, Repair, Complaint)
		}
		for _, set := range []OrderSet{{}, {Kind: Repair}, {Priority: P1}, {Kind: Complaint, Categories: []string{"水电"}}} {
			for _, key := range []string{"sla_by_clock.respond", "sla_by_clock.finish", "csat_staff", "reopened", "csat_staff_response"} {
				s := &Standard{Figure: key, Orders: set, Target: Target{Most: key == "reopened", Value: 0.5, unit: Share}}
				f, good, cases := g.Judge(s).Value, 0, g.Cases(s)
				for _, c := range cases {
					good += one(c.Good == !s.Target.Most)
				}
				if len(cases) != f.Denominator || float64(good) != f.Numerator {
					t.Errorf("seed %d: %s of %+v is %v, with %d of %d rows behind it", seed, key, set, f, good, len(cases))
				}
				shown += f.Denominator
			}
		}
	}
	if shown < 1000 {
		t.Errorf("only %d rows were looked at", shown)
	}
}

func TestStandardEdit(t *testing.T) {
	boss := Staff{ID: 1, Community: "east", Name: "陈经理", Role: RoleManager}
	whole := Standard{Text: "有人接。", Sources: []string{"合同"}, ByHand: "看"}
	e, err := NewStandardEdit(boss, "KF-001", 2, StandardRevised, whole, " 合同改了 ", at(0))
	if err != nil || e.Number != 3 || e.Community != "east" || e.Why != "合同改了" || e.Standard.Code != "KF-001" || e.By.Name != "陈经理" || !e.At.Equal(at(0)) {
		t.Errorf("the change is %+v, %v", e, err)
	}
	for name, tc := range map[string]struct {
		by    Role
		move  StandardMove
		s     Standard
		why   string
		field string
	}{
		"not a manager":  {RoleEditor, StandardRevised, whole, "因为", ""},
		"no such move":   {RoleAdmin, "burn", whole, "因为", ""},
		"no reason":      {RoleAdmin, StandardRetired, Standard{}, " ", "why"},
		"a long reason":  {RoleAdmin, StandardRetired, Standard{}, strings.Repeat("长", 201), "why"},
		"half a promise": {RoleAdmin, StandardRevised, Standard{Text: "有人接。", Sources: []string{"合同"}}, "因为", "how"},
	} {
		boss.Role = tc.by
		_, err := NewStandardEdit(boss, "KF-001", 0, tc.move, tc.s, tc.why, at(0))
		var f *Fault
		if !errors.Is(err, ErrInvalid) || errors.As(err, &f) != (tc.field != "") || f != nil && f.Field != tc.field {
			t.Errorf("%s: %v, want one about %q", name, err, tc.field)
		}
	}
}

func TestRevise(t *testing.T) {
	register := []StandardModule{{Name: "甲", Prefix: "JA", Standards: []Standard{{Code: "JA-001", Text: "一"}, {Code: "JA-002", Text: "二"}, {Code: "JA-003", Text: "三"}}}}
	edits := []StandardEdit{{Code: "JA-901", Move: StandardRevised, Standard: Standard{Code: "JA-901", Text: "新"}}, {Code: "JA-001", Move: StandardRevised, Standard: Standard{Code: "JA-001", Text: "壹"}},
		{Code: "JA-002", Move: StandardRetired, Why: "没有"}, {Code: "JA-003", Move: StandardRestored}, {Code: "JA-902", Move: StandardRestored}}
	var got []string
	for _, s := range Revise(register, edits)[0].Standards {
		got = append(got, s.Code+s.Text)
	}
	if want := []string{"JA-001壹", "JA-003三", "JA-901新"}; !reflect.DeepEqual(got, want) {
		t.Errorf("revised it is %q, want %q", got, want)
	}
	if code := NextCode("JA", register, edits); code != "JA-903" {
		t.Errorf("the next code is %s: one that was given before is not given again", code)
	}
	if code := NextCode("YI", register, nil); code != "YI-900" {
		t.Errorf("the first own code is %s", code)
	}
}
