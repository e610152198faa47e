package desk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	. "linli/desk"
)

// A month of orders, minute by minute. naive is a second implementation of the time
// limits that knows nothing of calendars' arithmetic: it looks at every minute and asks
// whether it is served. Both must give the same alerts, deadlines and verdicts, whatever
// is done to the order, promised and acknowledged meanwhile.

type naiveCalendar struct {
	open, close             int
	closed, holidays, extra []string
}

func (c naiveCalendar) dayCounts(day string, working bool) bool {
	at, _ := time.ParseInLocation(time.DateOnly, day, shanghai)
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	if !working || slices.Contains(c.closed, day) {
		return !slices.Contains(c.closed, day)
	}
	return slices.Contains(c.extra, day) || !weekend && !slices.Contains(c.holidays, day)
}

func (c naiveCalendar) minuteCounts(t time.Time, working bool) bool {
	m := t.Hour()*60 + t.Minute()
	today, yesterday := t.Format(time.DateOnly), t.AddDate(0, 0, -1).Format(time.DateOnly)
	switch {
	case c.open == c.close:
		return c.dayCounts(today, working)
	case c.open < c.close:
		return m >= c.open && m < c.close && c.dayCounts(today, working)
	}
	return m >= c.open && c.dayCounts(today, working) || m < c.close && c.dayCounts(yesterday, working)
}

// after is the end of the n-th minute that counts from t on; with none it is the
// beginning of the first.
func (c naiveCalendar) after(t time.Time, n int, working bool) time.Time {
	for ; ; t = t.Add(time.Minute) {
		if !c.minuteCounts(t, working) {
			continue
		}
		if n <= 1 {
			return t.Add(time.Duration(n) * time.Minute)
		}
		n--
	}
}

func (c naiveCalendar) between(from, to time.Time, working bool) (n int) {
	for ; from.Before(to); from = from.Add(time.Minute) {
		if c.minuteCounts(from, working) {
			n++
		}
	}
	return n
}

func (c naiveCalendar) days(t time.Time, n int, working bool) time.Time {
	for t = c.after(t, 0, false); n > 0; {
		t = t.AddDate(0, 0, 1)
		if c.dayCounts(t.Format(time.DateOnly), working) {
			n--
		}
	}
	return t
}

type naiveClock struct {
	begun, due, met time.Time
	missed          bool
	n               int // of promises: the how-manieth
	warn, manager   time.Time
	wait            int                     // minutes from breach to manager
	rungs           map[AlertStep]bool      // said
	known           map[AlertStep]time.Time // acknowledged
}

func newNaiveClock(begun, due time.Time) *naiveClock {
	return &naiveClock{begun: begun, due: due, rungs: map[AlertStep]bool{}, known: map[AlertStep]time.Time{}}
}

type naiveOrder struct {
	cal       naiveCalendar
	ownFinish int // minutes, instead of P2's two days
	p         Priority
	clocks    map[Clock]*naiveClock
	promise   PromiseKind
	promises  int
	unclaimed bool
	held      time.Time
	until     time.Time
	ended     time.Time
	rings     int
	rang      time.Time // the last time
	ringKnown time.Time
	said      []string
}

// begin sets PRODUCT.md 2's limits, written out once more.
func (o *naiveOrder) begin(t time.Time) {
	c := o.cal
	plus := func(minutes int) time.Time { return t.Add(time.Duration(minutes) * time.Minute) }
	var respond, arrive, finish time.Time
	switch o.p {
	case P0:
		respond, arrive = plus(3), plus(15)
	case P1:
		respond, arrive, finish = plus(15), plus(30), plus(240)
	case P2:
		respond, arrive, finish = c.after(t, 15, false), c.days(t, 1, false), c.days(t, 2, false)
		if o.ownFinish > 0 {
			finish = c.after(t, o.ownFinish, false)
		}
	case P3:
		respond, finish = c.days(t, 1, false), c.days(t, 5, true)
	case PC:
		respond, arrive, finish = c.after(t, 15, false), c.days(t, 1, false), c.days(t, 3, true)
	}
	for clock, due := range map[Clock]time.Time{ClockRespond: respond, ClockArrive: arrive, ClockFinish: finish} {
		was := o.clocks[clock]
		o.clocks[clock] = newNaiveClock(t, due)
		o.rungs(clock, o.clocks[clock])
		o.clocks[clock].missed = was != nil && was.late(t)
	}
	o.unclaimed, o.rings, o.rang, o.ringKnown = true, 0, t, time.Time{}
}

