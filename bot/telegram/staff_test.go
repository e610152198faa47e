package telegram

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

var (
	errDatabase = errors.New("database is gone")
	discard     = slog.New(slog.DiscardHandler)
	wang        = desk.Actor{Kind: desk.ByStaff, Staff: 7, Name: "王师傅", Role: desk.RoleStaff}
)

// withOrders knows order 12 by topic 3 and card 5 in the room and card 6 in the
// plumber's private chat, where message 8 is from his own conversation as a resident.
func withOrders(t *testing.T) (*Channel, *memory) {
	m := newMemory()
	m.topics[roomID+" 12"] = "3"
	m.delivered[roomID+"/5"] = [2]int64{12, 0}
	m.delivered["77/6"] = [2]int64{12, 0}
	m.delivered["77/8"] = [2]int64{13, 4}
	m.staff["99"] = desk.Staff{ID: 9, Community: "elsewhere", Name: "外人", Role: desk.RoleStaff}
	c, _ := newChannel(t, telegramtest.New(t), m)
	return c, m
}

func user(id int) string {
	return fmt.Sprintf(`"from":{"id":%d,"first_name":"某","last_name":"人"}`, id)
}

func TestStaffRoom(t *testing.T) {
	const inRoom = `"message_id":20,"date":1,"chat":{"id":-1001000000001,"type":"supergroup"}`
	topic := func(thread int) string { return fmt.Sprintf(`,"message_thread_id":%d,"is_topic_message":true`, thread) }
	reply := func(id int) string {
		return fmt.Sprintf(`,"reply_to_message":{"message_id":%d,"date":1,"chat":{"id":-1001000000001,"type":"supergroup"}}`, id)
	}
	tests := []struct {
		name, rest string
		user       int
		order      int64 // 0: no message
		staff      desk.Actor
	}{
		{"chatter", `,"text":"吃饭了吗"`, plumber, 0, desk.Actor{}},
		{"in a topic", `,"text":"已到"` + topic(3), plumber, 12, wang},
		{"in a topic of no order", `,"text":"已到"` + topic(4), plumber, 0, desk.Actor{}},
		{"thread of replies outside a forum", `,"text":"已到","message_thread_id":3`, plumber, 0, desk.Actor{}},
		{"reply to a card", `,"text":"已到"` + reply(5), plumber, 12, wang},
		{"reply to a colleague", `,"text":"已到"` + reply(19), plumber, 0, desk.Actor{}},
		{"photo in a topic", `,"photo":[{"file_id":"p","width":1,"height":1}]` + topic(3), plumber, 12, wang},
		{"not linked", `,"text":"已到"` + topic(3), stranger, 12, desk.Actor{}},
		{"staff of another community", `,"text":"已到"` + topic(3), 99, 12, desk.Actor{}},
		{"command", `,"text":"/start@linli_bot"` + topic(3), plumber, 0, desk.Actor{}},
		{"topic made", `,"forum_topic_created":{"name":"x","icon_color":1}` + topic(3), plumber, 0, desk.Actor{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, m := withOrders(t)
			if err := takeRaw(t, c, `{"update_id":9,"message":{%s,%s%s}}`, inRoom, user(tt.user), tt.rest); err != nil {
				t.Fatal(err)
			}
			if tt.order == 0 {
				if len(m.taken) != 0 {
					t.Errorf("got %+v", m.taken)
				}
				return
			}
			if len(m.taken) != 1 {
				t.Fatalf("taken %+v", m.taken)
			}
			got := m.taken[0]
			if !got.room || got.Order != tt.order || got.Staff != tt.staff || got.Name != "某 人" || got.From != to(room) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestPresses(t *testing.T) {
	at := func(chat, message int) string {
		kind := "private"
		if chat < 0 {
			kind = "supergroup"
		}
		return fmt.Sprintf(`,"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"%s"}}`, message, chat, kind)
	}
	tests := []struct {
		name, data, at string
		user           int
		want           taken // From.ID empty: no message
	}{
		{"resident", "pick:fee:88", at(42, 3), resident, taken{desk.Inbound{From: to(42), Press: "pick:fee:88"}, false}},
		{"bytes", `a\u0000b\ud800`, at(42, 3), resident, taken{desk.Inbound{From: to(42), Press: "ab"}, false}},
		{"too long", strings.Repeat("水", 30), at(42, 3), resident, taken{desk.Inbound{From: to(42), Press: strings.Repeat("水", 21)}, false}},
		{"nothing", "", at(42, 3), resident, taken{}},
		{"outside any chat", "yes", "", resident, taken{desk.Inbound{From: to(42), Press: "yes"}, false}},
		{"room", "claim:12", at(room, 5), plumber, taken{desk.Inbound{From: to(room), Press: "claim:12", Staff: wang, Order: 12}, true}},
		{"room, not linked", "claim:12", at(room, 5), stranger, taken{desk.Inbound{From: to(room), Press: "claim:12", Order: 12}, true}},
		{"room, message gone", "claim:12", `,"message":{"message_id":5,"date":0,"chat":{"id":-1001000000001,"type":"supergroup"}}`, plumber,
			taken{desk.Inbound{From: to(room), Press: "claim:12", Staff: wang, Order: 12}, true}},
		{"room of nobody", "claim:12", at(-5, 5), plumber, taken{}},
		{"staff in private", "claim:12", at(77, 6), plumber, taken{desk.Inbound{From: to(77), Press: "claim:12", Staff: wang, Order: 12}, true}},
		{"staff in private, not noted yet", "claim:12", at(77, 7), plumber, taken{desk.Inbound{From: to(77), Press: "claim:12", Staff: wang}, true}},
		{"staff as a resident", "claim:12", at(77, 8), plumber, taken{desk.Inbound{From: to(77), Press: "claim:12"}, false}},
		{"staff with a resident's button", "rate:5", at(77, 6), plumber, taken{desk.Inbound{From: to(77), Press: "rate:5"}, false}},
		{"resident with a staff button", "claim:12", at(42, 6), resident, taken{desk.Inbound{From: to(42), Press: "claim:12"}, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, m := withOrders(t)
			if err := takeRaw(t, c, `{"update_id":9,"callback_query":{"id":"555","chat_instance":"1",%s%s,"data":"%s"}}`, user(tt.user), tt.at, tt.data); err != nil {
				t.Fatal(err)
			}
			c.answers.Wait()
			if tt.want.From.ID == "" {
				if len(m.taken) != 0 {
					t.Errorf("got %+v", m.taken)
				}
				return
			}
			tt.want.ExternalID, tt.want.Name, tt.want.Callback = "9", "某 人", "callback/555"
			if len(m.taken) != 1 || !reflect.DeepEqual(m.taken[0], tt.want) {
				t.Errorf("got  %+v\nwant %+v", m.taken, tt.want)
			}
		})
	}
}

func TestPrivateRepliesOfStaff(t *testing.T) {
	for _, tt := range []struct {
		name        string
		chat, reply int
		text        string
		room        bool
	}{
		{"to a card", 77, 6, "已到", true},
		{"to an answer as a resident", 77, 8, "谢谢", false},
		{"to something unknown", 77, 9, "你好", false},
		{"by somebody not linked", 42, 6, "你好", false},
		{"with a command", 77, 6, "/help", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, m := withOrders(t)
			m.delivered["42/6"] = [2]int64{12, 0}
			err := takeRaw(t, c, `{"update_id":9,"message":{"message_id":30,"date":1,"chat":{"id":%d,"type":"private"},%s,"text":"%s","reply_to_message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"}}}}`,
				tt.chat, user(tt.chat), tt.text, tt.reply, tt.chat)
			if err != nil || len(m.taken) != 1 {
				t.Fatalf("%v, taken %+v", err, m.taken)
			}
			got := m.taken[0]
			if got.room != tt.room || (got.Staff == wang) != tt.room || (got.Order == 12) != tt.room || got.From != to(tt.chat) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestDutyWords: who is on duty is asked and absence reported anywhere, by linked staff.
func TestDutyWords(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		chat, user int
		taken      bool
		room       bool
	}{
		{"in the room", "值班", room, plumber, true, true},
		{"in private", "请假 明天", 77, 77, true, true},
		{"by a resident", "值班", 42, 42, true, false},
		{"by a stranger in the room", "值班", room, stranger, false, false},
		{"by staff of another community", "销假", room, 99, false, false},
		{"the beginning of a sentence", "值班室在哪", room, plumber, false, false},
	} {
		c, m := withOrders(t)
		kind := "private"
		if tt.chat < 0 {
			kind = "supergroup"
		}
		err := takeRaw(t, c, `{"update_id":9,"message":{"message_id":30,"date":1,"chat":{"id":%d,"type":"%s"},%s,"text":"%s"}}`, tt.chat, kind, user(tt.user), tt.text)
		if err != nil || (len(m.taken) == 1) != tt.taken {
			t.Errorf("%s: %v, taken %+v", tt.name, err, m.taken)
			continue
		}
		if tt.taken && (m.taken[0].room != tt.room || (m.taken[0].Staff == wang) != tt.room || m.taken[0].Order != 0) {
			t.Errorf("%s: got %+v", tt.name, m.taken[0])
		}
	}
}

func TestLookupThatFailsIsRepeated(t *testing.T) {
	for _, call := range []string{"StaffByTelegram", "OrderOfTopic", "Delivered", "Receive"} {
		c, m := withOrders(t)
		m.fail = func(name string) error {
			if name == call {
				return errDatabase
			}
			return nil
		}
		update := `{"update_id":9,"callback_query":{"id":"5","from":{"id":77},"data":"claim:12","message":{"message_id":5,"message_thread_id":9,"is_topic_message":true,"date":1,"chat":{"id":-1001000000001,"type":"supergroup"}}}}`
		if err := takeRaw(t, c, "%s", update); !errors.Is(err, errDatabase) || len(m.unread) != 0 {
			t.Errorf("%s: got %v, set aside %v", call, err, m.unread)
		}
	}
}

func TestRoomThatBecameASupergroup(t *testing.T) {
	const moved = -1009999
	srv := telegramtest.New(t)
	srv.AddGroup(room, false)
	m := newMemory()
	c, out := newChannel(t, srv, m)
	start(t, c)
	srv.Migrate(room, moved)
	r, err := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(room), Text: "新工单"})
	if err != nil || r != "-1009999/1" {
		t.Fatalf("%q, %v", r, err)
	}
	srv.UserPresses(moved, 1, plumber, "claim:1")
	srv.WaitFor(func() bool { return m.count() == 1 })
	if got := m.all()[0]; !got.room || got.Staff != wang || got.From.ID != "-1009999" {
		t.Errorf("got %+v", got)
	}
	if !strings.Contains(out.String(), "-1009999") {
		t.Error("the operator was not told of the new chat id")
	}
}
