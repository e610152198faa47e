package telegram

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

// takeRaw gives one update to the channel's door.
func takeRaw(t *testing.T, c *Channel, format string, args ...any) error {
	t.Helper()
	return c.take(t.Context(), newUpdate(fmt.Appendf(nil, format, args...)))
}

const private = `"message_id":5,"date":1,"chat":{"id":42,"type":"private","first_name":"李"},"from":{"id":42,"first_name":"李","last_name":"阿姨"}`

func TestPrivateMessages(t *testing.T) {
	photo := []desk.MediaRef{{Kind: desk.Photo, Type: "image/jpeg", Remote: "big"}}
	file := func(kind desk.MediaKind, contentType, name string) []desk.MediaRef {
		return []desk.MediaRef{{Kind: kind, Type: contentType, Name: name, Remote: "f1"}}
	}
	long := strings.Repeat("a", 64)
	tests := []struct {
		name, fields string
		want         desk.Inbound // nothing set: no message
	}{
		{"text", `"text":"水管漏水"`, desk.Inbound{Text: "水管漏水"}},
		{"NUL", `"text":"a\u0000b"`, desk.Inbound{Text: "ab"}},
		{"start", `"text":"/start"`, desk.Inbound{Press: "start"}},
		{"start with a link", `"text":"/start demo_3-2-501"`, desk.Inbound{Press: "start:demo_3-2-501"}},
		{"start with a bad link", `"text":"/start a:b"`, desk.Inbound{Press: "start"}},
		{"start with a link in Chinese", `"text":"/start 三栋"`, desk.Inbound{Press: "start"}},
		{"start with a long link", `"text":"/start ` + long + `"`, desk.Inbound{Press: "start"}},
		{"start with the longest link", `"text":"/start ` + long[6:] + `"`, desk.Inbound{Press: "start:" + long[6:]}},
		{"help with the bot's name", `"text":"/help@linli_bot 怎么用"`, desk.Inbound{Press: "help"}},
		{"capitals", `"text":"/Orders"`, desk.Inbound{Press: "orders"}},
		{"human", `"text":"/human"`, desk.Inbound{Press: "human"}},
		{"big", `"text":"/big\n"`, desk.Inbound{Press: "big"}},
		{"command in the middle", `"text":"你好 /help","entities":[{"type":"bot_command","offset":3,"length":500}]`, desk.Inbound{Text: "你好 /help"}},
		{"unknown command", `"text":"/pay now"`, desk.Inbound{Text: "/pay now"}},
		{"slash", `"text":"/"`, desk.Inbound{Text: "/"}},
		{"photo", `"caption":"这里","media_group_id":"g1","photo":[{"file_id":"big","width":1280,"height":960},{"file_id":"small","width":90,"height":60}]`,
			desk.Inbound{Text: "这里", Album: "g1", Media: photo}},
		{"voice", `"voice":{"file_id":"f1","duration":3,"mime_type":"audio/ogg"}`, desk.Inbound{Media: file(desk.Voice, "audio/ogg", "")}},
		{"audio", `"audio":{"file_id":"f1","mime_type":"audio/mpeg","file_name":"x.mp3"}`, desk.Inbound{Media: file(desk.Voice, "audio/mpeg", "x.mp3")}},
		{"document", `"document":{"file_id":"f1","mime_type":"application/pdf","file_name":"合同.pdf"}`, desk.Inbound{Media: file(desk.Document, "application/pdf", "合同.pdf")}},
		{"video", `"video":{"file_id":"f1","mime_type":"video/mp4"}`, desk.Inbound{Media: file(desk.Document, "video/mp4", "")}},
		{"video note", `"video_note":{"file_id":"f1","length":240,"duration":2}`, desk.Inbound{Media: file(desk.Document, "video/mp4", "")}},
		{"animation", `"animation":{"file_id":"f1","mime_type":"video/mp4"},"document":{"file_id":"f1"}`, desk.Inbound{Media: file(desk.Document, "video/mp4", "")}},
		{"sticker", `"sticker":{"file_id":"s","type":"regular","emoji":"🙏"}`, desk.Inbound{Text: "🙏"}},
		{"location", `"location":{"latitude":31.2304,"longitude":121.4737}`, desk.Inbound{Text: "📍 位置：31.2304,121.4737"}},
		{"venue", `"venue":{"location":{"latitude":31,"longitude":121},"title":"东门","address":"一路1号"},"location":{"latitude":31,"longitude":121}`,
			desk.Inbound{Text: "📍 位置：31,121 东门 一路1号"}},
		{"impossible location", `"location":{"latitude":1e300,"longitude":0}`, desk.Inbound{Text: unsupported}},
		{"contact", `"contact":{"phone_number":"13800138000","first_name":"李"}`, desk.Inbound{Text: "13800138000"}},
		{"poll", `"poll":{"id":"1","question":"?","options":[],"type":"regular"}`, desk.Inbound{Text: unsupported}},
		{"kind of the future", `"hologram":{"file_id":"h"}`, desk.Inbound{Text: unsupported}},
		{"pinned", `"pinned_message":{"message_id":4,"date":1,"chat":{"id":42,"type":"private"}}`, desk.Inbound{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			c, _ := newChannel(t, telegramtest.New(t), m)
			if err := takeRaw(t, c, `{"update_id":9,"message":{%s,%s}}`, private, tt.fields); err != nil {
				t.Fatal(err)
			}
			var want []taken
			if !reflect.DeepEqual(tt.want, desk.Inbound{}) {
				tt.want.ExternalID, tt.want.From, tt.want.Name = "9", to(42), "李 阿姨"
				want = []taken{{tt.want, false}}
			}
			if !reflect.DeepEqual(m.taken, want) {
				t.Errorf("got  %+v\nwant %+v", m.taken, want)
			}
			if len(m.unread) != 0 {
				t.Errorf("set aside: %v", m.unread)
			}
		})
	}
}

