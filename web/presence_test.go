package web

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"linli/desk"
)

func TestPresence(t *testing.T) {
	var p presence
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	wang, li := desk.Staff{ID: 1, Name: "王师傅"}, desk.Staff{ID: 2, Name: "李工"}
	a, leaveA := p.come(7, wang)
	twice, leaveTwice := p.come(7, wang)
	b, leaveB := p.come(7, li)
	far, leaveFar := p.come(8, li)
	sees := func(order int64, l *looker, at time.Time, here, writing []string) {
		t.Helper()
		if got := p.others(order, l, at); !reflect.DeepEqual(got, company{here, writing}) {
			t.Errorf("%s sees %+v, want here %v, writing %v", l.name, got, here, writing)
		}
	}
	none := []string{}
	sees(7, a, now, []string{"李工"}, none)
	sees(7, b, now, []string{"王师傅"}, none) // once, though in two windows
	sees(7, twice, now, []string{"李工"}, none)
	sees(8, far, now, none, none)
	<-a.rung // it was rung when the others came
	p.write(7, 2, now)
	p.write(9, 2, now) // an order nobody looks at
	select {
	case <-a.rung:
	default:
		t.Error("nobody was told of the writing")
	}
	sees(7, a, now.Add(writingFor-1), none, []string{"李工"})
	sees(7, a, now.Add(writingFor), []string{"李工"}, none)
	sees(8, far, now, none, none)
	leaveB()
	sees(7, a, now, none, none)
	leaveA()
	leaveTwice()
	leaveFar()
	if len(p.orders) != 0 {
		t.Errorf("kept after all have left: %v", p.orders)
	}
	if got := (company{[]string{"王\n师傅"}, none}).event(); got != "event: others\ndata: {\"here\":[\"王\\n师傅\"],\"writing\":[]}\n\n" {
		t.Errorf("event %q", got)
	}
}

func TestPresenceOfMany(t *testing.T) {
	var p presence
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			order, by := int64(i%3), desk.Staff{ID: desk.StaffID(i), Name: fmt.Sprint(i)}
			l, leave := p.come(order, by)
			defer leave()
			for range 50 {
				p.write(order, by.ID, time.Now())
				p.others(order, l, time.Now())
				select {
				case <-l.rung:
				default:
				}
			}
		})
	}
	all.Wait()
	if len(p.orders) != 0 {
		t.Errorf("%d orders are still looked at", len(p.orders))
	}
}
