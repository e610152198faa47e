package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"linli/bot"
	"linli/bot/telegram"
	"linli/desk"
	"linli/upload"
)

// rooms are the staff rooms of the setting, in its order.
func (s settings) rooms(communities []desk.Community) ([]staffChat, error) {
	if s.get("telegram-staff-chat") == "" {
		return nil, nil
	}
	list := splitChats(s.get("telegram-staff-chat"))
	for i, r := range list {
		if r.community == "" {
			list[i].community = communities[0].ID
			continue
		}
		if !slices.ContainsFunc(communities, func(c desk.Community) bool { return c.ID == r.community }) {
			return nil, s.wrong("telegram-staff-chat", fmt.Sprintf("there is no community %q", r.community))
		}
	}
	return list, nil
}

func addresses(rooms []staffChat) bot.Rooms {
	out := bot.Rooms{}
	for _, r := range rooms {
		out[r.community] = append(out[r.community], desk.Address{Channel: desk.ChannelTelegram, Community: r.community, ID: r.chat})
	}
	return out
}

func (sv *service) openTelegram(rooms []staffChat) (*telegram.Channel, error) {
	byChat := map[string]desk.CommunityID{}
	for _, r := range rooms {
		byChat[r.chat] = r.community
	}
	return telegram.New(telegram.Config{
		Token: sv.settings.get("telegram-token"), APIURL: sv.settings.get("telegram-api-url"), Rooms: byChat,
		Default: sv.content.Communities()[0].ID, Unpaced: sv.settings.get("rate-limit") == "off",
		Door: sv.store.Receive, Memory: sv.store, Threads: sv.store, Files: sv.store, Log: sv.log, Now: sv.now,
	})
}

// takeTelegram takes updates in until ctx ends, by polling or by webhook.
func (sv *service) takeTelegram(ctx context.Context) {
	address := sv.settings.get("telegram-webhook-url") // "" takes a webhook away that would be in polling's way
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := sv.telegram.SetWebhook(ctx, address, sv.settings.get("telegram-webhook-secret"))
		if err == nil || ctx.Err() != nil {
			break
		}
		sv.log.Warn("Telegram does not answer as it should", "error", err, "again_in", wait)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	if ctx.Err() != nil {
		return
	}
	sv.telegram.SetCommands(ctx)
	if address != "" {
		return
	}
	if err := sv.telegram.Poller().Run(ctx); err != nil {
		sv.log.Error("Telegram is not polled any more", "error", err)
	}
}

const (
	fetchEvery = 2 * time.Second
	fetchFor   = 24 * time.Hour // files older than this are left with Telegram
	fetchBatch = 100
)

// fetchMedia keeps here what residents sent and is still with Telegram. It is best
// effort: a file that is not kept yet is fetched when somebody looks at it.
func (sv *service) fetchMedia(ctx context.Context) {
	hopeless := map[string]bool{}
	tick := time.NewTicker(fetchEvery)
	defer tick.Stop()
	for {
		refs, err := sv.store.RemoteMedia(ctx, sv.now().Add(-fetchFor), fetchBatch)
		if err != nil && ctx.Err() == nil {
			sv.log.Error("files to fetch", "error", err)
		}
		for _, ref := range refs {
			if hopeless[ref] || ctx.Err() != nil {
				continue
			}
			if err := sv.fetch(ctx, ref); err != nil && ctx.Err() == nil {
				hopeless[ref] = errors.Is(err, desk.ErrInvalid) || errors.Is(err, desk.ErrNotFound) || upload.Refused(err)
				sv.log.Warn("file not fetched", "file", ref, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (sv *service) fetch(ctx context.Context, ref string) error {
	f, err := sv.store.Media(ctx, ref)
	if err != nil {
		return err
	}
	body, contentType, err := sv.telegram.Fetch(ctx, f.Remote)
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = sv.store.FillMedia(ctx, ref, contentType, body)
	return err
}
