package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"linli/desk"
)

// words staff write, and the moves they mean.
var roomWords = []struct{ word, verb string }{
	{"认领", "claim"}, {"接单", "claim"}, {"抢单", "claim"}, {"开始处理", "start"}, {"开始", "start"}, {"继续", "start"},
	{"转外部", "external"}, {"转单", "transfer"}, {"转给", "transfer"}, {"转", "transfer"}, {"派单", "dispatch"}, {"派给", "dispatch"},
	{"挂起", "hold"}, {"退单", "release"}, {"办结", "resolve"}, {"完成", "resolve"}, {"备注", "note"}, {"取消工单", "cancel"},
	{"报价", "quote"}, {"撤回报价", "unquote"}, {"住户同意", "agreed"}, {"住户不同意", "declined"}, {"合并到", "merge"}, {"合并", "merge"}, {"打勾", "tick"}, {"知道了", "ack"}, {"步骤", "steps"}, {"帮助", "help"},
}

// alone are verbs whose word says everything: with more behind it, it begins a sentence.
var alone = map[string]bool{"steps": true, "help": true, "ack": true, "unquote": true}

const (
	roomHelp = `回复工单消息就能办事，直接写的话会发给住户：
认领 · 开始 · 知道了
转 名字 原因 · 派单 名字 · 退单 原因
挂起 明天下午 等配件 · 继续
步骤（看操作步骤）· 打勾 1 2（第1、2步做完了）
备注 内部说明（住户看不到）
发照片并写“前”或“后”：存为处理前后的照片
报价 角阀 x2 35 人工 50（请住户同意）· 撤回报价
住户同意 电话 李阿姨 · 住户不同意 当面 李阿姨（不在聊天里答复的）
合并 工单号 · 转外部 自来水公司
办结 换了角阀 · 取消工单 原因`
	roomStepsHint = "。回复“步骤”看操作步骤，“帮助”看能写什么"
	roomNoSteps   = "这类工单没有操作步骤。"
	roomWhichStep = "哪一步做完了？请这样写：打勾 1 2"
	roomWhichMain = "合并到哪一张？请写工单号：合并 WO20261123-0001"
	roomNoMerge   = "不能合并到那张工单。"
	roomToWhom    = "转给哪个单位？请这样写：转外部 自来水公司"
)

// readCommand reads a press or a line of a staff room.
func readCommand(in desk.Inbound) command {
	if in.Press != "" {
		p, err := desk.ParsePress(in.Press)
		if err != nil {
			return command{}
		}
		return command{verb: p.Verb, order: p.ID(0), rest: p.Arg(1)}
	}
	s := strings.TrimSpace(in.Text)
	for _, w := range roomWords {
		after, ok := strings.CutPrefix(s, w.word)
		if !ok || after != "" && alone[w.verb] {
			continue
		}
		// "转" alone begins many sentences; a command has a space or an end after its word.
		if rest := strings.TrimLeft(after, " 　:：,，"); after == "" || rest != after {
			return command{verb: w.verb, order: in.Order, rest: rest}
		}
	}
	return command{verb: "say", order: in.Order, rest: in.Text}
}

// stepsText is the order's checklist with what is done; "" when it has none.
func (r *Room) stepsText(w *desk.WorkOrder) string {
	var b strings.Builder
	for i, step := range r.Acts.Content.Checklist(w) {
		mark := "▢"
		if w.Ticked(step) != nil {
			mark = "☑"
		}
		fmt.Fprintf(&b, "\n%s %d. %s", mark, i+1, step)
	}
	if b.Len() == 0 {
		return ""
	}
	return w.Number + " 操作步骤：" + b.String()
}

// tick notes the steps whose numbers were written.
func (r *Room) tick(ctx context.Context, by desk.Staff, c command) (w desk.WorkOrder, err error) {
	if w, err = r.Acts.Orders.Order(ctx, c.order); err != nil {
		return w, err
	}
	steps := r.Acts.Content.Checklist(&w)
	numbers := strings.FieldsFunc(c.rest, func(r rune) bool { return strings.ContainsRune(" 　,，、.。", r) })
	var ticked []string
	for _, f := range numbers {
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 || n > len(steps) {
			return w, fmt.Errorf("%s: %w", roomWhichStep, errSaid)
		}
		ticked = append(ticked, steps[n-1])
	}
	if len(ticked) == 0 {
		return w, fmt.Errorf("%s: %w", roomWhichStep, errSaid)
	}
	for _, step := range ticked {
		if w, err = r.Acts.Tick(ctx, by, c.order, step); err != nil {
			return w, err
		}
	}
	return w, nil
}

var orderNumber = regexp.MustCompile(`^(?i:WO)?(\d{8})-(\d{4,})$`)

// merge closes the order in favour of the one whose number was written.
func (r *Room) merge(ctx context.Context, by desk.Staff, c command) (desk.WorkOrder, error) {
	m := orderNumber.FindStringSubmatch(strings.TrimSpace(c.rest))
	if m == nil {
		return desk.WorkOrder{}, fmt.Errorf("%s: %w", roomWhichMain, errSaid)
	}
	into, err := r.Acts.Orders.OrderByNumber(ctx, "WO"+m[1]+"-"+m[2])
	if errors.Is(err, desk.ErrNotFound) || err == nil && into.Community != by.Community {
		return desk.WorkOrder{}, fmt.Errorf("%s: %w", roomNoOrder, errSaid)
	}
	if err != nil {
		return desk.WorkOrder{}, err
	}
	w, err := r.Acts.Merge(ctx, by, c.order, into.ID)
	if errors.Is(err, desk.ErrInvalid) {
		return w, fmt.Errorf("%s: %w", roomNoMerge, errSaid)
	}
	return w, err
}

// done is what whoever acted is told.
func (r *Room) done(c command, w *desk.WorkOrder) string {
	switch c.verb {
	case "claim":
		text := "已认领 " + w.Number
		if len(r.Acts.Content.Checklist(w)) > 0 {
			text += roomStepsHint
		}
		return text
	case "quote":
		if w.Conversation == 0 {
			return fmt.Sprintf(roomQuoteKept, w.Quote.Total(), w.Number)
		}
		return fmt.Sprintf(roomQuoted, w.Quote.Total(), w.Number)
	case "agreed", "declined":
		return fmt.Sprintf(roomAnswerKept, w.Quote.Who, w.Quote.How.Label(), map[string]string{"agreed": "同意", "declined": "不同意"}[c.verb], w.Quote.Total(), w.Number)
	case "photo":
		return fmt.Sprintf(roomPhotoKept, desk.PhotoStage(c.rest).Label(), len(w.PhotosOf(desk.PhotoStage(c.rest))), w.Number)
	case "say":
		return ""
	case "tick":
		return r.stepsText(w)
	}
	text := roomDone + w.Number + " " + w.State.Label()
	if c.verb == "resolve" && w.OwesReport() {
		text += roomReportHint
	}
	return text
}
