package intents

import "testing"

func TestParsePlace(t *testing.T) {
	tests := []struct {
		in   string
		want Place
	}{
		{"3栋2单元501", Place{"3", "2", "5", "501"}},
		{"3栋2单元5楼", Place{"3", "2", "5", ""}},
		{"三号楼二单元5楼", Place{"3", "2", "5", ""}},
		{"3-2-501", Place{"3", "2", "5", "501"}},
		{"我住7—2—1501，厨房漏水", Place{"7", "2", "15", "1501"}},
		{"5#301", Place{"5", "", "3", "301"}},
		{"12#1203", Place{"12", "", "12", "1203"}},
		{"我住十六楼", Place{"", "", "16", ""}},
		{"12幢", Place{"12", "", "", ""}},
		{"A座1203", Place{"A", "", "12", "1203"}},
		{"b座 3单元 702室", Place{"B", "3", "7", "702"}},
		{"8 dong 301", Place{"8", "", "3", "301"}},
		{"3 hao lou 2 dan yuan 501", Place{"3", "2", "5", "501"}},
		{"十二栋三单元八零二", Place{"12", "3", "8", "802"}},
		{"12号501", Place{"12", "", "5", "501"}},
		{"2单元1102", Place{"", "2", "11", "1102"}},
		{"1203把鞋柜放走廊", Place{"", "", "12", "1203"}},
		{"noise from 1502 every night", Place{"", "", "15", "1502"}},
		{"fix my kitchen sink, 6-902", Place{"6", "", "9", "902"}},
		{"building 5 unit 2", Place{"5", "2", "", ""}},
		{"3棟2單元501", Place{"3", "2", "5", "501"}},
		{"501", Place{"", "", "5", "501"}},
		{"501室", Place{"", "", "5", "501"}},
		{"9号楼，1单元，6层", Place{"9", "1", "6", ""}},
		{"3栋2-501", Place{"3", "2", "5", "501"}},
		{"6号楼3门401", Place{"6", "3", "4", "401"}},
		{"6号楼三门四零一", Place{"6", "3", "4", "401"}},
		{"3动2单元501", Place{"3", "2", "5", "501"}},
		{"11栋2单元，楼上1502", Place{"11", "2", "15", "1502"}},
		{"502的", Place{"", "", "5", "502"}},
	}
	for _, tt := range tests {
		if got, ok := ParsePlace(tt.in); !ok || got != tt.want {
			t.Errorf("ParsePlace(%q) = %+v, %v; want %+v", tt.in, got, ok, tt.want)
		}
	}
}

func TestParsePlaceNone(t *testing.T) {
	for _, s := range []string{"", "物业费怎么交", "2026年3月", "交了1200块", "13812345678", "0612-038", "等了两天了", "爬了二十层", "第三次催了", "单号WO20261123-0007", "今天三点", "一楼大厅门口的3号门"} {
		if got, ok := ParsePlace(s); ok && (got.Room != "" || got.Building != "") {
			t.Errorf("ParsePlace(%q) = %+v, want no flat", s, got)
		}
	}
}

func TestPlaceCorrected(t *testing.T) {
	for in, want := range map[string]Place{
		"不是501，是502":             {"", "", "5", "502"},
		"不是3栋，是5栋2单元":            {"5", "2", "", ""},
		"我不住3栋2单元501，住3栋2单元502":  {"3", "2", "5", "502"},
		"房号写错了，应该是6-1-302":       {"6", "1", "3", "302"},
		"改成4栋":                   {"4", "", "", ""},
		"是不是3栋2单元501的灯坏了":        {"3", "2", "5", "501"},
		"3栋2单元501，不是我弄坏的，是它自己坏的": {"3", "2", "5", "501"},
	} {
		if got := Read(in).Slots.Place; got != want {
			t.Errorf("place in %q = %+v, want %+v", in, got, want)
		}
	}
}

func TestPlaceString(t *testing.T) {
	tests := []struct {
		in   Place
		want string
	}{
		{Place{"3", "2", "5", "501"}, "3栋2单元501"},
		{Place{"A", "", "12", ""}, "A栋12楼"},
		{Place{}, ""},
	}
	for _, tt := range tests {
		if got := tt.in.String(); got != tt.want {
			t.Errorf("%+v = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestArabic(t *testing.T) {
	for in, want := range map[string]string{
		"十六": "16", "二十三": "23", "十": "10", "两": "2", "一百零二": "102", "五零一": "501", "007": "7", "0": "0", "": "", "x": "", "二十x": "",
	} {
		if got := Arabic(in); got != want {
			t.Errorf("Arabic(%q) = %q, want %q", in, got, want)
		}
	}
}
