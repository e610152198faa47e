package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/desk"
	"linli/intents"
)

// WriteIncident writes a new incident (id 0) or changes one; version is the one that the
// change was written on, so that nobody overwrites what they have not seen.
func (s *Staff) WriteIncident(ctx context.Context, by desk.Staff, id, version int64, p desk.IncidentPlan) (desk.Incident, error) {
	if id == 0 {
		now := s.Now()
		i := desk.Incident{Community: by.Community, State: desk.IncidentDraft, CreatedAt: now}
		if err := i.Write(p, by.Actor(), now); err != nil {
			return i, err
		}
		return i, s.Orders.Commit(ctx, &desk.Turn{Incident: &i})
	}
	return s.onIncident(ctx, by, id, func(i *desk.Incident, now time.Time) (*desk.Turn, error) {
		if i.Version != version {
			return nil, fmt.Errorf("incident %d has changed: %w", id, desk.ErrConflict)
		}
		t := &desk.Turn{}
		if err := i.Write(p, by.Actor(), now); err != nil || i.State != desk.IncidentAnnounced {
			return t, err
		}
		return t, s.tellNotice(ctx, t, i, "公告改了：")
	})
}

// PublishIncident makes an incident's text what residents are told.
func (s *Staff) PublishIncident(ctx context.Context, by desk.Staff, id int64) (desk.Incident, error) {
	return s.onIncident(ctx, by, id, func(i *desk.Incident, now time.Time) (*desk.Turn, error) {
		t := &desk.Turn{}
		if err := i.Publish(by.Actor(), now); err != nil {
			return nil, err
		}
		return t, s.tellNotice(ctx, t, i, "")
	})
}

// EndIncident says that it is over; those who asked are told by the clock.
func (s *Staff) EndIncident(ctx context.Context, by desk.Staff, id int64) (desk.Incident, error) {
	return s.onIncident(ctx, by, id, func(i *desk.Incident, now time.Time) (*desk.Turn, error) {
		if err := i.End(by.Actor(), now); err != nil {
			return nil, err
		}
		com, err := s.Content.Community(i.Community)
		if err != nil {
			return nil, err
		}
		t := &desk.Turn{}
		return t, s.tellOfIncident(ctx, t, i, com, incidentOver(com, i))
	})
}

// ConfirmIncident says that it still goes on as published.
func (s *Staff) ConfirmIncident(ctx context.Context, by desk.Staff, id int64) (desk.Incident, error) {
	return s.onIncident(ctx, by, id, func(i *desk.Incident, now time.Time) (*desk.Turn, error) {
		return &desk.Turn{}, i.Confirm(by.Actor(), now)
	})
}

// LinkToIncident makes an order that was opened before an incident was known part of it: its
// resident is told of the end. Linking it again changes nothing.
func (s *Staff) LinkToIncident(ctx context.Context, by desk.Staff, incident, order int64) error {
	i, err := s.Orders.Incident(ctx, by.Community, incident)
	if err != nil {
		return err
	}
	_, err = s.act(ctx, order, func(a *act) error {
		switch {
		case a.w.Community != by.Community:
			return fmt.Errorf("order %d: %w", order, desk.ErrNotFound)
		case !by.Role.Dispatches() || i.State != desk.IncidentAnnounced || a.w.State.Final():
			return fmt.Errorf("order %s and incident %d, %s: %w", a.w.Number, i.ID, i.State, desk.ErrConflict)
		}
		if err := a.w.Note(by.Actor(), fmt.Sprintf(noteIncident, i.Label(), i.Where()), a.now); err != nil {
			return err
		}
		a.turn.IncidentAsk = &desk.IncidentAsk{Incident: i.ID, Conversation: a.w.Conversation, Order: a.w.ID, Reported: true, At: a.now}
		return nil
	})
	return err
}

// noteIncident is the remark of an order that became part of an incident.
const noteIncident = "算在公告“%s（%s）”里，恢复后一并通知住户"

// MayBelong reports whether an order may have been opened for what an incident cuts off: its
// words speak of it, it came up to a day before, and it is where the incident is.
func MayBelong(w *desk.WorkOrder, i *desk.Incident) bool {
	return w.Kind == desk.Repair && !w.State.Final() && w.OpenedAt.After(i.From.Add(-24*time.Hour)) && i.Reaches(w.Place) != desk.ReachNo &&
		speaksOf(intents.Read(w.Text), w.Text, i)
}

