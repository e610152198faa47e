package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	incidentFrom = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC) // 14:00 in Shanghai
	boss         = Actor{Kind: ByStaff, Staff: 1, Name: "张姐", Role: RoleDispatcher}
	hand         = Actor{Kind: ByStaff, Staff: 2, Name: "王师傅", Role: RoleStaff}
)

func outage(change ...func(*Incident)) *Incident {
	i := &Incident{ID: 12, Community: "demo", State: IncidentAnnounced, PublishedAt: incidentFrom.Add(-20 * time.Hour),
		IncidentPlan: IncidentPlan{Kind: WaterOut, Planned: true, Buildings: []string{"3", "5"}, From: incidentFrom,
			Until: incidentFrom.Add(4 * time.Hour), Text: "3栋、5栋停水。"}}
	for _, c := range change {
		c(i)
	}
	return i
}

func TestIncidentPhase(t *testing.T) {
	unknown := func(i *Incident) { i.Until = time.Time{} }
	ended := func(i *Incident) { i.State, i.EndedAt = IncidentEnded, incidentFrom.Add(3*time.Hour) }
	for _, tc := range []struct {
		name   string
		change func(*Incident)
		at     time.Duration // from its beginning
		want   Phase
	}{
		{"long before", nil, -49 * time.Hour, PhaseNone},
		{"the day before", nil, -20 * time.Hour, PhaseAhead},
		{"an hour before", nil, -time.Hour, PhaseAhead},
		{"a little early", nil, -20 * time.Minute, PhaseRuns},
		{"during", nil, time.Hour, PhaseRuns},
		{"beyond its expected end", nil, 5 * time.Hour, PhaseLate},
		{"forgotten", nil, 29 * time.Hour, PhaseNone},
		{"without a known end", unknown, 5 * time.Hour, PhaseRuns},
		{"without a known end, not confirmed for long", unknown, 7 * time.Hour, PhaseStale},
		{"without a known end, confirmed since", func(i *Incident) { unknown(i); i.ConfirmedAt = incidentFrom.Add(20 * time.Hour) }, 25 * time.Hour, PhaseRuns},
		{"without a known end, forgotten", unknown, 25 * time.Hour, PhaseNone},
		{"beyond its end, confirmed since", func(i *Incident) { i.ConfirmedAt = incidentFrom.Add(28 * time.Hour) }, 40 * time.Hour, PhaseLate},
		{"just ended", ended, 3*time.Hour + time.Minute, PhaseIsOver},
		{"ended a while ago", ended, 5*time.Hour + time.Minute, PhaseNone},
		{"a draft", func(i *Incident) { i.State = IncidentDraft }, time.Hour, PhaseNone},
		{"withdrawn", func(i *Incident) { i.State = IncidentWithdrawn }, time.Hour, PhaseNone},
	} {
		i := outage()
		if tc.change != nil {
			tc.change(i)
		}
		if got := i.Phase(incidentFrom.Add(tc.at)); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestIncidentReaches(t *testing.T) {
	all := outage(func(i *Incident) { i.Buildings = nil })
	for _, tc := range []struct {
		i    *Incident
		home Place
		want Reach
	}{
		{outage(), Place{Building: "3", Unit: "2", Room: "501"}, ReachYes},
		{outage(), Place{Building: "4"}, ReachNo},
		{outage(), Place{}, ReachMaybe},
		{outage(), Place{Room: "501"}, ReachMaybe},
		{all, Place{}, ReachYes},
		{all, Place{Building: "9"}, ReachYes},
	} {
		if got := tc.i.Reaches(tc.home); got != tc.want {
			t.Errorf("%v reaches %v: %d, want %d", tc.i.Buildings, tc.home, got, tc.want)
		}
	}
}

func TestIncidentMoves(t *testing.T) {
	now := incidentFrom.Add(time.Hour)
	draft := func(i *Incident) { i.State = IncidentDraft }
	for _, tc := range []struct {
		name string
		i    *Incident
		do   func(*Incident) error
		err  error
		want IncidentState
	}{
		{"publish", outage(draft), func(i *Incident) error { return i.Publish(boss, now) }, nil, IncidentAnnounced},
		{"publish twice", outage(), func(i *Incident) error { return i.Publish(boss, now) }, ErrConflict, IncidentAnnounced},
		{"publish without text", outage(draft, func(i *Incident) { i.Text = " " }), func(i *Incident) error { return i.Publish(boss, now) }, ErrInvalid, IncidentDraft},
		{"publish as staff", outage(draft), func(i *Incident) error { return i.Publish(hand, now) }, ErrInvalid, IncidentDraft},
		{"end", outage(), func(i *Incident) error { return i.End(boss, now) }, nil, IncidentEnded},
		{"end before it began", outage(), func(i *Incident) error { return i.End(boss, incidentFrom.Add(-time.Hour)) }, ErrConflict, IncidentAnnounced},
		{"end a draft", outage(draft), func(i *Incident) error { return i.End(boss, now) }, ErrConflict, IncidentDraft},
		{"withdraw", outage(), func(i *Incident) error { return i.Withdraw(boss, "改期了", now) }, nil, IncidentWithdrawn},
		{"withdraw without reason", outage(), func(i *Incident) error { return i.Withdraw(boss, " ", now) }, ErrInvalid, IncidentAnnounced},
		{"drop a draft", outage(draft), func(i *Incident) error { return i.Withdraw(boss, "", now) }, nil, IncidentWithdrawn},
		{"change", outage(), func(i *Incident) error { return i.Write(i.IncidentPlan, boss, now) }, nil, IncidentAnnounced},
		{"empty what is announced", outage(), func(i *Incident) error {
			p := i.IncidentPlan
			p.Text = ""
			return i.Write(p, boss, now)
		}, ErrInvalid, IncidentAnnounced},
		{"change what is over", outage(func(i *Incident) { i.State = IncidentEnded }), func(i *Incident) error { return i.Write(i.IncidentPlan, boss, now) }, ErrConflict, IncidentEnded},
	} {
		if err := tc.do(tc.i); !errors.Is(err, tc.err) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.err)
		}
		if tc.i.State != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, tc.i.State, tc.want)
		}
	}
	i := outage()
	if err := i.Write(IncidentPlan{Kind: LiftOut, Name: "x", From: now, Text: "停梯。"}, boss, now); err != nil || i.Published != boss || !i.PublishedAt.Equal(now) || i.Name != "" {
		t.Errorf("changed to %+v, %v: who changes what is announced approves it", i, err)
	}
}

