package telegram

import (
	"context"
	"errors"
	"strconv"

	"github.com/go-telegram/bot/models"

	"linli/desk"
)

// staffVerbs are the buttons that only staff are sent.
var staffVerbs = map[string]bool{"claim": true, "release": true, "start": true, "hold": true, "transfer": true, "resolve": true, "ack": true}

// CallbackPrefix begins an address at which the press of a button is answered quietly.
const CallbackPrefix = "callback/"

// pressed reads the press of a button.
func (c *Channel) pressed(ctx context.Context, q *models.CallbackQuery) (heard, error) {
	chat, message, thread := origin(q)
	in := desk.Inbound{From: c.address(chat), Name: name(&q.From), Press: cleanPress(q.Data), Callback: CallbackPrefix + withoutNUL(q.ID)}
	community, room := c.community(in.From.ID)
	if in.Press == "" || !room && chat.Type != models.ChatTypePrivate {
		return heard{answer: q.ID}, nil
	}
	if !room {
		return c.pressedInPrivate(ctx, in, q, message)
	}
	in.From.Community = community
	order, err := c.orderAt(ctx, in.From.ID, thread, message)
	if err != nil {
		return heard{}, err
	}
	in.Order = order
	return c.inRoom(ctx, in, &q.From)
}

// origin is where the button stands; a button outside any chat counts as in private.
func origin(q *models.CallbackQuery) (chat models.Chat, message, thread int) {
	switch m := q.Message; {
	case m.Message != nil:
		if m.Message.IsTopicMessage {
			thread = m.Message.MessageThreadID
		}
		return m.Message.Chat, m.Message.ID, thread
	case m.InaccessibleMessage != nil:
		return m.InaccessibleMessage.Chat, m.InaccessibleMessage.MessageID, 0
	}
	return models.Chat{ID: q.From.ID, Type: models.ChatTypePrivate}, 0, 0
}

// orderAt is the order of the topic or else of the message, 0 if neither has one.
func (c *Channel) orderAt(ctx context.Context, chat string, thread, message int) (int64, error) {
	if thread != 0 {
		if order, err := c.Memory.OrderOfTopic(ctx, chat, strconv.Itoa(thread)); err != nil || order != 0 {
			return order, err
		}
	}
	if message == 0 {
		return 0, nil
	}
	order, conversation, err := c.Memory.Delivered(ctx, c.Name(), receipt(chat, message))
	if conversation != 0 {
		order = 0
	}
	return order, err
}

// saidInRoom reads words in a staff room: they count in an order's topic and as a reply
// to what the bot wrote about an order, and a word about duty anywhere. All else is staff
// talking among themselves.
func (c *Channel) saidInRoom(ctx context.Context, in desk.Inbound, m *models.Message) (heard, error) {
	thread := 0
	if m.IsTopicMessage {
		thread = m.MessageThreadID
	}
	order, err := c.orderAt(ctx, in.From.ID, thread, replyTo(m))
	if err != nil || order == 0 && !desk.DutyWord(in.Text) {
		return heard{}, err
	}
	in.Order = order
	h, err := c.inRoom(ctx, in, m.From)
	if err == nil && order == 0 && h.in.Staff.Staff == 0 { // not for us to answer
		return heard{}, nil
	}
	return h, err
}

// inRoom names who acts: staff of another community are strangers here.
func (c *Channel) inRoom(ctx context.Context, in desk.Inbound, user *models.User) (heard, error) {
	p, linked, err := c.staff(ctx, user)
	if err != nil {
		return heard{}, err
	}
	if linked && p.Community == in.From.Community {
		in.Staff = p.Actor()
	}
	return heard{in: &in, room: true}, nil
}

// saidInPrivate reads words in a private chat: a resident's, unless linked staff reply
// to what the bot wrote to them as staff about an order, or have a word about duty.
func (c *Channel) saidInPrivate(ctx context.Context, in desk.Inbound, m *models.Message) (heard, error) {
	if in.Press == "" && desk.DutyWord(in.Text) {
		return c.asStaff(ctx, in, m.From, 0)
	}
	if in.Press != "" || m.ReplyToMessage == nil {
		return heard{in: &in}, nil
	}
	order, err := c.orderAt(ctx, in.From.ID, 0, replyTo(m))
	if err != nil || order == 0 {
		return heard{in: &in}, err
	}
	return c.asStaff(ctx, in, m.From, order)
}

// pressedInPrivate reads a press in a private chat: a resident's, unless linked staff
// press a button of theirs. A card that was sent this very moment is not noted as sent
// yet, so it is enough that it is no message of a conversation.
func (c *Channel) pressedInPrivate(ctx context.Context, in desk.Inbound, q *models.CallbackQuery, message int) (heard, error) {
	resident := heard{in: &in, answer: q.ID}
	if press, err := desk.ParsePress(in.Press); err != nil || !staffVerbs[press.Verb] {
		return resident, nil
	}
	order, conversation, err := c.Memory.Delivered(ctx, c.Name(), receipt(in.From.ID, message))
	if err != nil {
		return heard{}, err
	}
	if conversation != 0 {
		return resident, nil
	}
	h, err := c.asStaff(ctx, in, &q.From, order)
	if err == nil && !h.room {
		h.answer = q.ID
	}
	return h, err
}

// asStaff turns a message in a private chat into one of staff, if the user is linked.
func (c *Channel) asStaff(ctx context.Context, in desk.Inbound, user *models.User, order int64) (heard, error) {
	p, linked, err := c.staff(ctx, user)
	if err != nil || !linked {
		return heard{in: &in}, err
	}
	in.From.Community, in.Staff, in.Order = p.Community, p.Actor(), order
	return heard{in: &in, room: true}, nil
}

// staff is who is linked to the Telegram user.
func (c *Channel) staff(ctx context.Context, user *models.User) (desk.Staff, bool, error) {
	if user == nil {
		return desk.Staff{}, false, nil
	}
	p, err := c.Memory.StaffByTelegram(ctx, strconv.FormatInt(user.ID, 10))
	if errors.Is(err, desk.ErrNotFound) {
		return desk.Staff{}, false, nil
	}
	return p, err == nil, err
}

func replyTo(m *models.Message) int {
	if m.ReplyToMessage == nil {
		return 0
	}
	return m.ReplyToMessage.ID
}
