package demo

import (
	"time"

	"linli/desk"
)

// planIncidents adds a power cut that is over and, published just now, a planned one of
// water for tomorrow morning.
func (w *month) planIncidents() {
	y, m, d := w.o.Until.Date()
	on := func(day, hour int) time.Time { return time.Date(y, m, d+day, hour, 0, 0, 0, w.o.Until.Location()) }
	cut := desk.IncidentPlan{Kind: desk.PowerOut, Buildings: []string{"2"}, From: on(-min(9, w.o.Days), 19)}
	w.incident(cut, cut.From.Add(10*time.Minute), cut.From.Add(95*time.Minute))
	w.incident(desk.IncidentPlan{Kind: desk.WaterOut, Planned: true, Buildings: []string{"3", "5"}, From: on(1, 9), Until: on(1, 12)},
		w.o.Until.Add(-time.Minute), time.Time{})
}

// incident publishes one, and ends it when over is set.
func (w *month) incident(p desk.IncidentPlan, published, over time.Time) {
	by := w.staff[2] // who dispatches
	p.Text = p.Template(w.c)
	i := &desk.Incident{Community: w.c.ID, State: desk.IncidentDraft, CreatedAt: published, Demo: true}
	w.at(published, func() {
		if w.check(i.Write(p, by, w.now)) && w.check(i.Publish(by, w.now)) {
			w.emit(&desk.Turn{Incident: i})
		}
	})
	if over.IsZero() {
		return
	}
	w.at(over, func() {
		if w.check(i.End(by, w.now)) {
			w.emit(&desk.Turn{Incident: i})
		}
	})
}
