package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"linli/desk"
	"linli/store"
	madeup "linli/store/demo"
)

func demo(ctx context.Context, p *program, in *invocation) error {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	days := fs.Int("days", 30, "how many `DAYS` up to now, 1 to 366\n模拟多少天")
	seed := fs.Int64("seed", 1, "the same `NUMBER` makes up the same\n随机种子")
	id := fs.String("community", "", "`ID` of the community\n哪个小区")
	clear := fs.Bool("clear", false, "remove what was made up, and nothing else\n清除模拟数据")
	s, err := in.configure(p, fs, 0, "data", "content")
	if err != nil {
		return err
	}
	if *days < 1 || *days > 366 {
		return misused("--days: %d is not 1 to 366", *days)
	}
	com, err := s.community(*id)
	if err != nil {
		return err
	}
	if !com.Demo {
		return misused("%s is no demo community: made-up data do not belong there 只能填入演示小区", com.ID)
	}
	if *clear {
		if err := s.hasData(); err != nil {
			return err
		}
		return p.withStore(ctx, s, func(st *store.Store) error {
			n, err := madeup.Clear(ctx, st, com.ID)
			return p.counted("已清除 removed", com, n, err)
		})
	}
	content, err := s.loadContent(ctx, desk.Edits{})
	if err != nil {
		return err
	}
	answer := func(entry string) (string, string) {
		e, _ := content.FAQ.Index().Entry(entry)
		text, _ := desk.Fill(e.Answer, com.Data)
		return text, e.Approved
	}
	return p.withStore(ctx, s, func(st *store.Store) error {
		n, err := madeup.Fill(ctx, st, com, madeup.Options{Until: p.now(), Days: *days, Seed: *seed, Answer: answer, Steps: content.Checklist})
		if errors.Is(err, desk.ErrConflict) {
			return fmt.Errorf("%s holds demo data already, linli demo --clear removes it 已有模拟数据", com.ID)
		}
		return p.counted("已填入模拟数据 made up", com, n, err)
	})
}

func (p *program) counted(what string, com *desk.Community, n store.DemoCount, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s，%d 个会话，%d 条消息，%d 张工单，%d 次回访\n", what, com.Name, n.Conversations, n.Messages, n.Orders, n.FollowUps)
	return err
}