func TestEditedMessages(t *testing.T) {
	tests := []struct{ name, fields, text, press string }{
		{"text", `"text":"6栋"`, "（更正）6栋", ""},
		{"caption", `"caption":"东墙","photo":[{"file_id":"p","width":1,"height":1}]`, "（更正）东墙", ""},
		{"command", `"text":"/help"`, "", "help"},
		{"live location", `"location":{"latitude":31,"longitude":121}`, "", ""},
		{"stopped poll", `"poll":{"id":"1","question":"?","options":[],"type":"regular"}`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			c, _ := newChannel(t, telegramtest.New(t), m)
			if err := takeRaw(t, c, `{"update_id":9,"edited_message":{%s,%s}}`, private, tt.fields); err != nil {
				t.Fatal(err)
			}
			if tt.text == "" && tt.press == "" {
				if len(m.taken) != 0 {
					t.Errorf("got %+v", m.taken)
				}
				return
			}
			if len(m.taken) != 1 || m.taken[0].Text != tt.text || m.taken[0].Press != tt.press || len(m.taken[0].Media) != 0 {
				t.Errorf("got %+v", m.taken)
			}
		})
	}
}

func TestOtherUpdates(t *testing.T) {
	group := `"chat":{"id":-5,"type":"group","title":"邻居"},"from":{"id":42,"first_name":"李"}`
	for _, update := range []string{
		`{"update_id":1,"my_chat_member":{"chat":{"id":42,"type":"private"},"from":{"id":42,"is_bot":false,"first_name":"李"},"date":1,"old_chat_member":{"status":"member","user":{"id":1}},"new_chat_member":{"status":"kicked","user":{"id":1},"until_date":0}}}`,
		`{"update_id":2,"message":{"message_id":1,"date":1,` + group + `,"text":"大家好"}}`,
		`{"update_id":3,"poll":{"id":"1","question":"?","options":[],"type":"regular"}}`,
		`{"update_id":4}`,
	} {
		m := newMemory()
		c, _ := newChannel(t, telegramtest.New(t), m)
		if err := takeRaw(t, c, "%s", update); err != nil || len(m.taken) != 0 || len(m.unread) != 0 {
			t.Errorf("%s: %v, taken %v, set aside %v", update, err, m.taken, m.unread)
		}
	}
}

