package bot

import (
	"regexp"
	"strings"
)

// The words by which promise.go knows a promise.

var (
	promiseSentence = regexp.MustCompile(`[^。！？!?;；\n]+[。！？!?;；\n]*`)
	promiseClause   = regexp.MustCompile(`[^，,、]+`)

	// Times.
	promiseNumber   = regexp.MustCompile(`[零一二两三四五六七八九十]{1,3}(个?半?(?:分钟|小时|钟头|工作日|天)|点|到|至)`)
	promiseTwo      = regexp.MustCompile(`[一二两三四五六七八]([二三四五六七八九])(个?(?:分钟|小时|钟头|工作日|天))`)
	promiseQuarter  = regexp.MustCompile(`[一三]刻钟|十几分钟|十来分钟|半个?钟(?:头)?`)
	promiseWorkdays = regexp.MustCompile(`(\d{1,2})个?工作日`)
	promiseSpan     = regexp.MustCompile(`(\d{1,3}|半)(个半|个)?(分钟|小时|钟头|天)`)
	promiseMoment   = regexp.MustCompile(`今天|明天|大后天|后天|今晚|明早|明晚|(?:下?周|星期|礼拜)[一二三四五六日天]|\d{1,2}月\d{1,2}[日号]|` +
		`早上|上午|中午|下午|傍晚|晚上|下班前|\d{1,2}(?:点|[:：]\d{2})`)
	promiseBefore = regexp.MustCompile(`^(?:之|以)?前`)
	quarters      = map[string]string{"一刻钟": "15分钟", "三刻钟": "45分钟", "十几分钟": "20分钟", "十来分钟": "15分钟", "半个钟": "30分钟",
		"半个钟头": "30分钟", "半钟头": "30分钟", "半钟": "30分钟"}

	// Ranges: "10到15分钟" ends like "15分钟", "9点到10点" like "10点"; "周一到周五" is no time to
	// come at all. "不到半小时" is "半小时".
	promiseUnder = regexp.MustCompile(`不(?:到|超过|出)(\d|半)`)
	promiseSpans = regexp.MustCompile(`\d{1,3}(?:分钟|个?小时|天)?(?:到|至|[-~～—])(\d{1,3}个?(?:分钟|小时|天))`)
	promiseDays  = regexp.MustCompile(`(?:周|星期|礼拜)[一二三四五六日天](?:到|至|[-~～—])(?:周|星期|礼拜)[一二三四五六日天]`)
	promiseHours = regexp.MustCompile(`(早上|上午|中午|下午|傍晚|晚上)?\d{1,2}(?:点半?|[:：]\d{2})(?:到|至|[-~～—])(早上|上午|中午|下午|傍晚|晚上)?(\d{1,2}(?:点半?|[:：]\d{2}))(?:之间)?`)
)

var (
	// promiseNot are words that make it no promise of ours: denied, hedged, past, a habit,
	// asked of the resident, or of things rather than people.
	promiseNot = regexp.MustCompile(`不|没|無|无法|取消|争取|尽量|可能|也许|应该|或许|说不定|看情况|请您|请你|麻烦|您先|你先|您在|分钟前|小时前|天前|昨天|前天|已经|刚|` +
		`配件|材料|快递|到货|来电|来水|来气|来暖|每|平时|一般|通常|经常|上班时间|业主|住户|邻居`)
	promiseNoise = strings.NewReplacer("差不多", "", "不好意思", "", "对不起", "", "没问题", "", "不用担心", "", "看到", "", "收到", "", "感到", "", "遇到", "",
		"找到", "", "得到", "", "等到", "", "直到", "", "碰到", "", "达到", "", "提到", "", "说到", "", "听到", "", "轮到", "", "拿到", "", "做到", "",
		"到期", "", "到账", "", "到底", "", "到时候", "", "后来", "", "原来", "", "本来", "", "起来", "", "看来", "", "未来", "", "从来", "", "来自", "",
		"来说", "", "来不及", "不及", "回来", "", "一个小时", "1个小时")
	promiseAsked = regexp.MustCompile(`[？?]|吗|么$|呢$|行不行|好不好|方便不|能不能|是不是|还是|或者|如果|要是|万一|的话`) // or on a condition

	// promisePast is what has happened already, unless it only just will: "15分钟就到了".
	promisePast = regexp.MustCompile(`(?:好|完|定|解决|恢复|来|到|上门|过去|回复|联系|答复|打电话)(?:了|过)|(?:来|到|去|好|过)的$`)
	promiseSoon = regexp.MustCompile(`就|快|会|能`)

	promiseDone   = regexp.MustCompile(`修好|修完|处理好|处理完|弄好|装好|换好|搞定|搞好|恢复|解决|做完|疏通好|清理完|打扫完`)
	promiseAnswer = regexp.MustCompile(`回复|答复|回电|回您|告诉您|告知|通知您|联系您|和您联系|与您联系|跟您联系|给您电话|打电话|打给您|回话|给您消息`)
	promiseCome   = regexp.MustCompile(`到|来|上门|过去|赶|派人`)

	// arrivedWords say that somebody is there, unless it is what they will say then.
	arrivedWords = regexp.MustCompile(`^(?:您好|你好)?(?:师傅|我们|我|人|维修人员)*(?:现在|已经|已|刚刚|刚)*(?:到了|到您|到你|到楼下|到门口|到现场|在(?:您家)?(?:门口|楼下)|上门了)`)
	arrivedNot   = regexp.MustCompile(`没|不|再|就|给您|告诉|联系|打电话|说一声|以后|之后|分钟|小时|点`)
)
