package intents

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Courtesy is taken off before anything is asked of the FAQ: whole clauses (谢谢), and the polite beginning and end of
// others (你好请问…, …谢谢).
var (
	greetingClause = regexp.MustCompile(`^(?:亲|亲们|大家)?(?:(?:物业|管家|客服|师傅|老师)?(?:你|您|妳|泥)?好|大家好|哈[喽啰罗]|嗨+|嘿+|喂+|hi+|hello|hey|halo|nihao|ninhao|(?:客服|管家|物业|师傅|请问)?(?:有人)?在线?(?:吗|么|不|不在|嘛|没)|(?:请问)?有人(?:在)?(?:吗|么|不|没)|zaima|早上好|上午好|中午好|下午好|晚上好|早安|早|午安|good(?:morning|afternoon|evening)|打扰(?:一下|了|下)?|there|anyonethere|亲)+[啊呀哦喔哈]?(?:小助手|机器人|客服|管家|物业|小邻|各位|师傅|there)?[啊呀]?$`)
	thanksClause   = regexp.MustCompile(`^(?:好的?|好滴|好哒|好嘞|嗯+|ok|okk|行|明白了?|知道了|那|真是|真的|太|非常|十分|万分|实在)*(?:谢谢?|多谢|感谢|感恩|感激(?:不尽)?|ths|tks|谢了|谢啦|谢过|3q|thx|thanks?|thankyou|ty|xiexie|duoxie|唔该|多得|辛苦|麻烦(?:你|您|你们|大家|师傅)?(?:了|啦)|麻烦了|有劳|费心|受累|劳烦|爱了|帮(?:了)?大忙了?|thanksalot)+(?:你们?|您|大家|师傅|小助手|老师|宝|亲|领导|兄弟|管家|各位|帮忙|晒|了|啦|哈|哦|呀|啊|们|somuch|alot|verymuch|you|(?:您|你|你们|各位)?的?(?:耐心|回复|解答|帮助|帮忙|支持|理解|服务|关心|提醒|配合|指点|解释|及时)+|客服|哥|姐|物业|提醒|帮助|告知|解答|回复|哒|呢|咯|嘞)*$`)
	byeClause      = regexp.MustCompile(`^(?:好的?|嗯+|那|我|ok|行)*(?:拜+|拜拜[啦了]?|88+6?|886|再见|再会|回见|回头见|回聊|bye+|byebye|goodbye|seeyou|cya|晚安|先这样|就这样|那就这样|就到这|先到这|先聊到这|没别的事了?|没别的了|没其他(?:事|问题)了?|没别的问题了?|没啥事了?|没什么事了?|先不说了|不说了|下线了?|先退了?|走啦|有(?:事|问题|需要)(?:我)?再(?:找|说|问|叫|联系)(?:你|您|你们)?|回头再(?:说|聊)|拜了|告辞|没有别的了|没有了|没了|下次再(?:聊|说|见)|改天(?:再)?聊|挂了?|挂啦|先挂了|先忙(?:去)?了?|去忙了|先走了|走了|不聊了|不打扰(?:你|您|你们)?了?|先下了|下了|撤了|先撤了|闪了|明天见|睡了|去睡了|zaijian|baibai)[啊吧啦呀哈哦了咯喽哟]*$`)
	fillerClause   = regexp.MustCompile(`^(?:好的?|好滴|好哒|好吧|好嘞|好啊|嗯+|ok+|okay|行|行吧|哦+|噢+|喔+|知道了|晓得了|明白了?|(?:已经?)?收到了?|了解了?|懂了|对了|那个|那|这个|是这样的?|事情是这样的|挺好的?|你真好|真及时|太好了|真棒|别客气|不好意思|劳驾|抱歉|对不起|请问(?:一下|下)?|想问(?:一下|下)?|问(?:一下|下)|麻烦|please|excuseme|sorry|你|您|顺便)$`)

	allWell = regexp.MustCompile(`^(?:那|我|都|就|也)?(?:没事|没问题|没什么问题)了?$`) // a farewell beside a farewell, news of success alone

	politeHead = regexp.MustCompile(`^(?:(?:你|您|妳)好[啊呀]?|哈喽|嗨|喂|hi |hello |hey |请问(?:一下|下)?|请教(?:一下|下)?|麻烦(?:问一下|问下|问问|请问)|劳驾|不好意思|打扰(?:一下|了)?|(?:我|顺便|再|还)*(?:想|要)?(?:再)?(?:问|咨询|请教)(?:一下|下)|我想问(?:问)?|想问问|顺便(?:再)?(?:问)?|(?:好的?)?(?:谢谢|多谢)(?:您|你|啦|了)?|亲|小助手|对了|please )`)
	politeTail = regexp.MustCompile(`(?:谢谢|多谢|感谢|谢了|thanks|thank you|thx|麻烦了|麻烦您了|麻烦你了|辛苦了|拜托了?)(?:您|你|啦|了|哈|大家)?$`)
	particles  = regexp.MustCompile(`([^啊呀哈哟咯喽呗哩噻嘞])[啊呀哈哟咯喽呗哩噻嘞]+$`)                   // they colour, they say nothing
	needless   = regexp.MustCompile(`((?:怎么|咋|什么|啥|多少|哪|几).*[^呢])呢$`)                  // 怎么交呢 asks with 怎么 already
	approval   = regexp.MustCompile(`^[👍👌🙏👏💪❤🌹🌷💐😊😄😀😁🙂 \x{fe0f}\x{1f3fb}-\x{1f3ff}]+$`) // with or without a skin's tone
	thankful   = regexp.MustCompile(`谢|thank|thx|辛苦|麻烦`)
	hello      = regexp.MustCompile(`好|哈喽|嗨|喂|hi |hello|hey`)
)

