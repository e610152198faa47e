package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"linli/desk"
)

// orderView is one order with everything that belongs to it.
type orderView struct {
	frame
	Row       orderRow
	Masked    bool // phone and room are hidden from the one who looks
	Words     string
	Photos    []desk.MediaRef
	Facts     []fact
	Deadlines []dueView
	Messages  []messageView
	Log       []logView
	Moves     []moveView
	Checklist []stepView
	Card      cardView // of an emergency
	CanTick   bool
	Report    reportPanel
	Related   []relatedView
	CanMerge  bool
	Answers   answersView
	CanSay    bool
	NoChat    bool   // the resident phoned or came by
	SayKey    string // makes one press of 发送 one message
	Failed    failedMove
	Done      string // what has just been done
	Quote     quoteView
	Work      photosView
	Away      *heldRow
	PartOf    *partOf // the incident it belongs to, or may; nil for none
	Repeat    string  // the same thing failed before, "" if not
	Often     bool
}

type fact struct {
	Label, Value string
	Phone        bool // to be called by a tap
	Ours         bool // the value is a word of ours, not of people
}

type messageView struct {
	ID      int64
	From    desk.From
	Who, At string
	Named   bool // Who is a person's name
	Text    string
	Media   []desk.MediaRef
	Choices []desk.Button
}

// cardView is what an emergency's resident was told, for who goes there.
type cardView struct{ Name, Safety string }

// stepView is a step of the checklist; Done says who did it and when, "" if nobody.
type stepView struct{ Text, Done string }

// checklist is the procedure of the order's category: the steps as they are written now,
// and those done that have been rewritten since.
func (s *Server) checklist(o *desk.WorkOrder, c *desk.Community, now time.Time) []stepView {
	var out []stepView
	done := func(t *desk.Tick) string { return t.By + " " + moment(c, t.At, now) }
	steps := s.cfg.Staff.Content.Checklist(o)
	for _, step := range steps {
		v := stepView{Text: step}
		if t := o.Ticked(step); t != nil {
			v.Done = done(t)
		}
		out = append(out, v)
	}
	for i := range o.Ticks {
		if t := &o.Ticks[i]; !slices.Contains(steps, t.Step) {
			out = append(out, stepView{Text: t.Step, Done: done(t)})
		}
	}
	return out
}

// logView is a line of the log.
type logView struct {
	At, Who, Move, Why string
	Named              bool // Who is a person's name
	Ours               bool // Why is a word of ours, not of people
}

// failedMove is what staff tried in vain, to be shown where they tried it with what
// they wrote.
type failedMove struct {
	Act   orderAct
	Text  string
	Field string // at which it is said, "" for the whole form
	Form  actForm
	Shown bool // the form is on the page; else the reason goes on top
}

// Written is what stood in a form that is not on the page any more, for whoever wrote it.
func (f failedMove) Written() string {
	if f.Shown {
		return ""
	}
	for _, words := range []string{f.Form.Text, f.Form.What, f.Form.Why} {
		if strings.TrimSpace(words) != "" {
			return words
		}
	}
	return ""
}

// Said is what was written to the resident in vain.
func (f failedMove) Said() string { return f.Form.Text }

func (s *Server) orderPage(w http.ResponseWriter, r *http.Request) error {
	return s.showOrderPage(w, r, http.StatusOK, failedMove{})
}

func (s *Server) showOrderPage(w http.ResponseWriter, r *http.Request, status int, failed failedMove) error {
	by, ctx := staffOf(r), r.Context()
	o, err := s.findOrder(ctx, by, r.PathValue("id"))
	if err != nil {
		return err
	}
	messages, err := s.orderMessages(ctx, &o, maxRecord)
	if err != nil {
		return err
	}
	c, _ := s.community(o.Community)
	now, m := s.cfg.Now(), o.HiddenFrom(by)
	v := orderView{Row: rowOf(&o, by, now), Masked: m.On(), Words: m.Words(o.Text), Photos: o.Media, Facts: factsOf(&o, &c, m, now),
		Deadlines: deadlines(&o, &c, now), SayKey: strings.ToLower(rand.Text()), Failed: failed}
	if o.Conversation != 0 {
		home, err := s.cfg.Store.Conversation(ctx, o.Conversation)
		if err != nil {
			return err
		}
		if home.LivesIn(o.Place) {
			v.Facts = append(v.Facts, fact{Label: "住户身份", Value: "和名册核对过", Ours: true})
		}
	}
	if v.frame, err = s.frame(r, o.Number+" "+v.Row.Title, ""); err != nil {
		return err
	}
	v.Order, v.Repeat, v.Often = o.ID, o.Repeat(), o.Often()
	book, err := s.dutyBook(ctx, o.Community)
	if err != nil {
		return err
	}
	v.Moves, v.Away = moveViews(&o, by, &book, &v.Failed), book.awayView(&o, by)
	if v.Related, err = s.related(ctx, &o, by, now); err != nil {
		return err
	}
	if v.PartOf, err = s.partOf(ctx, &o, by, now); err != nil {
		return err
	}
	v.CanMerge = possible(o, actMerge, by.Actor(), &c, now)
	if v.Answers, err = s.answers(ctx, r, desk.Scope{Community: c.ID, Building: o.Place.Building}, messages); err != nil {
		return err
	}
	v.Card.Name, v.Card.Safety, _ = s.cfg.Staff.Content.EmergencyCard(o.Emergency, &c)
	v.Checklist = s.checklist(&o, &c, now)
	v.Report = reportPanelOf(&o, by, &c, m, now)
	v.CanTick = o.State.InHand() && (o.ClaimedBy == by.ID || by.Role.Dispatches())
	v.Work = photosViewOf(&o, by, &c, now, &v.Failed)
	v.Quote = quoteViewOf(&o, by, &book, m, &v.Failed)
	try := o
	v.NoChat = o.Conversation == 0
	v.CanSay = o.Conversation != 0 && try.Speak(by.Actor(), now) == nil
	v.Failed.Shown = v.Failed.Shown || v.CanSay && failed.Act == actSay
	if a := orderAct(r.URL.Query().Get("done")); actNames[a] != "" && failed.Act == "" {
		v.Done = "已" + actNames[a]
	} else if a == "report" && o.Reported() {
		v.Done = "险情报告已保存"
	} else if a == "new" && o.FormKey != "" {
		v.Done = "已登记"
	}
	for i := range messages {
		v.Messages = append(v.Messages, messageViewOf(&messages[i], &o, &c, m, now))
	}
	for i := range o.Log {
		l := &o.Log[i]
		v.Log = append(v.Log, logView{At: moment(&c, l.At, now), Who: who(l.By), Move: l.Move.Label(), Why: m.Words(why(l)),
			Named: l.By.Kind == desk.ByStaff, Ours: why(l) != l.Why || l.Move == desk.MoveNote && l.By.Kind == desk.BySystem})
	}
	return render(w, status, "desk_order.html", v)
}

