package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/desk"
)

func incidentColumns(i *desk.Incident) columns {
	return columns{
		{"community", &i.Community}, {"state", &i.State}, {"kind", &i.Kind}, {"name", &i.Name}, {"planned", &i.Planned},
		{"buildings", asJSON(&i.Buildings)}, {"from_at", millis(&i.From)}, {"until_at", millis(&i.Until)}, {"text", &i.Text}, {"english", &i.English},
		{"confirmed_at", millis(&i.ConfirmedAt)}, {"asked_at", millis(&i.AskedAt)},
		{"published_by", asJSON(&i.Published)}, {"published_at", millis(&i.PublishedAt)}, {"ended_by", asJSON(&i.Ended)},
		{"ended_at", millis(&i.EndedAt)}, {"withdrawn_why", &i.WithdrawnWhy}, {"created_at", millis(&i.CreatedAt)}, {"demo", &i.Demo},
	}
}

func (s *Store) incidents(ctx context.Context, rest string, args ...any) ([]desk.Incident, error) {
	var out []desk.Incident
	var i desk.Incident
	cols := incidentColumns(&i)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		i = desk.Incident{}
		if err := rows.Scan(append([]any{&i.ID, &i.Version}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, i)
		return nil
	}, "SELECT id, version, "+cols.names()+" FROM incidents "+rest, args...)
	return out, err
}

// Incident is one incident of a community; another's is desk.ErrNotFound.
func (s *Store) Incident(ctx context.Context, community desk.CommunityID, id int64) (desk.Incident, error) {
	list, err := s.incidents(ctx, "WHERE id = $1 AND community = $2", id, community)
	return first(list, err, "incident %d", id)
}

// IncidentsNow are the incidents of a community that may concern somebody who asks now:
// announced ones, and those that ended a short while ago.
func (s *Store) IncidentsNow(ctx context.Context, community desk.CommunityID, now time.Time) ([]desk.Incident, error) {
	return s.incidents(ctx, "WHERE community = $1 AND (state = 'announced' OR state = 'ended' AND ended_at > $2) ORDER BY from_at DESC, id DESC",
		community, now.Add(-desk.IncidentAfter).UnixMilli())
}

// Incidents are a community's incidents, those that begin last on top. open ones are
// drafts and announced; else those that are over.
func (s *Store) Incidents(ctx context.Context, community desk.CommunityID, open bool, limit int) ([]desk.Incident, error) {
	states := "'ended', 'withdrawn'"
	if open {
		states = "'draft', 'announced'"
	}
	return s.incidents(ctx, "WHERE community = $1 AND state IN ("+states+") ORDER BY from_at DESC, id DESC LIMIT $2", community, limit)
}

func (x *tx) commitIncident(t *desk.Turn) error {
	i := t.Incident
	if i == nil {
		return nil
	}
	x.ring(BellOrders(i.Community)) // the desk's pages show it
	if i.ID == 0 {
		i.Version = 1
		return x.insert("incidents", incidentColumns(i), &i.ID)
	}
	return x.update("incidents", incidentColumns(i), i.ID, &i.Version, fmt.Errorf("incident %d: %w", i.ID, desk.ErrConflict))
}

// commitIncidentAsk keeps that somebody asked, once each; or, when ToldAt is set, that
// they were told of the end, which happens once.
func (x *tx) commitIncidentAsk(t *desk.Turn) error {
	a := t.IncidentAsk
	if a == nil {
		return nil
	}
	if a.Order != 0 {
		if _, err := x.exec("INSERT INTO incident_orders (order_id, incident_id, at) VALUES ($1, $2, $3) ON CONFLICT (order_id) DO NOTHING",
			a.Order, a.Incident, millis(&a.At)); err != nil || a.Conversation == 0 {
			return err
		}
	}
	if !a.ToldAt.IsZero() {
		return x.change(fmt.Errorf("incident %d, conversation %d: %w", a.Incident, a.Conversation, desk.ErrConflict),
			"UPDATE incident_asks SET told_at = $3 WHERE incident_id = $1 AND conversation_id = $2 AND told_at IS NULL",
			a.Incident, a.Conversation, millis(&a.ToldAt))
	}
	_, err := x.exec(`INSERT INTO incident_asks (incident_id, conversation_id, reported, apart, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (incident_id, conversation_id) DO UPDATE SET reported = incident_asks.reported OR excluded.reported, apart = excluded.apart`,
		a.Incident, a.Conversation, a.Reported, a.Apart, millis(&a.At))
	return err
}

// IncidentOrders are the orders that were opened before an incident was known and belong to
// it, the oldest first, without logs.
func (s *Store) IncidentOrders(ctx context.Context, incident int64) ([]desk.WorkOrder, error) {
	return s.orders(ctx, "WHERE id IN (SELECT order_id FROM incident_orders WHERE incident_id = $1) ORDER BY id LIMIT 500", incident)
}

// IncidentOfOrder is the incident that an order belongs to, or desk.ErrNotFound.
func (s *Store) IncidentOfOrder(ctx context.Context, w *desk.WorkOrder) (desk.Incident, error) {
	list, err := s.incidents(ctx, "WHERE community = $1 AND id = (SELECT incident_id FROM incident_orders WHERE order_id = $2)", w.Community, w.ID)
	return first(list, err, "incident of order %d", w.ID)
}

// AskCount is how many residents asked about an incident, and how many of them reported it.
type AskCount struct{ Asked, Reported, Told int }

// IncidentAsks counts them.
func (s *Store) IncidentAsks(ctx context.Context, incident int64) (AskCount, error) {
	var n AskCount
	err := s.readRow(ctx, []any{&n.Asked, &n.Reported, &n.Told}, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN reported THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN told_at IS NOT NULL THEN 1 ELSE 0 END), 0) FROM incident_asks WHERE incident_id = $1 AND NOT apart`, incident)
	return n, err
}

// IncidentsToTell are up to limit residents of a community who are still to be told that
// what they asked about is over.
func (s *Store) IncidentsToTell(ctx context.Context, community desk.CommunityID, limit int) ([]desk.IncidentAsk, error) {
	var out []desk.IncidentAsk
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var a desk.IncidentAsk
		if err := rows.Scan(&a.Incident, &a.Conversation, &a.Reported, &a.Apart, millis(&a.At)); err != nil {
			return err
		}
		out = append(out, a)
		return nil
	}, `SELECT a.incident_id, a.conversation_id, a.reported, a.apart, a.at FROM incident_asks a JOIN incidents i ON i.id = a.incident_id
		WHERE i.community = $1 AND i.state IN ('ended', 'withdrawn') AND a.told_at IS NULL AND NOT a.apart
		ORDER BY a.incident_id, a.conversation_id LIMIT $2`, community, limit)
	return out, err
}
