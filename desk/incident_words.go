package desk

import (
	"fmt"
	"strings"
	"time"
)

// UnknownEnd is what residents are told as long as nobody knows when it will be over.
const UnknownEnd = "恢复时间未定，有消息马上通知"

// incidentAdvice is what one should do or know, by kind; for planned ones beforehand.
var incidentAdvice = map[IncidentKind]struct{ planned, always string }{
	WaterOut: {"请提前储水。", "停水期间请关好水龙头；来水时先放掉浑水再用。"},
	PowerOut: {"请提前给手机充电、保存电脑资料。", "停电期间请不要乘电梯，关掉大功率电器；家里有靠电的医疗设备的，请马上告诉我们。"},
	GasOut:   {"", "停气期间请关好灶具和燃气阀门。"},
	LiftOut:  {"", "停梯期间请走楼梯；行动不便需要帮忙的，请告诉我们。"},
	HeatOut:  {"", "停暖期间请注意保暖，不要自行拧动供暖阀门。"},
}

// Template is a text for residents, made of what is filled in; staff may change it. It
// names no cause, and no end that nobody knows.
func (p *IncidentPlan) Template(c *Community) string {
	where, what := p.Where(), p.Label()
	end := UnknownEnd + "。"
	if !p.Until.IsZero() {
		end = "预计" + c.DayTime(p.Until) + "恢复。"
	}
	advice := incidentAdvice[p.Kind]
	if p.Planned {
		return fmt.Sprintf("%s从%s起计划%s，%s%s%s给您带来不便，敬请谅解。", where, c.DayTime(p.From), what, end, advice.planned, advice.always)
	}
	return fmt.Sprintf("%s从%s起%s，我们正在处理，%s%s给您带来不便，敬请谅解。", where, c.DayTime(p.From), what, end, advice.always)
}

// DayTime is a moment that is still right when it is read on another day.
func (c *Community) DayTime(t time.Time) string {
	t = c.Local(t)
	return fmt.Sprintf("%d月%d日%s", t.Month(), t.Day(), t.Format("15:04"))
}

// incidentEnglish are the kinds for residents who write English.
var incidentEnglish = map[IncidentKind]string{WaterOut: "Water outage", PowerOut: "Power outage", GasOut: "Gas outage", LiftOut: "Lift out of service",
	HeatOut: "Heating outage", NetOut: "Internet outage", OtherOut: "Notice"}

// EnglishWhere names the buildings.
func (p *IncidentPlan) EnglishWhere() string {
	switch len(p.Buildings) {
	case 0:
		return "the whole community"
	case 1:
		return "building " + p.Buildings[0]
	}
	return "buildings " + strings.Join(p.Buildings, ", ")
}

// EnglishLabel is the incident's kind.
func (p *IncidentPlan) EnglishLabel() string { return incidentEnglish[p.Kind] }

// EnglishTime is a moment that is still right when it is read on another day.
func (c *Community) EnglishTime(t time.Time) string { return c.Local(t).Format("15:04 on 2 Jan") }

// EnglishNotice is the incident for residents who write English: what and where and when by
// the data, and the approved English text; without one the Chinese.
func (i *Incident) EnglishNotice(c *Community) string {
	end := "the end is not known yet; we tell you as soon as it is"
	if !i.Until.IsZero() {
		end = "expected to end at " + c.EnglishTime(i.Until)
	}
	text := i.English
	if text == "" {
		text = i.Text
	}
	return fmt.Sprintf("[%s] %s, from %s, %s.\n%s\n(published at %s)", i.EnglishLabel(), i.EnglishWhere(), c.EnglishTime(i.From), end, text, c.EnglishTime(i.PublishedAt))
}

// PublicTimes say from when to when it was, for those who look back.
func (i *Incident) PublicTimes(c *Community) string {
	words := c.DayTime(i.From) + "起"
	if !i.EndedAt.IsZero() {
		words += "，" + c.DayTime(i.EndedAt) + "恢复"
	}
	return words
}

// Notice is the incident as residents are told of it: the approved text word for word,
// when it was published, and when it should be over.
func (i *Incident) Notice(c *Community) string {
	end := UnknownEnd
	if !i.Until.IsZero() {
		end = "预计" + c.DayTime(i.Until) + "恢复"
	}
	return fmt.Sprintf("【%s通知】%s\n（%s发布；%s）", i.Label(), i.Text, c.DayTime(i.PublishedAt), end)
}
