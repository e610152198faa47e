package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"linli/desk"
	"linli/upload"
)

func aPNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func aJPEG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func aGIF(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// aWebP is one lossless pixel.
const aWebP = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

const aPage = "<!doctype html><script>alert(1)</script>"

func TestUpload(t *testing.T) {
	huge := append(aJPEG(t), make([]byte, maxUpload)...)
	bomb := append([]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"), make([]byte, 100)...)
	for _, c := range []struct {
		name, file, declared string
		body                 []byte
		status               int
		stored               string // content type
	}{
		{"png", "a.png", "image/png", aPNG(t), 201, "image/png"},
		{"jpeg by an old name", "a.jpg", "image/jpg", aJPEG(t), 201, "image/jpeg"},
		{"gif of no declared type", "a", "", aGIF(t), 201, "image/gif"},
		{"webp as some bytes", "a.webp", "application/octet-stream", []byte(aWebP), 201, "image/webp"},
		{"ogg", "a.ogg", "audio/ogg; codecs=opus", []byte("OggS\x00\x02" + strings.Repeat("\x00", 40)), 201, "audio/ogg"},
		{"mp3", "a.mp3", "audio/mp3", []byte("ID3\x04" + strings.Repeat("\x00", 40)), 201, "audio/mpeg"},
		{"m4a", "a.m4a", "audio/x-m4a", []byte("\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00"), 201, "audio/mp4"},
		{"wav", "a.wav", "audio/wav", []byte("RIFF\x24\x00\x00\x00WAVEfmt "), 201, "audio/wav"},
		{"webm", "a.webm", "audio/webm;codecs=opus", []byte("\x1a\x45\xdf\xa3\x01\x00\x00\x00"), 201, "audio/webm"},
		{"a lie: png said to be jpeg", "a.jpg", "image/jpeg", aPNG(t), 400, ""},
		{"a lie: page said to be png", "a.png", "image/png", []byte(aPage), 400, ""},
		{"a lie: page behind jpeg's first bytes", "a.jpg", "image/jpeg", []byte("\xff\xd8\xff" + aPage), 400, ""},
		{"a lie: page behind a sound's first bytes", "a.mp3", "audio/mpeg", []byte("ID3" + aPage), 400, ""},
		{"a page", "a.html", "text/html", []byte(aPage), 400, ""},
		{"svg", "a.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), 400, ""},
		{"heic", "a.heic", "image/heic", []byte("\x00\x00\x00\x20ftypheic\x00\x00\x00\x00"), 400, ""},
		{"a program", "a.exe", "application/octet-stream", []byte("MZ\x90\x00" + strings.Repeat("\x00", 40)), 400, ""},
		{"nothing", "a.png", "image/png", nil, 400, ""},
		{"too many pixels", "a.gif", "image/gif", bomb, 400, ""},
		{"a broken type", "a.png", "image/;;", aPNG(t), 400, ""},
		{"too large", "a.jpg", "image/jpeg", huge, 413, ""},
		{"as large as may be", "a.jpg", "image/jpeg", huge[:maxUpload], 201, "image/jpeg"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			conv, token := f.conversation("east")
			w := f.upload(token, "/api/v1/conversations/"+conv.PublicID+"/media", "file", c.file, c.declared, c.body)
			if c.status != 201 {
				code := codeInvalid
				if c.status == 413 {
					code = codeTooLarge
				}
				wantFailure(t, w, c.status, code, "file")
				return
			}
			id := want[map[string]string](t, w, 201)["media_id"]
			var kept bytes.Buffer
			must(upload.Clean(&kept, bytes.NewReader(c.body)))(t)
			got := f.call(token, "GET /api/v1/media/"+id, nil)
			if got.Code != 200 || !bytes.Equal(got.Body.Bytes(), kept.Bytes()) || got.Header().Get("Content-Type") != c.stored {
				t.Errorf("served %d %q, %d bytes; want %q, %d bytes", got.Code, got.Header().Get("Content-Type"), got.Body.Len(), c.stored, kept.Len())
			}
			for h, v := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"} {
				if got.Header().Get(h) != v {
					t.Errorf("%s is %q", h, got.Header().Get(h))
				}
			}
			if !strings.HasPrefix(got.Header().Get("Cache-Control"), "private") || !strings.HasPrefix(got.Header().Get("Content-Disposition"), "inline") {
				t.Errorf("headers %v", got.Header())
			}
		})
	}
}

// TestBombIsNamed: whoever sends a picture that is too large reads why.
func TestBombIsNamed(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	bomb := append([]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"), make([]byte, 100)...)
	for said, body := range map[string][]byte{"像素": bomb, "打不开": []byte("\xff\xd8\xff" + aPage)} {
		w := f.upload(token, "/api/v1/conversations/"+c.PublicID+"/media", "file", "a", "", body)
		if got := wantFailure(t, w, 400, codeInvalid, "file"); !strings.Contains(got.Error.Message, said) {
			t.Errorf("told %q, want %q in it", got.Error.Message, said)
		}
	}
}

// taken is a photo that says where it was taken, and is to be turned by 90 degrees.
func taken(t *testing.T) []byte {
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26\x00\x00\x00\x00" +
		"\x00\x01\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x00\x38\x00\x00\x00\x00" + where
	plain := testJPEG(t)
	return append(append(plain[:2:2], "\xff\xe1\x00"+string(rune(len(exif)+2))+exif...), plain[2:]...)
}

// where is 39°54'20" as Exif writes it.
const where = "\x00\x00\x00\x27\x00\x00\x00\x01\x00\x00\x00\x36\x00\x00\x00\x01\x00\x00\x07\xfa\x00\x00\x00\x64"

// testJPEG is wider than high.
func testJPEG(t *testing.T) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 32, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestNoDoorKeepsThePlace: a photo comes in by the chat, by the order's page, by the API and
// from a channel, and by none of them the place it was taken.
func TestNoDoorKeepsThePlace(t *testing.T) {
	photo := taken(t)
	f := newFixture(t, func(c *Config) {
		c.Fetch = func(context.Context, string) (io.ReadCloser, string, error) {
			return io.NopCloser(bytes.NewReader(photo)), "image/jpeg", nil
		}
	})
	c, resident := f.conversation("east")
	o := f.order(c)
	p, staff := f.staff("east", "小李", desk.RoleDispatcher)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	must(f.web.cfg.Staff.Claim(t.Context(), p, o.ID))(t)
	_, lead := f.browser("east", "调度", desk.RoleDispatcher)
	page := fmt.Sprintf("/desk/orders/%d", o.ID)
	by := map[string]string{
		"the chat": want[map[string]string](t, f.upload(resident, "/api/v1/conversations/"+c.PublicID+"/media", "file", "a.jpg", "image/jpeg", photo), 201)["media_id"],
		"the API":  want[map[string]string](t, f.upload(staff, "/api/v1/orders/"+o.Number+"/media", "file", "a.jpg", "image/jpeg", photo), 201)["media_id"],
	}
	wantRedirect(t, lead.photos(page, "before", photo), page+"?done=photos#photos")
	by["the order's page"] = must(f.store.Order(t.Context(), o.ID))(t).Photos[0].Media.Ref
	in := desk.Inbound{ExternalID: "1", From: desk.Address{Channel: desk.ChannelTelegram, Community: "east", ID: "7"}, Media: []desk.MediaRef{{Kind: desk.Photo, Remote: "1"}}}
	must(f.store.Receive(t.Context(), in, false))(t)
	by["a channel"] = in.Media[0].Ref
	for door, ref := range by {
		w := b.get("/api/v1/media/" + ref)
		got := w.Body.String()
		if w.Code != 200 || strings.Contains(got, where) || !strings.Contains(got, "\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06") {
			t.Errorf("by %s comes %d %q", door, w.Code, got)
		}
		if _, err := jpeg.Decode(strings.NewReader(got)); err != nil {
			t.Errorf("by %s: %v", door, err)
		}
	}
}

func TestUploadForms(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	path := "/api/v1/conversations/" + c.PublicID + "/media"
	wantFailure(t, f.call(token, "POST "+path, "not a form"), 400, codeInvalid, "file")
	wantFailure(t, f.upload(token, path, "photo", "a.png", "image/png", aPNG(t)), 400, codeInvalid, "photo")
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"+string(aPNG(t)[:20])))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	wantFailure(t, f.do(token, r), 400, codeInvalid, "file")

	part := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n" + string(aPNG(t)) + "\r\n"
	for name, c := range map[string]struct {
		form   string
		status int
	}{
		"one":                   {part + "--x--\r\n", 201},
		"two":                   {part + part + "--x--\r\n", 400},
		"another field":         {part + "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n厨房\r\n--x--\r\n", 400},
		"cut before the end":    {part + "--x", 400},
		"cut in the next part":  {part + "--x\r\nContent-Dis", 400},
		"no form after the end": {part + "--x--\r\nepilogue", 201},
	} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(c.form))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		if w := f.do(token, r); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
}

// TestTooLargeIsTold: also to a client that sends the whole file before it reads.
func TestTooLargeIsTold(t *testing.T) {
	f := newFixture(t)
	srv := f.serve()
	c, token := f.conversation("east")
	conn := must(net.Dial("tcp", srv.Listener.Addr().String()))(t)
	defer conn.Close()
	head := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.gif\"\r\n\r\n" + string(aGIF(t))
	rest := make([]byte, 4*maxUpload)
	_, err := fmt.Fprintf(conn, "POST /api/v1/conversations/%s/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n%s", c.PublicID, token, len(head)+len(rest), head)
	if err == nil {
		_, err = conn.Write(rest)
	}
	if err != nil {
		t.Fatalf("cut off while sending: %v", err)
	}
	res := must(http.ReadResponse(bufio.NewReader(conn), nil))(t)
	defer res.Body.Close()
	var said failureJSON
	if err := json.NewDecoder(res.Body).Decode(&said); err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || said.Error.Code != codeTooLarge {
		t.Errorf("answer %d %+v, %v", res.StatusCode, said, err)
	}
}

func TestMediaBelongsToItsConversation(t *testing.T) {
	f := newFixture(t)
	mine, token := f.conversation("east")
	other, otherToken := f.conversation("east")
	_, east := f.staff("east", "王师傅", desk.RoleStaff)
	_, west := f.staff("west", "马师傅", desk.RoleAdmin)
	id := want[map[string]string](t, f.upload(token, "/api/v1/conversations/"+mine.PublicID+"/media", "file", `坏"名/字.png`, "image/png", aPNG(t)), 201)["media_id"]
	path := "GET /api/v1/media/" + id
	for name, c := range map[string]struct {
		token  string
		status int
	}{"resident": {token, 200}, "staff": {east, 200}, "another resident": {otherToken, 404}, "staff elsewhere": {west, 404}, "nobody": {"", 401}, "a forged token": {"x", 401}} {
		if w := f.call(c.token, path, nil); w.Code != c.status {
			t.Errorf("%s gets %d, want %d", name, w.Code, c.status)
		}
	}
	if w := f.call("", path+"?token="+token, nil); w.Code != 401 {
		t.Errorf("a token in the address gets %d, want 401", w.Code)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/media/"+id, nil)
	r.AddCookie(f.web.cookie(r, chatCookie+mine.PublicID, token, chatLife))
	if w := f.do("", r); w.Code != 200 {
		t.Errorf("the chat's cookie gets %d, want 200", w.Code)
	}
	wantFailure(t, f.call(otherToken, "POST /api/v1/conversations/"+other.PublicID+"/messages",
		map[string]any{"client_id": "1", "media": []string{id}}), 400, codeInvalid, "media")
	wantFailure(t, f.call(otherToken, "GET /api/v1/media/forged", nil), 404, codeNotFound, "")
}

func TestMediaIsFetchedOnce(t *testing.T) {
	var asked atomic.Int32
	away := atomic.Bool{}
	f := newFixture(t, func(c *Config) {
		c.Fetch = func(_ context.Context, remote string) (io.ReadCloser, string, error) {
			asked.Add(1)
			if away.Load() {
				return nil, "", errors.New("telegram is away")
			}
			if remote == "heic" {
				return io.NopCloser(strings.NewReader("\x00\x00\x00\x20ftypheic\x00\x00\x00\x00")), "image/heic", nil
			}
			if remote == "page" {
				return io.NopCloser(strings.NewReader(aPage)), "text/html", nil
			}
			return io.NopCloser(bytes.NewReader(aJPEG(t))), "application/octet-stream", nil
		}
	})
	_, staff := f.staff("east", "王师傅", desk.RoleStaff)
	receive := func(remote string) string {
		in := desk.Inbound{ExternalID: remote, From: desk.Address{Channel: desk.ChannelTelegram, Community: "east", ID: "7"},
			Media: []desk.MediaRef{{Kind: desk.Photo, Remote: remote}}}
		must(f.store.Receive(t.Context(), in, false))(t)
		return in.Media[0].Ref
	}
	photo, page, heic := receive("photo"), receive("page"), receive("heic")

	away.Store(true)
	wantFailure(t, f.call(staff, "GET /api/v1/media/"+photo, nil), 502, codeInternal, "")
	away.Store(false)
	for range 2 {
		if w := f.call(staff, "GET /api/v1/media/"+photo, nil); w.Code != 200 || w.Header().Get("Content-Type") != "image/jpeg" {
			t.Fatalf("photo: %d %v", w.Code, w.Header())
		}
	}
	if asked.Load() != 2 {
		t.Errorf("the channel was asked %d times, want 2: once in vain", asked.Load())
	}
	w := f.call(staff, "GET /api/v1/media/"+page, nil)
	if w.Header().Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("a page is served as %v", w.Header())
	}
	before := asked.Load()
	for range 2 {
		wantFailure(t, f.call(staff, "GET /api/v1/media/"+heic, nil), 404, codeNotFound, "")
	}
	if n := asked.Load() - before; n != 1 {
		t.Errorf("what is refused was asked for %d times, want once", n)
	}
}
