package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"linli/desk"
	"linli/intents"
	"linli/text"
)

// maxApart is how many incidents are remembered that a resident said are not theirs.
const maxApart = 5

// incident answers who asks about, or reports once more, what is known to be cut off:
// the approved text comes first, and no order is opened for what many have.
func (t *talk) incident() (done bool, err error) {
	if !t.mayBeIncident() {
		return false, nil
	}
	found, err := t.findIncident()
	if err != nil || found == nil {
		return false, err
	}
	if t.aboutMoment() { // the question stays open
		t.c.State.Question = t.in.Text
		t.showIncident(found)
		return true, t.askedBefore()
	}
	form := t.c.State.Pending
	if form != nil && (form.Draft == nil || t.draftAbout(form.Draft, &found.Incident)) {
		t.c.State.Question = joinWords(t.draftWords(form), t.in.Text)
		form = nil
	} else {
		t.c.State.Question = t.in.Text
	}
	t.showIncident(found)
	if form != nil { // a form about something else goes on
		t.backTo(form)
		return true, nil
	}
	t.await(desk.Pending{Await: desk.AwaitIncident, Incident: found.ID})
	return true, nil
}

// mayBeIncident reports whether the message asks or reports something, and is no answer
// to what the bot asked about an order.
func (t *talk) mayBeIncident() bool {
	switch t.read.Intent {
	case intents.Question, intents.RepairReport, intents.Urge, intents.Status, intents.NotSolved:
	default:
		return false
	}
	if t.read.Slots.Order != "" {
		return false
	}
	if !t.aboutMoment() || t.c.State.Pending.Await == desk.AwaitQuote { // what answers a quote has been taken
		return true
	}
	return t.read.Intent != intents.NotSolved && asks(t.in.Text)
}

// aboutMoment reports whether the bot waits for an answer about one order, to which only what
// is put as a question is none.
func (t *talk) aboutMoment() bool {
	p := t.c.State.Pending
	return p != nil && slices.Contains([]desk.Awaiting{desk.AwaitFixed, desk.AwaitReason, desk.AwaitCancel, desk.AwaitReschedule, desk.AwaitOrder, desk.AwaitQuote}, p.Await)
}

// askedBefore reminds of what the bot waits for.
func (t *talk) askedBefore() error {
	p := t.c.State.Pending
	if p.Await != desk.AwaitFixed {
		t.say(sayAskedBefore)
		return nil
	}
	w, err := t.order(p.Order)
	if err != nil {
		return err
	}
	words, buttons := askFixed(w)
	t.aboutOrder(w.ID, words, buttons...)
	return nil
}

// foundIncident is the incident that a message is about, and what it means to the resident.
type foundIncident struct {
	desk.Incident
	phase desk.Phase
	reach desk.Reach
}

// findIncident is the one the message is about, nil if none; one that is surely the
// resident's goes before others, one that goes on before one to come or over.
func (t *talk) findIncident() (*foundIncident, error) {
	list, err := t.e.Records.IncidentsNow(t.ctx, t.com.ID, t.now)
	if err != nil {
		return nil, err
	}
	var best *foundIncident
	for _, i := range list {
		f := foundIncident{Incident: i, phase: i.Phase(t.now), reach: i.Reaches(t.whereabouts())}
		if f.phase == desk.PhaseNone || f.reach == desk.ReachNo || !t.saysOutage(&i) || slices.Contains(t.c.State.Apart, i.ID) {
			continue
		}
		if f.phase == desk.PhaseAhead && t.read.Intent == intents.RepairReport { // theirs is broken already
			continue
		}
		if best == nil || f.weight() > best.weight() {
			best = &f
		}
	}
	return best, nil
}

func (f *foundIncident) weight() int {
	w := 10 * int(f.reach)
	if f.phase == desk.PhaseRuns || f.phase == desk.PhaseLate || f.phase == desk.PhaseStale {
		w += 5
	}
	return w
}

// saysOutage reports whether the message speaks of what the incident cuts off.
func (t *talk) saysOutage(i *desk.Incident) bool { return speaksOf(t.read, t.in.Text, i) }

