package store_test

import (
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

// TestRefusedQuestions: what residents asked in vain, of the community and the window alone.
func TestRefusedQuestions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		ask := func(chat, words, decision string, at time.Time) {
			receive(t, s, chat, chat+words+decision+at.String(), words)
			m := next(t, s, 1)[0]
			c := must(s.Conversation(ctx, m.Conversation))
			ok(t, s.Commit(ctx, &desk.Turn{Inbound: &m, Conversation: &c, Answer: &desk.Answered{Message: m.Message, Decision: decision, At: at}}))
		}
		ask("1", "能飞无人机吗", "refuse", now)
		ask("1", "能飞无人机吗", "refuse", now.Add(time.Minute))
		ask("2", "能放烟花吗", "refuse", now)
		ask("3", "能放烟花吗 ", "refuse", now)
		ask("3", "物业费", "answer", now)
		ask("3", "以前的", "refuse", now.Add(-time.Hour))
		community := must(s.Conversation(ctx, 1)).Community
		got := must(s.Refused(ctx, community, now, now.Add(time.Hour)))
		if len(got) != 4 || got[0].Text != "能飞无人机吗" || got[3].Conversation != got[0].Conversation || !got[3].At.Equal(now.Add(time.Minute)) {
			t.Errorf("%+v", got)
		}
		if got := must(s.Refused(ctx, "elsewhere", now, now.Add(time.Hour))); len(got) != 0 {
			t.Errorf("another community: %+v", got)
		}
	})
}

func TestGapsDismissed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		at := clock.Now()
		ok(t, s.DismissGap(ctx, "c", store.GapDismissed{Key: "能飞无人机吗", Residents: 3, By: 7, At: at}))
		ok(t, s.DismissGap(ctx, "c", store.GapDismissed{Key: "能飞无人机吗", Residents: 9, By: 8, At: at.Add(time.Hour)}))
		ok(t, s.DismissGap(ctx, "d", store.GapDismissed{Key: "x", Residents: 1, By: 9, At: at}))
		got := must(s.GapsDismissed(ctx, "c"))
		if len(got) != 1 || got[0].Residents != 9 || got[0].By != 8 || !got[0].At.Equal(at.Add(time.Hour)) {
			t.Errorf("%+v", got)
		}
	})
}
