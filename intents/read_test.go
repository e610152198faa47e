package intents

import (
	"slices"
	"strings"
	"testing"
)

func TestReadQuestionAndAlso(t *testing.T) {
	tests := []struct {
		in       string
		intent   Intent
		also     []Intent
		question string
	}{
		{"谢谢，顺便问下停车费", Question, []Intent{Thanks}, "停车费"},
		{"你好，请问物业费怎么交？", Question, []Intent{Greeting}, "物业费怎么交?"},
		{"你好", Greeting, nil, ""},
		{"好的谢谢，再见", Thanks, []Intent{Bye}, ""},
		{"马桶堵了，派人来修一下。顺便问下停车费多少？", RepairReport, []Intent{Question}, "马桶堵了,派人来修一下,停车费多少?"},
		{"😂😂", Other, nil, ""},
		{"物业费咋交啊", Question, nil, "物业费怎么交"},
		{"你好呀，垃圾几点收呢", Question, []Intent{Greeting}, "垃圾几点收"},
		{"水管子漏得不得了，喊个师傅来看哈嘛", RepairReport, nil, "水管子漏得不得了,喊个师傅来看哈嘛"},
		{"厕所塞咗，漏水，幫我搵人嚟整", RepairReport, nil, "厕所塞咗,漏水,帮我揾人嚟整"},
		{"什么时候来修啊", Urge, nil, "什么时候来修"},
		{"", Other, nil, ""},
		{"我的单号是 WO20261123-0007", Status, nil, "我的单号是,wo20261123-0007"},
		{"asdfgh", Other, nil, "asdfgh"},
		{"how do I pay the property fee", Question, nil, "how do i pay the property fee"},
		{"我要投诉保安。另外转人工", ComplaintReport, []Intent{Human}, "我要投诉保安,另外转人工"},
	}
	for _, tt := range tests {
		got := Read(tt.in)
		if got.Intent != tt.intent || !slices.Equal(got.Also, tt.also) || got.Question != tt.question {
			t.Errorf("Read(%q) = %s %v %q (%v); want %s %v %q", tt.in, got.Intent, got.Also, got.Question, got.Fired, tt.intent, tt.also, tt.question)
		}
	}
}

// Danger is told per clause: what is denied, remembered or imagined beside it takes nothing away.
func TestDangerPerClause(t *testing.T) {
	raised := map[string]string{
		"没人受伤，但是厨房着火了":          "emg-fire-smoke",
		"电梯不动了，有人困在里面没有人来":      "emg-lift-trapped",
		"电梯卡住了里面没有人应":           "emg-lift-trapped",
		"去年也漏过，现在又一股煤气味":        "emg-gas-leak",
		"不是电梯坏了，是我被困在电梯里了":      "emg-lift-trapped",
		"上周刚换的水管又爆了，水喷得到处都是":    "emg-pipe-burst",
		"着火了！能用水泼吗":             "emg-fire-smoke",
		"我妈昨天下午出门，到现在没回来":       "emg-missing-person",
		"要是我死了就好了，真的不想活":        "emg-suicide-crisis",
		"别的小区出过事，我家现在门口冒烟了":     "emg-fire-smoke",
		"消防演习刚结束，真的有人晕倒了叫不醒":    "emg-medical",
		"孩子找到了，但是从楼梯上摔下来，头破了流血": "emg-medical",
	}
	for in, want := range raised {
		if e := Read(in).Emergency; e == nil || e.ID != want {
			t.Errorf("Read(%q).Emergency = %+v, want %s", in, e, want)
		}
	}
	for _, in := range []string{
		"万一着火了，楼道门打不开怎么办", "上个月小区着火，烧了一晚上，后来赔了没", "没有人被困，电梯只是停了", "电梯坏了不动，没有人困在里面", "电梯停了，没人关在里面", "气得我冒烟", "怕煤气泄漏想买个报警器",
		"电视剧里有人跳楼，太吓人了", "孩子已经找到了，谢谢大家", "消防演习会不会有烟",
	} {
		if e := Read(in).Emergency; e != nil {
			t.Errorf("Read(%q).Emergency = %+v, want none", in, e)
		}
	}
}

func TestNames(t *testing.T) {
	for _, s := range []string{"要是煤气泄漏了怎么办", "没有着火", "昨天电梯困人了", "心肺复苏怎么做", "有人掉水里怎么救，溺水"} {
		if !Names(s) {
			t.Errorf("Names(%q) = false", s)
		}
	}
	for _, s := range []string{"", "泳池几点开门", "那游泳池开门吗", "热死了", "物业费怎么交", "电梯什么时候年检"} {
		if Names(s) {
			t.Errorf("Names(%q) = true", s)
		}
	}
}

func TestEmergencyKeepsTheWish(t *testing.T) {
	r := Read("电梯卡住了，我和孩子在里面，快转人工")
	if r.Intent != InDanger || !slices.Contains(r.Also, Human) {
		t.Errorf("got %s %v", r.Intent, r.Also)
	}
	if len(r.Fired) < 2 || !strings.HasPrefix(r.Fired[0], "emg-lift-trapped/") {
		t.Errorf("fired %v", r.Fired)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "3栋2单元501漏水，13812345678", "电梯困人了", "#42 到哪了", "谢谢\x00\xff", "明天下午三点到五点"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := Read(s)
		if r.Intent == "" || (r.Emergency == nil) == (r.Intent == InDanger) {
			t.Fatalf("Read(%q) = %+v", s, r)
		}
		checkSlots(t, s, r.Slots)
	})
}

func FuzzParsePlace(f *testing.F) {
	for _, s := range []string{"3栋2单元501", "5#301", "八零二", "A座", "一百零二栋"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := ParsePlace(s)
		if ok == (p == Place{}) {
			t.Fatalf("ParsePlace(%q) = %+v, %v", s, p, ok)
		}
		checkPlace(t, s, p)
	})
}

func BenchmarkRead(b *testing.B) {
	messages := []string{
		"帮我登个报修，3栋2单元1102，厨房灯不亮", "物业费怎么交", "楼上扔的酒瓶子砸中我妈脑袋了，流血", "你好，请问快递柜在哪里？",
	}
	for i := 0; b.Loop(); i++ {
		Read(messages[i%len(messages)])
	}
}
