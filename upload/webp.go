package upload

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

const webpXMP = 0x04 // the flag that says there is some

// webpFile is a WebP on its way from r to w.
type webpFile struct {
	r     *bufio.Reader
	w     io.Writer
	begun bool // a chunk came
	shown bool // some of the picture came
}

func cleanWebP(r *bufio.Reader, w io.Writer) error {
	head := make([]byte, riffSize)
	if err := fill(r, head); err != nil {
		return err
	}
	if err := put(w, head); err != nil {
		return err
	}
	f := &webpFile{r: r, w: w}
	if err := riffChunks(r, w, int64(binary.LittleEndian.Uint32(head[4:]))-4, f.chunk); err != nil {
		return err
	}
	if !f.shown {
		return fmt.Errorf("WebP without a picture: %w", ErrBroken)
	}
	return nil
}

func (f *webpFile) chunk(c riffChunk) error {
	first := !f.begun
	f.begun = true
	switch c.name {
	case "VP8X":
		if !first {
			return fmt.Errorf("WebP with a second head: %w", ErrBroken)
		}
		return f.head(c)
	case "VP8 ", "VP8L":
		return f.picture(c)
	case "ANMF":
		return f.frame(c)
	case "ICCP", "ALPH", "ANIM":
		return c.keep(f.w, f.r)
	case "EXIF":
		return f.exif(c)
	}
	return c.leaveOut(f.w, f.r)
}

// head copies the size of the whole and what is in it.
func (f *webpFile) head(c riffChunk) error {
	b, err := f.r.Peek(10)
	if err != nil || c.n < 10 {
		return short(err, c)
	}
	if err := checkSize(1+uint24(b[4:]), 1+uint24(b[7:])); err != nil {
		return err
	}
	kept := []byte(string(b)) // the reader's own stay as they came
	kept[0] &^= webpXMP
	if err := c.put(f.w, c.name); err != nil {
		return err
	}
	if err := put(f.w, kept); err != nil {
		return err
	}
	return blot(f.r, f.w, discard(f.r, 10, c))
}

// discard takes n bytes of a chunk that were looked at; it returns how many are left of it.
func discard(r *bufio.Reader, n int, c riffChunk) int64 {
	_, _ = r.Discard(n) // they are there
	return c.padded - int64(n)
}

// picture copies one, lossy or not.
func (f *webpFile) picture(c riffChunk) error {
	b, err := f.r.Peek(10)
	if c.name == "VP8L" {
		b, err = f.r.Peek(5)
	}
	if err != nil || c.n < int64(len(b)) {
		return short(err, c)
	}
	var width, height int64
	switch {
	case c.name == "VP8L" && b[0] == 0x2f:
		bits := int64(binary.LittleEndian.Uint32(b[1:]))
		width, height = 1+bits&0x3fff, 1+bits>>14&0x3fff
	case c.name == "VP8 " && b[0]&1 == 0 && string(b[3:6]) == "\x9d\x01\x2a":
		width, height = int64(binary.LittleEndian.Uint16(b[6:]))&0x3fff, int64(binary.LittleEndian.Uint16(b[8:]))&0x3fff
	default:
		return fmt.Errorf("WebP with a wrong picture: %w", ErrBroken)
	}
	f.shown = true
	if err := checkSize(width, height); err != nil {
		return err
	}
	return c.keep(f.w, f.r)
}

// frame copies a picture of those that move.
func (f *webpFile) frame(c riffChunk) error {
	const head = 16
	if c.n < head {
		return short(nil, c)
	}
	if err := c.put(f.w, c.name); err != nil {
		return err
	}
	if err := pass(f.w, f.r, head); err != nil {
		return err
	}
	return riffChunks(f.r, f.w, c.padded-head, func(in riffChunk) error {
		switch in.name {
		case "VP8 ", "VP8L":
			return f.picture(in)
		case "ALPH":
			return in.keep(f.w, f.r)
		}
		return in.leaveOut(f.w, f.r)
	})
}

// exif puts the orientation in place of all that stands there.
func (f *webpFile) exif(c riffChunk) error {
	if c.n < exifSize {
		return c.leaveOut(f.w, f.r)
	}
	b, err := f.r.Peek(int(min(c.n, window)))
	if err != nil {
		return err
	}
	o := orientation([]byte(strings.TrimPrefix(string(b), exifHead)))
	if err := c.put(f.w, c.name); err != nil {
		return err
	}
	if err := put(f.w, exifOf(max(o, upright))); err != nil {
		return err
	}
	if err := pass(io.Discard, f.r, exifSize); err != nil {
		return err
	}
	return blot(f.r, f.w, c.padded-exifSize)
}

func uint24(b []byte) int64 { return int64(b[0]) | int64(b[1])<<8 | int64(b[2])<<16 }

func short(err error, c riffChunk) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("chunk %q of %d bytes: %w", c.name, c.n, ErrBroken)
}
