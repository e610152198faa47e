package desk

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

var (
	day0  = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC) // a Monday
	since = day0.Add(-time.Hour)
	until = day0.AddDate(0, 0, 14)
	asked = day0.AddDate(0, 0, 60) // when everything can be told
)

func at(d time.Duration) time.Time { return day0.Add(d) }

const day = 24 * time.Hour

// answered is an episode the bot answered and that fell silent a day later.
func answered(id, conversation int64, start time.Duration, topics ...string) Episode {
	return Episode{ID: id, Conversation: conversation, StartedAt: at(start), FirstReplyAt: at(start + time.Second),
		EndedAt: at(start + day), End: EndSilence, Asked: 1, Answered: 1, Topics: topics}
}

func with(e Episode, change func(*Episode)) Episode { change(&e); return e }

type want struct{ n, of float64 }

func check(t *testing.T, name string, got Figure, w want) {
	t.Helper()
	if got.Numerator != w.n || float64(got.Denominator) != w.of {
		t.Errorf("%s is %v/%d, want %v/%v", name, got.Numerator, got.Denominator, w.n, w.of)
	}
	if w.of > 0 && got.Value != w.n/w.of {
		t.Errorf("%s has value %v, want %v", name, got.Value, w.n/w.of)
	}
}

func TestResolutionFigures(t *testing.T) {
	solved := func(e *Episode) { e.Solved, e.End = true, EndConfirmed }
	order := func(start time.Duration, conversation int64) []WorkOrder {
		return []WorkOrder{{ID: 1, Conversation: conversation, OpenedAt: at(start), State: Opened}}
	}
	for _, tc := range []struct {
		name                                string
		episodes                            []Episode
		orders                              []WorkOrder
		now                                 time.Time
		confirmed, assumed, automation, fcr want
		pending                             int
	}{
		{name: "confirmed", episodes: []Episode{with(answered(1, 1, 0, "a"), solved)},
			confirmed: want{1, 1}, assumed: want{0, 1}, automation: want{1, 1}, fcr: want{1, 1}},
		{name: "silent and quiet", episodes: []Episode{answered(1, 1, 0, "a")},
			confirmed: want{0, 1}, assumed: want{1, 1}, automation: want{1, 1}, fcr: want{1, 1}},
		{name: "silent, seven days not over", episodes: []Episode{answered(1, 1, 0, "a")}, now: at(8*day - time.Second),
			confirmed: want{0, 1}, assumed: want{0, 0}, automation: want{0, 0}, fcr: want{0, 0}, pending: 1},
		{name: "silent, seven days just over", episodes: []Episode{answered(1, 1, 0, "a")}, now: at(8 * day),
			confirmed: want{0, 1}, assumed: want{1, 1}, automation: want{1, 1}, fcr: want{1, 1}},
		{name: "same topic again within seven days", episodes: []Episode{answered(1, 1, 0, "a", "b"), answered(2, 1, 8*day, "b")},
			confirmed: want{0, 2}, assumed: want{1, 2}, automation: want{1, 2}, fcr: want{1, 2}},
		{name: "same topic after seven days", episodes: []Episode{answered(1, 1, 0, "a"), answered(2, 1, 8*day+time.Second, "a")},
			confirmed: want{0, 2}, assumed: want{2, 2}, automation: want{2, 2}, fcr: want{2, 2}},
		{name: "same topic of another resident", episodes: []Episode{answered(1, 1, 0, "a"), answered(2, 2, 2*day, "a")},
			confirmed: want{0, 2}, assumed: want{2, 2}, automation: want{2, 2}, fcr: want{2, 2}},
		{name: "another topic", episodes: []Episode{answered(1, 1, 0, "a"), answered(2, 1, 2*day, "b")},
			confirmed: want{0, 2}, assumed: want{2, 2}, automation: want{2, 2}, fcr: want{2, 2}},
		{name: "the return lies outside the window", episodes: []Episode{answered(1, 1, 13*day, "a"), answered(2, 1, 15*day, "a")},
			confirmed: want{0, 1}, assumed: want{0, 1}, automation: want{0, 1}, fcr: want{0, 1}},
		{name: "an order followed", episodes: []Episode{answered(1, 1, 0, "a")}, orders: order(2*day, 1),
			confirmed: want{0, 1}, assumed: want{0, 1}, automation: want{0, 1}, fcr: want{1, 1}},
		{name: "an order of before", episodes: []Episode{answered(1, 1, 0, "a")}, orders: order(-time.Minute, 1),
			confirmed: want{0, 1}, assumed: want{1, 1}, automation: want{1, 1}, fcr: want{1, 1}},
		{name: "a confirmed one stays so when they come back", episodes: []Episode{with(answered(1, 1, 0, "a"), solved), with(answered(2, 1, 2*day, "a"), solved)},
			confirmed: want{2, 2}, assumed: want{0, 2}, automation: want{2, 2}, fcr: want{1, 2}},
		{name: "still open with the bot", episodes: []Episode{with(answered(1, 1, 0, "a"), func(e *Episode) { e.EndedAt, e.End = time.Time{}, "" })},
			confirmed: want{0, 1}, pending: 1},
		{name: "handed over and silent", episodes: []Episode{with(answered(1, 1, 0, "a"), func(e *Episode) { e.HandOver(HandoverAsked, at(0)) })},
			confirmed: want{0, 1}, assumed: want{0, 1}, automation: want{0, 1}, fcr: want{1, 1}},
		{name: "confirmed after a person had a hand in it", episodes: []Episode{with(answered(1, 1, 0, "a"), func(e *Episode) { solved(e); e.FirstHumanAt = at(0) })},
			confirmed: want{1, 1}, assumed: want{0, 1}, automation: want{0, 1}, fcr: want{1, 1}},
		{name: "refused and gone", episodes: []Episode{with(answered(1, 1, 0), func(e *Episode) { e.Answered, e.Refused = 0, 1 })},
			automation: want{0, 1}},
		{name: "ended by its order", episodes: []Episode{with(answered(1, 1, 0, "order:水电"), func(e *Episode) {
			e.Answered, e.Orders, e.End = 0, 1, EndOrder
			e.HandOver(HandoverOrder, at(0))
		}), with(answered(2, 1, 3*day, "order:水电"), func(e *Episode) { e.Answered, e.Orders = 0, 1 })},
			automation: want{0, 2}, fcr: want{0, 1}},
		{name: "before the window", episodes: []Episode{answered(1, 1, -2*time.Hour, "a")}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.now.IsZero() {
				tc.now = asked
			}
			f := Compute(Facts{Episodes: tc.episodes, Orders: tc.orders}, since, until, tc.now)
			check(t, "confirmed", f.Confirmed, tc.confirmed)
			check(t, "assumed", f.Assumed, tc.assumed)
			check(t, "automation", f.Automation, tc.automation)
			check(t, "fcr", f.FCR, tc.fcr)
			if f.Pending != tc.pending {
				t.Errorf("pending is %d, want %d", f.Pending, tc.pending)
			}
		})
	}
}

