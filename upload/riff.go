package upload

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// RIFF is a row of chunks, each a name and a length; WebP and WAV are made of them. The whole
// length stands in front, before it is known what will be left out: so what is left out is
// overwritten with zeros and keeps its place.

const (
	riffSize = 12     // bytes of the head: RIFF, the length of what follows, the format
	riffJunk = "JUNK" // a chunk that every reader passes over
)

// riffChunk is a chunk of n bytes, and with them a byte that makes them even.
type riffChunk struct {
	name      string
	n, padded int64
}

// riffChunks goes through left bytes of chunks. each takes the whole of one from r.
func riffChunks(r *bufio.Reader, w io.Writer, left int64, each func(riffChunk) error) error {
	const head = 8
	for left >= head {
		b := make([]byte, head)
		if err := fill(r, b); err != nil {
			return err
		}
		c := riffChunk{name: string(b[:4]), n: int64(binary.LittleEndian.Uint32(b[4:]))}
		left -= head
		if c.n > left {
			return fmt.Errorf("chunk %q is longer than the rest: %w", c.name, ErrBroken)
		}
		c.padded = min(c.n+c.n&1, left) // some leave the last one odd
		left -= c.padded
		if err := each(c); err != nil {
			return err
		}
	}
	return blot(r, w, left)
}

// put writes the chunk's head.
func (c riffChunk) put(w io.Writer, name string) error {
	return put(w, []byte(name), binary.LittleEndian.AppendUint32(nil, uint32(c.n))) //nolint:gosec // it was read as such
}

func (c riffChunk) keep(w io.Writer, r *bufio.Reader) error {
	if err := c.put(w, c.name); err != nil {
		return err
	}
	return pass(w, r, c.padded)
}

func (c riffChunk) leaveOut(w io.Writer, r *bufio.Reader) error {
	if err := c.put(w, riffJunk); err != nil {
		return err
	}
	return blot(r, w, c.padded)
}

// blot writes zeros in place of n bytes.
func blot(r *bufio.Reader, w io.Writer, n int64) error {
	if err := pass(io.Discard, r, n); err != nil {
		return err
	}
	_, err := io.CopyN(w, zeros{}, n)
	return err
}
