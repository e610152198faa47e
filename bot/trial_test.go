package bot_test

import (
	"testing"
	"time"

	"linli/desk"
)

// TestTry: a version that takes a question away from the entry it belongs to makes labelled
// questions worse, and says which; one that changes only words changes nothing.
func TestTry(t *testing.T) {
	c := loadContent(t)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, shanghai)
	place := desk.Scope{Community: "demo"}
	version := func(id string, at desk.Scope, change func(*desk.EntryText)) desk.EntryVersion {
		text, _, ok := c.Text(id, place, now)
		if !ok {
			t.Fatalf("no entry %s", id)
		}
		change(&text)
		v := desk.NewEntryVersion(id, at, text, desk.Actor{Kind: desk.ByStaff, Staff: 1, Name: "小文"}, now)
		v.Number = 1
		return v
	}
	began := time.Now()
	same, err := c.Try(t.Context(), []desk.EntryVersion{version("fee-rate", place, func(x *desk.EntryText) { x.Answer += "请放心。" })}, place, now)
	t.Logf("%d questions in %s", same.Asked, time.Since(began).Round(10*time.Millisecond))
	if err != nil || same.Asked < 500 || same.Before < same.Asked*8/10 || same.Better+same.Worse != 0 || same.Before != same.After {
		t.Errorf("%v: %+v", err, same)
	}
	grab, err := c.Try(t.Context(), []desk.EntryVersion{version("fee-rate", desk.Scope{}, func(x *desk.EntryText) { // the group's: it takes the folder's place
		x.Question, x.Similar, x.English = "游泳池的水多久换一次？", []string{"泳池换水吗"}, nil
	})}, place, now)
	if err != nil || grab.Worse == 0 || len(grab.Rows) != grab.Better+grab.Worse || grab.Rows[0].Better || grab.Rows[0].Text == "" || grab.Rows[0].Before == grab.Rows[0].After {
		t.Errorf("%v: %d better, %d worse, %+v", err, grab.Better, grab.Worse, grab.Rows)
	}
	if e, _ := c.Entry("fee-rate", place, now); len(e.Similar) < 5 || e.Version != 0 {
		t.Error("the trial is served")
	}
}
