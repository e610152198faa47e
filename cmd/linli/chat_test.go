package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Without a desk that runs, chat is one: numbers press buttons, nothing is left.
func TestChatAlone(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"chat", "--alone"}, func(string) string { return "" },
		strings.NewReader("物业费怎么交\n1\n 5 非常满意\n\n"+leak+"\n提交\n"), &out, &errs)
	at := 0
	for _, want := range []string{"单独运行", "物业缴费", "1) 解决了  2) 没解决", "打个分", "谢谢您的评分", "请看一下报修单", "已经登记好了，工单号 WO"} {
		i := strings.Index(out.String()[at:], want)
		if i < 0 {
			t.Fatalf("no %q in the rest of\n%s", want, out.String())
		}
		at += i
	}
	left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "linli-chat-*"))
	if code != 0 || errs.Len() > 0 || err != nil || len(left) > 0 {
		t.Errorf("code %d, stderr %q, left %v %v", code, errs.String(), left, err)
	}
}

// With a desk that runs, chat goes there, and with --keep on in the same conversation.
func TestChatKeep(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	dir := t.TempDir()
	s := start(t, dir)
	addr := strings.TrimPrefix(s.base, "http://")
	say := func(text string, args ...string) string {
		t.Helper()
		out, errs, code := runProgram(t, text, append([]string{"chat", "--addr", addr}, args...)...)
		if code != 0 {
			t.Fatalf("chat: %d %s%s", code, out, errs)
		}
		return out
	}
	if out := say(leak+"\n", "--keep"); !strings.Contains(out, "请看一下报修单") {
		t.Errorf("first: %s", out)
	}
	if out := say("提交\n", "--keep"); !strings.Contains(out, "已经登记好了") || strings.Contains(out, "请看一下报修单") {
		t.Errorf("kept: %s", out)
	}
	if out := say("进度\n"); !strings.Contains(out, "没有进行中的工单") {
		t.Errorf("somebody else: %s", out)
	}
	if _, errs, code := runProgram(t, "", "chat", "--addr", "127.0.0.1:1"); code != 1 || !strings.Contains(errs, "no linli answers") {
		t.Errorf("nobody there: %d %q", code, errs)
	}
}
