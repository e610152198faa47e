package demo

import (
	"fmt"
	"time"

	"linli/desk"
)

// people is how many residents write; perDay how many episodes they begin on a weekday.
const (
	people = 1500
	perDay = 106
)

// person is a resident with the episode that is open, if one is.
type person struct {
	conv desk.Conversation
	ep   *desk.Episode
	last topic // asked last
	n    int   // bumped by everything said, to tell silence
}

func (w *month) newPerson(i int, began time.Time) *person {
	floor := 1 + w.IntN(18)
	return &person{conv: desk.Conversation{
		Community: w.c.ID, Address: desk.Address{Channel: desk.ChannelWeb, Community: w.c.ID},
		Name: fmt.Sprintf("演示住户%04d", i), Phone: fmt.Sprintf("138-0000-%04d", i), Elderly: w.chance(0.15),
		Home: desk.Place{Building: fmt.Sprint(1 + w.IntN(12)), Unit: fmt.Sprint(1 + w.IntN(3)),
			Floor: fmt.Sprint(floor), Room: fmt.Sprintf("%d%02d", floor, 1+w.IntN(4))},
		CreatedAt: began,
	}}
}

// busy is how much is written in each hour of the day.
var busy = [24]int{1, 1, 1, 1, 1, 2, 5, 9, 14, 20, 20, 15, 9, 9, 15, 18, 15, 12, 13, 14, 12, 8, 4, 2}

// planDay spreads a day's episodes over its hours.
func (w *month) planDay(day time.Time) {
	n := perDay + w.IntN(21) - 10
	if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
		n = n * 4 / 5
	}
	total := 0
	for _, b := range busy {
		total += b
	}
	y, m, d := day.Date()
	for range n {
		pick, hour := w.IntN(total), 0
		for pick >= busy[hour] {
			pick -= busy[hour]
			hour++
		}
		w.at(time.Date(y, m, d, hour, w.IntN(60), w.IntN(60), 0, day.Location()), w.begin)
	}
}

// begin lets somebody who has nothing open write for one of the usual reasons.
func (w *month) begin() {
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	pick := w.IntN(total)
	for _, k := range kinds {
		if pick < k.weight {
			w.beginWith(k.do)
			return
		}
		pick -= k.weight
	}
}

// beginWith has somebody write who has nothing else going on.
func (w *month) beginWith(do func(*month, *person)) {
	p := oneOf(w, w.people)
	for p.ep != nil {
		p = oneOf(w, w.people)
	}
	p.ep = &desk.Episode{Community: w.c.ID, Channel: desk.ChannelWeb, StartedAt: w.now, Demo: true}
	do(w, p)
}

// kinds are why people write, in a thousand.
var kinds = [...]struct {
	weight int
	do     func(*month, *person)
}{
	{512, (*month).askAndThank},
	{288, (*month).askAndLeave},
	{13, (*month).askInVain},
	{30, (*month).askForPerson},
	{12, (*month).askUnknown},
	{12, (*month).askUnclear},
	{6, (*month).sendVoice},
	{98, (*month).reportRepair},
	{20, (*month).complain},
	{4, (*month).praise},
	{5, (*month).emergency},
}

// hear lets the resident say something and returns its message id.
func (w *month) hear(p *person, text string) int64 {
	p.n++
	p.conv.LastAt, p.ep.LastAt = w.now, w.now
	t := &desk.Turn{Conversation: &p.conv, Episode: p.ep, Replies: []desk.Message{w.line(desk.FromResident, text)}}
	if p.conv.ID == 0 { // the episode can name the conversation from its second turn on
		w.emit(&desk.Turn{Conversation: &p.conv})
	}
	p.ep.Conversation = p.conv.ID
	w.emit(t)
	return t.Replies[0].ID
}

// line is a message now.
func (w *month) line(from desk.From, text string) desk.Message {
	w.lines++
	return desk.Message{Key: fmt.Sprintf("demo:%s:%d", w.c.ID, w.lines), From: from, Text: text, At: w.now}
}

