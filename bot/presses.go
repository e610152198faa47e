package bot

import (
	"fmt"
	"strings"

	"linli/desk"
	"linli/intents"
)

// pressed does what a button says. Nothing in a press is trusted: ids are looked up
// among the conversation's own, and a stale button gets a polite word.
func (t *talk) pressed() error {
	p, malformed := desk.ParsePress(t.in.Press)
	if malformed != nil {
		t.say(sayBadPress)
		return nil
	}
	if done, err := t.pressedAnswer(p); done || err != nil {
		return err
	}
	if done, err := t.pressedIncident(p); done || err != nil {
		return err
	}
	if done, err := t.pressedForm(p); done || err != nil {
		return err
	}
	if done, err := t.pressedOrder(p); done || err != nil {
		return err
	}
	return t.pressedCommand(p)
}

// pressedAnswer takes the buttons under answers and choices.
func (t *talk) pressedAnswer(p desk.Press) (bool, error) {
	switch p.Verb {
	case "solved":
		t.solved(p.ID(0))
	case "unsolved":
		if p.ID(0) != t.c.State.Asked {
			t.say(saySolvedOnce)
			return true, nil
		}
		return true, t.unsolved()
	case "pick":
		t.picked(p.Arg(0))
	case "none":
		if p.ID(0) != t.c.State.Asked {
			t.say(sayBadPress)
			return true, nil
		}
		return true, t.noneFits()
	case "more":
		t.more(p.Arg(0), int(p.ID(1)))
	case "ratebot":
		return true, t.rateBot(p.ID(0), int(p.ID(1)))
	default:
		return false, nil
	}
	return true, nil
}

// pressedForm takes the buttons of a report.
func (t *talk) pressedForm(p desk.Press) (bool, error) {
	pending := t.c.State.Pending
	open := pending != nil && pending.Draft != nil
	switch p.Verb {
	case "report":
		e, ok := t.entry(p.Arg(0))
		if !ok || e.Order == nil {
			t.say(sayBadPress)
			return true, nil
		}
		return true, t.report(desk.OrderKind(e.Order.Kind), e.ID)
	case "submit", "edit", "drop", "skip":
		if !open {
			t.say(sayBadPress)
			return true, nil
		}
	default:
		return false, nil
	}
	switch p.Verb {
	case "submit":
		if pending.Await != desk.AwaitConfirm {
			return true, t.ask()
		}
		return true, t.submit()
	case "edit":
		t.say(sayEditHow)
	case "drop":
		return true, t.drop()
	case "skip":
		pending.Draft.Asked = append(pending.Draft.Asked, "skip:"+pending.Field)
		return true, t.ask()
	}
	return true, nil
}

// pressedOrder takes the buttons about one's own orders.
func (t *talk) pressedOrder(p desk.Press) (bool, error) {
	switch p.Verb {
	case "fixed", "notfixed":
		return true, t.fixed(p.ID(0), p.Verb == "fixed")
	case "rate":
		return true, t.rate(p.ID(0), int(p.ID(1)))
	case "why":
		if i := int(p.ID(1)); i >= 1 && i <= len(lowReasons) {
			return true, t.because(p.ID(0), lowReasons[i-1])
		}
		t.say(sayBadPress)
		return true, nil
	case pressAgree, pressDecline, pressAskPrice:
		return true, t.pressedQuote(p)
	case wishStatus, wishUrge, wishCancel, wishReschedule, "cancelyes", "keep":
	default:
		return false, nil
	}
	w, err := t.order(p.ID(0))
	if err != nil {
		return true, t.unknownOrder(err)
	}
	switch p.Verb {
	case "cancelyes":
		return true, t.cancelOrder(w)
	case "keep":
		t.settle()
		t.aboutOrder(w.ID, fmt.Sprintf(sayKept, w.Number))
		return true, nil
	}
	return true, t.fulfil(p.Verb, w)
}

// pressedCommand takes menu commands, which faces translate to presses.
func (t *talk) pressedCommand(p desk.Press) error {
	switch p.Verb {
	case "human":
		if t.c.Mode == desk.ModeStaff {
			return t.withStaff()
		}
		t.in.Text = ""
		return t.handOver(desk.HandoverAsked, sayHandover)
	case "bot":
		t.c.Mode, t.c.Staff = desk.ModeBot, 0
		t.say(sayBotBack, t.humanButton())
	case "orders":
		t.read = intents.Reading{Intent: intents.Status}
		return t.status()
	case "big":
		on := !t.c.Elderly
		if want := p.Arg(0); want != "" {
			on = want == "on"
		}
		return t.setBig(on)
	case "help":
		t.say(sayHelp, t.humanButton())
	case "start":
		t.start(p.Arg(0))
	default:
		t.say(sayBadPress)
	}
	return nil
}

// start greets, and binds community and flat from a deep link such as
// "demo_3-2-501" (community, building-unit-room).
func (t *talk) start(payload string) {
	community, flat, _ := strings.Cut(payload, "_")
	if com, err := t.e.Content.Community(desk.CommunityID(community)); err == nil {
		t.c.Community, t.com = com.ID, com
		if place, ok := intents.ParsePlace(flat); ok && place.Building != "" {
			t.c.LivesAt(desk.Place{Building: place.Building, Unit: place.Unit, Room: place.Room})
		}
		t.say(fmt.Sprintf(sayBound, com.Name, t.c.Home))
	}
	t.say(fmt.Sprintf(t.words(sayGreeting), t.com.Name))
}
