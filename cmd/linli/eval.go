package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// eval asks labelled messages and says how many were understood.
func eval(ctx context.Context, p *program, in *invocation) error {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "all figures and every message's outcome as JSON, for --compare\n输出 JSON")
	errorsToo := flags.Bool("errors", false, "list each message that was not understood\n列出每条没答对的消息")
	compare := flags.String("compare", "", "what got better and worse since this `FILE`, made with --json\n和上次的结果比较")
	file := flags.String("faq", "", "ask the entries of this `FILE` only, lines id<TAB>question\n只用这个文件里的问题")
	s, err := in.configure(p, flags, 100, "content", "log-level")
	if err != nil {
		return err
	}
	if len(in.rest) == 0 {
		return misused("eval: which labelled FILES or FOLDERS? 例如 linli eval data/questions")
	}
	files, err := labelledFiles(in.rest)
	if err != nil {
		return err
	}
	before, err := readEvaluation(*compare)
	if err != nil {
		return err
	}
	began := time.Now()
	a, err := p.newAsker(ctx, s, *file, "")
	if err != nil {
		return err
	}
	e := evaluation{Version: buildVersion(), BuildMS: time.Since(began).Milliseconds()}
	if e.Rows, err = askRows(ctx, a, files); err != nil {
		return err
	}
	e.count()
	if *asJSON {
		return json.NewEncoder(p.stdout).Encode(e)
	}
	w := bufio.NewWriter(p.stdout)
	e.show(w)
	if *errorsToo {
		e.showMisses(w)
	}
	if before != nil {
		e.showChanges(w, before)
	}
	return w.Flush()
}

// labelledFiles are the files named, and the *.tsv of the folders named.
func labelledFiles(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, misused("eval: %v", err)
		}
		if !info.IsDir() {
			files = append(files, name)
			continue
		}
		err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".tsv") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

func readEvaluation(name string) (*evaluation, error) {
	if name == "" {
		return nil, nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, misused("--compare: %v", err)
	}
	e := new(evaluation)
	if err := json.Unmarshal(content, e); err != nil {
		return nil, misused("--compare: %s is no output of linli eval --json: %v", name, err)
	}
	return e, nil
}

// askRows asks every message of the files.
func askRows(ctx context.Context, a asker, files []string) ([]row, error) {
	var rows []row
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		number := 0
		for line := range strings.Lines(string(content)) {
			number++
			label, text, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
			if !ok || label == "" || text == "" {
				return nil, fmt.Errorf("%s:%d: wanted is label<TAB>message", name, number)
			}
			began := time.Now()
			u, err := a.ask(ctx, split(text))
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, number, err)
			}
			r := row{File: filepath.Base(name), Line: number, Label: label, Text: text, Took: time.Since(began)}
			r.judge(kindOf(r.File, label), u)
			rows = append(rows, r)
		}
	}
	return rows, nil
}
