package demo

import (
	"fmt"
	"slices"
	"time"

	"linli/desk"
)

func (w *month) resolve(j *job) {
	w.tick(j)
	if !w.check(j.o.Resolve(j.who, oneOf(w, j.trade.done), w.c, w.now)) {
		return
	}
	f := desk.NewFollowUp(j.o, w.c, w.now)
	j.tell(w, desk.FromSystem, j.who.Name+"已办结："+j.o.Resolution+"。", func(t *desk.Turn) { t.FollowUps = []*desk.FollowUp{f} })
	w.at(f.DueAt, func() { w.askFixed(j, f) })
	if j.o.Kind == desk.Complaint {
		w.planCall(desk.NewCall(j.o, desk.CallComplaint, 0, w.c, w.now), nil)
	}
	w.report(j)
}

// careful are the categories whose checklists are never cut short.
var careful = []string{"电梯", "消防", "绿化", "收费"}

// tick goes through the checklist before the order is resolved; now and then a step is left out.
func (w *month) tick(j *job) {
	if w.o.Steps == nil {
		return
	}
	for _, step := range w.o.Steps(j.o) {
		if w.care.Float64() < 0.985 || slices.Contains(careful, j.o.Category) && j.o.Kind != desk.Complaint {
			w.check(j.o.Tick(step, j.who, w.now))
		}
	}
}

// askFixed asks whether it is done; residents answer as residents do.
func (w *month) askFixed(j *job, f *desk.FollowUp) {
	f.Advance(w.c, w.now)
	w.prompt(j, f, "工单"+j.o.Number+"修好了吗？", desk.Button{Label: "修好了", Press: desk.NewPress("fixed", j.o.ID)},
		desk.Button{Label: "没修好", Press: desk.NewPress("notfixed", j.o.ID)})
	switch r := w.Float64(); {
	case r < 0.60:
		w.answerLater(f, func() { w.fixed(j, f) })
	case r < 0.63 && j.round < 2:
		w.answerLater(f, func() { w.notFixed(j, f) })
	case r < 0.65:
		w.answerLater(f, func() {
			w.hearAbout(j, "别老问了，我没空评价")
			w.close(j, f, desk.OutcomeRefused)
		})
	case r < 0.665:
		w.at(f.DueAt, func() { w.callInstead(j, f) })
	default:
		w.at(f.DueAt, func() { w.askRating(j, f) })
	}
}

// answerLater is a reply in the hours people are awake, before the next prompt.
func (w *month) answerLater(f *desk.FollowUp, do func()) {
	t := w.now.Add(w.between(time.Minute, 5*time.Hour))
	if t.Before(f.DueAt) {
		w.at(t, do)
	} else {
		w.after(time.Minute, 20*time.Minute, do)
	}
}

func (w *month) prompt(j *job, f *desk.FollowUp, text string, buttons ...desk.Button) {
	j.tell(w, desk.FromBot, text, func(t *desk.Turn) {
		t.FollowUps, t.Replies[0].Buttons = []*desk.FollowUp{f}, buttons
	})
}

func (w *month) fixed(j *job, f *desk.FollowUp) {
	w.hearAbout(j, oneOf(w, fixedWords))
	if !w.check(j.o.Confirm(true, w.c, w.now)) {
		return
	}
	f.AnsweredAt, f.Stage = w.now, desk.StageRating
	f.Advance(w.c, w.now)
	w.prompt(j, f, "太好了。给这次服务打几分？1到5分，5分最满意。")
	if w.chance(0.8) {
		w.after(5*time.Second, 4*time.Minute, func() { w.rate(j, f) })
	} else {
		w.at(f.DueAt, func() { w.remind(j, f, desk.OutcomeAnswered) })
	}
}

func (w *month) notFixed(j *job, f *desk.FollowUp) {
	w.hearAbout(j, oneOf(w, notFixedWords))
	if w.check(j.o.Confirm(false, w.c, w.now)) {
		f.Finish(desk.OutcomeAnswered, w.now)
		w.prompt(j, f, "对不起没修好。工单"+j.o.Number+"已转为返修，我们优先安排，经理也知道了。")
		w.again(j)
	}
}

// again is a round after a reopening.
func (w *month) again(j *job) {
	j.round++
	w.watch(j)
	w.awaitClaim(j)
}

func (w *month) askRating(j *job, f *desk.FollowUp) {
	j.p.conv.ReadTo = w.now // or somebody would call
	f.Advance(w.c, w.now)
	w.prompt(j, f, "工单"+j.o.Number+"的服务您满意吗？请回复1到5分，5分最满意。")
	if w.chance(0.25) {
		w.answerLater(f, func() { w.rate(j, f) })
	} else {
		w.at(f.DueAt, func() { w.remind(j, f, desk.OutcomeNoAnswer) })
	}
}

func (w *month) remind(j *job, f *desk.FollowUp, otherwise desk.Outcome) {
	f.Advance(w.c, w.now)
	w.prompt(j, f, "还没收到您对工单"+j.o.Number+"的评价，方便时回复1到5分就行。")
	if w.chance(0.2) {
		w.answerLater(f, func() { w.rate(j, f) })
	} else {
		w.at(f.DueAt, func() { w.close(j, f, otherwise) })
	}
}

func (w *month) rate(j *job, f *desk.FollowUp) {
	stars := w.stars()
	if j.o.Rating != 0 { // rated in an earlier round
		w.hearAbout(j, oneOf(w, fixedWords))
		w.close(j, f, desk.OutcomeAnswered)
		return
	}
	w.hearAbout(j, fmt.Sprintf("%d分", stars))
	if !w.check(j.o.Rate(stars, w.c, w.now)) {
		return
	}
	f.Finish(desk.OutcomeAnswered, w.now)
	if j.o.State == desk.Reopened {
		j.o.RatedWhy = oneOf(w, poorWords)
		w.planCall(desk.NewCall(j.o, desk.CallRating, 0, w.c, w.now), nil)
		w.prompt(j, f, "对不起让您失望了。工单"+j.o.Number+"已转为返修，经理会跟进。")
		w.again(j)
		return
	}
	if stars == desk.LowRating {
		j.o.RatedWhy = oneOf(w, poorWords)
		w.planCall(desk.NewCall(j.o, desk.CallRating, 0, w.c, w.now), nil)
	}
	j.tell(w, desk.FromBot, "谢谢您的评价，祝您生活愉快。", func(t *desk.Turn) {
		t.FollowUps = []*desk.FollowUp{f}
		w.over(j)
	})
}

// close ends a resolved order without a rating.
func (w *month) close(j *job, f *desk.FollowUp, o desk.Outcome) {
	if !w.check(j.o.Close(desk.TheSystem, w.now)) {
		return
	}
	f.Finish(o, w.now)
	j.tell(w, desk.FromBot, "工单"+j.o.Number+"已完成。还有问题随时说。", func(t *desk.Turn) {
		t.FollowUps = []*desk.FollowUp{f}
		w.over(j)
	})
}
