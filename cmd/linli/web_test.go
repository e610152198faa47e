package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
)

// leak is a report that says all that is needed.
const leak = "我要报修，3栋2单元501厨房水龙头漏水，昨天晚上开始的"

type apiOrder struct {
	ID        int64
	Number    string
	State     string
	Title     string
	ClaimedBy *string `json:"claimed_by"`
	Rating    *int
}

// A resident from the first message to a rated, closed work order, while fifty others
// talk; the figures count it.
func TestWebDay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir)
	worker, manager := addStaff(t, dir, "张师傅", "staff"), addStaff(t, dir, "赵主管", "manager")

	var others sync.WaitGroup
	for i := range 50 {
		others.Go(func() { askAll(t, s, i) })
	}
	r := s.resident(t)
	asked := s.says(t, r, "物业费怎么交？")
	answer := s.hears(t, r, "物业缴费")
	if answer.ReplyTo != asked || len(answer.Entries) != 1 || answer.Entries[0] != "fee-pay-methods" || answer.press("解决了") == "" {
		t.Errorf("answer %+v", answer)
	}
	s.says(t, r, leak)
	s.presses(t, r, s.hears(t, r, "请看一下报修单").press("提交"))
	number := s.hears(t, r, "已经登记好了").Order

	o := s.findOrder(t, worker, "opened", number)
	s.act(t, worker, o.ID, "claim", map[string]string{})
	s.hears(t, r, "张师傅已接单")
	s.act(t, worker, o.ID, "say", map[string]string{"client_id": "1", "text": "我十分钟后到"})
	s.hears(t, r, "我十分钟后到")
	s.act(t, worker, o.ID, "start", map[string]string{})
	s.act(t, worker, o.ID, "resolve", map[string]string{"what": "换了阀芯"})
	s.presses(t, r, s.hears(t, r, "请问修好了吗").press("修好了"))
	s.presses(t, r, s.hears(t, r, "打个分").press("5 非常满意"))
	s.hears(t, r, "谢谢您的评价")
	others.Wait()

	o = s.findOrder(t, worker, "closed", number)
	if o.Rating == nil || *o.Rating != 5 {
		t.Errorf("closed order %+v", o)
	}
	var all map[string]any
	s.want(t, http.StatusOK, "GET", "/api/v1/report?since=1d", manager, nil, &all)
	if all["orders"] != 1.0 || all["episodes"].(float64) < 51 {
		t.Errorf("report %v", all)
	}
	out, errs, code := runProgram(t, "", "report", "--since", "1d", "--json", "--data", dir)
	if code != 0 || !strings.Contains(out, `"csat_staff":{"value":1,"numerator":1,"denominator":1}`) {
		t.Errorf("linli report: %d %s%s", code, out, errs)
	}
	s.stop(t)
}

// askAll is one of the others: they ask one thing after the other and are answered in order.
func askAll(t *testing.T, s *served, i int) {
	r := s.resident(t)
	for j, q := range []string{"停车费多少钱", "垃圾怎么分类", "物业费怎么交"} {
		id := s.says(t, r, fmt.Sprintf("%s？我是%d号楼的", q, i+1))
		if m := s.hears(t, r, ""); m.ReplyTo != id {
			t.Errorf("resident %d, question %d: reply to %d, want %d", i, j, m.ReplyTo, id)
		}
		r.after = max(r.after, id)
		for s.pending(t, r) {
			s.hears(t, r, "")
		}
	}
}

// pending reports whether there are messages not yet heard.
func (s *served) pending(t *testing.T, r *resident) bool {
	var got struct{ Messages []message }
	s.want(t, http.StatusOK, "GET", fmt.Sprintf("/api/v1/conversations/%s/messages?after=%d", r.ID, r.after), r.Token, nil, &got)
	return len(got.Messages) > 0
}

func (s *served) findOrder(t testing.TB, token, state, number string) apiOrder {
	t.Helper()
	var got struct{ Orders []apiOrder }
	s.want(t, http.StatusOK, "GET", "/api/v1/orders?limit=50&state="+state, token, nil, &got)
	for _, o := range got.Orders {
		if o.Number == number {
			return o
		}
	}
	t.Fatalf("no %s order %s among %+v", state, number, got.Orders)
	return apiOrder{}
}

