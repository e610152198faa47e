package bot

import (
	"fmt"
	"strings"
	"time"

	"linli/desk"
)

// cardText is an order as staff rooms show it. Flat and phone are masked until somebody
// has claimed it, except where life is at risk.
func cardText(c *desk.Community, w *desk.WorkOrder, number string, now time.Time) string {
	return cardWith(c, w, number, now, w.HiddenFromRoom())
}

// cardWith is the order without what is hidden.
func cardWith(c *desk.Community, w *desk.WorkOrder, number string, now time.Time, hidden desk.Mask) string {
	var b strings.Builder
	label := w.Priority.Label()
	if kind := w.Kind.Label(); kind != label {
		label += "·" + kind
	}
	fmt.Fprintf(&b, "【%s】%s %s", label, number, w.State.Label())
	if w.State.InHand() {
		fmt.Fprintf(&b, "（%s）", w.ClaimerName)
	}
	line := func(name, v string) {
		if v != "" {
			fmt.Fprintf(&b, "\n%s：%s", name, v)
		}
	}
	if repeat := w.Repeat(); w.Often() {
		fmt.Fprintf(&b, "\n❗%s，请查一查原因", repeat)
	} else {
		line("重复", repeat)
	}
	line("类别", w.Category)
	line("地点", hidden.Place(w.Place))
	line("情况", hidden.Words(firstOf(w.Text, w.Title)))
	line("开始时间", w.Since)
	line("方便上门", w.Visit)
	if !hidden.On() {
		line("住户", w.Resident)
		line("电话", w.Phone)
	}
	if len(w.Media) > 0 {
		line("附件", fmt.Sprintf("%d 个", len(w.Media)))
	}
	if w.Quote.N > 0 && !w.State.Final() {
		line("报价", w.Quote.Total().String()+"，"+w.Quote.State.Label())
	}
	if w.State == desk.OnHold {
		line("挂起", w.HoldReason+"，"+byWhen(c, w.HoldUntil, now)+"继续")
	}
	if clock, due, ok := w.NextDue(); ok {
		line(w.ClockLabel(clock)+"时限", byWhen(c, due, now))
	}
	if w.State == desk.Resolved {
		line("办结", w.Resolution)
	}
	return b.String()
}

// cardButtons are the moves a card offers; id may still stand for that of a new order.
func cardButtons(w *desk.WorkOrder, id string) []desk.Button {
	var b []desk.Button
	s := w.State
	add := func(label, verb string) { b = append(b, desk.Button{Label: label, Press: desk.NewPress(verb, id)}) }
	switch {
	case s.Unclaimed():
		add("认领", "claim")
	case s == desk.OnHold:
		add("继续处理", "start")
		add("转单", "transfer")
		add("退单", "release")
	case s.InHand():
		if w.FirstActAt.IsZero() { // given by rule and not seen yet
			add("认领", "claim")
		}
		if w.WorkingAt.IsZero() || s == desk.Claimed { // after a hold nobody may have come yet
			add("开始处理", "start")
		}
		add("转单", "transfer")
		add("挂起", "hold")
		add("退单", "release")
		add("办结", "resolve")
	}
	return b
}

// statusText tells a resident where an order stands.
func statusText(c *desk.Community, w *desk.WorkOrder, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "工单 %s（%s）\n现在：%s", w.Number, w.Title, w.State.Label())
	switch {
	case w.State == desk.OnHold:
		fmt.Fprintf(&b, "，原因：%s", w.HoldReason)
	case w.State.InHand():
		fmt.Fprintf(&b, "，负责人：%s", w.ClaimerName)
	case w.State == desk.Resolved:
		fmt.Fprintf(&b, "，%s", firstOf(w.Resolution, "已处理"))
	}
	if what, due, ok := w.Awaits(); ok {
		b.WriteString("，" + awaitedText(c, what, due, now))
	}
	if w.Visit != "" && !w.State.Final() {
		fmt.Fprintf(&b, "\n上门时间：%s", w.Visit)
	}
	return b.String()
}

// awaitedText says what the resident may expect by when, and how long that still is.
func awaitedText(c *desk.Community, what desk.Awaited, due, now time.Time) string {
	switch {
	case what == desk.AwaitedResume:
		return fmt.Sprintf("预计%s继续", byWhen(c, due, now))
	case !due.After(now):
		return "已经超过承诺的时间，很抱歉，我们正在催办"
	}
	return fmt.Sprintf("%s前%s（还有 %s）", byWhen(c, due, now), awaitedWords[what], desk.Lasting(due.Sub(now)))
}

var awaitedWords = map[desk.Awaited]string{desk.AwaitedContact: "会有人联系您", desk.AwaitedVisit: "会有人上门",
	desk.AwaitedAnswer: "给您答复", desk.AwaitedDone: "办好"}
