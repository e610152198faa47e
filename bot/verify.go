package bot

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"linli/desk"
	"linli/text"
)

// RegistryBook is what the engine needs of the register of residents.
type RegistryBook interface {
	Registry(ctx context.Context, community desk.CommunityID) (desk.Registry, error)
	InRegistry(ctx context.Context, community desk.CommunityID, f desk.Flat, phone string) (bool, error)
	RegistryMisses(ctx context.Context, community desk.CommunityID, f desk.Flat, conversation int64, since time.Time) (int, error)
}

// wishVerify is somebody who wants to be known as a resident here; how that is done elsewhere is
// a question.
var wishVerify = regexp.MustCompile(`^(我要|我想|帮我|请|要|想)*(绑定|核对|核实|认证|验证|登记)(一下)?(我的|我家|我家的)?(房号|房子|房屋|房间|业主|住户|业主身份|住户身份|身份|门牌号)|^(bind|verify|link)(my)?(flat|apartment|home|unit)`)

// wantsVerify reports whether the message asks for it, and the community has a register.
func (t *talk) wantsVerify() (bool, error) {
	if !wishVerify.MatchString(text.Key(t.in.Text)) || asksHow.MatchString(t.in.Text) {
		return false, nil
	}
	r, err := t.e.Records.Registry(t.ctx, t.com.ID)
	return err == nil && r.Numbers > 0, err
}

// asksHow are words of a question about it.
var asksHow = regexp.MustCompile(`怎么|如何|咋|哪|吗|什么|为何|能不能|可以|失败|不了|[?？]`)

// verify asks for flat and number, or takes what is there. Nobody has to: a report or an
// emergency never waits for it.
func (t *talk) verify(home desk.Place, phone string) error {
	flat, ok := home.Flat()
	if !ok {
		t.await(desk.Pending{Await: desk.AwaitVerify})
		t.say(sayVerifyFlat)
		return nil
	}
	since := t.now.Add(-desk.RegistrySpan)
	misses, err := t.e.Records.RegistryMisses(t.ctx, t.com.ID, flat, t.c.ID, since)
	if err != nil {
		return err
	}
	if misses >= desk.RegistryTries {
		t.settle()
		t.say(sayVerifyEnough, t.humanButton())
		return nil
	}
	if phone == "" {
		t.await(desk.Pending{Await: desk.AwaitVerify, Home: flat.Place()})
		t.say(fmt.Sprintf(t.words(sayVerifyPhone), flat.Place()))
		return nil
	}
	fits, err := t.e.Records.InRegistry(t.ctx, t.com.ID, flat, phone)
	if err != nil {
		return err
	}
	t.turn.RegistryCheck = &desk.RegistryCheck{Community: t.com.ID, Flat: flat, Conversation: t.c.ID, Fits: fits, At: t.now}
	if !fits { // the same words whether flat or number is unknown
		t.await(desk.Pending{Await: desk.AwaitVerify, Home: flat.Place()})
		t.say(fmt.Sprintf(t.words(sayVerifyNo), flat.Place()), t.humanButton())
		return nil
	}
	t.settle()
	t.c.Verify(flat, t.now)
	t.c.Phone = phone
	t.say(fmt.Sprintf(t.words(sayVerified), t.c.Home))
	return nil
}

// saidVerify takes a flat or a number for the question; all else is understood by itself.
func (t *talk) saidVerify(p *desk.Pending) (bool, error) {
	s := t.read.Slots
	home := desk.Place{Building: s.Place.Building, Unit: s.Place.Unit, Room: s.Place.Room}
	if _, ok := home.Flat(); !ok {
		home = p.Home
	}
	if home == p.Home && s.Phone == "" {
		t.settle()
		return false, nil
	}
	return true, t.verify(home, s.Phone)
}
