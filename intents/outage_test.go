package intents

import (
	"strings"
	"testing"
)

// TestOutages are messages of our own, hits and misses.
func TestOutages(t *testing.T) {
	for kind, messages := range map[string][]string{
		"water": {"怎么没水了", "家里没水", "今天停水吗", "停水通知在哪看", "什么时候来水", "几点来水啊", "水龙头不出水了", "报修，3栋2单元501厨房没水", "还没来水吗", "怎么又停水了", "明天停水是不是计划内的，几点来",
			"你好，请问小区停水了吗？", "我家停水了，麻烦看一下", "什么時候恢復供水", "a点水都没有，没水做饭", "no water in my flat", "现在有水了吗"},
		"power": {"停电了", "怎么没电了？", "几点来电", "整栋楼停电了", "家里突然没电", "什么时候恢复供电", "明天停电到几点", "power outage?", "来电了吗"},
		"gas":   {"停气了吗", "天然气停了", "家里没燃气了", "什么时候来气", "煤气停到几点"},
		"lift":  {"电梯坏了吗", "电梯坏了", "电梯什么时候修好", "电梯怎么停了", "3栋电梯不能用", "今天停梯吗", "电梯好了没", "电梯又在检修？", "电梯按了没反应", "the elevator is not working"},
		"heat":  {"暖气不热了", "怎么没暖气", "今天停暖吗", "地暖是凉的", "什么时候恢复供暖"},
		"net":   {"断网了", "家里没网了", "怎么上不了网", "网络什么时候恢复"},
		"": {"水费怎么交", "水费没交会停水吗", "电费欠了会停电吗", "充电桩没电", "智能锁没电了打不开", "停电动车的地方在哪", "电动车没电了推不动", "车胎没气了", "热水器没水", "饮水机没水了", "物业有权停水吗", "物业凭什么停水",
			"如果停电了电梯会怎么样", "停车费多少", "电梯卡怎么办", "电梯里有人抽烟", "电梯多久维保一次", "加装电梯要什么手续", "楼上漏水了", "水管漏出来水了", "有没网上缴费", "厨房没有网纱窗", "想申请暖气报停",
			"真来气", "来电显示是谁", "来水了，谢谢", "已经来电了", "暖气费怎么算", "我家没热水", "鱼缸没水了", "燃气没气味正常吗", "上次停水的赔偿", "没有", "你好", "谢谢", "物业费怎么交", "下水道堵了", "水压小", "电梯口有垃圾",
			"快递柜打不开", "车库没有监控", "网上怎么报修", "门铃没电"},
	} {
		for _, m := range messages {
			r := Read(m)
			if got := strings.Join(r.Outages, " "); got != kind {
				t.Errorf("%q: outages %q, want %q", m, got, kind)
			}
		}
	}
}

// TestOutageAndDanger: a danger stays one, whatever is cut off.
func TestOutageAndDanger(t *testing.T) {
	for _, m := range []string{"停电了，我被困在电梯里", "电梯停了，里面有人出不来", "停气了，厨房有煤气味", "没电了，插座冒火花"} {
		if r := Read(m); r.Emergency == nil {
			t.Errorf("%q: no emergency", m)
		}
	}
}

// TestQuestionWithoutHome: an answer is found by the matter, not by where one lives.
func TestQuestionWithoutHome(t *testing.T) {
	for message, want := range map[string]string{
		"我住3栋1单元201，停水了吗":   "停水了吗?",
		"我是8栋的业主，物业费怎么交？":   "物业费怎么交?",
		"我家在3栋501，能养大狗吗":    "能养大狗吗?",
		"3栋2单元501停水了吗":      "停水了吗?",
		"3栋停水了吗":            "停水了吗?",
		"3栋怎么走":             "3栋怎么走?",
		"5栋在哪里":             "5栋在哪里?",
		"我住3栋2单元501":        "我住3栋2单元501",
		"物业费怎么交，我住3栋2单元501": "物业费怎么交?",
	} {
		if got := Read(message).Question; strings.TrimSuffix(got, "?") != strings.TrimSuffix(want, "?") {
			t.Errorf("%s asks %q, want %q", message, got, want)
		}
	}
}
