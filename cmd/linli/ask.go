package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"linli/desk"
	"linli/faq"
	"linli/intents"
)

// understood is what `linli ask` says of one line. Its JSON is scripted against.
type understood struct {
	Text       string      `json:"text"`
	Intent     string      `json:"intent"`
	Emergency  *string     `json:"emergency"`
	Decision   string      `json:"decision"`
	Entries    []string    `json:"entries"`
	Candidates []candidate `json:"candidates"`
	Reply      string      `json:"reply"`
	Rules      []string    `json:"rules,omitempty"` // with --explain
}

type candidate struct {
	ID         string  `json:"id"`
	Confidence float64 `json:"confidence"`
}

// asker understands the messages of one conversation, of which the last counts.
type asker interface {
	ask(ctx context.Context, messages []string) (understood, error)
}

func ask(ctx context.Context, p *program, in *invocation) error {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	asJSON := fs.Bool("json", false, "one JSON object per line\n每行输出一个 JSON 对象")
	file := fs.String("faq", "", "ask these entries only: `FILE` of lines id<TAB>question\n只用这个文件里的问题，每行 id<TAB>问法")
	community := fs.String("community", "", "`ID` of the community whose data fill the answers\n用哪个小区的资料")
	explain := fs.Bool("explain", false, "name the rules that decided\n列出起作用的规则")
	s, err := in.configure(p, fs, 1, "content", "log-level")
	if err != nil {
		return err
	}
	if len(in.rest) > 0 {
		p.stdin = strings.NewReader(in.rest[0])
	}
	a, err := p.newAsker(ctx, s, *file, desk.CommunityID(*community))
	if err != nil {
		return err
	}
	show := showText
	if *asJSON {
		show = showJSON
	}
	return p.askLines(ctx, a, func(w io.Writer, u understood) error {
		if !*explain {
			u.Rules = nil
		}
		return show(w, u)
	})
}

// newAsker asks the entries of a file alone, or, without one, the whole engine.
func (p *program) newAsker(ctx context.Context, s settings, file string, community desk.CommunityID) (asker, error) {
	if file != "" {
		return loadFAQ(ctx, file)
	}
	return p.newRehearsal(ctx, s, community)
}

// askLines answers line by line, in order. What was answered is written out before
// linli waits for more.
func (p *program) askLines(ctx context.Context, a asker, show func(io.Writer, understood) error) error {
	r, w := bufio.NewReaderSize(p.stdin, 64<<10), bufio.NewWriterSize(p.stdout, 64<<10)
	for ctx.Err() == nil {
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
		line, err := r.ReadString('\n')
		if line != "" {
			line = strings.ToValidUTF8(strings.TrimRight(line, "\r\n"), "\uFFFD")
			u, err := a.ask(ctx, split(line))
			if err != nil {
				return err
			}
			if err := show(w, u); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(fmt.Errorf("read standard input: %w", err), w.Flush())
		}
	}
	return w.Flush()
}

// split takes "first ||| follow-up" apart.
func split(line string) []string {
	if !strings.Contains(line, "|||") {
		return []string{line}
	}
	parts := strings.Split(line, "|||")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func showJSON(w io.Writer, u understood) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(u)
}

func showText(w io.Writer, u understood) error {
	var b strings.Builder
	fmt.Fprintf(&b, "> %s\n  %s · %s", u.Text, u.Intent, u.Decision)
	if u.Emergency != nil {
		b.WriteString(" · " + *u.Emergency)
	}
	for _, id := range u.Entries {
		b.WriteString(" · " + id)
	}
	b.WriteString("\n ")
	for _, c := range u.Candidates[:min(3, len(u.Candidates))] {
		fmt.Fprintf(&b, " %s %.2f", c.ID, c.Confidence)
	}
	b.WriteByte('\n')
	if len(u.Rules) > 0 {
		fmt.Fprintf(&b, "  rules: %s\n", strings.Join(u.Rules, " "))
	}
	if u.Reply != "" {
		b.WriteString("  " + strings.ReplaceAll(u.Reply, "\n", "\n  ") + "\n")
	}
	_, err := fmt.Fprintln(w, b.String())
	return err
}

func candidates(list []faq.Candidate) []candidate {
	out := make([]candidate, len(list))
	for i, c := range list {
		out[i] = candidate{c.ID, math.Round(c.Confidence*1e4) / 1e4}
	}
	return out
}

// onlyFAQ asks the FAQ engine alone, on entries of a file.
type onlyFAQ struct{ index *faq.Index }

func loadFAQ(ctx context.Context, name string) (asker, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, misused("--faq: %v", err)
	}
	defer f.Close()
	entries, err := faq.LoadTSV(f, name)
	if err != nil {
		return nil, err
	}
	index, err := faq.Build(ctx, entries, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return onlyFAQ{index}, nil
}

func (a onlyFAQ) ask(ctx context.Context, messages []string) (understood, error) {
	last := len(messages) - 1
	q := faq.Query{Text: messages[last]}
	if last > 0 {
		q.Before = messages[last-1]
	}
	d, err := a.index.Decide(ctx, q)
	u := understood{Text: q.Text, Intent: string(intents.Question), Decision: string(d.Verdict), Entries: []string{}, Candidates: candidates(d.Candidates)}
	if d.Verdict == faq.Answer {
		u.Entries = d.Entries
	}
	return u, err
}
