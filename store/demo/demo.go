// Package demo makes up a plausible month of a community for trying linli out:
// conversations, episodes, work orders walked through the moves of desk, follow-ups.
// All of it is marked: Demo on orders and episodes, residents named 演示住户…, staff
// named 演示-…, fictitious phone numbers. Nothing of it is sent to anybody.
package demo

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"linli/desk"
	"linli/store"
)

// Options say what to make up. The same options give the same month.
type Options struct {
	Until   time.Time // usually now
	Days    int       // up to Until
	Seed    int64
	Replace bool // clear an earlier demo first
	// Answer is the standard answer of an FAQ entry as the community's residents get it;
	// nil, or an empty text, shows a line that says what would stand there.
	Answer func(entry string) (text string, approved string)
	// Steps are an order's checklist; nil: nobody ticks anything.
	Steps func(*desk.WorkOrder) []string
}

// members are the made-up staff.
var members = [...]struct {
	name string
	role desk.Role
}{
	{"演示-王师傅", desk.RoleStaff},
	{"演示-李师傅", desk.RoleStaff},
	{"演示-张姐", desk.RoleDispatcher},
	{"演示-陈经理", desk.RoleManager},
	{"演示-孙师傅", desk.RoleStaff},
	{"演示-刘阿姨", desk.RoleStaff},
	{"演示-赵队长", desk.RoleStaff},
}

// StaffNames are the names of the made-up staff.
func StaffNames() []string {
	var names []string
	for _, m := range members {
		names = append(names, m.name)
	}
	return names
}

// Fill makes up the month in a community whose Check has passed. desk.ErrConflict when
// it holds demo rows already and Replace is not set.
func Fill(ctx context.Context, s *store.Store, c *desk.Community, o Options) (store.DemoCount, error) {
	if o.Days < 1 || o.Days > 366 {
		return store.DemoCount{}, fmt.Errorf("a demo of %d days, not 1 to 366: %w", o.Days, desk.ErrInvalid)
	}
	if o.Replace {
		if _, err := Clear(ctx, s, c.ID); err != nil {
			return store.DemoCount{}, err
		}
	}
	staff, err := addStaff(ctx, s, c.ID)
	if err != nil {
		return store.DemoCount{}, err
	}
	roster, err := planRoster(ctx, s, c, o.Until, staff)
	if err != nil {
		return store.DemoCount{}, err
	}
	if err := s.FillDemo(ctx, c.ID, newMonth(c, o, staff).turns(roster)); err != nil {
		return store.DemoCount{}, fmt.Errorf("demo of %s: %w", c.ID, err)
	}
	return Count(ctx, s, c.ID)
}

// Clear removes what Fill made, and nothing else.
func Clear(ctx context.Context, s *store.Store, community desk.CommunityID) (store.DemoCount, error) {
	return s.ClearDemo(ctx, community, StaffNames())
}

// Count counts what Fill made.
func Count(ctx context.Context, s *store.Store, community desk.CommunityID) (store.DemoCount, error) {
	return s.DemoCount(ctx, community, StaffNames())
}

func addStaff(ctx context.Context, s *store.Store, community desk.CommunityID) ([]desk.Actor, error) {
	var actors []desk.Actor
	for _, m := range members {
		p, err := s.AddStaff(ctx, desk.Staff{Community: community, Name: m.name, Role: m.role})
		if errors.Is(err, desk.ErrConflict) {
			p, err = s.StaffByName(ctx, community, m.name)
		}
		if err != nil {
			return nil, err
		}
		actors = append(actors, p.Actor())
	}
	return actors, nil
}

// month is a simulation: events in the order of time, each of which may bring about
// others later.
type month struct {
	*rand.Rand
	care   *rand.Rand // of what staff do beside the work: it does not change the rest of the month
	c      *desk.Community
	cal    desk.Calendar
	o      Options
	now    time.Time // of the event at hand
	queue  queue
	people []*person
	staff  []desk.Actor
	open   []*job // orders somebody may merge into
	lines  int
	yield  func(*desk.Turn, error) bool
	done   bool
	err    error
}

func newMonth(c *desk.Community, o Options, staff []desk.Actor) *month {
	w := &month{Rand: rand.New(rand.NewPCG(uint64(o.Seed), 2026)), care: rand.New(rand.NewPCG(uint64(o.Seed), 2027)), c: c, cal: c.Calendar(), o: o, staff: staff}
	w.o.Until = c.Local(o.Until)
	begin := w.o.Until.AddDate(0, 0, -o.Days)
	for i := range people {
		w.people = append(w.people, w.newPerson(i+1, begin))
	}
	for d := range o.Days {
		w.planDay(begin.AddDate(0, 0, d))
	}
	w.planIncidents()
	w.at(w.o.Until.Add(-30*time.Hour), func() { w.beginWith((*month).emergency) }) // whose report is owed
	return w
}

// turns runs the month until its end or the first move that fails; what comes first is
// written before it.
func (w *month) turns(first ...*desk.Turn) iter.Seq2[*desk.Turn, error] {
	return func(yield func(*desk.Turn, error) bool) {
		w.yield = yield
		for _, t := range first {
			w.emit(t)
		}
		for !w.done && w.err == nil {
			e, ok := w.queue.next()
			if !ok || !e.at.Before(w.o.Until) {
				return
			}
			w.now = e.at
			e.do()
		}
		if w.err != nil && !w.done {
			yield(nil, w.err)
		}
	}
}

// at plans an event; one planned for the past happens now.
func (w *month) at(t time.Time, do func()) {
	if t.Before(w.now) {
		t = w.now
	}
	w.queue.add(t, do)
}

// after plans an event between least and most from now.
func (w *month) after(least, most time.Duration, do func()) {
	w.at(w.now.Add(w.between(least, most)), do)
}

func (w *month) emit(t *desk.Turn) {
	if !w.done && w.err == nil && !w.yield(t, nil) {
		w.done = true
	}
}

// check keeps the first error of a move; the month then ends.
func (w *month) check(err error) bool {
	if err != nil && w.err == nil {
		w.err = err
	}
	return err == nil
}

func (w *month) chance(p float64) bool { return w.Float64() < p }

func (w *month) between(least, most time.Duration) time.Duration {
	return least + time.Duration(w.Float64()*float64(most-least)).Truncate(time.Millisecond)
}

func oneOf[T any](w *month, of []T) T { return of[w.IntN(len(of))] }