func TestIncidentFaults(t *testing.T) {
	for _, tc := range []struct {
		plan IncidentPlan
		want []string
	}{
		{IncidentPlan{Kind: WaterOut, From: incidentFrom}, nil},
		{IncidentPlan{}, []string{"kind", "from"}},
		{IncidentPlan{Kind: OtherOut, From: incidentFrom}, []string{"name"}},
		{IncidentPlan{Kind: WaterOut, From: incidentFrom, Until: incidentFrom}, []string{"until"}},
		{IncidentPlan{Kind: WaterOut, From: incidentFrom, Text: strings.Repeat("长", 501)}, []string{"text"}},
	} {
		var got []string
		for _, f := range tc.plan.Faults() {
			got = append(got, f.Field)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%+v: faults %v, want %v", tc.plan, got, tc.want)
		}
	}
}

func TestParseBuildings(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"", ""}, {"3", "3"}, {"3栋、5栋", "3 5"}, {"3,5 , 3号楼；a座", "3 5 A"}, {"1-3栋、7", "1 2 3 7"}, {"03", "3"}, {"3至5", "3 4 5"},
		{"东区", "!"}, {"5-3", "!"}, {"1-999", "!"}, {"3栋2单元", "!"},
	} {
		got, err := ParseBuildings(tc.in)
		s := strings.Join(got, " ")
		if errors.Is(err, ErrInvalid) {
			s = "!"
		}
		if s != tc.want {
			t.Errorf("%q: %q, want %q", tc.in, s, tc.want)
		}
	}
}

func TestIncidentWords(t *testing.T) {
	c := &Community{ID: "demo", Name: "演示"}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		i    *Incident
		want string
	}{
		{"planned", outage(), "3栋、5栋从11月24日14:00起计划停水，预计11月24日18:00恢复。请提前储水。停水期间请关好水龙头；来水时先放掉浑水再用。给您带来不便，敬请谅解。"},
		{"sudden, no end known", outage(func(i *Incident) {
			i.IncidentPlan = IncidentPlan{Kind: OtherOut, Name: "道闸故障", From: incidentFrom}
		}), "全小区从11月24日14:00起道闸故障，我们正在处理，恢复时间未定，有消息马上通知。给您带来不便，敬请谅解。"},
	} {
		if got := tc.i.Template(c); got != tc.want {
			t.Errorf("%s: %s", tc.name, got)
		}
	}
	if got, want := outage().Notice(c), "【停水通知】3栋、5栋停水。\n（11月23日18:00发布；预计11月24日18:00恢复）"; got != want {
		t.Errorf("notice %q, want %q", got, want)
	}
	if got := outage(func(i *Incident) { i.Until = time.Time{} }).Notice(c); !strings.Contains(got, UnknownEnd) {
		t.Errorf("notice %q makes up an end", got)
	}
}

func TestBroadcast(t *testing.T) {
	now := incidentFrom
	for _, tc := range []struct {
		name string
		i    *Incident
		by   Actor
		text string
		err  error
	}{
		{"announced", outage(), boss, "停水", nil},
		{"ended", outage(func(i *Incident) { i.State = IncidentEnded }), boss, "来水了", nil},
		{"a draft", outage(func(i *Incident) { i.State = IncidentDraft }), boss, "停水", ErrConflict},
		{"staff", outage(), hand, "停水", ErrInvalid},
		{"no words", outage(), boss, "  ", ErrInvalid},
	} {
		b, err := NewBroadcast(tc.i, tc.text, true, tc.by, now)
		if !errors.Is(err, tc.err) || err == nil && (!b.Unknown || !slices.Equal(b.Buildings, tc.i.Buildings)) {
			t.Errorf("%s: %+v, %v, want %v", tc.name, b, err, tc.err)
		}
	}
	b, _ := NewBroadcast(outage(), "停水", false, boss, now)
	if err := b.Stop(hand, now); !errors.Is(err, ErrInvalid) {
		t.Errorf("staff stop it: %v", err)
	}
	if err := errors.Join(b.Stop(boss, now)); err != nil || !errors.Is(b.Stop(boss, now), ErrConflict) {
		t.Errorf("stop: %v, and it stops twice", err)
	}
	if p := (Progress{Total: 8, Waiting: 2, Queued: 2, Sent: 3, Failed: 1}); p.Percent() != 50 || p.Over() {
		t.Errorf("progress %d%%, over %v", p.Percent(), p.Over())
	}
}
