package bot

import (
	"fmt"
	"slices"
	"strings"

	"linli/desk"
	"linli/faq"
	"linli/intents"
	"linli/text"
)

// The fields of a report, in the order they are asked for.
const (
	fieldThing = "thing"
	fieldPlace = "place"
	fieldSince = "since"
)

// report begins taking down a repair or complaint. What the message said already is
// kept; entry is the FAQ entry it came from, found by the words when "".
func (t *talk) report(kind desk.OrderKind, entry string) error {
	words := t.in.Text
	if t.in.Press != "" || t.read.Intent == intents.NotSolved {
		words = t.c.State.Question // what the answer was about
		t.read = intents.Read(words)
	}
	d := &desk.Draft{Kind: kind, Priority: desk.P2, Text: words, Media: t.in.Media}
	if kind == desk.Complaint {
		d.Priority = desk.PC
	}
	t.takeSlots(d)
	if err := t.classify(d, entry, words); err != nil {
		return err
	}
	t.thought.Decision = DecideOrder
	if t.thought.Candidates == nil && t.e.Content.FAQ.Index() != nil && words != "" {
		if _, err := t.consult(words); err != nil {
			return err
		}
	}
	t.episode()
	if d.Place.Building == "" && d.Place.Room == "" {
		d.Place = d.Place.Merge(t.c.Home)
	}
	if e, ok := t.entry(d.Entry); ok {
		t.thought.Entries = []string{e.ID}
		if e.FirstSteps != "" {
			t.quoteFirst(e)
		}
	}
	t.await(desk.Pending{Await: desk.AwaitForm, Draft: d})
	return t.ask()
}

// quoteFirst shows what to do before anyone comes, which is approved text as well.
func (t *talk) quoteFirst(e faq.Entry) {
	filled, _ := desk.Fill(e.FirstSteps, t.data())
	lead := ""
	if e.Order != nil && e.Order.Kind == string(desk.Repair) {
		lead = t.words(sayFirstSteps)
	}
	t.say(lead + filled).Entries = []desk.EntryRef{{ID: e.ID, Approved: e.Approved, Version: e.Version}}
}

// reportable is how sure the FAQ must be of an entry for its category and first steps
// to be taken: first steps are harmless, a person looks at the category anyway.
const reportable = 0.35

// certain is how sure it must be of an entry whose category is another than the broken
// thing's own.
const certain = 0.8

// classify finds category and priority: by the entry, else by the thing's name.
func (t *talk) classify(d *desk.Draft, entry, words string) error {
	if entry == "" {
		var err error
		if entry, err = t.entryOf(d, words); err != nil {
			return err
		}
	}
	if e, ok := t.entry(entry); ok && e.Order != nil {
		d.Entry = e.ID
		d.Category = e.Order.Category
		if d.Kind == desk.Repair && e.Order.Kind == string(desk.Repair) {
			d.Priority = desk.Priority(e.Order.Priority)
		}
	}
	if c := t.read.Slots.Category; c != "" && (d.Category == "" || d.Category == "其他") {
		d.Category = c
	}
	if d.Category == "" {
		d.Category = "其他"
	}
	return nil
}

// entryOf finds the FAQ entry a report is about: by what is broken alone, since place,
// time and phone only disturb, then by all the words. An entry of the thing's own
// category goes before others; those for reporting as such say nothing.
func (t *talk) entryOf(d *desk.Draft, words string) (string, error) {
	best := ""
	for _, q := range []string{words, d.Thing} {
		if text.Key(q) == "" {
			continue
		}
		dec, err := t.consult(q)
		if err != nil {
			return "", err
		}
		for _, c := range dec.Candidates {
			e, ok := t.entry(c.ID)
			if !ok || e.Order == nil || e.Order.Kind != string(d.Kind) || e.Order.Category == "其他" || c.Confidence < reportable/2 {
				continue
			}
			if own := t.read.Slots.Category; own != "" && e.Order.Category == own {
				return e.ID, nil
			}
			if c.Confidence >= certain || t.read.Slots.Category == "" && c.Confidence >= reportable {
				best = firstOf(best, e.ID)
			}
		}
	}
	return best, nil
}

