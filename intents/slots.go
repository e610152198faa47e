package intents

import (
	"regexp"
	"strings"
)

// Slots is what a message says about a work order. Everything is "" when it was not said; words are as written
// (normalized).
type Slots struct {
	Place    Place
	Spot     string // a public place: 地库, 大堂, 东门 …
	Thing    string // what is broken or complained about, short
	Category string // the work-order category of Thing; "" unknown
	Since    string // since when: 昨天晚上, 三天了, 从早上开始
	Visit    string // a wish for a time: 明天上午, 周末, 下午三点后
	Phone    string // a mobile or landline number, digits only
	Order    string // an order number or its digits: WO20261123-0007, 0612-038, 42
}

const (
	dayPart  = `(?:一早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|凌晨|晚间|夜间)`
	weekday  = `(?:(?:这|本|下)个?)?(?:周|星期|礼拜)[一二三四五六日天末]`
	clock    = `(?:` + numeral + `(?:点|时)(?:半|一刻|` + numeral + `分?)?)`
	daysAgo  = `(?:今天|今早|今晨|今儿|昨天|昨晚|昨夜|昨儿|前天|前晚|大前天|刚才|刚刚|上个?(?:周|星期|礼拜|月)[一二三四五六日天末]?)`
	duration = `(?:` + numeral + `|半|几|好几|俩|仨|多)(?:个)?(?:多)?(?:天|小时|钟头|星期|礼拜|周|月|年|晚上|宿)(?:多)?`
)

var (
	since = regexp.MustCompile(`(?:从|自从|打)?` + daysAgo + dayPart + `?` + clock + `?(?:开始|起|到现在|就)?|从` + dayPart + clock + `?(?:开始|起|到现在)?|` + dayPart + clock + `?(?:开始|起就)|` + duration + `(?:了|没)|好久了|since [a-z]+(?: [a-z]+)?|for \d+ (?:days|hours|weeks)`)
	visit = regexp.MustCompile(`(?:(?:明天|明早|明晚|后天|大后天|下个?(?:周|星期|礼拜)[一二三四五六日天末]?|周末|` + weekday + `|\d{1,2}号)` + dayPart + `?(?:` + clock + `)?|今天` + dayPart + `?` + clock + `|今天` + dayPart + `|今晚` + clock + `?|` + dayPart + `(?:` + clock + `))(?:(?:到|至|-)` + clock + `)?(?:以后|之后|以前|之前|左右|后|前)?|` + clock + `(?:以后|之后|后|以前|之前|前)|随时|` +
		`(?:tomorrow|today|tonight|(?:this |next )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|week))(?: (?:morning|afternoon|evening|night))?`)
	inAddress  = regexp.MustCompile(`^\d{1,2}号(?:楼|门|院|库|线|房|\d)`)
	unsuitable = regexp.MustCompile(`^(?:我|我们|家里|家|都|也|又|可能|要|得|就|还|的|话|人|是|真|实在|那天|这天)*(?:不在|没空|没时间|没人|不行|不方便|有事|出差|加班|上班|来不了|回不来|不来|赶不|不能|不用来|别来|不要来|先不来|不可以)`)
	mobile     = regexp.MustCompile(`(?:^|\D)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?:\D|$)`)
	landline   = regexp.MustCompile(`(?:^|\D)(0\d{2,3}[- ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4})(?:\D|$)`)
	order      = regexp.MustCompile(`(?:单号|工单号?|报修单|编号|尾号|单子|[催查撤]单|order|ticket)(?:是|为|no\.?|number|[:# ])*((?:[a-z]{1,3})?\d[\d-]{1,17})|(?:^|[^\da-z])#\s?(\d{1,12})|(?:^|[^a-z])(wo-?\d{4,8}-?\d{1,6})|(?:^|[^\d-])(\d{4}-\d{3,4})(?:[^\d-]|$)|(?:^|[^\d-])(\d{4})号?(?:(?:那|这)(?:张|个)?(?:工单|单)|工单|单子)`)
	digits     = regexp.MustCompile(`\D`)
	spots      = regexp.MustCompile(`地下车库|地下停车场|地库|车库|地下室|负[一二三]层|大堂|大厅|电梯间|电梯厅|电梯口|电梯|楼道|走廊|过道|楼梯间|楼梯|单元门口?|[东南西北正后侧]门(?:口|岗)?|[东南西北](?:区|侧)门|大门口?|门岗|岗亭|垃圾房|垃圾站|垃圾桶旁?|快递柜|驿站|游乐场|滑梯|健身区|篮球场|花园|中庭|广场|草坪|绿化带|景观池|人工湖|喷泉|泳池|游泳池|会所|天台|楼顶|屋顶|车棚|充电棚|充电桩|消防通道|停车场|活动室|架空层|物业中心|前台|basement|garage|lobby|corridor|hallway|elevator`)
)

// readSlots reads the whole normalized message; the thing is looked for in what courtesy left of it.
func readSlots(message string, rest []clause) Slots {
	s := Slots{Place: placeIn(message), Spot: spots.FindString(message)}
	hasDigit := strings.ContainsAny(message, "0123456789")
	if hasDigit {
		s.Phone = findPhone(message)
		s.Order = findOrder(message)
	}
	s.Thing, s.Category = findThing(rest)
	s.Since = strings.TrimSuffix(since.FindString(message), "就")
	s.Visit = findVisit(strings.Replace(message, s.Since, " ", 1))
	return s
}

// findVisit is the first time that suits: not the 5号 of 5号楼, nor the day somebody says they are not there.
func findVisit(message string) string {
	for _, c := range clauses(message) {
		for at := 0; at < len(c.text); {
			m := visit.FindStringIndex(c.text[at:])
			if m == nil {
				break
			}
			found, after := c.text[at+m[0]:at+m[1]], c.text[at+m[1]:]
			if !inAddress.MatchString(found+after) && !unsuitable.MatchString(after) {
				return found
			}
			at += m[1]
		}
	}
	return ""
}

func findPhone(message string) string {
	for _, re := range []*regexp.Regexp{mobile, landline} {
		if m := re.FindStringSubmatch(message); m != nil {
			return digits.ReplaceAllString(m[1], "")
		}
	}
	return ""
}

// findOrder gives the number in capitals, as it stands on the order.
func findOrder(message string) string {
	m := order.FindStringSubmatch(message)
	if m == nil {
		return ""
	}
	return strings.ToUpper(strings.Trim(m[1]+m[2]+m[3]+m[4]+m[5], "-"))
}