func messageViewOf(x *desk.Message, o *desk.WorkOrder, c *desk.Community, m desk.Mask, now time.Time) messageView {
	v := messageView{ID: x.ID, From: x.From, At: moment(c, x.At, now), Text: m.Words(x.Text), Media: x.Media, Choices: x.Buttons}
	switch x.From {
	case desk.FromResident:
		v.Who, v.Named = residentName(o), o.Resident != ""
	case desk.FromStaff:
		v.Who, v.Named = x.StaffName, true
	case desk.FromBot:
		v.Who = "机器人"
	default:
		v.Who = "系统"
	}
	return v
}

func residentName(o *desk.WorkOrder) string {
	if o.Resident == "" {
		return "住户"
	}
	return o.Resident
}

// factsOf is what is known about the order, without what is not.
func factsOf(o *desk.WorkOrder, c *desk.Community, m desk.Mask, now time.Time) []fact {
	var out []fact
	add := func(label, value string) {
		if value != "" {
			out = append(out, fact{Label: label, Value: value})
		}
	}
	ours := func(label, value string) {
		add(label, value)
		if value != "" {
			out[len(out)-1].Ours = true
		}
	}
	add("位置", m.Place(o.Place))
	add("住户", residentName(o))
	if o.Phone != "" {
		out = append(out, fact{Label: "电话", Value: m.Phone(o.Phone), Phone: !m.On()})
	}
	ours("类别", o.Category)
	ours("返修自", o.ReworkOf)
	add("开始时间", m.Words(o.Since))
	add("希望上门", m.Words(o.Visit))
	ours("开单", moment(c, o.OpenedAt, now))
	add("答应住户", m.Words(o.Promised.Words))
	if o.State == desk.OnHold {
		add("挂起", m.Words(o.HoldReason)+"，到 "+moment(c, o.HoldUntil, now))
	}
	add("处理结果", m.Words(o.Resolution))
	ours("住户确认", confirmations[o.Confirmed])
	if o.Rating > 0 {
		add("评价", strings.TrimSpace(fmt.Sprintf("%d 分 %s", o.Rating, m.Words(o.RatedWhy))))
	}
	add("转给", o.External)
	return out
}

var confirmations = map[desk.Confirmation]string{desk.ConfirmedYes: "修好了", desk.ConfirmedNo: "没修好", desk.Silent: "没有回答"}

// who did something, as the log names them.
func who(a desk.Actor) string {
	switch a.Kind {
	case desk.ByResident:
		return "住户"
	case desk.ByStaff:
		return a.Name
	}
	return "系统"
}

var alertSteps = map[desk.AlertStep]string{desk.StepWarn: "快到时限", desk.StepBreach: "超过时限", desk.StepManager: "超过时限，已告知经理",
	desk.StepRing: "险情还没有人接，再次呼叫"}

var reportSteps = map[desk.AlertStep]string{desk.StepWarn: "请写报告", desk.StepManager: "还没有写，已告知经理"}

var callSteps = map[desk.AlertStep]string{desk.StepWarn: "该打电话了", desk.StepBreach: "还没有打，已告知调度", desk.StepManager: "还没有打，已告知经理"}

// why is the reason of a log line in words: some lines carry names of ours.
func why(l *desk.LogLine) string {
	switch l.Move {
	case desk.MoveOpen:
		return desk.HandoverReason(l.Why).Label()
	case desk.MoveRate:
		return l.Why + " 分"
	case desk.MoveAlert, desk.MoveAck:
		clock, step, _ := strings.Cut(l.Why, " ")
		steps := map[desk.Clock]map[desk.AlertStep]string{desk.ClockReport: reportSteps, desk.ClockCall: callSteps}[desk.Clock(clock)]
		if steps == nil {
			steps = alertSteps
		}
		return desk.Clock(clock).Label() + "：" + steps[desk.AlertStep(step)]
	}
	return l.Why
}