// takeSlots puts what the current message says into the draft; what is said later wins.
func (t *talk) takeSlots(d *desk.Draft) {
	s := t.read.Slots
	p := desk.Place{Building: s.Place.Building, Unit: s.Place.Unit, Floor: s.Place.Floor, Room: s.Place.Room, Spot: s.Spot}
	if !p.IsZero() {
		if p.Building != "" && p.Room != "" {
			d.Place = p
		} else {
			d.Place = p.Merge(d.Place)
		}
	}
	set := func(field *string, v string) {
		if v != "" {
			*field = v
		}
	}
	set(&d.Thing, s.Thing)
	set(&d.Since, s.Since)
	if d.Kind == desk.Complaint && s.Since == "" && s.Visit != "" && !isAhead(s.Visit) {
		set(&d.Since, s.Visit) // when it happened: nobody visits because of a complaint
	} else {
		set(&d.Visit, s.Visit)
	}
	set(&d.Phone, s.Phone)
}

// isAhead reports whether a time is still to come by its words.
func isAhead(when string) bool {
	return strings.ContainsAny(when, "明后下末") && !strings.HasPrefix(when, "下午") || strings.Contains(when, "随时")
}

// missingField is what still has to be asked for, "" when all is there.
func missingField(d *desk.Draft) string {
	switch {
	case !tellsWhat(d):
		return fieldThing
	case !tellsWhere(d) && !givenUp(d, fieldPlace):
		return fieldPlace
	case d.Since == "" && !slices.Contains(d.Asked, fieldSince) && d.Kind == desk.Repair:
		return fieldSince
	}
	return ""
}

// givenUp reports whether a field was asked for twice or skipped.
func givenUp(d *desk.Draft, field string) bool {
	n := 0
	for _, f := range d.Asked {
		if f == field {
			n++
		}
		if f == "skip:"+field {
			return true
		}
	}
	return n >= 2
}

// tellsWhat reports whether the draft says what is the matter.
func tellsWhat(d *desk.Draft) bool {
	return d.Thing != "" || d.Entry != "" || len([]rune(bareWords.Replace(text.Key(d.Text)))) >= enoughWords
}

// bareWords takes away the wish itself, which does not say what is the matter.
var bareWords = strings.NewReplacer("我要", "", "我想", "", "投诉", "", "报修", "", "举报", "", "一下", "", "你们", "", "物业", "")

// enoughWords is from how many characters on a report without a known thing is taken to
// say what is the matter.
const enoughWords = 10

// tellsWhere reports whether somebody could go there: a flat, or a public spot.
func tellsWhere(d *desk.Draft) bool {
	p := d.Place
	return p.Building != "" && (p.Room != "" || p.Floor != "" || p.Spot != "") || p.Spot != "" && !inEveryBuilding(p.Spot)
}

// inEveryBuilding reports whether a public spot says nothing without its building.
func inEveryBuilding(spot string) bool {
	for _, w := range []string{"电梯", "楼道", "走廊", "过道", "楼梯", "单元门", "大堂", "大厅", "楼顶", "屋顶", "天台", "corridor", "hallway", "elevator", "lobby"} {
		if strings.HasPrefix(spot, w) {
			return true
		}
	}
	return false
}

// ask puts the next question of the form, or shows the draft for confirmation.
func (t *talk) ask() error {
	p := t.c.State.Pending
	p.Field = missingField(p.Draft)
	again := slices.Contains(p.Draft.Asked, p.Field)
	t.askField(p, again)
	if p.Field != "" && p.Field != fieldThing {
		p.Draft.Asked = append(p.Draft.Asked, p.Field)
	}
	return nil
}

