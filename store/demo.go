package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"linli/desk"
)

// DemoCount is how much a community holds that was made up by linli demo.
type DemoCount struct {
	Conversations, Messages, Episodes, Orders, FollowUps, Staff int
}

// FillDemo commits the turns of a made-up past, in their order and all at once. A turn
// whose conversation has no ID begins it; lines of the resident stand among the
// replies. turns runs inside the transaction, so that each turn can name the rows of
// those before; an error of it undoes all. Orders and episodes must carry Demo.
// desk.ErrConflict when the community holds demo rows already.
func (s *Store) FillDemo(ctx context.Context, community desk.CommunityID, turns iter.Seq2[*desk.Turn, error]) error {
	return s.write(ctx, func(x *tx) error {
		var n int
		if err := x.get([]any{&n}, "SELECT (SELECT COUNT(*) FROM episodes WHERE demo AND community = $1) + (SELECT COUNT(*) FROM orders WHERE demo AND community = $1)", community); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%s holds %d demo rows: %w", community, n, desk.ErrConflict)
		}
		for t, err := range turns {
			if err != nil {
				return err
			}
			if err := x.commitDemo(t); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *tx) commitDemo(t *desk.Turn) error {
	if c := t.Conversation; c != nil && c.ID == 0 {
		began := c.CreatedAt
		if err := x.beginConversation(c, ""); err != nil {
			return err
		}
		c.CreatedAt = began
		if _, err := x.exec("UPDATE conversations SET created_at = $2 WHERE id = $1", c.ID, millis(&c.CreatedAt)); err != nil {
			return err
		}
	}
	if err := x.commit(t); err != nil || t.Conversation == nil || len(t.FollowUps) == 0 || t.Conversation.ReadTo.IsZero() {
		return err
	}
	return x.markRead(t.Conversation.ID, t.Conversation.ReadTo)
}

// The demo rows of a community ($1). A conversation is one by its episodes, which are
// all made up: nobody has a token for it.
const (
	demoEpisodes      = "SELECT id FROM episodes WHERE demo AND community = $1"
	demoOrders        = "SELECT id FROM orders WHERE demo AND community = $1"
	demoFollowUps     = "order_id IN (" + demoOrders + ") OR episode_id IN (" + demoEpisodes + ")"
	demoIncidents     = "SELECT id FROM incidents WHERE demo AND community = $1"
	demoBroadcasts    = "SELECT id FROM broadcasts WHERE incident_id IN (" + demoIncidents + ")"
	demoConversations = "SELECT conversation_id FROM episodes WHERE demo AND community = $1"
)

// ClearDemo removes what FillDemo made for a community, cards about it included, and of
// the staff named those who have no other orders.
func (s *Store) ClearDemo(ctx context.Context, community desk.CommunityID, staff []string) (DemoCount, error) {
	var n DemoCount
	err := s.write(ctx, func(x *tx) error {
		n = DemoCount{}
		for _, step := range []struct {
			table, where string
			count        *int
		}{
			{"follow_ups", demoFollowUps, &n.FollowUps},
			{"order_log", "order_id IN (" + demoOrders + ")", nil},
			{"order_terms", "order_id IN (" + demoOrders + ")", nil},
			{"outbox", "order_id IN (" + demoOrders + ")", nil},
			{"topics", "order_id IN (" + demoOrders + ")", nil},
			{"answers", "episode_id IN (" + demoEpisodes + ")", nil},
			{"messages", "conversation_id IN (" + demoConversations + ")", &n.Messages},
			{"conversations", "id IN (" + demoConversations + ")", &n.Conversations},
			{"receivers", "broadcast_id IN (" + demoBroadcasts + ")", nil},
			{"broadcasts", "incident_id IN (" + demoIncidents + ")", nil},
			{"incident_asks", "incident_id IN (" + demoIncidents + ")", nil},
			{"incident_orders", "incident_id IN (" + demoIncidents + ") OR order_id IN (" + demoOrders + ")", nil},
			{"incidents", "demo AND community = $1", nil},
			{"orders", "demo AND community = $1", &n.Orders},
			{"episodes", "demo AND community = $1", &n.Episodes},
		} {
			if err := x.remove(step.count, step.table, step.where, community); err != nil {
				return err
			}
		}
		if err := x.removeStaff(&n.Staff, community, staff); err != nil {
			return err
		}
		return x.clearRoster(community)
	})
	return n, err
}

// clearRoster removes a roster that was made up, and from any other those who are gone.
func (x *tx) clearRoster(community desk.CommunityID) error {
	r := desk.Roster{Community: community}
	err := x.get([]any{&r.Version, asJSON(&r)}, "SELECT version, body FROM rosters WHERE community = $1", community)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case r.Demo:
		return x.remove(nil, "rosters", "community = $1", community)
	}
	rows, err := x.query("SELECT id FROM staff WHERE community = $1", community)
	if err != nil {
		return err
	}
	defer rows.Close()
	left := map[desk.StaffID]bool{}
	for rows.Next() {
		var id desk.StaffID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		left[id] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	r.Forget(func(p desk.StaffID) bool { return !left[p] })
	return x.commitRoster(&desk.Turn{Roster: &r})
}

func (x *tx) removeStaff(count *int, community desk.CommunityID, names []string) error {
	for _, name := range names {
		const unused = "community = $1 AND name = $2 AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.claimed_by = staff.id)"
		if err := x.remove(nil, "staff_tokens", "staff_id IN (SELECT id FROM staff WHERE "+unused+")", community, name); err != nil {
			return err
		}
		if err := x.remove(nil, "absences", "staff_id IN (SELECT id FROM staff WHERE "+unused+")", community, name); err != nil {
			return err
		}
		var one int
		if err := x.remove(&one, "staff", unused, community, name); err != nil {
			return err
		}
		*count += one
	}
	return nil
}

func (x *tx) remove(count *int, table, where string, args ...any) error {
	res, err := x.exec("DELETE FROM "+table+" WHERE "+where, args...)
	if err != nil {
		return fmt.Errorf("clear %s: %w", table, err)
	}
	n, err := res.RowsAffected()
	if count != nil {
		*count = int(n)
	}
	return err
}

// DemoCount counts a community's demo rows; staff are those of the names.
func (s *Store) DemoCount(ctx context.Context, community desk.CommunityID, staff []string) (DemoCount, error) {
	var n DemoCount
	args := []any{community}
	marks := make([]string, len(staff))
	for i, name := range staff {
		args = append(args, name)
		marks[i] = fmt.Sprintf("$%d", i+2)
	}
	err := s.readRow(ctx, []any{&n.Conversations, &n.Messages, &n.Episodes, &n.Orders, &n.FollowUps, &n.Staff}, `SELECT
		(SELECT COUNT(*) FROM conversations WHERE id IN (`+demoConversations+`)),
		(SELECT COUNT(*) FROM messages WHERE conversation_id IN (`+demoConversations+`)),
		(SELECT COUNT(*) FROM episodes WHERE demo AND community = $1),
		(SELECT COUNT(*) FROM orders WHERE demo AND community = $1),
		(SELECT COUNT(*) FROM follow_ups WHERE `+demoFollowUps+`),
		(SELECT COUNT(*) FROM staff WHERE community = $1 AND name IN (`+strings.Join(marks, ", ")+`))`, args...)
	return n, err
}
