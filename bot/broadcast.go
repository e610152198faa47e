package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

// IncidentsDue is what the clock needs of the memory about incidents.
type IncidentsDue interface {
	Incident(ctx context.Context, community desk.CommunityID, id int64) (desk.Incident, error)
	IncidentsNow(ctx context.Context, community desk.CommunityID, now time.Time) ([]desk.Incident, error)
	IncidentsToTell(ctx context.Context, community desk.CommunityID, limit int) ([]desk.IncidentAsk, error)
	BroadcastsWaiting(ctx context.Context) ([]desk.Broadcast, error)
	ReceiversWaiting(ctx context.Context, broadcast int64, limit int) ([]desk.Receiver, error)
	BroadcastProgress(ctx context.Context, broadcast int64) (desk.Progress, error)
}

// broadcastBatch is how many messages of broadcasts may wait in the outbox. With a sweep
// every three seconds it is a third of what Telegram takes from a bot, and a reply to
// somebody who asks meanwhile waits behind so many at most, about a second.
const broadcastBatch = 30

// Broadcasts hands the next messages of running broadcasts to the outbox, as many as there
// is room for: what a channel does not take keeps the rest waiting.
func (s *Schedule) Broadcasts(ctx context.Context) error {
	list, err := s.Due.BroadcastsWaiting(ctx)
	if err != nil {
		return err
	}
	room := broadcastBatch
	for _, b := range list {
		p, err := s.Due.BroadcastProgress(ctx, b.ID)
		if err != nil {
			return err
		}
		if room -= p.Queued; room <= 0 {
			return nil
		}
		receivers, err := s.Due.ReceiversWaiting(ctx, b.ID, room)
		if err != nil {
			return err
		}
		room -= len(receivers)
		for _, r := range receivers {
			if err := s.broadcast(ctx, &b, r); err != nil && !errors.Is(err, desk.ErrConflict) { // theirs comes with the next sweep, or was stopped
				return fmt.Errorf("broadcast %s: %w", r.Key(), err)
			}
		}
	}
	return nil
}

func (s *Schedule) broadcast(ctx context.Context, b *desk.Broadcast, r desk.Receiver) error {
	c, err := s.Acts.Orders.Conversation(ctx, r.Conversation)
	if err != nil {
		return err
	}
	return s.Acts.Orders.Commit(ctx, &desk.Turn{Conversation: &c, Receiver: &r,
		Replies: []desk.Message{{Key: r.Key(), From: desk.FromSystem, Text: b.Text, At: s.Acts.Now()}}})
}

// Incidents tells those who asked that it is over, once, outside quiet hours.
func (s *Schedule) Incidents(ctx context.Context) error {
	now := s.Acts.Now()
	for _, com := range s.Acts.Content.Communities() {
		if err := s.askIncidents(ctx, &com, now); err != nil {
			return err
		}
		if com.NotQuiet(now).After(now) {
			continue
		}
		list, err := s.Due.IncidentsToTell(ctx, com.ID, broadcastBatch) // the rest with the next sweep
		if err != nil {
			return err
		}
		for _, a := range list {
			if err := s.tellOver(ctx, &com, a); err != nil && !errors.Is(err, desk.ErrConflict) {
				return fmt.Errorf("incident %d: %w", a.Incident, err)
			}
		}
	}
	return nil
}

// askIncidents asks the rooms, and who dispatches, how those incidents stand that nobody has
// confirmed for a while or whose expected end has passed.
func (s *Schedule) askIncidents(ctx context.Context, com *desk.Community, now time.Time) error {
	list, err := s.Due.IncidentsNow(ctx, com.ID, now)
	if err != nil {
		return err
	}
	for n := range list {
		i := &list[n]
		if due, ok := i.NextAsk(); !ok || now.Before(due) || i.Phase(now) == desk.PhaseNone {
			continue
		}
		i.AskedAt = now
		t := &desk.Turn{Incident: i}
		key, words := fmt.Sprintf("incident:%d:ask:%d", i.ID, i.Version), fmt.Sprintf(roomIncidentAsk, i.Label(), i.Where(), com.DayTime(i.KnownAt()))
		staff, err := s.People.StaffList(ctx, com.ID)
		if err != nil {
			return err
		}
		if t.Out, err = s.Acts.posts(ctx, com, now).tell(post{key: key, text: words}); err != nil {
			return err
		}
		for _, p := range staff {
			if p.Active && p.Role == desk.RoleDispatcher && p.Telegram != "" {
				t.Out = append(t.Out, desk.Outbound{Key: fmt.Sprintf("%s:staff:%d", key, p.ID), Text: words,
					To: desk.Address{Channel: desk.ChannelTelegram, Community: com.ID, ID: p.Telegram}})
			}
		}
		if err := s.Acts.Orders.Commit(ctx, t); err != nil && !errors.Is(err, desk.ErrConflict) {
			return fmt.Errorf("incident %d: %w", i.ID, err)
		}
	}
	return nil
}

// roomIncidentAsk asks staff how an incident stands.
const roomIncidentAsk = "%s（%s）现在怎么样了？住户还在看%s的说法。请在公告页写上预计恢复时间，或者按“还没恢复”“已恢复”。"

func (s *Schedule) tellOver(ctx context.Context, com *desk.Community, a desk.IncidentAsk) error {
	i, err := s.Due.Incident(ctx, com.ID, a.Incident)
	if err != nil {
		return err
	}
	c, err := s.Acts.Orders.Conversation(ctx, a.Conversation)
	if err != nil {
		return err
	}
	a.ToldAt = s.Acts.Now()
	words := fmt.Sprintf(sayIncidentBack, incidentOver(com, &i)) + sayStillOut
	buttons := []desk.Button{{Label: "我家还没恢复", Press: desk.NewPress("apart", i.ID)}}
	if i.State == desk.IncidentWithdrawn {
		words, buttons = fmt.Sprintf(sayIncidentRecalled, i.Label(), i.WithdrawnWhy), nil
	}
	return s.Acts.Orders.Commit(ctx, &desk.Turn{Conversation: &c, IncidentAsk: &a,
		Replies: []desk.Message{{Key: desk.ToldKey(&i, c.Address), From: desk.FromSystem, Text: words, Buttons: buttons, At: a.ToldAt}}})
}