// askField puts the form's open question; again when the answer to it was not understood.
func (t *talk) askField(p *desk.Pending, again bool) {
	skip := desk.Button{Label: "跳过", Press: "skip"}
	d := p.Draft
	switch {
	case p.Field == fieldThing && d.Kind == desk.Complaint:
		t.say(sayAskComplaint)
	case p.Field == fieldThing:
		t.say(sayAskThing)
	case p.Field == fieldSince:
		t.say(sayAskSince, skip)
	case p.Field != fieldPlace:
		t.confirm(p)
	case d.Place.Building != "":
		t.say(fmt.Sprintf(sayAskFlat, d.Place), skip)
	case d.Place.Spot != "":
		t.say(fmt.Sprintf(sayAskBuilding, d.Place), skip)
	case again:
		t.say(sayAskPlaceAgain, skip)
	default:
		t.say(sayAskPlace)
	}
}

// confirm shows the whole draft.
func (t *talk) confirm(p *desk.Pending) {
	p.Await, p.Field = desk.AwaitConfirm, ""
	head := sayConfirmRepair
	if p.Draft.Kind == desk.Complaint {
		head = sayConfirmCompl
	}
	t.say(head+draftText(p.Draft)+"\n"+sayConfirmHow, desk.Button{Label: "提交", Press: "submit"},
		desk.Button{Label: "修改", Press: "edit"}, desk.Button{Label: "不登记了", Press: "drop"})
}

// draftText lists what was taken down.
func draftText(d *desk.Draft) string {
	var b strings.Builder
	line := func(name, v string) {
		if v != "" {
			fmt.Fprintf(&b, "\n%s：%s", name, v)
		}
	}
	place := d.Place.String()
	if place == "" {
		place = "（请工作人员和您核对）"
	}
	line("地点", place)
	line("情况", strings.ReplaceAll(d.Text, "\n", "；"))
	line("开始时间", d.Since)
	line("方便上门", d.Visit)
	line("电话", d.Phone)
	if len(d.Media) > 0 {
		line("照片", fmt.Sprintf("%d 张", len(d.Media)))
	}
	return b.String()
}

// submit opens the order; the number is said in the same transaction that stores it.
func (t *talk) submit() error {
	p := t.c.State.Pending
	if p == nil || p.Draft == nil {
		t.say(sayBadPress)
		return nil
	}
	d := p.Draft
	t.settle()
	t.episode().HandOver(desk.HandoverOrder, t.now)
	t.c.State.Misses = 0
	if d.Phone != "" {
		t.c.Phone = d.Phone
	}
	if home := (desk.Place{Building: d.Place.Building, Unit: d.Place.Unit, Room: d.Place.Room}); d.Place.Spot == "" && d.Place.Room != "" {
		t.c.LivesAt(home)
	}
	w := &desk.WorkOrder{Kind: d.Kind, Category: d.Category, Priority: d.Priority, Text: d.Text,
		Title: title(firstOf(d.Thing, d.Text), "报修"), Place: d.Place, Since: d.Since, Visit: d.Visit, Phone: firstOf(d.Phone, t.c.Phone),
		Media: d.Media, Entry: d.Entry, Reason: desk.HandoverOrder}
	if err := t.open(w); err != nil {
		return err
	}
	t.thought.Decision = DecideOrder
	t.aboutOrder(desk.NewOrder, fmt.Sprintf(t.words(saySubmitted), desk.NewOrderNumber, t.byWhen(w.Due.Respond)))
	t.quoteWaits()
	return nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// drop forgets the draft.
func (t *talk) drop() error {
	t.settle()
	t.say(sayDropped)
	t.quoteWaits()
	return nil
}

// praise needs no form: it is registered as said.
func (t *talk) praise() error {
	t.thought.Decision = DecideOrder
	t.episode().HandOver(desk.HandoverOrder, t.now)
	w := &desk.WorkOrder{Kind: desk.Praise, Category: "其他", Priority: desk.P3, Text: t.in.Text, Title: title(t.in.Text, "表扬"), Place: t.c.Home,
		Media: t.in.Media, Reason: desk.HandoverOrder}
	if err := t.open(w); err != nil {
		return err
	}
	t.aboutOrder(desk.NewOrder, fmt.Sprintf(sayPraised, desk.NewOrderNumber))
	return nil
}
