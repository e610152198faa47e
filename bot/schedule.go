package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/robfig/cron/v3"

	"linli/desk"
)

// Due is what the clock needs of the memory: rows that are due.
type Due interface {
	OrdersToCheck(ctx context.Context, now time.Time, limit int) ([]int64, error)
	FollowUpsDue(ctx context.Context, now time.Time, limit int) ([]desk.FollowUp, error)
	CallsToRemind(ctx context.Context, now time.Time, limit int) ([]desk.FollowUp, error)
	CallsReadAfterAll(ctx context.Context, limit int) ([]desk.FollowUp, error)
	EpisodesSilent(ctx context.Context, before time.Time, limit int) ([]desk.Episode, error)
	MergedDone(ctx context.Context, limit int) ([]int64, error)
	IncidentsDue
	ReportsDue
}

// Schedule does what is due by the clock. Cron only ticks: each job sweeps due rows and
// changes them conditionally, with unique keys for what is said, so it catches up after
// downtime, needs no leader, and done twice is done once.
type Schedule struct {
	Due    Due
	Acts   *Staff
	People People
	Log    *slog.Logger
}

// sweepLimit is how many rows a sweep takes at once; it goes on until none is left.
const sweepLimit = 100

// Run ticks until ctx ends, then waits for the jobs under way.
func (s *Schedule) Run(ctx context.Context) error {
	log := cron.PrintfLogger(slog.NewLogLogger(s.Log.Handler(), slog.LevelError))
	// Recover innermost: outside SkipIfStillRunning one panic would stop the job for ever.
	c := cron.New(cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	for spec, job := range map[string]func(context.Context) error{
		"@every 5s":  s.Orders,
		"@every 4s":  s.Duty,
		"@every 10s": s.FollowUps,
		"@every 20s": s.Calls,
		"@every 30s": s.Merged,
		"@every 60s": s.Episodes,
		"@every 3s":  s.Broadcasts,
		"@every 15s": s.Incidents,
		"@every 50s": s.Reports,
	} {
		if _, err := c.AddFunc(spec, func() {
			if err := job(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("schedule", "job", spec, "error", err)
			}
		}); err != nil {
			return fmt.Errorf("schedule %s: %w", spec, err)
		}
	}
	if err := s.Tick(ctx); err != nil && ctx.Err() == nil { // what came due while nothing ran
		s.Log.Error("schedule", "job", "start", "error", err)
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	return nil
}

// Tick runs every sweep once.
func (s *Schedule) Tick(ctx context.Context) error {
	return errors.Join(s.Orders(ctx), s.Duty(ctx), s.FollowUps(ctx), s.Calls(ctx), s.Merged(ctx), s.Episodes(ctx), s.Broadcasts(ctx), s.Incidents(ctx), s.Reports(ctx))
}

// Orders resumes orders whose hold is over and climbs the ladder of those that wait.
func (s *Schedule) Orders(ctx context.Context) error {
	for {
		ids, err := s.Due.OrdersToCheck(ctx, s.Acts.Now(), sweepLimit)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := s.Acts.act(ctx, id, func(a *act) error { return s.check(a) }); err != nil && !errors.Is(err, desk.ErrConflict) {
				return err
			}
		}
		if len(ids) < sweepLimit || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (s *Schedule) check(a *act) error {
	if a.w.State == desk.OnHold {
		if a.now.Before(a.w.HoldUntil) {
			return nil
		}
		return a.w.Resume(desk.TheSystem, a.com, a.now)
	}
	if a.w.OwesReport() {
		return s.remindReport(a)
	}
	alert, ok := a.w.Climb(a.now)
	if !ok {
		return nil
	}
	return s.alert(a, alert)
}

// alert tells those the rung is for: the staff rooms always, the claimer by themselves,
// the managers from the top rung on.
func (s *Schedule) alert(a *act, alert desk.Alert) error {
	w := a.w
	text := alertText(a.com, w, alert, a.now) + "\n" + cardText(a.com, w, w.Number, a.now)
	buttons := append(cardButtons(w, fmt.Sprint(w.ID)), desk.Button{Label: desk.MoveAck.Label(), Press: desk.NewPress("ack", w.ID)})
	key := fmt.Sprintf("order:%d:%s:%s:%d:%d", w.ID, alert.Clock, alert.Step, alert.N, w.Reopens)
	if alert.Step == desk.StepRing {
		return s.ring(a, alert, key, text, buttons)
	}
	return s.tell(a, key, text, buttons, func(p desk.Staff) bool { return concerns(alert, w, p) })
}

// tell says something about an order, or a call about none, to the staff as ever, and to whom of
// them it concerns by themselves.
func (s *Schedule) tell(a *act, key, text string, buttons []desk.Button, concerns func(desk.Staff) bool) error {
	holder := desk.StaffID(0)
	if a.w != nil {
		holder = holderOf(a.w)
	}
	told, err := a.posts().tell(post{key: key, order: a.order(), holder: holder, text: text, buttons: buttons})
	if err := a.put(told, err); err != nil {
		return err
	}
	list, err := s.People.StaffList(a.ctx, a.com.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		key := staffKey(key, p)
		if p.Active && concerns(p) && !slices.ContainsFunc(told, func(o desk.Outbound) bool { return o.Key == key }) {
			a.privately(p, key, text, buttons)
		}
	}
	return nil
}

// ring calls everybody on duty, where nobody is all who handle orders, and the managers
// when that has not helped.
func (s *Schedule) ring(a *act, alert desk.Alert, key, text string, buttons []desk.Button) error {
	r, err := a.roster()
	if err != nil {
		return err
	}
	staff, err := s.People.StaffList(a.ctx, a.w.Community)
	if err != nil {
		return err
	}
	on := map[desk.StaffID]bool{}
	for _, p := range r.OnDuty(staff, a.com, a.now) {
		on[p.ID] = true
	}
	return s.tell(a, key, text, buttons, func(p desk.Staff) bool {
		if p.Role.Reports() && !r.Empty() && on[p.ID] || len(on) == 0 {
			return p.Role.Works()
		}
		return p.Role.Reports() && alert.N >= desk.RingManager || !p.Role.Reports() && on[p.ID]
	})
}

// concerns reports whether an alert is for a member of staff by themselves: the claimer,
// from the breach on whoever dispatches (班长), in the end the manager.
func concerns(a desk.Alert, w *desk.WorkOrder, p desk.Staff) bool {
	switch {
	case p.ID == w.ClaimedBy:
		return true
	case a.Step == desk.StepBreach:
		return p.Role == desk.RoleDispatcher
	}
	return a.Step == desk.StepManager && p.Role.Reports()
}

func alertText(c *desk.Community, w *desk.WorkOrder, a desk.Alert, now time.Time) string {
	due, _ := w.Deadline(a.Clock)
	limit, when := w.ClockLabel(a.Clock)+"时限", byWhen(c, due, now)
	if a.Clock == desk.ClockPromise {
		when += "，答应住户“" + w.Promised.Words + "”"
	}
	switch a.Step {
	case desk.StepRing:
		return fmt.Sprintf("险情还没有人接单，第 %d 次呼叫值班人员！", a.N)
	case desk.StepWarn:
		return fmt.Sprintf("快到%s了（%s）。", limit, when)
	case desk.StepBreach:
		return fmt.Sprintf("已超过%s（%s），请班长处理。", limit, when)
	default:
		return fmt.Sprintf("超过%s后仍未处理（%s），请经理关注。", limit, when)
	}
}

// FollowUps asks, reminds and closes what is due, outside quiet hours.
func (s *Schedule) FollowUps(ctx context.Context) error {
	for {
		list, err := s.Due.FollowUpsDue(ctx, s.Acts.Now(), sweepLimit)
		if err != nil {
			return err
		}
		for _, f := range list {
			_, err := s.Acts.act(ctx, f.Order, func(a *act) error {
				mine := f // a new try begins from the row as it was read
				return s.followUp(a, &mine)
			})
			if err != nil && !errors.Is(err, desk.ErrConflict) {
				return fmt.Errorf("follow-up %d: %w", f.ID, err)
			}
		}
		if len(list) < sweepLimit || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// followUp moves one follow-up on.
func (s *Schedule) followUp(a *act, f *desk.FollowUp) error {
	a.turn.FollowUps = append(a.turn.FollowUps, f)
	w := a.w
	if later := a.com.NotQuiet(a.now); later.After(a.now) && f.Stage != desk.StageExpire {
		f.DueAt = later
		return nil
	}
	switch {
	case w.State != desk.Resolved:
		f.Finish(desk.OutcomeNotDone, a.now)
		return nil
	case a.c == nil || a.c.Unreachable:
		return a.callInstead(f, desk.CallNoChat)
	case f.Unread(a.c, a.com, a.now):
		return a.callInstead(f, desk.CallUnread)
	case f.WaitsInChat(a.c, a.com, a.now):
		return nil
	}
	switch f.Stage {
	case desk.StageConfirm:
		a.prompt(f)
	case desk.StageRating, desk.StageRemind:
		words := sayRateAsk
		if f.Stage == desk.StageRemind {
			words = sayRateRemind
		}
		a.say(fmt.Sprintf(words, w.Number), starButtons("rate", w.ID)...)
		a.expect(desk.Pending{Await: desk.AwaitRating, Order: w.ID})
		f.Advance(a.com, a.now)
	case desk.StageExpire:
		outcome := desk.OutcomeNoAnswer
		if !f.AnsweredAt.IsZero() { // confirmed, only the rating is missing
			outcome = desk.OutcomeAnswered
		}
		answered := f.AnsweredAt
		f.Finish(outcome, a.now)
		if !answered.IsZero() {
			f.AnsweredAt = answered
		}
		return w.Close(desk.TheSystem, a.now)
	}
	return nil
}

// Merged tells the residents of merged orders when the matter is done.
func (s *Schedule) Merged(ctx context.Context) error {
	ids, err := s.Due.MergedDone(ctx, sweepLimit)
	if err != nil {
		return err
	}
	for _, id := range ids {
		_, err := s.Acts.act(ctx, id, func(a *act) error {
			main, err := s.Acts.Orders.Order(ctx, a.w.MergedTo)
			if err != nil {
				return err
			}
			a.say(fmt.Sprintf(sayMergedDone, a.w.Number, main.Number, firstOf(main.Resolution, "已处理")))
			a.turn.Replies[len(a.turn.Replies)-1].Key = fmt.Sprintf("merged:%d", id)
			return nil
		})
		if err != nil && !errors.Is(err, desk.ErrConflict) {
			return fmt.Errorf("merged order %d: %w", id, err)
		}
	}
	return nil
}

// Episodes ends those that have been silent for a day.
func (s *Schedule) Episodes(ctx context.Context) error {
	for {
		now := s.Acts.Now()
		list, err := s.Due.EpisodesSilent(ctx, now.Add(-desk.EpisodeSilence), sweepLimit)
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := s.endEpisode(ctx, e, now); err != nil && !errors.Is(err, desk.ErrConflict) {
				return fmt.Errorf("episode %d: %w", e.ID, err)
			}
		}
		if len(list) < sweepLimit || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (s *Schedule) endEpisode(ctx context.Context, e desk.Episode, now time.Time) error {
	c, err := s.Acts.Orders.Conversation(ctx, e.Conversation)
	if err != nil {
		return err
	}
	e.Finish(desk.EndSilence, now)
	t := desk.Turn{Episode: &e, Conversation: &c}
	if c.Episode == e.ID {
		c.Episode = 0
		if p := c.State.Pending; p != nil && p.Await == desk.AwaitHelped {
			c.State.Pending = nil
		}
		c.State.Misses, c.State.Asked = 0, 0
	}
	return s.Acts.Orders.Commit(ctx, &t)
}