// bot answers a message within seconds; what more the turn does is up to change.
func (w *month) bot(p *person, replyTo int64, text string, change func(*desk.Turn)) {
	w.after(600*time.Millisecond, 2500*time.Millisecond, func() {
		m := w.line(desk.FromBot, text)
		m.ReplyTo = replyTo
		t := &desk.Turn{Conversation: &p.conv, Episode: p.ep, Replies: []desk.Message{m}}
		p.n++
		p.ep.LastAt = w.now
		if p.ep.FirstReplyAt.IsZero() {
			p.ep.FirstReplyAt = w.now
		}
		if change != nil {
			change(t)
		}
		w.emit(t)
	})
}

// answer gives the standard answer of a topic; then goes on.
func (w *month) answer(p *person, about topic, asked int64, then func()) {
	text, approved := "", ""
	if w.o.Answer != nil {
		text, approved = w.o.Answer(about.entry)
	}
	if text == "" {
		text = "（演示）这里是“" + about.title + "”的标准答复。"
	}
	w.bot(p, asked, text, func(t *desk.Turn) {
		p.ep.Asked++
		p.ep.Answered++
		p.ep.Touch(about.entry)
		t.Replies[0].Entries = []desk.EntryRef{{ID: about.entry, Approved: approved}}
		t.Answer = &desk.Answered{Message: asked, Decision: "answer", Entries: []string{about.entry}, At: w.now}
		then()
	})
}

// refuse says honestly that there is no answer.
func (w *month) refuse(p *person, asked int64, text, decision string) {
	w.bot(p, asked, text, func(t *desk.Turn) {
		p.ep.Asked++
		p.ep.Refused++
		t.Answer = &desk.Answered{Message: asked, Decision: decision, At: w.now}
	})
}

// finish ends the episode in the turn.
func (w *month) finish(p *person, how desk.EpisodeEnd) {
	p.ep.Finish(how, w.now)
	p.ep, p.conv.Episode = nil, 0
}

// silence ends the episode a day later unless more is said.
func (w *month) silence(p *person) {
	n := p.n
	w.at(w.now.Add(desk.EpisodeSilence), func() {
		if p.n != n || p.ep == nil {
			return
		}
		t := &desk.Turn{Conversation: &p.conv, Episode: p.ep}
		w.finish(p, desk.EndSilence)
		w.emit(t)
	})
}

// ask lets the resident ask about something, sometimes the same as last time.
func (w *month) ask(p *person, then func()) {
	if p.last.entry == "" || !w.chance(0.15) {
		p.last = oneOf(w, topics)
	}
	w.answer(p, p.last, w.hear(p, oneOf(w, p.last.asked)), then)
}

func (w *month) askAndThank(p *person) {
	w.ask(p, func() { w.thankLater(p) })
}

// thankLater confirms the answer, and sometimes rates it.
func (w *month) thankLater(p *person) {
	w.after(15*time.Second, 6*time.Minute, func() {
		p.ep.Solved = true
		id := w.hear(p, oneOf(w, solvedWords))
		w.bot(p, id, oneOf(w, gladWords), func(t *desk.Turn) {
			if w.chance(0.3) {
				p.ep.Rating = w.stars()
				if p.ep.Rating <= desk.LowRating {
					w.planCall(desk.NewAnswerCall(p.ep, oneOf(w, p.last.asked), 0, w.c, w.now), nil)
				}
				t.Replies[0].Text += "您给这次回答打了" + fmt.Sprint(p.ep.Rating) + "分，已经记下。"
			}
			w.finish(p, desk.EndConfirmed)
		})
	})
}

func (w *month) askAndLeave(p *person) {
	w.ask(p, func() {
		if !w.chance(0.2) {
			w.silence(p)
			return
		}
		w.after(30*time.Second, 8*time.Minute, func() { // a second question
			w.ask(p, func() { w.silence(p) })
		})
	})
}

func (w *month) askInVain(p *person) {
	w.refuse(p, w.hear(p, oneOf(w, unknownWords)), "这个问题我还没有准确的答复，不敢乱说。需要的话，回复“转人工”，我请同事来答。", "refuse")
	w.after(3*time.Second, 4*time.Second, func() { w.silence(p) })
}

// stars is a rating of 1-5.
func (w *month) stars() int {
	switch r := w.Float64(); {
	case r < 0.64:
		return 5
	case r < 0.90:
		return 4
	case r < 0.95:
		return 3
	case r < 0.98:
		return 2
	}
	return 1
}
