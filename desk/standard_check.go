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

// Check names the first thing that is wrong, by field, without looking for the entries and
// steps it names.
func (s *Standard) Check() error {
	f := s.fault()
	if f == nil {
		f = s.measureFault()
	}
	if f == nil {
		return nil
	}
	return f
}

func (s *Standard) fault() *Fault {
	unit, known := figureUnit(s.Figure)
	switch {
	case !standardCode.MatchString(s.Code):
		return &Fault{"code", "编号“" + s.Code + "”不是 KF-001 这样的"}
	case strings.TrimSpace(s.Text) != s.Text || !strings.HasSuffix(s.Text, "。"):
		return &Fault{"text", "请写一句完整的话，用句号结尾"}
	case len([]rune(s.Text)) > maxStandardText:
		return &Fault{"text", fmt.Sprintf("最多 %d 个字", maxStandardText)}
	case len(s.Sources) == 0 || slices.Contains(s.Sources, ""):
		return &Fault{"sources", "请写明来源：约定、规定或内部要求"}
	case s.ways() > 1:
		return &Fault{"how", "一条标准只能用一种办法核对"}
	case s.ways() == 0 && len(s.Entries) == 0:
		return &Fault{"how", "没有办法核对；靠人看的，用 by_hand 写明谁来看、怎么看"}
	case s.Figure != "" && !known:
		return &Fault{"figure", "没有叫“" + s.Figure + "”的指标"}
	case s.Target.Set() && s.Target.unit != cmpUnit(unit):
		return &Fault{"target", "目标的单位和要核对的不一样：占比写百分数，时长写时间"}
	}
	return s.Orders.fault()
}

const maxStandardText = 120 // runes

// ways is how many measures are named.
func (s *Standard) ways() int {
	return one(s.Figure != "") + one(s.Checklist) + one(s.Step != "") + one(s.Record != "") + one(s.Asked != "") + one(s.ByHand != "")
}

func (s *Standard) measureFault() *Fault {
	m := s.Measure()
	counted := m != ByAnswers && m != ByHand
	switch {
	case m == ByFigure && !s.Orders.All() && !ofOrders(s.Figure):
		return &Fault{"orders", "这个指标不是按工单算的，不能只算一部分工单"}
	case m == ByRecord && s.Record.Label() == "":
		return &Fault{"record", "没有叫“" + string(s.Record) + "”的记录"}
	case m == ByReplies && s.Asked.Label() == "":
		return &Fault{"asked", "回访不问“" + string(s.Asked) + "”"}
	case s.Cases < 0 || s.Cases > maxCasesWanted:
		return &Fault{"cases", fmt.Sprintf("案例数要在 0 到 %d 之间", maxCasesWanted)}
	case !counted && (s.Target.Set() || s.Cases > 0):
		return &Fault{"target", "用标准答案或人工核对的，不另定目标"}
	case counted && !s.Target.Set():
		return &Fault{"target", "请写目标"}
	case s.Step != "" && len(s.Orders.Categories) != 1 && s.Orders.Kind != Complaint:
		return &Fault{"step", "清单里的一步，要写明是哪一个类别的，或者是投诉"}
	case s.Within != (Span{}) && (s.clock() == "" || s.Orders.Priority == ""):
		return &Fault{"within", "承诺的时限要配响应、上门或办结时限的指标，并写明优先级"}
	}
	return nil
}

const maxCasesWanted = 1000

// cmpUnit is the unit of a value whose figure has the unit u; without a figure it is a share.
func cmpUnit(u Unit) Unit {
	if u == "" {
		return Share
	}
	return u
}

func (s OrderSet) fault() *Fault {
	switch {
	case s.Kind != "" && s.Kind.Label() == "":
		return &Fault{"orders", "没有叫“" + string(s.Kind) + "”的工单种类"}
	case s.Priority != "" && s.Priority.Label() == "":
		return &Fault{"orders", "没有叫“" + string(s.Priority) + "”的优先级"}
	}
	for _, c := range s.Categories {
		if !slices.Contains(Categories, c) {
			return &Fault{"orders", "没有叫“" + c + "”的类别"}
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

// FigureUnit is the unit of the figure with the key; a share where there is no figure.
func FigureUnit(key string) Unit {
	unit, _ := figureUnit(key)
	return cmpUnit(unit)
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
