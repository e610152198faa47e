package telegram

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"linli/desk"
)

// upload is a file to be sent: by Telegram's own id where it has one, else its content.
type upload struct {
	remote string
	body   io.ReadCloser
	name   string
}

func (c *Channel) open(ctx context.Context, m desk.MediaRef) (*upload, error) {
	if m.Remote != "" {
		return &upload{remote: m.Remote}, nil
	}
	f, err := c.Files.OpenMedia(ctx, m.Ref)
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", m.Ref, err)
	}
	return &upload{body: f, name: fileName(m)}, nil
}

func (u *upload) close() {
	if u.body != nil {
		u.body.Close()
	}
}

func (u *upload) input() models.InputFile {
	if u.body == nil {
		return &models.InputFileString{Data: u.remote}
	}
	return &models.InputFileUpload{Filename: u.name, Data: u.body}
}

func fileName(m desk.MediaRef) string {
	if m.Name != "" {
		return m.Name
	}
	switch _, format, _ := strings.Cut(m.Type, "/"); {
	case m.Kind == desk.Voice:
		return "voice.ogg"
	case m.Kind == desk.Photo && (format == "png" || format == "webp"):
		return "photo." + format
	case m.Kind == desk.Photo:
		return "photo.jpg"
	}
	return "file"
}

func (c *Channel) sendFile(ctx context.Context, at spot, p part) (int, error) {
	file, err := c.open(ctx, p.media[0])
	if err != nil {
		return 0, err
	}
	defer file.close()
	var sent *models.Message
	switch p.media[0].Kind {
	case desk.Photo:
		sent, err = c.bot.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: at.chat, MessageThreadID: at.thread,
			Photo: file.input(), Caption: p.text, ReplyParameters: at.replyTo()})
	case desk.Voice:
		sent, err = c.bot.SendVoice(ctx, &bot.SendVoiceParams{ChatID: at.chat, MessageThreadID: at.thread,
			Voice: file.input(), Caption: p.text, ReplyParameters: at.replyTo()})
	default:
		sent, err = c.bot.SendDocument(ctx, &bot.SendDocumentParams{ChatID: at.chat, MessageThreadID: at.thread,
			Document: file.input(), Caption: p.text, ReplyParameters: at.replyTo()})
	}
	if err != nil {
		return 0, err
	}
	return sent.ID, nil
}

func (c *Channel) sendAlbum(ctx context.Context, at spot, p part) (int, error) {
	album := make([]models.InputMedia, len(p.media))
	for i, ref := range p.media {
		file, err := c.open(ctx, ref)
		if err != nil {
			return 0, err
		}
		defer file.close()
		photo := &models.InputMediaPhoto{Media: file.remote}
		if file.body != nil {
			photo.Media, photo.MediaAttachment = fmt.Sprintf("attach://photo%d", i), file.body
		}
		if i == 0 {
			photo.Caption = p.text
		}
		album[i] = photo
	}
	sent, err := c.bot.SendMediaGroup(ctx, &bot.SendMediaGroupParams{ChatID: at.chat, MessageThreadID: at.thread,
		Media: album, ReplyParameters: at.replyTo()})
	if err != nil {
		return 0, err
	}
	if len(sent) == 0 {
		return 0, fmt.Errorf("an album of %d photos came back empty", len(album))
	}
	return sent[0].ID, nil
}

// sendAsDocuments sends photos that Telegram does not take as such: too large, too long,
// of a format it does not know.
func (c *Channel) sendAsDocuments(ctx context.Context, at spot, p part) (id int, err error) {
	for i, ref := range p.media {
		ref.Kind = desk.Document
		one := part{media: []desk.MediaRef{ref}}
		if i == 0 {
			one.text = p.text
		}
		if id, err = c.sendFile(ctx, at, one); err != nil {
			return 0, err
		}
	}
	return id, nil
}

func noPhoto(err error) bool {
	return refused(err, "photo_invalid", "photo_save_file_invalid", "photo_ext_invalid", "image_process_failed", "too big for a photo")
}
