package demo

import (
	"context"
	"slices"
	"time"

	"linli/desk"
	"linli/store"
)

// Whose the orders of a category are; all others are done by the first two.
var tradesman = map[string]int{"电梯": 4, "弱电门禁": 4, "保洁": 5, "绿化": 5, "安保停车": 6}

var (
	workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	weekend  = []time.Weekday{time.Saturday, time.Sunday}
	midweek  = []time.Weekday{time.Wednesday}
)

// week is who of the made-up staff works which shift when: 0 the early one, 1 the late one,
// 2 the night. There is always somebody who repairs.
var week = []struct {
	member, shift int
	days          []time.Weekday
}{
	{0, 0, slices.Concat(workdays, weekend[:1])},
	{1, 1, slices.DeleteFunc(slices.Concat(workdays, weekend), func(d time.Weekday) bool { return d == time.Wednesday })},
	{2, 0, workdays},
	{3, 0, workdays},
	{4, 0, slices.Concat(workdays[1:], weekend[1:])},
	{4, 1, midweek},
	{5, 0, slices.Concat(workdays, weekend[:1])},
	{6, 2, slices.Concat(workdays, weekend)},
}

// planRoster is the roster of a community that has none: three shifts, trades, stewards, an
// exchange tomorrow and an absence. Who handles orders there already is always on duty, so
// that whoever tries linli out is. It is an empty turn where somebody keeps a roster.
func planRoster(ctx context.Context, s *store.Store, c *desk.Community, now time.Time, staff []desk.Actor) (*desk.Turn, error) {
	r, err := s.Roster(ctx, c.ID, now)
	if err != nil || r.Version > 0 {
		return &desk.Turn{}, err
	}
	list, err := s.StaffList(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	r.Demo = true
	r.Shifts = []desk.Shift{{ID: 1, Name: "早班", From: "07:00", To: "15:00"}, {ID: 2, Name: "晚班", From: "15:00", To: "23:00"}, {ID: 3, Name: "夜班", From: "23:00", To: "07:00"}}
	for _, t := range week {
		r.Weekly = append(r.Weekly, desk.Turnus{Staff: staff[t.member].Staff, Shift: t.shift + 1, Days: t.days})
	}
	for _, p := range list {
		if !slices.Contains(StaffNames(), p.Name) {
			JoinRoster(&r, p)
		}
	}
	r.Trades, r.Stewards = map[desk.StaffID][]string{}, map[string]desk.StaffID{}
	for category, m := range tradesman {
		id := staff[m].Staff
		r.Trades[id] = append(r.Trades[id], category)
		slices.Sort(r.Trades[id])
	}
	for _, building := range []string{"1", "2", "3"} {
		r.Stewards[building] = staff[0].Staff
	}
	today := c.Local(now)
	for _, x := range []desk.Exception{{Staff: staff[1].Staff, Shift: 2, Off: true}, {Staff: staff[0].Staff, Shift: 2}} {
		x.Day = today.AddDate(0, 0, 1).Format(time.DateOnly)
		if err := r.Except(x, now); err != nil {
			return nil, err
		}
	}
	y, m, d := today.Date()
	from := time.Date(y, m, d+2, 0, 0, 0, 0, today.Location())
	a := &desk.Absence{Community: c.ID, Staff: staff[5].Staff, From: from, To: from.AddDate(0, 0, 2), Reason: "回老家", By: staff[2].Staff}
	return &desk.Turn{Roster: &r, Absence: a}, nil
}

// JoinRoster puts somebody who handles orders into every shift of a made-up roster.
func JoinRoster(r *desk.Roster, p desk.Staff) {
	if !p.Active || p.Role != desk.RoleStaff {
		return
	}
	for _, s := range r.Shifts {
		r.Weekly = append(r.Weekly, desk.Turnus{Staff: p.ID, Shift: s.ID, Days: slices.Concat(workdays, weekend)})
	}
}