// peel takes the courtesy off and tells which there was. What is left keeps its order.
func peel(cs []clause) (rest []clause, polite []Intent) {
	note := func(i Intent) {
		if !slices.Contains(polite, i) {
			polite = append(polite, i)
		}
	}
	for _, c := range cs {
		c.text = strings.TrimFunc(c.text, isMark)
		bare := lettersOf(c.text)
		switch {
		case bare == "" || fillerClause.MatchString(bare):
		case greetingClause.MatchString(bare):
			note(Greeting)
		case thanksClause.MatchString(bare):
			note(Thanks)
		case byeClause.MatchString(bare):
			note(Bye)
		default:
			c.text = trimPolite(c.text, note)
			if c.text != "" {
				rest = append(rest, c)
			}
		}
	}
	if slices.Contains(polite, Bye) {
		rest = slices.DeleteFunc(rest, func(c clause) bool { return allWell.MatchString(lettersOf(c.text)) })
	}
	return rest, polite
}

// trimPolite takes the polite beginnings and the end off one clause.
func trimPolite(s string, note func(Intent)) string {
	for range 4 {
		head := politeHead.FindString(s)
		if head == "" {
			break
		}
		switch {
		case thankful.MatchString(head) && !strings.Contains(head, "问"):
			note(Thanks)
		case hello.MatchString(head) && !strings.Contains(head, "不好"):
			note(Greeting)
		}
		s = strings.TrimSpace(s[len(head):])
	}
	if tail := politeTail.FindStringIndex(s); tail != nil && tail[0] > 0 && !strings.HasSuffix(s[:tail[0]], "想") {
		note(Thanks)
		s = strings.TrimSpace(s[:tail[0]])
	}
	return needless.ReplaceAllString(particles.ReplaceAllString(s, "$1"), "$1")
}

// mainCourtesy chooses what a message of nothing but courtesy is answered as.
func mainCourtesy(polite []Intent) (Intent, []Intent) {
	for _, i := range []Intent{Thanks, Bye, Greeting} {
		if slices.Contains(polite, i) {
			return i, polite
		}
	}
	return Other, nil
}

// lettersOf is s with letters and numbers only.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, s)
}

func isMark(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '#' }
