package desk

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sort"
	"testing"
	"time"
)

// The figures a second time, each by its own filter over all rows and as slow as it
// likes: written from PRODUCT.md 5, not from figures.go.

func ratio[T any](rows []T, of, good func(T) bool) string {
	n, all := 0, 0
	for _, r := range rows {
		if of(r) {
			all++
			if good(r) {
				n++
			}
		}
	}
	return fmt.Sprintf("%d/%d", n, all)
}

func (f Figure) ratio() string { return fmt.Sprintf("%.0f/%d", f.Numerator, f.Denominator) }

// naivePercentile walks up until enough of the cases are no longer.
func naivePercentile(cases []float64, p float64) string {
	sort.Float64s(cases)
	for _, v := range cases {
		n := 0
		for _, c := range cases {
			if c <= v {
				n++
			}
		}
		if float64(n)*100 >= p*float64(len(cases)) {
			return fmt.Sprintf("%.3f %d/%d", v, n, len(cases))
		}
	}
	return "0.000 0/0"
}

func (f Figure) percentile() string { return fmt.Sprintf("%.3f %s", f.Value, f.ratio()) }

func naiveFigures(f Facts, since, until, now time.Time) map[string]string {
	inWindow := func(t time.Time) bool { return !t.IsZero() && t.Compare(since) >= 0 && t.Compare(until) < 0 }
	begun := func(e Episode) bool { return inWindow(e.StartedAt) }
	person := func(e Episode) bool { return e.Handover != "" || e.Orders != 0 || !e.FirstHumanAt.IsZero() }
	confirmed := func(e Episode) bool { return e.Solved && e.Answered != 0 }
	comesBack := func(e Episode, order bool) bool {
		last := e.EndedAt.AddDate(0, 0, 7)
		for _, o := range f.Episodes {
			shared := false
			for _, t := range o.Topics {
				shared = shared || contains(e.Topics, t)
			}
			if o.Conversation == e.Conversation && o.ID != e.ID && shared && o.StartedAt.Compare(e.StartedAt) > 0 && o.StartedAt.Compare(last) <= 0 {
				return true
			}
		}
		for _, w := range f.Orders {
			if order && w.Conversation == e.Conversation && w.OpenedAt.Compare(e.StartedAt) > 0 && w.OpenedAt.Compare(last) <= 0 {
				return true
			}
		}
		return false
	}
	silent := func(e Episode) bool { return !confirmed(e) && !person(e) && e.End == EndSilence && e.Answered != 0 }
	weekOver := func(e Episode) bool { return now.Sub(e.EndedAt) >= 168*time.Hour }
	told := func(e Episode) bool {
		if confirmed(e) || person(e) {
			return true
		}
		return !e.EndedAt.IsZero() && (!silent(e) || weekOver(e))
	}
	assumed := func(e Episode) bool { return silent(e) && weekOver(e) && !comesBack(e, true) }
	out := map[string]string{
		"confirmed":  ratio(f.Episodes, func(e Episode) bool { return begun(e) && e.Answered > 0 }, confirmed),
		"assumed":    ratio(f.Episodes, func(e Episode) bool { return begun(e) && e.Answered > 0 && told(e) }, assumed),
		"automation": ratio(f.Episodes, func(e Episode) bool { return begun(e) && told(e) }, func(e Episode) bool { return (assumed(e) || confirmed(e)) && !person(e) }),
		"botonly":    ratio(f.Episodes, func(e Episode) bool { return begun(e) && !e.FirstReplyAt.IsZero() }, func(e Episode) bool { return e.Handover == "" }),
		"handover":   ratio(f.Episodes, begun, func(e Episode) bool { return e.Handover != "" }),
		"unsure":     ratio(f.Episodes, begun, func(e Episode) bool { return e.Handover == HandoverUnsure }),
		"fcr": ratio(f.Episodes, func(e Episode) bool {
			closed := e.End == EndConfirmed || e.End == EndOrder || e.End == EndSilence && (e.Answered > 0 || !e.FirstHumanAt.IsZero())
			return begun(e) && closed && weekOver(e)
		}, func(e Episode) bool { return !comesBack(e, false) }),
		"csatbot": ratio(f.Episodes, func(e Episode) bool { return begun(e) && e.Answered > 0 && e.Rating != 0 }, func(e Episode) bool { return e.Rating > 3 }),
		"csat":    ratio(f.Orders, func(w WorkOrder) bool { return w.Rating != 0 && inWindow(w.RatedAt) }, func(w WorkOrder) bool { return w.Rating > 3 }),
		"reopened": ratio(f.Orders, func(w WorkOrder) bool { return w.State == Closed && inWindow(w.ClosedAt) },
			func(w WorkOrder) bool { return w.Reopens != 0 }),
		"followup": ratio(f.FollowUps, func(u FollowUp) bool {
			waits := u.Outcome == OutcomeOpen && u.AskedAt.IsZero() && (u.DueAt.IsZero() || u.DueAt.Compare(now) > 0)
			return inWindow(u.CreatedAt) && !waits
		}, func(u FollowUp) bool {
			return u.Outcome == OutcomeAnswered || u.Outcome == OutcomeRefused || !u.AnsweredAt.IsZero()
		}),
	}
	var bot, human, handling []float64
	refused, put, standard := 0, 0, 0
	for _, e := range f.Episodes {
		if !begun(e) {
			continue
		}
		refused, put = refused+e.Refused, put+e.Asked
		for answered := range e.Answered {
			if answered < e.Asked {
				standard++
			}
		}
		if !e.FirstReplyAt.IsZero() {
			bot = append(bot, e.FirstReplyAt.Sub(e.StartedAt).Seconds())
		}
		if e.Handover != "" && !e.FirstHumanAt.IsZero() {
			human = append(human, e.FirstHumanAt.Sub(e.HandoverAt).Seconds())
		}
	}
	for _, w := range f.Orders {
		if inWindow(w.ResolvedAt) {
			handling = append(handling, w.Handled.Seconds())
		}
	}
	out["unanswered"], out["standardised"] = fmt.Sprintf("%d/%d", refused, put), fmt.Sprintf("%d/%d", standard, put)
	out["bot90"], out["human50"] = naivePercentile(bot, 90), naivePercentile(human, 50)
	out["aht50"], out["aht90"] = naivePercentile(handling, 50), naivePercentile(handling, 90)
	out["sla"], out["slaP1"], out["slaFinish"] = naiveSLA(f, inWindow, now, "", ""), naiveSLA(f, inWindow, now, P1, ""), naiveSLA(f, inWindow, now, "", ClockFinish)
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// naiveSLA: a clock is met when stopped by its deadline, breached when the deadline
// passed while it ran.
func naiveSLA(f Facts, inWindow func(time.Time) bool, now time.Time, p Priority, c Clock) string {
	met, breached := 0, 0
	for _, w := range f.Orders {
		if !inWindow(w.OpenedAt) || p != "" && w.Priority != p {
			continue
		}
		for clock, x := range map[Clock][2]time.Time{ClockRespond: {w.Due.Respond, w.FirstActAt},
			ClockArrive: {w.Due.Arrive, w.WorkingAt}, ClockFinish: {w.Due.Finish, w.ResolvedAt}} {
			if c != "" && clock != c {
				continue
			}
			missed := false
			for _, m := range w.Missed {
				missed = missed || m == clock
			}
			due, stopped := x[0], x[1]
			ranUntil := now
			switch w.State {
			case Closed, Cancelled, Merged, External:
				ranUntil = w.ClosedAt
			case OnHold:
				ranUntil = w.HoldSince
			}
			switch {
			case missed:
				breached++
			case due.IsZero():
			case !stopped.IsZero() && stopped.Compare(due) <= 0:
				met++
			case !stopped.IsZero() || ranUntil.Compare(due) > 0:
				breached++
			}
		}
	}
	return fmt.Sprintf("%d/%d", met, met+breached)
}

func TestFiguresAgreeWithTheNaiveOnes(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		facts := randomFacts(r)
		now := until.Add(time.Duration(r.IntN(20*24)) * time.Hour)
		f := Compute(facts, since, until, now)
		got := said(f)
		want := naiveFigures(facts, since, until, now)
		if !reflect.DeepEqual(got, want) {
			for k := range want {
				if got[k] != want[k] {
					t.Errorf("seed %d: %s is %s, naively %s", seed, k, got[k], want[k])
				}
			}
		}
		if f.Assumed.Denominator == 0 || f.FCR.Numerator == 0 || f.SLA.Denominator == 0 {
			t.Fatalf("seed %d shows nothing", seed)
		}
	}
}

