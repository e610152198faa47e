package desk_test

import (
	"testing"

	. "linli/desk"
)

func TestThing(t *testing.T) {
	flat := Place{Building: "3", Unit: "2", Room: "501"}
	for _, c := range []struct {
		kind     OrderKind
		category string
		place    Place
		text     string
		key      string
		name     string
	}{
		{Repair, "水电", flat, "厨房漏水", "flat|3|2|501|水电", "这户的水电问题"},
		{Repair, "水电", flat, "卧室没电", "flat|3|2|501|水电", "这户的水电问题"},
		{Repair, "水电", Place{Building: "3", Room: "501"}, "厨房漏水", "flat|3||501|水电", "这户的水电问题"},
		{Repair, "水电", Place{Building: "3"}, "厨房漏水", "", ""},
		{Repair, "水电", flat, "楼下水泵一直响", "equipment|3|水电|水泵", "3栋水泵"},
		{Repair, "水电", flat, "厨房水箱不上水", "flat|3|2|501|水电", "这户的水电问题"},
		{Repair, "水电", Place{Building: "3"}, "屋顶水箱溢水", "equipment|3|水电|水箱", "3栋水箱"},
		{Repair, "电梯", flat, "有异响", "equipment|3|电梯|电梯", "3栋电梯"},
		{Repair, "电梯", Place{Building: "3", Unit: "1"}, "又停了", "equipment|3|电梯|电梯", "3栋电梯"},
		{Repair, "电梯", Place{Building: "3"}, "货梯门关不上", "equipment|3|电梯|货梯", "3栋货梯"},
		{EmergencyOf, "电梯", flat, "有人被困在电梯里", "equipment|3|电梯|电梯", "3栋电梯"},
		{Repair, "电梯", Place{Spot: "南门天桥"}, "扶梯不动", "spot|南门天桥|电梯|扶梯", "南门天桥的扶梯"},
		{Repair, "电梯", Place{}, "电梯坏了", "", ""},
		{Repair, "公共照明", Place{Building: "5"}, "楼道灯不亮", "equipment|5|公共照明|楼道照明", "5栋楼道照明"},
		{Repair, "公共照明", Place{Spot: "地库"}, "灯全黑了", "spot|地库|公共照明|地库照明", "地库照明"},
		{Repair, "公共照明", Place{Spot: "小区路灯"}, "不亮", "spot|小区路灯|公共照明|路灯", "小区路灯"},
		{Repair, "弱电门禁", flat, "单元门禁刷不开", "equipment|3|弱电门禁|门禁", "3栋门禁"},
		{Repair, "弱电门禁", flat, "家里的可视对讲没声音", "flat|3|2|501|弱电门禁", "这户的弱电门禁问题"},
		{Repair, "弱电门禁", flat, "楼下对讲主机没声音", "equipment|3|弱电门禁|对讲", "3栋对讲"},
		{Repair, "消防", flat, "厨房烟感乱叫", "flat|3|2|501|消防", "这户的消防问题"},
		{Repair, "消防", Place{Building: "3"}, "楼道烟感乱叫", "equipment|3|消防|火灾报警", "3栋火灾报警"},
		{Repair, "消防", Place{Building: "3"}, "红灯一直闪", "equipment|3|消防|消防设施", "3栋消防设施"},
		{Repair, "门窗", flat, "窗户关不上", "flat|3|2|501|门窗", "这户的门窗问题"},
		{Repair, "门窗", flat, "单元门关不上", "equipment|3|门窗|单元门", "3栋单元门"},
		{Repair, "管道疏通", flat, "马桶堵了", "flat|3|2|501|管道疏通", "这户的管道疏通问题"},
		{Complaint, "电梯", flat, "电梯老坏", "", ""},
		{Inquiry, "水电", flat, "电费怎么交", "", ""},
		{Praise, "水电", flat, "修得好", "", ""},
	} {
		w := &WorkOrder{Kind: c.kind, Category: c.category, Place: c.place, Text: c.text}
		if got := w.Thing(); got.Key != c.key || got.Name != c.name {
			t.Errorf("%s %s at %s: %+v, want %q, %q", c.category, c.text, c.place, got, c.key, c.name)
		}
	}
}

func TestRepeat(t *testing.T) {
	w := &WorkOrder{Kind: Repair, Category: "电梯", Place: Place{Building: "3"}}
	for before, want := range []string{"", "3栋电梯 90 天内第 2 次报修", "3栋电梯 90 天内第 3 次报修"} {
		if w.Before = before; w.Repeat() != want || w.Nth() != before+1 || w.Often() != (before >= 2) {
			t.Errorf("with %d before: %q, %d, %v", before, w.Repeat(), w.Nth(), w.Often())
		}
	}
}
