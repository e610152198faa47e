package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// converse passes lines on until the input ends, and prints what is said meanwhile.
func (p *program) converse(ctx context.Context, c *client) error {
	fmt.Fprintln(p.stdout, "请说。按钮可以输入前面的数字；Ctrl-D 结束。Numbers press buttons, Ctrl-D ends.")
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	heard := make(chan []line)
	failed := make(chan error, 1)
	go func() { failed <- c.listen(ctx, c.After, heard) }()
	t := &terminal{p: p, c: c, run: strings.ToLower(rand.Text()[:8])}
	said := readLines(ctx, p)
	for {
		var err error
		select {
		case list := <-heard:
			t.show(list)
		case text, ok := <-t.ready(said):
			if !ok {
				return nil
			}
			err = t.say(ctx, text)
		case <-t.patience():
			t.waiting = 0
		case err = <-failed:
		case <-ctx.Done():
			return nil
		}
		var no refusal
		if errors.As(err, &no) && no.status != http.StatusUnauthorized {
			fmt.Fprintf(p.stdout, "（%s）\n", no)
		} else if err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// readLines reads the input line by line until it ends.
func readLines(ctx context.Context, p *program) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for sc := bufio.NewScanner(p.stdin); sc.Scan(); {
			select {
			case out <- sc.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// terminal is what the resident sees.
type terminal struct {
	p       *program
	c       *client
	run     string // of this call, in the ids of messages
	n       int
	buttons []button // of the last message that had some
	waiting int64    // message without a reply yet, 0 if none
}

// ready is the input, which waits while a reply is expected: a script's lines are then
// answered one after the other.
func (t *terminal) ready(said <-chan string) <-chan string {
	if t.waiting != 0 {
		return nil
	}
	return said
}

// patience ends the wait for a reply: staff who have the conversation take their time.
func (t *terminal) patience() <-chan time.Time {
	if t.waiting == 0 {
		return nil
	}
	return time.After(3 * time.Second)
}

func (t *terminal) say(ctx context.Context, text string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	t.n++
	kind, what := "message", text
	if b, ok := t.pressed(text); ok {
		kind, what = "press", b.Press
	}
	id, err := t.c.send(ctx, kind, fmt.Sprintf("%s-%d", t.run, t.n), what)
	t.waiting = id
	return err
}

// pressed is the button meant by its number or its words.
func (t *terminal) pressed(text string) (button, bool) {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(t.buttons) {
		return t.buttons[n-1], true
	}
	for _, b := range t.buttons {
		if b.Label == text {
			return b, true
		}
	}
	return button{}, false
}

func (t *terminal) show(list []line) {
	answered := false
	for _, m := range list {
		t.c.After = max(t.c.After, m.ID)
		if m.ReplyTo != 0 && m.ReplyTo >= t.waiting {
			t.waiting = 0
		}
		if m.From == "resident" {
			continue
		}
		who := map[string]string{"bot": "小邻", "staff": m.Staff, "system": "系统"}[m.From]
		fmt.Fprintf(t.p.stdout, "%s：%s\n", who, strings.ReplaceAll(m.Text, "\n", "\n      "))
		if !answered {
			answered, t.buttons = true, nil // those above are about something else
		}
		if len(m.Buttons) == 0 {
			continue
		}
		t.buttons = m.Buttons
		for i, b := range m.Buttons {
			fmt.Fprintf(t.p.stdout, "  %d) %s", i+1, b.Label)
		}
		fmt.Fprintln(t.p.stdout)
	}
}
