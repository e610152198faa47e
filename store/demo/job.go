package demo

import (
	"time"

	"linli/desk"
)

// job is a work order on its way, with the resident it is for.
type job struct {
	p     *person
	o     *desk.WorkOrder
	trade trade
	who   desk.Actor
	round int
}

// trade is how long such orders take.
type trade struct {
	travel [2]time.Duration // from claimed to begun
	work   [2]time.Duration // from begun to done
	done   []string         // what was done
}

// openOrder takes an order down in answer to the message asked.
func (w *month) openOrder(p *person, asked int64, o *desk.WorkOrder, tr trade, said string) {
	w.bot(p, asked, said, func(t *desk.Turn) {
		j := &job{p: p, o: o, trade: tr}
		o.Community, o.Conversation, o.Episode, o.Demo = w.c.ID, p.conv.ID, p.ep.ID, true
		o.Resident, o.Phone = p.conv.Name, p.conv.Phone
		if o.Place.IsZero() {
			o.Place = p.conv.Home
		}
		o.Open(w.c, desk.TheResident, w.now)
		p.ep.HandOver(o.Reason, w.now)
		p.ep.Orders++
		p.ep.Touch("order:" + o.Category)
		t.Orders, t.Replies[0].Order = []*desk.WorkOrder{o}, desk.NewOrder
		w.open = append(w.open, j)
		w.watch(j)
		w.awaitClaim(j)
	})
}

// tell writes the order and a line for its resident.
func (j *job) tell(w *month, from desk.From, text string, change func(*desk.Turn)) {
	t := &desk.Turn{Conversation: &j.p.conv, Episode: j.p.ep, Orders: []*desk.WorkOrder{j.o}}
	if text != "" {
		m := w.line(from, text)
		m.Order = j.o.ID
		if from == desk.FromStaff {
			m.Staff, m.StaffName = j.who.Staff, j.who.Name
		}
		t.Replies = []desk.Message{m}
		j.p.n++
		j.p.ep.LastAt = w.now
	}
	if change != nil {
		change(t)
	}
	w.emit(t)
}

// over ends the episode with its order, in the turn.
func (w *month) over(j *job) {
	w.finish(j.p, desk.EndOrder)
	for i, o := range w.open {
		if o == j {
			w.open = append(w.open[:i], w.open[i+1:]...)
			return
		}
	}
}

// watch climbs the ladder of warnings as the schedule would.
func (w *month) watch(j *job) {
	a, ok := j.o.NextAlert()
	if !ok {
		return
	}
	w.at(a.At, func() {
		if _, said := j.o.Climb(w.now); said {
			j.tell(w, "", "", nil)
		}
		w.watch(j)
	})
}

// forgotten is how long before the end orders may be left lying.
const forgotten = 4 * 24 * time.Hour

func (w *month) awaitClaim(j *job) {
	if w.o.Until.Sub(w.now) < forgotten && j.o.Priority != desk.P0 && w.chance(0.1) {
		return // nobody takes it: overdue at the end
	}
	w.at(w.when(j, j.o.Due.Respond, 0.90, [2]time.Duration{time.Minute, 14 * time.Minute}), func() { w.claim(j) })
	if j.round == 0 && j.o.Kind == desk.Repair && w.chance(0.03) {
		w.after(30*time.Second, 20*time.Minute, func() { w.cancelByResident(j) })
	}
	if w.chance(0.12) {
		w.after(10*time.Minute, 8*time.Hour, func() { w.urge(j) })
	}
}

func (w *month) cancelByResident(j *job) {
	if !j.o.State.Unclaimed() {
		return
	}
	w.hearAbout(j, oneOf(w, cancelWords))
	if w.check(j.o.Cancel(desk.TheResident, "住户取消", w.c, w.now)) {
		j.tell(w, desk.FromBot, "好的，工单"+j.o.Number+"已取消。以后有需要随时说。", func(*desk.Turn) { w.over(j) })
	}
}

// hearAbout is a line of the resident about the order.
func (w *month) hearAbout(j *job, text string) { j.tell(w, desk.FromResident, text, nil) }

func (w *month) urge(j *job) {
	if j.o.State.Final() || j.o.State == desk.Resolved || w.now.Sub(j.o.UrgedAt) < desk.UrgeEvery {
		return
	}
	w.hearAbout(j, oneOf(w, urgeWords))
	if w.check(j.o.Urge(w.now)) {
		j.tell(w, desk.FromBot, "已经替您催办工单"+j.o.Number+"，并提醒了负责的同事。", nil)
	}
}

func (w *month) claim(j *job) {
	if !j.o.State.Unclaimed() {
		return
	}
	j.who = w.staff[w.IntN(2)]
	if m, ok := tradesman[j.o.Category]; ok {
		j.who = w.staff[m]
	}
	if j.o.Kind != desk.Repair && j.o.Kind != desk.EmergencyOf {
		j.who = w.staff[2+w.IntN(8)/7]
	}
	var err error
	if manager := w.staff[3]; w.chance(0.1) {
		err = j.o.Dispatch(j.who, manager, w.now)
	} else {
		err = j.o.Claim(j.who, w.now)
	}
	if !w.check(err) {
		return
	}
	if j.p.ep.FirstHumanAt.IsZero() {
		j.p.ep.FirstHumanAt = w.now
	}
	j.tell(w, desk.FromSystem, j.who.Name+"已接单。", nil)
	w.proceed(j)
}

