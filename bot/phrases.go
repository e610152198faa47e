package bot

import (
	"fmt"
	"strings"
	"time"

	"linli/desk"
)

// The bot's own words, in one place so that they can be read at one go. Answers to
// questions are not here: they are the FAQ's standard answers.
const (
	sayGreeting    = "您好，我是%s的智能客服小邻。缴费、报修、停车、门禁、装修这些事都可以直接问我；要报修或投诉，一句话说清楚地点和情况就行。"
	sayThanks      = "不客气，有事随时找我。"
	sayBye         = "好的，再见。有事随时发消息给我，我都在。"
	sayHelped      = "这样回答，帮到您了吗？"
	sayGladSolved  = "太好了，问题解决就好。方便的话，给这次回答打个分吧（1 到 5 分，5 分最满意），不评也没关系。"
	saySolvedOnce  = "这件事已经记下来了，谢谢您。"
	sayThanksBot   = "谢谢您的评分。"
	sayLowBot      = "谢谢您的评分，没帮好您很抱歉。会有同事在服务时间内联系您了解情况。"
	sayLowBotPhone = sayLowBot + "方便的话请发一下电话号码。"
	sayWhich       = "您想问的是下面哪一个？回复数字就可以："
	sayNoneOfThese = "都不是"
	sayUnknown     = "抱歉，这个问题我这里没有准确的答案，不敢随便回答您。您可以换个说法再问一次，或者发“转人工”，我请工作人员来回答。"
	sayMissed      = "抱歉，没帮到您。您可以换个说法再问一次，或者发“转人工”，我请工作人员来帮您。"
	sayMissing     = "上面没有提供的内容，您可以发“转人工”，我请工作人员告诉您。"
	sayAskAgain    = "请说说您想问什么，或者发“转人工”。"
	sayEmpty       = "您好像发了一条空消息，请说说有什么可以帮您。"
	sayUnsupported = "抱歉，这种消息我还看不懂。请用文字说一说，或者发照片；也可以发“转人工”。"
	sayForeign     = "这种格式的照片我们收不下：里面可能带着拍摄地点，去不掉。请不要当“文件”发，直接当照片发一次就行。"
	sayVoice       = "抱歉，语音我现在还听不懂。我已经把您的语音转给工作人员（工单号 %s），%s前有人联系您；方便的话，也可以打字告诉我。"
	sayCut         = "您的消息太长了，我只看了前面%d个字，后面的请再发一次。"
	sayBadPress    = "抱歉，这个按钮已经失效了。您可以直接打字告诉我要办什么。"

	sayHandover        = "好的，已经帮您转给工作人员，不用重复说明。工单号 %s，%s前会有人在这里回复您。"
	sayHandoverSorry   = "抱歉，没能帮到您。我已经把您的问题转给工作人员，不用重复说明。工单号 %s，%s前会有人在这里回复您。"
	sayHandoverAlready = "工作人员已经收到您的请求（工单号 %s），会尽快在这里回复您。您可以继续说，我都会转过去。"
	sayDutyPhone       = "急事请直接打值班电话：%s。"
	sayBotBack         = "好的，换我来。请说说您想问什么；要找工作人员，随时发“转人工”。"

	sayAskThing      = "请说说是什么坏了、现在什么情况？"
	sayAskComplaint  = "请说说是什么事：时间、地点、什么情况？"
	sayAskPlace      = "请问是哪一栋、哪个单元、哪一户？比如“3栋2单元501”。公共地方就说在哪里，比如“3栋2单元电梯”“东门”。"
	sayAskFlat       = "%s记下了。请问是哪个单元、哪一户，或者哪一层？说不清就回复“跳过”。"
	sayAskBuilding   = "请问是哪一栋哪个单元的%s？说不清就回复“跳过”。"
	sayAskPlaceAgain = "我没看明白地点。请像“3栋2单元501”这样告诉我，公共地方说“地库B区”“3栋大堂”也行；实在说不清，回复“跳过”。"
	sayAskSince      = "从什么时候开始的？比如“今天早上”“三天了”。有照片可以直接发来；不清楚就回复“跳过”。"
	sayConfirmRepair = "请看一下报修单对不对："
	sayConfirmCompl  = "请看一下投诉单对不对："
	sayConfirmHow    = "没问题请回复“提交”；要改直接告诉我，比如“房号是3栋2单元502”。"
	sayAskedInForm   = "这个问题我一起记在单子上，请工作人员答复您。"
	sayNoHurry       = "好的，先不提交，您慢慢说。要改的直接告诉我，好了回复“提交”，不登记了就回复“取消”。"
	sayEditHow       = "请直接说要改的地方，比如“房号是3栋2单元502”“是昨天晚上开始的”。"
	sayDropped       = "好的，这张单不登记了。需要时再跟我说。"
	saySubmitted     = "已经登记好了，工单号 %s。%s前会有工作人员联系您。发“进度”可以查进展，发“催单”可以催一下。"
	sayPraised       = "谢谢您的肯定，已经登记为表扬单（%s），会转告本人和主管。"
	sayPhotoKept     = "照片收到了，已经加到工单 %s 里。"
	sayAdded         = "收到，已经补充到工单 %s 里，工作人员看得到。"
	sayPhotoWhat     = "照片收到了。请说说是要报修还是投诉、在什么地方、什么情况？"
	sayPinWhat       = "位置收到了。请说说是要报修还是投诉、什么情况？"
	sayPinDraft      = "位置收到了。"
	sayPhoneKept     = "电话记下了。请说说有什么可以帮您。"
	sayPhotoDraft    = "照片收到了。"
	sayFirstSteps    = "师傅到之前，您可以这样做："

	sayNoOrders       = "您现在没有进行中的工单。"
	sayNoSuchOrder    = "没有查到您名下的这张工单，请核对一下单号；也可以发“转人工”。"
	sayWhichOrder     = "您说的是哪一张？回复数字就可以："
	sayUrged          = "已经帮您催了，工单 %s 会提醒到负责的人和主管。"
	sayUrgedRecently  = "工单 %s 刚刚催过，负责的人已经收到提醒。半小时后还没有进展，您可以再催一次。"
	sayCancelSure     = "要取消工单 %s（%s）吗？"
	sayCancelled      = "工单 %s 已经取消。需要时再跟我说。"
	sayCannotCancel   = "工单 %s 现在是“%s”，不能直接取消了。我可以帮您转人工。"
	sayKept           = "好的，工单 %s 继续办理。"
	sayAskVisit       = "请问想改到什么时间？比如“明天上午”“周六下午三点后”。"
	sayRescheduled    = "工单 %s 的上门时间已经改为“%s”，工作人员会按这个时间联系您。"
	sayCannotMove     = "工单 %s 现在是“%s”，不能再改了。"
	sayFixedAsk       = "工单 %s 已经办结：%s。请问修好了吗？"
	sayDoneAsk        = "工单 %s 已经办结：%s。请问问题解决了吗？"
	sayRateAsk        = "请给工单 %s 的服务打个分：1 到 5 分，5 分最满意。"
	sayRateRemind     = "想听听您的意见：工单 %s 的服务您打几分？1 到 5 分，5 分最满意。只提醒这一次，不评也没关系。"
	sayRated          = "谢谢您的评价，工单 %s 已经完成。"
	sayRatedWhy       = "谢谢您的评价。能说说哪里不满意吗？回复数字，或者直接写："
	sayReopened       = "对不起，没给您办好。工单 %s 已经重新打开并通知了主管，%s前会有人联系您。"
	sayReworked       = "对不起，没给您办好。工单 %s 已经完成，我们为同一件事重新开了工单 %s 并通知了主管，%s前会有人联系您。"
	sayReopenedWhy    = "对不起，没让您满意。工单 %s 已经重新打开并通知了主管。能说说哪里不满意吗？回复数字，或者直接写："
	sayReasonKept     = "谢谢，您的意见已经记下，会转给主管。"
	sayAlreadyRated   = "您已经评价过了，谢谢。"
	sayNothingToRate  = "这张工单现在不需要评价，谢谢。"
	sayClaimed        = "%s已接单（工单 %s），会在这里和您联系。想问机器人别的事，发“找机器人”。"
	sayStarted        = "%s开始处理您的工单 %s 了。"
	sayHeld           = "您的工单 %s 需要等一等：%s。预计%s继续处理。"
	sayResumed        = "您的工单 %s 继续处理了。"
	sayReleased       = "您的工单 %s 正在重新安排人员，请稍等。"
	sayTransferred    = "您的工单 %s 转给了%s，由%s继续为您办理。"
	sayStaffCancelled = "您的工单 %s 已取消：%s。如有疑问请发“转人工”。"
	sayMerged         = "您反映的情况已有同一问题的工单在处理，您的工单 %s 已合并到 %s，有结果会告诉您。"
	sayMergedDone     = "您反映的问题（工单 %s，已合并到 %s）已经处理完毕：%s。"
	saySentOut        = "您的工单 %s 需要由%s处理，我们已经转过去。"

	sayQuote            = "%s为工单 %s 报价，您同意后再施工："
	sayQuoteAnew        = "%s为工单 %s 改了报价，请以这一份为准："
	sayQuoteUrgent      = "%s为工单 %s 报价（险情先处置，不等您答复）："
	sayQuoteHow         = "请问同意吗？也可以直接回复“同意”或“不同意”。"
	sayQuoteAgreed      = "好的，已记下您同意报价 %s（工单 %s），师傅会按这个价格施工。"
	sayQuoteDeclined    = "好的，已记下您不同意报价 %s（工单 %s）。没有您的同意不会施工收费，工作人员会和您联系。"
	sayQuoteWasAgreed   = "您已经同意过报价 %s，不用再答复。"
	sayQuoteWasDeclined = "您已经答复过不同意报价 %s。改主意了请直接告诉师傅，师傅会重新报价。"
	sayQuoteChanged     = "报价已经改过了，刚才的答复不算，请看最新的一份。"
	sayQuoteNoted       = "已按%s%s的答复记下：%s报价 %s（工单 %s）。如果不是这样，请直接在这里告诉我们。"
	sayQuoteDisputed    = "工作人员之前记下的是%s报价 %s。您说%s，已经告诉工作人员，会和您核对。"
	sayQuoteOrForm      = "您这句话，是答复报价 %s（工单 %s），还是说正在填的单子？请按下面的按钮，或者回复“同意报价”“不同意报价”；单子的事请接着说。"
	sayQuoteWaits       = "另外，还有一份报价在等您答复。"
	sayQuoteGone        = "工单 %s 的报价已经撤回，不用答复。"
	sayQuoteAsk         = "好的，已告诉师傅。请直接写您想问的，师傅会在这里答复您。"
	sayIncidentWhere    = "这次影响的是%s。\n"
	sayIncidentLate     = "\n已经过了预计的时间，还没有收到恢复的消息。"
	sayIncidentStale    = "\n这是%s确认的情况，后来还没有新的消息，工作人员核实后会更新。"
	sayNoNotice         = "目前没有查到%s%s通知。"
	sayAskedBefore      = "刚才问您的还等着您答复，直接回复就行。"
	sayIncidentLinked   = "\n您家的情况已经记在这次%s里，不用另外报修，恢复后会在这里告诉您。"
	sayIncidentWillTell = "\n恢复后会在这里告诉您。"
	sayIncidentOver     = "%s（%s）已于%s恢复。"
	sayIncidentBack     = "您问过的%s给您带来不便，敬请谅解。"
	sayIncidentRecalled = "更正：之前告诉您的%s通知已经撤回。%s"
	sayStillOut         = "如果您家还没有恢复，请告诉我。"
	sayReportStill      = "通知%s已恢复，我家还没恢复"
	sayKnownTell        = "好的，恢复后会在这里告诉您。"
	sayKnown            = "好的，有事随时找我。"
	sayApartLater       = "好的。等这张单登记好，再把您家的情况告诉我。"

	sayEmergencyCalled = "我已经通知值班人员（工单号 %s）。"
	sayEmergencyWhere  = "请马上告诉我在哪里：几栋几单元、哪一层？"
	sayEmergencyAt     = "地点记下了：%s。"
	sayEmergencyOn     = "已转给值班人员（工单 %s）。请保持电话畅通，注意自身安全。"

	sayBigOn  = "好的，已经换成大字、慢慢说的方式。我一次只说一点；看不明白就发“转人工”。想换回来，再发一次“大字”。"
	sayBigOff = "好的，已经换回普通方式。"
	sayBound  = "已为您绑定%s%s。"

	sayVerifyFlat   = "好的，和物业登记的住户核对一下，以后报修就不用再说房号了。您住哪一栋、几单元、几室？比如“3栋2单元501”。"
	sayVerifyPhone  = "%s，对吧？请再发一下您在物业登记的手机号，只用来核对。房号不对就重新发一次房号。"
	sayVerified     = "核对好了，您是%s的住户。以后报修默认就是这里，需要改随时说。"
	sayVerifyNo     = "这个手机号和%s登记的对不上。可能登记的是家里别人的号码，换一个再发就行；也可以请工作人员帮您核对。不核对也能照常咨询、报修。"
	sayVerifyEnough = "核对的次数有点多了，请明天再试，或者请工作人员帮您核对。不核对也能照常咨询、报修。"

	sayHelp = "您可以这样用：\n1. 直接问，比如“物业费怎么交”\n2. 报修：一句话说清地点和情况\n3. 投诉：说“我要投诉……”\n4. 发“进度”查工单，发“催单”催一下，发“取消”撤单\n5. 发“转人工”找工作人员\n6. 发“大字”换成大字版\n险情请先打 119、120、110。"
)

// lowReasons are offered when somebody is not satisfied.
var lowReasons = []string{"没修好或没解决", "来得太慢", "态度不好", "收费不清楚", "现场没收拾", "其他"}

// byWhen is a deadline as one says it: "今天15:30", "明天09:15", "11月25日10:00".
func byWhen(c *desk.Community, due, now time.Time) string {
	d, n := c.Local(due), c.Local(now)
	clock := d.Format("15:04")
	days := int(day(d).Sub(day(n)).Hours() / 24)
	switch days {
	case 0:
		return "今天" + clock
	case 1:
		return "明天" + clock
	case 2:
		return "后天" + clock
	}
	return fmt.Sprintf("%d月%d日%s", d.Month(), d.Day(), clock)
}

func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// numbered is a list of choices as text: every list can be answered by number.
func numbered(choices []string) string {
	var b strings.Builder
	for i, c := range choices {
		fmt.Fprintf(&b, "\n%d. %s", i+1, c)
	}
	return b.String()
}
