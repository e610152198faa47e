package telegram

import (
	"strings"
	"testing"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

func TestEdit(t *testing.T) {
	srv, m, c := world(t, false)
	buttons := []desk.Button{{Label: "认领", Press: "claim:1"}}
	first := send(t, c, m, desk.Outbound{Key: "card", To: to(room), Text: "新工单", Buttons: buttons})
	same := desk.Outbound{Key: "card:1", To: to(room), Text: "新工单", Buttons: buttons, Edits: "card"}
	if r := send(t, c, m, same); r != first || srv.Sent(room)[0].Edits != 0 {
		t.Errorf("unchanged: %s, %+v", r, srv.Sent(room))
	}
	if r := send(t, c, m, desk.Outbound{Key: "card:2", To: to(room), Text: "王师傅已接单", Edits: "card"}); r != first {
		t.Errorf("changed: %s", r)
	}
	if s := srv.Sent(room); len(s) != 1 || s[0].Text != "王师傅已接单" || len(s[0].Buttons) != 0 {
		t.Errorf("changed: %+v", s)
	}
	if r := send(t, c, m, desk.Outbound{Key: "card:3", To: to(room), Text: "x", Edits: "never sent"}); r == first || len(srv.Sent(room)) != 2 {
		t.Errorf("of what was never sent: %s", r)
	}
	srv.DeleteMessage(room, 1)
	if r := send(t, c, m, desk.Outbound{Key: "card:4", To: to(room), Text: "办结", Edits: "card"}); r == first || len(srv.Sent(room)) != 2 {
		t.Errorf("of what was deleted: %s", r)
	}
	long := strings.Repeat("😀", 3000)
	send(t, c, m, desk.Outbound{Key: "card:5", To: to(room), Text: long, Edits: "card:4"})
	known := srv.AddFile(telegramtest.File{Kind: "photo", Data: pngBytes(t)})
	photo := send(t, c, m, desk.Outbound{Key: "photo", To: to(room), Text: "看", Media: []desk.MediaRef{{Kind: desk.Photo, Remote: known}}})
	if r := send(t, c, m, desk.Outbound{Key: "photo:1", To: to(room), Text: "看过了", Edits: "photo"}); r != photo {
		t.Errorf("of a caption: %s", r)
	}
	if s := srv.Sent(room); s[len(s)-1].Caption != "看过了" || s[1].Edits != 1 {
		t.Errorf("of a caption: %+v", s)
	}
	m.fail = func(string) error { return errDatabase }
	if _, err := c.Send(t.Context(), same); err == nil || permanent(err) {
		t.Errorf("without the database: %v", err)
	}
}

func TestAnswerToAPress(t *testing.T) {
	srv, m, c := world(t, false)
	callback := srv.UserPresses(room, 1, plumber, "claim:1")
	send(t, c, m, desk.Outbound{Key: "k", To: to(CallbackPrefix + callback), Text: strings.Repeat("已被张师傅接单", 40)})
	if a := srv.Answered(callback); !a.Alert || units(a.Text) != 200 {
		t.Errorf("answered %+v", a)
	}
	quiet := srv.UserPresses(room, 1, plumber, "claim:1")
	send(t, c, m, desk.Outbound{Key: "k", To: to(CallbackPrefix + quiet)})
	if a := srv.Answered(quiet); !a.Done || a.Alert {
		t.Errorf("answered %+v", a)
	}
	late := srv.UserPresses(room, 1, plumber, "claim:1")
	srv.Expire(late)
	for _, id := range []string{callback, late, "unknown"} {
		if _, err := c.Send(t.Context(), desk.Outbound{To: to(CallbackPrefix + id), Text: "x"}); !permanent(err) {
			t.Errorf("press %s: %v", id, err)
		}
	}
}
