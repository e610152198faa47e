package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
)

// calls are those that are still to be made.
func (s *stage) calls() []desk.FollowUp {
	s.t.Helper()
	list, err := s.store.CallsOpen(context.Background(), "demo")
	s.must(err)
	return list
}

// call is the one call to make; who makes it is named.
func (s *stage) call(cause desk.CallCause, order int64) desk.FollowUp {
	s.t.Helper()
	list := s.calls()
	if len(list) != 1 || list[0].Cause != cause || list[0].Order != order || list[0].Caller == 0 || list[0].DueAt.Before(s.clock()) {
		s.t.Fatalf("the calls are %+v, want one of cause %q about order %d", list, cause, order)
	}
	return list[0]
}

func (s *stage) report(f desk.FollowUp, o desk.Outcome, r desk.CallResult) {
	s.t.Helper()
	by, err := s.store.Staff(context.Background(), f.Caller)
	s.must(err)
	s.must(s.acts.ReportCall(context.Background(), by, f.ID, o, r))
}

// TestBadRatingOpensATask: whoever was not satisfied and says why is called once.
func TestBadRatingOpensATask(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	w := s.resolved("A")
	s.do("resident A: [解决了]")
	s.do("resident A: [3 一般]")
	if list := s.calls(); len(list) != 0 {
		t.Fatalf("a rating of 3 without a reason is called about: %+v", list)
	}
	s.do("resident A: 来的时候没穿鞋套，地上踩脏了")
	f := s.call(desk.CallRating, w.ID)
	if f.Caller == s.people["王师傅"].ID {
		t.Error("who handled it calls about it")
	}
	if w = s.order(w.ID); w.State != desk.Closed || w.RatedWhy != "来的时候没穿鞋套，地上踩脏了" {
		t.Errorf("the order is %s, because %q", w.State, w.RatedWhy)
	}
	s.report(f, desk.OutcomeAnswered, desk.CallResult{Fixed: desk.ReplyYes, Remark: "已解释"})
	if w = s.order(w.ID); w.State != desk.Closed || len(s.calls()) != 0 {
		t.Errorf("after the call the order is %s", w.State)
	}

	w = s.resolved("B") // reopened by the rating, in this round and the next
	for round := range 2 {
		s.do("resident B: [解决了]")
		s.do("resident B: [1 很不满意]")
		s.do("resident B: 态度不好")
		s.call(desk.CallRating, w.ID)
		s.setClock("+1h")
		_, err := s.acts.Claim(context.Background(), s.people["李师傅"], w.ID)
		s.must(err)
		w, err = s.acts.Resolve(context.Background(), s.people["李师傅"], w.ID, "道歉")
		s.must(err)
		if w.Reopens != round+1 || w.State != desk.Resolved {
			t.Errorf("in round %d the order is %s, reopened %d times", round, w.State, w.Reopens)
		}
	}
}

// TestLateRatingIsCalledAbout: an order that the clock closed is not opened by a bad rating;
// the call may find that it has to be done again, which is another order.
func TestLateRatingIsCalledAbout(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	w := s.resolved("A")
	for range 4 {
		s.setClock("+24h")
		s.sweeps((*bot.Schedule).FollowUps)
	}
	if w = s.order(w.ID); w.State != desk.Closed || len(s.calls()) != 0 {
		t.Fatalf("the order is %s", w.State)
	}
	s.do("resident A: [1 很不满意]")
	f := s.call(desk.CallRating, w.ID)
	s.do("resident A: 根本没来人")
	s.call(desk.CallRating, w.ID) // the reason is no second task
	s.report(f, desk.OutcomeAnswered, desk.CallResult{Fixed: desk.ReplyNo, Remark: "还是没来"})

	again := s.orders()[0]
	old := s.order(w.ID)
	if again.ID == w.ID || again.State != desk.Opened || again.ReworkOf != old.Number || again.Conversation != old.Conversation || again.Due.Respond.IsZero() {
		t.Errorf("the order that does it again is %+v", again)
	}
	last := old.Log[len(old.Log)-1]
	if old.State != desk.Closed || old.Reopens != 1 || last.Move != desk.MoveRework || last.Why != "返修单 "+again.Number {
		t.Errorf("the old order is %s, reopened %d times, its log ends with %+v", old.State, old.Reopens, last)
	}
	if n := count(s.said("A", desk.FromSystem), again.Number); n != 1 {
		t.Errorf("the resident was told of it %d times", n)
	}
}

