package store_test

import (
	"testing"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

func TestRegistryIsReplacedWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		by := desk.Staff{ID: 1, Name: "周经理", Community: "c", Role: desk.RoleManager}
		east := must(s.NumberHasher(ctx, "c"))
		west := must(s.NumberHasher(ctx, "d"))
		if east("+86 138-1234-1234") != east("13812341234") || east("13812341234") == west("13812341234") || east("13812341234") == east("13812341235") {
			t.Error("numbers are hashed by their digits, for each community apart")
		}
		flat := desk.Flat{Building: "3", Unit: "2", Room: "501"}
		if r := must(s.Registry(ctx, "c")); r != (desk.Registry{}) {
			t.Errorf("an empty register is %+v", r)
		}
		ok(t, s.ReplaceRegistry(ctx, by, []desk.RegistryLine{{Flat: flat, Number: east("13812341234")}, {Flat: flat, Number: east("13900001111")}}))
		if r := must(s.Registry(ctx, "c")); r.Flats != 1 || r.Numbers != 2 || r.By != "周经理" || !r.At.Equal(clock.Now()) {
			t.Errorf("the register is %+v", r)
		}
		if !must(s.InRegistry(ctx, "c", flat, "139 0000 1111")) || must(s.InRegistry(ctx, "d", flat, "13900001111")) {
			t.Error("a number is known in its community, and only there")
		}
		ok(t, s.ReplaceRegistry(ctx, by, []desk.RegistryLine{{Flat: flat, Number: east("13812341234")}}))
		if must(s.InRegistry(ctx, "c", flat, "13900001111")) || len(must(s.RegistryLines(ctx, "c"))) != 1 {
			t.Error("what is not in the new register is still known")
		}
	})
}

func TestRegistryMissesCountByFlatAndByConversation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		one, other := desk.Flat{Building: "1", Room: "101"}, desk.Flat{Building: "2", Room: "202"}
		began := clock.Now()
		check := func(f desk.Flat, conversation int64, fits bool) {
			ok(t, s.Commit(ctx, &desk.Turn{RegistryCheck: &desk.RegistryCheck{Community: "c", Flat: f, Conversation: conversation, Fits: fits, At: clock.Now()}}))
		}
		check(one, 7, false)
		check(one, 8, false)
		check(one, 8, true)
		check(other, 7, false)
		for _, c := range []struct {
			f            desk.Flat
			conversation int64
			want         int
		}{{one, 9, 2}, {other, 9, 1}, {other, 7, 2}, {desk.Flat{Building: "3", Room: "1"}, 8, 1}, {desk.Flat{Building: "3", Room: "1"}, 9, 0}} {
			if got := must(s.RegistryMisses(ctx, "c", c.f, c.conversation, began.Add(-desk.RegistrySpan))); got != c.want {
				t.Errorf("%v, conversation %d: %d misses, want %d", c.f, c.conversation, got, c.want)
			}
		}
		if got := must(s.RegistryMisses(ctx, "c", one, 7, began)); got != 0 {
			t.Errorf("%d misses after the span", got)
		}
	})
}