func TestAnsweringFigures(t *testing.T) {
	var es []Episode
	for i, r := range HandoverReasons {
		es = append(es, with(answered(int64(i), int64(i), 0), func(e *Episode) {
			e.HandOver(r, at(time.Minute))
			e.HandOver(HandoverOther, at(time.Hour)) // the first reason stands
			e.FirstHumanAt = at(time.Duration(i+2) * time.Minute)
		}))
	}
	es = append(es,
		with(answered(20, 20, 0), func(e *Episode) { e.Asked, e.Refused, e.Rating, e.Demo = 4, 3, 4, true }),
		with(answered(21, 21, 0), func(e *Episode) { e.Rating = 3; e.FirstReplyAt = at(11 * time.Second) }),
		with(answered(22, 22, 0), func(e *Episode) { e.FirstReplyAt, e.Answered = time.Time{}, 0 }),
		with(answered(23, 23, 0), func(e *Episode) { e.HandOver(HandoverAsked, at(0)) })) // nobody came
	f := Compute(Facts{Episodes: es}, since, until, asked)
	check(t, "bot only", f.BotOnly, want{2, 9})
	check(t, "handover", f.Handover, want{7, 10})
	check(t, "handover asked", f.HandoverByReason[HandoverAsked], want{2, 10})
	check(t, "handover order", f.HandoverByReason[HandoverOrder], want{1, 10})
	check(t, "unanswered", f.Unanswered, want{3, 13})
	check(t, "standardised", f.Standardised, want{9, 13})
	check(t, "csat of the bot", f.CSATBot, want{1, 2})
	check(t, "its response", f.CSATBotReplies, want{2, 9})
	// human: 1, 2, 3, 4, 5, 6 minutes; bot: 1 s eight times and 11 s
	for name, c := range map[string]struct{ got, want Figure }{
		"bot P50":   {f.FRTBotP50, Figure{1, 8, 9}},
		"bot P90":   {f.FRTBotP90, Figure{11, 9, 9}},
		"human P50": {f.FRTHumanP50, Figure{180, 3, 6}},
		"human P90": {f.FRTHumanP90, Figure{360, 6, 6}},
	} {
		if c.got != c.want {
			t.Errorf("%s is %+v, want %+v", name, c.got, c.want)
		}
	}
	if f.Episodes != 10 || f.Demo != 1 {
		t.Errorf("%d episodes, %d of demo; want 10, 1", f.Episodes, f.Demo)
	}
}

