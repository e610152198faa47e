package desk

import (
	"fmt"
	"slices"
	"time"
)

// Checklist is the procedure (SOP) of one category of orders, or of complaints.
type Checklist struct {
	Category string    `yaml:"category"`
	Kind     OrderKind `yaml:"kind"` // complaint; "" is everything else
	Steps    []string  `yaml:"steps"`
}

// Check names what is wrong.
func (l Checklist) Check() error {
	switch {
	case l.Kind != "" && l.Kind != Complaint:
		return fmt.Errorf("checklist: kind %q is not %s: %w", l.Kind, Complaint, ErrInvalid)
	case l.Kind == "" && !slices.Contains(Categories, l.Category):
		return fmt.Errorf("checklist: category %q is none of %v: %w", l.Category, Categories, ErrInvalid)
	case len(l.Steps) == 0 || slices.Contains(l.Steps, ""):
		return fmt.Errorf("checklist of %s%s has an empty step or none: %w", l.Category, l.Kind, ErrInvalid)
	}
	return nil
}

// For reports whether it is the order's checklist.
func (l Checklist) For(w *WorkOrder) bool {
	if w.Kind == Complaint || l.Kind == Complaint {
		return w.Kind == l.Kind
	}
	return l.Category == w.Category
}

// Tick is a step of the checklist that was done.
type Tick struct {
	Step string    `json:"step"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// Ticked is the tick of a step, nil if it was not done.
func (w *WorkOrder) Ticked(step string) *Tick {
	for i := range w.Ticks {
		if w.Ticks[i].Step == step {
			return &w.Ticks[i]
		}
	}
	return nil
}

// Tick notes that a step of the checklist is done; saying so again changes nothing.
func (w *WorkOrder) Tick(step string, by Actor, at time.Time) error {
	if by.Kind != ByStaff {
		return w.notBy(MoveTick, by)
	}
	if err := w.handled(MoveTick, by); err != nil {
		return err
	}
	if step == "" {
		return fmt.Errorf("empty step on order %s: %w", w.Number, ErrInvalid)
	}
	if w.Ticked(step) != nil {
		return nil
	}
	w.Ticks = append(slices.Clone(w.Ticks), Tick{Step: step, By: by.Name, At: at})
	w.log(MoveTick, w.State, by, at, step)
	return nil
}
