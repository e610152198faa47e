package desk

import "fmt"

// Change is a difference between two values of the unit as people read it: 增加 or 减少, and by
// how much; 持平 without an amount where it would read as none.
func (u Unit) Change(d float64) (word, amount string) {
	word = "增加"
	if d < 0 {
		word, d = "减少", -d
	}
	points := fmt.Sprintf("%.1f", d*100)
	switch {
	case u == Share && points == "0.0", u == Seconds && d < 0.05:
		return "持平", ""
	case u == Share:
		return word, points + " 个百分点"
	}
	return word, u.Text(d, true)
}

// PeriodWords say a period in sentences made of its figures and those before it. They name no
// reasons: figures do not know any.
func PeriodWords(f Figures, rows, past []FigureRow) []string {
	out := []string{fmt.Sprintf("本期接待住户 %d 次，新开工单 %d 张。", f.Episodes, f.Orders)}
	before := map[string]Figure{}
	for _, r := range past {
		before[r.Key] = r.Figure
	}
	words := map[string]string{"automation": "机器人独立解决的占 %s。", "frt_human_p50": "需要人工的，一半在 %s 内有人处理。", "aht_mean": "一张工单从接单到办结平均 %s。",
		"sla": "时限按时做到的占 %s。", "csat_staff": "评过分的工单里，满意（4 到 5 分）的占 %s。", "reopened": "完成的工单里，返修过的占 %s。", "follow_up": "到期的回访联系上的占 %s。"}
	for _, r := range rows {
		if words[r.Key] == "" || r.Figure.Denominator == 0 {
			continue
		}
		value, note := r.Text(), ""
		if r.Target > 0 {
			note = "目标 " + r.Unit.Text(r.Target, true)
		}
		if b := before[r.Key]; b.Denominator > 0 {
			if change, amount := r.Unit.Change(r.Figure.Value - b.Value); amount != "" {
				if note != "" {
					note += "，"
				}
				note += "比上期" + change + " " + amount
			}
		}
		if note != "" {
			value += "（" + note + "）"
		}
		out = append(out, fmt.Sprintf(words[r.Key], value))
	}
	return out
}
