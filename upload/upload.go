// Package upload knows the files that people send: what one is by its content, and how it
// is kept without what it tells beside what it shows. A photo from a phone says where it
// was taken, when and with what; none of that is anybody's business here.
//
// Nothing is decoded and encoded again: what makes the picture or the sound is copied bit
// by bit, so it looks and sounds as it was sent, and its orientation stays.
package upload

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
)

var (
	// ErrForeign: it is a picture of a format that cannot be freed of its place here.
	ErrForeign = errors.New("picture of a format that is not taken")
	// ErrBroken: it is not what its first bytes say, or ends too early.
	ErrBroken = errors.New("file is broken")
	// ErrHuge: it has more than MaxPixels.
	ErrHuge = errors.New("picture has too many pixels")
)

// Refused reports whether Clean did not take a file for what it is.
func Refused(err error) bool {
	return errors.Is(err, ErrForeign) || errors.Is(err, ErrBroken) || errors.Is(err, ErrHuge)
}

// MaxPixels bounds what has to be unpacked to show a picture.
const MaxPixels = 100_000_000

// HeadLen is how many bytes of a file tell what it is.
const HeadLen = 16

// kinds of files by their first bytes, "?" stands for any byte. MP4 is a container: only the
// brands that recorders and cameras of phones write are listed.
var kinds = []struct {
	magic, contentType string
	clean              func(*bufio.Reader, io.Writer) error
}{
	{"\xff\xd8\xff", "image/jpeg", cleanJPEG},
	{"\x89PNG\r\n\x1a\n", "image/png", cleanPNG},
	{"GIF87a", "image/gif", cleanGIF},
	{"GIF89a", "image/gif", cleanGIF},
	{"RIFF????WEBP", "image/webp", cleanWebP},
	{"OggS", "audio/ogg", copyAll},
	{"ID3\x02", "audio/mpeg", cleanMP3}, {"ID3\x03", "audio/mpeg", cleanMP3}, {"ID3\x04", "audio/mpeg", cleanMP3},
	{"\xff\xfb", "audio/mpeg", copyAll}, {"\xff\xf3", "audio/mpeg", copyAll}, {"\xff\xf2", "audio/mpeg", copyAll},
	{"????ftypM4A ", "audio/mp4", cleanMP4}, {"????ftypM4B ", "audio/mp4", cleanMP4}, {"????ftypmp4", "audio/mp4", cleanMP4},
	{"????ftypiso", "audio/mp4", cleanMP4}, {"????ftypdash", "audio/mp4", cleanMP4},
	{"RIFF????WAVE", "audio/wav", cleanWAV},
	{"\x1a\x45\xdf\xa3", "audio/webm", copyAll},

	{"????ftypqt  ", "", cleanMP4}, {"????ftypM4V ", "", cleanMP4}, {"????ftypavc1", "", cleanMP4}, {"????ftyp3gp", "", cleanMP4},
	{"????ftypmsnv", "", cleanMP4}, {"????ftypMSNV", "", cleanMP4},
	{"????ftyphei", "", refuse}, {"????ftyphev", "", refuse}, {"????ftypmif", "", refuse}, {"????ftypmsf", "", refuse},
	{"????ftypavi", "", refuse}, {"????ftypjp", "", refuse}, {"????ftypcrx", "", refuse},
	{"II*\x00", "", refuse}, {"MM\x00*", "", refuse}, {"II+\x00", "", refuse}, {"MM\x00+", "", refuse}, // TIFF, and what cameras make of it
	{"IIRO", "", refuse}, {"IIU\x00", "", refuse}, {"FUJIFILM", "", refuse}, {"8BPS", "", refuse},
	{"\xff\x0a", "", refuse}, {"\x00\x00\x00\x0cJXL ", "", refuse}, {"\x00\x00\x00\x0cjP  ", "", refuse}, {"\xff\x4f\xff\x51", "", refuse},
}

