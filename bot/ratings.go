package bot

import (
	"errors"
	"fmt"
	"strings"

	"linli/desk"
	"linli/text"
)

// fixedButtons ask whether an order's matter is done.
func fixedButtons(order int64) []desk.Button {
	return []desk.Button{{Label: "修好了", Press: desk.NewPress("fixed", order)}, {Label: "没修好", Press: desk.NewPress("notfixed", order)}}
}

// doneButtons are the same for what was no repair.
func doneButtons(order int64) []desk.Button {
	return []desk.Button{{Label: "解决了", Press: desk.NewPress("fixed", order)}, {Label: "没解决", Press: desk.NewPress("notfixed", order)}}
}

// askFixed is the follow-up's first question about an order.
func askFixed(w *desk.WorkOrder) (string, []desk.Button) {
	what := strings.TrimRight(firstOf(w.Resolution, "已处理"), "。.！!；; ")
	if q := &w.Quote; q.State == desk.QuoteAgreed {
		by := "您已"
		if q.How != desk.ByChat {
			by = q.Who + q.How.Label()
		}
		what += fmt.Sprintf("，费用 %s（%s同意）", q.Total(), by)
	}
	if w.Kind == desk.Repair {
		return fmt.Sprintf(sayFixedAsk, w.Number, what), fixedButtons(w.ID)
	}
	return fmt.Sprintf(sayDoneAsk, w.Number, what), doneButtons(w.ID)
}

// fixed takes the answer to "is it fixed?".
func (t *talk) fixed(order int64, yes bool) error {
	w, err := t.order(order)
	if err != nil {
		return t.unknownOrder(err)
	}
	if w.State != desk.Resolved || w.Confirmed == desk.ConfirmedYes && yes {
		t.aboutOrder(w.ID, statusText(t.com, w, t.now))
		return nil
	}
	t.settle()
	if err := w.Confirm(yes, t.com, t.now); err != nil {
		return err
	}
	t.save(w)
	f, err := t.followUp(w)
	if err != nil {
		return err
	}
	if !yes {
		if f != nil {
			f.Finish(desk.OutcomeAnswered, t.now)
		}
		t.aboutOrder(w.ID, fmt.Sprintf(sayReopened, w.Number, byWhen(t.com, w.Due.Respond, t.now)))
		return t.reopened(w, "住户说没修好")
	}
	if f != nil {
		f.AnsweredAt = t.now
		f.Stage = desk.StageRating
		f.Advance(t.com, t.now)
	}
	t.await(desk.Pending{Await: desk.AwaitRating, Order: w.ID})
	t.aboutOrder(w.ID, fmt.Sprintf(sayRateAsk, w.Number), starButtons("rate", w.ID)...)
	return nil
}

// followUp is the order's open follow-up, put into the turn; nil if there is none.
func (t *talk) followUp(w *desk.WorkOrder) (*desk.FollowUp, error) {
	f, err := t.e.Records.FollowUpOf(t.ctx, w.ID)
	if errors.Is(err, desk.ErrNotFound) {
		return t.readAfterAll(w)
	}
	if err != nil {
		return nil, err
	}
	t.turn.FollowUps = append(t.turn.FollowUps, &f)
	return &f, nil
}

// readAfterAll is the order's follow-up that had become a call because the chat stayed unread:
// the resident is in the chat now. nil if there is none.
func (t *talk) readAfterAll(w *desk.WorkOrder) (*desk.FollowUp, error) {
	open, err := t.e.Records.CallsOpen(t.ctx, w.Community)
	if err != nil {
		return nil, err
	}
	for i := range open {
		f := &open[i]
		if f.Order != w.ID || !f.ReadAfterAll(t.c) {
			continue
		}
		f.BackToChat(t.com, t.now)
		t.turn.FollowUps = append(t.turn.FollowUps, f)
		return f, w.Note(desk.TheSystem, noteBackInChat, t.now)
	}
	return nil, nil
}

