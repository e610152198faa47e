package intents

import "testing"

func TestParseChoice(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want int
		ok   bool
	}{
		{"2", 3, 2, true}, {"第二个", 3, 2, true}, {"选2", 3, 2, true}, {"二", 3, 2, true}, {"②", 3, 2, true}, {"２", 3, 2, true},
		{"第1条吧", 3, 1, true}, {"3.", 3, 3, true}, {"最后一个", 3, 3, true}, {"我选第三个", 4, 3, true}, {"the second one", 3, 2, true},
		{"4", 3, 0, false}, {"0", 3, 0, false}, {"", 3, 0, false}, {"物业费", 3, 0, false}, {"等了两天", 3, 0, false}, {"第十二个", 20, 12, true},
	}
	for _, tt := range tests {
		if got, ok := ParseChoice(tt.in, tt.n); ok != tt.ok || ok && got != tt.want {
			t.Errorf("ParseChoice(%q, %d) = %d, %v; want %d, %v", tt.in, tt.n, got, ok, tt.want, tt.ok)
		}
	}
}

func TestParseYesNo(t *testing.T) {
	for _, s := range []string{"是", "是的", "对", "好的", "可以", "确认", "嗯", "嗯嗯", "没错", "没问题", "行", "OK", "yes", "好嘞", "對", "要", "提交吧", "对，提交吧", "好的谢谢师傅", "可以了，提交", "是的没错", "shi de"} {
		if yes, ok := ParseYesNo(s); !ok || !yes {
			t.Errorf("ParseYesNo(%q) = %v, %v; want yes", s, yes, ok)
		}
	}
	for _, s := range []string{"不", "不是", "不用", "不对", "别", "不要了", "没有", "no", "算了", "否", "不可以", "先不用", "还没有", "错了", "取消"} {
		if yes, ok := ParseYesNo(s); !ok || yes {
			t.Errorf("ParseYesNo(%q) = %v, %v; want no", s, yes, ok)
		}
	}
	for _, s := range []string{"", "。。。", "物业费怎么交", "厨房", "好几天了", "好久了", "是昨天晚上开始的", "对门也漏", "有时候漏有时候不漏", "要上午来", "行李堵在楼道"} {
		if yes, ok := ParseYesNo(s); ok {
			t.Errorf("ParseYesNo(%q) = %v, want neither", s, yes)
		}
	}
}

func TestParseRating(t *testing.T) {
	for s, want := range map[string]int{
		"5": 5, "五星": 5, "5分": 5, "非常满意": 5, "差评": 1, "打4分": 4, "满意": 4, "不满意": 2, "一般": 3, "⭐⭐⭐⭐": 4, "非常不满意": 1,
		"三颗星": 3, "给个好评": 5, "基本满意": 4, "5 stars": 5, "還行": 3, "太差了": 1, "very good": 5,
	} {
		if got, ok := ParseRating(s); !ok || got != want {
			t.Errorf("ParseRating(%q) = %d, %v; want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "6", "0", "10分", "物业费怎么交"} {
		if got, ok := ParseRating(s); ok {
			t.Errorf("ParseRating(%q) = %d, want none", s, got)
		}
	}
}
