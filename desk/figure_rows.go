package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Unit says how a figure's value is read.
type Unit string

const (
	Share   Unit = "share"   // of 1
	Seconds Unit = "seconds" // of time
)

// FigureRow is a figure as a line of a table.
type FigureRow struct {
	Key        string  `json:"key"` // its name in the JSON of Figures, "sla_by_priority.P0" for parts
	Name       string  `json:"name"`
	Part       bool    `json:"part"` // of the row above that is none
	Unit       Unit    `json:"unit"`
	Figure     Figure  `json:"figure"`
	Target     float64 `json:"target"` // in the same unit, 0 if none
	Definition string  `json:"definition"`
}

// The targets of PRODUCT.md 5, unless the community sets its own.
const (
	targetAutomation = 0.80
	targetCSAT       = 0.90
	targetSLA        = 0.95
	targetStandard   = 0.60
	targetResponse   = 15 * time.Minute
	targetAHT        = 72 * time.Minute
)

var handoverNames = map[HandoverReason]string{HandoverAsked: "住户要求", HandoverUnknown: "知识库没有",
	HandoverUnsure: "拿不准", HandoverEmergency: "险情", HandoverOrder: "登记工单", HandoverOther: "其他"}

// Label is the reason as people read it.
func (r HandoverReason) Label() string { return handoverNames[r] }

// FigureDefinition is what the figure with the key counts, "" where there is none.
func FigureDefinition(key string) string {
	for _, r := range (&Figures{}).Rows(Targets{}) {
		if r.Key == key {
			return r.Definition
		}
	}
	return ""
}

// Rows are the figures in the order of PRODUCT.md 5, with the community's targets.
func (f *Figures) Rows(t Targets) []FigureRow {
	rows := append(f.answerRows(t), f.timeRows()...)
	return append(rows, f.orderRows(t)...)
}

func (f *Figures) answerRows(t Targets) []FigureRow {
	rows := []FigureRow{
		{Key: "confirmed_resolution", Name: "确认解决率", Figure: f.Confirmed,
			Definition: "机器人回答过、住户又说“解决了”的接待，占机器人回答过的接待。"},
		{Key: "assumed_resolution", Name: "推定解决率", Figure: f.Assumed,
			Definition: "机器人回答后住户24小时没再说话，之后7天没再问同一件事、也没报单的接待，占机器人回答过的接待；没满7天的先不算。"},
		{Key: "automation", Name: "自动化率", Figure: f.Automation, Target: own(t.Automation, targetAutomation),
			Definition: "没有人工参与就解决（确认加推定）的接待，占全部接待；还没结束或没满7天的先不算。"},
		{Key: "bot_only", Name: "独立接待率", Figure: f.BotOnly,
			Definition: "没有转人工的接待，占机器人接待过的接待。"},
		{Key: "handover", Name: "转人工率", Figure: f.Handover,
			Definition: "转给人工的接待，占全部接待；按第一次转人工的原因分。"},
	}
	for _, r := range HandoverReasons {
		rows = append(rows, FigureRow{Key: "handover_by_reason." + string(r), Name: r.Label(), Part: true,
			Figure: f.HandoverByReason[r], Definition: "因“" + r.Label() + "”转人工的接待，占全部接待。"})
	}
	rows = append(rows,
		FigureRow{Key: "unanswered", Name: "未识别率", Figure: f.Unanswered,
			Definition: "机器人答不上来的提问，占全部提问（按条数）。"},
		FigureRow{Key: "standardised", Name: "标准化占比", Figure: f.Standardised, Target: own(t.Standard, targetStandard),
			Definition: "用已批准的标准答案或已发布的公告回答的提问，占全部提问（按条数）。"},
		FigureRow{Key: "fcr", Name: "一次解决率", Figure: f.FCR,
			Definition: "结束后7天内没再为同一件事找来的接待，占已结束满7天的接待；没答上来住户就离开的不算结束。"})
	return inUnit(Share, rows)
}

func (f *Figures) timeRows() []FigureRow {
	response := targetResponse.Seconds()
	return inUnit(Seconds, []FigureRow{
		{Key: "frt_bot_p50", Name: "机器人首次响应（一半以内）", Figure: f.FRTBotP50,
			Definition: "住户第一句话到机器人第一句回复，一半的接待不超过这个时间。"},
		{Key: "frt_bot_p90", Name: "机器人首次响应（九成以内）", Figure: f.FRTBotP90,
			Definition: "住户第一句话到机器人第一句回复，九成的接待不超过这个时间。"},
		{Key: "frt_human_p50", Name: "人工首次响应（一半以内）", Figure: f.FRTHumanP50, Target: response,
			Definition: "转人工或开单到工作人员第一次处理，一半不超过这个时间；还没人处理的不在内，夜间照算。"},
		{Key: "frt_human_p90", Name: "人工首次响应（九成以内）", Figure: f.FRTHumanP90, Target: response,
			Definition: "转人工或开单到工作人员第一次处理，九成不超过这个时间；还没人处理的不在内，夜间照算。"},
		{Key: "aht_p50", Name: "处理时长（一半以内）", Figure: f.AHTP50,
			Definition: "从接单到办结、扣除挂起的时间，本期办结的工单一半不超过这个时间。"},
		{Key: "aht_p90", Name: "处理时长（九成以内）", Figure: f.AHTP90,
			Definition: "从接单到办结、扣除挂起的时间，本期办结的工单九成不超过这个时间。"},
		{Key: "aht_mean", Name: "处理时长（平均）", Figure: f.AHTMean, Target: targetAHT.Seconds(),
			Definition: "从接单到办结、扣除挂起的时间，本期办结工单的平均值；返修和转单的时间加在一起。"},
	})
}

