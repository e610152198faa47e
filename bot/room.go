package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"linli/desk"
)

// People is what staff rooms need to know of staff.
type People interface {
	Staff(ctx context.Context, id desk.StaffID) (desk.Staff, error)
	StaffList(ctx context.Context, community desk.CommunityID) ([]desk.Staff, error)
	StaffByTelegram(ctx context.Context, user string) (desk.Staff, error)
	UseLink(ctx context.Context, token string) (desk.Staff, error)
	LinkTelegram(ctx context.Context, id desk.StaffID, user string) error
}

// Room does what staff press and write in their rooms: the same acts as the console.
type Room struct {
	Acts   *Staff
	People People
}

// What a room is told; short, since it may stand in a pop-up.
const (
	roomNotLinked  = "您的账号还没有绑定。请让管理员用 linli staff link 给您一个绑定链接。"
	roomTaken      = "这张工单已被%s接走。"
	roomWrongState = "工单 %s 现在是“%s”，不能%s。"
	roomNoOrder    = "没有找到这张工单。"
	roomNotYours   = "这张工单在%s手里，请先让对方转给您。"
	roomClaimFirst = "请先认领工单，再和住户说话。"
	roomWhom       = "转给谁？也可以回复本消息：转 名字 原因"
	roomUntil      = "挂起到什么时候？也可以回复本消息：挂起 明天下午 等配件"
	roomHowDone    = "处理结果是什么？请回复本消息：办结 换了角阀；没有要说明的直接按下面的按钮。"
	roomWhyRelease = "为什么退单？请回复本消息：退单 原因；或按下面的按钮。"
	roomNobody     = "没有找到叫“%s”的同事，请写全名。"
	roomNeedWhy    = "请写明原因。"
	roomNoWhen     = "没看懂时间。请这样写：挂起 明天下午 等配件"
	roomDone       = "好的。"
	roomNoChat     = "这位住户没有聊天渠道，请打电话。"
	roomReportHint = "。请在网页的工单页上写险情报告。"
	roomLinked     = "绑定成功：%s（%s）。工单提醒会发到这里。"
	roomLinkGone   = "这个绑定链接已经用过或过期了，请让管理员重新发一个。"
)

// Handle carries out one message of a staff room and settles it.
func (r *Room) Handle(ctx context.Context, in desk.Inbound) error {
	if w := dutyWord(in); w != "" {
		return r.handleDuty(ctx, in, w)
	}
	cmd := readCommand(in)
	if cmd.order == 0 {
		return r.reply(ctx, in, roomNoOrder)
	}
	if in.Staff.Staff == 0 {
		return r.reply(ctx, in, roomNotLinked)
	}
	by, err := r.People.Staff(ctx, in.Staff.Staff)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !by.Active {
		return r.reply(ctx, in, roomNotLinked)
	}
	if err != nil {
		return err
	}
	w, err := r.Acts.Orders.Order(ctx, cmd.order)
	if errors.Is(err, desk.ErrNotFound) || err == nil && w.Community != by.Community || err == nil && !by.Role.Works() {
		return r.reply(ctx, in, roomNoOrder)
	}
	if err != nil {
		return err
	}
	switch cmd.verb {
	case "help":
		return r.reply(ctx, in, roomHelp)
	case "steps":
		return r.reply(ctx, in, firstOf(r.stepsText(&w), roomNoSteps))
	}
	if cmd, err = r.photoOf(ctx, in, &w, cmd); err != nil {
		return err
	}
	if ask, err := r.askFirst(ctx, in, by, &w, cmd); ask || err != nil {
		return err
	}
	after, err := r.do(ctx, in, by, cmd)
	var fault *desk.Fault
	switch {
	case errors.As(err, &fault):
		return r.reply(ctx, in, fault.Words+"。")
	case err == nil:
		return r.reply(ctx, in, r.done(cmd, &after))
	case errors.Is(err, errSaid):
		return r.reply(ctx, in, strings.TrimSuffix(err.Error(), ": "+errSaid.Error()))
	case errors.Is(err, desk.ErrConflict), errors.Is(err, desk.ErrInvalid):
		return r.reply(ctx, in, refusal(cmd, by, &after))
	}
	return err
}

// command is what a press or a line of staff means.
type command struct {
	verb  string
	order int64
	rest  string // what follows the word, or the press's arguments after the order
}

