package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"

	"linli/desk"
	"linli/store"
)

func report(ctx context.Context, p *program, in *invocation) error {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	since := fs.String("since", "30d", "how far back: `SPAN` such as 24h, 30d or 4w\n统计多久以来")
	id := fs.String("community", "", "`ID` of the community; all of them together when left out and there are several\n哪个小区")
	asJSON := fs.Bool("json", false, "as GET /api/v1/report answers\n输出 JSON")
	verbose := fs.Bool("v", false, "with each figure's definition\n附上每个指标的定义")
	s, err := in.configure(p, fs, 0, "data", "content")
	if err != nil {
		return err
	}
	span, err := parseSpan(*since)
	if err != nil {
		return err
	}
	com, err := s.reported(*id)
	if err != nil {
		return err
	}
	if err := s.hasData(); err != nil {
		return err
	}
	return p.withStore(ctx, s, func(st *store.Store) error {
		until := com.Local(p.now()) // weeks are those of the community's time zone
		figures, err := st.Figures(ctx, com.ID, until.Add(-span), until)
		if err != nil {
			return err
		}
		if *asJSON {
			return json.NewEncoder(p.stdout).Encode(figures)
		}
		return showFigures(p.stdout, com, figures, *verbose)
	})
}

// reported is the community of a report: the one named, the only one, or with the id ""
// all of them by the first one's time zone.
func (s settings) reported(id string) (*desk.Community, error) {
	list, err := s.communities()
	if err != nil {
		return nil, err
	}
	if id == "" && len(list) > 1 {
		all := list[0]
		all.ID, all.Name, all.Targets = "", fmt.Sprintf("全部 %d 个小区", len(list)), desk.Targets{}
		return &all, nil
	}
	return s.community(id)
}

func showFigures(w io.Writer, com *desk.Community, f desk.Figures, verbose bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s 至 %s\n", com.Name, f.Since.Format("2006-01-02 15:04"), f.Until.Format("2006-01-02 15:04"))
	fmt.Fprintf(&b, "接待 %d 次，工单 %d 张", f.Episodes, f.Orders)
	if f.Pending > 0 {
		fmt.Fprintf(&b, "；其中 %d 次接待还不能下结论", f.Pending)
	}
	if f.Demo > 0 {
		fmt.Fprintf(&b, "；其中 %d 条是模拟数据", f.Demo)
	}
	b.WriteString("\n\n")
	b.WriteString(pad("指标", nameWidth) + padLeft("数值", valueWidth) + padLeft("计数", countWidth) + padLeft("目标", valueWidth) + "\n")
	for _, r := range f.Rows(com.Targets) {
		name := r.Name
		if r.Part {
			name = "  " + name
		}
		target := ""
		if r.Target > 0 {
			target = r.Unit.Text(r.Target, true)
		}
		b.WriteString(strings.TrimRight(pad(name, nameWidth)+padLeft(r.Text(), valueWidth)+padLeft(counted(r), countWidth)+
			padLeft(target, valueWidth), " ") + "\n")
		if verbose {
			b.WriteString("    " + r.Definition + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const (
	nameWidth  = 30
	valueWidth = 12
	countWidth = 14
)

// counted is what a value was computed from: numerator/denominator, or the cases.
func counted(r desk.FigureRow) string {
	if r.Unit == desk.Seconds {
		return fmt.Sprintf("n=%d", r.Figure.Denominator)
	}
	return fmt.Sprintf("%.0f/%d", r.Figure.Numerator, r.Figure.Denominator)
}

func pad(s string, n int) string     { return s + strings.Repeat(" ", max(1, n-columns(s))) }
func padLeft(s string, n int) string { return strings.Repeat(" ", max(1, n-columns(s))) + s }

// columns is how wide a terminal shows s: Chinese characters take two columns.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}
