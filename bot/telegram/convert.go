package telegram

import (
	"context"
	"strconv"
	"strings"

	"github.com/go-telegram/bot/models"

	"linli/desk"
)

// What stands for a message in words.
const (
	unsupported = "［暂不支持的消息类型］"
	correction  = "（更正）"
)

// convert tells what an update says and who says it to whom.
func (c *Channel) convert(ctx context.Context, u *models.Update) (heard, error) {
	switch {
	case u.CallbackQuery != nil:
		return c.pressed(ctx, u.CallbackQuery)
	case u.Message != nil:
		return c.said(ctx, u.Message, false)
	case u.EditedMessage != nil:
		return c.said(ctx, u.EditedMessage, true)
	case u.MyChatMember != nil:
		c.joined(u.MyChatMember.Chat)
	}
	return heard{}, nil
}

// joined helps whoever sets linli up: the chat id is nowhere to be seen in Telegram.
func (c *Channel) joined(chat models.Chat) {
	if _, room := c.community(chatID(chat)); !room && chat.Type != models.ChatTypePrivate {
		c.Log.Info("Telegram: the bot's standing changed in a group that is not configured as a staff room", "chat", chat.ID)
	}
}

func (c *Channel) said(ctx context.Context, m *models.Message, edited bool) (heard, error) {
	if m.MigrateToChatID != 0 {
		c.move(m.Chat.ID, m.MigrateToChatID)
		return heard{}, nil
	}
	in := desk.Inbound{From: c.address(m.Chat), Album: withoutNUL(m.MediaGroupID)}
	if m.From != nil {
		in.Name = name(m.From)
	}
	readable := content(&in, m, edited)
	if community, ok := c.community(in.From.ID); ok {
		if !readable || in.Press != "" { // the commands are residents'
			return heard{}, nil
		}
		in.From.Community = community
		return c.saidInRoom(ctx, in, m)
	}
	if m.Chat.Type != models.ChatTypePrivate || isService(m) || edited && !readable {
		return heard{}, nil
	}
	if !readable {
		in.Text = unsupported
	}
	return c.saidInPrivate(ctx, in, m)
}

// address is a chat as a resident's address; the store knows better of those who have
// a conversation already.
func (c *Channel) address(chat models.Chat) desk.Address {
	return desk.Address{Channel: c.Name(), Community: c.Default, ID: chatID(chat)}
}

func chatID(chat models.Chat) string { return strconv.FormatInt(chat.ID, 10) }

func name(u *models.User) string {
	return strings.TrimSpace(withoutNUL(u.FirstName + " " + u.LastName))
}

// content puts what a message holds into in; false if that is nothing we can read.
func content(in *desk.Inbound, m *models.Message, edited bool) bool {
	if edited && m.Location != nil {
		return false // a live location is edited every few seconds
	}
	if press, ok := command(m.Text); ok {
		in.Press = press
		return true
	}
	in.Text, in.Media = withoutNUL(words(m)), media(m)
	if in.Text == "" && len(in.Media) == 0 {
		return false
	}
	if edited {
		if in.Text != "" {
			in.Media = nil // known already: what changed is the caption
		}
		in.Text = correction + in.Text
	}
	return true
}

// words is what a message says in text.
func words(m *models.Message) string {
	switch {
	case m.Text != "":
		return m.Text
	case m.Caption != "":
		return m.Caption
	case m.Sticker != nil:
		return m.Sticker.Emoji
	case m.Venue != nil: // before Location, which comes along with it
		return strings.TrimSpace(place(m.Venue.Location) + " " + m.Venue.Title + " " + m.Venue.Address)
	case m.Location != nil:
		return place(*m.Location)
	case m.Contact != nil:
		return m.Contact.PhoneNumber
	}
	return ""
}

func place(l models.Location) string {
	degrees := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	if l.Latitude < -90 || l.Latitude > 90 || l.Longitude < -180 || l.Longitude > 180 {
		return ""
	}
	return desk.MapPin + degrees(l.Latitude) + "," + degrees(l.Longitude)
}

// media are the files that came with a message, by their file ids.
func media(m *models.Message) []desk.MediaRef {
	var ref desk.MediaRef
	switch {
	case len(m.Photo) > 0:
		ref = desk.MediaRef{Kind: desk.Photo, Type: "image/jpeg", Remote: largest(m.Photo)}
	case m.Voice != nil:
		ref = desk.MediaRef{Kind: desk.Voice, Type: m.Voice.MimeType, Remote: m.Voice.FileID}
	case m.Audio != nil:
		ref = desk.MediaRef{Kind: desk.Voice, Type: m.Audio.MimeType, Name: m.Audio.FileName, Remote: m.Audio.FileID}
	case m.Video != nil:
		ref = desk.MediaRef{Kind: desk.Document, Type: m.Video.MimeType, Name: m.Video.FileName, Remote: m.Video.FileID}
	case m.VideoNote != nil:
		ref = desk.MediaRef{Kind: desk.Document, Type: "video/mp4", Remote: m.VideoNote.FileID}
	case m.Animation != nil: // before Document, which comes along with it
		ref = desk.MediaRef{Kind: desk.Document, Type: m.Animation.MimeType, Name: m.Animation.FileName, Remote: m.Animation.FileID}
	case m.Document != nil:
		ref = desk.MediaRef{Kind: desk.Document, Type: m.Document.MimeType, Name: m.Document.FileName, Remote: m.Document.FileID}
	}
	ref.Type, ref.Name, ref.Remote = withoutNUL(ref.Type), withoutNUL(ref.Name), withoutNUL(ref.Remote)
	if ref.Remote == "" {
		return nil
	}
	return []desk.MediaRef{ref}
}

// largest is the file id of a photo in its best size.
func largest(sizes []models.PhotoSize) string {
	best := sizes[0]
	for _, s := range sizes[1:] {
		if s.Width*s.Height >= best.Width*best.Height {
			best = s
		}
	}
	return best.FileID
}

// isService tells notes of Telegram in a private chat from what a person says.
func isService(m *models.Message) bool {
	return m.PinnedMessage != nil || m.MessageAutoDeleteTimerChanged != nil || m.ChatBackgroundSet != nil ||
		m.WriteAccessAllowed != nil || m.ConnectedWebsite != "" || m.ForumTopicCreated != nil || m.ForumTopicEdited != nil
}
