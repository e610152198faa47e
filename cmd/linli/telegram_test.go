package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/bot/telegram/telegramtest"
	"linli/desk"
	"linli/store"
)

const (
	staffRoom  = -1001000000001
	firstUser  = 5000 // residents
	firstStaff = 7000
)

// startTelegram starts serve on a fake Bot API server with a staff room that has topics.
func startTelegram(t testing.TB, dir string, env ...string) (*served, *telegramtest.Server) {
	t.Helper()
	tg := telegramtest.New(t)
	tg.Patience = patience
	tg.AddGroup(staffRoom, true)
	return start(t, dir, append(telegramEnv(tg), env...)...), tg
}

func telegramEnv(tg *telegramtest.Server) []string {
	return []string{"LINLI_TELEGRAM_TOKEN=" + tg.Token, "LINLI_TELEGRAM_API_URL=" + tg.URL(), fmt.Sprint("LINLI_TELEGRAM_STAFF_CHAT=", staffRoom)}
}

// The same day over Telegram, staff in their room, while fifty others talk.
func TestTelegramDay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, tg := startTelegram(t, dir)
	manager := addStaff(t, dir, "赵主管", "manager")
	const plumber = 77
	linkByTelegram(t, dir, tg, plumber)

	for i := range 50 {
		tg.UserSays(int64(firstUser+i), int64(firstUser+i), "停车费多少钱？")
	}
	const me = 42
	tg.UserSays(me, me, "物业费怎么交？")
	if m := tg.WaitSent(me, "物业缴费"); m.Press("解决了") == "" {
		t.Errorf("answer %+v", m)
	}
	tg.UserSays(me, me, leak)
	form := tg.WaitSent(me, "请看一下报修单")
	tg.UserPresses(me, form.ID, me, form.Press("提交"))
	tg.WaitSent(me, "已经登记好了")

	press := func(words, label string) {
		t.Helper()
		m := tg.WaitSent(staffRoom, words)
		if m.Press(label) == "" {
			t.Fatalf("no [%s] under %+v", label, m)
		}
		tg.UserPresses(staffRoom, m.ID, plumber, m.Press(label))
	}
	card := tg.WaitSent(staffRoom, "待接单")
	press("待接单", "认领")
	tg.WaitSent(me, "王师傅已接单")
	tg.RoomSays(staffRoom, plumber, card.Thread, 0, "我十分钟后到")
	tg.WaitSent(me, "王师傅：我十分钟后到")
	tg.UserSays(me, me, "好的，门开着")
	tg.WaitSent(staffRoom, "门开着")
	press("已接单（王师傅）", "办结")
	press("处理结果是什么", "直接办结")
	done := tg.WaitSent(me, "请问修好了吗")
	tg.UserPresses(me, done.ID, me, done.Press("修好了"))
	stars := tg.WaitSent(me, "打个分")
	tg.UserPresses(me, stars.ID, me, stars.Press("5 非常满意"))
	tg.WaitSent(me, "谢谢您的评价")

	for i := range 50 {
		tg.WaitSent(int64(firstUser+i), "停车")
	}
	var all map[string]any
	s.want(t, http.StatusOK, "GET", "/api/v1/report?since=1d", manager, nil, &all)
	if all["orders"] != 1.0 || all["episodes"] != 51.0 {
		t.Errorf("report %v", all)
	}
	s.stop(t)
}

// linkByTelegram opens, as a user, the link that linli staff link prints for 王师傅.
func linkByTelegram(t *testing.T, dir string, tg *telegramtest.Server, user int64) {
	t.Helper()
	out, errs, code := runProgram(t, "", "staff", "link", "王师傅", "--data", dir, "--telegram-bot-name", "@linli_bot")
	browser, deep, _ := strings.Cut(strings.TrimSpace(out), "\n")
	payload, ok := strings.CutPrefix(deep, "https://t.me/linli_bot?start=")
	if code != 0 || !ok || !strings.Contains(browser, "/desk/link/") || strings.HasSuffix(deep, browser[len(browser)-20:]) {
		t.Fatalf("staff link: %d %q %q", code, out, errs)
	}
	tg.UserSays(user, user, "/start "+payload)
	tg.WaitSent(user, "绑定成功：王师傅")
}

// Fifty staff press [认领] under one card: one has it, the others are told who.
func TestTelegramClaim(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, tg := startTelegram(t, dir)
	crowd(t, dir, 50, firstStaff)
	const me = 42
	tg.UserSays(me, me, leak)
	tg.WaitSent(me, "请看一下报修单")
	tg.UserSays(me, me, "提交")
	card := tg.WaitSent(staffRoom, "待接单")
	var presses []string
	for i := range 50 {
		presses = append(presses, tg.UserPresses(staffRoom, card.ID, int64(firstStaff+i), card.Press("认领")))
	}
	won, told := 0, map[string]int{}
	for _, p := range presses {
		tg.WaitFor(func() bool { return tg.Answered(p).Done })
		if text := tg.Answered(p).Text; strings.HasPrefix(text, "已认领") {
			won++
		} else {
			told[text]++
		}
	}
	beside(t, dir, func(st *store.Store) {
		o := must(st.Order(t.Context(), 1))(t)
		if won != 1 || o.State != desk.Claimed || told["这张工单已被"+o.ClaimerName+"接走。"] != 49 {
			t.Errorf("%d won, told %v, order of %q %s", won, told, o.ClaimerName, o.State)
		}
	})
}

// By webhook the same messages come in, and photos are kept here.
func TestTelegramWebhook(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	front := newFront(t)
	s, tg := startTelegram(t, dir, "LINLI_TELEGRAM_WEBHOOK_URL="+front.url+"/telegram/webhook", "LINLI_TELEGRAM_WEBHOOK_SECRET=s3cret")
	front.to(s.base)
	const me = 42
	tg.UserSays(me, me, "物业费怎么交？")
	tg.WaitSent(me, "物业缴费")
	tg.UserSendsPhoto(me, me, []byte("\xff\xd8\xff\xe0 a photo"), "", "")
	tg.WaitSent(me, "照片收到了")
	if n := tg.Calls("getUpdates"); n != 0 {
		t.Errorf("polled %d times", n)
	}
	status, err := call(s.base, "POST", "/telegram/webhook", "", map[string]int{"update_id": 1}, nil)
	if status != http.StatusUnauthorized {
		t.Errorf("without the secret: %d, %v", status, err)
	}
	kept := func() (ok bool) {
		beside(t, dir, func(st *store.Store) {
			list := must(st.RemoteMedia(t.Context(), time.Time{}, 10))(t)
			ok = len(list) == 0
		})
		return ok
	}
	for deadline := time.Now().Add(patience); !kept(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the photo was not fetched")
		}
	}
	s.stop(t)
}
