package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"

	"linli/bot/telegram"
	"linli/desk"
)

// setting is one thing that can be set: by flag --name, by the environment's LINLI_NAME,
// by name in the YAML file, in this order; else it has its default.
type setting struct {
	name, def string
	help      string // English with the value's name in back quotes; Chinese after a newline
	check     func(string) error
	secret    bool // never shown
}

func (s setting) env() string {
	return "LINLI_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// catalogue are all settings; each command takes some of them as flags.
func catalogue() []setting {
	return []setting{
		{name: "addr", def: "127.0.0.1:8080", check: checkAddr,
			help: "`HOST:PORT` of the web chat, the desk and the API\n网页聊天、工作台和接口的监听地址"},
		{name: "data", def: "./linli-data",
			help: "`FOLDER` of the database and the photos\n数据库和照片所在的文件夹"},
		{name: "content", check: checkFolder,
			help: "`FOLDER` with faq/, emergencies.yaml and communities/, instead of what the program carries\n自己的内容文件夹：标准答案、险情卡、小区资料"},
		{name: "public-url", check: checkURL,
			help: "`URL` under which people reach the web pages, for printed links\n对外的网址，用在打印出来的链接里"},
		{name: "telegram-token", check: checkToken, secret: true,
			help: "`TOKEN` of the Telegram bot; without one there is no Telegram\nTelegram 机器人的令牌，不填就不启用"},
		{name: "telegram-api-url", def: telegram.DefaultAPIURL, check: checkAPIURL,
			help: "`URL` of the Bot API server\nBot API 服务器地址"},
		{name: "telegram-staff-chat", check: checkChats,
			help: "`CHAT` id of the staff group, or community=CHAT,community=CHAT\n员工群的 chat id；多个小区写 小区=群,小区=群"},
		{name: "telegram-bot-name",
			help: "`NAME` of the bot without @, for t.me links\n机器人的用户名，用来生成 t.me 链接"},
		{name: "telegram-webhook-url", check: checkURL,
			help: "`URL` that Telegram posts updates to, leading to /telegram/webhook here; without one linli polls\nTelegram 推送用的网址（通到 /telegram/webhook），不填就轮询"},
		{name: "telegram-webhook-secret", check: checkSecret, secret: true,
			help: "`SECRET` that Telegram proves itself with\nwebhook 的密钥，只能用字母、数字、_ 和 -"},
		{name: "rate-limit", def: "on", check: oneOf("on", "off"),
			help: "`on|off`: hold back residents who send too fast\n限制住户发消息的速度；压力测试时关掉"},
		{name: "log-level", def: "info", check: checkLevel,
			help: "`LEVEL` of the log on stderr: debug, info, warn or error\n日志级别"},
	}
}

const configEnv = "LINLI_CONFIG"

// value is what a setting is, and where it was set: "flag --addr", "LINLI_ADDR", "linli.yaml:3".
type value struct{ text, source string }

// settings are the settings of one call.
type settings map[string]value

func (s settings) get(name string) string { return s[name].text }

// wrong is the error of a setting that turns out to be unusable.
func (s settings) wrong(name string, cause any) error {
	return misused("%s (%s): %v", name, cmp.Or(s[name].source, "default"), cause)
}

// configure parses the call's flags with those of the named settings, and finds out what
// each setting is. All settings are checked that were set anywhere.
func (in *invocation) configure(p *program, fs *flag.FlagSet, most int, names ...string) (settings, error) {
	known := map[string]setting{}
	for _, s := range catalogue() {
		known[s.name] = s
	}
	file := fs.String("config", "", "YAML `FILE` with settings by these names ["+configEnv+"]\n设置文件")
	for _, n := range names {
		en, zh := bothLanguages(known[n].help)
		fs.String(n, known[n].def, en+" ["+known[n].env()+"]\n"+zh)
	}
	if err := in.parse(p, fs, most); err != nil {
		return nil, err
	}
	name, source := cmp.Or(*file, p.env(configEnv)), "flag --config"
	if *file == "" {
		source = configEnv
	}
	out, err := readConfig(name, source, known)
	if err != nil {
		return nil, err
	}
	for _, s := range known {
		if v := p.env(s.env()); v != "" {
			out[s.name] = value{v, s.env()}
		}
	}
	fs.Visit(func(f *flag.Flag) {
		if _, ok := known[f.Name]; ok {
			out[f.Name] = value{f.Value.String(), "flag --" + f.Name}
		}
	})
	return out, out.complete(names, known)
}

// complete fills in the defaults and checks the settings that the command uses.
func (s settings) complete(names []string, known map[string]setting) error {
	for _, n := range names {
		if s[n].text == "" {
			s[n] = value{known[n].def, s[n].source}
		}
		if s[n].text == "" || known[n].check == nil {
			continue
		}
		if err := known[n].check(s[n].text); err != nil {
			return s.wrong(n, err)
		}
	}
	return nil
}

func checkAddr(v string) error {
	_, port, err := net.SplitHostPort(v)
	if err == nil {
		_, err = net.DefaultResolver.LookupPort(context.Background(), "tcp", port)
	}
	if err != nil {
		return fmt.Errorf("%q is not an address such as 127.0.0.1:8080", v)
	}
	return nil
}

func checkFolder(v string) error {
	if info, err := os.Stat(v); err != nil || !info.IsDir() {
		return fmt.Errorf("%q is not a folder", v)
	}
	return nil
}

func checkURL(v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is not an address such as https://desk.example.com", v)
	}
	return nil
}

// The channel knows best what it takes.
func checkToken(v string) error {
	_, err := telegram.New(telegram.Config{Token: v})
	return err
}

func checkAPIURL(v string) error {
	_, err := telegram.New(telegram.Config{Token: "1:check", APIURL: v})
	return err
}

func checkChats(v string) error {
	rooms := map[string]desk.CommunityID{}
	for _, r := range splitChats(v) {
		if _, twice := rooms[r.chat]; twice {
			return fmt.Errorf("chat %s stands there twice", r.chat)
		}
		rooms[r.chat] = r.community
	}
	_, err := telegram.New(telegram.Config{Token: "1:check", Rooms: rooms})
	return err
}

// staffChat is a staff room; community "" is the first one.
type staffChat struct {
	community desk.CommunityID
	chat      string
}

func splitChats(v string) []staffChat {
	var out []staffChat
	for part := range strings.SplitSeq(v, ",") {
		community, chat, both := strings.Cut(part, "=")
		if !both {
			community, chat = "", part
		}
		out = append(out, staffChat{desk.CommunityID(strings.TrimSpace(community)), strings.TrimSpace(chat)})
	}
	return out
}

var secretShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func checkSecret(v string) error {
	if !secretShape.MatchString(v) {
		return fmt.Errorf("a secret is 1 to 256 letters, digits, _ and -")
	}
	return nil
}

func checkLevel(v string) error {
	if new(slog.LevelVar).UnmarshalText([]byte(v)) != nil {
		return fmt.Errorf("%q is not debug, info, warn or error", v)
	}
	return nil
}

func oneOf(values ...string) func(string) error {
	return func(v string) error {
		for _, ok := range values {
			if v == ok {
				return nil
			}
		}
		return fmt.Errorf("%q is not %s", v, strings.Join(values, " or "))
	}
}
