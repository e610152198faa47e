package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"linli/desk"
	"linli/store"
)

func backup(ctx context.Context, p *program, in *invocation) error {
	s, err := in.configure(p, flag.NewFlagSet("", flag.ContinueOnError), 1, "data")
	if err != nil {
		return err
	}
	if len(in.rest) == 0 {
		return misused("backup: into which FILE? 备份到哪个文件")
	}
	err = store.BackupDir(ctx, s.get("data"), in.rest[0])
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return s.hasData()
	case errors.Is(err, desk.ErrConflict):
		return fmt.Errorf("%s exists already, choose another name 文件已存在", in.rest[0])
	case err != nil:
		return err
	}
	fmt.Fprintf(p.stdout, "已备份 backed up: %s -> %s\n", s.get("data"), in.rest[0])
	return nil
}

func restore(ctx context.Context, p *program, in *invocation) error {
	s, err := in.configure(p, flag.NewFlagSet("", flag.ContinueOnError), 1, "data")
	if err != nil {
		return err
	}
	if len(in.rest) == 0 {
		return misused("restore: from which FILE? 从哪个文件恢复")
	}
	err = store.Restore(ctx, in.rest[0], s.get("data"))
	if errors.Is(err, desk.ErrConflict) {
		return fmt.Errorf("data folder %s is not empty: move it away, or name another with --data 数据文件夹不是空的", s.get("data"))
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "已恢复 restored: %s -> %s\n", in.rest[0], s.get("data"))
	return nil
}