func (f *Figures) orderRows(t Targets) []FigureRow {
	sla := own(t.SLA, targetSLA)
	rows := []FigureRow{{Key: "sla", Name: "SLA 达标率", Figure: f.SLA, Target: sla,
		Definition: "按时做到的时限，占做到和超时的时限之和（响应、上门、办结各算一次）；没办完已超时的算超时，没到期的不算。"}}
	for _, p := range Priorities {
		rows = append(rows, FigureRow{Key: "sla_by_priority." + string(p), Name: string(p) + " " + p.Label(), Part: true,
			Figure: f.SLAByPriority[p], Target: sla, Definition: p.Label() + "工单按时做到的时限，占其做到和超时的时限之和。"})
	}
	for _, c := range Clocks {
		rows = append(rows, FigureRow{Key: "sla_by_clock." + string(c), Name: c.Label() + "时限", Part: true,
			Figure: f.SLAByClock[c], Target: sla, Definition: "按时" + c.Label() + "的工单，占按时" + c.Label() + "和超时的工单之和。"})
	}
	rows = append(rows, FigureRow{Key: "reopened", Name: "返修率", Figure: f.Reopened,
		Definition: "至少返修过一次的工单，占本期完成的工单；按完成的那一周分。"})
	weeks := make([]string, 0, len(f.ReopenedByWeek))
	for week := range f.ReopenedByWeek {
		weeks = append(weeks, week)
	}
	slices.Sort(weeks)
	for _, week := range weeks {
		rows = append(rows, FigureRow{Key: "reopened_by_week." + week, Name: week, Part: true,
			Figure: f.ReopenedByWeek[week], Definition: "至少返修过一次的工单，占这一周完成的工单。"})
	}
	csat := own(t.CSAT, targetCSAT)
	return inUnit(Share, append(rows,
		FigureRow{Key: "csat_staff", Name: "满意度（工单）", Figure: f.CSATStaff, Target: csat,
			Definition: "评4到5分的工单，占本期评过分的工单。"},
		FigureRow{Key: "csat_staff_response", Name: "评价回收率（工单）", Figure: f.CSATStaffReplies,
			Definition: "评了分的工单，占本期在聊天里回访过的工单。"},
		FigureRow{Key: "csat_bot", Name: "满意度（机器人）", Figure: f.CSATBot, Target: csat,
			Definition: "给机器人评4到5分的接待，占评过分的接待。"},
		FigureRow{Key: "csat_bot_response", Name: "评价回收率（机器人）", Figure: f.CSATBotReplies,
			Definition: "给机器人评了分的接待，占机器人回答过的接待。"},
		FigureRow{Key: "follow_up", Name: "回访率", Figure: f.FollowUp,
			Definition: "联系上住户的回访（住户回了话，或工作人员打通了电话），占到期的回访；只发了提醒不算。"}))
}

func own(set, standard float64) float64 {
	if set > 0 {
		return set
	}
	return standard
}

func inUnit(u Unit, rows []FigureRow) []FigureRow {
	for i := range rows {
		rows[i].Unit = u
	}
	return rows
}

// LessIsBetter reports whether a smaller value is the better one: of times, and of what went
// wrong or needed a person.
func (r FigureRow) LessIsBetter() bool {
	name, _, _ := strings.Cut(r.Key, ".")
	return r.Unit == Seconds || slices.Contains([]string{"handover", "handover_by_reason", "unanswered", "reopened", "reopened_by_week"}, name)
}

// Misses reports whether a figure that has a value is on the wrong side of its target.
func (r FigureRow) Misses() bool {
	if r.LessIsBetter() {
		return r.Figure.Value > r.Target
	}
	return r.Figure.Value < r.Target
}

// Text is the value as people read it: "83.0%", "12分30秒", "—" when there is none.
func (r FigureRow) Text() string { return r.Unit.Text(r.Figure.Value, r.Figure.Denominator > 0) }

// Text is a value of the unit as people read it, "—" when there is none.
func (u Unit) Text(value float64, known bool) string {
	switch {
	case !known:
		return "—"
	case u == Share:
		return fmt.Sprintf("%.1f%%", value*100)
	case value < 10:
		return fmt.Sprintf("%.1f秒", value)
	}
	s := int(value + 0.5)
	switch {
	case s < 60:
		return fmt.Sprintf("%d秒", s)
	case s < 3600:
		return fmt.Sprintf("%d分%02d秒", s/60, s%60)
	case s < 48*3600:
		return fmt.Sprintf("%d小时%02d分", s/3600, s%3600/60)
	}
	return fmt.Sprintf("%d天%d小时", s/86400, s%86400/3600)
}
