package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/desk"
	"linli/store"
)

// Who works here: accounts, roles, one-time links, and the log of who did what.

// linkLife is how long a one-time link works.
const linkLife = 7 * 24 * time.Hour

type staffView struct {
	frame
	Rows    []staffRow
	Roles   []choice
	Link    string // a one-time link that was just made, shown once
	LinkFor string
	Name    string // as it was typed
	Role    string
	Problem string
	Done    string
}

type staffRow struct {
	ID       desk.StaffID
	Name     string
	Role     desk.Role
	Active   bool
	Login    bool
	Telegram bool
	Duty     string
	InHand   int
	Mine     bool // who looks
	CanEdit  bool
}

var staffDone = map[string]string{"change": "已保存。", "logout": "已全部下线，原来的链接和接口令牌也都作废了。", "unlink": "已解除绑定。"}

func (s *Server) staffPage(w http.ResponseWriter, r *http.Request) error {
	return s.showStaff(w, r, staffView{Done: staffDone[r.URL.Query().Get("done")]}, http.StatusOK)
}

func (s *Server) showStaff(w http.ResponseWriter, r *http.Request, v staffView, status int) error {
	by := staffOf(r)
	list, err := s.cfg.Store.StaffList(r.Context(), by.Community)
	if err != nil {
		return err
	}
	book, err := s.dutyBook(r.Context(), by.Community)
	if err != nil {
		return err
	}
	for _, p := range list {
		row := staffRow{ID: p.ID, Name: p.Name, Role: p.Role, Active: p.Active, Login: p.HasLogin, Telegram: p.Telegram != "", InHand: book.loads[p.ID].InHand,
			Mine: p.ID == by.ID, CanEdit: (&p).Administer(by, p.Role, p.Active) == nil}
		if p.Active && p.Role.Works() {
			row.Duty = book.duty(p.ID).Word()
		}
		v.Rows = append(v.Rows, row)
	}
	slices.SortStableFunc(v.Rows, func(a, b staffRow) int { return boolCompare(b.Active, a.Active) })
	for _, role := range desk.Roles {
		if role != desk.RoleAdmin || by.Role == desk.RoleAdmin {
			v.Roles = append(v.Roles, choice{string(role), role.Label()})
		}
	}
	if v.Role == "" {
		v.Role = string(desk.RoleStaff)
	}
	if v.frame, err = s.frame(r, "人员", "manage"); err != nil {
		return err
	}
	return render(w, status, "manage_staff.html", v)
}

// line is a line of the log by who asks.
func auditLine(by desk.Staff, act desk.AuditAct, about string) desk.AuditLine {
	return desk.AuditLine{Community: by.Community, Staff: by.ID, Name: by.Name, Act: act, About: about}
}

// addStaffForm adds somebody, and shows the link with which they set a password.
func (s *Server) addStaffForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	by, name, role := staffOf(r), strings.TrimSpace(r.PostFormValue("name")), desk.Role(r.PostFormValue("role"))
	v := staffView{Name: name, Role: string(role)}
	switch {
	case name == "" || len([]rune(name)) > 20 || strings.ContainsAny(name, "\r\n\t"):
		v.Problem = "请写姓名，最多 20 个字"
	case !role.Valid() || role == desk.RoleAdmin && by.Role != desk.RoleAdmin:
		v.Problem = "请选择角色"
	}
	if v.Problem != "" {
		return s.showStaff(w, r, v, http.StatusBadRequest)
	}
	p, err := s.cfg.Store.AddStaff(r.Context(), desk.Staff{Community: by.Community, Name: name, Role: role})
	if errors.Is(err, desk.ErrConflict) {
		v.Problem = "已经有同名的人了，加个字区分一下"
		return s.showStaff(w, r, v, http.StatusConflict)
	}
	if err != nil {
		return err
	}
	if err := s.cfg.Store.Audit(r.Context(), auditLine(by, desk.AuditStaffAdded, name+"（"+role.Label()+"）")); err != nil {
		return err
	}
	return s.showLink(w, r, p)
}

