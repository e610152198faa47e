package upload_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/image/webp"

	. "linli/upload"
)

// What nobody is to read in a file that was kept.
const (
	maker   = "Phone Maker X"
	when    = "2026:11:23 10:00:00"
	xmp     = "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta exif:GPSLatitude=\"39,54.3N\"/>"
	comment = "at home, third floor"
)

// byteOrder is little or big.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// place is 39°54'20" as Exif writes it.
func place(order byteOrder) []byte {
	var b []byte
	for _, n := range []uint32{39, 1, 54, 1, 2042, 100} {
		b = order.AppendUint32(b, n)
	}
	return b
}

// gps is TIFF data as phones write it: maker, orientation, date, and where it was.
func gps(order byteOrder, orientation uint16) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	const entries, head = 4, 8
	data := uint32(head + 2 + 12*entries + 4)
	entry := func(tag, kind uint16, count uint32, value []byte) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = append(order.AppendUint32(b, count), value...)
	}
	b = order.AppendUint32(b, head)
	b = order.AppendUint16(b, entries)
	entry(0x010f, 2, uint32(len(maker)), order.AppendUint32(nil, data))
	entry(0x0112, 3, 1, append(order.AppendUint16(nil, orientation), 0, 0))
	entry(0x0132, 2, uint32(len(when)), order.AppendUint32(nil, data+uint32(len(maker))))
	entry(0x8825, 4, 1, order.AppendUint32(nil, data+uint32(len(maker)+len(when))))
	b = append(order.AppendUint32(b, 0), maker+when...)
	b = order.AppendUint16(b, 1)
	entry(2, 5, 3, order.AppendUint32(nil, data+uint32(len(maker)+len(when))+2+12+4))
	return append(order.AppendUint32(b, 0), place(order)...)
}

// bar is wider than high, light on its left.
func bar() image.Image {
	m := image.NewGray(image.Rect(0, 0, 24, 8))
	for x := range 24 {
		for y := range 8 {
			m.SetGray(x, y, color.Gray{Y: uint8(250 - 10*x)})
		}
	}
	return m
}

func encoded(encode func(io.Writer) error) []byte {
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func plainJPEG() []byte {
	return encoded(func(w io.Writer) error { return jpeg.Encode(w, bar(), nil) })
}
func plainPNG() []byte { return encoded(func(w io.Writer) error { return png.Encode(w, bar()) }) }

// movingGIF has two pictures and repeats for ever.
func movingGIF() []byte {
	p := image.NewPaletted(image.Rect(0, 0, 4, 2), color.Palette{color.Black, color.White})
	return encoded(func(w io.Writer) error {
		return gif.EncodeAll(w, &gif.GIF{Image: []*image.Paletted{p, p}, Delay: []int{7, 9}})
	})
}

// dot is one lossless pixel of WebP: its chunk.
const dot = "VP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

func riff(format string, chunks ...string) []byte {
	all := format + strings.Join(chunks, "")
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(all)))) + all)
}

func chunk(name, body string) string {
	s := name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	return s + strings.Repeat("\x00", len(body)%2)
}

// withSegments puts segments behind the first bytes of a JPEG.
func withSegments(file []byte, segments ...string) []byte {
	return []byte(string(file[:2]) + strings.Join(segments, "") + string(file[2:]))
}

func segment(marker byte, body string) string {
	return string([]byte{0xff, marker}) + string(binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))) + body
}

func pngChunk(name, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + name + body +
		string(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(name+body))))
}

// withChunks puts chunks behind the head of a PNG, and before its end.
func withChunks(file []byte, chunks ...string) []byte {
	const head, end = 8 + 25, 12
	all := strings.Join(chunks, "")
	return []byte(string(file[:head]) + all + string(file[head:len(file)-end]) + all + string(file[len(file)-end:]))
}

