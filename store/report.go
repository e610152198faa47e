package store

import (
	"context"
	"time"

	"linli/desk"
)

// Facts are the rows that desk.Compute needs for the figures of [since, until), of all
// communities when community is "". Orders are without their logs.
func (s *Store) Facts(ctx context.Context, community desk.CommunityID, since, until time.Time) (desk.Facts, error) {
	var f desk.Facts
	const here = "WHERE ($1 = '' OR community = $1) AND "
	from, to := since.UnixMilli(), until.UnixMilli()
	began, err := s.episodes(ctx, here+"started_at >= $2 AND started_at < $3 ORDER BY id", community, from, to)
	if err != nil {
		return f, err
	}
	// What happened in the week after each of them decides whether it was solved.
	last := until
	for i := range began {
		if end := began[i].EndedAt; end.After(last) {
			last = end
		}
	}
	last = last.Add(desk.SameTopicWindow)
	after, err := s.episodes(ctx, here+"started_at >= $2 AND started_at <= $3 ORDER BY id", community, to, last.UnixMilli())
	if err != nil {
		return f, err
	}
	f.Episodes = append(began, after...)
	f.FollowUps, err = s.followUps(ctx, here+"created_at >= $2 AND created_at < $3 ORDER BY id", community, from, to)
	if err != nil {
		return f, err
	}
	f.Orders, err = s.orders(ctx, here+`(opened_at >= $2 AND opened_at <= $4
			OR resolved_at >= $2 AND resolved_at < $3 OR closed_at >= $2 AND closed_at < $3 OR rated_at >= $2 AND rated_at < $3
			OR id IN (SELECT order_id FROM follow_ups f WHERE ($1 = '' OR f.community = $1) AND f.created_at >= $2 AND f.created_at < $3))
		ORDER BY id`, community, from, to, last.UnixMilli())
	return f, err
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
