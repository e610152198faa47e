package desk

import (
	"errors"
	"slices"
	"testing"
	"time"
)

var (
	anEditor   = Actor{Kind: ByStaff, Staff: 1, Name: "小文", Role: RoleEditor}
	aReviewer  = Actor{Kind: ByStaff, Staff: 2, Name: "周经理", Role: RoleManager}
	aDay       = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	goodText   = EntryText{Category: "缴费", Kind: "info", Audience: "all", Question: "物业费怎么交？", Answer: "请在{缴费渠道}交。"}
	everywhere = Scope{}
)

func draft() EntryVersion {
	return NewEntryVersion("fee-pay", Scope{Community: "c"}, goodText, anEditor, aDay)
}

// TestEntryMoves tries every move in every status.
func TestEntryMoves(t *testing.T) {
	moves := map[string]func(v *EntryVersion, by Actor) error{
		"edit": func(v *EntryVersion, by Actor) error {
			_, err := v.Edit(EntryPlan{Text: goodText}, by, aDay)
			return err
		},
		"submit":  func(v *EntryVersion, by Actor) error { _, err := v.Submit("", by, aDay); return err },
		"return":  func(v *EntryVersion, by Actor) error { _, err := v.Return("缺电话", by, aDay); return err },
		"approve": func(v *EntryVersion, by Actor) error { _, err := v.Approve("", by, aDay); return err },
		"retire":  func(v *EntryVersion, by Actor) error { _, err := v.Retire("不收了", by, aDay); return err },
		"drop":    func(v *EntryVersion, by Actor) error { _, err := v.Drop("", by, aDay); return err },
	}
	allowed := map[EntryStatus]map[string]EntryStatus{
		EntryDraft:    {"edit": EntryDraft, "submit": EntryInReview, "retire": EntryRetired, "drop": EntryDropped},
		EntryInReview: {"edit": EntryDraft, "return": EntryDraft, "approve": EntryApproved, "drop": EntryDropped},
		EntryApproved: {"retire": EntryRetired},
		EntryRetired:  {},
		EntryDropped:  {},
	}
	for status, may := range allowed {
		for name, move := range moves {
			v := draft()
			v.Status = status
			err := move(&v, aReviewer)
			want, ok := may[name]
			switch {
			case ok && (err != nil || v.Status != want):
				t.Errorf("%s of %s: %v, now %s, want %s", name, status, err, v.Status, want)
			case !ok && (!errors.Is(err, ErrConflict) || v.Status != status):
				t.Errorf("%s of %s: %v, now %s, want a conflict", name, status, err, v.Status)
			}
			for _, role := range []Role{RoleStaff, RoleDispatcher} {
				v.Status = status
				if err := move(&v, Actor{Kind: ByStaff, Staff: 3, Role: role}); !errors.Is(err, ErrInvalid) {
					t.Errorf("%s by %s: %v", name, role, err)
				}
			}
		}
	}
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	v := draft()
	v.Status = EntryInReview
	var f *Fault
	if _, err := v.Approve("", anEditor, aDay); !errors.As(err, &f) || v.Status != EntryInReview {
		t.Errorf("the author approved: %v, %s", err, v.Status)
	}
	if _, err := v.Edit(EntryPlan{Text: goodText}, aReviewer, aDay); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Submit("", anEditor, aDay); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Approve("", aReviewer, aDay); err == nil {
		t.Error("who wrote it last approved it")
	}
	if m, err := v.Approve("", anEditor, aDay); err != nil || v.Status != EntryApproved || v.Reviewer != anEditor || m.Move != "approve" {
		t.Errorf("the first author may approve what another wrote since: %v, %+v", err, m)
	}
}

