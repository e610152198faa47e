package bot

import (
	"strings"

	"linli/desk"
	"linli/faq"
	"linli/intents"
	"linli/text"
)

// question asks the FAQ: sure -> the standard answer; unsure -> choices; nothing, or
// two misses in a row -> a person.
func (t *talk) question() error {
	asked := t.read.Question
	if asked == "" {
		asked = t.in.Text
	}
	d, err := t.consult(asked)
	if err != nil {
		return err
	}
	waiting, err := t.waitingInquiry()
	if err != nil {
		return err
	}
	if waiting != nil && d.Verdict != faq.Answer { // more words for the person who was asked for
		return t.addTo(waiting, sayAdded)
	}
	if p := t.c.State.Pending; p != nil && p.Await == desk.AwaitHelped {
		t.c.State.Misses = 0 // nobody complained of the answer before: no miss in a row
	}
	ep := t.episode()
	ep.Asked++
	if err := t.noNotice(); err != nil {
		return err
	}
	switch d.Verdict {
	case faq.Answer:
		if t.alarming(d.Entries) {
			t.clarify(candidateIDs(d.Candidates, maxClarify))
			break
		}
		t.answer(d.Entries)
	case faq.Clarify:
		t.clarify(d.Entries)
	default:
		return t.refuse(asked)
	}
	t.c.State.Question = asked
	return nil
}

// alarming reports whether an answer would speak of an emergency to somebody who has
// none and did not ask about one.
func (t *talk) alarming(ids []string) bool {
	for _, id := range ids {
		if e, ok := t.entry(id); ok && e.Kind == "emergency" && !asks(t.in.Text) {
			return true
		}
	}
	return false
}

// maxClarify is how many standard questions are offered at once.
const maxClarify = 3

func candidateIDs(list []faq.Candidate, n int) []string {
	var ids []string
	for _, c := range list[:min(n, len(list))] {
		ids = append(ids, c.ID)
	}
	return ids
}

// consult asks the FAQ in the light of the question before.
func (t *talk) consult(asked string) (faq.Decision, error) {
	d, err := t.e.Content.FAQ.Decide(t.ctx, t.e.Content.ask(faq.Query{Text: asked, Before: t.c.State.Question}, t.place(), t.now))
	t.thought.Candidates = d.Candidates
	return d, err
}

// answer gives the standard answers of the entries, word for word, and asks whether
// they helped.
func (t *talk) answer(ids []string) {
	t.thought.Decision, t.thought.Entries = DecideAnswer, ids
	t.c.State.Entries, t.c.State.Asked = ids, t.in.Message
	var report string
	missing := false
	for _, id := range ids {
		e, ok := t.entry(id)
		if !ok {
			continue
		}
		missing = t.quote(e, e.Answer) || missing
		if e.Order != nil && report == "" {
			report = e.ID
		}
		t.episode().Touch(id)
	}
	ep := t.episode()
	ep.Answered++
	t.turn.Answer = &desk.Answered{Message: t.in.Message, Decision: string(DecideAnswer), Entries: ids, At: t.now}
	if len(t.turn.Replies) == 0 {
		return
	}
	last := &t.turn.Replies[len(t.turn.Replies)-1]
	last.Buttons = append(last.Buttons, t.feedback(report)...)
	if missing {
		t.say(sayMissing, t.humanButton())
	}
	t.await(desk.Pending{Await: desk.AwaitHelped, Entries: ids})
}

// feedback are the buttons under an answer.
func (t *talk) feedback(report string) []desk.Button {
	var b []desk.Button
	if report != "" {
		e, _ := t.entry(report)
		label := "帮我报修"
		if e.Order.Kind == string(desk.Complaint) {
			label = "帮我登记投诉"
		}
		b = append(b, desk.Button{Label: label, Press: desk.NewPress("report", report)})
	}
	return append(b, desk.Button{Label: "解决了", Press: desk.NewPress("solved", t.in.Message)},
		desk.Button{Label: "没解决", Press: desk.NewPress("unsolved", t.in.Message)}, t.humanButton())
}

// place is where the resident lives, as far as that decides what is served.
func (t *talk) place() desk.Scope {
	return desk.Scope{Community: t.c.Community, Building: t.c.Home.Building}
}

func (t *talk) entry(id string) (faq.Entry, bool) {
	e, ok := t.e.Content.Entry(id, t.place(), t.now)
	if t.english() {
		e = e.InEnglish()
	}
	return e, ok
}

// elderlyLines is how many lines of an answer elderly mode shows at a time.
const elderlyLines = 2

