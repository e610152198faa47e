package bot

import (
	"regexp"
	"strings"

	"linli/desk"
	"linli/faq"
	"linli/intents"
	"linli/text"
)

// inForm takes an answer to the form. A question in between is answered, and the form's
// question put again; a wish for something else leaves the form.
func (t *talk) inForm(p *desk.Pending) (bool, error) {
	if asksToWait(t.in.Text) && t.read.Slots.Place == (intents.Place{}) {
		t.say(sayNoHurry)
		return true, nil
	}
	if isPin(t.in.Text) {
		p.Draft.Place.Spot = t.in.Text
		t.say(sayPinDraft)
		return true, t.ask()
	}
	switch t.read.Intent {
	case intents.Cancel:
		return true, t.drop()
	case intents.Status, intents.Urge:
		if p.Await == desk.AwaitForm && p.Field == fieldThing {
			return false, nil
		}
		if err := t.byIntent(); err != nil {
			return true, err
		}
		t.backTo(p)
		return true, nil
	case intents.Question:
		if !asks(t.in.Text) || p.Field == fieldThing && t.read.Slots.Thing != "" && t.read.Slots.Category != "收费" {
			break // 厨房灯怎么不亮了 says what is broken
		}
		d, err := t.consult(t.read.Question)
		if err != nil {
			return true, err
		}
		if d.Verdict != faq.Answer {
			break
		}
		t.episode().Asked++
		t.answer(d.Entries)
		t.backTo(p)
		return true, nil
	}
	if p.Await == desk.AwaitConfirm {
		return true, t.confirming(p)
	}
	return true, t.filled(p)
}

// backTo returns to the form after something else was answered.
func (t *talk) backTo(p *desk.Pending) {
	t.c.State.Pending = p
	t.askField(p, false)
}

// asks reports whether words are put as a question.
func asks(s string) bool {
	for _, w := range []string{"?", "？", "吗", "怎么", "多少", "几点", "什么时候", "哪里", "能不能", "可以不"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// filled takes an answer to the form's open question. What the form has no field for is
// kept in the resident's own words.
func (t *talk) filled(p *desk.Pending) error {
	d := p.Draft
	said := strings.TrimSpace(t.in.Text)
	t.thought.Decision = DecideOrder
	if isSkip(said) || isSubmit(said) && p.Field != fieldThing { // to submit before all is asked is to skip the rest
		d.Asked = append(d.Asked, "skip:"+p.Field)
		return t.ask()
	}
	before, missing := *d, missingField(d)
	t.takeSlots(d)
	if p.Field == fieldThing {
		return t.filledThing(d, said, missing)
	}
	if asks(said) && !changed(&before, d) {
		t.noteQuestion(p, said)
		return nil
	}
	if p.Field == fieldPlace {
		t.takePlace(d, said)
	}
	switch {
	case p.Field == fieldSince && !changed(&before, d) && t.read.Slots.Thing == "":
		d.Since = title(said, "")
	case tellsMore(said, t.read.Slots) && d.Place.Spot != title(said, ""):
		d.Text = joinWords(d.Text, said)
	}
	return t.ask()
}

// filledThing takes what is the matter.
func (t *talk) filledThing(d *desk.Draft, said, missing string) error {
	if t.read.Intent == intents.ComplaintReport { // after a photo it could be either
		d.Kind, d.Priority = desk.Complaint, desk.PC
	}
	d.Text = joinWords(d.Text, said)
	if d.Thing == "" {
		d.Thing = title(said, "")
	}
	if err := t.classify(d, "", said); err != nil {
		return err
	}
	if e, ok := t.entry(d.Entry); ok && e.FirstSteps != "" && missing == fieldThing {
		t.quoteFirst(e)
	}
	return t.ask()
}

// noteQuestion keeps a question without a sure answer for whoever takes the order.
func (t *talk) noteQuestion(p *desk.Pending, said string) {
	p.Draft.Text = joinWords(p.Draft.Text, said)
	t.say(sayAskedInForm)
	t.askField(p, false)
}

// changed reports whether a message put something into the form's fields.
func changed(before, d *desk.Draft) bool {
	return d.Place != before.Place || d.Since != before.Since || d.Visit != before.Visit || d.Phone != before.Phone
}

var (
	placeWords = regexp.MustCompile(`[0-9零〇一二两三四五六七八九十a-z栋幢座号楼单元门层室户房]`)
	smallWords = regexp.MustCompile(`电话|手机|打这个|地址|时间|开始|大概|可能|应该|说错|写错|改成|改为|不是|就是|或者|提交|谢谢|麻烦|[我你您他她们家住在是的了吧啊呀呢嘛哦嗯对好请那这改到来可以行]`)
)

// tellsMore reports whether words say something beside what the form has fields for.
func tellsMore(said string, s intents.Slots) bool {
	rest := text.Key(said)
	for _, field := range []string{s.Since, s.Visit, s.Phone, s.Spot} {
		if field != "" {
			rest = strings.Replace(rest, text.Key(field), "", 1)
		}
	}
	rest = smallWords.ReplaceAllString(placeWords.ReplaceAllString(rest, ""), "")
	return len([]rune(rest)) >= 3 || strings.ContainsAny(rest, "东西左右")
}

// takePlace reads an answer to "where?": a flat, a spot, or at the second try the words
// as they are, since a person will look.
func (t *talk) takePlace(d *desk.Draft, said string) {
	if p, ok := intents.ParsePlace(said); ok {
		d.Place = desk.Place{Building: p.Building, Unit: p.Unit, Floor: p.Floor, Room: p.Room, Spot: d.Place.Spot}.Merge(d.Place)
	}
	if d.Place.IsZero() && (givenUp(d, fieldPlace) && t.read.Slots.Since == "" && t.read.Slots.Phone == "" || looksLikePlace(said)) {
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
	said, before := strings.TrimSpace(t.in.Text), *p.Draft
	t.takeSlots(p.Draft)
	fresh := changed(&before, p.Draft)
	yes, ok := intents.ParseYesNo(said)
	switch {
	case isSubmit(said), ok && yes && !fresh:
		return t.submit()
	case ok && !yes && !fresh && len([]rune(text.Key(said))) <= bareNo:
		t.say(sayEditHow)
		return nil
	case asks(said) && !fresh:
		t.noteQuestion(p, said)
		return nil
	case tellsMore(said, t.read.Slots):
		p.Draft.Text = joinWords(p.Draft.Text, said)
	}
	t.confirm(p)
	return nil
}

// bareNo is up to how many characters a no says nothing of what is wrong.
const bareNo = 4

// asksToWait understands that the shown draft shall not go out yet.
func asksToWait(s string) bool {
	k := text.Key(s)
	for _, w := range []string{"等一下", "等等", "等会", "稍等", "先别", "先不", "别提交", "不要提交", "别急"} {
		if strings.Contains(k, w) && len([]rune(k)) <= 12 {
			return true
		}
	}
	return false
}

func isSubmit(s string) bool {
	switch text.Key(s) {
	case "提交", "确认", "确定", "没问题", "对的", "对", "就这样", "可以了", "没错", "提交吧", "1":
		return true
	}
	return false
}
