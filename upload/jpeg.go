package upload

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// JPEG is a row of segments, each a marker and mostly a length; behind SOS comes the picture
// itself, up to the next marker.
const (
	markSOF0, markSOF2 = 0xc0, 0xc2 // those of them that browsers show
	markDHT, markDAC   = 0xc4, 0xcc
	markRST0, markSOI  = 0xd0, 0xd8 // with those between, markers without a segment
	markEOI, markSOS   = 0xd9, 0xda
	markDQT, markDRI   = 0xdb, 0xdd
	markAPP0, markAPP1 = 0xe0, 0xe1
	markAPP2           = 0xe2
	markAPP14          = 0xee
	markAPP15          = 0xef
	markCOM            = 0xfe
)

const (
	jfifHead, jfifSize   = "JFIF\x00", 14 // up to the size of its thumbnail, the last two bytes
	adobeHead, adobeSize = "Adobe", 12    // says how colours are written
	iccHead              = "ICC_PROFILE\x00"
)

// jpegFile is a JPEG on its way from r to w.
type jpegFile struct {
	r      *bufio.Reader
	w      io.Writer
	sized  bool // its size is known
	shown  bool // some of the picture came
	turned bool // it was said how it is to be turned
}

func cleanJPEG(r *bufio.Reader, w io.Writer) error {
	f := &jpegFile{r: r, w: w}
	if err := pass(w, r, 2); err != nil {
		return err
	}
	m, err := f.marker()
	for err == nil && m != markEOI {
		m, err = f.segment(m)
	}
	if f.shown && errors.Is(err, io.EOF) { // of one that breaks off browsers show what there is
		err = nil
	}
	if err != nil {
		return err
	}
	if !f.shown {
		return fmt.Errorf("JPEG without a picture: %w", ErrBroken)
	}
	return put(w, []byte{0xff, markEOI})
}

// marker finds the next one. What stands between segments belongs to none.
func (f *jpegFile) marker() (byte, error) {
	for {
		b, err := f.r.ReadByte()
		if err != nil {
			return 0, err
		}
		for b == 0xff {
			if b, err = f.r.ReadByte(); err != nil {
				return 0, err
			}
			if b != 0xff && b != 0 {
				return b, nil
			}
		}
	}
}

// segment copies what is to be kept of the one behind marker m, and returns the next marker.
func (f *jpegFile) segment(m byte) (next byte, err error) {
	if m >= markRST0 && m <= markSOI {
		return f.marker()
	}
	var length [2]byte
	if err := fill(f.r, length[:]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(length[:])) - len(length)
	if n < 0 {
		return 0, fmt.Errorf("segment %x of %d bytes: %w", m, n, ErrBroken)
	}
	body := make([]byte, n)
	if err := fill(f.r, body); err != nil {
		return 0, err
	}
	if body, err = f.kept(m, body); err != nil {
		return 0, err
	}
	if body != nil {
		binary.BigEndian.PutUint16(length[:], uint16(len(body)+len(length))) //nolint:gosec // no longer than it came
		if err := put(f.w, []byte{0xff, m}, length[:], body); err != nil {
			return 0, err
		}
	}
	if m == markSOS {
		f.shown = true
		return f.scan()
	}
	return f.marker()
}

// kept is what of a segment is needed to show the picture, nil for nothing.
func (f *jpegFile) kept(m byte, body []byte) ([]byte, error) {
	has := func(head string, size int) bool { return len(body) >= size && strings.HasPrefix(string(body), head) }
	switch {
	case m >= markSOF0 && m <= markSOF2:
		if f.sized || len(body) < 6 {
			return nil, fmt.Errorf("JPEG of several frames, or of none: %w", ErrBroken)
		}
		f.sized = true
		return body, checkSize(int64(binary.BigEndian.Uint16(body[3:])), int64(binary.BigEndian.Uint16(body[1:])))
	case m == markSOS && !f.sized:
		return nil, fmt.Errorf("JPEG without a size: %w", ErrBroken)
	case m == markSOS, m == markDHT, m == markDQT, m == markDRI, m == markAPP2 && has(iccHead, len(iccHead)):
		return body, nil
	case m == markAPP0 && has(jfifHead, jfifSize):
		body[jfifSize-2], body[jfifSize-1] = 0, 0
		return body[:jfifSize], nil
	case m == markAPP14 && has(adobeHead, adobeSize):
		return body[:adobeSize], nil
	case m == markAPP1 && has(exifHead, len(exifHead)) && !f.turned:
		o := orientation(body[len(exifHead):])
		if f.turned = o != 0; o <= upright {
			return nil, nil
		}
		return append([]byte(exifHead), exifOf(o)...), nil
	case m >= markAPP0 && m <= markAPP15, m == markCOM:
		return nil, nil
	}
	return nil, fmt.Errorf("JPEG with marker %x: %w", m, ErrBroken)
}

// scan copies the picture itself up to the next marker, which it returns.
func (f *jpegFile) scan() (next byte, err error) {
	for {
		part, err := f.r.ReadSlice(0xff)
		if errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, io.EOF) {
			if writeErr := put(f.w, part); writeErr != nil {
				return 0, writeErr
			}
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if err := put(f.w, part[:len(part)-1]); err != nil {
			return 0, err
		}
		b := byte(0xff)
		for b == 0xff {
			if b, err = f.r.ReadByte(); err != nil {
				return 0, err
			}
		}
		if b != 0 && (b < markRST0 || b >= markSOI) {
			return b, nil
		}
		if err := put(f.w, []byte{0xff, b}); err != nil {
			return 0, err
		}
	}
}
