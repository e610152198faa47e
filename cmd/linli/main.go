// Command linli is the community service desk: the desk itself (serve), a resident in
// the terminal (chat, ask) and the tools of whoever runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // communities have time zones, slim systems have none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// program is what a command may use of the world around it.
type program struct {
	env    func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
}

// command is one word after "linli".
type command struct {
	name, args string
	help       string // English, and the same in Chinese after a newline
	run        func(context.Context, *program, *invocation) error
}

func commands() []command {
	return []command{
		{"serve", "", "run the desk: web chat, staff desk, Telegram\n启动服务：网页聊天、工作台、Telegram", serve},
		{"chat", "", "talk to the desk as a resident, in the terminal\n在终端里以住户身份对话", chat},
		{"ask", "[MESSAGE]", "show what a message would be answered; without one, read a message per line\n看一条消息会怎样回答；不写就从标准输入读，每行一条", ask},
		{"eval", "FILE|FOLDER...", "ask labelled messages, show how many were understood\n用带标签的消息测一测答得怎么样", eval},
		{"faq", "lint", "what an editor should look at: phrases alike, unknown placeholders, long answers\n检查标准问答：重复问法、占位符、过长的答案", faqTools},
		{"report", "", "the figures: resolution, response, SLA, satisfaction\n运营指标：解决率、响应、时限、满意度", report},
		{"staff", "add|list|link [NAME]", "members of staff, their tokens and one-time links\n员工账号、接口令牌和一次性链接", staff},
		{"backup", "FILE", "copy the whole data folder into one file, while serve runs\n在线备份整个数据文件夹", backup},
		{"restore", "FILE", "make a new data folder from a backup\n从备份恢复到新的数据文件夹", restore},
		{"verify", "FILE", "whether a file of evidence is whole and from this desk\n核对导出的工单证据是否真实、完整", verify},
		{"demo", "", "fill the demo community with a month of made-up data\n给演示小区填入模拟数据", demo},
		{"version", "", "which linli this is\n版本", version},
	}
}

// wrongUse is a mistake of whoever called: exit code 2.
type wrongUse struct{ error }

func (e wrongUse) Unwrap() error { return e.error }

func misused(format string, args ...any) error { return wrongUse{fmt.Errorf(format, args...)} }

// run is linli without the process around it: 0 when it did what was asked, 1 on an
// error, 2 when it was called wrongly.
func run(ctx context.Context, args []string, env func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{env: env, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	err := p.dispatch(ctx, args)
	var wrong wrongUse
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintln(stderr, "linli:", err)
		return 2
	}
	fmt.Fprintln(stderr, "linli:", err)
	return 1
}

func (p *program) dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		p.overview(p.stderr)
		return misused("which command? 请写上要做什么，例如 linli serve")
	}
	name := args[0]
	if name == "help" || name == "-h" || name == "--help" || name == "-help" {
		if len(args) == 1 {
			p.overview(p.stdout)
			return nil
		}
		name, args = args[1], []string{args[1], "--help"}
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, p, &invocation{command: c, args: args[1:]})
		}
	}
	return misused("unknown command %q, see linli help 没有这个命令", name)
}

func (p *program) overview(w io.Writer) {
	fmt.Fprint(w, "linli 邻里: the service desk of a residential community 小区客服台\n\n")
	for _, c := range commands() {
		en, zh := bothLanguages(c.help)
		fmt.Fprintf(w, "  linli %-30s %s\n%39s%s\n", c.name+" "+c.args, en, "", zh)
	}
	fmt.Fprint(w, "\n  linli COMMAND --help says more 查看某个命令的用法\n")
}

func version(_ context.Context, p *program, in *invocation) error {
	if err := in.parse(p, flag.NewFlagSet("version", flag.ContinueOnError), 0); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "linli", buildVersion())
	return nil
}

// buildVersion is the module's version, or the commit it was built from.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	return info.Main.Version
}
