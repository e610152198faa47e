package intents

import (
	"regexp"
	"slices"
	"strings"

	"linli/text"
)

// Emergency says that somebody is in danger now. ID is the situation's id in the shipped emergencies table ("emg-…");
// Fired names the rules that decided, "situation/rule".
type Emergency struct {
	ID    string
	Fired []string
}

// situation is one emergency: the rules that raise it, any of them enough, and which doubts it ignores.
type situation struct {
	id        string
	rules     []rule
	undoubted bool // raised in the face of "if" and "would": self-harm, where doubt counts as danger
	lingering bool // yesterday is still now: a bite, a person who has not come home
}

// situations in the order in which they win when several are raised: the one whose safety steps cover the other first.
var situations = slices.Concat(
	selfHarm(), powerAndWater(), fireAndGas(), trapped(), people(), falling(), floods(), illness(), lastResort())

// findEmergency reads the clauses twice: roughly, which nearly always ends it, and then without everything that is
// denied, remembered, imagined or a figure of speech.
func findEmergency(cs []clause) *Emergency {
	whole := frame(cs)
	var live [4]string // by undoubted and lingering
	var found *Emergency
	for _, s := range situations {
		if _, ok := firstRule(s.rules, whole, false); !ok {
			continue
		}
		v := view(s)
		if live[v] == "" {
			live[v] = frame(liveClauses(cs, s.undoubted, s.lingering))
		}
		name, ok := firstRule(s.rules, live[v], true)
		if !ok {
			continue
		}
		if found == nil {
			found = &Emergency{ID: s.id}
		}
		found.Fired = append(found.Fired, s.id+"/"+name)
	}
	return found
}

// Names tells whether a message speaks of a danger at all, be it denied, remembered or asked about.
func Names(message string) bool {
	whole := frame(clauses(text.Normalize(message)))
	if lifeSaving.MatchString(whole) {
		return true
	}
	return slices.ContainsFunc(situations, func(s situation) bool {
		_, ok := firstRule(s.rules, whole, false)
		return ok
	})
}

func view(s situation) int {
	v := 0
	if s.undoubted {
		v |= 1
	}
	if s.lingering {
		v |= 2
	}
	return v
}

// liveClauses is what is left of a message when only the present counts.
func liveClauses(cs []clause, undoubted, lingering bool) []clause {
	out := make([]clause, 0, len(cs))
	memory, fancy, lesson := false, false, isLesson(cs)
	for _, c := range cs {
		full := c.text
		now := present.MatchString(full) || c.stressed
		c.text = plainSpeech(full)
		switch {
		case lesson && !now:
			c.text = ""
		case isSettled(full):
			out = out[:0] // what was said before is over as well
			c.text = ""
		case !now && undoubted:
			if isMemory(full, lingering) && hearsay.MatchString(full) {
				c.text = ""
			}
		case !now && (isMemory(full, lingering) || memory):
			memory = danger.MatchString(full) || memory
			c.text = ""
		case undoubted:
		case fancy && !now && asking.MatchString(full):
			c.text = ""
		default:
			head := imagined.FindStringIndex(c.text)
			if head != nil {
				fancy = danger.MatchString(c.text[head[0]:]) || conditional.MatchString(c.text)
				c.text = c.text[:head[0]]
			}
		}
		if c.last {
			fancy = false
		}
		if c.text != "" {
			out = append(out, c)
		}
	}
	return out
}

// isLesson tells whether the message is about learning, training or a story rather than about today.
func isLesson(cs []clause) bool {
	return slices.ContainsFunc(cs, func(c clause) bool { return lessons.MatchString(c.text) })
}

func isSettled(s string) bool {
	return settled.MatchString(s) && !relapse.MatchString(strings.ReplaceAll(s, "没事", ""))
}

func isMemory(s string, lingering bool) bool {
	return longAgo.MatchString(s) || inquiry.MatchString(s) || !lingering && recent.MatchString(s)
}

// plainSpeech takes the figures of speech and the denials out of a clause.
func plainSpeech(s string) string {
	if !maybeFigure.MatchString(s) {
		return s
	}
	s = figures.ReplaceAllString(s, "○")
	s = emptyPlace.ReplaceAllStringFunc(s, func(place string) string {
		if unanswered.MatchString(place) {
			return place
		}
		return "∅"
	})
	return denials.ReplaceAllString(s, "○")
}

