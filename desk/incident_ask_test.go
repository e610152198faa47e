package desk

import (
	"testing"
	"time"
)

// TestIncidentNextAsk: staff are asked after the expected end, without one every few hours,
// and not about what nobody is told any more.
func TestIncidentNextAsk(t *testing.T) {
	unknown := func(i *Incident) { i.Until = time.Time{} }
	for _, tc := range []struct {
		name   string
		change func(*Incident)
		want   time.Duration // from its beginning; negative: never
	}{
		{"at its expected end", nil, 4 * time.Hour},
		{"without one, after two hours", unknown, 2 * time.Hour},
		{"confirmed", func(i *Incident) { unknown(i); i.ConfirmedAt = incidentFrom.Add(3 * time.Hour) }, 5 * time.Hour},
		{"again four hours later", func(i *Incident) { unknown(i); i.AskedAt = incidentFrom.Add(2 * time.Hour) }, 6 * time.Hour},
		{"asked and confirmed since", func(i *Incident) {
			unknown(i)
			i.AskedAt, i.ConfirmedAt = incidentFrom.Add(2*time.Hour), incidentFrom.Add(3*time.Hour)
		}, 5 * time.Hour},
		{"forgotten", func(i *Incident) { unknown(i); i.AskedAt = incidentFrom.Add(23 * time.Hour) }, -1},
		{"a draft", func(i *Incident) { i.State = IncidentDraft }, -1},
		{"made up", func(i *Incident) { i.Demo = true }, -1},
	} {
		i := outage()
		if tc.change != nil {
			tc.change(i)
		}
		at, ok := i.NextAsk()
		if ok != (tc.want >= 0) || ok && at.Sub(incidentFrom) != tc.want {
			t.Errorf("%s: %v %v, want %v", tc.name, at.Sub(incidentFrom), ok, tc.want)
		}
	}
}
