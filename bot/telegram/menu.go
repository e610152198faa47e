package telegram

import (
	"context"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// SetCommands shows the commands in the menu of private chats, in Chinese and, to whoever
// uses Telegram in English, in English. It is best effort: without it the commands work
// all the same.
func (c *Channel) SetCommands(ctx context.Context) {
	menu := func(help, orders, human, big string) []models.BotCommand {
		return []models.BotCommand{{Command: "help", Description: help}, {Command: "orders", Description: orders},
			{Command: "human", Description: human}, {Command: "big", Description: big}}
	}
	for language, commands := range map[string][]models.BotCommand{
		"":   menu("我能帮您做什么", "查看我的工单", "转人工客服", "大字版，一步一步来"),
		"en": menu("What I can do for you", "My work orders", "Talk to a person", "Large type, one step at a time"),
	} {
		_, err := c.bot.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: commands,
			Scope: &models.BotCommandScopeAllPrivateChats{}, LanguageCode: language})
		if err != nil {
			c.Log.Warn("Telegram: command menu not set", "language", language, "err", c.api.redact(err))
		}
	}
}
