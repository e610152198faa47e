package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"linli/desk"
)

const (
	roomNobodyOn    = "现在没有人在班。"
	roomAway        = "请假记下了：%s至%s。没开始的工单请转给同事。"
	roomAwayHow     = "没看懂时间。请这样写：请假 明天，或 请假 今天 家里有事"
	roomBack        = "已销假，欢迎回来。"
	roomNotAway     = "您没有请假。"
	roomAwayRefused = "这个时间不能请假，请写今天以后、一年以内的日子。"
)

// dutyWord is what a line of a staff room asks about duty, "" for all else.
func dutyWord(in desk.Inbound) string {
	if in.Press != "" || !desk.DutyWord(in.Text) {
		return ""
	}
	return strings.TrimSpace(in.Text)
}

// onDuty are those of a community's staff who are on duty now, and its roster that says so.
func (r *Room) onDuty(ctx context.Context, com *desk.Community) ([]desk.Staff, *desk.Roster, error) {
	now := r.Acts.Now()
	roster, err := r.Acts.Orders.Roster(ctx, com.ID, now)
	if err != nil {
		return nil, nil, err
	}
	list, err := r.People.StaffList(ctx, com.ID)
	return roster.OnDuty(list, com, now), &roster, err
}

// handleDuty answers a word about duty and settles the message.
func (r *Room) handleDuty(ctx context.Context, in desk.Inbound, words string) error {
	if in.Staff.Staff == 0 {
		return r.reply(ctx, in, roomNotLinked)
	}
	by, err := r.People.Staff(ctx, in.Staff.Staff)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (!by.Active || !by.Role.Works()) {
		return r.reply(ctx, in, roomNotLinked)
	}
	if err != nil {
		return err
	}
	word, rest, _ := strings.Cut(words, " ")
	switch word {
	case "请假":
		return r.away(ctx, in, by, strings.TrimSpace(rest))
	case "销假":
		return r.back(ctx, in, by)
	}
	text, err := r.dutyText(ctx, by.Community)
	if err != nil {
		return err
	}
	return r.reply(ctx, in, text)
}

// dutyText says who is on duty, until when, and with how much in hand.
func (r *Room) dutyText(ctx context.Context, community desk.CommunityID) (string, error) {
	now := r.Acts.Now()
	com, err := r.Acts.Content.Community(community)
	if err != nil {
		return "", err
	}
	list, roster, err := r.onDuty(ctx, com)
	if err != nil || len(list) == 0 {
		return roomNobodyOn, err
	}
	loads, err := r.Acts.Orders.Loads(ctx, community)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("现在在班：")
	for _, p := range list {
		fmt.Fprintf(&b, "\n%s（%s）在手 %d 张", p.Name, p.Role.Label(), loads[p.ID].InHand)
		if d := roster.Duty(p.ID, com, now); d.Shift != "" {
			fmt.Fprintf(&b, "，%s到%s", d.Shift, byWhen(com, d.Until, now))
		}
	}
	return b.String(), nil
}

// away keeps an absence of whole days, as in 明天 or 明天到周五 回老家.
func (r *Room) away(ctx context.Context, in desk.Inbound, by desk.Staff, words string) error {
	com, err := r.Acts.Content.Community(by.Community)
	if err != nil {
		return err
	}
	now := com.Local(r.Acts.Now())
	day, reason, ok := parseDay(words, now)
	if !ok {
		return r.reply(ctx, in, roomAwayHow)
	}
	last, reason := lastDay(day, strings.TrimSpace(reason), now)
	midnight := func(t time.Time, later int) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d+later, 0, 0, 0, 0, now.Location())
	}
	from, to := midnight(day, 0), midnight(last, 1)
	a, err := desk.NewAbsence(by, by, from, to, strings.TrimSpace(reason), now)
	if errors.Is(err, desk.ErrInvalid) {
		return r.reply(ctx, in, roomAwayRefused)
	}
	if err != nil {
		return err
	}
	return r.settleAbsence(ctx, in, a, fmt.Sprintf(roomAway, byWhen(com, a.From, now), byWhen(com, a.To, now)))
}

// lastDay is the day an absence lasts to, where one is named, and the words behind it.
func lastDay(first time.Time, words string, now time.Time) (time.Time, string) {
	for _, until := range []string{"到", "至", "-", "—", "~"} {
		after, ok := strings.CutPrefix(words, until)
		if !ok {
			continue
		}
		if last, rest, ok := parseDay(strings.TrimSpace(after), now); ok {
			return last, rest
		}
	}
	return first, words
}

// back ends the absence that goes on, else the next one.
func (r *Room) back(ctx context.Context, in desk.Inbound, by desk.Staff) error {
	now := r.Acts.Now()
	roster, err := r.Acts.Orders.Roster(ctx, by.Community, now)
	if err != nil {
		return err
	}
	for i := range roster.Absences { // the earliest first
		a := &roster.Absences[i]
		if a.Staff != by.ID || a.End(by, now) != nil {
			continue
		}
		return r.settleAbsence(ctx, in, a, roomBack)
	}
	return r.reply(ctx, in, roomNotAway)
}

// settleAbsence keeps an absence, answers, and settles the message, all at once.
func (r *Room) settleAbsence(ctx context.Context, in desk.Inbound, a *desk.Absence, text string) error {
	return settled(r.Acts.Orders.Commit(ctx, &desk.Turn{Inbound: &in, Absence: a,
		Out: []desk.Outbound{{Key: fmt.Sprintf("room:%d", in.ID), To: in.From, Text: text, Order: in.Order}}}))
}