// rungs sets when a clock warns: minutes count as its limit's do.
func (o *naiveOrder) rungs(c Clock, k *naiveClock) {
	if k.due.IsZero() {
		return
	}
	limit := o.minutes(c, k.begun, k.due)
	k.wait = min(max(limit, 5), 240)
	k.warn, k.manager = o.plus(c, k.begun, limit-min(max(limit/5, 1), 120)), o.plus(c, k.due, k.wait)
}

// wall reports whether a clock counts every minute, else whether those of working days only.
func (o *naiveOrder) wall(c Clock) (wall, working bool) {
	return o.p == P0 || o.p == P1 || c == ClockPromise, c == ClockFinish && (o.p == P3 || o.p == PC)
}

func (o *naiveOrder) minutes(c Clock, from, to time.Time) int {
	wall, working := o.wall(c)
	if wall {
		return int(to.Sub(from).Minutes())
	}
	return o.cal.between(from, to, working)
}

func (o *naiveOrder) plus(c Clock, t time.Time, n int) time.Time {
	wall, working := o.wall(c)
	if wall {
		return t.Add(time.Duration(n) * time.Minute)
	}
	return o.cal.after(t, n, working)
}

// make sets a promise, which takes the place of the one before.
func (o *naiveOrder) make(kind PromiseKind, t, due time.Time) {
	o.promise, o.promises = kind, o.promises+1
	k := newNaiveClock(t, due)
	k.n = o.promises
	o.rungs(ClockPromise, k)
	o.clocks[ClockPromise] = k
}

func (o *naiveOrder) keep(t time.Time, kinds ...PromiseKind) {
	if slices.Contains(kinds, o.promise) {
		o.meet(ClockPromise, t)
	}
}

// hold forgets a promise for a time in which nothing goes on.
func (o *naiveOrder) hold(t, until time.Time) {
	o.held, o.until = t, until
	k := o.clocks[ClockPromise]
	if o.promise != "" && k.met.IsZero() && !k.due.Before(t) && !until.Before(k.due) {
		o.forget()
	}
}

func (o *naiveOrder) forget() {
	o.promise, o.clocks[ClockPromise] = "", newNaiveClock(time.Time{}, time.Time{})
}

// know acknowledges everything said so far.
func (o *naiveOrder) know(t time.Time) {
	for _, k := range o.clocks {
		for step := range k.rungs {
			if k.known[step].IsZero() {
				k.known[step] = t
			}
		}
	}
	if o.rings > 0 && o.ringKnown.IsZero() {
		o.ringKnown = t
	}
}

func (k *naiveClock) late(now time.Time) bool {
	if !k.met.IsZero() {
		now = k.met
	}
	return k.missed || !k.due.IsZero() && now.After(k.due)
}

func (o *naiveOrder) meet(c Clock, t time.Time) {
	if k := o.clocks[c]; k.met.IsZero() {
		k.met = t
	}
}

func (o *naiveOrder) resume(t time.Time) {
	for _, c := range []Clock{ClockArrive, ClockFinish} {
		k := o.clocks[c]
		if !k.met.IsZero() || !k.due.After(o.held) {
			continue
		}
		for _, at := range []*time.Time{&k.warn, &k.due} {
			if !at.After(o.held) {
				continue
			}
			if put := o.plus(c, t, o.minutes(c, o.held, *at)); put.After(*at) {
				*at = put
			}
		}
		k.manager = o.plus(c, k.due, k.wait)
	}
	o.held = time.Time{}
}

