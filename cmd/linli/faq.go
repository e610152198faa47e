package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"

	"linli/faq"
)

// faqTools are an editor's tools.
func faqTools(ctx context.Context, p *program, in *invocation) error {
	s, err := in.configure(p, flag.NewFlagSet("", flag.ContinueOnError), 1, "content")
	if err != nil {
		return err
	}
	if len(in.rest) == 0 || in.rest[0] != "lint" {
		return misused("faq: say lint (linli faq --help)")
	}
	communities, err := s.communities()
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, c := range communities {
		for name := range c.Data {
			known[name] = true
		}
	}
	folder, err := fs.Sub(s.contentFiles(), "faq")
	if err != nil {
		return err
	}
	findings, err := faq.Lint(ctx, folder, known, p.now())
	if err != nil {
		return s.contentProblem(err)
	}
	count := map[string]int{}
	for _, f := range findings {
		fmt.Fprintf(p.stdout, "%s: %s: %s\n", f.Where, f.Rule, f.Text)
		count[f.Rule]++
	}
	fmt.Fprintf(p.stdout, "%d findings %v\n", len(findings), count)
	if n := count[faq.RuleTwice] + count[faq.RulePlaceholder]; n > 0 {
		return fmt.Errorf("%d phrases that ask for two entries or placeholders that nobody fills", n)
	}
	return nil
}