// quote says an approved text of an entry with the community's data filled in; missing
// reports that some datum has not been provided. Elderly mode shows a part at a time.
func (t *talk) quote(e faq.Entry, approved string) (missing bool) {
	filled, gaps := desk.Fill(approved, t.data())
	m := t.say(filled)
	m.Entries = []desk.EntryRef{{ID: e.ID, Approved: e.Approved, Version: e.Version}}
	if t.c.Elderly {
		t.part(m, e.ID, 0)
	}
	return len(gaps) > 0
}

// part cuts an answer to the lines from one on and offers the rest.
func (t *talk) part(m *desk.Message, id string, from int) {
	lines := strings.Split(m.Text, "\n")
	from = min(max(from, 0), len(lines)-1)
	end := min(from+elderlyLines, len(lines))
	m.Text = strings.Join(lines[from:end], "\n\n")
	if end < len(lines) {
		m.Buttons = append(m.Buttons, desk.Button{Label: "继续看", Press: desk.NewPress("more", id, end)})
	}
}

// more shows the next part of an answer.
func (t *talk) more(id string, from int) {
	e, ok := t.entry(id)
	if !ok {
		t.say(sayBadPress)
		return
	}
	filled, _ := desk.Fill(e.Answer, t.data())
	m := t.say(filled)
	m.Entries = []desk.EntryRef{{ID: e.ID, Approved: e.Approved, Version: e.Version}}
	t.part(m, id, from)
	m.Buttons = append(m.Buttons, t.humanButton())
}

// clarify offers standard questions, the last choice being none of them.
func (t *talk) clarify(ids []string) {
	t.thought.Decision = DecideClarify
	var choices []string
	var buttons []desk.Button
	var kept []string
	for _, id := range ids {
		e, ok := t.entry(id)
		if !ok {
			continue
		}
		kept = append(kept, id)
		choices = append(choices, e.Question)
		buttons = append(buttons, desk.Button{Label: e.Question, Press: desk.NewPress("pick", id, t.in.Message)})
	}
	choices = append(choices, t.words(sayNoneOfThese))
	buttons = append(buttons, desk.Button{Label: sayNoneOfThese, Press: desk.NewPress("none", t.in.Message)})
	t.say(t.words(sayWhich)+numbered(choices), buttons...)
	t.c.State.Asked, t.c.State.Entries = t.in.Message, nil
	t.await(desk.Pending{Await: desk.AwaitChoice, Entries: kept})
}

// refuse says honestly that there is no answer; at the second miss in a row, at the
// first in elderly mode, a person takes over in the same message.
func (t *talk) refuse(asked string) error {
	ep := t.episode()
	ep.Refused++
	t.c.State.Misses++
	t.c.State.Question, t.c.State.Entries = asked, nil
	t.turn.Answer = &desk.Answered{Message: t.in.Message, Decision: string(DecideRefuse), At: t.now}
	if t.c.State.Misses >= 2 || t.c.Elderly {
		return t.handOver(desk.HandoverUnknown, sayHandoverSorry)
	}
	t.thought.Decision = DecideRefuse
	t.settle()
	t.say(sayUnknown, t.humanButton())
	return nil
}

// picked answers a choice that the bot offered.
func (t *talk) picked(id string) {
	if _, ok := t.entry(id); !ok {
		t.say(sayBadPress)
		return
	}
	t.answer([]string{id})
}

// noneFits is a miss: the choices were all wrong.
func (t *talk) noneFits() error {
	t.settle()
	return t.missed()
}

// missed counts a miss; the second in a row, or the first in elderly mode, brings a person.
func (t *talk) missed() error {
	t.episode()
	t.c.State.Misses++
	if t.c.State.Misses >= 2 || t.c.Elderly {
		return t.handOver(desk.HandoverUnsure, sayHandoverSorry)
	}
	t.say(sayMissed, t.humanButton())
	return nil
}

// solved notes that the answer helped; the episode ends so.
func (t *talk) solved(asked int64) {
	if t.ep == nil || asked != t.c.State.Asked {
		t.say(saySolvedOnce)
		return
	}
	t.settle()
	t.c.State.Misses, t.c.State.Asked = 0, 0
	t.ep.Solved = true
	t.ends = desk.EndConfirmed
	t.say(sayGladSolved, starButtons("ratebot", t.ep.ID)...)
	t.await(desk.Pending{Await: desk.AwaitRating})
	t.c.State.Pending.Orders = []int64{t.ep.ID}
}

