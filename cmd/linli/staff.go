package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"linli/desk"
	"linli/store"
)

func staff(ctx context.Context, p *program, in *invocation) error {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	f := staffFlags{
		name:      fs.String("name", "", "`NAME` as colleagues and residents see it (add)\n姓名或称呼"),
		role:      fs.String("role", string(desk.RoleStaff), "`ROLE`: "+roleNames()+" (add)\n角色"),
		community: fs.String("community", "", "`ID` of the community; add and link take the first one when left out\n哪个小区"),
		token:     fs.Bool("print-token", false, "print a token for the HTTP API, and nothing else (add)\n输出接口令牌"),
		link:      fs.Bool("print-link", false, "print a one-time link for the browser (add)\n输出一次性登录链接"),
	}
	s, err := in.configure(p, fs, 2, "data", "content", "addr", "public-url", "telegram-bot-name")
	if err != nil {
		return err
	}
	acts := map[string]func(context.Context, settings, staffFlags, []string, *store.Store) error{
		"add": p.addStaff, "list": p.listStaff, "link": p.linkStaff}
	verb := ""
	if len(in.rest) > 0 {
		verb = in.rest[0]
	}
	act := acts[verb]
	if act == nil {
		return misused("staff: say add, list or link (linli staff --help)")
	}
	if verb == "list" {
		if err := s.hasData(); err != nil {
			return err
		}
	}
	return p.withStore(ctx, s, func(st *store.Store) error { return act(ctx, s, f, in.rest[1:], st) })
}

type staffFlags struct {
	name, role, community *string
	token, link           *bool
}

func roleNames() string {
	var out []string
	for _, r := range desk.Roles {
		out = append(out, string(r))
	}
	return strings.Join(out, ", ")
}

// nameOf is the name given by the flag or as the one argument.
func (f staffFlags) nameOf(args []string) (string, error) {
	name := strings.TrimSpace(*f.name)
	if name == "" && len(args) == 1 {
		return strings.TrimSpace(args[0]), nil
	}
	if name == "" || len(args) > 0 {
		return "", misused("staff: one name is wanted, as in --name 王师傅")
	}
	return name, nil
}

func (p *program) addStaff(ctx context.Context, s settings, f staffFlags, args []string, st *store.Store) error {
	name, err := f.nameOf(args)
	if err != nil {
		return err
	}
	if !slices.Contains(desk.Roles, desk.Role(*f.role)) {
		return misused("--role: %q is not one of %s", *f.role, roleNames())
	}
	com, err := s.community(*f.community)
	if err != nil {
		return err
	}
	who, err := st.AddStaff(ctx, desk.Staff{Community: com.ID, Name: name, Role: desk.Role(*f.role)})
	if errors.Is(err, desk.ErrConflict) {
		return fmt.Errorf("%s has a member of staff named %s already 已有同名员工", com.ID, name)
	}
	if err != nil {
		return err
	}
	if !*f.token && !*f.link {
		fmt.Fprintf(p.stdout, "已添加 added: %s %s %s\n给本人一次性链接 a link for them: linli staff link %s\n", com.ID, name, who.Role.Label(), name)
		return p.warnUnplanned(ctx, com, who, st)
	}
	if *f.token {
		token, err := st.NewStaffToken(ctx, who.ID, store.TokenAPI, 0)
		if err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, token)
	}
	if *f.link {
		return p.printDeskLink(ctx, s, who, st)
	}
	return nil
}

// warnUnplanned says that somebody new stands in no shift, where there is a roster.
func (p *program) warnUnplanned(ctx context.Context, com *desk.Community, who desk.Staff, st *store.Store) error {
	r, err := st.Roster(ctx, com.ID, p.now())
	if err != nil || len(r.Unplanned([]desk.Staff{who}, com, p.now())) == 0 {
		return err
	}
	fmt.Fprintln(p.stdout, "还没有排班，不会有人派单给TA，请在 /desk/duty 排班 in no shift yet: nobody gives them orders until /desk/duty says when they work")
	return nil
}

func (p *program) printDeskLink(ctx context.Context, s settings, who desk.Staff, st *store.Store) error {
	token, err := st.NewStaffToken(ctx, who.ID, store.TokenLink, linkLife)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, deskLink(s.baseURL(s.get("addr")), token))
	return nil
}

func (p *program) linkStaff(ctx context.Context, s settings, f staffFlags, args []string, st *store.Store) error {
	name, err := f.nameOf(args)
	if err != nil {
		return err
	}
	com, err := s.community(*f.community)
	if err != nil {
		return err
	}
	who, err := st.StaffByName(ctx, com.ID, name)
	if errors.Is(err, desk.ErrNotFound) {
		return fmt.Errorf("%s has no member of staff named %s 没有这位员工", com.ID, name)
	}
	if err != nil {
		return err
	}
	if err := p.printDeskLink(ctx, s, who, st); err != nil {
		return err
	}
	bot := s.get("telegram-bot-name")
	if bot == "" {
		return nil
	}
	token, err := st.NewStaffToken(ctx, who.ID, store.TokenLink, linkLife)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "https://t.me/%s?start=link_%s\n", strings.TrimPrefix(bot, "@"), token)
	return nil
}

func (p *program) listStaff(ctx context.Context, _ settings, f staffFlags, args []string, st *store.Store) error {
	if len(args) > 0 {
		return misused("staff list takes no name")
	}
	list, err := st.StaffList(ctx, desk.CommunityID(*f.community))
	if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, pad("小区", 14)+pad("姓名", 18)+pad("角色", 12)+pad("网页密码", 12)+"Telegram")
	for _, m := range list {
		fmt.Fprintln(p.stdout, pad(string(m.Community), 14)+pad(m.Name, 18)+pad(m.Role.Label(), 12)+
			pad(yesNo(m.HasLogin, "已设", "未设"), 12)+yesNo(m.Telegram != "", "已绑定", "未绑定")+yesNo(m.Active, "", "  已停用"))
	}
	return nil
}

func yesNo(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}
