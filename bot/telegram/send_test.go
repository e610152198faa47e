package telegram

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"reflect"
	"strings"
	"testing"
	"time"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

// world is a server with a resident and a room, and the channel to it.
func world(t *testing.T, forum bool) (*telegramtest.Server, *memory, *Channel) {
	srv := telegramtest.New(t)
	srv.AddUser(resident, "李阿姨")
	srv.AddUser(plumber, "王师傅")
	srv.AddGroup(room, forum)
	m := newMemory()
	m.dir = t.TempDir()
	c, _ := newChannel(t, srv, m)
	return srv, m, c
}

// send sends and notes the receipt as the sender does.
func send(t *testing.T, c *Channel, m *memory, o desk.Outbound) desk.Receipt {
	t.Helper()
	r, err := c.Send(t.Context(), o)
	if err != nil {
		t.Fatalf("send %s: %v", o.Key, err)
	}
	m.receipts[o.Key] = r
	return r
}

func pngBytes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSendText(t *testing.T) {
	srv, m, c := world(t, false)
	text := "物业费 <b>3.5元</b> * 100㎡_每月_ [见公告](x)"
	r := send(t, c, m, desk.Outbound{Key: "a", To: to(resident), Text: text, Buttons: []desk.Button{
		{Label: "解决了", Press: "yes:1"}, {Label: "没解决", Press: "no:1"}, {Label: "转人工", Press: "human"},
		{Label: "1. 物业费怎么交", Press: "pick:1"}, {Label: "2. 物业费多少钱", Press: "pick:2"}, {Label: "都不是", Press: "none"}}})
	sent := srv.Sent(resident)
	if len(sent) != 1 || sent[0].Text != text || r != receipt("42", sent[0].ID) {
		t.Fatalf("sent %+v, receipt %s", sent, r)
	}
	var rows []int
	for _, row := range sent[0].Buttons {
		rows = append(rows, len(row))
	}
	if !reflect.DeepEqual(rows, []int{3, 2, 1}) || sent[0].Press("都不是") != "none" {
		t.Errorf("buttons %+v", sent[0].Buttons)
	}
}

func TestSendLongText(t *testing.T) {
	srv, m, c := world(t, false)
	line := strings.Repeat("长", 99) + "\n"
	emoji := strings.Repeat("😀", 3000)
	r := send(t, c, m, desk.Outbound{Key: "a", To: to(resident), Text: strings.Repeat(line, 45) + emoji, Buttons: []desk.Button{{Label: "好", Press: "ok"}}})
	sent := srv.Sent(resident)
	var all string
	for i, s := range sent {
		if n := units(s.Text); n > maxText {
			t.Errorf("chunk %d has %d units", i, n)
		}
		if (len(s.Buttons) > 0) != (i == len(sent)-1) {
			t.Errorf("chunk %d has %d buttons", i, len(s.Buttons))
		}
		all += strings.ReplaceAll(s.Text, "\n", "")
	}
	if all != strings.Repeat("长", 99*45)+emoji {
		t.Error("the chunks are not the text")
	}
	if !strings.HasSuffix(sent[0].Text, "长") || units(sent[0].Text)%100 != 99 {
		t.Errorf("first chunk of %d units does not end with a line", units(sent[0].Text))
	}
	if r != receipt("42", sent[len(sent)-1].ID) {
		t.Errorf("receipt %s", r)
	}
}

func TestSendNothing(t *testing.T) {
	_, _, c := world(t, false)
	for _, o := range []desk.Outbound{{To: to(resident)}, {To: to(resident), Text: " \n"}, {To: to("nobody"), Text: "x"}, {To: to(""), Text: "x"}, {To: to("42/x"), Text: "x"}} {
		if _, err := c.Send(t.Context(), o); !permanent(err) {
			t.Errorf("%+v: got %v", o, err)
		}
	}
}

