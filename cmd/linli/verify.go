package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"linli/desk"
	"linli/store"
	"linli/web"
)

// verify tells whether a file of evidence is whole, and whether this desk issued it.
func verify(ctx context.Context, p *program, in *invocation) error {
	s, err := in.configure(p, flag.NewFlagSet("", flag.ContinueOnError), 1, "data")
	if err != nil {
		return err
	}
	if len(in.rest) == 0 {
		return misused("verify: which FILE? 核对哪个文件")
	}
	name := in.rest[0]
	file, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w 文件读不了", name, err)
	}
	sum, err := web.CheckEvidence(file)
	switch {
	case errors.Is(err, desk.ErrInvalid):
		return fmt.Errorf("%s is no evidence of linli: it carries no checksum 这不是导出的证据文件", name)
	case errors.Is(err, desk.ErrConflict):
		return fmt.Errorf("%s was changed: its content is not that of checksum %s 文件被改动过", name, sum)
	case err != nil:
		return err
	}
	if err := s.hasData(); err != nil {
		return fmt.Errorf("%s is whole, but who issued it is not known: %w 文件完整，但无法确认是谁发出的", name, err)
	}
	return p.withStore(ctx, s, func(st *store.Store) error {
		issued, err := st.IssuedEvidence(ctx, sum)
		if errors.Is(err, desk.ErrNotFound) {
			return fmt.Errorf("%s is whole, but the desk in %s never issued it 文件完整，但不是这个服务台发出的", name, s.get("data"))
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "真实 genuine: 工单 %s，%s 由 %s 导出 issued，SHA-256 %s\n", issued.Number, issued.At.Local().Format("2006-01-02 15:04:05"), issued.By, sum)
		return nil
	})
}
