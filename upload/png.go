package upload

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks that a picture needs to look as it should, moving or not.
var pngKept = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true,
	"sBIT": true, "bKGD": true, "pHYs": true, "cICP": true, "mDCV": true, "cLLI": true, "acTL": true, "fcTL": true, "fdAT": true}

// maxPNGExif bounds what is looked through for the orientation, in bytes.
const maxPNGExif = 64 << 10

// pngFile is a PNG on its way from r to w.
type pngFile struct {
	r      *bufio.Reader
	w      io.Writer
	sized  bool // its size is known
	shown  bool // some of the picture came
	turned bool // it was said how it is to be turned
}

func cleanPNG(r *bufio.Reader, w io.Writer) error {
	f := &pngFile{r: r, w: w}
	if err := pass(w, r, int64(len(pngMagic))); err != nil {
		return err
	}
	for {
		var head [8]byte
		if err := fill(r, head[:]); err != nil {
			return err
		}
		name, n := string(head[4:]), int64(binary.BigEndian.Uint32(head[:]))
		if err := f.chunk(name, n, head[:]); err != nil {
			return err
		}
		if name == "IEND" {
			return nil
		}
	}
}

// chunk copies one with its n bytes and its checksum, or leaves it out.
func (f *pngFile) chunk(name string, n int64, head []byte) error {
	const sum = 4
	critical := name[0] < 'a'
	switch {
	case f.sized == (name == "IHDR"), critical && !pngKept[name], name == "IEND" && (n != 0 || !f.shown):
		return fmt.Errorf("PNG with chunk %q of %d bytes: %w", name, n, ErrBroken)
	case name == "IHDR":
		return f.size(n, head)
	case name == "eXIf" && !f.turned && n <= maxPNGExif:
		return f.exif(n)
	case !pngKept[name]:
		return pass(io.Discard, f.r, n+sum)
	}
	f.shown = f.shown || name == "IDAT"
	if err := put(f.w, head); err != nil {
		return err
	}
	return pass(f.w, f.r, n+sum)
}

func (f *pngFile) size(n int64, head []byte) error {
	body := make([]byte, 13+4)
	if n != 13 {
		return fmt.Errorf("PNG with a head of %d bytes: %w", n, ErrBroken)
	}
	if err := fill(f.r, body); err != nil {
		return err
	}
	f.sized = true
	if err := checkSize(int64(binary.BigEndian.Uint32(body)), int64(binary.BigEndian.Uint32(body[4:]))); err != nil {
		return err
	}
	return put(f.w, head, body)
}

// exif puts the orientation in place of all that stands there.
func (f *pngFile) exif(n int64) error {
	body := make([]byte, n+4)
	if err := fill(f.r, body); err != nil {
		return err
	}
	o := orientation(body[:n])
	if f.turned = o != 0; o <= upright {
		return nil
	}
	chunk := append([]byte("eXIf"), exifOf(o)...)
	return put(f.w, binary.BigEndian.AppendUint32(nil, exifSize), chunk, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)))
}