// randomFacts are rows of a few talkative residents, around the window and beyond it;
// half hours make deadlines and ends fall together often.
// said are the figures that are recomputed, as words.
func said(f Figures) map[string]string {
	return map[string]string{
		"confirmed": f.Confirmed.ratio(), "assumed": f.Assumed.ratio(), "automation": f.Automation.ratio(), "botonly": f.BotOnly.ratio(),
		"handover": f.Handover.ratio(), "unsure": f.HandoverByReason[HandoverUnsure].ratio(), "unanswered": f.Unanswered.ratio(),
		"standardised": f.Standardised.ratio(), "fcr": f.FCR.ratio(),
		"csatbot": f.CSATBot.ratio(), "csat": f.CSATStaff.ratio(), "reopened": f.Reopened.ratio(), "followup": f.FollowUp.ratio(),
		"bot90": f.FRTBotP90.percentile(), "human50": f.FRTHumanP50.percentile(), "aht50": f.AHTP50.percentile(), "aht90": f.AHTP90.percentile(),
		"sla": f.SLA.ratio(), "slaP1": f.SLAByPriority[P1].ratio(), "slaFinish": f.SLAByClock[ClockFinish].ratio(),
	}
}

// TestNarrowedFiguresAgreeWithTheNaiveOnes: of each day and of a part of the rows they are what
// they would be if there were no other rows, but for what came back later.
func TestNarrowedFiguresAgreeWithTheNaiveOnes(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 8))
		facts := randomFacts(r)
		for i := range facts.Orders {
			facts.Orders[i].Place.Building, facts.Orders[i].ClaimedBy = pick(r, "3", "5", ""), StaffID(r.IntN(3))
		}
		for i := range facts.Episodes { // a conversation has one channel
			facts.Episodes[i].Channel = ChannelWeb
			if facts.Episodes[i].Conversation%2 == 0 {
				facts.Episodes[i].Channel = ChannelTelegram
			}
		}
		now := until.Add(time.Duration(r.IntN(20*24)) * time.Hour)
		s := FigureScope{Channel: ChannelWeb, Orders: OrderScope{Building: pick(r, "3", ""), Staff: StaffID(r.IntN(3))}}
		windows := Window{since, until}.Days()
		for i, f := range ComputeEach(facts, s, windows, now) {
			talks, orders, in := Facts{Orders: facts.Orders}, Facts{}, map[int64]bool{}
			for _, w := range facts.Orders {
				if (s.Orders.Building == "" || w.Place.Building == "3") && (s.Orders.Staff == 0 || w.ClaimedBy == s.Orders.Staff) {
					orders.Orders, in[w.ID] = append(orders.Orders, w), true
				}
			}
			for _, u := range facts.FollowUps {
				if in[u.Order] || s.Orders == (OrderScope{}) {
					orders.FollowUps = append(orders.FollowUps, u)
				}
			}
			for _, e := range facts.Episodes {
				if e.Channel == ChannelWeb {
					talks.Episodes = append(talks.Episodes, e)
				}
			}
			ofTalks, ofOrders := naiveFigures(talks, windows[i].Since, windows[i].Until, now), naiveFigures(orders, windows[i].Since, windows[i].Until, now)
			for k, got := range said(f) {
				want := ofTalks[k]
				if contains([]string{"csat", "reopened", "followup", "aht50", "aht90", "sla", "slaP1", "slaFinish"}, k) {
					want = ofOrders[k]
				}
				if got != want {
					t.Errorf("seed %d, %v: %s is %s, naively %s", seed, windows[i].Since, k, got, want)
				}
			}
		}
	}
}

