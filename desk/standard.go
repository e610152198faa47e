package desk

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Standard is one promise of a community to its residents (服务标准). It is read from a
// YAML file. How it is measured follows from which of its fields is set.
type Standard struct {
	Code    string   `yaml:"code"` // "WX-003": its module, and a number that is never given again
	Text    string   `yaml:"text"` // what is promised
	Sources []string `yaml:"sources"`
	Entries []string `yaml:"entries"` // FAQ entries on the same matter
	Orders  OrderSet `yaml:"orders"`  // the orders it is about; none set: all

	Figure    string       `yaml:"figure"`    // the key of a FigureRow
	Within    Span         `yaml:"within"`    // of a figure by clock: the limit that clock must have here
	Checklist bool         `yaml:"checklist"` // all steps of the order's checklist were ticked
	Step      string       `yaml:"step"`      // this one was
	Record    Record       `yaml:"record"`    // the order holds what it has to
	Asked     CallQuestion `yaml:"asked"`     // residents said yes to it when they were called
	ByHand    string       `yaml:"by_hand"`   // nothing here measures it: how people look after it

	Target Target `yaml:"target"`
	Cases  int    `yaml:"cases"` // with fewer it is not judged; 0 is DefaultCases

	Own bool `yaml:"-"` // the community's, no longer the template's
}

// StandardModule is a chapter of the register.
type StandardModule struct {
	Name      string     `yaml:"module"`
	Prefix    string     `yaml:"prefix"` // of its codes
	Standards []Standard `yaml:"standards"`
}

// DefaultCases is how many cases a standard wants before it is judged.
const DefaultCases = 5

// OrderSet is a choice of orders; what is not set does not narrow it.
type OrderSet struct {
	Kind       OrderKind `yaml:"kind"`
	Priority   Priority  `yaml:"priority"`
	Categories []string  `yaml:"categories"`
}

// All reports whether nothing is narrowed.
func (s OrderSet) All() bool { return s.Kind == "" && s.Priority == "" && len(s.Categories) == 0 }

// Has reports whether the order is in the set.
func (s OrderSet) Has(w *WorkOrder) bool {
	return (s.Kind == "" || s.Kind == w.Kind) && (s.Priority == "" || s.Priority == w.Priority) &&
		(len(s.Categories) == 0 || slices.Contains(s.Categories, w.Category))
}

// Record is what an order has to hold when it is done.
type Record string

const (
	RecordReport  Record = "report"  // of an emergency: its report
	RecordPhotos  Record = "photos"  // of the finished work
	RecordPromise Record = "promise" // where a time was promised in the chat: that it was kept
)

var recordNames = map[Record]string{RecordReport: "险情报告", RecordPhotos: "完工照片", RecordPromise: "聊天里答应的时间"}

// Label is the record as people read it.
func (r Record) Label() string { return recordNames[r] }

// CallQuestion is what residents are asked in a call: a field of CallResult.
type CallQuestion string

const (
	AskedFixed  CallQuestion = "fixed"
	AskedInTime CallQuestion = "in_time"
	AskedPrice  CallQuestion = "price"
	AskedClean  CallQuestion = "clean"
	AskedManner CallQuestion = "manner"
)

var callQuestionNames = map[CallQuestion]string{AskedFixed: "问题是否解决", AskedInTime: "是否按时", AskedPrice: "收费是否事先说明",
	AskedClean: "是否清理现场", AskedManner: "态度是否好"}

// Label is the question as people read it.
func (q CallQuestion) Label() string { return callQuestionNames[q] }

// Of is what the call brought on the question.
func (q CallQuestion) Of(r CallResult) Reply {
	return map[CallQuestion]Reply{AskedFixed: r.Fixed, AskedInTime: r.InTime, AskedPrice: r.Price, AskedClean: r.Clean, AskedManner: r.Manner}[q]
}

// Measure says what a standard is measured by.
type Measure string

const (
	ByFigure    Measure = "figure"
	ByChecklist Measure = "checklist"
	ByRecord    Measure = "record"
	ByReplies   Measure = "asked"
	ByAnswers   Measure = "answers" // tied to FAQ entries only: they are answered in standard words
	ByHand      Measure = "by_hand"
)

var measureNames = map[Measure]string{ByFigure: "指标", ByChecklist: "核对清单", ByRecord: "工单记录", ByReplies: "电话回访", ByAnswers: "标准答案", ByHand: "人工核对"}

// Label is the measure as people read it.
func (m Measure) Label() string { return measureNames[m] }

// Measure is what the standard is measured by.
func (s *Standard) Measure() Measure {
	switch {
	case s.Figure != "":
		return ByFigure
	case s.Checklist || s.Step != "":
		return ByChecklist
	case s.Record != "":
		return ByRecord
	case s.Asked != "":
		return ByReplies
	case s.ByHand != "":
		return ByHand
	}
	return ByAnswers
}

// Unit is that of the standard's value, which is its target's.
func (s *Standard) Unit() Unit { return cmpUnit(s.Target.unit) }

// Target is the line a value must not fall below, or not exceed: a share of 1, or seconds.
type Target struct {
	Most  bool // not exceed
	Value float64
	unit  Unit
}

var targetForm = regexp.MustCompile(`^(>=|<=) ?(?:(\d{1,3}(?:\.\d)?)%|(\d+[hms](?:\d+[hms])*))$`)

// UnmarshalText reads ">= 95%" or "<= 1h12m"; nothing is no target.
func (t *Target) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = Target{}
		return nil
	}
	m := targetForm.FindSubmatch(text)
	if m == nil {
		return fmt.Errorf("%q is no target like >= 95%% or <= 15m: %w", text, ErrInvalid)
	}
	t.Most = string(m[1]) == "<="
	if len(m[2]) > 0 {
		percent, err := strconv.ParseFloat(string(m[2]), 64)
		if err != nil || percent > 100 {
			return fmt.Errorf("%q is more than all: %w", text, ErrInvalid)
		}
		t.Value, t.unit = percent/100, Share
		return nil
	}
	d, err := time.ParseDuration(string(m[3]))
	if err != nil {
		return fmt.Errorf("%q is no target like >= 95%% or <= 15m: %w", text, ErrInvalid)
	}
	t.Value, t.unit = d.Seconds(), Seconds
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (t Target) MarshalText() ([]byte, error) {
	sign := map[bool]string{true: "<= ", false: ">= "}[t.Most]
	switch t.unit {
	case Share:
		return []byte(sign + strconv.FormatFloat(math.Round(t.Value*1000)/10, 'f', -1, 64) + "%"), nil
	case Seconds:
		return []byte(sign + time.Duration(t.Value*float64(time.Second)).String()), nil
	}
	return nil, nil
}

// ShareTarget is a target of so many percent.
func ShareTarget(most bool, percent float64) Target { return Target{most, percent / 100, Share} }

// TimeTarget is a target of so much time.
func TimeTarget(most bool, d time.Duration) Target { return Target{most, d.Seconds(), Seconds} }

// Set reports whether there is a target.
func (t Target) Set() bool { return t.unit != "" }

// Met reports whether a value is on the right side of it.
func (t Target) Met(value float64) bool {
	if t.Most {
		return value <= t.Value
	}
	return value >= t.Value
}

// Text is the target as people read it: "不低于 95%", "不超过 15分00秒".
func (t Target) Text() string {
	if !t.Set() {
		return ""
	}
	value := t.unit.Text(t.Value, true)
	if t.unit == Share {
		value = strings.Replace(value, ".0%", "%", 1)
	}
	return map[bool]string{true: "不超过 ", false: "不低于 "}[t.Most] + value
}
