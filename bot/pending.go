package bot

import (
	"fmt"
	"strings"

	"linli/desk"
	"linli/intents"
	"linli/text"
)

// pending takes the message as an answer to the question the bot has put. done is false
// when it is none: then it is understood by itself, and a form stays open behind it.
func (t *talk) pending() (done bool, err error) {
	p := t.c.State.Pending
	if p == nil {
		return false, nil
	}
	switch p.Await {
	case desk.AwaitChoice:
		return t.chosen(p)
	case desk.AwaitForm, desk.AwaitConfirm:
		return t.inForm(p)
	case desk.AwaitOrder:
		return t.chooseOrder(p)
	case desk.AwaitHelped:
		return t.helped()
	case desk.AwaitVerify:
		return t.saidVerify(p)
	case desk.AwaitIncident:
		return t.saidIncident(p)
	case desk.AwaitFixed:
		return t.saidFixed(p)
	case desk.AwaitRating:
		return t.saidRating(p)
	case desk.AwaitReason:
		return t.saidReason(p)
	case desk.AwaitCancel:
		return t.saidCancel(p)
	case desk.AwaitReschedule:
		return t.saidVisit(p)
	case desk.AwaitQuote: // no answer to it (saidQuote)
		return false, nil
	}
	t.settle()
	return false, nil
}

// chosen takes a number, the words of a choice, or "none of these".
func (t *talk) chosen(p *desk.Pending) (bool, error) {
	said := text.Key(t.in.Text)
	if i, ok := intents.ParseChoice(t.in.Text, len(p.Entries)+1); ok {
		if i == len(p.Entries)+1 {
			return true, t.noneFits()
		}
		t.picked(p.Entries[i-1])
		return true, nil
	}
	if said == text.Key(sayNoneOfThese) || said == text.Key(english[sayNoneOfThese]) || said == "都不对" {
		return true, t.noneFits()
	}
	for _, id := range p.Entries {
		if e, ok := t.entry(id); ok && text.Key(e.Question) == said {
			t.picked(id)
			return true, nil
		}
	}
	t.settle()
	return false, nil
}

// helped takes typed words for the buttons under an answer.
func (t *talk) helped() (bool, error) {
	switch key := text.Key(t.in.Text); {
	case key == "解决了" || key == "有用" || key == "solved" || t.read.Intent == intents.Resolved:
		t.solved(t.c.State.Asked)
		return true, nil
	case key == "没解决" || key == "没用" || key == "notsolved" || t.read.Intent == intents.NotSolved:
		return true, t.unsolved()
	case key == "帮我报修" || key == "帮我登记投诉" || key == "报修" || key == "登记":
		for _, id := range t.c.State.Entries {
			if e, ok := t.entry(id); ok && e.Order != nil {
				t.settle()
				t.in.Text, t.read = t.c.State.Question, intents.Read(t.c.State.Question)
				return true, t.report(desk.OrderKind(e.Order.Kind), id)
			}
		}
	}
	return false, nil
}

func (t *talk) saidFixed(p *desk.Pending) (bool, error) {
	switch yes, ok := intents.ParseYesNo(t.in.Text); {
	case t.read.Intent == intents.NotSolved:
		return true, t.fixed(p.Order, false)
	case t.read.Intent == intents.Resolved:
		return true, t.fixed(p.Order, true)
	case ok:
		return true, t.fixed(p.Order, yes)
	}
	return false, nil
}

func (t *talk) saidRating(p *desk.Pending) (bool, error) {
	stars, ok := intents.ParseRating(t.in.Text)
	if !ok {
		return false, nil
	}
	if p.Order != 0 {
		return true, t.rate(p.Order, stars)
	}
	if len(p.Orders) == 1 {
		return true, t.rateBot(p.Orders[0], stars)
	}
	t.settle()
	return false, nil
}

// commandLength is how many characters 催单, 查进度 or 取消工单 have at most.
const commandLength = 4

func (t *talk) saidReason(p *desk.Pending) (bool, error) {
	if i, ok := intents.ParseChoice(t.in.Text, len(lowReasons)); ok {
		return true, t.because(p.Order, lowReasons[i-1])
	}
	other := false
	switch t.read.Intent {
	case intents.Greeting, intents.Thanks, intents.Bye:
		other = true
	case intents.Status, intents.Urge, intents.Cancel: // a command is short; "等了两天才有人来" is a reason
		other = len([]rune(text.Key(t.in.Text))) <= commandLength
	case intents.RepairReport: // of something else, where it says where
		other = t.read.Slots.Place != (intents.Place{})
	}
	if other {
		t.settle()
		return false, nil
	}
	return true, t.because(p.Order, t.in.Text)
}

func (t *talk) saidCancel(p *desk.Pending) (bool, error) {
	yes, ok := intents.ParseYesNo(t.in.Text)
	if !ok && t.read.Intent == intents.Cancel {
		yes, ok = true, true
	}
	if !ok {
		t.settle()
		return false, nil
	}
	if strings.Contains(text.Key(t.in.Text), "不取消") {
		yes = false
	}
	w, err := t.order(p.Order)
	if err != nil {
		return true, t.unknownOrder(err)
	}
	if yes {
		return true, t.cancelOrder(w)
	}
	t.settle()
	t.aboutOrder(w.ID, fmt.Sprintf(sayKept, w.Number))
	return true, nil
}

func (t *talk) saidVisit(p *desk.Pending) (bool, error) {
	visit := t.read.Slots.Visit
	if visit == "" && t.read.Intent == intents.Other && len([]rune(t.in.Text)) <= 20 {
		visit = strings.TrimSpace(t.in.Text)
	}
	if visit == "" {
		t.settle()
		return false, nil
	}
	w, err := t.order(p.Order)
	if err != nil {
		return true, t.unknownOrder(err)
	}
	return true, t.moveVisit(w, visit)
}
