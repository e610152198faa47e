package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

// linked adds somebody with a Telegram account of their own.
func (s *stage) linked(name string, role desk.Role, account string) desk.Staff {
	s.t.Helper()
	p, err := s.store.AddStaff(context.Background(), desk.Staff{Community: "demo", Name: name, Role: role})
	s.must(err)
	s.must(s.store.LinkTelegram(context.Background(), p.ID, account))
	p.Telegram = account
	s.people[name] = p
	return p
}

// heardOf counts who heard lines that begin with the words: rooms and accounts.
func (s *stage) heardOf(words string) string {
	n := map[string]int{}
	for _, line := range s.roomHeard() {
		if who, said, _ := strings.Cut(line, ": "); strings.HasPrefix(said, words) {
			n[who]++
		}
	}
	return fmt.Sprint(n)
}

// TestCallIsBroughtToMindOnce: each rung once, however many clocks tick, to those it is for; also
// of a call about an answer of the bot, which has no order.
func TestCallIsBroughtToMindOnce(t *testing.T) {
	for name, begin := range map[string]func(*stage){
		"about an order": func(s *stage) {
			s.resolved("A")
			s.do("resident A: [解决了]")
			s.do("resident A: [3 一般]")
			s.do("resident A: 踩脏了地")
		},
		"about an answer": func(s *stage) {
			s.do("resident A: 物业费怎么交")
			s.do("resident A: [解决了]")
			s.do("resident A: [2 不满意]")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, loadContent(t))
			defer s.stop()
			caller := s.linked("陈调度", desk.RoleDispatcher, "9002")
			s.linked("孙调度", desk.RoleDispatcher, "9003")
			begin(s)
			f := s.calls()[0]
			s.must(s.acts.AssignCall(context.Background(), s.people["陈经理"], f.ID, caller))
			for _, rung := range []struct{ clock, words, heard string }{
				{"2026-11-23 10:01", "陈经理把一个回访电话交给您", "map[private 9002:1]"},
				{"2026-11-24 09:59", "该打回访电话了", "map[]"},
				{"2026-11-24 10:00", "该打回访电话了", "map[private 9002:1 room:1]"},
				{"2026-11-24 12:00", "回访电话还没有打", "map[private 9002:1 private 9003:1 room:1]"},
				{"2026-11-24 14:00", "回访电话一直没有打", "map[private 9001:1 private 9002:1 room:1]"},
				{"2026-11-27 10:00", "回访电话", "map[]"},
			} {
				s.setClock(rung.clock)
				s.sweeps((*bot.Schedule).Calls)
				if got := s.heardOf(rung.words); got != rung.heard {
					t.Errorf("at %s %s was heard by %s, want %s", rung.clock, rung.words, got, rung.heard)
				}
			}
			f, err := s.store.FollowUp(context.Background(), f.ID)
			s.must(err)
			if _, _, managers := f.Reminders(); !managers || !f.RemindAt.IsZero() {
				t.Errorf("the call is %+v", f)
			}
			if f.Order == 0 {
				return
			}
			var steps []string
			for _, l := range s.order(f.Order).Log {
				if l.Move == desk.MoveAlert && strings.HasPrefix(l.Why, "call ") {
					steps = append(steps, l.Why)
				}
			}
			if got := strings.Join(steps, ", "); got != "call warn, call breach, call manager" {
				t.Errorf("in the log stands %s", got)
			}
		})
	}
}

// TestCallThatNobodyMakes concerns at once those who can give it out.
func TestCallThatNobodyMakes(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	w := s.resolved("A")
	com, err := s.content.Community("demo")
	s.must(err)
	s.must(s.store.Commit(context.Background(), &desk.Turn{FollowUps: []*desk.FollowUp{desk.NewCall(&w, desk.CallRating, 0, com, s.clock())}}))
	s.roomHeard()
	s.setClock("+24h")
	s.sweeps((*bot.Schedule).Calls)
	if got := s.heardOf("该打回访电话了"); got != "map[private 9001:1 room:1]" {
		t.Errorf("it was heard by %s", got)
	}
}

