package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// IncidentKind is what is cut off in an incident.
type IncidentKind string

const (
	WaterOut IncidentKind = "water"
	PowerOut IncidentKind = "power"
	GasOut   IncidentKind = "gas"
	LiftOut  IncidentKind = "lift"
	HeatOut  IncidentKind = "heat"
	NetOut   IncidentKind = "net"
	OtherOut IncidentKind = "other" // Label says what
)

// IncidentKinds in the order they are offered.
var IncidentKinds = []IncidentKind{WaterOut, PowerOut, GasOut, LiftOut, HeatOut, NetOut, OtherOut}

var incidentKindNames = map[IncidentKind]string{WaterOut: "停水", PowerOut: "停电", GasOut: "停气", LiftOut: "停梯", HeatOut: "停暖",
	NetOut: "断网", OtherOut: "其他"}

// Label is the kind as people read it.
func (k IncidentKind) Label() string { return incidentKindNames[k] }

// IncidentState is where an incident is in its life.
type IncidentState string

const (
	IncidentDraft     IncidentState = "draft"     // residents know nothing of it
	IncidentAnnounced IncidentState = "announced" // its text is what residents are told
	IncidentEnded     IncidentState = "ended"
	IncidentWithdrawn IncidentState = "withdrawn" // was not so
)

var incidentStateNames = map[IncidentState]string{IncidentDraft: "草稿", IncidentAnnounced: "已发布", IncidentEnded: "已恢复", IncidentWithdrawn: "已撤回"}

// Label is the state as people read it.
func (s IncidentState) Label() string { return incidentStateNames[s] }

// Incident is something that is cut off for many at once, planned or sudden, with the
// text that residents are told about it.
type Incident struct {
	ID        int64
	Community CommunityID
	State     IncidentState
	IncidentPlan
	Published    Actor // who approved the text as it stands
	PublishedAt  time.Time
	EndedAt      time.Time // when it was over, or withdrawn
	Ended        Actor
	WithdrawnWhy string
	ConfirmedAt  time.Time // when somebody last said that it still goes on, zero if nobody did
	AskedAt      time.Time // when staff were last asked how it stands, zero if they never were
	CreatedAt    time.Time
	Demo         bool
	Version      int64
}

// IncidentPlan is what staff write about an incident.
type IncidentPlan struct {
	Kind      IncidentKind
	Name      string // what is cut off, of OtherOut
	Planned   bool
	Buildings []string  // none: the whole community
	From      time.Time // when it began or will begin
	Until     time.Time // the expected end; zero: not known, and never made up
	Text      string    // for residents, word for word
	English   string    // the same for those who write English, "" where nobody wrote it
}

// Limits of what is written about an incident, in runes.
const (
	maxIncidentName    = 12
	maxIncidentText    = 500
	maxIncidentEnglish = 1500
)

// Label is the incident's kind as people read it.
func (p *IncidentPlan) Label() string {
	if p.Kind == OtherOut {
		return p.Name
	}
	return p.Kind.Label()
}

// Faults names what is wrong with a plan, by field.
func (p *IncidentPlan) Faults() []Fault {
	var out []Fault
	add := func(wrong bool, field, words string) {
		if wrong {
			out = append(out, Fault{field, words})
		}
	}
	add(!slices.Contains(IncidentKinds, p.Kind), "kind", "请选择是什么事")
	add(p.Kind == OtherOut && strings.TrimSpace(p.Name) == "", "name", "请写明是什么事，比如“道闸故障”")
	add(len([]rune(p.Name)) > maxIncidentName, "name", fmt.Sprintf("最多 %d 个字", maxIncidentName))
	add(p.From.IsZero(), "from", "请写明从什么时候开始")
	add(!p.Until.IsZero() && !p.Until.After(p.From), "until", "恢复时间要在开始时间之后")
	add(len([]rune(p.Text)) > maxIncidentText, "text", fmt.Sprintf("最多 %d 个字", maxIncidentText))
	add(len([]rune(p.English)) > maxIncidentEnglish, "english", fmt.Sprintf("最多 %d 个字符", maxIncidentEnglish))
	return out
}

// Write takes what staff wrote. Words that residents are being told are approved anew by
// who changes them.
func (i *Incident) Write(p IncidentPlan, by Actor, now time.Time) error {
	if err := i.may(by, IncidentDraft, IncidentAnnounced); err != nil {
		return err
	}
	if f := p.Faults(); len(f) > 0 {
		return &f[0]
	}
	if p.Kind != OtherOut {
		p.Name = ""
	}
	if i.State == IncidentAnnounced {
		if strings.TrimSpace(p.Text) == "" {
			return &Fault{"text", "请写明告诉住户什么"}
		}
		i.Published, i.PublishedAt = by, now
	}
	i.IncidentPlan = p
	return nil
}

// Publish makes the text what residents are told.
func (i *Incident) Publish(by Actor, now time.Time) error {
	if err := i.may(by, IncidentDraft); err != nil {
		return err
	}
	if strings.TrimSpace(i.Text) == "" {
		return &Fault{"text", "请写明告诉住户什么"}
	}
	i.State, i.Published, i.PublishedAt = IncidentAnnounced, by, now
	return nil
}

// End says that it is over.
func (i *Incident) End(by Actor, now time.Time) error {
	if err := i.may(by, IncidentAnnounced); err != nil {
		return err
	}
	if now.Before(i.From) {
		return fmt.Errorf("incident %d has not begun: %w", i.ID, ErrConflict)
	}
	i.State, i.Ended, i.EndedAt = IncidentEnded, by, now
	return nil
}

// Confirm says that it still goes on as it was published.
func (i *Incident) Confirm(by Actor, now time.Time) error {
	if err := i.may(by, IncidentAnnounced); err != nil {
		return err
	}
	if now.Before(i.From) {
		return fmt.Errorf("incident %d has not begun: %w", i.ID, ErrConflict)
	}
	i.ConfirmedAt = now
	return nil
}

// Withdraw takes it back, with a reason that those who were told get.
func (i *Incident) Withdraw(by Actor, why string, now time.Time) error {
	if err := i.may(by, IncidentDraft, IncidentAnnounced); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if i.State == IncidentAnnounced && why == "" {
		return &Fault{"why", "请写明撤回的原因，问过的住户会看到"}
	}
	i.State, i.Ended, i.EndedAt, i.WithdrawnWhy = IncidentWithdrawn, by, now, why
	return nil
}

func (i *Incident) may(by Actor, from ...IncidentState) error {
	if by.Kind != ByStaff || !by.Role.Dispatches() {
		return fmt.Errorf("incident %d is not for role %q: %w", i.ID, by.Role, ErrInvalid)
	}
	if !slices.Contains(from, i.State) {
		return fmt.Errorf("incident %d is %s: %w", i.ID, i.State, ErrConflict)
	}
	return nil
}
