package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"linli/desk"
	"linli/intents"
	"linli/text"
	"linli/upload"
)

// unsupportedText is what a channel puts in place of a message it cannot take.
const unsupportedText = "［暂不支持的消息类型］"

// handOver opens an inquiry for a person, or says that one is open already.
func (t *talk) handOver(why desk.HandoverReason, words string) error {
	t.thought.Decision = DecideHandover
	ep := t.episode()
	t.settle()
	t.c.State.Misses = 0
	w, err := t.waitingInquiry()
	if err != nil {
		return err
	}
	if w != nil {
		t.aboutOrder(w.ID, fmt.Sprintf(t.words(sayHandoverAlready), w.Number))
		t.sayPhone()
		return t.urgeQuietly(w)
	}
	ep.HandOver(why, t.now)
	subject := t.in.Text
	if why == desk.HandoverAsked && len([]rune(text.Key(subject))) <= bareWish {
		subject = "" // "转人工" says nothing of what it is about
	}
	if q := t.c.State.Question; q != "" && text.Key(q) != text.Key(subject) {
		subject = strings.TrimSpace(q + "\n" + subject)
	}
	w = &desk.WorkOrder{Kind: desk.Inquiry, Category: "其他", Priority: desk.P2, Text: subject,
		Title: title(subject, "请求人工服务"), Place: t.c.Home, Media: t.in.Media, Reason: why}
	if err := t.open(w); err != nil {
		return err
	}
	t.aboutOrder(desk.NewOrder, fmt.Sprintf(t.words(words), desk.NewOrderNumber, t.byWhen(w.Due.Respond)))
	t.sayPhone()
	return nil
}

// bareWish is up to how many characters a wish for a person is taken as only that.
const bareWish = 10

// waitingInquiry is the open request for a person, nil if there is none.
func (t *talk) waitingInquiry() (*desk.WorkOrder, error) {
	return t.latest(func(w desk.WorkOrder) bool {
		return w.Kind == desk.Inquiry && !w.State.Final() && w.State != desk.Resolved
	})
}

// open starts an order in this turn and shows its card to staff.
func (t *talk) open(w *desk.WorkOrder) (err error) {
	w.Community, w.Conversation, w.Resident = t.com.ID, t.c.ID, t.c.Name
	if w.Phone == "" {
		w.Phone = t.c.Phone
	}
	ep := t.episode()
	ep.Orders++
	ep.Touch("order:" + w.Category)
	w.Episode = ep.ID
	w.Open(t.com, desk.TheResident, t.now)
	if w.Before, err = t.e.Records.Repeats(t.ctx, w); err != nil {
		return err
	}
	t.save(w)
	return t.put(t.posts().newCard(w, ""))
}

// title is the start of somebody's words for lists, or what to call it without any.
func title(words, otherwise string) string {
	if text.Key(words) == "" {
		return otherwise
	}
	return desk.TitleOf(words)
}

// urgeQuietly counts a repeated wish for a person as urging, without a second reply, and
// keeps what came with it.
func (t *talk) urgeQuietly(w *desk.WorkOrder) error {
	if err := w.Add(t.in.Text, t.in.Media, t.now); err != nil {
		return err
	}
	t.save(w)
	if err := t.relay(w); err != nil || w.Urge(t.now) != nil {
		return err // urged a moment ago: staff know
	}
	return t.tellStaff(w, fmt.Sprintf("order:%d:urge:%d", w.ID, w.Urged), "住户再次请求人工："+w.Number, cardButtons(w, fmt.Sprint(w.ID)))
}

// withStaff passes the message on to whoever has the conversation; the bot is silent.
func (t *talk) withStaff() error {
	if k := text.Key(t.in.Text); k == "找机器人" || k == "问机器人" || k == "机器人" {
		t.c.Mode, t.c.Staff = desk.ModeBot, 0
		t.say(sayBotBack, t.humanButton())
		return nil
	}
	t.thought.Decision = DecideHandover
	return t.relayWords(t.c.Order, t.c.Staff, t.in.Text)
}

// relay shows the resident's message to the staff of an order, of which as much as they
// may see before somebody has it.
func (t *talk) relay(w *desk.WorkOrder) error {
	return t.relayWords(w.ID, holderOf(w), w.HiddenFromRoom().Words(t.in.Text))
}

func (t *talk) relayWords(order int64, holder desk.StaffID, words string) error {
	t.episode()
	return t.put(t.posts().tell(post{key: fmt.Sprintf("relay:%d", t.in.ID), order: order, holder: holder, text: "住户：" + words, media: t.in.Media}))
}

