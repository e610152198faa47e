package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Message is a message in a chat, as it stands now.
type Message struct {
	ID      int
	Chat    int64
	Thread  int   // forum topic
	From    int64 // the user, 0 for the bot
	ReplyTo int
	Text    string
	Caption string
	Buttons [][]Button
	File    *File
	Album   string
	Edits   int // how often it was edited
}

// Button is an inline button.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// Words is the text or the caption.
func (m Message) Words() string { return m.Text + m.Caption }

// Press is the data of the button with the label, "" if there is none.
func (m Message) Press(label string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
}

func (m *Message) render(s *Server, nested bool) map[string]any {
	c := s.chats[m.Chat]
	out := map[string]any{"message_id": m.ID, "date": 1767225600, "chat": c.render(s)}
	if m.From == 0 {
		out["from"] = s.bot()
	} else {
		out["from"] = s.user(m.From)
	}
	set := func(name string, value any, ok bool) {
		if ok {
			out[name] = value
		}
	}
	set("text", m.Text, m.Text != "")
	set("caption", m.Caption, m.Caption != "")
	set("media_group_id", m.Album, m.Album != "")
	set("edit_date", 1767225601, m.Edits > 0)
	set("message_thread_id", m.Thread, m.Thread != 0)
	set("is_topic_message", true, m.Thread != 0)
	set("reply_markup", map[string]any{"inline_keyboard": m.Buttons}, len(m.Buttons) > 0)
	if m.File != nil {
		out[m.File.Kind] = m.File.render()
	}
	if to := c.message(m.ReplyTo); to != nil && !nested {
		out["reply_to_message"] = to.render(s, true)
	}
	return out
}

// prepare checks what all sending calls have in common.
func (s *Server) prepare(p params) (*chat, *Message, *Error) {
	c, failed := s.open(p)
	if failed != nil {
		return nil, nil, failed
	}
	m := &Message{Chat: c.id, Thread: p.num("message_thread_id")}
	if _, ok := c.topics[m.Thread]; m.Thread != 0 && !ok {
		return nil, nil, bad("message thread not found")
	}
	if p.values["parse_mode"] != "" {
		return nil, nil, bad("can't parse entities: telegramtest knows plain text only")
	}
	if m.Buttons, failed = buttons(p.values["reply_markup"]); failed != nil {
		return nil, nil, failed
	}
	if raw := p.values["reply_parameters"]; raw != "" {
		var to struct {
			ID     int  `json:"message_id"`
			Anyhow bool `json:"allow_sending_without_reply"`
		}
		if json.Unmarshal([]byte(raw), &to) != nil {
			return nil, nil, bad("can't parse reply parameters JSON object")
		}
		if c.message(to.ID) != nil {
			m.ReplyTo = to.ID
		} else if !to.Anyhow {
			return nil, nil, bad("message to be replied not found")
		}
	}
	return c, m, nil
}

func buttons(raw string) ([][]Button, *Error) {
	if raw == "" {
		return nil, nil
	}
	var markup struct {
		Rows [][]Button `json:"inline_keyboard"`
	}
	if json.Unmarshal([]byte(raw), &markup) != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	for _, row := range markup.Rows {
		for _, b := range row {
			switch {
			case strings.TrimSpace(b.Text) == "":
				return nil, bad("can't parse inline keyboard button: Text buttons are unallowed to be empty")
			case b.Data == "":
				return nil, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
			case len(b.Data) > 64:
				return nil, bad("BUTTON_DATA_INVALID")
			}
		}
	}
	return markup.Rows, nil
}

func checkText(text string) *Error {
	switch {
	case strings.TrimSpace(text) == "":
		return bad("message text is empty")
	case units(text) > 4096:
		return bad("message is too long")
	}
	return nil
}

func checkCaption(text string) *Error {
	if units(text) > 1024 {
		return bad("message caption is too long")
	}
	return nil
}

func (c *chat) add(m *Message) *Message {
	m.ID = c.next()
	c.messages = append(c.messages, m)
	return m
}

func (s *Server) sendMessage(p params) (any, *Error) {
	c, m, failed := s.prepare(p)
	if failed == nil {
		failed = checkText(p.values["text"])
	}
	if failed != nil {
		return nil, failed
	}
	m.Text = strings.TrimSpace(p.values["text"])
	return c.add(m).render(s, false), nil
}

func (s *Server) editMessageText(p params) (any, *Error) {
	return s.edit(p, strings.TrimSpace(p.values["text"]), checkText, func(m *Message) (*string, *Error) {
		if m.File != nil {
			return nil, bad("there is no text in the message to edit")
		}
		return &m.Text, nil
	})
}

func (s *Server) editMessageCaption(p params) (any, *Error) {
	return s.edit(p, p.values["caption"], checkCaption, func(m *Message) (*string, *Error) {
		if m.File == nil {
			return nil, bad("there is no caption in the message to edit")
		}
		return &m.Caption, nil
	})
}

func (s *Server) edit(p params, text string, check func(string) *Error, field func(*Message) (*string, *Error)) (any, *Error) {
	c, failed := s.open(p)
	if failed != nil {
		return nil, failed
	}
	m := c.message(p.num("message_id"))
	if m == nil {
		return nil, bad("message to edit not found")
	}
	if m.From != 0 {
		return nil, bad("message can't be edited")
	}
	if failed := check(text); failed != nil {
		return nil, failed
	}
	old, failed := field(m)
	if failed != nil {
		return nil, failed
	}
	rows, failed := buttons(p.values["reply_markup"])
	if failed != nil {
		return nil, failed
	}
	if *old == text && slices.EqualFunc(m.Buttons, rows, slices.Equal[[]Button]) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	*old, m.Buttons = text, rows
	m.Edits++
	return m.render(s, false), nil
}

// Sent are the bot's messages in a chat as they stand, the oldest first.
func (s *Server) Sent(chat int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	if c := s.chats[chat]; c != nil {
		for _, m := range c.messages {
			if m.From == 0 {
				out = append(out, *m)
			}
		}
	}
	return out
}

func (s *Server) nextName(kind string) string {
	s.serial++
	return fmt.Sprintf("%s%d", kind, s.serial)
}
