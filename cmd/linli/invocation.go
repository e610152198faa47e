package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// invocation is one call of a command.
type invocation struct {
	command
	args []string
	rest []string // what is no flag, after parse
}

// parse reads the flags, which may stand before and after the other arguments, of which
// there may be most.
func (in *invocation) parse(p *program, fs *flag.FlagSet, most int) error {
	fs.Init(in.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // one clear line instead of the whole usage
	for args := in.args; ; {
		err := fs.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			in.usage(p.stdout, fs)
			return err
		}
		if err != nil {
			return misused("%s: %w (linli %s --help)", in.name, err, in.name)
		}
		if fs.NArg() == 0 {
			break
		}
		in.rest, args = append(in.rest, fs.Arg(0)), fs.Args()[1:]
	}
	if len(in.rest) > most {
		return misused("%s: %q is one argument too many (linli %s --help)", in.name, in.rest[most], in.name)
	}
	return nil
}

// usage explains the command and its flags.
func (in *invocation) usage(w io.Writer, fs *flag.FlagSet) {
	en, zh := bothLanguages(in.help)
	fmt.Fprintf(w, "linli %s: %s\n%s\n\n", strings.TrimSpace(in.name+" [flags] "+in.command.args), en, zh)
	fs.VisitAll(func(f *flag.Flag) {
		placeholder, help := flag.UnquoteUsage(f)
		en, zh := bothLanguages(help)
		if f.DefValue != "" && f.DefValue != "false" {
			en += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(w, "  --%-28s %s\n", strings.TrimSpace(f.Name+" "+placeholder), en)
		if zh != "" {
			fmt.Fprintf(w, "%33s%s\n", "", zh)
		}
	})
}

// bothLanguages splits a help text into its English and its Chinese line.
func bothLanguages(help string) (en, zh string) {
	en, zh, _ = strings.Cut(help, "\n")
	return en, zh
}