func refuse(*bufio.Reader, io.Writer) error { return ErrForeign }

func copyAll(r *bufio.Reader, w io.Writer) error {
	_, err := io.Copy(w, r)
	return err
}

// TypeOf is the content type of the picture or the recording that begins with head; "" is
// nothing that a browser may show or play.
func TypeOf(head []byte) string {
	for _, k := range kinds {
		if begins(head, k.magic) {
			return k.contentType
		}
	}
	return ""
}

// window is how much of a file is in memory at a time, in bytes: a segment of a JPEG at least.
const window = 64 << 10

// Clean copies a file from r to w without what it tells beside what it shows, and returns its
// TypeOf. A file of no kind known here is copied as it is. After an error what was written is
// of no use; one that is none of ours comes from r or w.
func Clean(w io.Writer, r io.Reader) (contentType string, err error) {
	in, out := bufio.NewReaderSize(r, window), bufio.NewWriterSize(w, window)
	head, err := in.Peek(HeadLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	clean := copyAll
	for _, k := range kinds {
		if begins(head, k.magic) {
			contentType, clean = k.contentType, k.clean
			break
		}
	}
	if err := clean(in, out); err != nil {
		return "", ended(err)
	}
	if err := copyAll(in, io.Discard); err != nil { // what hangs on behind the end
		return "", err
	}
	return contentType, out.Flush()
}

// ended says of a file that ends where it may not that it is broken. io.ErrUnexpectedEOF is
// another thing, and whoever gives the file says it.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("ends early: %w", ErrBroken)
	}
	return err
}

// Agrees reports whether a declared content type is no lie about the one found. Nothing and
// "some bytes" claim nothing; sounds go by many names.
func Agrees(declared, found string) bool {
	if declared == "" {
		return true
	}
	t, _, err := mime.ParseMediaType(declared)
	if err != nil {
		return false
	}
	if t = strings.ToLower(t); sameTypes[t] != "" {
		t = sameTypes[t]
	}
	return t == "application/octet-stream" || t == found
}

// Foreign reports whether a declared content type is that of a picture which Clean refuses.
func Foreign(declared string) bool {
	t, _, err := mime.ParseMediaType(declared)
	if err != nil || !strings.HasPrefix(t, "image/") {
		return false
	}
	switch t {
	case "image/jpeg", "image/jpg", "image/pjpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/svg+xml":
		return false
	}
	return true
}

// sameTypes are other names that browsers and channels give the types found.
var sameTypes = map[string]string{"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg",
	"audio/opus": "audio/ogg", "application/ogg": "audio/ogg", "audio/mp3": "audio/mpeg",
	"audio/m4a": "audio/mp4", "audio/x-m4a": "audio/mp4", "audio/aac": "audio/mp4",
	"audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav", "video/webm": "audio/webm"}

func begins(head []byte, magic string) bool {
	if len(head) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && head[i] != magic[i] {
			return false
		}
	}
	return true
}

// checkSize refuses what nobody can show.
func checkSize(width, height int64) error {
	switch {
	case width <= 0 || height <= 0:
		return fmt.Errorf("%d by %d pixels: %w", width, height, ErrBroken)
	case width > MaxPixels || height > MaxPixels || width*height > MaxPixels:
		return fmt.Errorf("%d by %d pixels: %w", width, height, ErrHuge)
	}
	return nil
}

// fill reads p full; io.EOF when the file ends before.
func fill(r *bufio.Reader, p []byte) error {
	for len(p) > 0 {
		n, err := r.Read(p)
		if p = p[n:]; err != nil && len(p) > 0 {
			return err
		}
	}
	return nil
}

// pass copies n bytes; io.EOF when the file ends before.
func pass(w io.Writer, r *bufio.Reader, n int64) error {
	_, err := io.CopyN(w, r, n)
	return err
}

// put writes the parts one after another.
func put(w io.Writer, parts ...[]byte) error {
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

// zeros is nothing, without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
