package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"linli/desk"
	"linli/store"
	madeup "linli/store/demo"
)

// Who is there at the first start. They have no password: one-time links let them in.
const (
	firstManager = "经理"
	demoWorker   = "王师傅"
	demoEditor   = "小文"
)

// linkLife is how long a one-time link works.
const linkLife = 7 * 24 * time.Hour

// welcome makes the first members of staff and says where to go.
func (p *program) welcome(ctx context.Context, sv *service, addr net.Addr) error {
	base := sv.settings.baseURL(addr.String())
	var b strings.Builder
	fmt.Fprintf(&b, "\n  邻里 linli %s  小区客服台 community service desk\n\n", buildVersion())
	for i, c := range sv.content.Communities() {
		path := "/"
		if i > 0 {
			path = "/c/" + string(c.ID)
		}
		fmt.Fprintf(&b, "  住户聊天 chat  %s  %s%s\n", c.Name, base, path)
	}
	fmt.Fprintf(&b, "  工作台 desk    %s/desk\n", base)
	for _, c := range sv.content.Communities() {
		links, err := sv.firstLinks(ctx, &c, base)
		if err != nil {
			return err
		}
		b.WriteString(links)
	}
	if sv.telegram == nil {
		b.WriteString("\n  Telegram 未启用 off: LINLI_TELEGRAM_TOKEN\n")
	}
	fmt.Fprintf(&b, "\n  数据 data: %s    停止 stop: Ctrl-C\n\n", sv.settings.get("data"))
	_, err := fmt.Fprint(p.stdout, b.String())
	return err
}

// firstLinks makes a community's first staff when it has none, and new one-time links
// for those of them who have set no password yet.
func (sv *service) firstLinks(ctx context.Context, c *desk.Community, base string) (string, error) {
	list, err := sv.store.StaffList(ctx, c.ID)
	if err != nil {
		return "", err
	}
	list = slices.DeleteFunc(list, func(s desk.Staff) bool { return slices.Contains(madeup.StaffNames(), s.Name) })
	first := []desk.Staff{{Community: c.ID, Name: firstManager, Role: desk.RoleManager}}
	if c.Demo {
		first = append(first, desk.Staff{Community: c.ID, Name: demoWorker, Role: desk.RoleStaff},
			desk.Staff{Community: c.ID, Name: demoEditor, Role: desk.RoleEditor})
	}
	if len(list) == 0 {
		for _, f := range first {
			made, err := sv.store.AddStaff(ctx, f)
			if err != nil {
				return "", err
			}
			list = append(list, made)
		}
		if err := sv.joinDemo(ctx, c, list); err != nil {
			return "", err
		}
	}
	var b strings.Builder
	for _, f := range first {
		for _, s := range list {
			if s.Name != f.Name || s.HasLogin || !s.Active {
				continue
			}
			token, err := sv.store.NewStaffToken(ctx, s.ID, store.TokenLink, linkLife)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "  %s%s\n", pad(s.Name, 10), deskLink(base, token))
		}
	}
	if b.Len() == 0 {
		return "", nil
	}
	return fmt.Sprintf("\n  %s：第一次登录用的链接，各用一次，七天有效 one-time links for the first log-in\n", c.Name) + b.String(), nil
}

// joinDemo puts the first staff into the roster that linli demo made up before there were any.
func (sv *service) joinDemo(ctx context.Context, c *desk.Community, staff []desk.Staff) error {
	r, err := sv.store.Roster(ctx, c.ID, time.Now())
	if err != nil || !r.Demo {
		return err
	}
	for _, p := range staff {
		madeup.JoinRoster(&r, p)
	}
	return sv.store.Commit(ctx, &desk.Turn{Roster: &r})
}

func deskLink(base, token string) string { return base + "/desk/link/" + token }

// baseURL is the address in front of printed links: public-url, or where linli listens.
func (s settings) baseURL(listening string) string {
	if v := s.get("public-url"); v != "" {
		return strings.TrimRight(v, "/")
	}
	host, port, err := net.SplitHostPort(cmp.Or(listening, s.get("addr")))
	if err != nil {
		return "http://" + s.get("addr")
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
