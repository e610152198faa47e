package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// asked runs linli ask on the lines and decodes its answers as a script would.
func asked(t *testing.T, input string, args ...string) []map[string]any {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), append([]string{"ask", "--json"}, args...), func(string) string { return "" }, strings.NewReader(input), &out, &errs)
	if code != 0 || errs.Len() > 0 {
		t.Fatalf("ask: %d %s", code, errs.String())
	}
	var list []map[string]any
	for d := json.NewDecoder(&out); ; {
		var m map[string]any
		if err := d.Decode(&m); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
}

// The contract others script against: one object per line, in order, with these fields.
func TestAskContract(t *testing.T) {
	t.Parallel()
	lines := []struct{ text, intent, emergency, decision, entry string }{
		{"物业费怎么交", "question", "", "answer", "fee-pay-methods"},
		{"楼道着火了，全是烟", "emergency", "emg-fire-smoke", "emergency", "safe-fire-smoke"},
		{"转人工", "human", "", "handover", ""},
		{"我要报修，3栋2单元501水龙头漏水", "repair_report", "", "order", "repair-water-leak"},
		{"谢谢", "thanks", "", "smalltalk", ""},
		{"你好", "greeting", "", "smalltalk", ""},
		{"", "other", "", "smalltalk", ""},
		{"你们公司股票代码是多少", "question", "", "refuse", ""},
		{"改到明天上午来修", "question", "", "answer", "repair-reschedule"},
		{"垃圾怎么分类 ||| 门禁卡丢了怎么办", "question", "", "answer", "access-card-lost"},
	}
	var input []string
	for _, l := range lines {
		input = append(input, l.text)
	}
	list := asked(t, strings.Join(input, "\n")+"\n\xff\xfe\n"+strings.Repeat("长", 10000)) // no newline at the end
	if len(list) != len(lines)+2 {
		t.Fatalf("%d objects for %d lines", len(list), len(lines)+2)
	}
	fields := []string{"candidates", "decision", "emergency", "entries", "intent", "reply", "text"}
	for i, got := range list {
		var have []string
		for name := range got {
			have = append(have, name)
		}
		slices.Sort(have)
		if !slices.Equal(have, fields) {
			t.Errorf("line %d has the fields %v", i, have)
		}
		for _, c := range got["candidates"].([]any) {
			if p := c.(map[string]any)["confidence"].(float64); p < 0 || p > 1 {
				t.Errorf("line %d: confidence %v", i, p)
			}
		}
		if n := len(got["candidates"].([]any)); n > 10 {
			t.Errorf("line %d: %d candidates", i, n)
		}
		if i >= len(lines) {
			continue
		}
		want := lines[i]
		_, text, both := strings.Cut(want.text, " ||| ")
		if !both {
			text = want.text
		}
		emergency, _ := got["emergency"].(string)
		entries := got["entries"].([]any)
		if got["text"] != text || got["intent"] != want.intent || emergency != want.emergency || got["decision"] != want.decision ||
			want.entry == "" && len(entries) > 0 || want.entry != "" && (len(entries) == 0 || entries[0] != want.entry) {
			t.Errorf("%q: %v %v %v %v %v", want.text, got["text"], got["intent"], got["emergency"], got["decision"], entries)
		}
		if reply := got["reply"].(string); reply == "" || strings.ContainsRune(reply, '\u2063') {
			t.Errorf("%q: reply %q", want.text, reply)
		}
	}
	if n := len(list[1]["candidates"].([]any)); n == 0 {
		t.Error("no candidates with an emergency")
	}
}

// A follow-up is read in the light of what came before, and leaves nothing behind.
func TestAskStateless(t *testing.T) {
	t.Parallel()
	list := asked(t, "丢了怎么办\n办门禁卡要带什么 ||| 丢了怎么办\n丢了怎么办\n")
	alone, after := list[0], list[1]
	again, _ := json.Marshal(list[2])
	if first, _ := json.Marshal(alone); string(first) != string(again) {
		t.Errorf("the same line twice: %s\n%s", first, again)
	}
	if a, b := alone["candidates"], after["candidates"]; len(b.([]any)) == 0 || jsonOf(a) == jsonOf(b) {
		t.Errorf("what came before changes nothing: %v", after)
	}
}

func jsonOf(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// With --faq only the FAQ engine runs, on the entries of the file.
func TestAskFAQ(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bank.tsv")
	rows := "card-lost\tI lost my card\ncard-lost\tMy card was stolen\ncard-pin\tHow do I change my PIN?\ncard-pin\tI forgot my PIN\n" +
		"top-up\tHow can I top up?\ntop-up\tAdd money to my account\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	list := asked(t, "I lost my card\n转人工\n", "--faq", file)
	got := list[0]
	if got["decision"] != "answer" || jsonOf(got["entries"]) != `["card-lost"]` || got["reply"] != "" || got["emergency"] != nil {
		t.Errorf("%v", got)
	}
	if list[1]["decision"] != "refuse" || jsonOf(list[1]["entries"]) != "[]" {
		t.Errorf("%v", list[1])
	}
	var errs bytes.Buffer
	if err := os.WriteFile(file, []byte("card-lost I lost my card\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run(context.Background(), []string{"ask", "--faq", file}, func(string) string { return "" }, strings.NewReader(""), io.Discard, &errs); code != 1 ||
		!strings.Contains(errs.String(), "bank.tsv:1") {
		t.Errorf("broken file: %d %q", code, errs.String())
	}
}

// A program that writes a line and waits for the answer gets it.
func TestAskInterleaved(t *testing.T) {
	t.Parallel()
	in, write := io.Pipe()
	read, out := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(context.Background(), []string{"ask", "--json"}, func(string) string { return "" }, in, out, io.Discard)
		out.Close()
	}()
	d := json.NewDecoder(read)
	for _, text := range []string{"谢谢", "再见"} {
		if _, err := io.WriteString(write, text+"\n"); err != nil {
			t.Fatal(err)
		}
		answered := make(chan string, 1)
		go func() {
			var u understood
			_ = d.Decode(&u) // an error leaves the text empty
			answered <- u.Text
		}()
		select {
		case got := <-answered:
			if got != text {
				t.Fatalf("answer to %q, want %q", got, text)
			}
		case <-time.After(patience):
			t.Fatal("no answer before the next line")
		}
	}
	write.Close()
	if code := <-done; code != 0 {
		t.Error(code)
	}
}

func TestAskExplain(t *testing.T) {
	t.Parallel()
	got := asked(t, "谢谢\n", "--explain")[0]
	if rules, ok := got["rules"].([]any); !ok || len(rules) == 0 {
		t.Errorf("no rules in %v", got)
	}
	var out bytes.Buffer
	run(context.Background(), []string{"ask"}, func(string) string { return "" }, strings.NewReader("谢谢\n"), &out, io.Discard)
	if !strings.HasPrefix(out.String(), "> 谢谢\n  thanks · smalltalk\n") {
		t.Errorf("%q", out.String())
	}
}

// TestAskOneMessage: a message may stand in the command itself.
func TestAskOneMessage(t *testing.T) {
	out, errs, code := runProgram(t, "", "ask", "--json", "3栋2单元501停水了吗")
	var u understood
	if err := json.Unmarshal([]byte(out), &u); err != nil || code != 0 {
		t.Fatal(err, errs)
	}
	if u.Text != "3栋2单元501停水了吗" || !strings.HasPrefix(u.Reply, "目前没有查到3栋的停水通知。") {
		t.Errorf("%+v", u)
	}
}