func speaksOf(r intents.Reading, words string, i *desk.Incident) bool {
	if i.Kind == desk.OtherOut {
		return strings.Contains(text.Key(words), text.Key(i.Name))
	}
	return slices.Contains(r.Outages, string(i.Kind))
}

// whereabouts is the place the message is about: what it says, else what its form says,
// else the resident's home.
func (t *talk) whereabouts() desk.Place {
	s := t.read.Slots.Place
	p := desk.Place{Building: s.Building, Unit: s.Unit, Room: s.Room}
	if p.Building != "" {
		return p
	}
	if pending := t.c.State.Pending; pending != nil && pending.Draft != nil && pending.Draft.Place.Building != "" {
		return pending.Draft.Place
	}
	return p.Merge(t.c.Home)
}

// draftAbout reports whether a form is about what the incident cuts off, or says nothing yet.
func (t *talk) draftAbout(d *desk.Draft, i *desk.Incident) bool {
	return !tellsWhat(d) || speaksOf(intents.Read(d.Text), d.Text, i)
}

func (t *talk) draftWords(p *desk.Pending) string {
	if p.Draft == nil {
		return ""
	}
	return p.Draft.Text
}

// noNotice tells who asks about an outage that none is on record where they are, so that what
// is said of outages in general is not taken for one.
func (t *talk) noNotice() error {
	if len(t.read.Outages) == 0 || !asks(t.in.Text) && !t.english() {
		return nil
	}
	list, err := t.e.Records.IncidentsNow(t.ctx, t.com.ID, t.now)
	if err != nil {
		return err
	}
	place := t.whereabouts()
	for _, i := range list {
		if t.saysOutage(&i) && i.Reaches(place) != desk.ReachNo && i.Phase(t.now) != desk.PhaseNone { // they said that theirs is another matter
			return nil
		}
	}
	p, where := desk.IncidentPlan{Kind: desk.IncidentKind(t.read.Outages[0])}, ""
	if place.Building != "" {
		p.Buildings, where = []string{place.Building}, place.Building+"栋的"
	}
	if !t.english() {
		t.say(fmt.Sprintf(sayNoNotice, where, p.Label()))
		return nil
	}
	if where != "" {
		where = " for " + p.EnglishWhere()
	}
	t.say(fmt.Sprintf(t.words(sayNoNotice), where, strings.ToLower(p.EnglishLabel())))
	return nil
}

// showIncident says the approved text and remembers who asked.
func (t *talk) showIncident(f *foundIncident) {
	t.thought.Decision = DecideIncident
	ep := t.episode()
	ep.Asked++
	ep.Answered++
	t.turn.Answer = &desk.Answered{Message: t.in.Message, Decision: string(DecideIncident), At: t.now}
	t.c.State.Misses, t.c.State.Entries, t.c.State.Asked = 0, nil, t.in.Message
	if home := t.whereabouts(); home.Building != "" && home.Room != "" && t.read.Slots.Spot == "" {
		t.c.LivesAt(home)
	}
	reported := t.read.Intent == intents.RepairReport
	t.say(t.incidentWords(f, reported), t.incidentButtons(f)...)
	if f.phase != desk.PhaseIsOver {
		t.turn.IncidentAsk = &desk.IncidentAsk{Incident: f.ID, Conversation: t.c.ID, Reported: reported, At: t.now}
	}
}

// incidentWords is the incident as it stands, told to one who asks.
func (t *talk) incidentWords(f *foundIncident, reported bool) string {
	words, where, label, at := f.Notice(t.com), f.Where(), f.Label(), t.com.DayTime
	if t.english() {
		words, where, label, at = f.EnglishNotice(t.com), f.EnglishWhere(), strings.ToLower(f.EnglishLabel()), t.com.EnglishTime
	}
	if f.phase == desk.PhaseIsOver {
		return fmt.Sprintf(t.words(sayIncidentOver), label, where, at(f.EndedAt)) + t.words(sayStillOut)
	}
	if f.reach == desk.ReachMaybe {
		words = fmt.Sprintf(t.words(sayIncidentWhere), where) + words
	}
	switch f.phase {
	case desk.PhaseLate:
		words += t.words(sayIncidentLate)
	case desk.PhaseStale:
		words += fmt.Sprintf(t.words(sayIncidentStale), at(f.KnownAt()))
	}
	if reported {
		return words + fmt.Sprintf(t.words(sayIncidentLinked), label)
	}
	return words + t.words(sayIncidentWillTell)
}

