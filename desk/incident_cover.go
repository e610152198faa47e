package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// incidentLead is from how long before it begins those who ask are told of an incident.
	incidentLead = 48 * time.Hour
	// incidentSlack is how much earlier than planned something may be cut off.
	incidentSlack = 30 * time.Minute
	// IncidentAfter is how long after its end those who ask are told that it is over.
	IncidentAfter = 2 * time.Hour
	// incidentForgotten is how long after its expected end, or after somebody last said so,
	// an incident that nobody ended is still believed.
	incidentForgotten = 24 * time.Hour
	// incidentFresh is how long an incident without an expected end is told without saying
	// since when nobody has confirmed it.
	incidentFresh = 6 * time.Hour
	// incidentAsk is how long after an incident without an expected end was last confirmed
	// staff are asked how it stands, and incidentAskAgain until they are asked again.
	incidentAsk      = 2 * time.Hour
	incidentAskAgain = 4 * time.Hour
)

// Phase is what an incident means at a moment to somebody it covers.
type Phase int

const (
	PhaseNone   Phase = iota // nothing is to be said
	PhaseAhead               // it is planned and has not begun
	PhaseRuns                // it is going on
	PhaseLate                // it goes on beyond its expected end
	PhaseStale               // its end is not known, and nobody has confirmed it for long
	PhaseIsOver              // it ended a short while ago
)

// Phase is what the incident means at a moment.
func (i *Incident) Phase(at time.Time) Phase {
	switch i.State {
	case IncidentEnded:
		if !at.Before(i.EndedAt) && at.Before(i.EndedAt.Add(IncidentAfter)) {
			return PhaseIsOver
		}
		return PhaseNone
	case IncidentAnnounced:
	default:
		return PhaseNone
	}
	switch {
	case at.Before(i.From.Add(-incidentLead)):
		return PhaseNone
	case at.Before(i.From.Add(-incidentSlack)):
		return PhaseAhead
	case at.Before(i.Until), i.Until.IsZero() && at.Before(i.KnownAt().Add(incidentFresh)):
		return PhaseRuns
	case !at.Before(later(i.Until, i.KnownAt()).Add(incidentForgotten)):
		return PhaseNone
	case i.Until.IsZero():
		return PhaseStale
	}
	return PhaseLate
}

// KnownAt is when somebody last said that it is so: published, changed or confirmed it. One
// that was published beforehand is known from its beginning on.
func (i *Incident) KnownAt() time.Time { return later(i.From, later(i.PublishedAt, i.ConfirmedAt)) }

// NextAsk is when staff are to be asked how an incident stands; ok is false when they are not,
// be it that nobody believes it any more.
func (i *Incident) NextAsk() (at time.Time, ok bool) {
	if i.State != IncidentAnnounced || i.Demo {
		return time.Time{}, false
	}
	at = i.KnownAt().Add(incidentAsk)
	if at.Before(i.Until) {
		at = i.Until
	}
	if i.AskedAt.After(i.KnownAt()) {
		at = later(at, i.AskedAt.Add(incidentAskAgain))
	}
	return at, i.Phase(at) != PhaseNone
}

// Reach tells whether an incident is somebody's.
type Reach int

const (
	ReachNo    Reach = iota
	ReachMaybe       // where they live is not known, and it does not cover everybody
	ReachYes
)

// Reaches tells whether the incident covers a place.
func (i *Incident) Reaches(p Place) Reach {
	switch {
	case len(i.Buildings) == 0, slices.Contains(i.Buildings, p.Building):
		return ReachYes
	case p.Building == "":
		return ReachMaybe
	}
	return ReachNo
}

// Where names the buildings, "3栋、5栋" or "全小区".
func (p *IncidentPlan) Where() string {
	if len(p.Buildings) == 0 {
		return "全小区"
	}
	return strings.Join(p.Buildings, "栋、") + "栋"
}

var (
	buildingName  = regexp.MustCompile(`^([0-9]{1,3}|[A-Z])$`)
	buildingRange = regexp.MustCompile(`^([0-9]{1,3})[-~—至到]([0-9]{1,3})$`)
	buildingWords = regexp.MustCompile(`号楼|栋|幢|座|号`)
)

// maxBuildings bounds what one range of buildings may mean.
const maxBuildings = 200

// ParseBuildings reads "3栋、5-7栋, A座" as buildings, each once; none means all.
// ErrInvalid when some part is no building.
func ParseBuildings(s string) ([]string, error) {
	var out []string
	add := func(b string) {
		if !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	s = buildingWords.ReplaceAllString(strings.ToUpper(s), "")
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,;； \t\n和", r) }) {
		if m := buildingRange.FindStringSubmatch(part); m != nil {
			first, _ := strconv.Atoi(m[1])
			last, _ := strconv.Atoi(m[2])
			if last < first || last-first >= maxBuildings {
				return nil, fmt.Errorf("buildings %q: %w", part, ErrInvalid)
			}
			for n := first; n <= last; n++ {
				add(strconv.Itoa(n))
			}
			continue
		}
		if !buildingName.MatchString(part) {
			return nil, fmt.Errorf("building %.20q: %w", part, ErrInvalid)
		}
		if n, err := strconv.Atoi(part); err == nil {
			part = strconv.Itoa(n) // 03 is 3
		}
		add(part)
	}
	return out, nil
}
