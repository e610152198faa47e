package telegram

import (
	"fmt"
	"strings"
	"testing"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
)

func TestTopics(t *testing.T) {
	srv, m, c := world(t, true)
	card := desk.Outbound{Key: "order:12:card", To: to(room), Text: "P1 水管爆裂 3栋501\n" + strings.Repeat("详", 200), Order: 12}
	send(t, c, m, card)
	send(t, c, m, desk.Outbound{Key: "b", To: to(room), Text: "住户：还在漏", Order: 12})
	send(t, c, m, desk.Outbound{Key: "c", To: to(room), Text: "日报"})
	sent := srv.Sent(room)
	thread := sent[0].Thread
	if thread == 0 || sent[1].Thread != thread || sent[2].Thread != 0 || srv.Topics(room)[thread] != "P1 水管爆裂 3栋501" {
		t.Fatalf("topics %v, sent %+v", srv.Topics(room), sent)
	}
	if n := srv.Calls("getChat"); n != 1 {
		t.Errorf("%d times asked whether the room has topics", n)
	}
	srv.DeleteTopic(room, thread)
	send(t, c, m, desk.Outbound{Key: "d", To: to(room), Text: "住户：快来", Order: 12})
	sent = srv.Sent(room)
	if last := sent[len(sent)-1]; last.Thread == 0 || last.Thread == thread || m.topics[roomID+" 12"] != fmt.Sprint(last.Thread) {
		t.Errorf("after the topic was deleted: %+v, %v", last, m.topics)
	}
	send(t, c, m, desk.Outbound{Key: "e", To: to(room), Text: "😀" + strings.Repeat("长", 200), Order: 13})
	send(t, c, m, desk.Outbound{Key: "f", To: to(fmt.Sprint(room, "/", m.topics[roomID+" 13"])), Text: "直接", Order: 14})
	if n := len(srv.Topics(room)); n != 2 {
		t.Errorf("%d topics", n)
	}
}

func TestTopicsThatTheBotMayNotOpen(t *testing.T) {
	srv, m, c := world(t, true)
	srv.Fail(telegramtest.Fault{Method: "createForumTopic", Code: 400, Description: "Bad Request: not enough rights to create a topic", Times: -1})
	send(t, c, m, desk.Outbound{Key: "order:12:card", To: to(room), Text: "新工单", Order: 12})
	send(t, c, m, desk.Outbound{Key: "b", To: to(room), Text: "还在漏", Order: 12})
	sent := srv.Sent(room)
	if len(sent) != 2 || sent[1].ReplyTo != sent[0].ID || srv.Calls("createForumTopic") != 1 {
		t.Errorf("sent %+v", sent)
	}
}

func TestReplyToTheCardOutsideForums(t *testing.T) {
	srv, m, c := world(t, false)
	send(t, c, m, desk.Outbound{Key: "order:12:card", To: to(room), Text: "新工单", Order: 12})
	send(t, c, m, desk.Outbound{Key: "b", To: to(room), Text: "还在漏", Order: 12})
	send(t, c, m, desk.Outbound{Key: "c", To: to(plumber), Text: "您有一单", Order: 12})
	sent := srv.Sent(room)
	if sent[0].ReplyTo != 0 || sent[1].ReplyTo != sent[0].ID || srv.Sent(plumber)[0].ReplyTo != 0 {
		t.Errorf("sent %+v", sent)
	}
	srv.DeleteMessage(room, sent[0].ID)
	send(t, c, m, desk.Outbound{Key: "d", To: to(room), Text: "还在漏", Order: 12})
	if sent = srv.Sent(room); sent[len(sent)-1].ReplyTo != 0 {
		t.Errorf("sent %+v", sent)
	}
}
