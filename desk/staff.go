package desk

import "time"

// Role says what a member of staff may do.
type Role string

const (
	RoleStaff      Role = "staff"
	RoleDispatcher Role = "dispatcher"
	RoleEditor     Role = "editor"
	RoleManager    Role = "manager"
	RoleAdmin      Role = "admin"
)

// Roles, the least powerful first.
var Roles = []Role{RoleStaff, RoleDispatcher, RoleEditor, RoleManager, RoleAdmin}

var roleNames = map[Role]string{RoleStaff: "员工", RoleDispatcher: "调度", RoleEditor: "知识编辑", RoleManager: "经理", RoleAdmin: "管理员"}

// Label is the role as people read it.
func (r Role) Label() string { return roleNames[r] }

// Valid reports whether r is one of Roles.
func (r Role) Valid() bool { return roleNames[r] != "" }

// Works reports whether the role handles orders.
func (r Role) Works() bool { return r != RoleEditor && r.Valid() }

// Dispatches reports whether the role may give orders to others and move any order.
func (r Role) Dispatches() bool { return r == RoleDispatcher || r == RoleManager || r == RoleAdmin }

// Reports reports whether the role sees the figures.
func (r Role) Reports() bool { return r == RoleManager || r == RoleAdmin }

// Staff is a member of staff of one community.
type Staff struct {
	ID        StaffID
	Community CommunityID
	Name      string
	Role      Role
	Telegram  string // linked Telegram user id, "" if none
	HasLogin  bool   // has set a password
	Active    bool
	CreatedAt time.Time
}

// Actor is the member of staff as who did something.
func (s Staff) Actor() Actor { return Actor{Kind: ByStaff, Staff: s.ID, Name: s.Name, Role: s.Role} }
