package bot

import (
	"context"
	"fmt"

	"linli/desk"
)

const (
	roomQuoteHow    = "请写清楚每一项和价钱：报价 角阀 x2 35 人工 50（每一项先写名字再写单价）"
	roomQuoted      = "报价 %s 已发给住户，等住户答复。%s"
	roomQuoteOpen   = "工单 %s 的报价还在等住户答复。请等住户答复，或者先回复“撤回报价”，再办结。"
	roomNoQuote     = "工单 %s 没有等住户答复的报价。"
	roomNobodyToAsk = "这张工单没有住户的会话，不能在这里报价。"
)

// quote reads what the work will cost and asks the resident.
func (r *Room) quote(ctx context.Context, by desk.Staff, c command) (desk.WorkOrder, error) {
	lines, err := desk.ParseQuote(c.rest)
	if err != nil {
		return desk.WorkOrder{}, fmt.Errorf("%s: %w", roomQuoteHow, errSaid)
	}
	return r.Acts.Propose(ctx, by, c.order, lines, "")
}
