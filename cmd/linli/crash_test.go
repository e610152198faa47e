package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"linli/bot/telegram/telegramtest"
)

const (
	crashRounds   = 5
	webResidents  = 20
	chatResidents = 10
	// perReport is how many messages of a resident there are for each work order.
	perReport = 12
	// behind is how many messages may wait at Telegram before its residents pause, so
	// that a slow machine is not asked for more than it can do.
	behind = 300
)

// TestCrash kills the real program again and again while residents write, and then looks
// whether anything was lost, done twice or out of order. LINLI_CRASH_ROUNDS says how
// often, LINLI_CRASH_SEED repeats the moments.
func TestCrash(t *testing.T) {
	rounds, seed := envInt(t, "LINLI_CRASH_ROUNDS", crashRounds), envInt(t, "LINLI_CRASH_SEED", int(time.Now().UnixNano()%1e9))
	t.Logf("LINLI_CRASH_ROUNDS=%d LINLI_CRASH_SEED=%d", rounds, seed)
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	dir := t.TempDir()
	tg := telegramtest.New(t)
	tg.AddGroup(staffRoom, true)
	l := &load{}
	l.begin(t, tg) // nobody is there yet: residents try again

	for i := range rounds {
		s, out := launch(t, dir, telegramEnv(tg)...)
		if i%4 == 3 { // in the middle of starting
			time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond)
		} else if s.awaitReady(out, patience) {
			l.base.Store(&s.base)
			time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond)
		} else {
			t.Fatalf("round %d: not ready: %s", i, s.log)
		}
		s.kill()
	}
	s := start(t, dir, telegramEnv(tg)...)
	l.base.Store(&s.base)
	l.end()
	s.drained(t, tg)
	s.stop(t)
	l.check(t, dir, tg)
}

func envInt(t *testing.T, name string, otherwise int) int {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		return otherwise
	}
	return must(strconv.Atoi(v))(t)
}

// load are residents who write all the time.
type load struct {
	base  atomic.Pointer[string]
	stop  context.CancelFunc
	group sync.WaitGroup
	web   [webResidents]writer
	chat  [chatResidents]int // messages sent by each user
}

// writer is a resident of the web chat and the ids of their messages, as accepted.
type writer struct {
	resident
	accepted []int64
}

// questions have answers that differ, each of one message.
var questions = []string{"门禁卡丢了怎么办？", "物业电话是多少？", "垃圾怎么分类？"}

// nth is what a resident writes as their n-th message: mostly a question, now and then
// a report and its submission.
func nth(n int) string {
	switch n % perReport {
	case perReport - 2:
		return leak
	case perReport - 1:
		return "提交"
	}
	return fmt.Sprintf("%s（%d）", questions[n%len(questions)], n)
}

func (l *load) begin(t *testing.T, tg *telegramtest.Server) {
	nowhere := "http://127.0.0.1:1"
	l.base.Store(&nowhere)
	ctx, stop := context.WithCancel(t.Context())
	l.stop = stop
	t.Cleanup(l.group.Wait)
	for i := range l.web {
		l.group.Go(func() { l.writeWeb(ctx, t.Context(), &l.web[i]) })
	}
	for i := range l.chat {
		user := int64(firstUser + i)
		l.group.Go(func() {
			for ctx.Err() == nil || l.chat[i]%perReport != 0 && t.Context().Err() == nil {
				if tg.Pending() < behind {
					tg.UserSays(user, user, nth(l.chat[i]))
					l.chat[i]++
				}
				time.Sleep(70 * time.Millisecond)
			}
		})
	}
}

// end lets everybody finish what they are at, and waits for them.
func (l *load) end() {
	l.stop()
	l.group.Wait()
}

// writeWeb sends one message after the other, each until it is accepted; after ctx the
// rest of the report, after test nothing.
func (l *load) writeWeb(ctx, test context.Context, w *writer) {
	until := func(do func(base string) bool) {
		for test.Err() == nil && !do(*l.base.Load()) {
			time.Sleep(20 * time.Millisecond)
		}
	}
	until(func(base string) bool {
		status, err := call(base, "POST", "/api/v1/conversations", "", map[string]string{"community": "demo"}, &w.resident)
		return err == nil && status == http.StatusCreated
	})
	for n := 0; ctx.Err() == nil || n%perReport != 0 && test.Err() == nil; n++ {
		body := map[string]string{"client_id": fmt.Sprint("n", n), "text": nth(n)}
		until(func(base string) bool {
			var got taken
			status, err := call(base, "POST", "/api/v1/conversations/"+w.ID+"/messages", w.Token, body, &got)
			if err != nil || status != http.StatusAccepted {
				return false
			}
			w.accepted = append(w.accepted, got.ID)
			return true
		})
		time.Sleep(70 * time.Millisecond)
	}
}

// drained waits until everything was fetched, decided and sent.
func (s *served) drained(t *testing.T, tg *telegramtest.Server) {
	t.Helper()
	var metrics string
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		fetched := tg.Pending() == 0 // before the metrics: what is fetched is counted there
		metrics = must(scrape(s.base))(t)
		if fetched && strings.Contains(metrics, "\nlinli_inbox_waiting 0\n") && strings.Contains(metrics, "\nlinli_outbox_waiting 0\n") {
			return
		}
	}
	t.Fatalf("not drained:\n%s\n%s", metrics, s.log)
}

