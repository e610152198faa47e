package intents

// outage is something that may be cut off for many, and the words by which people ask or tell that it is. Kinds are those
// of incidents on the staff desk.
type outage struct {
	kind  string
	rules []rule
}

// notNow are questions of principle, of money and of other days: about no outage at hand.
const notNow = "!费|欠|缴|充值|滞纳|赔|有权|权利|合法|违法|凭什么|凭啥|如果|万一|要是|假如|上次|上回|上个月|上周|去年|以前|每次|报停|会不会被"

var outages = []outage{
	{"water", []rule{
		when("no water", "停水|没水|没有水|没得水|断水|不出水|水停了|水断了|缺水|供水~中断|tingshui|meishui|no water|water outage",
			notNow, "!热水器|饮水机|净水|桶装|直饮|鱼缸|景观|喷泉|泳池|没水印|漏水|停水阀"),
		when("when is it back", "时候来水|几点来水|点来水|时来水|多久来水|来水了吗|来水没|来水吗|还没来水|没来水|还不来水|不来水|能来水|才来水|恢复供水|供水~恢复|水~什么时候~恢复|有水了吗|时候有水|几点有水|点有水", notNow),
	}},
	{"power", []rule{
		when("no power", "停电|没电|没有电|断电|电停了|缺电|供电~中断|tingdian|meidian|no power|power outage|power cut|blackout",
			notNow, "!电动|电瓶|充电|电池|遥控|手机|门锁|智能锁|门铃|电表|车没电|车里|汽车|停电梯"),
		when("when is it back", "时候来电|几点来电|点来电$|点来电啊|点来电呢|时来电|多久来电|来电了吗|来电没|来电吗|还没来电|没来电|还不来电|能来电|才来电|恢复供电|供电~恢复|有电了吗|时候有电|几点有电", notNow,
			"!来电显示|来电话|来电提醒"),
	}},
	{"gas", []rule{
		when("no gas", "停气|没气了|没有气|没燃气|没煤气|没天然气|没有燃气|没有天然气|燃气停|天然气停|煤气停|no gas|gas outage",
			notNow, "!没气味|没有气味|胎|暖气|空气|冷气|脾气|自行车|电动车|打气"),
		when("when is it back", "时候来气|几点来气|来气了吗|来气没|恢复供气|供气~恢复", notNow),
	}},
	{"lift", []rule{
		when("lift stands", "停梯|电梯~坏|电梯~停了|电梯~停运|电梯~停用|电梯~不能用|电梯~不动|电梯~不走|电梯~用不了|电梯~没反应|电梯~按不了|电梯~检修|电梯~维修|电梯~维保|电梯~故障|没电梯|没有电梯|坏~电梯"+
			"|电梯~修好|电梯~修没修|电梯~好了吗|电梯~好了没|电梯~什么时候|电梯~几点|电梯~恢复|电梯~能用|电梯~能坐|电梯~怎么了|电梯~咋了|lift broken|lift~not working|elevator~not working|elevator broken|elevator~out of order",
			notNow, "!电梯卡|电梯口|电梯间|电梯厅|电梯灯|加装|广告|抽烟|吵|噪|电动车进|打扫|消毒|楼没有电梯|层没电梯|多久维保|多久检修|多久保养|装电梯|按钮坏|灯坏|空调坏|风扇"),
	}},
	{"heat", []rule{
		when("no heat", "停暖|没暖气|没有暖气|没供暖|不供暖|暖气停|供暖停|停止供暖|暖气~不热|暖气~冰|暖气~凉|暖气~不暖|地暖~不热|地暖~凉|地暖~冰|no heating|heating~off|heating~not working", notNow,
			"!申请停|开通"),
		when("when is it back", "暖气~什么时候|暖气~恢复|供暖~恢复|恢复供暖|暖气~修好|暖气~好了吗", notNow),
	}},
	{"net", []rule{
		when("no net", "断网|没网了|没网络|没有网|网断了|网络断|上不了网|连不上网|宽带~断|宽带~坏|网络~不通|网络~中断|wifi~断|no internet|internet~down",
			notNow, "!没网上|没有网上|纱网|纱窗|防护网|铁丝网|围网|断网格|网点|网址|网页|没有网银"),
		when("when is it back", "网络~恢复|宽带~恢复|网~修好|时候有网|几点有网|有网了吗", notNow),
	}},
}

// outagesIn are the kinds of outage that a message asks or tells about.
func outagesIn(rest []clause) []string {
	var out []string
	framed := frame(rest)
	for _, o := range outages {
		if _, ok := firstRule(o.rules, framed, true); ok {
			out = append(out, o.kind)
		}
	}
	return out
}
