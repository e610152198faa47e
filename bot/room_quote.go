package bot

import (
	"context"
	"fmt"
	"strings"

	"linli/desk"
)

const (
	roomQuoteHow   = "请写清楚每一项和价钱：报价 角阀 x2 35 人工 50（每一项先写名字再写单价）"
	roomQuoted     = "报价 %s 已发给住户，等住户答复。%s"
	roomQuoteOpen  = "工单 %s 的报价还在等住户答复。住户在电话里或当面答复了，就回复“住户同意 电话 李阿姨”；也可以先“撤回报价”，再办结。"
	roomNoQuote    = "工单 %s 没有等住户答复的报价。"
	roomAnswerHow  = "请写明怎么答复的、是谁：%s 电话 李阿姨（电话、当面、书面）"
	roomQuoteKept  = "报价 %s 已记下。这位住户没有聊天渠道，请打电话或当面问，再回复“住户同意 电话 李阿姨”或“住户不同意 当面 李阿姨”。%s"
	roomAnswerKept = "已记下%s%s%s报价 %s。%s"
)

// quote reads what the work will cost and asks the resident.
func (r *Room) quote(ctx context.Context, by desk.Staff, c command) (desk.WorkOrder, error) {
	lines, err := desk.ParseQuote(c.rest)
	if err != nil {
		return desk.WorkOrder{}, fmt.Errorf("%s: %w", roomQuoteHow, errSaid)
	}
	return r.Acts.Propose(ctx, by, c.order, lines, "")
}

// answerWays are the words for them.
var answerWays = map[string]desk.AnswerWay{"电话": desk.ByPhone, "电话里": desk.ByPhone, "当面": desk.OnSpot, "现场": desk.OnSpot, "口头": desk.OnSpot,
	"书面": desk.InWriting, "签字": desk.InWriting, "短信": desk.InWriting, "微信": desk.InWriting}

// answer keeps what the resident said to the price outside the chat, "住户同意 电话 李阿姨". Who
// it was need not be written where the order names somebody.
func (r *Room) answer(ctx context.Context, by desk.Staff, c command) (desk.WorkOrder, error) {
	said := desk.Consent{Answer: desk.QuoteAgreed, At: r.Acts.Now(), AskedBy: by.Name}
	if c.verb == "declined" {
		said.Answer = desk.QuoteDeclined
	}
	w, err := r.Acts.Orders.Order(ctx, c.order)
	if err != nil {
		return w, err
	}
	way, who, _ := strings.Cut(c.rest, " ")
	said.How, said.Who = answerWays[way], firstOf(strings.TrimSpace(who), w.Resident)
	if w.Quote.Open() && (said.How == desk.ByChat || said.Who == "") {
		return w, fmt.Errorf(roomAnswerHow+": %w", map[string]string{"agreed": "住户同意", "declined": "住户不同意"}[c.verb], errSaid)
	}
	return r.Acts.RecordAnswer(ctx, by, c.order, said)
}