// TestFigureCasesAddUp: the rows behind a figure are those it counts.
func TestFigureCasesAddUp(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 9))
		facts, now := randomFacts(r), until.Add(9*24*time.Hour)
		for i := range facts.Episodes { // what was refused was asked
			facts.Episodes[i].Refused = min(facts.Episodes[i].Refused, facts.Episodes[i].Asked)
		}
		w := Window{since, until}
		f := ComputeEach(facts, FigureScope{}, []Window{w}, now)[0]
		seen := 0
		for _, row := range f.Rows(Targets{}) {
			n, of := 0, 0
			for _, c := range FigureCases(facts, FigureScope{}, row.Key, w, now) {
				n, of = n+c.N, of+c.Of
			}
			if of != row.Figure.Denominator || row.Unit == Share && float64(n) != row.Figure.Numerator {
				t.Errorf("seed %d: %s is %.0f/%d, its rows %d/%d", seed, row.Key, row.Figure.Numerator, row.Figure.Denominator, n, of)
			}
			seen += of
		}
		if seen == 0 {
			t.Fatal("no rows at all")
		}
	}
}

func TestWindowDays(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := func(m time.Month, d, h int) time.Time { return time.Date(2026, m, d, h, 0, 0, 0, zone) }
	days := Window{at(11, 20, 10), at(11, 23, 9)}.Days()
	if len(days) != 4 || days[0] != (Window{at(11, 20, 10), at(11, 21, 0)}) || days[3] != (Window{at(11, 23, 0), at(11, 23, 9)}) {
		t.Errorf("days %v", days)
	}
	weeks := Window{at(8, 25, 9), at(11, 23, 9)}.Days() // a Tuesday to a Monday
	if len(weeks) != 14 || weeks[0] != (Window{at(8, 25, 9), at(8, 31, 0)}) || weeks[1].Since != at(8, 31, 0) || weeks[13] != (Window{at(11, 23, 0), at(11, 23, 9)}) {
		t.Errorf("%d weeks %v", len(weeks), weeks)
	}
}

