package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/desk"
)

func followUpColumns(f *desk.FollowUp) columns {
	return columns{
		{"order_id", orNone(&f.Order)}, {"conversation_id", &f.Conversation}, {"community", &f.Community}, {"stage", &f.Stage},
		{"due_at", millis(&f.DueAt)}, {"asked_at", millis(&f.AskedAt)}, {"reminded_at", millis(&f.RemindedAt)},
		{"answered_at", millis(&f.AnsweredAt)}, {"outcome", &f.Outcome}, {"caller", &f.Caller},
		{"created_at", millis(&f.CreatedAt)}, {"tries", asJSON(&f.Tries)}, {"result", asJSON(&f.Result)},
		{"cause", &f.Cause}, {"episode_id", &f.Episode}, {"words", &f.Words},
		{"remind_at", millis(&f.RemindAt)}, {"reminded", &f.Reminded},
	}
}

func (s *Store) followUps(ctx context.Context, rest string, args ...any) ([]desk.FollowUp, error) {
	var out []desk.FollowUp
	var f desk.FollowUp
	cols := followUpColumns(&f)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		f = desk.FollowUp{}
		if err := rows.Scan(append([]any{&f.ID, &f.Version}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, f)
		return nil
	}, "SELECT id, version, "+cols.names()+" FROM follow_ups "+rest, args...)
	return out, err
}

// FollowUpsDue are the follow-ups in the chat to move on by now, the oldest first. Calls
// are moved on by people.
func (s *Store) FollowUpsDue(ctx context.Context, now time.Time, limit int) ([]desk.FollowUp, error) {
	return s.followUps(ctx, "WHERE due_at <= $1 AND stage <> 'call' ORDER BY due_at, id LIMIT $2", now.UnixMilli(), limit)
}

// FollowUpOf is the open follow-up of an order that asks the resident, or desk.ErrNotFound.
func (s *Store) FollowUpOf(ctx context.Context, order int64) (desk.FollowUp, error) {
	list, err := s.followUps(ctx, "WHERE order_id = $1 AND outcome = '' AND stage <> 'call' ORDER BY id DESC LIMIT 1", order)
	return first(list, err, "follow-up of order %d", order)
}

// FollowUp is one follow-up, or desk.ErrNotFound.
func (s *Store) FollowUp(ctx context.Context, id int64) (desk.FollowUp, error) {
	list, err := s.followUps(ctx, "WHERE id = $1", id)
	return first(list, err, "follow-up %d", id)
}

// CallFilter narrows a list of a community's calls; zero fields do not.
type CallFilter struct {
	Caller desk.StaffID
	DueBy  time.Time
	Done   bool // those that are over instead of those to make
	Limit  int
}

// where is the condition of the filter for a community's calls, with its arguments.
func (f CallFilter) where(community desk.CommunityID) (string, []any) {
	q, args := "WHERE stage = 'call' AND community = $1", []any{community}
	and := func(cond string, arg any) {
		args = append(args, arg)
		q += fmt.Sprintf(" AND "+cond, len(args))
	}
	if f.Done {
		q += " AND outcome <> ''"
	} else {
		q += " AND outcome = ''"
	}
	if f.Caller != 0 {
		and("caller = $%d", f.Caller)
	}
	if !f.DueBy.IsZero() {
		and("due_at <= $%d", f.DueBy.UnixMilli())
	}
	return q, args
}

// Calls are a community's calls: to make, the one due first on top; or done, the latest first.
func (s *Store) Calls(ctx context.Context, community desk.CommunityID, f CallFilter) ([]desk.FollowUp, error) {
	order := "due_at, id"
	if f.Done {
		order = "id DESC"
	}
	q, args := f.where(community)
	return s.followUps(ctx, fmt.Sprintf("%s ORDER BY %s LIMIT $%d", q, order, len(args)+1), append(args, f.Limit)...)
}

// CountCalls is how many calls pass the filter, Limit at most.
func (s *Store) CountCalls(ctx context.Context, community desk.CommunityID, f CallFilter) (n int, err error) {
	q, args := f.where(community)
	err = s.readRow(ctx, []any{&n}, fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 FROM follow_ups %s LIMIT $%d) AS found", q, len(args)+1), append(args, f.Limit)...)
	return n, err
}

// CallsToRemind are the calls of which somebody is to be reminded by now, the longest due first.
func (s *Store) CallsToRemind(ctx context.Context, now time.Time, limit int) ([]desk.FollowUp, error) {
	return s.followUps(ctx, "WHERE remind_at <= $1 ORDER BY remind_at, id LIMIT $2", now.UnixMilli(), limit)
}

// CallsReadAfterAll are the open calls because of an unread chat (desk.CallUnread) whose resident
// has been in the chat since it asked.
func (s *Store) CallsReadAfterAll(ctx context.Context, limit int) ([]desk.FollowUp, error) {
	return s.followUps(ctx, `WHERE cause = 'unread' AND outcome = '' AND EXISTS (SELECT 1 FROM conversations c
		WHERE c.id = conversation_id AND (c.read_to >= asked_at OR c.last_at > asked_at)) ORDER BY id LIMIT $1`, limit)
}

// CallsOpen are all calls of a community that are still to be made, the one due first on top.
func (s *Store) CallsOpen(ctx context.Context, community desk.CommunityID) ([]desk.FollowUp, error) {
	return s.followUps(ctx, "WHERE community = $1 AND stage = 'call' AND outcome = '' ORDER BY due_at, id", community)
}