// unsolved is a miss after an answer: what it was about goes to a person at the second.
func (t *talk) unsolved() error {
	t.settle()
	if len(t.c.State.Entries) > 0 {
		if e, ok := t.entry(t.c.State.Entries[0]); ok && e.Order != nil {
			return t.report(desk.OrderKind(e.Order.Kind), e.ID)
		}
	}
	return t.missed()
}

// starButtons are the five ratings.
func starButtons(verb string, id any) []desk.Button {
	labels := []string{"1 很不满意", "2 不满意", "3 一般", "4 满意", "5 非常满意"}
	out := make([]desk.Button, len(labels))
	for i, l := range labels {
		out[i] = desk.Button{Label: l, Press: desk.NewPress(verb, id, i+1)}
	}
	return out
}

// saidSolved understands "修好了", "解决了" without a button.
func (t *talk) saidSolved() error {
	if p := t.c.State.Pending; p != nil && p.Await == desk.AwaitHelped {
		t.solved(t.c.State.Asked)
		return nil
	}
	if w, err := t.latest(func(w desk.WorkOrder) bool { return w.State == desk.Resolved }); err != nil {
		return err
	} else if w != nil {
		return t.fixed(w.ID, true)
	}
	if w, err := t.latest(func(w desk.WorkOrder) bool { return !w.State.Final() }); err != nil {
		return err
	} else if w != nil { // good by itself: the order is not needed any more
		return t.askCancel(w)
	}
	if t.ep != nil && len(t.c.State.Entries) > 0 {
		t.solved(t.c.State.Asked)
		return nil
	}
	t.say(sayThanks)
	return nil
}

// saidUnsolved understands "还是不行" without a button.
func (t *talk) saidUnsolved() error {
	if p := t.c.State.Pending; p != nil && p.Await == desk.AwaitHelped {
		return t.unsolved()
	}
	if w, err := t.latest(func(w desk.WorkOrder) bool { return w.State == desk.Resolved }); err != nil {
		return err
	} else if w != nil {
		return t.fixed(w.ID, false)
	}
	if w, err := t.latest(func(w desk.WorkOrder) bool { return !w.State.Final() }); err != nil {
		return err
	} else if w != nil {
		return t.urgeOrder(w)
	}
	if len(t.c.State.Entries) == 0 { // about nothing we said: something new, or "it broke again"
		return t.question()
	}
	return t.missed()
}

// latest is this conversation's newest order that fits, nil if none does.
func (t *talk) latest(fits func(desk.WorkOrder) bool) (*desk.WorkOrder, error) {
	list, err := t.e.Records.OrdersOf(t.ctx, t.c.ID, 20)
	if err != nil {
		return nil, err
	}
	for _, w := range list {
		if fits(w) {
			return t.order(w.ID) // with its log
		}
	}
	return nil, nil
}

// empty answers a message without words.
func (t *talk) empty() {
	if t.c.State.Pending != nil {
		t.say(sayAskAgain)
		return
	}
	t.say(sayEmpty)
}

// saysNothing reports whether a message has neither words nor a gesture: 👍 and ⭐⭐⭐⭐ say something.
func (t *talk) saysNothing() bool {
	if text.Key(t.in.Text) != "" || t.read.Intent != intents.Other {
		return false
	}
	_, isRating := intents.ParseRating(t.in.Text)
	_, isYesNo := intents.ParseYesNo(t.in.Text)
	return !isRating && !isYesNo
}

// wantsBig understands the wish for large type and slow steps, said or shown.
func wantsBig(s string) bool {
	k := text.Key(s)
	for _, w := range []string{"大字", "字太小", "看不清字", "字看不清", "老人模式", "老年模式", "长辈模式", "关怀模式", "说慢点", "看不懂", "听不懂你说", "我年纪大了"} {
		if strings.Contains(k, w) && len([]rune(k)) <= 20 {
			return true
		}
	}
	return false
}

// isBigToggle reports whether the message is the plain command, which also switches back.
func isBigToggle(s string) bool {
	k := text.Key(s)
	return k == "大字" || k == "大字版"
}

func (t *talk) setBig(on bool) error {
	t.c.Elderly = on
	if !on {
		t.say(sayBigOff)
		return nil
	}
	t.say(sayBigOn, t.humanButton())
	t.sayPhone()
	return nil
}

// sayPhone adds the duty phone, where the community has given it.
func (t *talk) sayPhone() {
	if p := t.com.Data["值班电话"]; p != "" && len(t.turn.Replies) > 0 {
		m := &t.turn.Replies[len(t.turn.Replies)-1]
		m.Text += "\n" + strings.Replace(t.words(sayDutyPhone), "%s", p, 1)
	}
}
