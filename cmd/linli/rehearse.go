package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/faq"
	"linli/intents"
)

// rehearsal is the whole engine with nobody behind it: it knows no orders, and what it
// decides is shown and forgotten.
type rehearsal struct {
	engine    *bot.Engine
	community desk.CommunityID
	now       func() time.Time
}

func (p *program) newRehearsal(ctx context.Context, s settings, community desk.CommunityID) (asker, error) {
	content, err := s.loadContent(ctx, desk.Edits{})
	if err != nil {
		return nil, err
	}
	if community == "" {
		community = content.Communities()[0].ID
	}
	if _, err := content.Community(community); err != nil {
		return nil, misused("--community: there is no community %q", community)
	}
	return &rehearsal{community: community, now: p.now,
		engine: &bot.Engine{Content: content, Records: noRecords{}, Now: p.now, Log: p.logger(s)}}, nil
}

func (r *rehearsal) ask(ctx context.Context, messages []string) (understood, error) {
	c := desk.Conversation{ID: 1, Community: r.community, Mode: desk.ModeBot, Version: 1,
		Address: desk.Address{Channel: desk.ChannelTerminal, Community: r.community, ID: "ask"}}
	var turn desk.Turn
	var thought bot.Thought
	var before string
	for i, m := range messages {
		before = c.State.Question
		id := int64(i + 1)
		var err error
		turn, thought, err = r.engine.Decide(ctx, c, desk.Inbound{ID: id, Message: id, Conversation: c.ID, From: c.Address, Text: m, At: r.now()})
		if err != nil {
			return understood{}, err
		}
		c = *turn.Conversation
	}
	return r.describe(ctx, messages[len(messages)-1], before, &turn, thought)
}

func (r *rehearsal) describe(ctx context.Context, text, before string, turn *desk.Turn, th bot.Thought) (understood, error) {
	read := th.Reading
	if read.Intent == "" { // decided without reading it
		read = intents.Read(text)
	}
	u := understood{Text: text, Intent: intentName(read.Intent), Decision: string(th.Decision), Entries: []string{}, Rules: read.Fired}
	if read.Emergency != nil {
		u.Emergency = &read.Emergency.ID
	}
	u.Entries = append(u.Entries, th.Entries...)
	ranking := th.Candidates
	if len(ranking) == 0 {
		d, err := r.engine.Content.FAQ.Decide(ctx, faq.Query{Text: cmp.Or(read.Question, text), Before: before})
		if err != nil {
			return u, err
		}
		ranking = d.Candidates
	}
	u.Candidates = candidates(ranking)
	var said []string
	for _, m := range turn.Replies {
		said = append(said, unopened.Replace(m.Text))
	}
	u.Reply = strings.Join(said, "\n")
	return u, nil
}

// unopened stands for the number of an order that is not opened.
var unopened = strings.NewReplacer(desk.NewOrderNumber, "（试问，未开单）")

// intentName is an intent by the names that others script against; the wish for another
// time is a question there.
func intentName(i intents.Intent) string {
	if i == intents.Reschedule {
		i = intents.Question
	}
	return string(i)
}

// noRecords is the memory of somebody who has never written before.
type noRecords struct{}

func (noRecords) Order(_ context.Context, id int64) (desk.WorkOrder, error) {
	return desk.WorkOrder{}, fmt.Errorf("order %d: %w", id, desk.ErrNotFound)
}

func (noRecords) OrderByNumber(_ context.Context, number string) (desk.WorkOrder, error) {
	return desk.WorkOrder{}, fmt.Errorf("order %s: %w", number, desk.ErrNotFound)
}

func (noRecords) OrdersOf(context.Context, int64, int) ([]desk.WorkOrder, error) { return nil, nil }

func (noRecords) Repeats(context.Context, *desk.WorkOrder) (int, error) { return 0, nil }

func (noRecords) IncidentsNow(context.Context, desk.CommunityID, time.Time) ([]desk.Incident, error) {
	return nil, nil
}

func (noRecords) Incident(_ context.Context, _ desk.CommunityID, id int64) (desk.Incident, error) {
	return desk.Incident{}, fmt.Errorf("incident %d: %w", id, desk.ErrNotFound)
}

func (noRecords) Episode(_ context.Context, id int64) (desk.Episode, error) {
	return desk.Episode{}, fmt.Errorf("episode %d: %w", id, desk.ErrNotFound)
}

func (noRecords) CallsOpen(context.Context, desk.CommunityID) ([]desk.FollowUp, error) {
	return nil, nil
}

func (noRecords) Roster(context.Context, desk.CommunityID, time.Time) (desk.Roster, error) {
	return desk.Roster{}, nil
}

func (noRecords) CardsOf(context.Context, int64) ([]desk.Outbound, error) { return nil, nil }

func (noRecords) Registry(context.Context, desk.CommunityID) (desk.Registry, error) {
	return desk.Registry{}, nil
}

func (noRecords) InRegistry(context.Context, desk.CommunityID, desk.Flat, string) (bool, error) {
	return false, nil
}

func (noRecords) RegistryMisses(context.Context, desk.CommunityID, desk.Flat, int64, time.Time) (int, error) {
	return 0, nil
}

func (noRecords) StaffList(context.Context, desk.CommunityID) ([]desk.Staff, error) { return nil, nil }

func (noRecords) FollowUpOf(_ context.Context, order int64) (desk.FollowUp, error) {
	return desk.FollowUp{}, fmt.Errorf("follow-up of order %d: %w", order, desk.ErrNotFound)
}
