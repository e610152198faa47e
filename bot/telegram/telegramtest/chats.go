package telegramtest

import (
	"encoding/json"
	"slices"
	"strconv"
)

// chat is a private chat (its id is the user's), or a group.
type chat struct {
	id       int64
	forum    bool
	title    string
	blocked  bool
	movedTo  int64
	lastID   int
	topics   map[int]string
	messages []*Message
}

// AddGroup makes a group that the bot is a member of; its id must be negative. With
// forum it has topics.
func (s *Server) AddGroup(id int64, forum bool) {
	s.change(func() { s.chats[id] = &chat{id: id, forum: forum, title: "维修群", topics: map[int]string{}} })
}

// AddUser makes a user with a name who has started the bot.
func (s *Server) AddUser(id int64, name string) {
	s.change(func() {
		s.names[id] = name
		s.private(id)
	})
}

func (s *Server) private(user int64) *chat {
	c := s.chats[user]
	if c == nil {
		c = &chat{id: user, topics: map[int]string{}}
		s.chats[user] = c
	}
	return c
}

// Block makes the user block the bot, or unblock it.
func (s *Server) Block(user int64, blocked bool) {
	s.change(func() {
		c := s.private(user)
		c.blocked = blocked
		status := map[bool]string{true: "kicked", false: "member"}[blocked]
		s.push("my_chat_member", map[string]any{"chat": c.render(s), "from": s.user(user), "date": 1767225600,
			"old_chat_member": map[string]any{"status": "member", "user": s.bot()},
			"new_chat_member": map[string]any{"status": status, "user": s.bot(), "until_date": 0}})
	})
}

// Migrate turns a group into a supergroup with another id.
func (s *Server) Migrate(from, to int64) {
	s.change(func() {
		old := s.chats[from]
		s.chats[to] = &chat{id: to, title: old.title, topics: map[int]string{}}
		old.movedTo = to
		note := old.render(s)
		s.push("message", map[string]any{"message_id": old.next(), "date": 1767225600, "chat": note, "migrate_to_chat_id": to})
	})
}

// DeleteTopic deletes a forum topic with its messages.
func (s *Server) DeleteTopic(chat int64, thread int) {
	s.change(func() {
		c := s.chats[chat]
		delete(c.topics, thread)
		c.messages = slices.DeleteFunc(c.messages, func(m *Message) bool { return m.Thread == thread })
	})
}

// Topics are the names of a forum's topics by thread.
func (s *Server) Topics(chat int64) map[int]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[int]string{}
	for thread, name := range s.chats[chat].topics {
		out[thread] = name
	}
	return out
}

// DeleteMessage deletes a message.
func (s *Server) DeleteMessage(chat int64, id int) {
	s.change(func() {
		c := s.chats[chat]
		c.messages = slices.DeleteFunc(c.messages, func(m *Message) bool { return m.ID == id })
	})
}

func (c *chat) next() int {
	c.lastID++
	return c.lastID
}

func (c *chat) message(id int) *Message {
	for _, m := range c.messages {
		if m.ID == id {
			return m
		}
	}
	return nil
}

func (c *chat) render(s *Server) map[string]any {
	if c.id > 0 {
		return map[string]any{"id": c.id, "type": "private", "first_name": s.names[c.id]}
	}
	out := map[string]any{"id": c.id, "type": "supergroup", "title": c.title}
	if c.forum {
		out["is_forum"] = true
	}
	return out
}

func (s *Server) user(id int64) map[string]any {
	name := s.names[id]
	if name == "" {
		name = "用户" + strconv.FormatInt(id, 10)
	}
	return map[string]any{"id": id, "is_bot": false, "first_name": name, "language_code": "zh-hans"}
}

func (s *Server) bot() map[string]any {
	return map[string]any{"id": 123456, "is_bot": true, "first_name": "邻里", "username": "linli_bot"}
}

func (s *Server) getMe(params) (any, *Error) { return s.bot(), nil }

// open finds the chat of a call that the bot may write to.
func (s *Server) open(p params) (*chat, *Error) {
	c := s.chats[p.id("chat_id")]
	switch {
	case c == nil:
		return nil, bad("chat not found")
	case c.movedTo != 0:
		e := bad("group chat was upgraded to a supergroup chat")
		e.MigrateTo = c.movedTo
		return nil, e
	case c.blocked:
		return nil, &Error{Code: 403, Description: "Forbidden: bot was blocked by the user"}
	}
	return c, nil
}

func (s *Server) getChat(p params) (any, *Error) {
	c, failed := s.open(p)
	if failed != nil {
		return nil, failed
	}
	full := c.render(s)
	full["accent_color_id"], full["max_reaction_count"] = 0, 11
	return full, nil
}

func (s *Server) createForumTopic(p params) (any, *Error) {
	c, failed := s.open(p)
	if failed != nil {
		return nil, failed
	}
	name := p.values["name"]
	switch n := units(name); {
	case !c.forum:
		return nil, bad("the chat is not a forum")
	case n < 1 || n > 128:
		return nil, bad("topic name must be 1-128 characters, not " + strconv.Itoa(n))
	}
	thread := c.next()
	c.topics[thread] = name
	return map[string]any{"message_thread_id": thread, "name": name, "icon_color": 7322096}, nil
}

// Command is an entry of the bot's menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Menu is what was set for a scope and a language: "all_private_chats:en".
func (s *Server) Menu(scopeAndLanguage string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.menus[scopeAndLanguage]
}

func (s *Server) setMyCommands(p params) (any, *Error) {
	var list []Command
	scope := struct {
		Type string `json:"type"`
	}{"default"}
	if json.Unmarshal([]byte(p.values["commands"]), &list) != nil || len(list) > 100 {
		return nil, bad("can't parse commands")
	}
	if raw := p.values["scope"]; raw != "" && json.Unmarshal([]byte(raw), &scope) != nil {
		return nil, bad("can't parse scope")
	}
	s.menus[scope.Type+":"+p.values["language_code"]] = list
	return true, nil
}