// The clocks of an order of 10:00 run out at 10:15, 11:00 and 14:00.
func TestKept(t *testing.T) {
	min := time.Minute
	due := Deadlines{at(15 * min), at(60 * min), at(240 * min)}
	for _, tc := range []struct {
		name    string
		w       WorkOrder
		now     time.Duration
		n, of   float64
		respond want
	}{
		{"open, not due", WorkOrder{State: Opened}, 15 * min, 0, 0, want{}},
		{"open, response overdue", WorkOrder{State: Opened}, 15*min + 1, 0, 1, want{0, 1}},
		{"open, all overdue", WorkOrder{State: Opened}, day, 0, 3, want{0, 1}},
		{"met to the second", WorkOrder{State: Resolved, FirstActAt: at(15 * min), WorkingAt: at(60 * min), ResolvedAt: at(240 * min)}, day, 3, 3, want{1, 1}},
		{"late", WorkOrder{State: Closed, FirstActAt: at(16 * min), WorkingAt: at(61 * min), ResolvedAt: at(241 * min)}, day, 0, 3, want{0, 1}},
		{"held before the deadline", WorkOrder{State: OnHold, FirstActAt: at(min), WorkingAt: at(min), HoldSince: at(240 * min)}, day, 2, 2, want{1, 1}},
		{"held after it", WorkOrder{State: OnHold, FirstActAt: at(min), WorkingAt: at(min), HoldSince: at(241 * min)}, day, 2, 3, want{1, 1}},
		{"cancelled in time", WorkOrder{State: Cancelled, ClosedAt: at(10 * min)}, day, 0, 0, want{}},
		{"cancelled when overdue", WorkOrder{State: Cancelled, ClosedAt: at(20 * min)}, day, 0, 1, want{0, 1}},
		{"sent out in time", WorkOrder{State: External, FirstActAt: at(min), WorkingAt: at(2 * min), ClosedAt: at(9 * min)}, day, 2, 2, want{1, 1}},
		{"missed before a reopening", WorkOrder{State: Working, FirstActAt: at(min), WorkingAt: at(min), Missed: []Clock{ClockRespond}}, 2 * min, 1, 2, want{0, 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.w.OpenedAt, tc.w.Due, tc.w.Priority = at(0), due, P1
			f := Compute(Facts{Orders: []WorkOrder{tc.w}}, since, until, at(tc.now))
			check(t, "sla", f.SLA, want{tc.n, tc.of})
			check(t, "sla of P1", f.SLAByPriority[P1], want{tc.n, tc.of})
			check(t, "sla of the response", f.SLAByClock[ClockRespond], tc.respond)
		})
	}
	f := Compute(Facts{Orders: []WorkOrder{{State: Opened, OpenedAt: at(0)}}}, since, until, asked)
	check(t, "sla without limits", f.SLA, want{})
}