// askFirst puts the question a bare button leaves open: to whom, until when, why.
func (r *Room) askFirst(ctx context.Context, in desk.Inbound, by desk.Staff, w *desk.WorkOrder, cmd command) (bool, error) {
	if in.Press == "" || cmd.rest != "" {
		return false, nil
	}
	button := func(label, verb string, arg any) desk.Button {
		return desk.Button{Label: label, Press: desk.NewPress(verb, w.ID, arg)}
	}
	var text string
	var buttons []desk.Button
	switch cmd.verb {
	case "transfer":
		com, err := r.Acts.Content.Community(w.Community)
		if err != nil {
			return true, err
		}
		list, _, err := r.onDuty(ctx, com)
		if err != nil {
			return true, err
		}
		for _, p := range list {
			if p.ID != w.ClaimedBy && len(buttons) < 12 {
				buttons = append(buttons, button(p.Name, "transfer", int64(p.ID)))
			}
		}
		text = roomWhom
	case "hold":
		text = roomUntil
		buttons = []desk.Button{button("2小时", "hold", "2h"), button("明天上午", "hold", "day"), button("三天后", "hold", "3d")}
	case "resolve":
		text, buttons = roomHowDone, []desk.Button{button("直接办结", "resolve", "ok")}
	case "release":
		text = roomWhyRelease
		buttons = []desk.Button{button("不在班", "release", "off"), button("不是我的工种", "release", "trade"), button("现在太忙", "release", "busy")}
	default:
		return false, nil
	}
	if !w.State.InHand() {
		return true, r.reply(ctx, in, refusal(cmd, by, w))
	}
	return true, r.post(ctx, in, w, text, buttons)
}

// releaseWhy is what the short buttons stand for.
var releaseWhy = map[string]string{"off": "不在班", "trade": "不是我的工种", "busy": "现在太忙"}

// errSaid carries words for the room.
var errSaid = errors.New("said")

func (r *Room) do(ctx context.Context, in desk.Inbound, by desk.Staff, c command) (desk.WorkOrder, error) {
	press := in.Press != ""
	switch c.verb {
	case "claim":
		return r.Acts.Claim(ctx, by, c.order)
	case "start":
		return r.Acts.Start(ctx, by, c.order)
	case "transfer", "dispatch":
		to, why, err := r.colleague(ctx, by, c.rest, press)
		if err != nil {
			return desk.WorkOrder{}, err
		}
		if c.verb == "dispatch" {
			return r.Acts.Dispatch(ctx, by, c.order, to)
		}
		return r.Acts.Transfer(ctx, by, c.order, to, firstOf(why, "现场转交"))
	case "hold":
		until, why, ok := r.holdUntil(c.rest, by.Community, press)
		if !ok {
			return desk.WorkOrder{}, fmt.Errorf("%s: %w", roomNoWhen, errSaid)
		}
		return r.Acts.Hold(ctx, by, c.order, firstOf(why, "另约时间"), until)
	case "release":
		why := c.rest
		if press {
			why = releaseWhy[c.rest]
		}
		return r.needing(why, func() (desk.WorkOrder, error) { return r.Acts.Release(ctx, by, c.order, why) })
	case "resolve":
		what := c.rest
		if press {
			what = ""
		}
		return r.Acts.Resolve(ctx, by, c.order, what)
	case "note":
		return r.needing(c.rest, func() (desk.WorkOrder, error) { return r.Acts.Note(ctx, by, c.order, c.rest) })
	case "cancel":
		return r.needing(c.rest, func() (desk.WorkOrder, error) { return r.Acts.Cancel(ctx, by, c.order, c.rest) })
	case "tick":
		return r.tick(ctx, by, c)
	case "merge":
		return r.merge(ctx, by, c)
	case "external":
		if c.rest == "" {
			return desk.WorkOrder{}, fmt.Errorf("%s: %w", roomToWhom, errSaid)
		}
		return r.Acts.SendOut(ctx, by, c.order, c.rest)
	case "ack":
		return r.Acts.Acknowledge(ctx, by, c.order)
	case "quote":
		return r.quote(ctx, by, c)
	case "unquote":
		return r.Acts.Unquote(ctx, by, c.order)
	case "agreed", "declined":
		return r.answer(ctx, by, c)
	case "say":
		return r.say(ctx, in, by, c)
	case "photo":
		return r.Acts.addPhotos(ctx, by, c.order, desk.PhotoStage(c.rest), in.Media, in.Album)
	}
	return desk.WorkOrder{}, fmt.Errorf("%s: %w", sayBadPress, errSaid)
}

func (r *Room) needing(why string, do func() (desk.WorkOrder, error)) (desk.WorkOrder, error) {
	if why == "" {
		return desk.WorkOrder{}, fmt.Errorf("%s: %w", roomNeedWhy, errSaid)
	}
	return do()
}

