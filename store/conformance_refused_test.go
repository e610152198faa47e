package store_test

import (
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

// TestRefusedQuestions: what the most residents asked in vain comes first, once for each
// wording, of the community and the window alone.
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
		got := must(s.Refused(ctx, community, now, now.Add(time.Hour), strings.TrimSpace))
		if len(got) != 2 || got[0].Text != "能放烟花吗" || got[0].Residents != 2 || got[1].Residents != 1 || got[1].Times != 2 || !got[1].Last.Equal(now.Add(time.Minute)) {
			t.Errorf("%+v", got)
		}
		if got := must(s.Refused(ctx, "elsewhere", now, now.Add(time.Hour), strings.TrimSpace)); len(got) != 0 {
			t.Errorf("another community: %+v", got)
		}
	})
}
