package bot_test

import (
	"context"
	"testing"

	"linli/bot"
	"linli/desk"
)

// resolved is a resident's order that 王师傅 has claimed and resolved.
func (s *stage) resolved(name string) desk.WorkOrder {
	s.t.Helper()
	ctx := context.Background()
	s.do("resident " + name + ": 转人工")
	id := s.orders()[0].ID
	_, err := s.acts.Claim(ctx, s.people["王师傅"], id)
	s.must(err)
	w, err := s.acts.Resolve(ctx, s.people["王师傅"], id, "已经说明")
	s.must(err)
	return w
}

func (s *stage) followUps() []desk.FollowUp {
	s.t.Helper()
	f, err := s.store.Facts(context.Background(), "demo", s.clock().AddDate(0, -1, 0), s.clock().AddDate(0, 1, 0))
	s.must(err)
	return f.FollowUps
}

// TestFollowUpNeverAsksTwice goes through all stages with twenty clocks ticking.
func TestFollowUpNeverAsksTwice(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	s.setClock("2026-11-23 21:30") // quiet: the question waits for the morning
	w := s.resolved("A")
	for _, stage := range []struct {
		at, words string
		asked     int
	}{
		{"2026-11-23 23:00", "请问问题解决了吗", 0},
		{"2026-11-24 08:59", "请问问题解决了吗", 0},
		{"2026-11-24 09:00", "请问问题解决了吗", 1},
		{"2026-11-25 08:59", "打个分", 0},
		{"2026-11-25 09:00", "打个分", 1},
		{"2026-11-26 09:00", "只提醒这一次", 1},
	} {
		s.setClock(stage.at)
		s.sweeps((*bot.Schedule).FollowUps)
		s.sweeps((*bot.Schedule).FollowUps)
		if n := count(s.said("A", desk.FromSystem), stage.words); n != stage.asked {
			t.Errorf("at %s it was asked %d times %q, want %d", stage.at, n, stage.words, stage.asked)
		}
	}
	before := len(s.said("A", desk.FromSystem))
	s.setClock("2026-11-27 09:00")
	s.sweeps((*bot.Schedule).FollowUps)
	s.setClock("2026-12-05 09:00")
	s.sweeps((*bot.Schedule).FollowUps)
	w = s.order(w.ID)
	closed := 0
	for _, l := range w.Log {
		if l.Move == desk.MoveClose {
			closed++
		}
	}
	f := s.followUps()
	if w.State != desk.Closed || w.Confirmed != desk.Silent || w.ClosedBy != desk.BySystem || closed != 1 {
		t.Errorf("the order is %s, confirmed %q, closed %d times by %q", w.State, w.Confirmed, closed, w.ClosedBy)
	}
	if len(f) != 1 || f[0].Outcome != desk.OutcomeNoAnswer || f[0].Reached() || f[0].AskedAt.IsZero() || f[0].RemindedAt.IsZero() {
		t.Errorf("the follow-up is %+v", f)
	}
	if after := len(s.said("A", desk.FromSystem)); after != before {
		t.Errorf("%d more messages came after the end", after-before)
	}
}

func TestFollowUpOutcomes(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	ctx := context.Background()
	gone := s.resolved("A") // said that it is fixed, and was never heard of again
	s.do("resident A: [解决了]")
	c, err := s.store.Conversation(ctx, gone.Conversation)
	s.must(err)
	c.Unreachable = true
	s.must(s.store.Commit(ctx, &desk.Turn{Conversation: &c}))
	answered := s.resolved("B")
	s.do("resident B: [解决了]")
	s.do("resident B: [4 满意]")
	confirmed := s.resolved("C") // and never rated
	s.do("resident C: [解决了]")
	for range 4 {
		s.setClock("+24h")
		s.sweeps((*bot.Schedule).FollowUps)
	}
	want := map[int64]struct {
		outcome   desk.Outcome
		confirmed desk.Confirmation
		closedBy  desk.ActorKind
	}{
		gone.ID:      {desk.OutcomeAnswered, desk.ConfirmedYes, desk.BySystem},
		answered.ID:  {desk.OutcomeAnswered, desk.ConfirmedYes, desk.ByResident},
		confirmed.ID: {desk.OutcomeAnswered, desk.ConfirmedYes, desk.BySystem},
	}
	for _, f := range s.followUps() {
		w := s.order(f.Order)
		if e := want[f.Order]; f.Outcome != e.outcome || w.State != desk.Closed || w.Confirmed != e.confirmed || w.ClosedBy != e.closedBy {
			t.Errorf("%s: outcome %q, order %s, confirmed %q, closed by %q; want %+v", w.Number, f.Outcome, w.State, w.Confirmed, w.ClosedBy, e)
		}
		delete(want, f.Order)
	}
	if len(want) > 0 {
		t.Errorf("no follow-up for %v", want)
	}
}

// TestSecondRoundIsRatedAgain: who was not satisfied is asked again after the repair of
// the repair, and heard.
func TestSecondRoundIsRatedAgain(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	w := s.resolved("A")
	s.do("resident A: [解决了]")
	s.do("resident A: [1 很不满意]")
	s.setClock("+1h")
	_, err := s.acts.Claim(context.Background(), s.people["李师傅"], w.ID)
	s.must(err)
	_, err = s.acts.Resolve(context.Background(), s.people["李师傅"], w.ID, "上门道歉")
	s.must(err)
	s.do("resident A: [解决了]")
	s.do("resident A: [5 非常满意]")
	if w = s.order(w.ID); w.State != desk.Closed || w.Rating != 5 || w.Reopens != 1 {
		t.Errorf("the order is %s, rated %d, reopened %d times", w.State, w.Rating, w.Reopens)
	}
}
