package desk

import (
	"fmt"
	"time"
)

// AuditAct is something that is kept of who did what to accounts and data.
type AuditAct string

const (
	AuditLogin       AuditAct = "login"
	AuditLoginFailed AuditAct = "login_failed"
	AuditStaffAdded  AuditAct = "staff_added"
	AuditRole        AuditAct = "role"
	AuditDisabled    AuditAct = "disabled"
	AuditEnabled     AuditAct = "enabled"
	AuditLink        AuditAct = "link" // a one-time link was made
	AuditLoggedOut   AuditAct = "logged_out"
	AuditUnlinked    AuditAct = "unlinked"
	AuditExport      AuditAct = "export"
	AuditRegistry    AuditAct = "registry"
)

var auditNames = map[AuditAct]string{AuditLogin: "登录", AuditLoginFailed: "登录失败", AuditStaffAdded: "添加人员", AuditRole: "改角色", AuditDisabled: "停用账号",
	AuditEnabled: "恢复账号", AuditLink: "发一次性链接", AuditLoggedOut: "全部下线", AuditUnlinked: "解除 Telegram 绑定", AuditExport: "导出", AuditRegistry: "换住户名册"}

// Label is the act as people read it.
func (a AuditAct) Label() string { return auditNames[a] }

// AuditLine is one line of the log. It holds no words and no numbers of residents.
type AuditLine struct {
	ID        int64
	Community CommunityID
	Staff     StaffID // who did it, 0 for who could not log in
	Name      string
	Act       AuditAct
	About     string // whom or what, a name of staff or of a file
	At        time.Time
}

// Administer changes the role or the standing of a member of staff: who sees the figures may,
// in their own community, but not their own account, and what administrators have only an
// administrator changes or gives.
func (p *Staff) Administer(by Staff, role Role, active bool) error {
	switch {
	case p.Community != by.Community:
		return fmt.Errorf("staff %d: %w", p.ID, ErrNotFound)
	case !by.Role.Reports():
		return fmt.Errorf("staff %d by role %s: %w", p.ID, by.Role, ErrInvalid)
	case !role.Valid():
		return &Fault{"role", "请选择角色"}
	case p.ID == by.ID:
		return &Fault{"", "不能改自己的角色，也不能停用自己，请另一位经理来改"}
	case by.Role != RoleAdmin && (p.Role == RoleAdmin || role == RoleAdmin):
		return &Fault{"role", "管理员的账号只有管理员能改"}
	}
	p.Role, p.Active = role, active
	return nil
}
