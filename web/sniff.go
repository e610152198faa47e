package web

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"linli/desk"
)

// sniffLen is how much of a file is looked at, in bytes: pictures from phones carry
// much before their size.
const sniffLen = 256 << 10

// maxPixels bounds what a browser has to unpack for a picture.
const maxPixels = 100_000_000

// inlineTypes are what a browser may show in place.
var inlineTypes = map[string]bool{"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true,
	"audio/ogg": true, "audio/mpeg": true, "audio/mp4": true, "audio/wav": true, "audio/webm": true}

// sameTypes are other names that browsers and channels give the sniffed types.
var sameTypes = map[string]string{"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg",
	"audio/opus": "audio/ogg", "application/ogg": "audio/ogg", "audio/mp3": "audio/mpeg",
	"audio/m4a": "audio/mp4", "audio/x-m4a": "audio/mp4", "audio/aac": "audio/mp4",
	"audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav", "video/webm": "audio/webm"}

// pictures by their first bytes; "?" stands for any byte.
var pictures = []struct {
	magic, contentType string
	config             func(io.Reader) (image.Config, error)
}{
	{"\xff\xd8\xff", "image/jpeg", jpeg.DecodeConfig},
	{"\x89PNG\r\n\x1a\n", "image/png", png.DecodeConfig},
	{"GIF87a", "image/gif", gif.DecodeConfig},
	{"GIF89a", "image/gif", gif.DecodeConfig},
	{"RIFF????WEBP", "image/webp", webp.DecodeConfig},
}

// sounds likewise. MP4 is a container: only the brands that recorders write are taken,
// HEIC and QuickTime have others.
var sounds = []struct{ magic, contentType string }{
	{"OggS", "audio/ogg"},
	{"ID3\x02", "audio/mpeg"}, {"ID3\x03", "audio/mpeg"}, {"ID3\x04", "audio/mpeg"},
	{"\xff\xfb", "audio/mpeg"}, {"\xff\xf3", "audio/mpeg"}, {"\xff\xf2", "audio/mpeg"},
	{"????ftypM4A ", "audio/mp4"}, {"????ftypM4B ", "audio/mp4"}, {"????ftypmp4", "audio/mp4"},
	{"????ftypiso", "audio/mp4"}, {"????ftypdash", "audio/mp4"},
	{"RIFF????WAVE", "audio/wav"},
	{"\x1a\x45\xdf\xa3", "audio/webm"},
}

// sniff tells by a file's beginning what it is; "" is nothing we take.
func sniff(head []byte) (desk.MediaKind, string) {
	for _, p := range pictures {
		if !begins(head, p.magic) {
			continue
		}
		c, err := p.config(bytes.NewReader(head))
		if err != nil || c.Width <= 0 || c.Height <= 0 || c.Width*c.Height > maxPixels {
			return "", ""
		}
		return desk.Photo, p.contentType
	}
	for _, v := range sounds {
		if begins(head, v.magic) {
			return desk.Voice, v.contentType
		}
	}
	return "", ""
}

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