func box(name string, bodies ...string) string {
	body := strings.Join(bodies, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + name + body
}

// told are files that say where they were made, in every way we know of.
func told(order byteOrder, orientation uint16) map[string][]byte {
	exif := string(gps(order, orientation))
	icc := "ICC_PROFILE\x00\x01\x01colours"
	return map[string][]byte{
		"jpeg": append(withSegments(plainJPEG(), segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01"+"rgb"), segment(0xe1, "Exif\x00\x00"+exif), segment(0xe1, xmp),
			segment(0xe2, icc), segment(0xe2, "MPF\x00"+exif), segment(0xed, "Photoshop 3.0\x00"+comment), segment(0xfe, comment), "stray"),
			append(withSegments(plainJPEG(), segment(0xe1, "Exif\x00\x00"+exif)), "a film: "+maker...)...),
		"jpeg told between scans": []byte(strings.Replace(string(plainJPEG()), "\xff\xda", segment(0xe1, "Exif\x00\x00"+exif)+segment(0xe1, xmp)+"\xff\xff\xda", 1)),
		"png": append(withChunks(plainPNG(), pngChunk("eXIf", exif), pngChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp), pngChunk("tEXt", "Comment\x00"+comment),
			pngChunk("tIME", when), pngChunk("prVt", maker)), maker...),
		"webp":                       append(riff("WEBP", chunk("VP8X", "\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00"), dot, chunk("EXIF", exif), chunk("XMP ", xmp), chunk("what", maker)), maker...),
		"webp with the head of jpeg": riff("WEBP", chunk("VP8X", "\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), dot, chunk("EXIF", "Exif\x00\x00"+exif)),
		"webp, moving": riff("WEBP", chunk("VP8X", "\x0e\x00\x00\x00\x00\x00\x00\x00\x00\x00"), chunk("ANIM", "\x00\x00\x00\x00\x00\x00"),
			chunk("ANMF", strings.Repeat("\x00", 16)+dot+chunk("what", maker)), chunk("EXIF", exif), chunk("XMP ", xmp)),
		"gif": append([]byte(strings.Replace(string(movingGIF()), "\x21\xf9", "\x21\xfe\x14"+comment+"\x00\x21\xff\x0bXMP DataXMP"+xmp+trailer()+"\x21\xf9", 1)), maker...),
		"wav": riff("WAVE", chunk("fmt ", strings.Repeat("\x01", 16)), chunk("LIST", "INFO"+comment), chunk("bext", maker+"."), chunk("data", "sound")),
		"mp3": []byte("ID3\x04\x00\x00\x00\x00\x00" + string(rune(len(maker))) + maker + "\xff\xfbsound"),
		"m4a": []byte(box("ftyp", "M4A \x00\x00\x00\x00") + box("moov", box("mvhd", "times"), box("udta", box("\xa9xyz", comment)),
			box("trak", box("tkhd", "x"), box("meta", maker))) + box("uuid", maker) + box("mdat", "sound")),
		"mov": []byte(box("ftyp", "qt  \x00\x00\x00\x00") + box("mdat", "film") + box("moov", box("meta", comment))),
	}
}

// trailer ends XMP in a GIF: wherever a reader of blocks is, it leads to the end.
func trailer() string {
	b := []byte{1}
	for i := 0xff; i >= 0; i-- {
		b = append(b, byte(i))
	}
	return string(append(b, 0))
}

func clean(t testing.TB, file []byte) ([]byte, string, error) {
	t.Helper()
	var out bytes.Buffer
	contentType, err := Clean(&out, iotest.HalfReader(bytes.NewReader(file)))
	return out.Bytes(), contentType, err
}

func TestNothingIsTold(t *testing.T) {
	for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
		for name, file := range told(order, 6) {
			t.Run(name+" "+order.String(), func(t *testing.T) {
				got, contentType, err := clean(t, file)
				if err != nil || contentType != TypeOf(file) {
					t.Fatalf("%q, %v", contentType, err)
				}
				where := place(order)
				if !bytes.Contains(file, where) && !strings.Contains(string(file), maker) && !strings.Contains(string(file), comment) {
					t.Fatal("the file tells nothing to begin with")
				}
				for _, secret := range []string{string(where), maker, when, "xmpmeta", "adobe.com", "XMP Data", comment, "Photoshop", "MPF"} {
					if bytes.Contains(got, []byte(secret)) {
						t.Errorf("the file still tells %q", secret)
					}
				}
				if strings.HasPrefix(TypeOf(file), "image/") {
					samePicture(t, file, got)
				}
				again, _, err := clean(t, got)
				if err != nil || !bytes.Equal(again, got) {
					t.Errorf("cleaned again it is another: %v", err)
				}
			})
		}
	}
}

// decode is every picture in a file.
func decode(file []byte) (any, error) {
	switch TypeOf(file) {
	case "image/jpeg":
		return jpeg.Decode(bytes.NewReader(file))
	case "image/png":
		return png.Decode(bytes.NewReader(file))
	case "image/gif":
		return gif.DecodeAll(bytes.NewReader(file))
	}
	return webp.Decode(bytes.NewReader(file))
}

func samePicture(t *testing.T, before, after []byte) {
	t.Helper()
	was, err := decode(before)
	if err != nil {
		if bytes.Contains(before, []byte("ANMF")) {
			return // the decoder here does not know moving ones
		}
		t.Skipf("the picture as it was sent: %v", err)
	}
	is, err := decode(after)
	if err != nil {
		t.Fatalf("the picture does not open any more: %v", err)
	}
	if !equalPictures(was, is) {
		t.Error("the picture looks another way")
	}
}

func equalPictures(a, b any) bool {
	x, moves := a.(*gif.GIF)
	if !moves {
		return equalImages(a.(image.Image), b.(image.Image))
	}
	y := b.(*gif.GIF)
	return slices.Equal(x.Delay, y.Delay) && x.LoopCount == y.LoopCount && slices.EqualFunc(x.Image, y.Image,
		func(a, b *image.Paletted) bool { return equalImages(a, b) })
}

func equalImages(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// TestOrientationStays: whatever the order of bytes, and for nothing else there is Exif.
func TestOrientationStays(t *testing.T) {
	for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
		for o := range uint16(10) {
			for name, head := range map[string]string{"jpeg": "Exif\x00\x00", "png": "\x1aeXIf", "webp": "EXIF\x1a\x00\x00\x00", "webp with the head of jpeg": "EXIF"} {
				got, _, err := clean(t, told(order, o)[name])
				if err != nil {
					t.Fatal(err)
				}
				_, tiff, found := bytes.Cut(got, []byte(head))
				if name != "png" && name != "jpeg" {
					_, tiff, found = bytes.Cut(got, []byte("EXIF"))
					tiff = tiff[4:]
				}
				valid := o > 1 && o <= 8
				switch {
				case !valid && (name == "png" || name == "jpeg"):
					if found {
						t.Errorf("%s of orientation %d has Exif", name, o)
					}
				case !found || len(tiff) < 26 || string(tiff[:10]) != "MM\x00*\x00\x00\x00\x08\x00\x01" || binary.BigEndian.Uint16(tiff[10:]) != 0x0112:
					t.Errorf("%s of orientation %d has the Exif %q", name, o, tiff[:min(len(tiff), 26)])
				case valid && binary.BigEndian.Uint16(tiff[18:]) != o, !valid && binary.BigEndian.Uint16(tiff[18:]) != 1:
					t.Errorf("%s of orientation %d has %d", name, o, binary.BigEndian.Uint16(tiff[18:]))
				}
			}
		}
	}
}

func TestColoursStay(t *testing.T) {
	icc := segment(0xe2, "ICC_PROFILE\x00\x01\x01colours")
	adobe := segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01")
	for name, c := range map[string]struct{ file, wanted string }{
		"jpeg":        {string(withSegments(plainJPEG(), icc, adobe)), icc + adobe},
		"jpeg, adobe": {string(withSegments(plainJPEG(), segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01"+comment))), adobe},
		"png":         {string(withChunks(plainPNG(), pngChunk("gAMA", "\x00\x00\xb1\x8f"))), pngChunk("gAMA", "\x00\x00\xb1\x8f")},
		"webp":        {string(riff("WEBP", chunk("VP8X", "\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00"), chunk("ICCP", "colours"), dot)), chunk("ICCP", "colours")},
		"gif":         {string(movingGIF()), "NETSCAPE2.0\x03\x01\x00\x00\x00"},
	} {
		got, _, err := clean(t, []byte(c.file))
		if err != nil || !bytes.Contains(got, []byte(c.wanted)) {
			t.Errorf("%s: colours or timing are gone: %v", name, err)
		}
	}
}

// TestUntouched: what tells nothing comes out as it was.
func TestUntouched(t *testing.T) {
	for name, file := range map[string][]byte{"jpeg": plainJPEG(), "png": plainPNG(), "gif": movingGIF(), "webp": riff("WEBP", dot), "a page": []byte("<html>"),
		"a pdf": []byte("%PDF-1.7"), "nothing": nil, "ogg": []byte("OggS\x00\x02sound"), "mp3": []byte("\xff\xfbsound"), "an mp3 that ends": []byte("ID3\x04\x00\x00\x00\x00\x00\x00"),
		"wav": riff("WAVE", chunk("fmt ", strings.Repeat("\x01", 16)), chunk("data", "sound")), "an open wav": []byte("RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xffsound"),
		"mp4":               []byte(box("ftyp", "mp42\x00\x00\x00\x00") + box("moov", box("mvhd", "x")) + "\x00\x00\x00\x00mdatsound"),
		"mp4 of many bytes": []byte(box("ftyp", "isom\x00\x00\x00\x00") + "\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x15sound" + box("moov", box("mvhd", "x")))} {
		got, contentType, err := clean(t, file)
		if err != nil || !bytes.Equal(got, file) || contentType != TypeOf(file) {
			t.Errorf("%s: %q, %d of %d bytes, %v", name, contentType, len(got), len(file), err)
		}
	}
}

func TestRefused(t *testing.T) {
	jpg, pic := string(plainJPEG()), string(plainPNG())
	sof := strings.Index(jpg, "\xff\xc0")
	sized := func(w, h uint32) string {
		return pngMagic + pngChunk("IHDR", string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h))+"\x08\x00\x00\x00\x00") + pngChunk("IDAT", "") + pngChunk("IEND", "")
	}
	for name, c := range map[string]struct {
		file string
		err  error
	}{
		"a jpeg bomb":                  {jpg[:sof+5] + "\xff\xff\xff\xff" + jpg[sof+9:], ErrHuge},
		"a png bomb":                   {sized(20_000, 20_000), ErrHuge},
		"a png bomb by overflow":       {sized(1<<31, 1<<31), ErrHuge},
		"a gif bomb":                   {"GIF89a\xff\xff\xff\xff\x00\x00\x00" + strings.Repeat("\x00", 9), ErrHuge},
		"a gif bomb within":            {"GIF89a\x01\x00\x01\x00\x00\x00\x00\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x00\x3b", ErrHuge},
		"a webp bomb":                  {string(riff("WEBP", chunk("VP8X", "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"), dot)), ErrHuge},
		"a webp bomb, lossless":        {string(riff("WEBP", chunk("VP8L", "\x2f\xff\xff\xff\x0f"+"x"))), ErrHuge},
		"a webp bomb, lossy":           {string(riff("WEBP", chunk("VP8 ", "\x00\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f"))), ErrHuge},
		"a webp bomb within":           {string(riff("WEBP", chunk("VP8X", "\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00"), chunk("ANMF", strings.Repeat("\x00", 16)+chunk("VP8L", "\x2f\xff\xff\xff\x0f"+"x")))), ErrHuge},
		"no width":                     {sized(0, 5), ErrBroken},
		"a page behind jpeg's bytes":   {"\xff\xd8\xff<html><script>", ErrBroken},
		"a jpeg without picture":       {jpg[:2] + "\xff\xd9", ErrBroken},
		"a jpeg cut in its head":       {jpg[:sof+4], ErrBroken},
		"a lossless jpeg":              {jpg[:sof+1] + "\xc3" + jpg[sof+2:], ErrBroken},
		"a jpeg of two sizes":          {jpg[:sof] + jpg[sof:sof+13] + jpg[sof:], ErrBroken},
		"a jpeg with a picture first":  {jpg[:2] + segment(0xda, "x"), ErrBroken},
		"a jpeg segment of no length":  {jpg[:2] + "\xff\xe1\x00\x01" + jpg[2:], ErrBroken},
		"a png cut":                    {pic[:len(pic)-20], ErrBroken},
		"a png with a chunk of iPhone": {pngMagic + pngChunk("CgBI", "abcd") + pic[8:], ErrBroken},
		"a png without a head":         {pngMagic + pngChunk("IDAT", "abcd"), ErrBroken},
		"a png without a picture":      {pic[:33] + pngChunk("IEND", ""), ErrBroken},
		"a gif without a picture":      {"GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b", ErrBroken},
		"a gif cut in its picture":     {string(movingGIF()[:40]), ErrBroken},
		"a webp cut":                   {string(riff("WEBP", dot)[:20]), ErrBroken},
		"a webp without a picture":     {string(riff("WEBP", chunk("EXIF", "xx"))), ErrBroken},
		"a chunk longer than the rest": {"RIFF\x10\x00\x00\x00WEBPVP8L\xff\x00\x00\x00\x2f\x00\x00\x00", ErrBroken},
		"a box longer than its own":    {box("ftyp", "M4A \x00\x00\x00\x00") + box("moov", "\x00\x00\xff\xffudta"), ErrBroken},
		"boxes in boxes":               {box("ftyp", "M4A \x00\x00\x00\x00") + strings.Repeat("\x00\x00\x00\x00moov", 20), ErrBroken},
		"heic":                         {"\x00\x00\x00\x20ftypheic\x00\x00\x00\x00", ErrForeign},
		"avif":                         {"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00", ErrForeign},
		"tiff":                         {"II*\x00\x08\x00\x00\x00", ErrForeign},
		"raw":                          {"MM\x00*\x00\x00\x00\x08", ErrForeign},
	} {
		if _, _, err := clean(t, []byte(c.file)); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// TestCutOff: browsers show what came of a JPEG or a GIF, and so it is kept.
func TestCutOff(t *testing.T) {
	jpg, moving := plainJPEG(), movingGIF()
	second := bytes.LastIndex(moving, []byte("\x21\xf9"))
	for name, c := range map[string]struct{ file, wanted []byte }{
		"jpeg":                {jpg[:len(jpg)-2], jpg},
		"jpeg, within a mark": {jpg[:len(jpg)-1], jpg},
		"gif":                 {moving[:second], append(bytes.Clone(moving[:second]), 0x3b)},
	} {
		if got, _, err := clean(t, c.file); err != nil || !bytes.Equal(got, c.wanted) {
			t.Errorf("%s: %d bytes, want %d, %v", name, len(got), len(c.wanted), err)
		}
	}
}

// TestErrorsOfReaderAndWriter: one that is not the file's comes back as it is.
func TestErrorsOfReaderAndWriter(t *testing.T) {
	away := errors.New("away")
	for name, file := range told(binary.BigEndian, 6) {
		for n := range len(file) {
			_, err := Clean(io.Discard, io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(away)))
			if !errors.Is(err, away) {
				t.Fatalf("%s: reading fails at byte %d: %v", name, n, err)
			}
		}
		if _, err := Clean(failing{away}, bytes.NewReader(file)); !errors.Is(err, away) {
			t.Errorf("%s: writing fails: %v", name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		declared, found string
		want            bool
	}{{"", "image/png", true}, {"image/png", "image/png", true}, {"IMAGE/PNG; x=y", "image/png", true}, {"image/jpg", "image/jpeg", true},
		{"application/octet-stream", "image/png", true}, {"audio/opus", "audio/ogg", true}, {"image/jpeg", "image/png", false}, {"text/html", "image/png", false},
		{"image/;;", "image/png", false}, {"video/mp4", "audio/mp4", false}} {
		if got := Agrees(c.declared, c.found); got != c.want {
			t.Errorf("Agrees(%q, %q) is %v", c.declared, c.found, got)
		}
	}
}

func TestForeign(t *testing.T) {
	for declared, want := range map[string]bool{"image/heic": true, "IMAGE/HEIF": true, "image/tiff": true, "image/x-canon-cr2": true, "image/avif": true,
		"image/jpeg": false, "image/png; x=y": false, "image/webp": false, "image/gif": false, "application/pdf": false, "video/mp4": false, "": false, ";": false} {
		if got := Foreign(declared); got != want {
			t.Errorf("Foreign(%q) is %v", declared, got)
		}
	}
}

// FuzzClean: no file is too strange. What comes out tells nothing more when cleaned again,
// and looks as before.
func FuzzClean(f *testing.F) {
	for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, file := range told(order, 6) {
			f.Add(file)
		}
	}
	for _, file := range [][]byte{plainJPEG(), plainPNG(), movingGIF(), riff("WEBP", dot)} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var out bytes.Buffer
		contentType, err := Clean(&out, bytes.NewReader(file))
		if err != nil {
			if !errors.Is(err, ErrBroken) && !errors.Is(err, ErrHuge) && !errors.Is(err, ErrForeign) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		got := bytes.Clone(out.Bytes())
		if contentType != TypeOf(file) || contentType != "" && TypeOf(got) != contentType {
			t.Fatalf("%q became %q", TypeOf(file), TypeOf(got))
		}
		if again, _, err := clean(t, got); err != nil || !bytes.Equal(again, got) {
			t.Fatalf("cleaned again it is another: %v", err)
		}
		if strings.HasPrefix(contentType, "image/") && small(file) {
			if was, err := decode(file); err == nil {
				is, err := decode(got)
				if err != nil || !equalPictures(was, is) {
					t.Fatalf("the picture changed: %v", err)
				}
			}
		}
	})
}

// small keeps the fuzzer from unpacking what is allowed but large.
func small(file []byte) bool {
	var c image.Config
	var err error
	switch r := bytes.NewReader(file); TypeOf(file) {
	case "image/jpeg":
		c, err = jpeg.DecodeConfig(r)
	case "image/png":
		c, err = png.DecodeConfig(r)
	case "image/gif":
		c, err = gif.DecodeConfig(r)
	default:
		c, err = webp.DecodeConfig(r)
	}
	return err == nil && c.Width*c.Height <= 1<<16
}
