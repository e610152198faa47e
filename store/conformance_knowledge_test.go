package store_test

import (
	"slices"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/store/storetest"
)

var (
	editor   = desk.Actor{Kind: desk.ByStaff, Staff: 11, Name: "小文", Role: desk.RoleEditor}
	reviewer = desk.Actor{Kind: desk.ByStaff, Staff: 12, Name: "周经理", Role: desk.RoleManager}
	inC      = desk.Scope{Community: "c"}
)

func answerText(answer string) desk.EntryText {
	return desk.EntryText{Category: "缴费", Kind: "info", Audience: "all", Question: "物业费怎么交？", Answer: answer,
		Similar: []string{"管理费在哪儿交"}, Variants: []desk.AnswerVariant{{Name: "夜间", Hours: desk.Hours{From: "18:00", To: "08:30"}, Answer: "明早。"}}}
}

// approved puts a text in force and returns its version.
func approvedEntry(t *testing.T, s *store.Store, entry string, at desk.Scope, answer string, now, from time.Time) desk.EntryVersion {
	t.Helper()
	v := desk.NewEntryVersion(entry, at, answerText(answer), editor, now)
	m, err := v.Edit(desk.EntryPlan{Text: v.Text, ValidFrom: from}, editor, now)
	ok(t, err)
	ok(t, s.SaveEntries(ctx, store.EntryChange{Version: &v, Move: m}))
	m, err = v.Submit("请看", editor, now)
	ok(t, err)
	ok(t, s.SaveEntries(ctx, store.EntryChange{Version: &v, Move: m}))
	m, err = v.Approve("", reviewer, now)
	ok(t, err)
	ok(t, s.SaveEntries(ctx, store.EntryChange{Version: &v, Move: m}))
	return v
}

func TestEntryComesBackAsItWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		v := approvedEntry(t, s, "fee-pay", inC, "微信。", now, time.Time{})
		got := must(s.EntryVersion(ctx, "c", v.ID))
		if got.Text.Answer != "微信。" || got.Text.Variants[0].Hours.To != "08:30" || got.Author != editor || got.Reviewer != reviewer ||
			got.Status != desk.EntryApproved || got.Number != 1 || got.Scope != inC || !got.ReviewedAt.Equal(now) || !got.ValidFrom.IsZero() {
			t.Errorf("came back as %+v", got)
		}
		log := must(s.EntryLog(ctx, v.ID))
		if len(log) != 3 || log[0].Move != "edit" || log[1].Why != "请看" || log[2].By != reviewer {
			t.Errorf("the log is %+v", log)
		}
		_, err := s.EntryVersion(ctx, "d", v.ID)
		wantErr(t, err, desk.ErrNotFound)
		if list := must(s.EntryHistory(ctx, "d", "fee-pay")); len(list) != 0 {
			t.Errorf("another community sees %+v", list)
		}
	})
}

func TestEntryConflicts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		first := desk.NewEntryVersion("fee-pay", inC, answerText("一"), editor, now)
		ok(t, s.SaveEntries(ctx, store.EntryChange{Version: &first, Move: desk.EntryMove{At: now, By: editor, Move: "edit"}}))
		second := desk.NewEntryVersion("fee-pay", inC, answerText("二"), reviewer, now)
		other := desk.NewEntryVersion("fee-other", inC, answerText("三"), reviewer, now)
		wantErr(t, s.SaveEntries(ctx, store.EntryChange{Version: &other, Move: desk.EntryMove{At: now, By: reviewer, Move: "edit"}},
			store.EntryChange{Version: &second, Move: desk.EntryMove{At: now, By: reviewer, Move: "edit"}}), desk.ErrConflict)
		if open := must(s.EntriesOpen(ctx, "c")); len(open) != 1 || open[0].Text.Answer != "一" {
			t.Errorf("open are %+v: all or none, and one at a time", open)
		}
		stale := first
		m, err := first.Submit("", editor, now)
		ok(t, err)
		ok(t, s.SaveEntries(ctx, store.EntryChange{Version: &first, Move: m}))
		m, err = stale.Drop("", editor, now)
		ok(t, err)
		wantErr(t, s.SaveEntries(ctx, store.EntryChange{Version: &stale, Move: m}), desk.ErrConflict)
	})
}

func TestEditsInForce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		now := clock.Now()
		if e := must(s.Edits(ctx)); e.Revision != 0 || len(e.Entries) != 0 {
			t.Fatalf("a new desk has edits: %+v", e)
		}
		draft := desk.NewEntryVersion("fee-draft", inC, answerText("草稿"), editor, now)
		ok(t, s.SaveEntries(ctx, store.EntryChange{Version: &draft, Move: desk.EntryMove{At: now, By: editor, Move: "edit"}}))
		if e := must(s.Edits(ctx)); e.Revision != 0 {
			t.Error("a draft moved the revision")
		}
		approvedEntry(t, s, "fee-pay", inC, "旧", now, time.Time{})
		approvedEntry(t, s, "fee-pay", inC, "今", now, time.Time{})
		approvedEntry(t, s, "fee-pay", inC, "明天", now, now.AddDate(0, 0, 1))
		approvedEntry(t, s, "fee-pay", desk.Scope{Community: "d"}, "别处", now, time.Time{})
		e := must(s.Edits(ctx))
		var got []string
		for _, v := range e.Entries {
			got = append(got, v.Text.Answer)
		}
		if want := []string{"今", "明天", "别处"}; !slices.Equal(got, want) || e.Revision != 4 {
			t.Errorf("in force are %q at revision %d, want %q", got, e.Revision, want)
		}
		clock.Add(24 * time.Hour)
		if e := must(s.Edits(ctx)); len(e.Entries) != 2 || e.Entries[0].Text.Answer != "明天" {
			t.Errorf("a day later %d versions, first %q", len(e.Entries), e.Entries[0].Text.Answer)
		}
	})
}

func TestImportIsKeptForWhoHandedItIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		one := must(s.AddStaff(ctx, desk.Staff{Community: "c", Name: "小文", Role: desk.RoleEditor}))
		two := must(s.AddStaff(ctx, desk.Staff{Community: "c", Name: "小武", Role: desk.RoleEditor}))
		content := []byte("PK\x00\xff table")
		id := must(s.KeepImport(ctx, one, "价格.xlsx", content))
		name, got, err := s.Import(ctx, one, id)
		if ok(t, err); name != "价格.xlsx" || !slices.Equal(got, content) {
			t.Errorf("came back as %s, %q", name, got)
		}
		_, _, err = s.Import(ctx, two, id)
		wantErr(t, err, desk.ErrNotFound)
		ok(t, s.DropImport(ctx, two, id)) // not theirs: stays
		if _, _, err = s.Import(ctx, one, id); err != nil {
			t.Error(err)
		}
		ok(t, s.DropImport(ctx, one, id))
		_, _, err = s.Import(ctx, one, id)
		wantErr(t, err, desk.ErrNotFound)
		id = must(s.KeepImport(ctx, one, "旧.csv", content))
		clock.Add(25 * time.Hour)
		_, _, err = s.Import(ctx, one, id)
		wantErr(t, err, desk.ErrNotFound)
	})
}