// TestBadRatingOfTheBot: it is called about too, though there is no order.
func TestBadRatingOfTheBot(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	s.do("resident A: 物业费怎么交")
	s.do("resident A: [解决了]")
	s.do("resident A: [2 不满意]")
	f := s.call(desk.CallRating, 0)
	if f.Words != "物业费怎么交" || f.Episode == 0 || f.Conversation == 0 {
		t.Errorf("the call is about %+v", f)
	}
	other := desk.Staff{ID: f.Caller, Community: "elsewhere", Role: desk.RoleManager}
	if err := s.acts.ReportCall(context.Background(), other, f.ID, desk.OutcomeRefused, desk.CallResult{}); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("from another community: %v", err)
	}
	s.report(f, desk.OutcomeNoAnswer, desk.CallResult{})
	s.report(f, desk.OutcomeAnswered, desk.CallResult{Fixed: desk.ReplyNo})
	if list := s.calls(); len(list) != 0 {
		t.Errorf("the calls are %+v", list)
	}
	s.do("resident A: 停车费怎么交")
	s.do("resident A: [解决了]")
	s.do("resident A: [5 非常满意]")
	if list := s.calls(); len(list) != 0 {
		t.Errorf("a good rating is called about: %+v", list)
	}
}

// TestCallWhereNoChatReaches: what cannot be asked in the chat is asked on the phone, as soon
// as the channel says so; the order waits for that.
func TestCallWhereNoChatReaches(t *testing.T) {
	for name, x := range map[string]struct {
		outcome   desk.Outcome
		result    desk.CallResult
		state     desk.OrderState
		confirmed desk.Confirmation
		by        desk.ActorKind
	}{
		"fixed":          {desk.OutcomeAnswered, desk.CallResult{Fixed: desk.ReplyYes}, desk.Closed, desk.ConfirmedYes, desk.ByStaff},
		"fixed and good": {desk.OutcomeAnswered, desk.CallResult{Fixed: desk.ReplyYes, Rating: 5}, desk.Closed, desk.ConfirmedYes, desk.ByResident},
		"not fixed":      {desk.OutcomeAnswered, desk.CallResult{Fixed: desk.ReplyNo}, desk.Reopened, desk.ConfirmedNo, ""},
		"refused":        {desk.OutcomeRefused, desk.CallResult{}, desk.Closed, desk.Silent, desk.BySystem},
		"no such number": {desk.OutcomeUnreachable, desk.CallResult{}, desk.Closed, desk.Silent, desk.BySystem},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, loadContent(t))
			defer s.stop()
			w := s.resolved("A")
			s.loseChat(w)
			s.sweeps((*bot.Schedule).FollowUps)
			f := s.call(desk.CallNoChat, w.ID)
			for range 5 { // nothing closes it meanwhile
				s.setClock("+24h")
				s.sweeps((*bot.Schedule).FollowUps)
			}
			if w = s.order(w.ID); w.State != desk.Resolved {
				t.Fatalf("before the call the order is %s", w.State)
			}
			f, err := s.store.FollowUp(context.Background(), f.ID)
			s.must(err)
			s.report(f, desk.OutcomeNoAnswer, desk.CallResult{})
			if w = s.order(w.ID); w.State != desk.Resolved {
				t.Fatalf("after the first try the order is %s", w.State)
			}
			f, err = s.store.FollowUp(context.Background(), f.ID)
			s.must(err)
			s.report(f, x.outcome, x.result)
			if w = s.order(w.ID); w.State != x.state || w.Confirmed != x.confirmed || w.ClosedBy != x.by {
				t.Errorf("the order is %s, confirmed %q, closed by %q; want %+v", w.State, w.Confirmed, w.ClosedBy, x)
			}
			if list := s.calls(); len(list) != 0 {
				t.Errorf("the calls are %+v", list)
			}
		})
	}
}

// loseChat gives up a message to the order's resident, as the sender does.
func (s *stage) loseChat(w desk.WorkOrder) {
	s.t.Helper()
	ctx := context.Background()
	c, err := s.store.Conversation(ctx, w.Conversation)
	s.must(err)
	key := "lost:" + w.Number
	c.Address.Channel = desk.ChannelTelegram // the stage's residents are on the web, which needs no outbox
	s.must(s.store.Commit(ctx, &desk.Turn{Conversation: &c, Replies: []desk.Message{{Key: key, From: desk.FromSystem, Text: "在吗"}}}))
	s.must(s.store.Failed(ctx, key, "Forbidden: bot was blocked by the user", time.Time{}))
}
