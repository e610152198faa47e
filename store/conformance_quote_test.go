package store_test

import (
	"errors"
	"reflect"
	"testing"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

// A quote comes back as it was kept, and of two answers to it one counts.
func TestQuoteIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		by := desk.Staff{ID: 1, Name: "王师傅", Community: "c", Role: desk.RoleStaff}.Actor()
		turn := opening(t, s, "7", clock.Now())
		ok(t, s.Commit(ctx, turn))
		w := must(s.Order(ctx, turn.Orders[0].ID))
		if w.Quote.N != 0 || w.Quote.State != desk.NotQuoted {
			t.Errorf("a new order has the quote %+v", w.Quote)
		}
		ok(t, errors.Join(w.Claim(by, clock.Now()), w.Propose([]desk.QuoteLine{{Name: "角阀", Count: 2, Price: 3550}}, "包安装", by, clock.Now())))
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&w}}))
		got, also := must(s.Order(ctx, w.ID)), must(s.Order(ctx, w.ID))
		if !got.Quote.At.Equal(w.Quote.At) {
			t.Errorf("quoted at %s, kept %s", w.Quote.At, got.Quote.At)
		}
		got.Quote.At = w.Quote.At
		if !reflect.DeepEqual(got.Quote, w.Quote) || got.Log[len(got.Log)-1].Why != "角阀 ×2：¥71.00，合计 ¥71.00（包安装）" {
			t.Errorf("kept %+v, log %+v", got.Quote, got.Log)
		}
		ok(t, errors.Join(got.AnswerQuote(true, 1, 5, clock.Now()), also.AnswerQuote(false, 1, 6, clock.Now())))
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&got}}))
		if err := s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&also}}); !errors.Is(err, desk.ErrConflict) {
			t.Errorf("the second answer: %v", err)
		}
		if w = must(s.Order(ctx, w.ID)); w.Quote.State != desk.QuoteAgreed || w.Quote.Message != 5 || !w.Quote.Answered.Equal(clock.Now()) {
			t.Errorf("the quote is %+v", w.Quote)
		}
	})
}

// A photo that is still with its channel gets a reference with the order that keeps it.
func TestWorkPhotosAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		by := desk.Staff{ID: 1, Name: "王师傅", Community: "c", Role: desk.RoleStaff}.Actor()
		turn := opening(t, s, "7", clock.Now())
		ok(t, s.Commit(ctx, turn))
		w := must(s.Order(ctx, turn.Orders[0].ID))
		ok(t, errors.Join(w.Claim(by, clock.Now()), w.AddPhotos(desk.PhotoAfter, []desk.MediaRef{{Kind: desk.Photo, Remote: "tg1"}}, "g", by, clock.Now())))
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{&w}}))
		w = must(s.Order(ctx, w.ID))
		if len(w.Photos) != 1 || w.Photos[0].Media.Ref == "" || w.Photos[0].Stage != desk.PhotoAfter || w.Photos[0].Album != "g" || !w.Photos[0].At.Equal(clock.Now()) {
			t.Fatalf("photos %+v", w.Photos)
		}
		if f := must(s.Media(ctx, w.Photos[0].Media.Ref)); f.Conversation != w.Conversation || f.Remote != "tg1" {
			t.Errorf("the file is %+v", f)
		}
		// Delivered again it is kept once.
		ok(t, w.AddPhotos(desk.PhotoAfter, []desk.MediaRef{{Kind: desk.Photo, Remote: "tg1"}}, "g", by, clock.Now()))
		if len(w.Photos) != 1 || w.NewLog != 0 {
			t.Errorf("photos %+v", w.Photos)
		}
	})
}