func TestSendFiles(t *testing.T) {
	srv, m, c := world(t, false)
	m.keep(t, "photo", pngBytes(t))
	m.keep(t, "broken", []byte("no image at all"))
	m.keep(t, "voice", []byte("OggS"))
	m.keep(t, "paper", []byte("%PDF-1.4"))
	known := srv.AddFile(telegramtest.File{Kind: "photo", Data: pngBytes(t)})
	photo := func(ref string) desk.MediaRef { return desk.MediaRef{Ref: ref, Kind: desk.Photo, Type: "image/png"} }
	remote := desk.MediaRef{Ref: "gone", Kind: desk.Photo, Remote: known}
	button := []desk.Button{{Label: "好", Press: "ok"}}
	tests := []struct {
		name  string
		media []desk.MediaRef
		text  string
		press []desk.Button
		want  string // each message: kind or text, and caption
	}{
		{"photo with a caption", []desk.MediaRef{photo("photo")}, "看", nil, "photo:看"},
		{"photo by id", []desk.MediaRef{remote}, "", nil, "photo:"},
		{"photo and buttons", []desk.MediaRef{remote}, "看", button, "photo: 看"},
		{"photo and long text", []desk.MediaRef{remote}, strings.Repeat("长", 1025), nil, "photo: " + strings.Repeat("长", 1025)},
		{"album", []desk.MediaRef{photo("photo"), remote, photo("photo")}, "看", nil, "photo*:看 photo*: photo*:"},
		{"not a photo", []desk.MediaRef{photo("broken")}, "看", nil, "document:看"},
		{"album with a broken photo", []desk.MediaRef{photo("photo"), photo("broken")}, "看", nil, "document:看 document:"},
		{"voice", []desk.MediaRef{{Ref: "voice", Kind: desk.Voice}}, "", nil, "voice:"},
		{"document and photo", []desk.MediaRef{{Ref: "paper", Kind: desk.Document, Name: "合同.pdf"}, remote}, "看", nil, "document: photo: 看"},
		{"buttons alone", []desk.MediaRef{remote}, "", button, "photo: 👇"},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			user := int64(1000 + i)
			srv.AddUser(user, "住户")
			send(t, c, m, desk.Outbound{Key: "k", To: to(user), Text: tt.text, Media: tt.media, Buttons: tt.press})
			var got []string
			for _, s := range srv.Sent(user) {
				switch {
				case s.File == nil:
					got = append(got, s.Text)
				case s.Album != "":
					got = append(got, s.File.Kind+"*:"+s.Caption)
				default:
					got = append(got, s.File.Kind+":"+s.Caption)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if s := srv.Sent(1008); s[0].File.Name != "合同.pdf" || string(s[0].File.Data) != "%PDF-1.4" {
		t.Errorf("uploaded %+v", s[0].File)
	}
	if _, err := c.Send(t.Context(), desk.Outbound{To: to(resident), Media: []desk.MediaRef{photo("nowhere")}}); !permanent(err) {
		t.Errorf("file that is nowhere: %v", err)
	}
}

func TestManyPhotosAreSeveralAlbums(t *testing.T) {
	srv, m, c := world(t, false)
	known := srv.AddFile(telegramtest.File{Kind: "photo", Data: pngBytes(t)})
	var media []desk.MediaRef
	for range 21 {
		media = append(media, desk.MediaRef{Kind: desk.Photo, Remote: known})
	}
	r := send(t, c, m, desk.Outbound{Key: "k", To: to(resident), Text: "看", Media: media})
	sent := srv.Sent(resident)
	if len(sent) != 22 || sent[0].Album != sent[9].Album || sent[9].Album == sent[10].Album || sent[20].Album != "" || r != receipt("42", sent[21].ID) {
		t.Errorf("sent %d, receipt %s", len(sent), r)
	}
}

func TestSendErrors(t *testing.T) {
	srv, _, c := world(t, false)
	srv.AddUser(43, "拉黑的人")
	srv.Block(43, true)
	tests := []struct {
		name  string
		to    int64
		fault telegramtest.Fault
		want  desk.SendError // zero: an error that is just tried again
	}{
		{"blocked", 43, telegramtest.Fault{}, desk.SendError{Permanent: true}},
		{"unknown chat", 999, telegramtest.Fault{}, desk.SendError{Permanent: true}},
		{"too many", 42, telegramtest.Fault{Code: 429, Description: "Too Many Requests: retry after 3", RetryAfter: 3}, desk.SendError{RetryAfter: 3 * time.Second}},
		{"token refused", 42, telegramtest.Fault{Code: 401, Description: "Unauthorized"}, desk.SendError{RetryAfter: time.Minute, WholeBot: true}},
		{"server error", 42, telegramtest.Fault{Code: 500, Description: "Internal Server Error"}, desk.SendError{}},
		{"gateway", 42, telegramtest.Fault{Code: 502, Body: "<html>"}, desk.SendError{}},
		{"half an answer", 42, telegramtest.Fault{Body: `{"ok":true,"result":{"text":"水管`}, desk.SendError{}},
		{"dropped", 42, telegramtest.Fault{Drop: true}, desk.SendError{}},
		{"answer dropped", 42, telegramtest.Fault{DropAfter: true}, desk.SendError{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv.Heal()
			if tt.fault != (telegramtest.Fault{}) {
				tt.fault.Times = -1
				srv.Fail(tt.fault)
			}
			_, err := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(tt.to), Text: "水管"})
			if err == nil || strings.Contains(err.Error(), "水管") {
				t.Fatalf("got %v", err)
			}
			var got desk.SendError
			if e, ok := errors.AsType[*desk.SendError](err); ok {
				got = *e
				got.Err = nil
			}
			if got != tt.want {
				t.Errorf("got %+v (%v)", got, err)
			}
		})
	}
	srv.Heal()
	if _, err := c.Send(t.Context(), desk.Outbound{Key: "k", To: to(42), Text: "好了"}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