// TestUnreadWithACallUnderWay: one call is enough; the question in the chat ends as not having
// reached the resident, and is still answered there.
func TestUnreadWithACallUnderWay(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	s.do("web A")
	w := s.resolved("A")
	com, err := s.content.Community("demo")
	s.must(err)
	s.must(s.store.Commit(context.Background(), &desk.Turn{FollowUps: []*desk.FollowUp{desk.NewCall(&w, desk.CallComplaint, s.people["陈经理"].ID, com, s.clock())}}))
	s.setClock("+24h")
	s.sweeps((*bot.Schedule).FollowUps)
	s.call(desk.CallComplaint, w.ID)
	if w = s.order(w.ID); w.State != desk.Resolved {
		t.Errorf("the order is %s", w.State)
	}
	s.do("resident A: [没解决]")
	if w = s.order(w.ID); w.State != desk.Reopened {
		t.Errorf("after the answer the order is %s", w.State)
	}
	s.call(desk.CallComplaint, w.ID)
}

// TestUnreadCallIsPlannedOnce, with why in the order's log, and dropped once.
func TestUnreadCallIsPlannedOnce(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	s.do("web A")
	w := s.resolved("A")
	asked := len(s.said("A", desk.FromSystem))
	for range 3 {
		s.setClock("+24h")
		s.sweeps((*bot.Schedule).FollowUps)
	}
	f := s.calls()[0]
	if f.Cause != desk.CallUnread || len(s.calls()) != 1 || len(s.said("A", desk.FromSystem)) != asked {
		t.Errorf("the calls are %+v, asked %d times", s.calls(), len(s.said("A", desk.FromSystem)))
	}
	s.must(s.store.MarkRead(context.Background(), w.Conversation, s.clock()))
	s.sweeps((*bot.Schedule).Calls)
	notes := map[string]int{}
	for _, l := range s.order(w.ID).Log {
		if l.Move == desk.MoveNote {
			notes[l.Why]++
		}
	}
	want := map[string]int{"改为电话回访：住户没有再打开聊天": 1, "不用打回访电话了：住户回到聊天里了，继续在聊天里问": 1}
	if len(s.calls()) != 0 || fmt.Sprint(notes) != fmt.Sprint(want) {
		t.Errorf("the calls are %+v, the notes %v", s.calls(), notes)
	}
	s.setClock("+24h")
	s.sweeps((*bot.Schedule).FollowUps)
	if n := count(s.said("A", desk.FromSystem), "打个分"); n != 1 {
		t.Errorf("back in the chat it asked %d times", n)
	}
}

// TestReportOwedAfterTheEnd: an emergency that a good rating has closed still owes its report;
// whoever had it is reminded until it is written, the managers hear of it once.
func TestReportOwedAfterTheEnd(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	ctx := context.Background()
	wang := s.people["王师傅"]
	s.must(s.store.LinkTelegram(ctx, wang.ID, "9002"))
	s.do("resident A: 有人被困在电梯里了，3栋2单元")
	id := s.orders()[0].ID
	_, err := s.acts.Claim(ctx, wang, id)
	s.must(err)
	_, err = s.acts.Resolve(ctx, wang, id, "人已放出")
	s.must(err)
	s.do("resident A: [解决了]")
	s.do("resident A: [5 非常满意]")
	if w := s.order(id); w.State != desk.Closed || !w.OwesReport() {
		t.Fatalf("the order is %s", w.State)
	}
	s.roomHeard()
	const words = "险情 WO20261123-0001"
	for _, x := range []struct{ after, heard string }{
		{"1h", "map[private 9002:1 room:1]"}, {"4h", "map[private 9002:1 room:1]"}, {"4h", "map[private 9001:1 private 9002:1 room:1]"},
		{"15h", "map[private 9002:1 room:1]"}, {"4h", "map[private 9002:1 room:1]"},
	} {
		s.setClock("+" + x.after)
		s.sweeps((*bot.Schedule).Orders)
		if got := s.heardOf(words); got != x.heard {
			t.Errorf("at %v it was heard by %s, want %s", s.clock(), got, x.heard)
		}
	}
	list, err := s.store.Orders(ctx, store.OrderFilter{Community: "demo", OwesReport: true, Limit: 9})
	s.must(err)
	if len(list) != 1 || list[0].ID != id {
		t.Errorf("owing are %+v", list)
	}
	w := s.order(id)
	_, err = s.acts.Report(ctx, wang, id, desk.Report{Kind: desk.OtherEmergency, OnSite: w.ResolvedAt, Measures: "放人", Cause: "待查", Signed: "王师傅"})
	s.must(err)
	s.setClock("+24h")
	s.sweeps((*bot.Schedule).Orders)
	if got := s.heardOf(words); got != "map[]" {
		t.Errorf("written, it was heard by %s", got)
	}
}