// An order walked through two rounds and three pairs of hands, by the real moves.
func TestHandlingOverRounds(t *testing.T) {
	c := Community{ID: "c", Name: "c", Service: Hours{"00:00", "00:00"}}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	a := Actor{Kind: ByStaff, Staff: 1, Name: "甲", Role: RoleStaff}
	b := Actor{Kind: ByStaff, Staff: 2, Name: "乙", Role: RoleStaff}
	w := WorkOrder{ID: 1, Priority: P2, Community: "c"}
	hour := func(h int) time.Time { return at(time.Duration(h) * time.Hour) }
	w.Open(&c, TheResident, hour(0))
	for i, err := range []error{
		w.Claim(a, hour(1)),                   // late: 15 minutes
		w.Hold(a, "等配件", hour(9), hour(3)),    // 2 h in hand
		w.Transfer(b, a, "下班", &c, hour(5)),   // held for 2 h
		w.Start(b, &c, hour(6)),               //
		w.Resolve(b, "换了", &c, hour(8)),       // 3 h in hand
		w.Confirm(false, &c, hour(10)),        // reopened
		w.Claim(a, hour(10).Add(time.Minute)), // in time
		w.Hold(a, "等人", hour(14), hour(11)),   // 59 min in hand
		w.Resolve(a, "又换了", &c, hour(13)),     // held for 2 h
		w.Rate(5, &c, hour(14)),
	} {
		if err != nil {
			t.Fatalf("move %d: %v", i, err)
		}
	}
	f := Compute(Facts{Orders: []WorkOrder{w}}, since, until, asked)
	if want := (5*time.Hour + 59*time.Minute).Seconds(); f.AHTMean != (Figure{want, want, 1}) || f.AHTP50.Value != want {
		t.Errorf("AHT is %+v, want %v s of one order", f.AHTMean, want)
	}
	check(t, "response", f.SLAByClock[ClockRespond], want{0, 1})
	check(t, "finish", f.SLAByClock[ClockFinish], want{1, 1})
	check(t, "reopened", f.Reopened, want{1, 1})
	check(t, "reopened in the week", f.ReopenedByWeek["2026-W45"], want{1, 1})
	check(t, "csat", f.CSATStaff, want{1, 1})
}

func TestOrderFiguresByTheirOwnMoment(t *testing.T) {
	week := 7 * day
	f := Compute(Facts{Orders: []WorkOrder{
		{ID: 1, State: Closed, OpenedAt: at(-30 * day), ResolvedAt: at(0), ClosedAt: at(week), Reopens: 2, Rating: 4, RatedAt: at(week), Handled: time.Hour},
		{ID: 2, State: Closed, OpenedAt: at(0), ResolvedAt: at(-2 * day), ClosedAt: at(0), Rating: 2, RatedAt: at(0)},
		{ID: 3, State: Closed, OpenedAt: at(0), ResolvedAt: at(20 * day), ClosedAt: at(20 * day), Reopens: 1, Rating: 1, RatedAt: at(20 * day)},
		{ID: 4, State: Cancelled, OpenedAt: at(0), ClosedAt: at(0), Reopens: 1},
		{ID: 5, State: Reopened, OpenedAt: at(-day), Reopens: 1, Rating: 1, RatedAt: at(day), Handled: time.Hour},
	}}, since, until, asked)
	check(t, "reopened", f.Reopened, want{1, 2})
	check(t, "first week", f.ReopenedByWeek["2026-W45"], want{0, 1})
	check(t, "second week", f.ReopenedByWeek["2026-W46"], want{1, 1})
	check(t, "csat", f.CSATStaff, want{1, 3})
	if f.AHTMean.Denominator != 1 || f.AHTP90.Value != 3600 {
		t.Errorf("AHT %+v P90 %+v, want the one order resolved in the window", f.AHTMean, f.AHTP90)
	}
	if f.Orders != 3 {
		t.Errorf("%d orders, want 3", f.Orders)
	}
}

