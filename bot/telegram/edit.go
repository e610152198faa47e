package telegram

import (
	"context"
	"fmt"

	"github.com/go-telegram/bot"

	"linli/desk"
)

// edit replaces the text and the buttons of the message sent under m.Edits. The receipt
// is "" when there is no such message any more: it is to be sent anew.
func (c *Channel) edit(ctx context.Context, m desk.Outbound) (desk.Receipt, error) {
	r, err := c.Threads.Receipt(ctx, m.Edits)
	if err != nil {
		return "", fmt.Errorf("receipt of %s: %w", m.Edits, err)
	}
	chat, message, unsent := parseReceipt(r)
	if unsent != nil || blank(m.Text) {
		return "", nil
	}
	if err := c.pace.take(ctx, chat, 1); err != nil {
		return "", err
	}
	_, err = c.bot.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: chat, MessageID: message,
		Text: cut(m.Text, maxText), LinkPreviewOptions: noPreview(), ReplyMarkup: keyboard(m.Buttons)})
	if refused(err, "no text in the message to edit") { // its text is a photo's caption
		_, err = c.bot.EditMessageCaption(ctx, &bot.EditMessageCaptionParams{ChatID: chat, MessageID: message,
			Caption: cut(m.Text, maxCaption), ReplyMarkup: keyboard(m.Buttons)})
	}
	switch {
	case err == nil, refused(err, "message is not modified"):
		return r, nil
	case refused(err, "message to edit not found", "message can't be edited", "message_id_invalid", "thread not found", "upgraded to a supergroup"), movedTo(err) != 0:
		return "", nil
	}
	return "", err
}

// answer answers the press of a button: with an alert that the person closes, or, when
// there is nothing to say, by stopping the button's spinner. A press can be answered
// once and not for long.
func (c *Channel) answer(ctx context.Context, callback, text string) error {
	_, err := c.bot.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: callback,
		Text: cut(text, maxAlert), ShowAlert: text != ""})
	return err
}
