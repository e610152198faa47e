package demo

import (
	"time"

	"linli/desk"
)

var (
	quickTalk   = trade{[2]time.Duration{10 * time.Second, 3 * time.Minute}, [2]time.Duration{3 * time.Minute, 25 * time.Minute}, inquiryDone}
	repairWork  = trade{[2]time.Duration{8 * time.Minute, 70 * time.Minute}, [2]time.Duration{12 * time.Minute, 80 * time.Minute}, repairDone}
	mediation   = trade{[2]time.Duration{10 * time.Minute, 2 * time.Hour}, [2]time.Duration{20 * time.Minute, 4 * time.Hour}, complaintDone}
	toTheRescue = trade{done: rescueDone}
)

// toPerson opens an inquiry for a person in answer to the message.
func (w *month) toPerson(p *person, asked int64, why desk.HandoverReason, words, said string) {
	w.openOrder(p, asked, &desk.WorkOrder{Kind: desk.Inquiry, Category: "其他", Priority: desk.P2, Reason: why,
		Title: "请人工答复", Text: words}, quickTalk, said)
}

const calling = "已经请同事来接，工单号" + desk.NewOrderNumber + "，请稍等，不用重复说。"

func (w *month) askForPerson(p *person) {
	words := oneOf(w, personWords)
	if w.chance(0.4) { // after an answer that did not help
		w.ask(p, func() {
			w.after(20*time.Second, 3*time.Minute, func() { w.toPerson(p, w.hear(p, words), desk.HandoverAsked, words, "好的，"+calling) })
		})
		return
	}
	w.toPerson(p, w.hear(p, words), desk.HandoverAsked, words, "好的，"+calling)
}

func (w *month) askUnknown(p *person) {
	words := oneOf(w, unknownWords)
	p.ep.Asked, p.ep.Refused = 1, 1
	w.toPerson(p, w.hear(p, words), desk.HandoverUnknown, words, "这个问题我没有现成的答复，"+calling)
}

func (w *month) askUnclear(p *person) {
	words := oneOf(w, unclearWords)
	w.refuse(p, w.hear(p, words), "您是想问下面哪一件？1 物业费 2 报修 3 门禁 4 都不是", "clarify")
	w.after(20*time.Second, 2*time.Minute, func() {
		asked := w.hear(p, "都不是")
		p.ep.Asked++
		p.ep.Refused++
		w.toPerson(p, asked, desk.HandoverUnsure, words, "我没听明白，"+calling)
	})
}

func (w *month) sendVoice(p *person) {
	w.toPerson(p, w.hear(p, "［语音］"), desk.HandoverOther, "［语音］", "语音我还听不了，"+calling)
}

func (w *month) reportRepair(p *person) {
	r := oneOf(w, repairs)
	o := &desk.WorkOrder{Kind: desk.Repair, Category: r.category, Priority: r.priority, Reason: desk.HandoverOrder,
		Title: r.title, Entry: r.entry, Place: desk.Place{Spot: r.spot}}
	if r.spot == "" {
		o.Place = p.conv.Home
	}
	w.takeDown(p, o, oneOf(w, r.said), repairWork)
}

func (w *month) complain(p *person) {
	r := oneOf(w, complaints)
	w.takeDown(p, &desk.WorkOrder{Kind: desk.Complaint, Category: r.category, Priority: desk.PC, Reason: desk.HandoverOrder,
		Title: r.title, Place: p.conv.Home}, oneOf(w, r.said), mediation)
}

// takeDown asks for what was not said and opens the order.
func (w *month) takeDown(p *person, o *desk.WorkOrder, words string, tr trade) {
	asked := w.hear(p, words)
	o.Text = words
	said := "已登记，工单号" + desk.NewOrderNumber + "，" + o.Title + "，位置" + o.Place.String() + "。师傅接单后会告诉您。"
	if o.Kind == desk.Complaint {
		said = "已登记投诉，工单号" + desk.NewOrderNumber + "。24小时内会有专人联系您。"
	}
	if w.chance(0.5) {
		w.openOrder(p, asked, o, tr, said)
		return
	}
	w.bot(p, asked, "请问在什么位置？比如3栋2单元501，或者说公共区域的名字。", func(*desk.Turn) {
		w.after(10*time.Second, 2*time.Minute, func() {
			place := o.Place.String()
			o.Text += "\n" + place
			w.openOrder(p, w.hear(p, place), o, tr, said)
		})
	})
}

func (w *month) praise(p *person) {
	words := oneOf(w, praiseWords)
	w.openOrder(p, w.hear(p, words), &desk.WorkOrder{Kind: desk.Praise, Category: "其他", Priority: desk.P3, Reason: desk.HandoverOrder,
		Title: "表扬", Text: words}, quickTalk, "谢谢您，已登记表扬，工单号"+desk.NewOrderNumber+"，会转告本人和经理。")
}

func (w *month) emergency(p *person) {
	e := oneOf(w, emergencies)
	words := oneOf(w, e.said)
	w.openOrder(p, w.hear(p, words), &desk.WorkOrder{Kind: desk.EmergencyOf, Category: e.category, Priority: desk.P0, Reason: desk.HandoverEmergency,
		Title: e.title, Text: words, Emergency: e.id, Entry: e.entry}, toTheRescue, e.first+"值班人员已经接到通知，工单号"+desk.NewOrderNumber+"。")
}
