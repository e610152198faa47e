package upload

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	gifExtension, gifImage, gifTrailer = 0x21, 0x2c, 0x3b
	gifControl, gifApplication         = 0xf9, 0xff
)

// cleanGIF copies pictures, their timing and how often they repeat; comments, texts and what
// programs added are left out.
func cleanGIF(r *bufio.Reader, w io.Writer) error {
	head := make([]byte, 13) // with the size of the screen
	if err := fill(r, head); err != nil {
		return err
	}
	if err := errors.Join(checkSize(gifSize(head[6:])), put(w, head), gifColours(r, w, head[10])); err != nil {
		return err
	}
	for shown := false; ; {
		kind, err := r.ReadByte()
		if errors.Is(err, io.EOF) && shown { // browsers show what there is
			kind, err = gifTrailer, nil
		}
		switch {
		case err != nil:
		case kind == gifTrailer && shown:
			return put(w, []byte{gifTrailer})
		case kind == gifImage:
			shown, err = true, gifPicture(r, w)
		case kind == gifExtension:
			err = gifMore(r, w)
		default:
			err = fmt.Errorf("GIF with block %x: %w", kind, ErrBroken)
		}
		if err != nil {
			return err
		}
	}
}

func gifSize(b []byte) (width, height int64) {
	return int64(binary.LittleEndian.Uint16(b)), int64(binary.LittleEndian.Uint16(b[2:]))
}

// gifColours copies a table of colours, where the flags say that there is one.
func gifColours(r *bufio.Reader, w io.Writer, flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	return pass(w, r, 3<<(flags&7+1))
}

func gifPicture(r *bufio.Reader, w io.Writer) error {
	head := make([]byte, 9)
	if err := fill(r, head); err != nil {
		return err
	}
	if err := checkSize(gifSize(head[4:])); err != nil {
		return err
	}
	if err := errors.Join(put(w, []byte{gifImage}, head), gifColours(r, w, head[8]), pass(w, r, 1)); err != nil {
		return err
	}
	for {
		n, err := r.ReadByte()
		if err != nil {
			return err
		}
		if err := errors.Join(put(w, []byte{n}), pass(w, r, int64(n))); err != nil || n == 0 {
			return err
		}
	}
}

// gifMore keeps an extension if it times a picture or says how often all repeat.
func gifMore(r *bufio.Reader, w io.Writer) error {
	label, err := r.ReadByte()
	if err != nil {
		return err
	}
	var kept [][]byte
	for i := 0; ; i++ {
		n, err := r.ReadByte()
		if err != nil {
			return err
		}
		block := make([]byte, n)
		if err := fill(r, block); err != nil {
			return err
		}
		switch {
		case n == 0 && len(kept) == 0:
			return nil
		case n == 0 && (label == gifControl || len(kept) == 2):
			return gifPut(w, label, kept)
		case n == 0:
			return nil
		case i == 0 && label == gifControl && n == 4,
			i == 0 && label == gifApplication && (string(block) == "NETSCAPE2.0" || string(block) == "ANIMEXTS1.0"),
			i == 1 && len(kept) == 1 && label == gifApplication && n == 3 && block[0] == 1:
			kept = append(kept, block)
		}
	}
}

func gifPut(w io.Writer, label byte, blocks [][]byte) error {
	err := put(w, []byte{gifExtension, label})
	for _, b := range blocks {
		err = errors.Join(err, put(w, []byte{byte(len(b))}, b))
	}
	return errors.Join(err, put(w, []byte{0}))
}
