package web

import (
	"net/http"
	"time"

	"linli/desk"
)

// The API's way to take down an order for who has no chat, and to an emergency's report: the
// rules are those of the desk's pages.

type registrationJSON struct {
	ClientID string         `json:"client_id"` // opens one order however often it is sent
	Kind     desk.OrderKind `json:"kind"`
	Category string         `json:"category"`
	Priority desk.Priority  `json:"priority"` // "" is the usual one of the kind
	Text     string         `json:"text"`
	Building string         `json:"building"`
	Unit     string         `json:"unit"`
	Room     string         `json:"room"`
	Spot     string         `json:"spot"`
	Resident string         `json:"resident"`
	Phone    string         `json:"phone"`
	Visit    string         `json:"visit"`
}

// registerOrder opens an order for somebody who phones or stands at the counter.
func (s *Server) registerOrder(w http.ResponseWriter, r *http.Request) error {
	var b registrationJSON
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	if err := checkClientID(b.ClientID); err != nil {
		return err
	}
	reg := desk.Registration{Kind: b.Kind, Category: b.Category, Priority: b.Priority, Text: b.Text,
		Place:    desk.Place{Building: b.Building, Unit: b.Unit, Room: b.Room, Spot: b.Spot},
		Resident: b.Resident, Phone: b.Phone, Visit: b.Visit, Key: b.ClientID}
	if err := cleanRegistration(&reg); err != nil {
		return err
	}
	o, err := s.cfg.Staff.Register(r.Context(), staffOf(r), reg)
	if err != nil {
		return err
	}
	return s.writeOrder(w, r, http.StatusCreated, o)
}

// newReportJSON is a report as it is written; who does is who asks.
type newReportJSON struct {
	Kind     string   `json:"kind"`
	OnSite   string   `json:"on_site"` // RFC 3339
	Hurt     *int     `json:"hurt"`
	Helpers  []string `json:"helpers"`
	Measures string   `json:"measures"`
	Cause    string   `json:"cause"`
	Remains  string   `json:"remains"`
	Signed   string   `json:"signed"`
}

type reportJSON struct {
	Kind     string       `json:"kind"`
	OnSite   time.Time    `json:"on_site"`
	Hurt     int          `json:"hurt"`
	Helpers  []string     `json:"helpers"`
	Measures string       `json:"measures"`
	Cause    string       `json:"cause"`
	Remains  string       `json:"remains"`
	Signed   string       `json:"signed"`
	By       desk.StaffID `json:"by"`
	At       time.Time    `json:"at"`
}

// reportsJSON are the versions of an order's report, the first on top, with what a new one may
// name.
type reportsJSON struct {
	Owed     bool         `json:"owed"`
	CanWrite bool         `json:"can_write"` // by who asks
	Kinds    []string     `json:"kinds"`
	Helpers  []string     `json:"helpers"`
	Versions []reportJSON `json:"versions"`
}

func (s *Server) showReports(w http.ResponseWriter, r *http.Request) error {
	o, err := s.findOrder(r.Context(), staffOf(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.writeReports(w, r, http.StatusOK, &o)
}

// writeReport keeps a report, or a correction of the one before.
func (s *Server) writeReport(w http.ResponseWriter, r *http.Request) error {
	o, err := s.orderToReport(r)
	if err != nil {
		return err
	}
	var b newReportJSON
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	report := desk.Report{Kind: b.Kind, Helpers: b.Helpers, Measures: b.Measures, Cause: b.Cause, Remains: b.Remains, Signed: b.Signed}
	if err := cleanReport(&report); err != nil {
		return err
	}
	if b.OnSite != "" {
		if report.OnSite, err = time.Parse(time.RFC3339, b.OnSite); err != nil {
			return invalid("on_site", badTime)
		}
	}
	if b.Hurt == nil {
		return invalid("hurt", blankHurt)
	}
	report.Hurt = *b.Hurt
	after, err := s.cfg.Staff.Report(r.Context(), staffOf(r), o.ID, report)
	if err != nil {
		return err
	}
	return s.writeReports(w, r, http.StatusCreated, &after)
}

func (s *Server) writeReports(w http.ResponseWriter, r *http.Request, status int, o *desk.WorkOrder) error {
	m := o.HiddenFrom(staffOf(r))
	out := reportsJSON{Owed: o.OwesReport(), CanWrite: mayReport(o, staffOf(r)), Kinds: s.cfg.Staff.Content.EmergencyKinds(),
		Helpers: desk.ReportHelpers, Versions: []reportJSON{}}
	for i := range o.Reports {
		v := &o.Reports[i]
		out.Versions = append(out.Versions, reportJSON{Kind: v.Kind, OnSite: v.OnSite.UTC(), Hurt: v.Hurt, Helpers: append([]string{}, v.Helpers...),
			Measures: m.Words(v.Measures), Cause: m.Words(v.Cause), Remains: m.Words(v.Remains), Signed: v.Signed, By: v.By, At: v.At.UTC()})
	}
	return writeJSON(w, status, out)
}
