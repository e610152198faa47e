package store

import (
	"context"
	"database/sql"
	"time"

	"golang.org/x/sync/errgroup"

	"linli/desk"
)

// Facts are the rows that desk.Compute needs for the figures of [since, until), of all
// communities when community is "". Orders are without their logs and what nothing counts
// (ordersCounted).
func (s *Store) Facts(ctx context.Context, community desk.CommunityID, since, until time.Time) (desk.Facts, error) {
	var f desk.Facts
	here := "WHERE community = $1 AND " // along an index; an OR for "all" would keep it from being used
	if community == "" {
		here = "WHERE community >= $1 AND "
	}
	from, to := since.UnixMilli(), until.UnixMilli()
	// What happened in the week after each of them decides whether it was solved.
	last, err := s.lastEnd(ctx, here+"started_at >= $2 AND started_at < $3", community, from, to)
	if err != nil {
		return f, err
	}
	if last.Before(until) {
		last = until
	}
	last = last.Add(desk.SameTopicWindow)
	var both errgroup.Group // two long readings, of rows that do not hang together
	both.Go(func() (err error) {
		if f.Episodes, err = s.episodes(ctx, here+"started_at >= $2 AND started_at <= $3 ORDER BY id", community, from, last.UnixMilli()); err != nil {
			return err
		}
		f.FollowUps, err = s.followUps(ctx, here+"created_at >= $2 AND created_at < $3 ORDER BY id", community, from, to)
		return err
	})
	both.Go(func() (err error) {
		f.Orders, err = s.ordersCounted(ctx, `WHERE id IN (
			SELECT id FROM orders `+here+`opened_at >= $2 AND opened_at <= $4
			UNION SELECT id FROM orders `+here+`resolved_at >= $2 AND resolved_at < $3
			UNION SELECT id FROM orders `+here+`closed_at >= $2 AND closed_at < $3
			UNION SELECT id FROM orders `+here+`rated_at >= $2 AND rated_at < $3
			UNION SELECT order_id FROM follow_ups `+here+`created_at >= $2 AND created_at < $3)
		ORDER BY id`, community, from, to, last.UnixMilli())
		return err
	})
	err = both.Wait()
	return f, err
}

// lastEnd is when the last of some episodes ended, zero when none has.
func (s *Store) lastEnd(ctx context.Context, rest string, args ...any) (time.Time, error) {
	var at time.Time
	err := s.readRow(ctx, []any{millis(&at)}, "SELECT MAX(ended_at) FROM episodes "+rest, args...)
	return at, err
}

// Figures are the figures of [since, until) as known now, of all communities when
// community is "".
func (s *Store) Figures(ctx context.Context, community desk.CommunityID, since, until time.Time) (desk.Figures, error) {
	f, err := s.Facts(ctx, community, since, until)
	if err != nil {
		return desk.Figures{}, err
	}
	out := desk.Compute(f, since, until, s.now())
	out.Community = community
	return out, nil
}

// RefusedQuestion is what a resident asked and the bot could not answer.
type RefusedQuestion struct {
	Text         string
	Conversation int64
	At           time.Time
}

// Refused is what residents of a community asked in [since, until) without an answer, the oldest
// first.
func (s *Store) Refused(ctx context.Context, community desk.CommunityID, since, until time.Time) ([]RefusedQuestion, error) {
	var out []RefusedQuestion
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var q RefusedQuestion
		err := rows.Scan(&q.Text, &q.Conversation, millis(&q.At))
		out = append(out, q)
		return err
	}, `SELECT m.text, m.conversation_id, a.at FROM answers a JOIN messages m ON m.id = a.message_id JOIN conversations c ON c.id = m.conversation_id
		WHERE a.at >= $2 AND a.at < $3 AND a.decision = 'refuse' AND c.community = $1 ORDER BY a.at, m.id`, community, since.UnixMilli(), until.UnixMilli())
	return out, err
}