func randomFacts(r *rand.Rand) Facts {
	var f Facts
	when := func(hours int) time.Time { return since.Add(time.Duration(r.IntN(2*hours)-2*24*2) * 30 * time.Minute) }
	later := func(t time.Time, hours int) time.Time {
		return t.Add(time.Duration(r.IntN(2*hours)) * 30 * time.Minute)
	}
	maybe := func(t time.Time) time.Time { return pick(r, t, time.Time{}) }
	topics := []string{"a", "b", "c", "d", "e", "order:水电"}
	for i := range 120 {
		e := Episode{ID: int64(i + 1), Conversation: int64(r.IntN(25)), StartedAt: when(25 * 24), Asked: r.IntN(3), Refused: r.IntN(2),
			Answered: r.IntN(3), Rating: max(0, r.IntN(9)-3), Handover: pick(r, "", "", "", HandoverAsked, HandoverUnsure), Orders: r.IntN(8) / 7}
		e.FirstReplyAt = maybe(later(e.StartedAt, 3))
		if e.Handover != "" {
			e.HandoverAt = later(e.StartedAt, 2)
			e.FirstHumanAt = maybe(later(e.HandoverAt, 20))
		}
		if r.IntN(6) > 0 {
			e.EndedAt, e.End = later(e.StartedAt, 3*24), pick(r, EndSilence, EndSilence, EndOrder, EndConfirmed)
			e.Solved = e.End == EndConfirmed
		}
		for range r.IntN(3) {
			e.Touch(topics[r.IntN(len(topics))])
		}
		f.Episodes = append(f.Episodes, e)
	}
	for i := range 80 {
		w := WorkOrder{ID: int64(i + 1), Conversation: int64(r.IntN(25)), Priority: Priorities[r.IntN(len(Priorities))],
			State: OrderStates[r.IntN(len(OrderStates))], OpenedAt: when(25 * 24), Reopens: r.IntN(3) / 2, Handled: time.Duration(r.IntN(90)) * time.Minute}
		w.Due = Deadlines{maybe(later(w.OpenedAt, 1)), maybe(later(w.OpenedAt, 10)), maybe(later(w.OpenedAt, 48))}
		w.FirstActAt, w.WorkingAt, w.ResolvedAt = maybe(later(w.OpenedAt, 1)), maybe(later(w.OpenedAt, 12)), maybe(later(w.OpenedAt, 72))
		w.ClosedAt, w.HoldSince, w.RatedAt = later(w.OpenedAt, 90), later(w.OpenedAt, 72), later(w.OpenedAt, 90)
		w.Rating = max(0, r.IntN(8)-2)
		if r.IntN(5) == 0 {
			w.Missed = []Clock{Clocks[r.IntN(3)]}
		}
		f.Orders = append(f.Orders, w)
	}
	for range 60 {
		u := FollowUp{Order: int64(r.IntN(80)), CreatedAt: when(25 * 24), Stage: pick(r, StageRating, StageCall),
			Outcome: pick(r, OutcomeOpen, OutcomeAnswered, OutcomeNoAnswer, OutcomeRefused, OutcomeUnreachable, OutcomeNotDone)}
		u.AskedAt, u.DueAt, u.AnsweredAt = maybe(later(u.CreatedAt, 24)), maybe(later(u.CreatedAt, 30*24)), pick(r, time.Time{}, time.Time{}, u.CreatedAt)
		f.FollowUps = append(f.FollowUps, u)
	}
	return f
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }
