package bot

import (
	"errors"
	"fmt"
	"strings"

	"linli/desk"
	"linli/intents"
)

// The wishes about one's own orders, kept while the bot asks which one is meant.
const (
	wishStatus     = "status"
	wishUrge       = "urge"
	wishCancel     = "cancel"
	wishReschedule = "reschedule"
)

func (t *talk) status() error     { return t.wish(wishStatus, "repair-progress") }
func (t *talk) urge() error       { return t.wish(wishUrge, "repair-urge") }
func (t *talk) reschedule() error { return t.wish(wishReschedule, "repair-reschedule") }

func (t *talk) cancel() error {
	if p := t.c.State.Pending; p != nil && p.Draft != nil {
		return t.drop()
	}
	return t.wish(wishCancel, "repair-reschedule")
}

// wish finds the order that is meant, by number, as the only open one, or by asking,
// and does what is wished. entry answers in general when there is no order.
func (t *talk) wish(wish, entry string) error {
	if n := t.read.Slots.Order; n != "" {
		w, err := t.byNumber(n)
		if err != nil {
			return err
		}
		if w == nil {
			t.say(sayNoSuchOrder, t.humanButton())
			return nil
		}
		return t.fulfil(wish, w)
	}
	list, err := t.e.Records.OrdersOf(t.ctx, t.c.ID, 20)
	if err != nil {
		return err
	}
	var open []desk.WorkOrder
	for _, w := range list {
		if !w.State.Final() {
			open = append(open, w)
		}
	}
	switch {
	case len(open) == 0:
		return t.noOrders(wish, entry, list)
	case len(open) == 1:
		w, err := t.order(open[0].ID)
		if err != nil {
			return err
		}
		return t.fulfil(wish, w)
	}
	return t.askWhich(wish, open)
}

// noOrders answers a wish about orders when none is open.
func (t *talk) noOrders(wish, entry string, all []desk.WorkOrder) error {
	if wish == wishStatus && len(all) > 0 {
		w, err := t.order(all[0].ID)
		if err != nil {
			return err
		}
		t.aboutOrder(w.ID, statusText(t.com, w, t.now))
		return nil
	}
	if t.read.Question != "" {
		if _, err := t.consult(t.read.Question); err != nil {
			return err
		}
	}
	t.say(sayNoOrders)
	ep := t.episode()
	ep.Asked++
	t.answer([]string{entry})
	return nil
}

// maxChoices is how many orders are offered at once.
const maxChoices = 5

func (t *talk) askWhich(wish string, open []desk.WorkOrder) error {
	p := desk.Pending{Await: desk.AwaitOrder, Wish: wish}
	var choices []string
	var buttons []desk.Button
	for _, w := range open[:min(len(open), maxChoices)] {
		name := w.Number + " " + w.Title
		p.Orders = append(p.Orders, w.ID)
		choices = append(choices, name)
		buttons = append(buttons, desk.Button{Label: name, Press: desk.NewPress(wish, w.ID)})
	}
	t.await(p)
	t.say(sayWhichOrder+numbered(choices), buttons...)
	return nil
}

// byNumber finds one of this conversation's orders by its number or the end of it.
func (t *talk) byNumber(n string) (*desk.WorkOrder, error) {
	list, err := t.e.Records.OrdersOf(t.ctx, t.c.ID, 100)
	if err != nil {
		return nil, err
	}
	n = strings.ToUpper(strings.TrimLeft(n, "#"))
	for _, w := range list {
		if w.Number == n || strings.HasSuffix(w.Number, "-"+n) || strings.HasSuffix(strings.ReplaceAll(w.Number, "-", ""), strings.ReplaceAll(n, "-", "")) {
			return t.order(w.ID)
		}
	}
	return nil, nil
}

// fulfil does what is wished with one order.
func (t *talk) fulfil(wish string, w *desk.WorkOrder) error {
	switch wish {
	case wishUrge:
		return t.urgeOrder(w)
	case wishCancel:
		return t.askCancel(w)
	case wishReschedule:
		return t.moveVisit(w, t.read.Slots.Visit)
	default:
		t.aboutOrder(w.ID, statusText(t.com, w, t.now), t.orderButtons(w)...)
		return nil
	}
}

// orderButtons are what a resident can do with an order now.
func (t *talk) orderButtons(w *desk.WorkOrder) []desk.Button {
	if w.State.Final() {
		return nil
	}
	if w.State == desk.Resolved {
		return fixedButtons(w.ID)
	}
	b := []desk.Button{{Label: "催一下", Press: desk.NewPress(wishUrge, w.ID)}, {Label: "改时间", Press: desk.NewPress(wishReschedule, w.ID)}}
	if w.State != desk.Working && w.State != desk.OnHold {
		b = append(b, desk.Button{Label: "取消工单", Press: desk.NewPress(wishCancel, w.ID)})
	}
	return b
}

