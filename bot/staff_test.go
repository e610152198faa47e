package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/desk"
)

// repair opens an order without a conversation.
func (s *stage) repair() *desk.WorkOrder {
	s.t.Helper()
	com, err := s.content.Community("demo")
	s.must(err)
	w := &desk.WorkOrder{Community: "demo", Kind: desk.Repair, Category: "水电", Priority: desk.P2, Title: "漏水"}
	w.Open(com, desk.TheResident, s.clock())
	s.must(s.store.Commit(context.Background(), &desk.Turn{Orders: []*desk.WorkOrder{w}}))
	return w
}

func (s *stage) hire(community desk.CommunityID, name string, role desk.Role) desk.Staff {
	s.t.Helper()
	p, err := s.store.AddStaff(context.Background(), desk.Staff{Community: community, Name: name, Role: role})
	s.must(err)
	return p
}

func (s *stage) order(id int64) desk.WorkOrder {
	s.t.Helper()
	w, err := s.store.Order(context.Background(), id)
	s.must(err)
	return w
}

// atOnce runs do n times at the same time.
func atOnce(n int, do func(i int)) {
	var group sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-begin
			do(i)
		})
	}
	close(begin)
	group.Wait()
}

func count(list []desk.Message, words string) (n int) {
	for _, m := range list {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

func TestFiftyClaimAtOnce(t *testing.T) {
	const n = 50
	s := newStage(t, loadContent(t))
	defer s.stop()
	s.do("resident: 转人工")
	id := s.orders()[0].ID
	staff := make([]desk.Staff, n)
	for i := range staff {
		staff[i] = s.hire("demo", fmt.Sprintf("员工%02d", i), desk.RoleStaff)
	}
	got, errs := make([]desk.WorkOrder, n), make([]error, n)
	atOnce(n, func(i int) { got[i], errs[i] = s.acts.Claim(context.Background(), staff[i], id) })
	w := s.order(id)
	won := 0
	for i := range staff {
		switch {
		case errs[i] == nil:
			won++
			if w.ClaimedBy != staff[i].ID {
				t.Errorf("%s was told to have it, %s has", staff[i].Name, w.ClaimerName)
			}
		case !errors.Is(errs[i], desk.ErrConflict):
			t.Errorf("%s: %v", staff[i].Name, errs[i])
		case got[i].ClaimerName != w.ClaimerName || w.ClaimerName == "":
			t.Errorf("%s was told that %q has it, %q has", staff[i].Name, got[i].ClaimerName, w.ClaimerName)
		}
	}
	claims := 0
	for _, l := range w.Log {
		if l.Move == desk.MoveClaim {
			claims++
		}
	}
	if told := count(s.said("", desk.FromSystem), "已接单"); won != 1 || claims != 1 || told != 1 || w.State != desk.Claimed {
		t.Errorf("%d won, %d claims in the log, the resident was told %d times, order is %s", won, claims, told, w.State)
	}
	again, err := s.acts.Claim(context.Background(), staff[w.ClaimedBy-staff[0].ID], id)
	if err != nil || len(again.Log) != len(w.Log) || count(s.said("", desk.FromSystem), "已接单") != 1 {
		t.Errorf("the winner claims again: %v, %d lines after %d", err, len(again.Log), len(w.Log))
	}
}

func TestSayTwiceIsSaidOnce(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	s.do("resident: 转人工")
	id, wang := s.orders()[0].ID, s.people["王师傅"]
	ctx := context.Background()
	if _, err := s.acts.Say(ctx, wang, id, "k0", "我来看看", nil); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("words before claiming: %v", err)
	}
	_, err := s.acts.Claim(ctx, wang, id)
	s.must(err)
	for range 2 {
		_, err := s.acts.Say(ctx, wang, id, "k1", "马上到", nil)
		s.must(err)
	}
	errs := make([]error, 10)
	atOnce(len(errs), func(i int) { _, errs[i] = s.acts.Say(ctx, wang, id, "k2", "到了", nil) })
	for _, err := range errs {
		if err != nil && !errors.Is(err, desk.ErrConflict) {
			t.Error(err)
		}
	}
	_, err = s.acts.Say(ctx, wang, id, "k3", "到了", nil)
	s.must(err)
	said := s.said("", desk.FromStaff)
	if count(said, "马上到") != 1 || count(said, "到了") != 2 || len(said) != 3 {
		t.Errorf("staff said %d lines: %d once, %d of two keys", len(said), count(said, "马上到"), count(said, "到了"))
	}
	for _, text := range []string{"", "谢谢"} {
		if _, err := s.acts.Say(ctx, s.people["李师傅"], id, "k4", text, nil); err == nil {
			t.Errorf("a colleague could say %q", text)
		}
	}
}

// roomMoves are all that can be pressed and written in a staff room, with the state the
// order must be in.
func roomMoves(id int64, colleague desk.Staff) map[string]struct {
	state desk.OrderState
	in    desk.Inbound
} {
	type move = struct {
		state desk.OrderState
		in    desk.Inbound
	}
	press := func(s desk.OrderState, verb string, args ...any) move {
		return move{s, desk.Inbound{Press: desk.NewPress(verb, append([]any{id}, args...)...)}}
	}
	write := func(s desk.OrderState, text string) move { return move{s, desk.Inbound{Text: text, Order: id}} }
	return map[string]move{
		"press claim": press(desk.Opened, "claim"), "press start": press(desk.Claimed, "start"),
		"press transfer": press(desk.Claimed, "transfer", int64(colleague.ID)), "press hold": press(desk.Claimed, "hold", "2h"),
		"press release": press(desk.Claimed, "release", "off"), "press resolve": press(desk.Claimed, "resolve", "ok"),
		"press ack": press(desk.Claimed, "ack"), "write claim": write(desk.Opened, "认领"), "write start": write(desk.Claimed, "开始"),
		"write transfer": write(desk.Claimed, "转单 "+colleague.Name+" 下班"), "write hold": write(desk.Claimed, "挂起 2小时 等电工"),
		"write release": write(desk.Claimed, "退单 不在班"), "write resolve": write(desk.Claimed, "办结 换了角阀"),
		"write note": write(desk.Claimed, "备注 备件已订"), "write cancel": write(desk.Claimed, "取消工单 弄错了"),
		"write words": write(desk.Claimed, "您好，我明天上午来"), "write dispatch": write(desk.Opened, "派单 "+colleague.Name),
	}
}

func TestRoomRefusesStrangers(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	ctx := context.Background()
	wang, li, chen := s.people["王师傅"], s.people["李师傅"], s.people["陈经理"]
	strangers := map[string]desk.Actor{
		"manager of another community": s.hire("elsewhere", "外小区经理", desk.RoleManager).Actor(),
		"editor":                       s.hire("demo", "知识编辑", desk.RoleEditor).Actor(),
		"somebody not linked":          {},
		"somebody who left":            {Kind: desk.ByStaff, Staff: 4711, Name: "离职", Role: desk.RoleAdmin},
	}
	handle := func(by desk.Actor, in desk.Inbound) {
		t.Helper()
		s.n++
		in.ExternalID, in.From, in.Staff = fmt.Sprint(s.n), roomAddress, by
		_, err := s.store.Receive(ctx, in, true)
		s.must(err)
		leased, err := s.store.NextInbound(ctx, 1, time.Minute)
		s.must(err)
		s.must(s.room.Handle(ctx, leased[0]))
		if s.waiting() != 0 {
			t.Errorf("%q %q was not settled", in.Text, in.Press)
		}
	}
	for name := range roomMoves(0, li) {
		s.do("resident " + name + ": 转人工")
		id := s.orders()[0].ID
		move := roomMoves(id, li)[name]
		if move.state == desk.Claimed {
			_, err := s.acts.Claim(ctx, wang, id)
			s.must(err)
		}
		before, said := s.order(id), len(s.said(name, desk.FromStaff))
		for who, by := range strangers {
			handle(by, move.in)
			if w := s.order(id); w.Version != before.Version || len(w.Log) != len(before.Log) || len(s.said(name, desk.FromStaff)) != said {
				t.Fatalf("%s by %s: the order is now %s, %d lines after %d", name, who, w.State, len(w.Log), len(before.Log))
			}
		}
		by := wang // the same by whoever may do it: the table above could not fail otherwise
		if name == "write dispatch" {
			by = chen
		}
		handle(by.Actor(), move.in)
		if w := s.order(id); w.Version == before.Version {
			t.Errorf("%s by %s did nothing", name, by.Name)
		}
	}
}

// TestMergeCrosswise: two orders merged into each other at the same time would leave
// both reporters without an order.
func TestMergeCrosswise(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	for range 20 {
		pair := []*desk.WorkOrder{s.repair(), s.repair()}
		errs := make([]error, 2)
		atOnce(2, func(i int) {
			_, errs[i] = s.acts.Merge(context.Background(), s.people["陈经理"], pair[i].ID, pair[1-i].ID)
		})
		a, b := s.order(pair[0].ID), s.order(pair[1].ID)
		if (a.State == desk.Merged) == (b.State == desk.Merged) || (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%s is %s (%v), %s is %s (%v)", a.Number, a.State, errs[0], b.Number, b.State, errs[1])
		}
	}
}
