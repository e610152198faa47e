package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What a register must be before it is used: every standard says one thing that is
// measured in one way.

var standardCode = regexp.MustCompile(`^([A-Z]{2})-\d{3}$`)

// Module is the prefix of the standard's module.
func (s *Standard) Module() string {
	prefix, _, _ := strings.Cut(s.Code, "-")
	return prefix
}

// Check names the first thing that is wrong, without the entries and steps it names.
func (s *Standard) Check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("standard %s: "+format+": %w", append(append([]any{s.Code}, args...), ErrInvalid)...)
	}
	switch {
	case !standardCode.MatchString(s.Code):
		return wrong("the code is not of the form KF-001")
	case !strings.HasSuffix(s.Text, "。"):
		return wrong("text: a whole sentence is wanted, ending with 。")
	case len(s.Sources) == 0 || slices.Contains(s.Sources, ""):
		return wrong("sources: it does not say where it comes from")
	case s.ways() > 1:
		return wrong("it is to be measured in %d ways, one is wanted", s.ways())
	case s.ways() == 0 && len(s.Entries) == 0:
		return wrong("nothing measures it; then by_hand says who looks after it and how")
	case s.Cases < 0:
		return wrong("cases: %d", s.Cases)
	}
	if err := s.Orders.check(); err != nil {
		return wrong("orders: %v", err)
	}
	return s.checkMeasure(wrong)
}

// ways is how many measures are named.
func (s *Standard) ways() int {
	return one(s.Figure != "") + one(s.Checklist) + one(s.Step != "") + one(s.Record != "") + one(s.Asked != "") + one(s.ByHand != "")
}

func (s *Standard) checkMeasure(wrong func(string, ...any) error) error {
	unit, known := figureUnit(s.Figure)
	m := s.Measure()
	switch {
	case m == ByFigure && !known:
		return wrong("figure: there is none called %q", s.Figure)
	case m == ByFigure && !s.Orders.All() && !ofOrders(s.Figure):
		return wrong("orders: the figure %s is not one of orders", s.Figure)
	case m == ByRecord && s.Record.Label() == "":
		return wrong("record: %q is none of report, photos, promise", s.Record)
	case m == ByReplies && s.Asked.Label() == "":
		return wrong("asked: %q is none of fixed, in_time, price, clean, manner", s.Asked)
	case (m == ByAnswers || m == ByHand) && (s.Target.Set() || s.Cases > 0):
		return wrong("target: what is measured by %s has none of its own", m)
	case m != ByAnswers && m != ByHand && !s.Target.Set():
		return wrong("target: there is none")
	case s.Target.Set() && s.Target.unit != cmpUnit(unit):
		return wrong("target: it is not in the unit of what is measured")
	case s.Step != "" && len(s.Orders.Categories) != 1 && s.Orders.Kind != Complaint:
		return wrong("step: it is one of a checklist, so orders names its one category, or kind: complaint")
	case s.Within != (Span{}) && (s.clock() == "" || s.Orders.Priority == ""):
		return wrong("within: it needs a figure by clock, and the priority of the orders")
	}
	return nil
}

// cmpUnit is the unit of a value whose figure has the unit u; without a figure it is a share.
func cmpUnit(u Unit) Unit {
	if u == "" {
		return Share
	}
	return u
}

func (s OrderSet) check() error {
	switch {
	case s.Kind != "" && s.Kind.Label() == "":
		return fmt.Errorf("kind: %q is none of %v", s.Kind, OrderKinds)
	case s.Priority != "" && s.Priority.Label() == "":
		return fmt.Errorf("priority: %q is none of %v", s.Priority, Priorities)
	}
	for _, c := range s.Categories {
		if !slices.Contains(Categories, c) {
			return fmt.Errorf("categories: %q is none of %v", c, Categories)
		}
	}
	return nil
}

// figureUnit is the unit of the figure with the key, and whether there is one.
func figureUnit(key string) (Unit, bool) {
	for _, r := range (&Figures{}).Rows(Targets{}) {
		if r.Key == key {
			return r.Unit, true
		}
	}
	return "", false
}

// ofOrders reports whether a figure counts orders and their follow-ups alone.
func ofOrders(key string) bool {
	name, _, _ := strings.Cut(key, ".")
	for _, prefix := range []string{"sla", "aht", "reopened", "csat_staff", "follow_up"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// clock is the clock whose figure measures the standard, "" if none does.
func (s *Standard) clock() Clock {
	name, clock, _ := strings.Cut(s.Figure, ".")
	if name != "sla_by_clock" {
		return ""
	}
	return Clock(clock)
}