// minute says what has to be said now.
func (o *naiveOrder) minute(now time.Time) {
	if o.p == P0 && o.unclaimed {
		again := o.rang.Add(RingEvery)
		if !o.ringKnown.IsZero() {
			again = o.ringKnown.Add(AckPause)
		}
		if !now.Before(again) {
			o.rings, o.rang, o.ringKnown = o.rings+1, now, time.Time{}
			o.say(now, ClockRespond, StepRing, o.rings)
		}
		return
	}
	for c, k := range o.clocks {
		if k.due.IsZero() || !k.met.IsZero() {
			continue
		}
		manager := k.manager
		if known := k.known[StepBreach]; !known.IsZero() { // as long again from then
			if again := known.Add(time.Duration(k.wait) * time.Minute); again.After(manager) {
				manager = again
			}
		}
		for _, step := range []struct {
			name AlertStep
			at   time.Time
		}{{StepWarn, k.warn}, {StepBreach, k.due}, {StepManager, manager}} {
			at := step.at
			if !now.Before(at) && !k.rungs[step.name] {
				k.rungs[step.name] = true
				o.say(now, c, step.name, k.n)
			}
		}
	}
}

func (o *naiveOrder) say(now time.Time, c Clock, s AlertStep, n int) {
	o.said = append(o.said, fmt.Sprintf("%s %s %s %d", now.Format("01-02 15:04"), c, s, n))
}

// pair is one order in both implementations.
type pair struct {
	c *Community
	w *WorkOrder
	o *naiveOrder
	// said is what the real one said, also before a reopening that forgot it.
	said []string
}

func (p *pair) hearAlerts(from int) {
	for _, a := range p.w.Alerts[from:] {
		p.said = append(p.said, fmt.Sprintf("%s %s %s %d", a.At.Format("01-02 15:04"), a.Clock, a.Step, a.N))
	}
}

// move does something at random to both; what the rules refuse is done to none.
func (p *pair) move(r *rand.Rand, t time.Time) {
	w, o := p.w, p.o
	switch r.IntN(13) {
	case 9:
		due := t.Add(time.Duration(1+r.IntN(900)) * time.Minute)
		kind := pickOne(r, PromiseCome, PromiseAnswer, PromiseDone)
		if w.Promise(kind, "说到做到", due, claimer, t) == nil {
			o.make(kind, t, due)
		}
	case 10, 11:
		if w.Acknowledge(dispatcher, t) == nil {
			o.know(t)
		}
	case 12:
		if w.Speak(dispatcher, t) == nil {
			o.meet(ClockRespond, t)
			o.keep(t, PromiseAnswer)
		}
	case 0, 1:
		if w.State.Unclaimed() && w.Claim(claimer, t) == nil {
			o.unclaimed = false
			o.meet(ClockRespond, t)
		}
	case 2:
		fresh := w.State == Claimed || w.State == Working && o.clocks[ClockArrive].met.IsZero()
		if fresh && w.Start(claimer, p.c, t) == nil {
			o.meet(ClockArrive, t)
			o.keep(t, PromiseCome)
		}
	case 3, 4:
		until := t.Add(time.Duration(1+r.IntN(3000)) * time.Minute)
		if w.Hold(claimer, "等配件", until, t) == nil {
			o.hold(t, until)
		}
	case 5:
		if w.State == OnHold && w.Start(claimer, p.c, t) == nil {
			o.resume(t)
			o.meet(ClockArrive, t)
			o.keep(t, PromiseCome)
		}
	case 6:
		held := w.State == OnHold
		if w.Release(claimer, "不在班", p.c, t) == nil {
			o.unclaimed = true
			if held {
				o.resume(t)
			}
		}
	case 7:
		held := w.State == OnHold
		if w.Resolve(claimer, "好了", p.c, t) != nil {
			return
		}
		if held {
			o.resume(t)
		}
		o.meet(ClockArrive, t)
		o.meet(ClockFinish, t)
		o.keep(t, PromiseCome, PromiseAnswer, PromiseDone)
	case 8:
		if w.Confirm(false, p.c, t) == nil {
			o.begin(t)
			o.forget()
			o.rang = o.rang.Add(-RingEvery) // an emergency that came back rings at once
		} else if r.IntN(4) == 0 && w.Cancel(dispatcher, "不修了", p.c, t) == nil {
			if !o.held.IsZero() {
				o.resume(t)
			}
			o.ended = t
		}
	}
}