func (t *talk) urgeOrder(w *desk.WorkOrder) error {
	switch err := w.Urge(t.now); {
	case err == nil:
		t.save(w)
		t.aboutOrder(w.ID, fmt.Sprintf(sayUrged, w.Number)+"\n"+statusText(t.com, w, t.now))
		return t.tellStaff(w, fmt.Sprintf("order:%d:urge:%d", w.ID, w.Urged),
			fmt.Sprintf("催单：%s %s（第 %d 次）", w.Number, w.Title, w.Urged), cardButtons(w, fmt.Sprint(w.ID)))
	case !errors.Is(err, desk.ErrConflict):
		return err
	case w.State.Final() || w.State == desk.Resolved:
		t.aboutOrder(w.ID, statusText(t.com, w, t.now), t.orderButtons(w)...)
	default:
		t.aboutOrder(w.ID, fmt.Sprintf(sayUrgedRecently, w.Number), t.humanButton())
	}
	return nil
}

func (t *talk) askCancel(w *desk.WorkOrder) error {
	probe := *w
	if probe.Cancel(desk.TheResident, "", t.com, t.now) != nil {
		t.aboutOrder(w.ID, fmt.Sprintf(sayCannotCancel, w.Number, w.State.Label()), t.humanButton())
		return nil
	}
	t.await(desk.Pending{Await: desk.AwaitCancel, Order: w.ID})
	t.aboutOrder(w.ID, fmt.Sprintf(sayCancelSure, w.Number, w.Title),
		desk.Button{Label: "取消工单", Press: desk.NewPress("cancelyes", w.ID)}, desk.Button{Label: "不取消", Press: desk.NewPress("keep", w.ID)})
	return nil
}

func (t *talk) cancelOrder(w *desk.WorkOrder) error {
	t.settle()
	if err := w.Cancel(desk.TheResident, "住户取消", t.com, t.now); err != nil {
		if !errors.Is(err, desk.ErrConflict) {
			return err
		}
		t.aboutOrder(w.ID, fmt.Sprintf(sayCannotCancel, w.Number, w.State.Label()), t.humanButton())
		return nil
	}
	t.save(w)
	if t.c.Order == w.ID {
		t.c.Mode, t.c.Staff, t.c.Order = desk.ModeBot, 0, 0
	}
	if t.ep != nil && t.ep.ID == w.Episode {
		t.ends = desk.EndOrder
	}
	t.aboutOrder(w.ID, fmt.Sprintf(sayCancelled, w.Number))
	if err := t.tellStaff(w, fmt.Sprintf("order:%d:v%d", w.ID, w.Version), "住户取消了工单 "+w.Number, nil); err != nil {
		return err
	}
	return t.put(t.posts().editCards(w))
}

func (t *talk) moveVisit(w *desk.WorkOrder, visit string) error {
	if visit == "" {
		t.await(desk.Pending{Await: desk.AwaitReschedule, Order: w.ID})
		t.aboutOrder(w.ID, sayAskVisit)
		return nil
	}
	t.settle()
	if err := w.Reschedule(visit, desk.TheResident, t.now); err != nil {
		if !errors.Is(err, desk.ErrConflict) {
			return err
		}
		t.aboutOrder(w.ID, fmt.Sprintf(sayCannotMove, w.Number, w.State.Label()), t.humanButton())
		return nil
	}
	t.save(w)
	t.aboutOrder(w.ID, fmt.Sprintf(sayRescheduled, w.Number, visit))
	return t.tellStaff(w, fmt.Sprintf("order:%d:v%d", w.ID, w.Version), "住户改期："+w.Number+" 改为"+visit, nil)
}

// chooseOrder takes the answer to "which one?".
func (t *talk) chooseOrder(p *desk.Pending) (bool, error) {
	i, ok := intents.ParseChoice(t.in.Text, len(p.Orders))
	if !ok {
		if w, err := t.byNumber(t.read.Slots.Order); t.read.Slots.Order == "" || err != nil || w == nil {
			return false, err
		} else {
			t.settle()
			return true, t.fulfil(p.Wish, w)
		}
	}
	w, err := t.order(p.Orders[i-1])
	if err != nil {
		return true, err
	}
	t.settle()
	return true, t.fulfil(p.Wish, w)
}
