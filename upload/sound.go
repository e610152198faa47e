package upload

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Recorders write into sounds, and cameras into films, where they were made as well. What
// breaks off is played up to there.

// cleanWAV keeps what is to be heard. Recorders do not go back to write lengths, so that the
// last chunk may be said to be longer than the file.
func cleanWAV(r *bufio.Reader, w io.Writer) error {
	if err := pass(w, r, riffSize); err != nil {
		return err
	}
	for {
		b, err := r.Peek(8)
		if err != nil {
			return untilEnd(errors.Join(put(w, b), err))
		}
		c := riffChunk{name: string(b[:4]), n: int64(binary.LittleEndian.Uint32(b[4:]))}
		c.padded = c.n + c.n&1
		take := c.leaveOut
		if c.name == "fmt " || c.name == "fact" || c.name == "data" {
			take = c.keep
		}
		_, _ = r.Discard(len(b)) // they are there
		if err := take(w, r); err != nil {
			return untilEnd(err)
		}
	}
}

// untilEnd takes the end of the file for no error.
func untilEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// cleanMP3 puts an empty tag in place of the one in front.
func cleanMP3(r *bufio.Reader, w io.Writer) error {
	head := make([]byte, 10)
	if err := fill(r, head); err != nil {
		return err
	}
	size := int64(0)
	for _, b := range head[6:] {
		size = size<<7 | int64(b&0x7f)
	}
	if head[5]&0x10 != 0 { // the head once more behind it
		size += int64(len(head))
	}
	if err := put(w, []byte("ID3\x04\x00\x00\x00\x00\x00\x00")); err != nil {
		return err
	}
	if err := pass(io.Discard, r, size); err != nil {
		return untilEnd(err)
	}
	return copyAll(r, w)
}

// MP4 is a tree of boxes, each a length and a name. Places in the file are given by number, so
// what is left out is overwritten and keeps its own.
var (
	mp4Parents = []string{"moov", "trak", "mdia", "minf", "stbl", "edts", "moof", "traf"}
	mp4Told    = []string{"udta", "meta", "uuid"}
)

const (
	mp4Free  = "free"
	maxDepth = 8
)

func cleanMP4(r *bufio.Reader, w io.Writer) error { return untilEnd(mp4Boxes(r, w, -1, maxDepth)) }

// mp4Boxes goes through left bytes of boxes, through all that come if left is negative.
func mp4Boxes(r *bufio.Reader, w io.Writer, left int64, depth int) error {
	for left != 0 {
		if left > 0 && left < 8 {
			return pass(w, r, left)
		}
		b, err := r.Peek(8)
		if err != nil {
			return errors.Join(put(w, b), err)
		}
		name, head, n := string(b[4:]), int64(8), int64(binary.BigEndian.Uint32(b))
		if n == 1 { // it stands in the next 8 bytes
			if b, err = r.Peek(16); err != nil {
				return errors.Join(put(w, b), err)
			}
			head, n = 16, int64(binary.BigEndian.Uint64(b[8:])) //nolint:gosec // a negative one is refused
		}
		rest := n - head
		if n == 0 { // as long as there is something
			rest = left - head
		}
		if n != 0 && rest < 0 || left > 0 && rest > left-head {
			return fmt.Errorf("box %q of %d bytes: %w", name, n, ErrBroken)
		}
		told := slices.Contains(mp4Told, name)
		copied := append([]byte(nil), b...)
		if told {
			copy(copied[4:], mp4Free)
		}
		_, _ = r.Discard(len(b)) // they are there
		if err := put(w, copied); err != nil {
			return err
		}
		if err := mp4Box(r, w, name, told, rest, depth); err != nil {
			return err
		}
		if left > 0 {
			left -= head + rest
		}
	}
	return nil
}

func mp4Box(r *bufio.Reader, w io.Writer, name string, told bool, n int64, depth int) error {
	switch {
	case told && n < 0:
		return pass(io.Discard, r, 1<<62)
	case told:
		return blot(r, w, n)
	case slices.Contains(mp4Parents, name) && depth == 0:
		return fmt.Errorf("boxes in boxes: %w", ErrBroken)
	case slices.Contains(mp4Parents, name):
		return mp4Boxes(r, w, n, depth-1)
	case n < 0:
		return copyAll(r, w)
	}
	return pass(w, r, n)
}
