package intents

import (
	"regexp"
	"strconv"
	"strings"

	"linli/text"
)

var (
	choice   = regexp.MustCompile(`^(?:我|就|要|想|选|选择|选项|问的是|是|第|no|number|option|the|按|回复?)*(` + numeral + `)(?:个|项|条|号|种|那个|这个|的|吧|呗|呢|啊|谢谢|st|nd|rd|th)*$`)
	lastOne  = regexp.MustCompile(`^(?:我|就|要|选)*(?:最后|末尾)(?:一|那)?(?:个|项|条|那个)(?:吧)?$`)
	ordinals = map[string]int{"first": 1, "thefirst": 1, "thefirstone": 1, "second": 2, "thesecond": 2, "thesecondone": 2, "third": 3, "thethird": 3, "one": 1, "two": 2, "three": 3, "yi": 1, "er": 2, "san": 3}

	no  = regexp.MustCompile(`^(?:还)?(?:不|否|没有|没呢|没$|没,|别|错|不是|非也|算了|唔|无|没错误|并不|不可|no\b|nope|nah|not |取消|等等|等一下|先不|bu\b|bushi|buyao|buyong)|不对|不用|不需要|不要|不是`)
	yes = regexp.MustCompile(`^(?:那|都|就|嗯+|恩+|哦|请|快|帮我|给我|我|这|就这么)*(?:是|对|好|可以|行|没错|没问题|没有?问题|确认|确定|嗯|恩|成|中|ok|okay|yes|yep|yeah|yup|sure|right|correct|要|需要|同意|当然|必须|有|麻烦|谢谢|正确|提交|就这样|就是|系|啱|得|y$|shi(?:de)?$|dui(?:de)?$|hao(?:de)?$|keyi|👌|👍|好嘞)(?:[是对好行有要的了吧啊呀哦呢嘛啦滴哒嘞咯哈哟噻您你们]|可以|没错|没问题|确认|确定|提交|登记|这样|就这样|这么办|办|谢谢|麻烦|辛苦|师傅|可以|👌|👍|ok|please|thanks)*$`)

	rating = regexp.MustCompile(`^(?:打|给|评|我|就|我给|综合|评分)*(` + numeral + `)(?:分|星|颗星|星级|个星|stars?|points?)?(?:好评|差评|吧|啊|满意)?$`)
	stars  = regexp.MustCompile(`^[★⭐🌟]{1,5}$`)
)

// moods are ratings given in words, tried in order: what is denied goes before what it denies.
var moods = []struct {
	words words
	value int
}{
	{list("非常不满|很不满|极不满|太不满|超级不满|差评|太差|极差|很差|垃圾|糟糕|烂透|太烂|一星|terrible|awful|very bad|worst"), 1},
	{list("不满意|不太满意|不怎么满意|不咋|不行|失望|不好|比较差|^差$|有点差|bad|poor|disappointed|unsatisfied"), 2},
	{list("一般|凑合|还行|马马虎虎|将就|中规中矩|还可以|普通|过得去|so so|average|^ok$"), 3},
	{list("非常满意|很满意|十分满意|特别满意|超满意|超级满意|太满意|完美|五星|好评|非常好|太好|特别好|很棒|太棒|真棒|超赞|点赞|excellent|perfect|great|very good|very satisfied|awesome"), 5},
	{list("基本满意|比较满意|较满意|满意|挺好|不错|蛮好|还不错|^好$|^好的$|可以|good|satisfied|fine"), 4},
}

// ParseChoice reads the answer to a numbered list of n: "2", "第二个", "选2", "②", "最后一个". The index is 1-based.
func ParseChoice(s string, n int) (int, bool) {
	key := text.Key(s)
	if i, ok := ordinals[key]; ok {
		return i, i <= n
	}
	if lastOne.MatchString(key) {
		return n, n > 0
	}
	m := choice.FindStringSubmatch(key)
	if m == nil {
		return 0, false
	}
	i, err := strconv.Atoi(Arabic(m[1]))
	if err != nil || i < 1 || i > n {
		return 0, false
	}
	return i, true
}

// ParseYesNo reads a yes or no. It is not ok when the answer is neither.
func ParseYesNo(s string) (answer, ok bool) {
	s = strings.TrimFunc(text.Normalize(s), func(r rune) bool { return isMark(r) && r != '👌' && r != '👍' })
	switch {
	case s == "":
		return false, false
	case strings.HasPrefix(s, "没错"), strings.HasPrefix(s, "没问题"), strings.HasPrefix(s, "没有问题"), strings.HasPrefix(s, "不错"):
		return true, true
	case no.MatchString(s) || s == "n":
		return false, true
	case yes.MatchString(firstClause(s)): // 好的，… but not 好几天了, 是昨天开始的
		return true, true
	}
	return false, false
}

// firstClause is s up to its first break, without blanks.
func firstClause(s string) string {
	if cs := clauses(s); len(cs) > 0 {
		return strings.ReplaceAll(cs[0].text, " ", "")
	}
	return ""
}

// ParseRating reads a rating from 1 to 5: "5", "五星", "4分", "⭐⭐⭐", "非常满意", "差评".
func ParseRating(s string) (int, bool) {
	s = text.Normalize(s)
	if bare := strings.ReplaceAll(s, " ", ""); stars.MatchString(bare) {
		return len([]rune(bare)), true
	}
	key := lettersOf(s)
	if m := rating.FindStringSubmatch(key); m != nil {
		i, err := strconv.Atoi(Arabic(m[1]))
		return i, err == nil && i >= 1 && i <= 5
	}
	framed := frame([]clause{{text: s}})
	for _, m := range moods {
		if m.words.in(framed) && len([]rune(key)) <= 20 {
			return m.value, true
		}
	}
	return 0, false
}