// colleague finds who is meant by a button's id or by the name the words begin with.
func (r *Room) colleague(ctx context.Context, by desk.Staff, s string, press bool) (desk.Staff, string, error) {
	list, err := r.People.StaffList(ctx, by.Community)
	if err != nil {
		return desk.Staff{}, "", err
	}
	var best desk.Staff
	for _, p := range list {
		if press && fmt.Sprint(int64(p.ID)) == s {
			return p, "", nil
		}
		if !press && strings.HasPrefix(s, p.Name) && len(p.Name) > len(best.Name) {
			best = p
		}
	}
	if best.ID == 0 {
		name, _, _ := strings.Cut(s, " ")
		return best, "", fmt.Errorf(roomNobody+": %w", name, errSaid)
	}
	return best, strings.TrimLeft(s[len(best.Name):], " 　,，:："), nil
}

func (r *Room) holdUntil(s string, community desk.CommunityID, press bool) (time.Time, string, bool) {
	c, err := r.Acts.Content.Community(community)
	if err != nil {
		return time.Time{}, "", false
	}
	now := c.Local(r.Acts.Now())
	if press {
		words, ok := map[string]string{"2h": "2小时", "day": "明天上午", "3d": "3天"}[s]
		if !ok {
			return time.Time{}, "", false
		}
		s = words
	}
	return ParseWhen(s, now)
}

// refusal says why a move is not possible now.
func refusal(c command, by desk.Staff, w *desk.WorkOrder) string {
	switch {
	case c.verb == "say" && w.Conversation == 0:
		return roomNoChat
	case c.verb == "claim" && w.State.InHand():
		return fmt.Sprintf(roomTaken, w.ClaimerName)
	case c.verb == "say" && w.State.Unclaimed():
		return roomClaimFirst
	case w.State.InHand() && w.ClaimedBy != by.ID:
		return fmt.Sprintf(roomNotYours, w.ClaimerName)
	}
	switch {
	case c.verb == "resolve" && w.Quote.Open():
		return fmt.Sprintf(roomQuoteOpen, w.Number)
	case (c.verb == "unquote" || c.verb == "agreed" || c.verb == "declined") && w.State.InHand():
		return fmt.Sprintf(roomNoQuote, w.Number)
	}
	move := map[string]string{"quote": "报价", "unquote": "撤回报价", "agreed": "记下答复", "declined": "记下答复", "photo": "加照片", "claim": "认领", "start": "开始处理", "transfer": "转单", "dispatch": "派单", "hold": "挂起", "release": "退单",
		"resolve": "办结", "cancel": "取消", "say": "和住户说话", "ack": "确认提醒", "merge": "合并", "external": "转外部", "tick": "打勾"}[c.verb]
	return fmt.Sprintf(roomWrongState, w.Number, w.State.Label(), firstOf(move, "这样做"))
}

// reply answers whoever pressed quietly where the channel can, else in the room, and
// settles the message. Nothing is said for "".
func (r *Room) reply(ctx context.Context, in desk.Inbound, text string) error {
	t := desk.Turn{Inbound: &in}
	if text != "" {
		to := in.From
		if in.Callback != "" {
			to.ID = in.Callback
		}
		t.Out = []desk.Outbound{{Key: fmt.Sprintf("room:%d", in.ID), To: to, Text: text, Order: in.Order}}
	}
	return settled(r.Acts.Orders.Commit(ctx, &t))
}

// post puts a question with buttons into the room.
func (r *Room) post(ctx context.Context, in desk.Inbound, w *desk.WorkOrder, text string, buttons []desk.Button) error {
	t := desk.Turn{Inbound: &in, Out: []desk.Outbound{{Key: fmt.Sprintf("room:%d", in.ID), To: in.From, Order: w.ID,
		Text: w.Number + " " + text, Buttons: buttons}}}
	return settled(r.Acts.Orders.Commit(ctx, &t))
}

// settled takes a conflict on the inbox row alone as done by another delivery.
func settled(err error) error {
	if errors.Is(err, desk.ErrConflict) {
		return errSettled
	}
	return err
}

// link ties a Telegram account to the member of staff whose one-time link was opened.
func (r *Room) link(ctx context.Context, c desk.Conversation, in desk.Inbound, token string) (desk.Turn, error) {
	text := roomLinkGone
	p, err := r.People.UseLink(ctx, token)
	switch {
	case err == nil:
		if err := r.People.LinkTelegram(ctx, p.ID, in.From.ID); err != nil {
			return desk.Turn{}, err
		}
		text = fmt.Sprintf(roomLinked, p.Name, p.Role.Label())
	case !errors.Is(err, desk.ErrNotFound):
		return desk.Turn{}, err
	default: // the link may have worked at an earlier delivery of this very message
		if p, err := r.People.StaffByTelegram(ctx, in.From.ID); err == nil {
			text = fmt.Sprintf(roomLinked, p.Name, p.Role.Label())
		}
	}
	return desk.Turn{Inbound: &in, Conversation: &c, Replies: []desk.Message{{Key: fmt.Sprintf("turn:%d:0", in.ID), From: desk.FromBot,
		Text: text, ReplyTo: in.Message}}}, nil
}
