package telegramtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

type answer struct {
	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	}
}

func call(t *testing.T, s *Server, method string, fields map[string]any) answer {
	t.Helper()
	a, err := try(s, method, fields)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func try(s *Server, method string, fields map[string]any) (a answer, err error) {
	body, err := json.Marshal(fields)
	if err != nil {
		return a, err
	}
	resp, err := http.Post(s.URL()+"/bot"+s.Token+"/"+method, "application/json", bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	return a, errors.Join(json.NewDecoder(resp.Body).Decode(&a), resp.Body.Close())
}

// poll returns the ids of the updates.
func poll(t *testing.T, s *Server, fields map[string]any) (ids []int64) {
	t.Helper()
	var list []struct {
		ID int64 `json:"update_id"`
	}
	if a := call(t, s, "getUpdates", fields); json.Unmarshal(a.Result, &list) != nil {
		t.Fatalf("getUpdates: %+v", a)
	}
	for _, u := range list {
		ids = append(ids, u.ID)
	}
	return ids
}

func TestUpdatesAreForgottenBelowTheOffset(t *testing.T) {
	s := New(t)
	for i := range 3 {
		s.UserSays(42, 42, fmt.Sprint(i))
	}
	first := poll(t, s, nil)
	if again := poll(t, s, nil); len(first) != 3 || len(again) != 3 {
		t.Fatalf("got %v, then %v", first, again)
	}
	if got := poll(t, s, map[string]any{"limit": 1}); len(got) != 1 || got[0] != first[0] {
		t.Errorf("limit 1: %v", got)
	}
	if got := poll(t, s, map[string]any{"offset": first[2]}); len(got) != 1 || got[0] != first[2] {
		t.Errorf("offset: %v", got)
	}
	if got := poll(t, s, nil); len(got) != 1 || s.Pending() != 1 {
		t.Errorf("forgotten updates are back: %v", got)
	}
	poll(t, s, map[string]any{"offset": first[2] + 1, "allowed_updates": []string{"callback_query"}})
	s.UserSays(42, 42, "x")
	s.UserPresses(42, 1, 42, "y")
	if got := poll(t, s, nil); len(got) != 1 {
		t.Errorf("kinds that were not asked for: %v", got)
	}
}

func TestLongPoll(t *testing.T) {
	s := New(t)
	var wg sync.WaitGroup
	var older answer
	wg.Go(func() { older, _ = try(s, "getUpdates", map[string]any{"timeout": 5}) })
	s.WaitFor(func() bool { return s.Calls("getUpdates") == 1 })
	time.Sleep(20 * time.Millisecond)
	time.AfterFunc(50*time.Millisecond, func() { s.UserSays(42, 42, "x") })
	if got := poll(t, s, map[string]any{"timeout": 5}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	wg.Wait()
	if older.Code != 409 {
		t.Errorf("the older call got %+v", older)
	}
}

func TestRules(t *testing.T) {
	s := New(t)
	s.AddUser(42, "李阿姨")
	s.AddUser(43, "拉黑的人")
	s.Block(43, true)
	s.AddGroup(-1, true)
	s.AddGroup(-2, false)
	s.AddGroup(-3, false)
	s.Migrate(-3, -4)
	said := s.UserSays(42, 42, "我的")
	keyboard := func(data string) map[string]any {
		return map[string]any{"inline_keyboard": [][]Button{{{Text: "a", Data: data}}}}
	}
	mine := call(t, s, "sendMessage", map[string]any{"chat_id": 42, "text": "你好"})
	var sent struct {
		ID int `json:"message_id"`
	}
	if json.Unmarshal(mine.Result, &sent) != nil || sent.ID == 0 {
		t.Fatalf("sent %+v", mine)
	}
	press := s.UserPresses(42, sent.ID, 42, "x")
	type fields = map[string]any
	tests := []struct {
		method string
		fields fields
		want   string // part of the refusal, "" if it is taken
	}{
		{"sendMessage", fields{"chat_id": 42, "text": strings.Repeat("😀", 2048)}, ""},
		{"sendMessage", fields{"chat_id": 42, "text": strings.Repeat("😀", 2049)}, "message is too long"},
		{"sendMessage", fields{"chat_id": 42, "text": " \n"}, "message text is empty"},
		{"sendMessage", fields{"chat_id": 99, "text": "x"}, "chat not found"},
		{"sendMessage", fields{"chat_id": 43, "text": "x"}, "Forbidden: bot was blocked"},
		{"sendMessage", fields{"chat_id": -3, "text": "x"}, "upgraded to a supergroup"},
		{"sendMessage", fields{"chat_id": -1, "text": "x", "message_thread_id": 9}, "message thread not found"},
		{"sendMessage", fields{"chat_id": 42, "text": "x", "reply_markup": keyboard(strings.Repeat("d", 64))}, ""},
		{"sendMessage", fields{"chat_id": 42, "text": "x", "reply_markup": keyboard(strings.Repeat("d", 65))}, "BUTTON_DATA_INVALID"},
		{"sendMessage", fields{"chat_id": 42, "text": "x", "reply_markup": keyboard("")}, "unallowed"},
		{"sendMessage", fields{"chat_id": 42, "text": "x", "reply_parameters": fields{"message_id": 999}}, "message to be replied not found"},
		{"sendMessage", fields{"chat_id": 42, "text": "x", "parse_mode": "HTML"}, "plain text only"},
		{"sendPhoto", fields{"chat_id": 42, "photo": "unknown"}, "wrong file identifier"},
		{"sendMediaGroup", fields{"chat_id": 42, "media": []fields{{"type": "photo", "media": "x"}}}, "2-10"},
		{"editMessageText", fields{"chat_id": 42, "message_id": sent.ID, "text": "你好"}, "message is not modified"},
		{"editMessageText", fields{"chat_id": 42, "message_id": sent.ID, "text": "您好"}, ""},
		{"editMessageText", fields{"chat_id": 42, "message_id": said, "text": "x"}, "message can't be edited"},
		{"editMessageText", fields{"chat_id": 42, "message_id": 999, "text": "x"}, "message to edit not found"},
		{"editMessageCaption", fields{"chat_id": 42, "message_id": sent.ID, "caption": "x"}, "no caption"},
		{"answerCallbackQuery", fields{"callback_query_id": press, "text": strings.Repeat("x", 201)}, "MESSAGE_TOO_LONG"},
		{"answerCallbackQuery", fields{"callback_query_id": press}, ""},
		{"answerCallbackQuery", fields{"callback_query_id": press}, "query is too old"},
		{"createForumTopic", fields{"chat_id": -1, "name": strings.Repeat("x", 129)}, "1-128"},
		{"createForumTopic", fields{"chat_id": -2, "name": "x"}, "not a forum"},
		{"createForumTopic", fields{"chat_id": -1, "name": "x"}, ""},
		{"getFile", fields{"file_id": "x"}, "wrong file_id"},
		{"getFile", fields{"file_id": s.AddFile(File{Kind: "voice", Size: 20<<20 + 1})}, "file is too big"},
		{"setWebhook", fields{"url": "http://127.0.0.1:1/"}, ""},
		{"getUpdates", fields{}, "webhook is active"},
		{"deleteWebhook", fields{}, ""},
		{"getUpdates", fields{}, ""},
		{"banEverybody", fields{}, "Not Found"},
	}
	for i, tt := range tests {
		a := call(t, s, tt.method, tt.fields)
		if a.OK != (tt.want == "") || !strings.Contains(a.Description, tt.want) {
			t.Errorf("%d %s: want %q, got %+v", i, tt.method, tt.want, a)
		}
	}
	resp, err := http.Get(s.URL() + "/bot1:wrong/getMe")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("wrong token: HTTP %d", resp.StatusCode)
	}
}

func TestFaults(t *testing.T) {
	s := New(t)
	s.AddUser(42, "李阿姨")
	text := map[string]any{"chat_id": 42, "text": "x"}
	s.Fail(Fault{Method: "sendMessage", Chat: 42, Code: 429, RetryAfter: 3, Times: 2})
	for range 2 {
		if a := call(t, s, "sendMessage", text); a.Code != 429 || a.Parameters.RetryAfter != 3 {
			t.Errorf("got %+v", a)
		}
	}
	if a := call(t, s, "sendMessage", text); !a.OK {
		t.Errorf("got %+v", a)
	}
	s.Fail(Fault{Method: "sendMessage", Drop: true})
	if _, err := try(s, "sendMessage", text); err == nil || len(s.Sent(42)) != 1 {
		t.Errorf("dropped: %v, %d sent", err, len(s.Sent(42)))
	}
	s.Fail(Fault{DropAfter: true})
	if _, err := try(s, "sendMessage", text); err == nil || len(s.Sent(42)) != 2 {
		t.Errorf("answer dropped: %v, %d sent", err, len(s.Sent(42)))
	}
	s.Fail(Fault{Delay: 50 * time.Millisecond})
	if began := time.Now(); !call(t, s, "getMe", nil).OK || time.Since(began) < 50*time.Millisecond {
		t.Error("not slow")
	}
	s.Fail(Fault{Code: 502, Body: "<html>", Times: -1})
	if _, err := try(s, "getMe", nil); err == nil {
		t.Error("a gateway's page was taken for an answer")
	}
	s.Heal()
	if a := call(t, s, "getMe", nil); !a.OK {
		t.Errorf("healed: %+v", a)
	}
}

func TestWaitForGivesUp(t *testing.T) {
	s := New(nil)
	defer s.Close()
	s.Patience = 10 * time.Millisecond
	if s.WaitFor(func() bool { return false }) {
		t.Error("it happened")
	}
}
