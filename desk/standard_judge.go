package desk

import (
	"fmt"
	"slices"
	"time"
)

// StandardState says whether a promise is kept.
type StandardState string

const (
	StandardMissed StandardState = "missed"
	StandardAmiss  StandardState = "amiss" // what is set up here is not what is promised: nothing measures it
	StandardFew    StandardState = "few"   // too few cases to say
	StandardByHand StandardState = "by_hand"
	StandardKept   StandardState = "kept"
)

// StandardStates, what wants looking at first.
var StandardStates = []StandardState{StandardMissed, StandardAmiss, StandardFew, StandardByHand, StandardKept}

var standardStateNames = map[StandardState]string{StandardMissed: "未达标", StandardAmiss: "设置不符", StandardFew: "案例不足",
	StandardByHand: "人工核对", StandardKept: "达标"}

// Label is the state as people read it.
func (s StandardState) Label() string { return standardStateNames[s] }

// Measured reports whether the promise can be told kept from not kept.
func (s StandardState) Measured() bool { return s == StandardKept || s == StandardMissed }

// Judged is a standard with what the window says about it. Its value is in Standard.Unit.
type Judged struct {
	*Standard
	State StandardState
	Value Figure
	Why   string // in words, where the state needs some
}

// EntryReady is whether a FAQ entry answers residents in standard words here.
type EntryReady struct {
	Served   bool     // in force here and not expired
	Approved bool     // somebody approved its words
	Missing  []string // placeholders without a value here
}

// Yes reports whether it does: all of it.
func (e EntryReady) Yes() bool { return e.Served && e.Approved && len(e.Missing) == 0 }

// Grounds are what the standards of a community are judged on.
type Grounds struct {
	Facts             Facts
	Since, Until, Now time.Time
	Community         *Community
	Steps             func(*WorkOrder) []string // of an order's checklist
	Entry             func(id string) EntryReady

	rows map[string]map[string]FigureRow // of a set of orders, by key
}

// in reports whether t falls into the window.
func (g *Grounds) in(t time.Time) bool { return !t.Before(g.Since) && t.Before(g.Until) }

// Judge says whether a promise was kept in the window.
func (g *Grounds) Judge(s *Standard) Judged {
	j := Judged{Standard: s}
	switch s.Measure() {
	case ByHand:
		j.State, j.Why = StandardByHand, s.ByHand
		return j
	case ByAnswers:
		return g.judgeAnswers(j)
	case ByFigure:
		j.Value = g.figure(s)
	default:
		var t tally
		for _, c := range g.cases(s) {
			t = t.plus(c.Good)
		}
		j.Value = t.share()
	}
	least := s.Cases
	if least == 0 {
		least = DefaultCases
	}
	switch wrong := g.amiss(s); {
	case wrong != "":
		j.State, j.Why = StandardAmiss, wrong
	case j.Value.Denominator == 0:
		j.State, j.Why = StandardFew, fmt.Sprintf("本期没有案例，满 %d 例才判断。", least)
	case j.Value.Denominator < least:
		j.State, j.Why = StandardFew, fmt.Sprintf("本期只有 %d 例，满 %d 例才判断。", j.Value.Denominator, least)
	case s.Target.Met(j.Value.Value):
		j.State = StandardKept
	default:
		j.State = StandardMissed
	}
	return j
}

// judgeAnswers: a promise that is tied to FAQ entries alone is kept when each of them
// answers in standard words here.
func (g *Grounds) judgeAnswers(j Judged) Judged {
	var t tally
	for _, id := range j.Entries {
		t = t.plus(g.Entry(id).Yes())
	}
	j.Value, j.State = t.share(), StandardKept
	if t.good < t.all {
		j.State = StandardMissed
	}
	return j
}

// figure is the standard's figure, of its orders.
func (g *Grounds) figure(s *Standard) Figure {
	if g.rows == nil {
		g.rows = map[string]map[string]FigureRow{}
	}
	key := fmt.Sprint(s.Orders)
	rows, ok := g.rows[key]
	if !ok {
		f := Compute(g.Facts.Of(s.Orders), g.Since, g.Until, g.Now)
		rows = map[string]FigureRow{}
		for _, r := range f.Rows(g.Community.Targets) {
			rows[r.Key] = r
		}
		g.rows[key] = rows
	}
	return rows[s.Figure].Figure
}

// Of are the orders of a set with their follow-ups, and no episodes; all of the facts for
// the set of all.
func (f Facts) Of(s OrderSet) Facts {
	if s.All() {
		return f
	}
	return f.where(s.Has)
}

// amiss says what keeps the standard from being measured here, "" if nothing does: a
// clock that runs by another limit, a step that no checklist has.
func (g *Grounds) amiss(s *Standard) string {
	categories := s.Orders.Categories
	if len(categories) == 0 {
		categories = Categories
	}
	for _, c := range categories {
		w := &WorkOrder{Kind: s.Orders.Kind, Category: c}
		if s.Step != "" && !slices.Contains(g.Steps(w), s.Step) {
			return "现在的核对清单里没有“" + s.Step + "”这一步。"
		}
		if s.Within == (Span{}) {
			continue
		}
		if limit := g.Community.SLA(s.Orders.Priority, c).limit(s.clock()); limit != s.Within {
			return fmt.Sprintf("%s类%s工单的%s时限设为%s，这一条承诺的是%s：请改时限，或改这一条。", c, s.Orders.Priority.Label(), s.clock().Label(), limit, s.Within)
		}
	}
	return ""
}
