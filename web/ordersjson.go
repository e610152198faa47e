package web

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"linli/desk"
)

// orderJSON is a work order as the API shows it; null is what is not set.
type orderJSON struct {
	ID          int64           `json:"id"`
	Number      string          `json:"number"`
	State       desk.OrderState `json:"state"`
	Kind        desk.OrderKind  `json:"kind"`
	Category    string          `json:"category"`
	Priority    desk.Priority   `json:"priority"`
	Title       string          `json:"title"`
	Text        string          `json:"text"`
	Place       string          `json:"place"`
	Resident    string          `json:"resident"`
	Phone       string          `json:"phone"`
	Masked      bool            `json:"masked"` // phone and unit are hidden from the one who asks
	Since       string          `json:"since"`
	Visit       string          `json:"visit"`
	Media       []mediaJSON     `json:"media"`
	Entry       *string         `json:"entry"`
	Emergency   *string         `json:"emergency"`
	Reason      *string         `json:"reason"`
	ClaimedBy   *string         `json:"claimed_by"`
	ClaimedByID *desk.StaffID   `json:"claimed_by_id"`
	OpenedAt    time.Time       `json:"opened_at"`
	FirstActAt  *time.Time      `json:"first_act_at"`
	ClaimedAt   *time.Time      `json:"claimed_at"`
	WorkingAt   *time.Time      `json:"working_at"`
	ResolvedAt  *time.Time      `json:"resolved_at"`
	ClosedAt    *time.Time      `json:"closed_at"`
	ClosedBy    *string         `json:"closed_by"`
	Resolution  *string         `json:"resolution"`
	Hold        *holdJSON       `json:"hold"`
	Due         dueJSON         `json:"due"`
	Overdue     bool            `json:"overdue"`
	Urged       int             `json:"urged"`
	UrgedAt     *time.Time      `json:"urged_at"`
	Reopens     int             `json:"reopens"`
	Confirmed   *string         `json:"confirmed"`
	Rating      *int            `json:"rating"`
	RatedWhy    *string         `json:"rated_why"`
	MergedTo    *int64          `json:"merged_to"`
	External    *string         `json:"external"`
	Demo        bool            `json:"demo"`
	Quote       *quoteJSON      `json:"quote"`
	OwesReport  bool            `json:"owes_report"` // an emergency that was dealt with, without its report
	Photos      []photoJSON     `json:"photos"`
}

// photoJSON is a photo of the work.
type photoJSON struct {
	mediaJSON
	Stage desk.PhotoStage `json:"stage"`
	By    string          `json:"by"`
	At    time.Time       `json:"at"`
}

func photosOf(photos []desk.WorkPhoto) []photoJSON {
	out := make([]photoJSON, len(photos))
	for i, p := range photos {
		out[i] = photoJSON{mediaOf([]desk.MediaRef{p.Media})[0], p.Stage, p.By, p.At.UTC()}
	}
	return out
}

type holdJSON struct {
	Reason string    `json:"reason"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until"`
}

// quoteJSON is what the work costs, in yuan.
type quoteJSON struct {
	N        int             `json:"n"`
	State    desk.QuoteState `json:"state"`
	Lines    []quoteRow      `json:"lines"`
	Total    string          `json:"total"`
	Note     string          `json:"note"`
	By       string          `json:"by"`
	At       time.Time       `json:"at"`
	Answered *time.Time      `json:"answered_at"`
	How      *desk.AnswerWay `json:"how"` // these are null of an answer in the chat
	Who      *string         `json:"who"`
	AskedBy  *string         `json:"asked_by"`
	NotedBy  *string         `json:"noted_by"`
}

// quoteOf is an order's quote, nil without one.
func quoteOf(q *desk.Quote, m desk.Mask) *quoteJSON {
	if q.N == 0 {
		return nil
	}
	out := &quoteJSON{N: q.N, State: q.State, Total: yuan(q.Total()), Note: m.Words(q.Note), By: q.By, At: q.At.UTC(), Answered: setTime(q.Answered),
		How: set(q.How), Who: set(m.Words(q.Who)), AskedBy: set(q.AskedBy), NotedBy: set(q.NotedBy)}
	for _, l := range q.Lines {
		out.Lines = append(out.Lines, quoteRow{Name: m.Words(l.Name), Count: json.Number(strconv.Itoa(l.Count)), Price: yuan(l.Price)})
	}
	return out
}

