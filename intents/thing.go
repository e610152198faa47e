package intents

import (
	"regexp"
	"strings"
)

// category is a work-order category and the words that mean it; parts must all be in the same clause.
type category struct {
	name  string
	rules []rule
}

// categories in the order in which they are tried: what is blocked or public before the general words.
var categories = []category{
	{"电梯", []rule{when("", "电梯|轿厢|升降机|客梯|货梯|elevator|lift|dianti", "!电动车|抽烟|广告|遛|狗|电梯口|电梯间|电梯厅")}},
	{"收费", []rule{when("", "乱收费|物业费|停车费|收费|押金|账单|滞纳金|多收|管理费|退费|退钱")}},
	{"装修", []rule{when("", "装修|电钻|砸墙|承重墙|施工|装潢|敲墙")}},
	{"公共照明", []rule{when("", "楼道灯|走廊灯|路灯|声控灯|感应灯|景观灯|地库灯|道边灯|庭院灯"), when("", "楼道|走廊|路|地库|车库|大堂|楼梯|小区|过道", "灯"), when("", "灯", "楼道|走廊")}},
	{"消防", []rule{when("", "消防栓|消火栓|灭火器|烟感|应急灯|安全出口|消防门|喷淋|警铃|消防箱|消防设施|防火门")}},
	{"弱电门禁", []rule{when("", "门禁|对讲|可视|门铃|道闸|起落杆|抬杆|摄像头|监控|人脸|刷卡|刷脸|门卡|门劲|men ling|menling|menjin|读卡|intercom")}},
	{"管道疏通", []rule{when("", "堵|下不去|冲不下|冲不动|返水|反水|往上冒|倒灌|疏通|化粪|粪水|污水|blocked|clogged|du le", "!堵车|车|通道|堵门|门口堵")}},
	{"空调家电", []rule{when("", "空调|热水器|冰箱|洗衣机|油烟机|排风扇|排气扇|挂机|外机|净水器|壁挂炉|制冷|air con|heater", "!滴水|滴答")}},
	{"土建渗漏", []rule{when("", "天花板|吊顶|屋顶|房顶|外墙|墙|楼板|屋面|楼上|顶上|阳台|卫生间|顶棚|飘窗", "漏|渗|滴水|返潮|发霉|裂|掉|空鼓|鼓包", "!漏电|玻璃|窗"), when("", "墙皮|裂缝|瓷砖|地砖|漏雨|渗水|屋面|井盖|路面|台阶|墙砖|砖翘|坑")}},
	{"门窗", []rule{when("", "门锁|锁芯|锁|门把|防盗门|单元门|合页|窗|纱窗|玻璃|把手|推拉门|房门|门|闭门器|door|window|lock", "!门口|门岗|出门|上门|部门|专门|大门口|东门|南门|西门|北门|车|门外|开门|后门|进门")}},
	{"水电", []rule{when("", "水管|龙头|漏水|滴水|阀|跳闸|停电|没电|断电|插座|开关|灯|电闸|空开|水表|电表|水压|没水|停水|不出水|暖气|地暖|马桶|花洒|水槽|水箱|洗手盆|洗菜盆|短路|水池|热水|地漏|下水|tap|sink|toilet|faucet|leak|light|water|power|deng|long tou|longtou|matong|电路|线路", "!景观|喷泉|开水")}},
	{"安保停车", []rule{when("", "车位|停车|占位|保安|门岗|飞线|电动车|电瓶车|消防通道|外来|车|陌生人|小偷|巡逻|抛物|岗亭|推销|parking|guard", "!手推车|购物车|婴儿车")}},
	{"绿化", []rule{when("", "树|草坪|绿化|花坛|修剪|枯|草地|种菜|篱笆")}},
	{"保洁", []rule{when("", "垃圾|打扫|卫生|脏|保洁|蟑螂|老鼠|蚊|狗屎|便便|清扫|没拖|臭|异味|消杀|污渍|打药|溢出|garbage|trash", "!马桶")}},
	{"邻里", []rule{when("", "吵|噪|邻居|楼上|楼下|跳绳|跳舞|广场舞|抽烟|狗|猫|鞋柜|堆|杂物|麻将|油烟|音箱|蹦迪|隔壁|对门|嘈|noise|noisy")}},
	{"其他", []rule{when("", "器材|滑梯|秋千|座椅|长椅|信报箱|快递柜|栏杆|扶手|围栏|踏板|单杠|雨棚|晾衣|球场|管家|客服|前台|态度")}},
}

var (
	thingHead = regexp.MustCompile(`[东南西北正后侧]门|厨房|客厅|卧室|主卧|次卧|卫生间|厕所|洗手间|阳台|书房|餐厅|玄关|浴室|楼道|走廊|地库|大堂|电梯|单元|空调|马桶|水管|水龙头|龙头|下水道|下水|地漏|水槽|洗菜盆|洗手盆|花洒|热水器|冰箱|洗衣机|油烟机|暖气片?|地暖|插座|开关|空开|水表|电表|路灯|声控灯|灯|对讲机?|门铃|门禁|道闸|门锁|锁芯|锁|窗户?|玻璃|房门|大门|门|天花板|吊顶|屋顶|外墙|墙|瓷砖|地砖|井盖|健身器材|器材|滑梯|摄像头|监控|消防栓|灭火器|烟感|垃圾|车位|保安|保洁|管家|客服|前台|物业|楼上|楼下|隔壁|对门|邻居|装修|广场舞|狗|树|草坪|快递柜|[a-z]*\s?(?:sink|tap|toilet|door|light|window|lift|elevator|faucet|air conditioner|intercom|noise|parking)`)
	thingTail = regexp.MustCompile(`(?:,|请|麻烦|派|安排|来人|来修|来看|来个|帮|报修|报一下|登记|给报|叫|约|你们|快|尽快|赶紧|预约|我要|我想)`)
)

const maxThing = 14 // runes

// findThing cuts the thing out of the first clause that has a category: from its first noun to where the wish begins.
func findThing(rest []clause) (thing, name string) {
	for _, c := range rest {
		name = categoryOf(c)
		if name == "" {
			continue
		}
		if thing = cutThing(c.text); thing != "" {
			return thing, name
		}
	}
	for _, c := range rest {
		if name = categoryOf(c); name != "" {
			return "", name
		}
	}
	return "", ""
}

func categoryOf(c clause) string {
	framed := frame([]clause{c})
	for _, cat := range categories {
		if _, ok := firstRule(cat.rules, framed, true); ok {
			return cat.name
		}
	}
	return ""
}

func cutThing(s string) string {
	at := thingHead.FindStringIndex(s)
	if at == nil {
		return ""
	}
	head, tail := s[at[0]:at[1]], s[at[1]:]
	if end := thingTail.FindStringIndex(tail); end != nil {
		tail = tail[:end[0]]
	}
	runes := []rune(head + tail)
	return strings.TrimSpace(string(runes[:min(len(runes), maxThing)]))
}