func TestFollowUpFigures(t *testing.T) {
	up := func(order int64, o Outcome, change func(*FollowUp)) FollowUp {
		f := FollowUp{Order: order, Stage: StageExpire, CreatedAt: at(0), AskedAt: at(time.Hour), Outcome: o}
		change(&f)
		return f
	}
	same := func(*FollowUp) {}
	ups := []FollowUp{
		up(1, OutcomeAnswered, same), up(2, OutcomeRefused, same), up(3, OutcomeNoAnswer, same), up(4, OutcomeUnreachable, same),
		up(5, OutcomeNotDone, func(f *FollowUp) { f.AskedAt = time.Time{} }),
		up(6, OutcomeOpen, same), // asked, waiting
		up(10, OutcomeNoAnswer, func(f *FollowUp) { f.AnsweredAt = at(day) }),                                  // said yes, gave no rating
		up(7, OutcomeOpen, func(f *FollowUp) { f.AskedAt, f.DueAt = time.Time{}, asked.Add(1) }),               // not due
		up(8, OutcomeOpen, func(f *FollowUp) { f.AskedAt, f.DueAt, f.Stage = time.Time{}, asked, StageCall }),  // due, nobody called
		up(1, OutcomeAnswered, func(f *FollowUp) { f.AskedAt, f.Stage, f.Caller = time.Time{}, StageCall, 1 }), // called
		up(1, OutcomeAnswered, same), // asked twice after a reopening
		up(9, OutcomeAnswered, func(f *FollowUp) { f.CreatedAt = since.Add(-time.Second) }), // before the window
	}
	f := Compute(Facts{FollowUps: ups, Orders: []WorkOrder{{ID: 1, Rating: 5}, {ID: 3, Rating: 1}, {ID: 9, Rating: 5}}}, since, until, asked)
	check(t, "follow-up", f.FollowUp, want{5, 10})
	check(t, "response", f.CSATStaffReplies, want{2, 6})
}

func TestFiguresJSON(t *testing.T) {
	b, err := json.Marshal(Compute(Facts{}, since, until, asked))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields(`community since until episodes orders demo pending confirmed_resolution assumed_resolution automation
		bot_only handover handover_by_reason unanswered standardised fcr frt_bot_p50 frt_bot_p90 frt_human_p50 frt_human_p90 aht_p50 aht_p90 aht_mean
		sla sla_by_priority sla_by_clock reopened reopened_by_week csat_staff csat_staff_response csat_bot csat_bot_response follow_up`) {
		if _, ok := all[key]; !ok {
			t.Errorf("no %s", key)
		}
		delete(all, key)
	}
	if len(all) > 0 {
		t.Errorf("unnamed in this test: %v", all)
	}
	if !strings.Contains(string(b), `"automation":{"value":null,"numerator":0,"denominator":0}`) {
		t.Errorf("nothing counted is not null: %s", b)
	}
	if b, _ := json.Marshal(share(0, 4)); string(b) != `{"value":0,"numerator":0,"denominator":4}` {
		t.Errorf("none of four is %s", b)
	}
}

func TestRows(t *testing.T) {
	es := []Episode{with(answered(1, 1, 0, "a"), func(e *Episode) { e.FirstReplyAt = at(750 * time.Second) }), with(answered(2, 2, 0), func(e *Episode) { e.HandOver(HandoverAsked, at(0)) })}
	closed := []WorkOrder{{State: Closed, ClosedAt: at(0)}, {State: Closed, ClosedAt: at(7 * day)}}
	f := Compute(Facts{Episodes: es, Orders: closed}, since, until, asked)
	byKey := map[string]FigureRow{}
	for _, r := range f.Rows(Targets{CSAT: 0.7}) {
		if r.Name == "" || !strings.HasSuffix(r.Definition, "。") || r.Unit == "" || byKey[r.Key].Key != "" {
			t.Errorf("row %+v", r)
		}
		byKey[r.Key] = r
	}
	for key, want := range map[string]struct {
		text   string
		target float64
	}{
		"automation": {"50.0%", 0.8}, "csat_staff": {"—", 0.7}, "sla_by_priority.P0": {"—", 0.95}, "frt_bot_p90": {"12分30秒", 0},
		"frt_human_p50": {"—", 900}, "aht_mean": {"—", 4320}, "handover_by_reason.asked": {"50.0%", 0}, "reopened_by_week.2026-W46": {"0.0%", 0},
	} {
		if r := byKey[key]; r.Text() != want.text || r.Target != want.target {
			t.Errorf("%s reads %s with target %v, want %+v", key, r.Text(), r.Target, want)
		}
	}
	for value, want := range map[float64]string{1.25: "1.2秒", 59.4: "59秒", 61: "1分01秒", 7260: "2小时01分", 180000: "2天2小时"} {
		if got := Seconds.Text(value, true); got != want {
			t.Errorf("%v s reads %s, want %s", value, got, want)
		}
	}
}
