package web

import (
	"encoding/json"
	"net/http"
)

// orderAct is something that staff do to an order, by API or by page.
type orderAct string

const (
	actClaim    orderAct = "claim"
	actRelease  orderAct = "release"
	actStart    orderAct = "start"
	actHold     orderAct = "hold"
	actTransfer orderAct = "transfer"
	actDispatch orderAct = "dispatch"
	actNote     orderAct = "note"
	actAck      orderAct = "ack"
	actTick     orderAct = "tick"
	actSay      orderAct = "say"
	actResolve  orderAct = "resolve"
	actCancel   orderAct = "cancel"
	actMerge    orderAct = "merge"
	actExternal orderAct = "external"
	actQuote    orderAct = "quote"
	actUnquote  orderAct = "unquote"
	actAnswer   orderAct = "answer" // to a quote, outside the chat
	actPhotos   orderAct = "photos"
)

// actForm is what goes with an act; which of it is asked for stands in actFields.
type actForm struct {
	Why      string
	Until    string // RFC 3339
	To       string // a colleague's id or name
	Text     string
	Step     string
	What     string
	Into     string // an order's id or number
	Whom     string
	ClientID string // makes say happen once
	Media    []string
	Lines    []quoteRow // of a quote
	Note     string     // to it
	Answer   string     // to the quote N: agreed or declined
	How      string
	Who      string
	At       string // RFC 3339
	AskedBy  string // a colleague's id or name
	N        int
	Stage    string // of photos
	Withhold bool   // the photos from the resident
}

type actField struct {
	name  string
	blank string // said when it is missing; "" when it may be
}

var actFields = map[orderAct][]actField{
	actClaim:    {},
	actRelease:  {{"why", "请写明退单的原因"}},
	actStart:    {},
	actHold:     {{"why", "请写明挂起的原因"}, {"until", "请写明挂起到什么时候"}},
	actTransfer: {{"to", "请写明转给谁"}, {"why", "请写明转单的原因"}},
	actDispatch: {{"to", "请写明派给谁"}, {"why", ""}},
	actNote:     {{"text", "备注不能是空的"}},
	actAck:      {},
	actTick:     {{"step", "请写明是哪一步"}},
	actSay:      {{"client_id", ""}, {"text", ""}, {"media", ""}},
	actResolve:  {{"what", ""}},
	actCancel:   {{"why", "请写明取消的原因"}},
	actMerge:    {{"into", "请写明合并到哪张工单"}},
	actExternal: {{"whom", "请写明转给哪个单位"}},
	actQuote:    {{"lines", ""}, {"note", ""}},
	actUnquote:  {},
	actAnswer:   {{"answer", "请选择同意还是不同意"}, {"how", "请选择是怎么答复的"}, {"who", "请写明是谁答复的"}, {"at", ""}, {"asked_by", ""}, {"n", ""}},
	actPhotos:   {{"stage", ""}, {"media", ""}},
}

var actNames = map[orderAct]string{actClaim: "接单", actRelease: "退单", actStart: "开始处理", actHold: "挂起",
	actTransfer: "转单", actDispatch: "派单", actNote: "备注", actAck: "知道了", actTick: "完成步骤", actSay: "回复", actResolve: "办结", actCancel: "取消",
	actMerge: "合并", actExternal: "转外部",
	actQuote: "报价", actUnquote: "撤回报价", actAnswer: "记下答复", actPhotos: "加照片"}

func (f *actForm) strings() map[string]*string {
	return map[string]*string{"why": &f.Why, "until": &f.Until, "to": &f.To, "text": &f.Text, "step": &f.Step, "what": &f.What,
		"into": &f.Into, "whom": &f.Whom, "client_id": &f.ClientID,
		"note": &f.Note, "stage": &f.Stage, "answer": &f.Answer, "how": &f.How, "who": &f.Who, "at": &f.At, "asked_by": &f.AskedBy}
}

// readAct reads an act's body: only its own fields, colleagues and orders by number or
// string.
func readAct(w http.ResponseWriter, r *http.Request, a orderAct) (actForm, error) {
	var f actForm
	var body map[string]json.RawMessage
	if err := readJSON(w, r, &body); err != nil {
		return f, err
	}
	known := map[string]bool{}
	for _, field := range actFields[a] {
		known[field.name] = true
	}
	for name, raw := range body {
		if !known[name] {
			return f, invalid(name, "不认识的字段")
		}
		into := any(f.strings()[name])
		switch name {
		case "media":
			into = &f.Media
		case "lines":
			into = &f.Lines
		case "n":
			into = &f.N
		}
		var n json.Number
		if (name == "to" || name == "into" || name == "asked_by") && json.Unmarshal(raw, &n) == nil {
			raw, _ = json.Marshal(n.String()) // a string always encodes
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return f, invalid(name, "字段类型不对")
		}
	}
	return f, nil
}