// media takes photos and voice; done is false when the words that came along are still
// to be understood.
func (t *talk) media() (done bool, err error) {
	for _, m := range t.in.Media {
		if m.Kind == desk.Voice {
			return true, t.voice()
		}
	}
	words := text.Key(t.in.Text) != ""
	if p := t.c.State.Pending; p != nil && p.Draft != nil {
		p.Draft.Media = append(p.Draft.Media, t.in.Media...)
		if words {
			return false, nil
		}
		t.ackAlbum(sayPhotoDraft)
		if len(t.turn.Replies) > 0 {
			t.askField(p, false)
		}
		return true, nil
	}
	if words {
		return false, nil // a report with its photo: the form takes both
	}
	w, err := t.latest(func(w desk.WorkOrder) bool { return !w.State.Final() && w.State != desk.Resolved })
	if err != nil {
		return true, err
	}
	if w != nil {
		return true, t.addTo(w, sayPhotoKept)
	}
	t.ackAlbum(sayPhotoWhat)
	t.episode()
	p := desk.Pending{Await: desk.AwaitForm, Field: fieldThing, Draft: &desk.Draft{Kind: desk.Repair, Priority: desk.P2, Place: t.c.Home, Media: t.in.Media}}
	t.await(p)
	return true, nil
}

// contact keeps a phone number or a place on the map that comes alone: like a photo it
// belongs to the open order, or to a report that is about to begin.
func (t *talk) contact() (done bool, err error) {
	phone, pin := "", isPin(t.in.Text)
	if s := t.read.Slots; s.Phone != "" && s.Place == (intents.Place{}) && !tellsMore(t.in.Text, s) {
		phone = s.Phone
	}
	if phone == "" && !pin {
		return false, nil
	}
	if phone != "" {
		t.c.Phone = phone
	}
	w, err := t.latest(func(w desk.WorkOrder) bool { return !w.State.Final() && w.State != desk.Resolved })
	if err != nil {
		return true, err
	}
	switch {
	case w != nil:
		if phone != "" {
			w.Phone = phone
		}
		return true, t.addTo(w, sayAdded)
	case pin:
		t.say(sayPinWhat)
		t.episode()
		t.await(desk.Pending{Await: desk.AwaitForm, Field: fieldThing, Draft: &desk.Draft{Kind: desk.Repair, Priority: desk.P2, Place: desk.Place{Spot: t.in.Text}}})
	default:
		t.say(sayPhoneKept, t.humanButton())
	}
	return true, nil
}

// isPin reports whether a message is a place on a map, as a channel writes it.
func isPin(s string) bool { return strings.HasPrefix(s, desk.MapPin) }

// foreign leaves out photos sent as files of a format that is not kept, and says so.
func (t *talk) foreign() bool {
	sent := len(t.in.Media)
	t.in.Media = slices.DeleteFunc(slices.Clone(t.in.Media), func(m desk.MediaRef) bool { return m.Kind == desk.Document && upload.Foreign(m.Type) })
	if len(t.in.Media) == sent {
		return false
	}
	t.ackAlbum(sayForeign)
	return true
}

// ackAlbum says something once for photos that were sent together.
func (t *talk) ackAlbum(words string) {
	if t.in.Album != "" && t.in.Album == t.c.State.Album {
		return
	}
	t.c.State.Album = t.in.Album
	t.say(words)
}

// addTo keeps more words or photos with an order and shows them to staff.
func (t *talk) addTo(w *desk.WorkOrder, words string) error {
	if err := w.Add(t.in.Text, t.in.Media, t.now); err != nil {
		return err
	}
	t.save(w)
	if err := t.relay(w); err != nil {
		return err
	}
	if t.in.Album != "" && t.in.Album == t.c.State.Album {
		return nil
	}
	t.c.State.Album = t.in.Album
	t.aboutOrder(w.ID, fmt.Sprintf(words, w.Number))
	return nil
}

// voice cannot be understood here: said plainly, and handed to a person with the audio.
func (t *talk) voice() error {
	if t.c.State.Unclear++; t.c.State.Unclear >= 2 {
		t.c.Elderly = true
	}
	return t.handOver(desk.HandoverOther, sayVoice)
}

// handOverBlindly gives a message that cannot be decided to a person, whatever it says.
func (e *Engine) handOverBlindly(ctx context.Context, c desk.Conversation, in desk.Inbound) (desk.Turn, error) {
	com, err := e.Content.Community(c.Community)
	if err != nil {
		return desk.Turn{}, err
	}
	t := &talk{e: e, ctx: ctx, in: in, c: &c, com: com, now: e.Now()}
	t.c.State, t.c.Episode = desk.State{}, 0
	if err := t.handOver(desk.HandoverOther, sayHandoverSorry); err != nil {
		return desk.Turn{}, err
	}
	return t.finish(), nil
}
