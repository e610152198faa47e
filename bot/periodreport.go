package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"linli/desk"
)

// ReportsDue is what the clock needs of the memory for the reports of weeks and months.
type ReportsDue interface {
	Facts(ctx context.Context, community desk.CommunityID, since, until time.Time) (desk.Facts, error)
	OutboxKnows(ctx context.Context, key string) (bool, error)
}

const (
	reportHour  = 9 * time.Hour      // of the first day after a period
	reportUntil = 3 * 24 * time.Hour // after downtime, how late a report is still sent
)

// Reports sends the managers who have linked an account the figures of the week and the month
// that are over, in sentences. A period in which nothing happened is not reported.
func (s *Schedule) Reports(ctx context.Context) error {
	for _, com := range s.Acts.Content.Communities() {
		now := com.Local(s.Acts.Now())
		for name, p := range map[string]desk.Period{"周报": desk.Weeks(now, 1)[0], "月报": desk.Months(now, 1)[0]} {
			due := p.Window.Until.Add(reportHour)
			if now.Before(due) || !now.Before(due.Add(reportUntil)) || com.NotQuiet(now).After(now) {
				continue
			}
			if err := s.report(ctx, &com, name, p); err != nil && !errors.Is(err, desk.ErrConflict) {
				return fmt.Errorf("report %s of %s: %w", p.Key, com.ID, err)
			}
		}
	}
	return nil
}

func (s *Schedule) report(ctx context.Context, com *desk.Community, name string, p desk.Period) error {
	staff, err := s.People.StaffList(ctx, com.ID)
	if err != nil {
		return err
	}
	t, words := &desk.Turn{}, ""
	for _, m := range staff {
		if !m.Active || !m.Role.Reports() || m.Telegram == "" {
			continue
		}
		key := fmt.Sprintf("report:%s:%s:staff:%d", com.ID, p.Key, m.ID)
		if known, err := s.Due.OutboxKnows(ctx, key); err != nil || known {
			return err
		}
		if words == "" {
			if words, err = s.periodWords(ctx, com, name, p); err != nil || words == "" {
				return err
			}
		}
		t.Out = append(t.Out, desk.Outbound{Key: key, Text: words, To: desk.Address{Channel: desk.ChannelTelegram, Community: com.ID, ID: m.Telegram}})
	}
	if len(t.Out) == 0 {
		return nil
	}
	return s.Acts.Orders.Commit(ctx, t)
}

// periodWords is the report in words, "" when nothing happened.
func (s *Schedule) periodWords(ctx context.Context, com *desk.Community, name string, p desk.Period) (string, error) {
	facts, err := s.Due.Facts(ctx, com.ID, p.Before.Since, p.Window.Until)
	if err != nil {
		return "", err
	}
	f := desk.ComputeEach(facts, desk.FigureScope{}, []desk.Window{p.Window, p.Before}, s.Acts.Now())
	if f[0].Episodes+f[0].Orders == 0 {
		return "", nil
	}
	lines := append([]string{fmt.Sprintf("【%s】%s %s", name, com.Name, p.Name)}, desk.PeriodWords(f[0], f[0].Rows(com.Targets), f[1].Rows(com.Targets))...)
	return strings.Join(append(lines, roomReportMore), "\n"), nil
}

const roomReportMore = "每个数怎么算、背后是哪些工单，在网页“经营 - 报表”里。"