func (l *load) check(t *testing.T, dir string, tg *telegramtest.Server) {
	db := must(sql.Open("sqlite3", "file:"+dir+"/linli.db?mode=ro"))(t)
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
	count(t, db, 0, "inbox rows not done", "SELECT COUNT(*) FROM inbox WHERE done_at IS NULL")
	count(t, db, 0, "outbox rows not sent", "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL")
	count(t, db, 0, "updates set aside", "SELECT COUNT(*) FROM unread_updates")
	total := 0
	for i := range l.web {
		total += l.web[i].check(t, db)
	}
	for i, n := range l.chat {
		total += n
		checkChat(t, db, tg, int64(firstUser+i), n)
	}
	var again int
	if err := db.QueryRow("SELECT COUNT(*) FROM inbox WHERE attempts > 1").Scan(&again); err != nil {
		t.Error(err)
	}
	t.Logf("%d messages, %d of them decided again after a crash", total, again)
}

func count(t *testing.T, db *sql.DB, want int, what, query string, args ...any) {
	t.Helper()
	var n int
	if err := db.QueryRow(query, args...).Scan(&n); err != nil || n != want {
		t.Errorf("%s: %d, want %d, %v", what, n, want, err)
	}
}

// check looks at a web resident's record: every accepted message once, in order, and
// answered in order.
func (w *writer) check(t *testing.T, db *sql.DB) int {
	t.Helper()
	said, replied := record(t, db, "web", w.ID)
	if fmt.Sprint(said) != fmt.Sprint(w.accepted) {
		t.Errorf("resident %s: accepted %d messages, the record has %d, or in another order", w.ID, len(w.accepted), len(said))
	}
	answeredOnce(t, w.ID, said, replied)
	orders(t, db, "web", w.ID, len(said))
	return len(said)
}

// record are the ids of what a resident said, and what the bot's messages reply to.
func record(t *testing.T, db *sql.DB, channel, address string) (said, replied []int64) {
	t.Helper()
	rows := must(db.Query(`SELECT m.id, m.sender, m.reply_to FROM messages m JOIN conversations c ON c.id = m.conversation_id
		WHERE c.channel = ? AND c.address = ? ORDER BY m.id`, channel, address))(t)
	defer rows.Close()
	for rows.Next() {
		var id, reply int64
		var sender string
		if err := rows.Scan(&id, &sender, &reply); err != nil {
			t.Fatal(err)
		}
		switch sender {
		case "resident":
			said = append(said, id)
		case "bot":
			replied = append(replied, reply)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return said, replied
}

// answeredOnce checks that each message was replied to by one turn, in their order: a
// turn's replies stand together.
func answeredOnce(t *testing.T, who string, said, replied []int64) {
	t.Helper()
	var turns []int64
	for _, r := range replied {
		if len(turns) == 0 || turns[len(turns)-1] != r {
			turns = append(turns, r)
		}
	}
	if fmt.Sprint(turns) != fmt.Sprint(said) {
		t.Errorf("resident %s: %d messages, %d turns, or in another order", who, len(said), len(turns))
	}
}

// orders checks that a resident of n messages has one order for each report.
func orders(t *testing.T, db *sql.DB, channel, address string, n int) {
	t.Helper()
	count(t, db, n/perReport, "orders of "+address, `SELECT COUNT(*) FROM orders o JOIN conversations c ON c.id = o.conversation_id
		WHERE c.channel = ? AND c.address = ?`, channel, address)
}

// checkChat is the same for a Telegram user who sent n messages; and what the record has
// must have arrived in its order. After a crash a message may arrive a second time.
func checkChat(t *testing.T, db *sql.DB, tg *telegramtest.Server, user int64, n int) {
	t.Helper()
	address := fmt.Sprint(user)
	said, replied := record(t, db, "telegram", address)
	if len(said) != n {
		t.Errorf("user %d: sent %d messages, the record has %d", user, n, len(said))
	}
	answeredOnce(t, address, said, replied)
	orders(t, db, "telegram", address, n)
	rows := must(db.Query("SELECT text FROM outbox WHERE channel = 'telegram' AND address = ? ORDER BY id", address))(t)
	defer rows.Close()
	sent := tg.Sent(user)
	i := 0
	for rows.Next() {
		var want string
		if err := rows.Scan(&want); err != nil {
			t.Fatal(err)
		}
		for i > 0 && i < len(sent) && sent[i].Text == sent[i-1].Text && sent[i].Text != want { // a second time
			i++
		}
		if i == len(sent) || sent[i].Text != want {
			t.Errorf("user %d: message %d is not the one of the record", user, i)
			return
		}
		i++
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
}

func scrape(base string) (string, error) {
	resp, err := http.Get(base + "/metrics")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var b strings.Builder
	_, err = io.Copy(&b, resp.Body)
	return b.String(), err
}
