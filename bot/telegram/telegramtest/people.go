package telegramtest

import (
	"strings"
	"time"
)

// UserSays makes a user write in their private chat with the bot (chat and user are the
// same id) or in a group; the message's id is returned.
func (s *Server) UserSays(chat, user int64, text string) int {
	return s.Says(Message{Chat: chat, From: user, Text: text})
}

// RoomSays makes a user write in a group, in a topic or as a reply where these are given.
func (s *Server) RoomSays(room, user int64, thread, replyTo int, text string) int {
	return s.Says(Message{Chat: room, From: user, Thread: thread, ReplyTo: replyTo, Text: text})
}

// UserSendsPhoto makes a user send a photo; photos with the same album belong together.
func (s *Server) UserSendsPhoto(chat, user int64, data []byte, caption, album string) int {
	return s.Says(Message{Chat: chat, From: user, Caption: caption, Album: album, File: &File{Kind: "photo", Data: data}})
}

// Says makes a person send any message; writing in private starts the bot.
func (s *Server) Says(m Message) int {
	s.change(func() {
		c := s.private(m.Chat)
		if m.File != nil {
			m.File = s.keep(*m.File)
		}
		s.push("message", c.add(&m).render(s, false))
	})
	return m.ID
}

// UserEdits makes the author change the text of a message.
func (s *Server) UserEdits(chat int64, id int, text string) {
	s.change(func() {
		m := s.chats[chat].message(id)
		m.Text = text
		m.Edits++
		s.push("edited_message", m.render(s, false))
	})
}

// Answer is what the bot answered to the press of a button.
type Answer struct {
	Done  bool
	Text  string
	Alert bool
}

// UserPresses makes a user press a button with the data under a message; the id of the
// press is returned. Of a deleted message Telegram tells only where it was.
func (s *Server) UserPresses(chat int64, message int, user int64, data string) (callback string) {
	s.change(func() {
		callback = s.nextName("90210")
		s.callbacks[callback] = &Answer{}
		c := s.chats[chat]
		under := map[string]any{"chat": c.render(s), "message_id": message, "date": 0}
		if m := c.message(message); m != nil {
			under = m.render(s, false)
		}
		s.push("callback_query", map[string]any{"id": callback, "from": s.user(user), "message": under,
			"chat_instance": "1", "data": data})
	})
	return callback
}

// Expire makes it too late to answer a press.
func (s *Server) Expire(callback string) {
	s.change(func() { s.callbacks[callback].Done = true })
}

// Answered is the bot's answer to a press.
func (s *Server) Answered(callback string) Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.callbacks[callback]; a != nil {
		return *a
	}
	return Answer{}
}

func (s *Server) answerCallbackQuery(p params) (any, *Error) {
	a := s.callbacks[p.values["callback_query_id"]]
	if a == nil || a.Done {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	if units(p.values["text"]) > 200 {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	*a = Answer{Done: true, Text: p.values["text"], Alert: p.values["show_alert"] == "true"}
	return true, nil
}

// WaitFor waits until ok, looking again at every change; it fails the test, or returns
// false, when Patience ends.
func (s *Server) WaitFor(ok func() bool) bool {
	timeout := time.After(s.Patience)
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if ok() {
			return true
		}
		select {
		case <-changed:
		case <-time.After(20 * time.Millisecond): // what is not the server's own
		case <-timeout:
			if s.t != nil {
				s.t.Helper()
				s.t.Fatalf("telegramtest: waited %s in vain", s.Patience)
			}
			return false
		}
	}
}

// WaitSent waits for a message of the bot in the chat whose text holds words, and
// returns the latest such.
func (s *Server) WaitSent(chat int64, words string) Message {
	if s.t != nil {
		s.t.Helper()
	}
	var found Message
	s.WaitFor(func() bool {
		for _, m := range s.Sent(chat) {
			if strings.Contains(m.Words(), words) {
				found = m
			}
		}
		return found.ID != 0
	})
	return found
}