// rate takes a rating of an order.
func (t *talk) rate(order int64, stars int) error {
	w, err := t.order(order)
	if err != nil {
		return t.unknownOrder(err)
	}
	if w.Rated() {
		t.aboutOrder(w.ID, sayAlreadyRated)
		return nil
	}
	late := w.State == desk.Closed
	if w.Rate(stars, t.com, t.now) != nil {
		t.aboutOrder(w.ID, sayNothingToRate)
		return nil
	}
	if late && stars <= desk.LowRating { // nothing reopens what is closed: somebody calls
		if err := t.callAboutRating(w); err != nil {
			return err
		}
	}
	t.settle()
	t.save(w)
	f, err := t.followUp(w)
	if err != nil {
		return err
	}
	if f != nil {
		f.Finish(desk.OutcomeAnswered, t.now)
	}
	switch {
	case w.State == desk.Reopened:
		if err := t.reopened(w, fmt.Sprintf("住户评价 %d 分", stars)); err != nil {
			return err
		}
		t.askWhy(w, fmt.Sprintf(sayReopenedWhy, w.Number))
	case stars <= desk.LowRating:
		t.askWhy(w, sayRatedWhy)
	default:
		t.aboutOrder(w.ID, fmt.Sprintf(sayRated, w.Number))
	}
	if w.State == desk.Closed {
		t.orderDone(w)
	}
	return nil
}

// orderDone ends the episode with its order and gives the conversation back to the bot.
func (t *talk) orderDone(w *desk.WorkOrder) {
	if t.ep != nil && t.ep.ID == w.Episode {
		t.ends = desk.EndOrder
	}
}

// reopened shows staff and manager that an order is open again.
func (t *talk) reopened(w *desk.WorkOrder, why string) error {
	return t.tellStaff(w, fmt.Sprintf("order:%d:reopened:%d", w.ID, w.Reopens),
		fmt.Sprintf("返修：%s，请主管关注。\n%s", why, cardText(t.com, w, w.Number, t.now)), cardButtons(w, fmt.Sprint(w.ID)))
}

// askWhy asks for the reason of a low rating, in one tap or words.
func (t *talk) askWhy(w *desk.WorkOrder, words string) {
	buttons := make([]desk.Button, len(lowReasons))
	for i, r := range lowReasons {
		buttons[i] = desk.Button{Label: r, Press: desk.NewPress("why", w.ID, i+1)}
	}
	t.await(desk.Pending{Await: desk.AwaitReason, Order: w.ID})
	t.aboutOrder(w.ID, words+numbered(lowReasons), buttons...)
}

// because keeps the reason of a low rating.
func (t *talk) because(order int64, why string) error {
	t.settle()
	w, err := t.order(order)
	if err != nil {
		return t.unknownOrder(err)
	}
	if text.Key(why) == "" || w.Rating == 0 {
		t.say(sayThanks)
		return nil
	}
	if w.RatedWhy == "" && w.Rating <= desk.LowRating {
		if err := t.callAboutRating(w); err != nil {
			return err
		}
	}
	w.RatedWhy = joinWords(w.RatedWhy, why)
	if err := w.Note(desk.TheResident, "评价原因："+why, t.now); err != nil {
		return err
	}
	t.save(w)
	t.aboutOrder(w.ID, sayReasonKept)
	return t.tellStaff(w, fmt.Sprintf("order:%d:v%d", w.ID, w.Version), fmt.Sprintf("%s 评价 %d 分，原因：%s", w.Number, w.Rating, why), nil)
}

// rateBot keeps a rating of the bot's answer with its episode.
func (t *talk) rateBot(episode int64, stars int) error {
	t.settle()
	ep, err := t.e.Records.Episode(t.ctx, episode)
	if errors.Is(err, desk.ErrNotFound) || err == nil && ep.Conversation != t.c.ID {
		t.say(sayBadPress)
		return nil
	}
	if err != nil {
		return err
	}
	if ep.Rating != 0 {
		t.say(sayAlreadyRated)
		return nil
	}
	if stars < 1 || stars > 5 {
		t.say(sayBadPress)
		return nil
	}
	ep.Rating = stars
	words := sayThanksBot
	if stars <= desk.LowRating {
		if err := t.callAboutAnswer(&ep); err != nil {
			return err
		}
		if words = sayLowBot; t.c.Phone == "" {
			words = sayLowBotPhone
		}
	}
	t.ep, t.ends = &ep, ""
	t.say(t.words(words))
	return nil
}

// unknownOrder answers a press about an order that is not this conversation's.
func (t *talk) unknownOrder(err error) error {
	if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	t.say(sayNoSuchOrder)
	return nil
}
