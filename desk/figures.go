package desk

import (
	"encoding/json"
	"time"
)

// Figure is one number of the reports with what it was computed from. For shares the
// value is Numerator / Denominator. For durations it is in seconds and Denominator is
// the number of cases; Numerator is their sum for a mean, and for a percentile how many
// cases were no longer than the value. Without cases there is no value: JSON null.
type Figure struct {
	Value       float64 `json:"value"`
	Numerator   float64 `json:"numerator"`
	Denominator int     `json:"denominator"`
}

// MarshalJSON writes the value as null when there is nothing to count.
func (f Figure) MarshalJSON() ([]byte, error) {
	var value *float64
	if f.Denominator > 0 {
		value = &f.Value
	}
	return json.Marshal(struct {
		Value       *float64 `json:"value"`
		Numerator   float64  `json:"numerator"`
		Denominator int      `json:"denominator"`
	}{value, f.Numerator, f.Denominator})
}

// Figures are those of PRODUCT.md 5 for what began in [Since, Until); Rows says each
// definition in words. Wrong answers are left out: they need answers judged by people,
// and there are none yet.
//
// Episodes whose verdict depends on the quiet days after them (SameTopicWindow), and
// those still open with the bot, stand neither in the numerator nor in the denominator
// of assumed resolution, automation and FCR until it can be told: counted as solved
// they would flatter the last week and sink in hindsight, counted as unsolved they would
// pull down every report on it. Pending says how many that are for the first two.
type Figures struct {
	Community CommunityID `json:"community"` // "" is all
	Since     time.Time   `json:"since"`
	Until     time.Time   `json:"until"`
	Episodes  int         `json:"episodes"` // begun in the window
	Orders    int         `json:"orders"`   // opened in the window
	Demo      int         `json:"demo"`     // of these episodes and orders, made up by linli demo
	Pending   int         `json:"pending"`  // of these episodes, too young for a verdict

	Confirmed        Figure                    `json:"confirmed_resolution"`
	Assumed          Figure                    `json:"assumed_resolution"`
	Automation       Figure                    `json:"automation"`
	BotOnly          Figure                    `json:"bot_only"`
	Handover         Figure                    `json:"handover"`
	HandoverByReason map[HandoverReason]Figure `json:"handover_by_reason"`
	Unanswered       Figure                    `json:"unanswered"`
	Standardised     Figure                    `json:"standardised"`
	FCR              Figure                    `json:"fcr"`
	FRTBotP50        Figure                    `json:"frt_bot_p50"`
	FRTBotP90        Figure                    `json:"frt_bot_p90"`
	FRTHumanP50      Figure                    `json:"frt_human_p50"`
	FRTHumanP90      Figure                    `json:"frt_human_p90"`
	AHTP50           Figure                    `json:"aht_p50"`
	AHTP90           Figure                    `json:"aht_p90"`
	AHTMean          Figure                    `json:"aht_mean"`
	SLA              Figure                    `json:"sla"`
	SLAByPriority    map[Priority]Figure       `json:"sla_by_priority"`
	SLAByClock       map[Clock]Figure          `json:"sla_by_clock"`
	Reopened         Figure                    `json:"reopened"`
	ReopenedByWeek   map[string]Figure         `json:"reopened_by_week"` // by ISO week, "2026-W47"
	CSATStaff        Figure                    `json:"csat_staff"`
	CSATStaffReplies Figure                    `json:"csat_staff_response"`
	CSATBot          Figure                    `json:"csat_bot"`
	CSATBotReplies   Figure                    `json:"csat_bot_response"`
	FollowUp         Figure                    `json:"follow_up"`
}

// Facts are the rows figures are computed from. Episodes and orders must reach beyond
// the window: to SameTopicWindow after the end of the window's last episode. Orders
// must include those resolved, closed or rated in the window and those of FollowUps,
// whenever they were opened. Logs are not needed.
type Facts struct {
	Episodes  []Episode
	Orders    []WorkOrder
	FollowUps []FollowUp // created in the window
}

// Compute computes the figures of a window as known at now. Weeks are those of until's
// time zone.
func Compute(f Facts, since, until, now time.Time) Figures {
	c := counter{since: since, until: until, now: now, later: newContacts(f)}
	out := Figures{Since: since, Until: until}
	c.countEpisodes(&out, f.Episodes)
	c.countAnswering(&out, f.Episodes)
	c.countSLA(&out, f.Orders)
	c.countWork(&out, f.Orders)
	c.countFollowUps(&out, f)
	return out
}

type counter struct {
	since, until, now time.Time
	later             contacts
}

// in reports whether t falls into the window; a time not set does not.
func (c *counter) in(t time.Time) bool { return !t.Before(c.since) && t.Before(c.until) }