func (s *served) act(t testing.TB, token string, order int64, act string, body any) {
	t.Helper()
	s.want(t, http.StatusOK, "POST", fmt.Sprintf("/api/v1/orders/%d/%s", order, act), token, body, nil)
}

// Fifty staff claim at once: one wins, the others are told who.
func TestWebClaim(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir)
	tokens := crowd(t, dir, 50, 0)
	r := s.resident(t)
	s.says(t, r, leak)
	s.hears(t, r, "请看一下报修单")
	s.says(t, r, "提交")
	s.hears(t, r, "已经登记好了")

	type outcome struct {
		name   string
		status int
		told   string
	}
	outcomes := make(chan outcome, len(tokens))
	ready, all := make(chan struct{}), sync.WaitGroup{}
	for name, token := range tokens {
		all.Go(func() {
			<-ready
			var said struct {
				Error struct {
					Code      string
					ClaimedBy string `json:"claimed_by"`
				}
			}
			status, err := call(s.base, "POST", "/api/v1/orders/1/claim", token, map[string]string{}, &said)
			if err != nil {
				t.Error(err)
			}
			outcomes <- outcome{name, status, said.Error.ClaimedBy}
		})
	}
	close(ready)
	all.Wait()
	close(outcomes)
	winner, told := "", map[string]int{}
	for o := range outcomes {
		switch o.status {
		case http.StatusOK:
			if winner != "" {
				t.Errorf("%s and %s won", winner, o.name)
			}
			winner = o.name
		case http.StatusConflict:
			told[o.told]++
		default:
			t.Errorf("%s: HTTP %d", o.name, o.status)
		}
	}
	if winner == "" || told[winner] != 49 {
		t.Errorf("winner %q, told %v", winner, told)
	}
}

// Two desks on one data folder would be two workers on one inbox.
func TestServeTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir)
	_, errs, code := runProgram(t, "", "serve", "--addr", "127.0.0.1:0", "--data", dir)
	if code != 1 || !strings.Contains(errs, "another linli serve") || strings.Count(errs, "\n") != 1 {
		t.Errorf("second serve: %d %q", code, errs)
	}
	_, errs, code = runProgram(t, "", "serve", "--addr", strings.TrimPrefix(s.base, "http://"), "--data", t.TempDir())
	if code != 1 || !strings.Contains(errs, "in use") || strings.Count(errs, "\n") != 1 {
		t.Errorf("port in use: %d %q", code, errs)
	}
	if strings.Count(s.text, "/desk/link/") != 3 {
		t.Errorf("not three one-time links in %s", s.text)
	}
	s.stop(t)
	again := start(t, dir)
	if strings.Count(again.text, "/desk/link/") != 3 {
		t.Error("no new links although nobody has a password")
	}
	out, _, _ := runProgram(t, "", "staff", "list", "--data", dir)
	if strings.Count(out, "\n") != 4 {
		t.Errorf("first staff made twice: %s", out)
	}
}

func TestBackupRestore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir)
	r := s.resident(t)
	s.says(t, r, "物业费怎么交？")
	s.hears(t, r, "物业缴费")
	file := t.TempDir() + "/backup.tar"
	if _, errs, code := runProgram(t, "", "backup", file, "--data", dir); code != 0 {
		t.Fatalf("backup: %s", errs)
	}
	if _, errs, code := runProgram(t, "", "backup", file, "--data", dir); code != 1 || !strings.Contains(errs, "exists") {
		t.Errorf("backup over a file: %d %q", code, errs)
	}
	s.stop(t)
	if _, errs, code := runProgram(t, "", "restore", file, "--data", dir); code != 1 || !strings.Contains(errs, "not empty") {
		t.Errorf("restore over data: %d %q", code, errs)
	}
	fresh := t.TempDir() + "/restored"
	if _, errs, code := runProgram(t, "", "restore", file, "--data", fresh); code != 0 {
		t.Fatalf("restore: %s", errs)
	}
	again := start(t, fresh)
	r.after = 0
	again.hears(t, r, "物业缴费")
	if _, err := os.Stat(fresh + "/linli.db"); err != nil {
		t.Error(err)
	}
}
