package store_test

import (
	"errors"
	"testing"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

func TestFillDemoWholeOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		begun := clock.Now().Add(-day)
		turns := func(wrong error) func(func(*desk.Turn, error) bool) {
			return func(yield func(*desk.Turn, error) bool) {
				c := desk.Conversation{Community: "c", Name: "演示住户", CreatedAt: begun, Address: desk.Address{Channel: desk.ChannelWeb, Community: "c"}}
				if !yield(&desk.Turn{Conversation: &c, Replies: []desk.Message{{Key: "demo", From: desk.FromResident, Text: "漏水", At: begun}}}, nil) {
					return
				}
				e := &desk.Episode{Community: "c", Conversation: c.ID, StartedAt: begun, LastAt: begun, Demo: true}
				if yield(&desk.Turn{Conversation: &c, Episode: e}, nil) && wrong != nil {
					yield(nil, wrong)
				}
			}
		}
		wrong := errors.New("a move failed")
		wantErr(t, s.FillDemo(ctx, "c", turns(wrong)), wrong)
		if n := must(s.DemoCount(ctx, "c", []string{"x"})); n != (store.DemoCount{}) {
			t.Fatalf("after the failure stand %+v", n)
		}
		ok(t, s.FillDemo(ctx, "c", turns(nil)))
		if n := must(s.DemoCount(ctx, "c", []string{"x"})); n != (store.DemoCount{Conversations: 1, Messages: 1, Episodes: 1}) {
			t.Errorf("filled with %+v", n)
		}
		c := must(s.Conversation(ctx, must(s.Facts(ctx, "c", begun, clock.Now())).Episodes[0].Conversation))
		if !c.CreatedAt.Equal(begun) || c.PublicID == "" || c.Address.ID != c.PublicID {
			t.Errorf("the conversation is %+v", c)
		}
		wantErr(t, s.FillDemo(ctx, "c", turns(nil)), desk.ErrConflict)
	})
}
