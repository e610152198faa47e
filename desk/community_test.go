package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	. "linli/desk"
)

func TestCommunityCheck(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Community)
		want   string // "" is right
	}{
		{"defaults", func(*Community) {}, ""},
		{"all set", func(c *Community) {
			c.Zone, c.Service, c.Quiet = "Asia/Urumqi", Hours{From: "10:00", To: "02:00"}, Hours{From: "22:00", To: "08:00"}
			c.Closed, c.Extra, c.Limits = []string{"2026-10-01"}, []string{"2026-10-10"}, map[Priority]Limits{PC: {Respond: inMinutes(5)}}
		}, ""},
		{"no id", func(c *Community) { c.ID = "" }, "id"},
		{"no name", func(c *Community) { c.Name = "" }, "name"},
		{"zone", func(c *Community) { c.Zone = "Asia/Atlantis" }, `zone "Asia/Atlantis"`},
		{"service hour", func(c *Community) { c.Service = Hours{From: "8", To: "18:00"} }, `service: "8"`},
		{"service end missing", func(c *Community) { c.Service = Hours{From: "08:00"} }, `service: ""`},
		{"quiet hour", func(c *Community) { c.Quiet = Hours{From: "21:00", To: "25:00"} }, `quiet: "25:00"`},
		{"closed day", func(c *Community) { c.Closed = []string{"2026-10-01", "2026-02-30"} }, `closed: "2026-02-30"`},
		{"extra day", func(c *Community) { c.Extra = []string{"10月10日"} }, `extra: "10月10日"`},
		{"limits", func(c *Community) { c.Limits = map[Priority]Limits{"P9": {Respond: inMinutes(5)}} }, `limits: "P9"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := Community{ID: "demo", Name: "邻里花园"}
			tc.change(&c)
			err := c.Check()
			switch {
			case tc.want == "" && err != nil:
				t.Error(err)
			case tc.want != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("error is %v, want ErrInvalid with %q", err, tc.want)
			case tc.want != "" && c.ID != "" && c.Name != "" && !strings.Contains(err.Error(), "demo"):
				t.Errorf("error %v does not name the community", err)
			}
		})
	}
	c := community(t, nil)
	if c.Zone != "Asia/Shanghai" || c.Service != (Hours{From: "08:30", To: "18:00"}) || c.Quiet != (Hours{From: "21:00", To: "09:00"}) {
		t.Errorf("defaults are %q, %v, %v", c.Zone, c.Service, c.Quiet)
	}
}

func TestNotQuiet(t *testing.T) {
	const same = ""
	for _, tc := range []struct{ from, to, at, want string }{
		{"21:00", "09:00", "2026-11-23 20:59", same},
		{"21:00", "09:00", "2026-11-23 21:00", "2026-11-24 09:00"},
		{"21:00", "09:00", "2026-11-23 23:59", "2026-11-24 09:00"},
		{"21:00", "09:00", "2026-11-24 00:00", "2026-11-24 09:00"},
		{"21:00", "09:00", "2026-11-24 08:59", "2026-11-24 09:00"},
		{"21:00", "09:00", "2026-11-24 09:00", same},
		{"21:00", "09:00", "2026-12-31 22:00", "2027-01-01 09:00"},
		{"00:00", "07:30", "2026-11-24 00:00", "2026-11-24 07:30"},
		{"00:00", "07:30", "2026-11-24 07:30", same},
		{"22:00", "00:00", "2026-11-23 23:00", "2026-11-24 00:00"},
		{"22:00", "00:00", "2026-11-24 00:00", same},
		{"12:00", "14:00", "2026-11-23 13:00", "2026-11-23 14:00"},
		{"12:00", "14:00", "2026-11-23 11:59", same},
		{"12:00", "12:00", "2026-11-23 12:00", same}, // never quiet
	} {
		c := community(t, func(c *Community) { c.Quiet = Hours{From: tc.from, To: tc.to} })
		at := local(t, tc.at)
		want := at
		if tc.want != same {
			want = local(t, tc.want)
		}
		for _, zone := range []*time.Location{shanghai, time.UTC, mustZone("America/New_York")} {
			if got := c.NotQuiet(at.In(zone)); !got.Equal(want) {
				t.Errorf("quiet %s-%s: %s becomes %s, want %s", tc.from, tc.to, at.In(zone), got.In(shanghai), want)
			}
		}
	}
}

func TestFollowUpStages(t *testing.T) {
	c := community(t, nil)
	w := inState(t, c, Resolved)
	w.Conversation = 3
	evening := local(t, "2026-11-23 22:00")
	if f := NewFollowUp(w, c, evening); !f.DueAt.Equal(local(t, "2026-11-24 09:00")) {
		t.Errorf("resolved in the evening, asked at %s", f.DueAt)
	}
	f := NewFollowUp(w, c, monday)
	if f.Order != w.ID || f.Conversation != 3 || f.Community != "demo" || f.Stage != StageConfirm || !f.DueAt.Equal(monday) || f.Reached() {
		t.Errorf("a new follow-up is %+v", f)
	}
	for _, want := range []struct {
		now, due string
		stage    FollowUpStage
	}{
		{"2026-11-23 10:00", "2026-11-24 10:00", StageRating},
		{"2026-11-24 10:00", "2026-11-25 10:00", StageRemind},
		{"2026-11-25 20:59", "2026-11-26 20:59", StageExpire},
	} {
		f.Advance(c, local(t, want.now))
		if f.Stage != want.stage || !f.DueAt.Equal(local(t, want.due)) || !f.AskedAt.Equal(monday) || f.Outcome != OutcomeOpen {
			t.Errorf("at %s: %+v, want %s due %s", want.now, f, want.stage, want.due)
		}
		if f.Reached() {
			t.Errorf("%s: a prompt alone reached somebody", f.Stage)
		}
	}
	if !f.RemindedAt.Equal(local(t, "2026-11-25 20:59")) {
		t.Errorf("reminded at %s", f.RemindedAt)
	}
	f.Advance(c, local(t, "2026-11-26 20:59"))
	if f.Stage != StageExpire {
		t.Errorf("after the end comes %s: there is one reminder", f.Stage)
	}
	for outcome, reached := range map[Outcome]bool{OutcomeAnswered: true, OutcomeRefused: true, OutcomeNoAnswer: false,
		OutcomeUnreachable: false, OutcomeNotDone: false} {
		f := NewFollowUp(w, c, monday)
		f.Finish(outcome, monday.Add(time.Hour))
		if f.Outcome != outcome || !f.DueAt.IsZero() || f.Reached() != reached || f.AnsweredAt.IsZero() != (outcome != OutcomeAnswered) {
			t.Errorf("%s: %+v, reached %v", outcome, f, f.Reached())
		}
	}
}

func TestPlace(t *testing.T) {
	for _, tc := range []struct {
		p    Place
		want string
	}{
		{Place{}, ""},
		{Place{Building: "3", Unit: "2", Room: "501"}, "3栋2单元501"},
		{Place{Building: "3", Unit: "2", Floor: "5", Room: "501"}, "3栋2单元501"},
		{Place{Building: "3", Floor: "5"}, "3栋5楼"},
		{Place{Building: "3", Unit: "2", Spot: "电梯"}, "3栋2单元电梯"},
		{Place{Building: "3", Unit: "1", Spot: "单元门"}, "3栋1单元门"},
		{Place{Unit: "1", Floor: "2", Spot: "单元门"}, "1单元2楼单元门"},
		{Place{Spot: "地库B区"}, "地库B区"},
		{Place{Room: "501"}, "501"},
	} {
		if got := tc.p.String(); got != tc.want {
			t.Errorf("%+v is %q, want %q", tc.p, got, tc.want)
		}
		if tc.p.IsZero() != (tc.want == "") {
			t.Errorf("%+v: IsZero is %v", tc.p, tc.p.IsZero())
		}
	}
	said, home := Place{Building: "5", Spot: "大堂"}, Place{Building: "3", Unit: "2", Floor: "4", Room: "401", Spot: "厨房"}
	if got, want := said.Merge(home), (Place{Building: "5", Unit: "2", Floor: "4", Room: "401", Spot: "大堂"}); got != want {
		t.Errorf("merged %+v, want %+v", got, want)
	}
	if (Place{}).Merge(home) != home || home.Merge(Place{}) != home || said.Building != "5" || said.Unit != "" {
		t.Error("merging with nothing changes something")
	}
}