func TestPoisonIsSetAside(t *testing.T) {
	m := newMemory()
	c, _ := newChannel(t, telegramtest.New(t), m)
	for _, update := range []string{
		`{"update_id":1,"message":{"message_id":"one"}}`,
		`{"update_id":2,"my_chat_member":{"new_chat_member":{"status":"ascended"}}}`,
		`{"update_id":3`,
		`[]`,
		"\xff\xfe",
		`{"message":{` + private + `,"text":"no id"}}`,
	} {
		before := len(m.unread)
		if err := takeRaw(t, c, "%s", update); err != nil || len(m.unread) != before+1 {
			t.Errorf("%s: %v, %d set aside", update, err, len(m.unread)-before)
		}
	}
	if m.unread["2"] == "" || len(m.taken) != 0 {
		t.Errorf("set aside %v, taken %v", m.unread, m.taken)
	}
	m.fail = func(string) error { return errDatabase }
	if err := takeRaw(t, c, `{"update_id":5,"message":[]}`); err == nil {
		t.Error("an update that was neither read nor kept was confirmed")
	}
}

func TestInvalidForTheDoorIsSetAside(t *testing.T) {
	m := newMemory()
	c, _ := newChannel(t, telegramtest.New(t), m)
	m.fail = func(call string) error {
		if call == "Receive" {
			return fmt.Errorf("receive: %w", desk.ErrInvalid)
		}
		return nil
	}
	if err := takeRaw(t, c, `{"update_id":5,"message":{%s,"text":"x"}}`, private); err != nil || m.unread["5"] == "" {
		t.Errorf("%v, set aside %v", err, m.unread)
	}
}

func FuzzConvert(f *testing.F) {
	for _, seed := range []string{
		`{"update_id":9,"message":{` + private + `,"text":"/start x"}}`,
		`{"update_id":9,"message":{` + private + `,"photo":[{"file_id":"a"}],"reply_to_message":{"message_id":3,"chat":{"id":42}}}}`,
		`{"update_id":9,"callback_query":{"id":"1","from":{"id":77},"data":"claim:1","message":{"message_id":5,"date":1,"chat":{"id":-1001000000001}}}}`,
		`{"update_id":9,"callback_query":{"id":"1","from":{"id":77},"data":"\u0000\ud800","message":{"message_id":5,"date":0,"chat":{"id":77,"type":"private"}}}}`,
		`{"update_id":9,"edited_message":{"chat":{"id":-1001000000001},"message_thread_id":3,"is_topic_message":true,"text":"x"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := newMemory()
		m.topics[roomID+" 12"] = "3"
		c := &Channel{Config: Config{Rooms: map[string]desk.CommunityID{roomID: "demo"}, Default: "demo", Memory: m, Log: discard}}
		u := newUpdate(raw)
		parsed, err := u.decode()
		if err != nil {
			return
		}
		h, err := c.convert(t.Context(), parsed)
		if err != nil {
			t.Fatal(err)
		}
		if h.in == nil {
			return
		}
		in := *h.in
		if in.From.ID == "" || in.From.Channel != desk.ChannelTelegram || in.From.Community == "" {
			t.Errorf("from nowhere: %+v", in.From)
		}
		if in.Text == "" && in.Press == "" && len(in.Media) == 0 {
			t.Error("says nothing")
		}
		if len(in.Press) > desk.MaxPress {
			t.Errorf("press of %d bytes", len(in.Press))
		}
		if kept, err := json.Marshal(in); err != nil || strings.Contains(string(kept), `\u0000`) {
			t.Errorf("cannot be kept: %s %v", kept, err)
		}
	})
}