// yuan is an amount without its sign, "12.50".
func yuan(f desk.Fen) string { return strings.TrimPrefix(f.String(), "¥") }

// dueJSON are the deadlines; next is the one that runs out next, null while none runs.
type dueJSON struct {
	Respond *time.Time `json:"respond"`
	Arrive  *time.Time `json:"arrive"`
	Finish  *time.Time `json:"finish"`
	Promise *time.Time `json:"promise"`
	Next    *time.Time `json:"next"`
}

type orderDetailJSON struct {
	orderJSON
	Nth      int           `json:"nth"` // report of the same thing within desk.RepeatSpan
	Log      []logJSON     `json:"log"`
	Messages []messageJSON `json:"messages"`
}

type logJSON struct {
	At   time.Time       `json:"at"`
	Kind desk.ActorKind  `json:"kind"` // resident, staff, system
	By   string          `json:"by"`   // name, "" unless staff
	Move desk.Move       `json:"move"`
	From desk.OrderState `json:"from"` // "" of the first line
	To   desk.OrderState `json:"to"`
	Why  string          `json:"why"`
}

// set is a pointer to v, nil for the zero value: JSON's null.
func set[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func setTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// orderOf is an order as `by` may see it.
func (s *Server) orderOf(o *desk.WorkOrder, by desk.Staff) orderJSON {
	m := o.HiddenFrom(by)
	_, next, _ := o.NextDue()
	out := orderJSON{
		ID: o.ID, Number: o.Number, State: o.State, Kind: o.Kind, Category: o.Category, Priority: o.Priority,
		Title: m.Words(o.Title), Text: m.Words(o.Text), Place: m.Place(o.Place), Resident: o.Resident, Phone: m.Phone(o.Phone), Masked: m.On(),
		Since: o.Since, Visit: o.Visit, Media: mediaOf(o.Media), Entry: set(o.Entry), Emergency: set(o.Emergency), Reason: set(string(o.Reason)),
		ClaimedBy: set(o.ClaimerName), ClaimedByID: set(o.ClaimedBy), OpenedAt: o.OpenedAt.UTC(), FirstActAt: setTime(o.FirstActAt),
		ClaimedAt: setTime(o.ClaimedAt), WorkingAt: setTime(o.WorkingAt), ResolvedAt: setTime(o.ResolvedAt), ClosedAt: setTime(o.ClosedAt),
		ClosedBy: set(string(o.ClosedBy)), Resolution: set(o.Resolution),
		Due:     dueJSON{setTime(o.Due.Respond), setTime(o.Due.Arrive), setTime(o.Due.Finish), setTime(o.Promised.Due), setTime(next)},
		Overdue: !next.IsZero() && next.Before(s.cfg.Now()), Urged: o.Urged, UrgedAt: setTime(o.UrgedAt), Reopens: o.Reopens,
		Confirmed: set(string(o.Confirmed)), Rating: set(o.Rating), RatedWhy: set(o.RatedWhy), MergedTo: set(o.MergedTo),
		External: set(o.External), Demo: o.Demo,
		Quote: quoteOf(&o.Quote, m), OwesReport: o.OwesReport(), Photos: photosOf(o.Photos),
	}
	if o.State == desk.OnHold {
		out.Hold = &holdJSON{Reason: o.HoldReason, Since: o.HoldSince.UTC(), Until: o.HoldUntil.UTC()}
	}
	return out
}

func logOf(l *desk.LogLine, m desk.Mask) logJSON {
	return logJSON{At: l.At.UTC(), Kind: l.By.Kind, By: l.By.Name, Move: l.Move, From: l.From, To: l.To, Why: m.Words(l.Why)}
}