func (p *pair) tick(t *testing.T, now time.Time) {
	w, o := p.w, p.o
	if w.State == OnHold && !now.Before(w.HoldUntil) {
		if err := w.Resume(TheSystem, p.c, now); err != nil {
			t.Fatal(err)
		}
	}
	if !o.held.IsZero() && !now.Before(o.until) {
		o.resume(now)
	}
	before := len(w.Alerts)
	for next := w.NextCheck(); !next.IsZero() && !next.After(now) && w.State != OnHold; next = w.NextCheck() {
		if w.OwesReport() { // no time limit; TestReportReminders has it
			w.RemindReport(p.c, now)
			continue
		}
		if _, ok := w.Climb(now); !ok {
			t.Fatalf("%s asked for a look at %s, and there was nothing", w.State, next)
		}
	}
	p.hearAlerts(before)
	if w.State != OnHold && (w.State.Unclaimed() || w.State.InHand()) {
		o.minute(now)
	}
}

func TestMonthAgainstNaive(t *testing.T) {
	calendars := []struct {
		change    func(*Community)
		naive     naiveCalendar
		ownFinish int
	}{
		{nil, naiveCalendar{open: 510, close: 1080}, 0},
		{func(c *Community) {
			c.Service = Hours{From: "09:00", To: "12:00"}
			c.Limits = map[Priority]Limits{P2: {Finish: inMinutes(7)}}
			c.Categories = map[string]map[Priority]Limits{"水电": {P2: {Finish: inMinutes(400)}}}
		}, naiveCalendar{open: 540, close: 720}, 400},
		{func(c *Community) {
			c.Service, c.Closed, c.Extra = Hours{From: "18:30", To: "06:15"}, days("2026-12-05", 2), []string{"2026-12-12"}
			c.Observe(Holidays{Days: days("2026-12-01", 3), Worked: []string{"2026-12-06"}})
		}, naiveCalendar{open: 1110, close: 375, closed: days("2026-12-05", 2), holidays: days("2026-12-01", 3), extra: []string{"2026-12-12", "2026-12-06"}}, 0},
		{func(c *Community) { c.Service, c.Closed = Hours{From: "00:00", To: "00:00"}, days("2026-12-01", 2) },
			naiveCalendar{closed: days("2026-12-01", 2)}, 0},
	}
	r := rand.New(rand.NewPCG(2026, 11))
	alerts := 0
	for _, k := range calendars {
		c := community(t, k.change)
		for range 20 {
			p := &pair{c: c, w: &WorkOrder{ID: 7, Community: c.ID, Kind: Repair, Category: "水电", Priority: pickOne(r, Priorities...)}}
			now := monday.In(shanghai).Add(time.Duration(r.IntN(5*24*60)) * time.Minute)
			p.w.Open(c, TheResident, now)
			p.o = &naiveOrder{cal: k.naive, ownFinish: k.ownFinish, p: p.w.Priority, clocks: map[Clock]*naiveClock{}}
			p.o.forget()
			p.o.begin(now)
			for end := now.AddDate(0, 0, 30); now.Before(end); now = now.Add(time.Minute) {
				if r.IntN(240) == 0 {
					p.move(r, now)
				}
				p.tick(t, now)
			}
			p.compare(t, now)
			alerts += len(p.said)
		}
	}
	if alerts < 100 {
		t.Errorf("only %d alerts in the month", alerts)
	}
}

func (p *pair) compare(t *testing.T, now time.Time) {
	t.Helper()
	slices.Sort(p.said)
	slices.Sort(p.o.said)
	if !slices.Equal(p.said, p.o.said) {
		only := func(of, not []string) []string {
			return slices.DeleteFunc(slices.Clone(of), func(s string) bool { return slices.Contains(not, s) })
		}
		t.Errorf("only the real %s said %q, only the naive one %q", p.w.Priority, only(p.said, p.o.said), only(p.o.said, p.said))
	}
	if !p.o.ended.IsZero() {
		now = p.o.ended
	}
	if !p.o.held.IsZero() {
		now = p.o.held
	}
	for _, c := range Timers {
		due, _ := p.w.Deadline(c)
		k := p.o.clocks[c]
		if due.IsZero() != k.due.IsZero() || !due.IsZero() && !due.Equal(k.due) {
			t.Errorf("%s: %s is due %s, naively %s", p.w.Priority, c, due, k.due)
		}
		kept, counted := p.w.Kept(c, now)
		if late := k.late(now); (counted && !kept) != late {
			t.Errorf("%s: %s kept %t, counted %t, naively late %t", p.w.Priority, c, kept, counted, late)
		}
	}
}