// proceed is what becomes of a claimed order: mostly somebody goes and does it.
func (w *month) proceed(j *job) {
	repair := j.o.Kind == desk.Repair && j.round == 0
	switch r := w.Float64(); {
	case repair && r < 0.02:
		w.after(5*time.Minute, 40*time.Minute, func() { w.release(j) })
	case repair && r < 0.05:
		w.after(5*time.Minute, 50*time.Minute, func() { w.transfer(j) })
	case repair && r < 0.09 && w.twin(j) != nil:
		w.after(3*time.Minute, 15*time.Minute, func() { w.merge(j) })
	case repair && r < 0.12:
		w.after(20*time.Minute, 2*time.Hour, func() { w.sendOut(j) })
	case repair && r < 0.13:
		w.after(5*time.Minute, 30*time.Minute, func() { w.cancelByStaff(j) })
	case repair && r < 0.19 && !j.o.Priority.AnyHour():
		w.after(2*time.Minute, 15*time.Minute, func() { w.appoint(j) })
	default:
		w.at(w.when(j, j.o.Due.Arrive, 0.965, j.trade.travel), func() { w.start(j) })
	}
}

// appoint agrees upon a time later in the day.
func (w *month) appoint(j *job) {
	at := w.cal.Next(w.now.Add(w.between(2*time.Hour, 6*time.Hour))).Truncate(30 * time.Minute)
	visit := at.Format("1月2日15:04")
	w.hearAbout(j, "我这会儿不在家，"+visit+"来行吗")
	if w.check(j.o.Reschedule(visit, desk.TheResident, w.now)) {
		j.tell(w, desk.FromBot, "好的，工单"+j.o.Number+"改到"+visit+"上门。", nil)
		w.at(at.Add(w.between(0, 15*time.Minute)), func() { w.start(j) })
	}
}

func (w *month) release(j *job) {
	if w.check(j.o.Release(j.who, "手上还有急修，先退回", w.c, w.now)) {
		j.tell(w, "", "", nil)
		w.after(2*time.Minute, 20*time.Minute, func() { w.claim(j) })
	}
}

func (w *month) transfer(j *job) {
	to := w.staff[1]
	if j.who == to {
		to = w.staff[0]
	}
	if !w.check(j.o.Transfer(to, j.who, "不是我的工种", w.c, w.now)) {
		return
	}
	j.who = to
	j.tell(w, desk.FromSystem, "您的工单转给了"+to.Name+"。", nil)
	w.at(w.when(j, j.o.Due.Arrive, 0.965, j.trade.travel), func() { w.start(j) })
}

// twin is another open order that may be about the same thing.
func (w *month) twin(j *job) *job {
	for _, o := range w.open {
		if o != j && o.o.Category == j.o.Category && !o.o.State.Final() {
			return o
		}
	}
	return nil
}

func (w *month) merge(j *job) {
	into := w.twin(j)
	if into == nil {
		w.start(j)
		return
	}
	if w.check(j.o.MergeInto(into.o, j.who, w.c, w.now)) {
		j.tell(w, desk.FromSystem, "您反映的问题和工单"+into.o.Number+"是同一件事，已经合并处理。", func(*desk.Turn) { w.over(j) })
	}
}

func (w *month) sendOut(j *job) {
	whom := oneOf(w, outside)
	if w.check(j.o.SendOut(whom, j.who, w.c, w.now)) {
		j.tell(w, desk.FromStaff, "这个要由"+whom+"来处理，我们已经报过去了，您也可以直接联系他们。", func(*desk.Turn) { w.over(j) })
	}
}

func (w *month) cancelByStaff(j *job) {
	if w.check(j.o.Cancel(j.who, "电话联系，住户说已自己修好", w.c, w.now)) {
		j.tell(w, desk.FromSystem, "和您电话确认过不用上门了，工单已取消。", func(*desk.Turn) { w.over(j) })
	}
}

func (w *month) start(j *job) {
	if !w.check(j.o.Start(j.who, w.c, w.now)) {
		return
	}
	j.tell(w, desk.FromSystem, j.who.Name+"已开始处理。", nil)
	if w.chance(0.1) {
		w.check(j.o.Note(j.who, oneOf(w, notes), w.now))
		j.tell(w, "", "", nil)
	}
	if j.o.Kind == desk.Repair && j.o.Priority != desk.P0 && w.chance(0.1) {
		w.after(10*time.Minute, 50*time.Minute, func() { w.hold(j) })
		return
	}
	w.at(w.when(j, j.o.Due.Finish, 0.98, j.trade.work), func() { w.resolve(j) })
}

func (w *month) hold(j *job) {
	why, until := oneOf(w, holdReasons), w.cal.Next(w.now.Add(w.between(3*time.Hour, 72*time.Hour)))
	if !w.check(j.o.Hold(j.who, why, until, w.now)) {
		return
	}
	j.tell(w, desk.FromStaff, "您这边要"+why+"，先暂停一下，"+until.Format("1月2日15:04")+"前后接着弄。", nil)
	w.at(until, func() {
		if !w.check(j.o.Resume(desk.TheSystem, w.c, w.now)) {
			return
		}
		j.tell(w, "", "", nil)
		w.watch(j)
		w.at(w.when(j, j.o.Due.Finish, 0.98, j.trade.work), func() { w.resolve(j) })
	})
}
