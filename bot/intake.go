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
	filled, _ := faq.Fill(e.FirstSteps, t.com.Data)
	lead := ""
	if e.Order != nil && e.Order.Kind == string(desk.Repair) {
		lead = sayFirstSteps
	}
	t.say(lead + filled).Entries = []desk.EntryRef{{ID: e.ID, Approved: e.Approved}}
}

// reportable is how sure the FAQ must be of an entry for its category and first steps
// to be taken: first steps are harmless, a person looks at the category anyway.
const reportable = 0.35

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
			if best == "" && c.Confidence >= reportable {
				best = e.ID
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
	set(&d.Visit, s.Visit)
	set(&d.Phone, s.Phone)
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
	return d.Thing != "" || d.Entry != "" || len([]rune(text.Key(d.Text))) >= enoughWords
}

// enoughWords is from how many characters on a report without a known thing is taken to
// say what is the matter.
const enoughWords = 10

// tellsWhere reports whether somebody could go there: a flat, or a public spot.
func tellsWhere(d *desk.Draft) bool {
	p := d.Place
	return p.Room != "" && p.Building != "" || p.Spot != "" || p.Building != "" && p.Floor != ""
}

// ask puts the next question of the form, or shows the draft for confirmation.
func (t *talk) ask() error {
	p := t.c.State.Pending
	d := p.Draft
	p.Field = missingField(d)
	switch p.Field {
	case fieldThing:
		if d.Kind == desk.Complaint {
			t.say(sayAskComplaint)
		} else {
			t.say(sayAskThing)
		}
	case fieldPlace:
		if slices.Contains(d.Asked, fieldPlace) {
			t.say(sayAskPlaceAgain, desk.Button{Label: "跳过", Press: "skip"})
		} else {
			t.say(sayAskPlace)
		}
		d.Asked = append(d.Asked, fieldPlace)
	case fieldSince:
		t.say(sayAskSince, desk.Button{Label: "跳过", Press: "skip"})
		d.Asked = append(d.Asked, fieldSince)
	default:
		t.confirm(p)
	}
	return nil
}

// askOn repeats the open question of the form after something else was dealt with.
func (t *talk) askOn(p *desk.Pending) {
	switch {
	case p.Await == desk.AwaitConfirm:
		t.confirm(p)
	case p.Field == fieldThing:
		t.say(sayAskThing)
	case p.Field == fieldPlace:
		t.say(sayAskPlace)
	case p.Field == fieldSince:
		t.say(sayAskSince, desk.Button{Label: "跳过", Press: "skip"})
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

// filled takes an answer to the form's open question.
func (t *talk) filled(p *desk.Pending) error {
	d := p.Draft
	before := missingField(d)
	t.takeSlots(d)
	said := strings.TrimSpace(t.in.Text)
	if p.Field != fieldThing && t.read.Slots.Thing != "" && !strings.Contains(d.Text, said) {
		d.Text = joinWords(d.Text, said) // more about the matter instead of an answer
	}
	switch {
	case isSkip(said):
		d.Asked = append(d.Asked, "skip:"+p.Field)
	case p.Field == fieldPlace:
		t.takePlace(d, said)
	case p.Field == fieldSince:
		if d.Since == "" && t.read.Slots.Place == (intents.Place{}) && t.read.Slots.Spot == "" {
			d.Since = title(said, "")
		}
	case p.Field == fieldThing:
		d.Text = joinWords(d.Text, said)
		if d.Thing == "" {
			d.Thing = title(said, "")
		}
		if err := t.classify(d, "", said); err != nil {
			return err
		}
		if e, ok := t.entry(d.Entry); ok && e.FirstSteps != "" && before == fieldThing {
			t.quoteFirst(e)
		}
	}
	t.thought.Decision = DecideOrder
	return t.ask()
}

// takePlace reads an answer to "where?": a flat, a spot, or at the second try the words
// as they are, since a person will look.
func (t *talk) takePlace(d *desk.Draft, said string) {
	if p, ok := intents.ParsePlace(said); ok {
		d.Place = desk.Place{Building: p.Building, Unit: p.Unit, Floor: p.Floor, Room: p.Room, Spot: d.Place.Spot}.Merge(d.Place)
	}
	if !tellsWhere(d) && (givenUp(d, fieldPlace) || d.Place.IsZero() && looksLikePlace(said)) {
		d.Place.Spot = title(said, "")
	}
}

// looksLikePlace accepts a short answer with a word of a public place in it.
func looksLikePlace(s string) bool {
	if len([]rune(s)) > 20 {
		return false
	}
	for _, w := range []string{"门", "楼", "库", "梯", "厅", "堂", "区", "路", "园", "场", "亭", "池", "道", "顶", "院", "栋", "号"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func isSkip(s string) bool {
	switch text.Key(s) {
	case "跳过", "不清楚", "不知道", "不记得", "没有", "不晓得", "忘了", "skip":
		return true
	}
	return false
}

// joinWords keeps both texts, once.
func joinWords(a, b string) string {
	switch {
	case strings.Contains(a, b):
		return a
	case a == "":
		return b
	}
	return a + "\n" + b
}

// confirming takes what is said to the shown draft: yes, no, or a change.
func (t *talk) confirming(p *desk.Pending) error {
	t.thought.Decision = DecideOrder
	yes, ok := intents.ParseYesNo(t.in.Text)
	switch {
	case isSubmit(t.in.Text), ok && yes:
		return t.submit()
	case t.read.Intent == intents.Cancel:
		return t.drop()
	case ok:
		t.say(sayEditHow)
		return nil
	}
	had := p.Draft.Place
	t.takeSlots(p.Draft)
	if p.Draft.Place == had && t.read.Slots.Since == "" && t.read.Slots.Visit == "" && t.read.Slots.Phone == "" {
		p.Draft.Text = joinWords(p.Draft.Text, strings.TrimSpace(t.in.Text))
	}
	t.confirm(p)
	return nil
}

func isSubmit(s string) bool {
	switch text.Key(s) {
	case "提交", "确认", "确定", "没问题", "对的", "对", "就这样", "可以了", "1":
		return true
	}
	return false
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
		t.c.Home = home
	}
	w := &desk.WorkOrder{Kind: d.Kind, Category: d.Category, Priority: d.Priority, Text: d.Text,
		Title: title(firstOf(d.Thing, d.Text), "报修"), Place: d.Place, Since: d.Since, Visit: d.Visit, Phone: d.Phone,
		Media: d.Media, Entry: d.Entry, Reason: desk.HandoverOrder}
	t.open(w)
	t.thought.Decision = DecideOrder
	t.aboutOrder(desk.NewOrder, fmt.Sprintf(saySubmitted, desk.NewOrderNumber, byWhen(t.com, w.Due.Respond, t.now)))
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
	return nil
}

// praise needs no form: it is registered as said.
func (t *talk) praise() error {
	t.thought.Decision = DecideOrder
	t.episode().HandOver(desk.HandoverOrder, t.now)
	w := &desk.WorkOrder{Kind: desk.Praise, Category: "其他", Priority: desk.P3, Text: t.in.Text, Title: title(t.in.Text, "表扬"), Place: t.c.Home,
		Media: t.in.Media, Reason: desk.HandoverOrder}
	t.open(w)
	t.aboutOrder(desk.NewOrder, fmt.Sprintf(sayPraised, desk.NewOrderNumber))
	return nil
}