func (c *counter) countEpisodes(out *Figures, episodes []Episode) {
	var confirmed, assumed, automated, once tally
	for i := range episodes {
		e := &episodes[i]
		if !c.in(e.StartedAt) {
			continue
		}
		out.Episodes++
		out.Demo += one(e.Demo)
		if e.Answered > 0 {
			confirmed = confirmed.plus(e.confirmed())
		}
		if quiet, v := c.assumed(e); v == undecided {
			out.Pending++
		} else {
			if e.Answered > 0 {
				assumed = assumed.plus(quiet)
			}
			automated = automated.plus(quiet || e.confirmed() && !e.byPerson())
		}
		if ok, v := c.solvedOnce(e); v == yes {
			once = once.plus(ok)
		}
	}
	out.Confirmed, out.Assumed, out.Automation, out.FCR = confirmed.share(), assumed.share(), automated.share(), once.share()
}

func (c *counter) countAnswering(out *Figures, episodes []Episode) {
	var received, alone, handed, asked, refused, standard, rated, good, answered int
	reasons := map[HandoverReason]int{}
	var bot, human []time.Duration
	for i := range episodes {
		e := &episodes[i]
		if !c.in(e.StartedAt) {
			continue
		}
		asked += e.Asked
		refused += e.Refused
		standard += min(e.Answered, e.Asked) // two choices of one list answer one message
		if e.Handover != "" {
			handed++
			reasons[e.Handover]++
			if !e.FirstHumanAt.IsZero() {
				human = append(human, max(0, e.FirstHumanAt.Sub(e.HandoverAt)))
			}
		}
		if !e.FirstReplyAt.IsZero() {
			received++
			alone += one(e.Handover == "")
			bot = append(bot, max(0, e.FirstReplyAt.Sub(e.StartedAt)))
		}
		if e.Answered > 0 {
			answered++
			rated += one(e.Rating > 0)
			good += one(e.Rating >= 4)
		}
	}
	out.BotOnly = share(alone, received)
	out.Handover = share(handed, out.Episodes)
	out.HandoverByReason = map[HandoverReason]Figure{}
	for _, r := range HandoverReasons {
		out.HandoverByReason[r] = share(reasons[r], out.Episodes)
	}
	out.Unanswered, out.Standardised = share(refused, asked), share(standard, asked)
	out.FRTBotP50, out.FRTBotP90 = percentile(bot, 50), percentile(bot, 90)
	out.FRTHumanP50, out.FRTHumanP90 = percentile(human, 50), percentile(human, 90)
	out.CSATBot, out.CSATBotReplies = share(good, rated), share(rated, answered)
}

func (c *counter) countSLA(out *Figures, orders []WorkOrder) {
	var all tally
	priorities, clocks := map[Priority]tally{}, map[Clock]tally{}
	for i := range orders {
		w := &orders[i]
		if !c.in(w.OpenedAt) {
			continue
		}
		out.Orders++
		out.Demo += one(w.Demo)
		for _, k := range Clocks {
			kept, counted := w.Kept(k, c.now)
			if !counted {
				continue
			}
			all = all.plus(kept)
			priorities[w.Priority] = priorities[w.Priority].plus(kept)
			clocks[k] = clocks[k].plus(kept)
		}
	}
	out.SLA = all.share()
	out.SLAByPriority, out.SLAByClock = map[Priority]Figure{}, map[Clock]Figure{}
	for _, p := range Priorities {
		out.SLAByPriority[p] = priorities[p].share()
	}
	for _, k := range Clocks {
		out.SLAByClock[k] = clocks[k].share()
	}
}

func (c *counter) countWork(out *Figures, orders []WorkOrder) {
	var closed, rated tally
	weeks := map[string]tally{}
	var handling []time.Duration
	for i := range orders {
		w := &orders[i]
		if d, ok := w.Handling(); ok && c.in(w.ResolvedAt) {
			handling = append(handling, d)
		}
		if w.State == Closed && c.in(w.ClosedAt) {
			week := isoWeek(w.ClosedAt.In(c.until.Location()))
			closed, weeks[week] = closed.plus(w.Reopens > 0), weeks[week].plus(w.Reopens > 0)
		}
		if w.Rating > 0 && c.in(w.RatedAt) {
			rated = rated.plus(w.Rating >= 4)
		}
	}
	out.AHTP50, out.AHTP90, out.AHTMean = percentile(handling, 50), percentile(handling, 90), mean(handling)
	out.Reopened, out.CSATStaff = closed.share(), rated.share()
	out.ReopenedByWeek = map[string]Figure{}
	for week, t := range weeks {
		out.ReopenedByWeek[week] = t.share()
	}
}

func (c *counter) countFollowUps(out *Figures, f Facts) {
	ratings := make(map[int64]int, len(f.Orders))
	for i := range f.Orders {
		ratings[f.Orders[i].ID] = f.Orders[i].Rating
	}
	var due, replies tally
	asked := map[int64]bool{}
	for i := range f.FollowUps {
		u := &f.FollowUps[i]
		if !c.in(u.CreatedAt) {
			continue
		}
		if u.wasDue(c.now) {
			due = due.plus(u.Reached())
		}
		if u.Stage != StageCall && !u.AskedAt.IsZero() && !asked[u.Order] {
			asked[u.Order] = true
			replies = replies.plus(ratings[u.Order] > 0)
		}
	}
	out.FollowUp, out.CSATStaffReplies = due.share(), replies.share()
}