// showLink makes a one-time link for somebody and shows it, once.
func (s *Server) showLink(w http.ResponseWriter, r *http.Request, p desk.Staff) error {
	token, err := s.cfg.Store.NewStaffToken(r.Context(), p.ID, store.TokenLink, linkLife)
	if err == nil {
		err = s.cfg.Store.Audit(r.Context(), auditLine(staffOf(r), desk.AuditLink, p.Name))
	}
	if err != nil {
		return err
	}
	return s.showStaff(w, r, staffView{Link: s.baseOf(r) + "/desk/link/" + token, LinkFor: p.Name}, http.StatusOK)
}

// baseOf is the address the page was asked at.
func (s *Server) baseOf(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// staffMember is the member of staff in the address, of the community of the one who asks, if
// they may be administered.
func (s *Server) staffMember(r *http.Request) (desk.Staff, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return desk.Staff{}, notFound("没有这个人")
	}
	p, err := s.cfg.Store.Staff(r.Context(), desk.StaffID(id))
	if err == nil && p.Community != staffOf(r).Community {
		err = notFound("没有这个人")
	}
	return p, err
}

// staffForm does what a button of somebody's row asks for.
func (s *Server) staffForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.staffMember(r)
	if err != nil {
		return err
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	by, step := staffOf(r), r.PathValue("step")
	was := p
	role, active := p.Role, p.Active
	switch step {
	case "role":
		role = desk.Role(r.PostFormValue("role"))
	case "disable":
		active = false
	case "enable":
		active = true
	case "link", "logout", "unlink":
	default:
		return notFound("没有这项操作")
	}
	err = p.Administer(by, role, active)
	if err == nil {
		if step == "link" && p.Active {
			return s.showLink(w, r, p)
		}
		err = s.saveStaff(r.Context(), by, &was, p, step)
	}
	if errors.Is(err, desk.ErrConflict) {
		return s.showStaff(w, r, staffView{Problem: "至少要留一位能管理的经理"}, http.StatusConflict)
	}
	if refused, ok := refusalOf(r, err); err != nil && ok {
		return s.showStaff(w, r, staffView{Problem: refused.words}, refused.status)
	}
	if err != nil {
		return err
	}
	done := map[string]string{"logout": "logout", "unlink": "unlink"}[step]
	if done == "" {
		done = "change"
	}
	http.Redirect(w, r, "/manage/staff?done="+done, http.StatusSeeOther)
	return nil
}

func (s *Server) saveStaff(ctx context.Context, by desk.Staff, was *desk.Staff, p desk.Staff, step string) error {
	switch step {
	case "logout":
		return s.cfg.Store.RevokeTokens(ctx, p.ID, auditLine(by, desk.AuditLoggedOut, p.Name))
	case "unlink":
		return s.cfg.Store.UnlinkTelegram(ctx, p.ID, auditLine(by, desk.AuditUnlinked, p.Name))
	case "disable":
		return s.cfg.Store.ChangeStaff(ctx, p, auditLine(by, desk.AuditDisabled, p.Name))
	case "enable":
		return s.cfg.Store.ChangeStaff(ctx, p, auditLine(by, desk.AuditEnabled, p.Name))
	}
	return s.cfg.Store.ChangeStaff(ctx, p, auditLine(by, desk.AuditRole, fmt.Sprintf("%s：%s → %s", p.Name, was.Role.Label(), p.Role.Label())))
}

type auditView struct {
	frame
	Rows []auditRow
	Next string
}

type auditRow struct{ At, Name, Act, About string }

// auditPageSize is how many lines of the log a page shows.
const auditPageSize = 100

func (s *Server) auditPage(w http.ResponseWriter, r *http.Request) error {
	c, now := s.communityOf(r), s.cfg.Now()
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, err := s.cfg.Store.AuditLog(r.Context(), c.ID, max(0, before), auditPageSize+1)
	if err != nil {
		return err
	}
	v := auditView{}
	if len(list) > auditPageSize {
		list = list[:auditPageSize]
		v.Next = fmt.Sprintf("/manage/audit?before=%d", list[auditPageSize-1].ID)
	}
	for _, l := range list {
		v.Rows = append(v.Rows, auditRow{moment(c, l.At, now), l.Name, l.Act.Label(), l.About})
	}
	if v.frame, err = s.frame(r, "操作记录", "manage"); err != nil {
		return err
	}
	return render(w, http.StatusOK, "manage_audit.html", v)
}