// WithdrawIncident takes an incident back; those who asked are told why.
func (s *Staff) WithdrawIncident(ctx context.Context, by desk.Staff, id int64, why string) (desk.Incident, error) {
	return s.onIncident(ctx, by, id, func(i *desk.Incident, now time.Time) (*desk.Turn, error) {
		known := i.State == desk.IncidentAnnounced
		if err := i.Withdraw(by.Actor(), why, now); err != nil {
			return nil, err
		}
		com, err := s.Content.Community(i.Community)
		if err != nil {
			return nil, err
		}
		t := &desk.Turn{}
		if !known {
			return t, nil
		}
		return t, s.tellOfIncident(ctx, t, i, com, fmt.Sprintf(sayIncidentRecalled, i.Label(), i.WithdrawnWhy))
	})
}

// BroadcastText is what a broadcast of the incident says now.
func BroadcastText(c *desk.Community, i *desk.Incident) string {
	if i.State == desk.IncidentEnded {
		return incidentOver(c, i)
	}
	return i.Notice(c)
}

// Broadcast begins to send the incident's text to residents; version is the one whose
// text was previewed, and moves on, so that pressing twice sends once.
func (s *Staff) Broadcast(ctx context.Context, by desk.Staff, id, version int64, unknown bool) (desk.Incident, error) {
	return s.onIncident(ctx, by, id, func(i *desk.Incident, now time.Time) (*desk.Turn, error) {
		if i.Version != version {
			return nil, fmt.Errorf("incident %d has changed: %w", id, desk.ErrConflict)
		}
		com, err := s.Content.Community(i.Community)
		if err != nil {
			return nil, err
		}
		b, err := desk.NewBroadcast(i, BroadcastText(com, i), unknown, by.Actor(), now)
		return &desk.Turn{Broadcast: b}, err
	})
}

// StopBroadcast keeps back what has not been sent of an incident's running broadcasts.
func (s *Staff) StopBroadcast(ctx context.Context, by desk.Staff, incident int64) error {
	if _, err := s.Orders.Incident(ctx, by.Community, incident); err != nil {
		return err
	}
	list, err := s.Orders.Broadcasts(ctx, incident)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].State != desk.BroadcastRuns {
			continue
		}
		if err := list[i].Stop(by.Actor(), s.Now()); err != nil {
			return err
		}
		if err := s.Orders.Commit(ctx, &desk.Turn{Broadcast: &list[i]}); err != nil {
			return err
		}
	}
	return nil
}

// onIncident changes an incident of the community of the one who asks, in one turn; any
// other does not exist.
func (s *Staff) onIncident(ctx context.Context, by desk.Staff, id int64, change func(*desk.Incident, time.Time) (*desk.Turn, error)) (desk.Incident, error) {
	for range commitTries {
		i, err := s.Orders.Incident(ctx, by.Community, id)
		if err != nil {
			return i, err
		}
		t, err := change(&i, s.Now())
		if err != nil {
			return i, err
		}
		t.Incident = &i
		if err = s.Orders.Commit(ctx, t); err == nil || !errors.Is(err, desk.ErrConflict) {
			return i, err
		}
	}
	return desk.Incident{}, fmt.Errorf("incident %d changed too often: %w", id, desk.ErrConflict)
}

// tellNotice tells staff what residents are told of an incident from now on.
func (s *Staff) tellNotice(ctx context.Context, t *desk.Turn, i *desk.Incident, lead string) error {
	com, err := s.Content.Community(i.Community)
	if err != nil {
		return err
	}
	return s.tellOfIncident(ctx, t, i, com, lead+i.Notice(com))
}

func (s *Staff) tellOfIncident(ctx context.Context, t *desk.Turn, i *desk.Incident, com *desk.Community, words string) (err error) {
	t.Out, err = s.posts(ctx, com, s.Now()).tell(post{key: fmt.Sprintf("incident:%d:room:%d", i.ID, i.Version), text: words})
	return err
}
