package intents

import "testing"

func TestSlots(t *testing.T) {
	tests := []struct {
		in   string
		want Slots
	}{
		{"帮我登个报修，3栋2单元1102，厨房灯不亮", Slots{Place: Place{"3", "2", "11", "1102"}, Thing: "厨房灯不亮", Category: "水电"}},
		{"厨房下水道堵了三天了，明天上午我在家，电话13812345678", Slots{Thing: "厨房下水道堵了三天了", Category: "管道疏通", Since: "三天了", Visit: "明天上午", Phone: "13812345678"}},
		{"楼道灯从昨天晚上开始不亮", Slots{Spot: "楼道", Thing: "楼道灯从昨天晚上开始不亮", Category: "公共照明", Since: "从昨天晚上开始"}},
		{"单号WO20261123-0007到哪了", Slots{Order: "WO20261123-0007"}},
		{"查一下工单0612-038", Slots{Order: "0612-038"}},
		{"#42 修好没", Slots{Order: "42"}},
		{"尾号3321帮看看进度", Slots{Order: "3321"}},
		{"地库电梯口的门禁刷不开，周六下午三点后有空，座机0755-26543210", Slots{Spot: "地库", Thing: "地库电梯口的门禁刷不开", Category: "弱电门禁", Visit: "周六下午三点后", Phone: "075526543210"}},
		{"東門道閘壞了", Slots{Spot: "东门", Thing: "东门道闸坏了", Category: "弱电门禁"}},
		{"隔壁半夜打麻将太吵", Slots{Thing: "隔壁半夜打麻将太吵", Category: "邻里"}},
		{"门锁坏了，周末来修", Slots{Thing: "门锁坏了", Category: "门窗", Visit: "周末"}},
		{"物业费怎么交", Slots{Thing: "物业费怎么交", Category: "收费"}},
		{"你好", Slots{}},
	}
	for _, tt := range tests {
		if got := Read(tt.in).Slots; got != tt.want {
			t.Errorf("Read(%q).Slots =\n %+v, want\n %+v", tt.in, got, tt.want)
		}
	}
}

func TestTimes(t *testing.T) {
	tests := []struct{ in, since, visit string }{
		{"我是5号楼1单元302的，水龙头从昨天下午就一直滴水，明天上午来最好", "从昨天下午", "明天上午"},
		{"我明天不在家，能不能改个时间", "", ""},
		{"明天没空，后天下午三点行", "", "后天下午三点"},
		{"5号上午来", "", "5号上午"},
		{"周六我们都要上班，周日来吧", "", "周日"},
	}
	for _, tt := range tests {
		if got := Read(tt.in).Slots; got.Since != tt.since || got.Visit != tt.visit {
			t.Errorf("Read(%q): since %q, visit %q; want %q, %q", tt.in, got.Since, got.Visit, tt.since, tt.visit)
		}
	}
}

func TestOrderNumbers(t *testing.T) {
	for in, want := range map[string]string{"催单 0001": "0001", "0002那张单取消": "0002", "0003那个工单到哪了": "0003", "停车费1200单独交吗": "", "3栋2单元1102报修": ""} {
		if got := Read(in).Slots.Order; got != want {
			t.Errorf("order in %q = %q, want %q", in, got, want)
		}
	}
}

func TestCategories(t *testing.T) {
	for in, want := range map[string]string{
		"水龙头一直滴水": "水电", "马桶堵了": "管道疏通", "窗户合页松了": "门窗", "电梯按钮失灵": "电梯", "对讲机没声音": "弱电门禁",
		"路灯不亮": "公共照明", "灭火器没压力了": "消防", "天花板渗水": "土建渗漏", "空调不制冷": "空调家电", "垃圾没人收": "保洁",
		"草坪枯了": "绿化", "车位被人占了": "安保停车", "装修太吵": "装修", "乱收费": "收费", "楼上半夜跳绳": "邻里", "滑梯裂了": "其他", "今天心情不错": "",
	} {
		if got := Read(in).Slots.Category; got != want {
			t.Errorf("category of %q = %q, want %q", in, got, want)
		}
	}
}

func TestPhones(t *testing.T) {
	for in, want := range map[string]string{
		"我电话138 1234 5678": "13812345678", "+86-13812345678": "13812345678", "12812345678": "", "138123456789": "", "400-123-4567": "4001234567", "订单20261123": "",
	} {
		if got := Read(in).Slots.Phone; got != want {
			t.Errorf("phone in %q = %q, want %q", in, got, want)
		}
	}
}