func TestEntryFaults(t *testing.T) {
	for field, change := range map[string]func(*EntryPlan){
		"category":       func(p *EntryPlan) { p.Text.Category = "" },
		"kind":           func(p *EntryPlan) { p.Text.Kind = "other" },
		"audience":       func(p *EntryPlan) { p.Text.Audience = "" },
		"question":       func(p *EntryPlan) { p.Text.Question = " " },
		"answer":         func(p *EntryPlan) { p.Text.Answer = "请打{电话" },
		"first_steps":    func(p *EntryPlan) { p.Text.FirstSteps = "}" },
		"negative":       func(p *EntryPlan) { p.Text.Similar, p.Text.Negative = []string{"管理费"}, []string{"管理费"} },
		"valid_until":    func(p *EntryPlan) { p.ValidFrom, p.ValidUntil = aDay, aDay },
		"order_category": func(p *EntryPlan) { p.Text.Order = &EntryOrder{Repair, "飞船", P2} },
		"english_answer": func(p *EntryPlan) { p.Text.English = &EntryEnglish{Question: "How?", Answer: "Online."} },
		"variant1":       func(p *EntryPlan) { p.Text.Variants = []AnswerVariant{{Name: "冬", From: "11-15", Answer: "x"}} },
		"similar":        func(p *EntryPlan) { p.Text.Similar = []string{string(make([]rune, maxPhrase+1)) + "x"} },
	} {
		p := EntryPlan{Text: goodText}
		change(&p)
		v := draft()
		var f *Fault
		if _, err := v.Edit(p, anEditor, aDay); !errors.As(err, &f) || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	v := draft()
	p := EntryPlan{Text: goodText}
	p.Text.Similar = []string{" 管理费怎么交 ", "", "管理费怎么交", goodText.Question}
	p.Text.English = &EntryEnglish{}
	if _, err := v.Edit(p, anEditor, aDay); err != nil || !slices.Equal(v.Text.Similar, []string{"管理费怎么交"}) || v.Text.English != nil {
		t.Errorf("%v, %+v", err, v.Text)
	}
}

func TestInForce(t *testing.T) {
	version := func(number int, at Scope, s EntryStatus, from, until time.Time) EntryVersion {
		return EntryVersion{Number: number, Scope: at, Status: s, ValidFrom: from, ValidUntil: until}
	}
	none, tomorrow, yesterday := time.Time{}, aDay.AddDate(0, 0, 1), aDay.AddDate(0, 0, -1)
	community, building := Scope{Community: "c"}, Scope{Community: "c", Building: "3"}
	for _, tc := range []struct {
		name     string
		versions []EntryVersion
		want     int // the version's number, 0 for none
		served   bool
	}{
		{"nobody edited it", nil, 0, true},
		{"drafts do not count", []EntryVersion{version(1, community, EntryDraft, none, none), version(2, everywhere, EntryInReview, none, none)}, 0, true},
		{"the newest", []EntryVersion{version(1, community, EntryApproved, none, none), version(2, community, EntryApproved, none, none)}, 2, true},
		{"the narrowest", []EntryVersion{version(1, building, EntryApproved, none, none), version(7, community, EntryApproved, none, none), version(8, everywhere, EntryApproved, none, none)}, 1, true},
		{"another building's", []EntryVersion{version(1, Scope{"c", "4"}, EntryApproved, none, none), version(2, community, EntryApproved, none, none)}, 2, true},
		{"another community's", []EntryVersion{version(1, Scope{"d", ""}, EntryApproved, none, none)}, 0, true},
		{"not yet begun", []EntryVersion{version(1, community, EntryApproved, none, none), version(2, community, EntryApproved, tomorrow, none)}, 1, true},
		{"expired, and the older one does not come back", []EntryVersion{version(1, community, EntryApproved, none, none), version(2, community, EntryApproved, yesterday, aDay)}, 2, false},
		{"retired here", []EntryVersion{version(3, everywhere, EntryApproved, none, none), version(1, community, EntryRetired, none, none)}, 1, false},
		{"retired everywhere, but not here", []EntryVersion{version(3, everywhere, EntryRetired, none, none), version(1, community, EntryApproved, none, none)}, 1, true},
	} {
		v, served := InForce(tc.versions, building, aDay)
		number := 0
		if v != nil {
			number = v.Number
		}
		if number != tc.want || served != tc.served {
			t.Errorf("%s: version %d, served %v", tc.name, number, served)
		}
	}
}

func TestAnswerVariants(t *testing.T) {
	text := EntryText{Variants: []AnswerVariant{
		{Name: "供暖季夜间", From: "11-15", Until: "03-15", Hours: Hours{"18:00", "08:30"}},
		{Name: "供暖季", From: "11-15", Until: "03-15"},
		{Name: "午休", Hours: Hours{"12:00", "13:30"}},
	}}
	for at, want := range map[string]string{
		"2026-11-14 20:00": "", "2026-11-15 10:00": "供暖季", "2026-11-15 18:00": "供暖季夜间", "2027-03-15 23:59": "供暖季夜间",
		"2027-03-16 08:00": "", "2027-01-02 08:30": "供暖季", "2026-07-01 12:00": "午休", "2026-07-01 13:30": "",
	} {
		local, err := time.Parse("2006-01-02 15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if v := text.At(local); v != nil {
			got = v.Name
		}
		if got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
}

func TestMayEdit(t *testing.T) {
	for _, tc := range []struct {
		role Role
		at   Scope
		want bool
	}{
		{RoleEditor, Scope{Community: "c"}, true}, {RoleManager, Scope{"c", "3"}, true}, {RoleEditor, Scope{Community: "d"}, false},
		{RoleEditor, everywhere, false}, {RoleAdmin, everywhere, true}, {RoleAdmin, Scope{Community: "d"}, false}, {RoleDispatcher, Scope{Community: "c"}, false},
	} {
		if got := (Staff{Community: "c", Role: tc.role}).MayEdit(tc.at); got != tc.want {
			t.Errorf("%s at %+v: %v", tc.role, tc.at, got)
		}
	}
}