var (
	lifeSaving = regexp.MustCompile(`急救|自救|逃生|抢救|心肺复苏|溺水|落水|火警|火灾|着火|起火|触电|煤气|燃气|被困|困人|轻生|自杀|晕倒|走失|救命|危险|险情|报警|报案|120|119|110`)
	present    = regexp.MustCompile(`现在|这会|此刻|正在|刚刚|刚才|刚[^好毕结]|又|开始|从昨|快来|救命|赶紧|赶快|还在|突然|一直在|到现在|今天|今早|今晚|真的|right now|just now`)
	danger     = regexp.MustCompile(`火|烟|漏|爆|困|电|砸|掉|晕|摔|血|水|丢|失|贼|偷|打|撬|淹|塌|裂|咬|抓|锁|关|死|伤|跳|煤气|燃气|天然气`)
	asking     = regexp.MustCompile(`怎么|咋|如何|吗|呢|该|要不要|能不能|谁|哪|什么|啥|会|应|第一步|几`)

	lessons = regexp.MustCompile(`演习|演练|培训|讲座|考试|要考|科普|知识|提前了解|提前问|想了解|了解一下|了解下|想学|学习|电视剧|电影|小说|新闻里|游戏里|作文|做梦|梦见|梦到|征文|比赛|测试|教程|海报`)
	settled = regexp.MustCompile(`(?:已经|都|总算|终于|后来)?(?:修好|救出来|扑灭|灭掉|找到|找着|没事|解决|处理好|虚惊一场|平安|救上来|出来了没事|抓到|抓住)了?(?:$|,|就|的?时候|,?谢)|误报|虚惊|已经(?:灭了|出来了|送医院|关掉|好了|报警抓)`)
	relapse = regexp.MustCompile(`没|未|不|又|还|再|刚(?:修好|灭)|才`)
	longAgo = regexp.MustCompile(`上个?(?:月|周|星期|礼拜|回|次|年|学期|季度)|去年|前年|大前年|那年|前几(?:天|年|个月|周)|前(?:阵子|些天|些日子|段时间)|小时候|当年|当初|以前|曾经|从前|有(?:一)?(?:次|回)|那(?:次|回|时候|一次|一回)|之前(?:有|的|那|被|小区)|[一二三四五六七八九十两几\d]+(?:年|个月|周)前|早些年|年轻时|听说(?:别|外|有个|以前|前|去|隔壁小区)|别的小区|隔壁小区|人家小区|历史上`)
	recent  = regexp.MustCompile(`昨天|昨晚|昨夜|昨儿|前天|前晚`)
	inquiry = regexp.MustCompile(`(?:找到|抓到|查出|查清|查明|赔|整改|处理|判|有消息|有结果|解决|调查|恢复|修好)了?(?:没有?|吗|么|怎么样|得怎么样|多少)|(?:查出|赔|处理)[^,]{0,4}(?:原因|怎么|啥)|的原因|的案子|的赔偿|那(?:件)?事`)

	hearsay     = regexp.MustCompile(`有人|谁|听说|哪[户家]|凶宅|那[个位户]`)
	imagined    = regexp.MustCompile(`万一|要是|如果|假如|假设|假使|倘若|若是|比如|例如|譬如|会不会(?:[^是有]|$)|以防|防止|预防|避免|(?:^|[^不])小心|当心|提防|以免|免得|省得|(?:碰上|遇到|遇上)(?:停|断|着|火|这种|电|贼)|怎么防|如何防|怕(?:煤|燃|天然|气|进|被|有|着|起|漏|爆|冻|掉|砸|塌|淹|触|咬|摔|出|小|走|水|孩|老|火|电|狗|它|冬|万|会)|担心|(?:明天|后天|下周|下个?月|下次|以后|将来|过几天|周[一二三四五六日末天]|计划|预告)[^,]{0,12}(?:停电|断电|测试|要生|生了|停气|检查)|if |what if|how to prevent`)
	conditional = regexp.MustCompile(`万一|要是|如果|假如|假设|假使|倘若|若是|碰上|遇到|遇上|计划|if `)

	maybeFigure = regexp.MustCompile(`[没不未无非死晕爆火炸麻打像跳气烟要砸掉差险跟似淹塌丢找空]|冇|no `)
	figures     = regexp.MustCompile(`气得[^,]{0,5}(?:冒烟|晕|炸|发抖|心脏病|吐血|爆炸|要死|犯)|把(?:我|人)(?:看|气|绕|搞|弄|笑|吓)(?:得|到)?(?:晕|死|炸)了?|(?:嗓子|喉咙|鼻子|头顶|嘴)(?:都|快|也|要|已经)*(?:冒烟|着火|冒火)|(?:看|听|气|笑|绕|忙|吵|想)[^,]{0,10}(?:要晕|晕了|晕过去|吐血|心梗|心脏病|触电|昏过去)|^我?(?:真|都|要|快|是)?晕(?:死|了|菜|啊)?$|` +
		`(?:着急|急得|天干|急|别|不要)[^,]{0,2}上火|火锅|火车|火腿|火热|火爆|红火|发火|恼火|窝火|快着火|着火似的|` +
		`[笑累热烦吵气急冷饿困臭渴忙堵丑坑冻喘吓羡慢晒闷][^,]{0,2}死(?:我|人|你们?|了|个人|啦)*|得(?:我|人)?(?:都|真)?想死|想死(?:你|大家|心|我了)|社死|该死|死心|死机|死角|死循环|死贵|打死(?:我|也|都)|爬[^,]{0,6}(?:死|要命)了?|` +
		`爆(?:涨|棚|满|款|料|发|单|冷|笑|米花)|消息爆|吵爆|炸(?:锅|毛|鸡|酱|串|薯)|要爆了?哈|` +
		`[累爬忙][^,]{0,6}喘不[^,]*|(?:像|跟|好像|如同|仿佛)(?:是|被)?(?:电了?|触电|地震|着火|失火|打仗|遭贼|炸)[^,]{0,3}(?:一样|似的)?|跳楼(?:价|大?甩卖|清仓|打折)|楼盘跳楼|` +
		`血压|得?要[^,]{0,4}似的|静电|麻烦|麻将|麻辣|芝麻|心态[^,]{0,3}崩[^,]*|(?:房价|股市|股票|楼市|大盘|物价|行情)[^,]{0,3}(?:塌|跳水|崩)[^,]*|(?:工作|作业|消息|任务)[^,]{0,4}淹没?|砸(?:墙|手里|我手里|锅|钱|场子|地板)|` +
		`(?:差点|险些|差一点)[^,]*|打不着|` +
		`(?:书包|校服|帽子?|鞋子?|玩具|钥匙|手表|卡|钱包|快递|手机|自行车|滑板|水杯|水壶|眼镜|作业|衣服|外套|户口本|证|推车|童车|球|伞|耳环|戒指|耳机|包|车)[^,人]{0,4}(?:不见|丢|找不|没影)[^,]{0,3}|(?:手机|钥匙|帽子?|鞋子?|球|玩具|耳机|戒指|手表|眼镜|东西|书包|风筝|气球|无人机|卡|狗|猫|水杯|衣服)[^,人]{0,4}掉[^,]{0,8}|` +
		`(?:手机|遥控器?|充电宝|门锁|指纹锁|燃气表|电表|车|平板|电脑|报警器)(?:快|也|都)?没电|困难|贫困`)
	emptyPlace = regexp.MustCompile(`(?:里头|里面|里边|车上|车里|车内|轿厢|家里|屋里|屋内|房里|底下|下面|里)(?:也|都|又)?(?:没有?|冇)(?:别)?人(?:[过来应理管接回救答开修听问吭出敢]|处理|知道|帮)?|没有?人在(?:里|家|屋)|家里没别人|空的`)
	unanswered = regexp.MustCompile(`人(?:[过来应理管接回救答开修听问吭出敢]|处理|知道|帮)$`) // 里面没有人应: somebody may be there
	denials    = regexp.MustCompile(`(?:没有?|冇)人(?:被)?[关卡]在[^,]{0,4}里[面头边]?|(?:没有?|冇|未|无|不是|并非|不算|不像|不会|不用|no )(?:什么|啥|人|真的?|发生|闻到|看到|见|再|出现|任何|在|被|一点|怪|异|过)*` +
		`(?:困(?:在[^,]{0,4}里[面头边]?)?|漏|着火|起火|冒烟|火|烟|味|煤气|燃气|天然气|触电|带电|受伤|砸到|砸|伤|咬|打架|打人|动手|打|爆|淹|塌|晕|进水|积水|响|病人|设备|偷|丢|开火|开灶|smell|fire|smoke|leak|one )(?:的?[怪异臭]?味[道儿]?)?|(?:怪|异|臭|煤气|焦)?(?:味道?|味儿|烟|火|人)(?:也|都)没有?`)
)