// incidentOver is what residents are told when it is over.
func incidentOver(c *desk.Community, i *desk.Incident) string {
	return fmt.Sprintf(sayIncidentOver, i.Label(), i.Where(), c.DayTime(i.EndedAt))
}

func (t *talk) incidentButtons(f *foundIncident) []desk.Button {
	apart := "我家情况不一样"
	switch {
	case f.phase == desk.PhaseIsOver:
		apart = "我家还没恢复"
	case f.reach == desk.ReachMaybe:
		apart = "不是我那里"
	}
	return []desk.Button{{Label: t.words("知道了"), Press: desk.NewPress("known", f.ID)}, {Label: t.words(apart), Press: desk.NewPress("apart", f.ID)}, t.humanButton()}
}

// saidIncident takes typed words for the buttons under an incident.
func (t *talk) saidIncident(p *desk.Pending) (bool, error) {
	k := text.Key(t.in.Text)
	yes, isYesNo := intents.ParseYesNo(t.in.Text)
	switch {
	case strings.Contains(k, "不一样") || strings.Contains(k, "不是我") || strings.Contains(k, "还没恢复") || isYesNo && !yes:
		return true, t.apart(p.Incident)
	case k == "知道了" || k == "好的" || k == "收到" || k == "明白" || isYesNo && yes:
		return true, t.known(p.Incident)
	}
	t.settle()
	return false, nil
}

// pressedIncident takes the buttons under an incident.
func (t *talk) pressedIncident(p desk.Press) (bool, error) {
	switch p.Verb {
	case "known":
		return true, t.known(p.ID(0))
	case "apart":
		return true, t.apart(p.ID(0))
	}
	return false, nil
}

// ownIncident is an incident of the resident's community; nil, and said so, if it is none.
func (t *talk) ownIncident(id int64) (*desk.Incident, error) {
	i, err := t.e.Records.Incident(t.ctx, t.com.ID, id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && i.State == desk.IncidentDraft {
		t.say(sayBadPress)
		return nil, nil
	}
	return &i, err
}

func (t *talk) known(id int64) error {
	i, err := t.ownIncident(id)
	if err != nil || i == nil {
		return err
	}
	t.settleIncident(id)
	if i.State == desk.IncidentAnnounced {
		t.say(sayKnownTell)
		return nil
	}
	t.say(sayKnown)
	return nil
}

func (t *talk) settleIncident(id int64) {
	if p := t.c.State.Pending; p != nil && p.Incident == id {
		t.settle()
	}
}

// apart goes on with the ordinary way: theirs is another matter than the incident.
func (t *talk) apart(id int64) error {
	i, err := t.ownIncident(id)
	if err != nil || i == nil {
		return err
	}
	t.c.State.Apart = append(t.c.State.Apart, id)
	t.c.State.Apart = t.c.State.Apart[max(0, len(t.c.State.Apart)-maxApart):]
	t.turn.IncidentAsk = &desk.IncidentAsk{Incident: id, Conversation: t.c.ID, Apart: true, At: t.now}
	if p := t.c.State.Pending; p != nil && p.Draft != nil {
		t.say(sayApartLater)
		t.backTo(p)
		return nil
	}
	words := ""
	switch p := t.c.State.Pending; {
	case i.State == desk.IncidentEnded:
		words = fmt.Sprintf(sayReportStill, i.Label())
	case p != nil && (p.Incident == id || t.aboutMoment() && speaksOf(intents.Read(t.c.State.Question), t.c.State.Question, i)):
		words = t.c.State.Question // what they asked or reported
	}
	t.settle()
	t.in.Text, t.c.State.Question, t.read = words, words, intents.Read(words)
	if i.Phase(t.now) == desk.PhaseAhead && words != "" {
		return t.byIntent()
	}
	return t.report(desk.Repair, "")
}
