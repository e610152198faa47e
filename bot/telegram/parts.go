package telegram

import (
	"fmt"
	"strings"

	"github.com/go-telegram/bot/models"

	"linli/desk"
)

// Telegram's limits, in UTF-16 code units and count.
const (
	maxText    = 4096
	maxCaption = 1024
	maxAlbum   = 10
	maxAlert   = 200 // of the answer to a press
	maxTopic   = 128 // of a topic's name
)

// part is what one call of the API says: a text, a file or an album of photos with the
// text as its caption.
type part struct {
	text    string
	media   []desk.MediaRef
	buttons []desk.Button
}

// parts cuts a message into calls. The text comes last, on its own where it has buttons,
// so that it can be edited later.
func parts(m desk.Outbound) ([]part, error) {
	var list []part
	for _, ref := range m.Media {
		last := len(list) - 1
		if ref.Kind == desk.Photo && last >= 0 && list[last].media[0].Kind == desk.Photo && len(list[last].media) < maxAlbum {
			list[last].media = append(list[last].media, ref)
			continue
		}
		list = append(list, part{media: []desk.MediaRef{ref}})
	}
	text := m.Text
	if blank(text) && len(m.Buttons) > 0 {
		text = "👇" // buttons need a text to hang on
	}
	switch {
	case blank(text) && len(list) == 0:
		return nil, fmt.Errorf("message %s says nothing: %w", m.Key, desk.ErrInvalid)
	case blank(text):
		return list, nil
	case len(list) == 1 && len(m.Buttons) == 0 && units(text) <= maxCaption:
		list[0].text = text
		return list, nil
	}
	for _, chunk := range split(text, maxText) {
		list = append(list, part{text: chunk})
	}
	list[len(list)-1].buttons = m.Buttons
	return list, nil
}

// messages counts what Telegram counts: each photo of an album is one.
func messages(list []part) int {
	n := 0
	for _, p := range list {
		n += max(1, len(p.media))
	}
	return n
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// units is the length of s in UTF-16 code units, in which Telegram counts.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += runeUnits(r)
	}
	return n
}

func runeUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// head is the longest beginning of s of at most n units.
func head(s string, n int) string {
	for i, r := range s {
		if n -= runeUnits(r); n < 0 {
			return s[:i]
		}
	}
	return s
}

// cut is s in at most n units, with an ellipsis when something is missing.
func cut(s string, n int) string {
	if units(s) <= n {
		return s
	}
	return head(s, n-1) + "…"
}

// split cuts s into chunks of at most n units, at line ends where there are any.
func split(s string, n int) []string {
	var out []string
	for units(s) > n {
		chunk := head(s, n)
		rest := s[len(chunk):]
		if i := strings.LastIndexByte(chunk, '\n'); i > 0 && !strings.HasPrefix(rest, "\n") {
			chunk, rest = chunk[:i], s[i:]
		}
		if !blank(chunk) {
			out = append(out, chunk)
		}
		s = strings.TrimPrefix(rest, "\n")
	}
	if !blank(s) {
		out = append(out, s)
	}
	return out
}

// rowWidth is the widest label, in columns, of rows of one, two and three buttons.
var rowWidth = [...]int{1 << 30, 16, 8}

// keyboard lays buttons out in rows of one to three, by the width of their labels. It is
// nil without buttons, which takes an edited message's keyboard away.
func keyboard(buttons []desk.Button) models.ReplyMarkup {
	if len(buttons) == 0 {
		return nil
	}
	var rows [][]models.InlineKeyboardButton
	widest := 0
	for _, b := range buttons {
		button := models.InlineKeyboardButton{Text: b.Label, CallbackData: b.Press}
		last := len(rows) - 1
		width := columns(b.Label)
		if last >= 0 && len(rows[last]) < len(rowWidth) && max(widest, width) <= rowWidth[len(rows[last])] {
			rows[last] = append(rows[last], button)
			widest = max(widest, width)
			continue
		}
		rows = append(rows, []models.InlineKeyboardButton{button})
		widest = width
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// columns is the width of a label: Chinese characters and emoji take two.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}
