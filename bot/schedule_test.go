package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"linli/bot"
	"linli/desk"
)

// sweeps runs one sweep twenty times at once, each on a Schedule of its own, as several
// processes on one store would.
func (s *stage) sweeps(job func(*bot.Schedule, context.Context) error) {
	s.t.Helper()
	errs := make([]error, 20)
	atOnce(len(errs), func(i int) {
		own := *s.sched
		errs[i] = job(&own, context.Background())
	})
	for _, err := range errs {
		s.must(err)
	}
}

func TestLadderIsSaidOnce(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	w := s.repair()
	for _, rung := range []struct{ after, words string }{
		{"12m", "快到响应时限"}, {"3m", "已超过响应时限"}, {"15m", "请经理关注"},
	} {
		s.setClock("+" + rung.after)
		s.sweeps((*bot.Schedule).Orders)
		rooms, manager := 0, 0
		for _, line := range s.roomHeard() {
			if !strings.Contains(line, rung.words) {
				continue
			}
			if strings.HasPrefix(line, "room") {
				rooms++
			} else {
				manager++
			}
		}
		if rooms != 1 || (manager == 1) != (rung.words == "请经理关注") || manager > 1 {
			t.Errorf("%q was said %d times in the room and %d times to the manager", rung.words, rooms, manager)
		}
	}
	if got := s.order(w.ID).Alerts; len(got) != 3 {
		t.Errorf("rungs written down: %+v", got)
	}
}

func TestHoldEndsByItselfOnce(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	ctx := context.Background()
	s.do("resident A: 转人工")
	id := s.orders()[0].ID
	_, err := s.acts.Claim(ctx, s.people["王师傅"], id)
	s.must(err)
	_, err = s.acts.Hold(ctx, s.people["王师傅"], id, "等回电", s.clock().Add(2*time.Hour))
	s.must(err)
	s.setClock("+119m")
	if s.sweeps((*bot.Schedule).Orders); s.order(id).State != desk.OnHold {
		t.Error("the hold ended early")
	}
	s.setClock("+1m")
	s.sweeps((*bot.Schedule).Orders)
	if w := s.order(id); w.State != desk.Working || w.Held != 2*time.Hour || count(s.said("A", desk.FromSystem), "继续处理了") != 1 {
		t.Errorf("the order is %s, held %s, told %d times", w.State, w.Held, count(s.said("A", desk.FromSystem), "继续处理了"))
	}
}

func TestEpisodesEndOnce(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	ctx := context.Background()
	s.do("resident A: 物业费怎么交")
	s.do("resident B: 转人工") // an open order keeps its episode open
	c, err := s.store.Conversation(ctx, s.convs["A"])
	s.must(err)
	id := c.Episode
	begun, err := s.store.Episode(ctx, id)
	s.must(err)
	s.setClock("+23h59m")
	s.sweeps((*bot.Schedule).Episodes)
	if e, err := s.store.Episode(ctx, id); err != nil || !e.EndedAt.IsZero() {
		t.Errorf("the episode ended before a day was over: %s, %v", e.EndedAt, err)
	}
	s.setClock("+1m")
	s.sweeps((*bot.Schedule).Episodes)
	ended := s.clock()
	s.setClock("+24h")
	s.sweeps((*bot.Schedule).Episodes)
	e, err := s.store.Episode(ctx, id)
	s.must(err)
	if e.End != desk.EndSilence || !e.EndedAt.Equal(ended) || e.Version != begun.Version+1 {
		t.Errorf("the episode ended by %q at %s, version %d after %d", e.End, e.EndedAt, e.Version, begun.Version)
	}
	if c, err = s.store.Conversation(ctx, c.ID); err != nil || c.Episode != 0 || c.State.Pending != nil {
		t.Errorf("the conversation still has episode %d and waits for %+v, %v", c.Episode, c.State.Pending, err)
	}
	c, err = s.store.Conversation(ctx, s.convs["B"])
	s.must(err)
	if e, err := s.store.Episode(ctx, c.Episode); err != nil || !e.EndedAt.IsZero() {
		t.Errorf("an episode ended though its order is open: %s, %v", e.EndedAt, err)
	}
}

// TestMergedAreToldOnce: when the main order is resolved, and not again after another round.
func TestMergedAreToldOnce(t *testing.T) {
	s := newStage(t, loadContent(t))
	defer s.stop()
	ctx := context.Background()
	chen, wang := s.people["陈经理"], s.people["王师傅"]
	s.do("resident A: 转人工")
	main := s.orders()[0].ID
	for _, name := range []string{"B", "C"} {
		s.do("resident " + name + ": 转人工")
		_, err := s.acts.Merge(ctx, chen, s.orders()[0].ID, main)
		s.must(err)
	}
	told := func() []int {
		s.sweeps((*bot.Schedule).Merged)
		return []int{count(s.said("A", desk.FromSystem), "处理完毕"), count(s.said("B", desk.FromSystem), "处理完毕：换了水泵"),
			count(s.said("C", desk.FromSystem), "处理完毕：换了水泵")}
	}
	if got := told(); got[0]+got[1]+got[2] != 0 {
		t.Errorf("told before it is done: %v", got)
	}
	_, err := s.acts.Claim(ctx, wang, main)
	s.must(err)
	_, err = s.acts.Resolve(ctx, wang, main, "换了水泵")
	s.must(err)
	for range 2 {
		if got := told(); got[0] != 0 || got[1] != 1 || got[2] != 1 {
			t.Errorf("told %v times", got)
		}
	}
	s.do("resident A: [没解决]")
	s.setClock("+1h")
	_, err = s.acts.Claim(ctx, wang, main)
	s.must(err)
	_, err = s.acts.Resolve(ctx, wang, main, "又换了阀门")
	s.must(err)
	if got := told(); got[1] != 1 || got[2] != 1 || count(s.said("B", desk.FromSystem), "又换了阀门") != 0 {
		t.Errorf("told again after the second round: %v", got)
	}
}
