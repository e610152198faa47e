package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A fault that comes again is counted: the same equipment of a building, or the same
// category in a flat.

const (
	// RepeatSpan is how long after one report another of the same thing is a repeat.
	RepeatSpan = 90 * 24 * time.Hour
	// RepeatMany is from which report on somebody should look for the cause.
	RepeatMany = 3
)

// Thing is what an order is about, as far as it can fail again.
type Thing struct {
	Key  string // equal for the same thing in a community; "" where it cannot be told
	Name string // as one says it, without the room: "3栋电梯", "这户的水电问题"
}

// equipmentWord is a word for equipment that many use.
type equipmentWord struct {
	words string // separated by blanks
	name  string
	home  bool // some have one in their flat
}

// equipmentOf are the words by category, tried in this order; one without words is what
// reports of the category are about that name nothing else.
var equipmentOf = map[string][]equipmentWord{
	"电梯":   {{"货梯", "货梯", false}, {"扶梯", "扶梯", false}, {"", "电梯", false}},
	"公共照明": {{"路灯 道边灯 庭院灯 景观灯", "路灯", false}, {"地库灯 车库灯 地库 车库 地下室", "地库照明", false}, {"大堂 门厅", "大堂照明", false}, {"", "楼道照明", false}},
	"消防": {{"消防栓 消火栓 消防箱", "消火栓", false}, {"灭火器", "灭火器", false}, {"喷淋", "喷淋", true}, {"烟感 警铃 报警", "火灾报警", true},
		{"应急灯 疏散 安全出口", "应急照明", false}, {"消防门 防火门", "防火门", false}, {"", "消防设施", true}},
	"弱电门禁": {{"道闸 起落杆 抬杆", "道闸", false}, {"对讲 可视 门铃", "对讲", true}, {"监控 摄像头", "监控", true}, {"门禁 刷卡 刷脸 人脸 门卡 读卡", "门禁", false},
		{"", "弱电设备", true}},
	"门窗":   {{"单元门 楼门", "单元门", false}, {"大堂门 大厅门", "大堂门", false}, {"防火门 通道门", "防火门", false}},
	"水电":   {{"水泵 二次供水", "水泵", false}, {"水箱", "水箱", true}, {"配电房 配电室", "配电房", false}},
	"管道疏通": {{"化粪池", "化粪池", false}, {"污水井 窨井 检查井", "污水井", false}, {"主管", "主管道", false}},
	"安保停车": {{"道闸 起落杆 抬杆", "道闸", false}, {"充电桩", "充电桩", false}, {"监控 摄像头", "监控", false}},
}

// atHome are words for what is in a flat.
var atHome = []string{"家里", "室内", "屋里", "我家", "家中", "户内", "入户", "厨房", "卧室", "客厅", "卫生间", "阳台"}

// Thing is what the order's report is about. Only what broke can break again.
func (w *WorkOrder) Thing() Thing {
	if w.Kind != Repair && w.Kind != EmergencyOf {
		return Thing{}
	}
	flat := Thing{}
	if p := w.Place; p.Building != "" && p.Room != "" {
		flat = Thing{strings.Join([]string{"flat", p.Building, p.Unit, p.Room, w.Category}, "|"), "这户的" + w.Category + "问题"}
	}
	e, ok := w.equipment()
	if !ok || e.home && flat.Key != "" && w.says(atHome) {
		return flat
	}
	switch p := w.Place; {
	case p.Building != "":
		return Thing{strings.Join([]string{"equipment", p.Building, w.Category, e.name}, "|"), p.Building + "栋" + e.name}
	case p.Spot != "":
		return Thing{strings.Join([]string{"spot", p.Spot, w.Category, e.name}, "|"), spotOf(p.Spot, e.name)}
	}
	return Thing{}
}

// equipment is what the order names, or what its category is about.
func (w *WorkOrder) equipment() (equipmentWord, bool) {
	for _, e := range equipmentOf[w.Category] {
		if e.words == "" || w.says(strings.Fields(e.words)) {
			return e, true
		}
	}
	return equipmentWord{}, false
}

// says reports whether the order's own words have one of these in them.
func (w *WorkOrder) says(words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return strings.Contains(w.Title, word) || strings.Contains(w.Text, word) || strings.Contains(w.Place.Spot, word)
	})
}

// NotCounted are the states in which an order is no report of its own: it was withdrawn, or
// is another's.
var NotCounted = []OrderState{Cancelled, Merged}

// Nth is the how manyth report of its thing within RepeatSpan the order is; 1 is the first,
// also of what cannot fail again.
func (w *WorkOrder) Nth() int { return w.Before + 1 }

// Repeat says that the order is a repeat, "3栋电梯 90 天内第 4 次报修"; "" when it is none.
func (w *WorkOrder) Repeat() string {
	if w.Before == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d 天内第 %d 次报修", w.Thing().Name, RepeatSpan/(24*time.Hour), w.Nth())
}

// Often reports whether it was so often that somebody should look for the cause.
func (w *WorkOrder) Often() bool { return w.Nth() >= RepeatMany }

// spotOf is equipment at a spot; either may name the other.
func spotOf(spot, name string) string {
	switch {
	case strings.HasPrefix(name, spot):
		return name
	case strings.Contains(spot, name):
		return spot
	}
	return spot + "的" + name
}
