package desk

import (
	"errors"
	"testing"
)

func TestAdminister(t *testing.T) {
	manager, admin := Staff{ID: 1, Community: "c", Role: RoleManager}, Staff{ID: 2, Community: "c", Role: RoleAdmin}
	worker := Staff{ID: 3, Community: "c", Role: RoleStaff, Active: true}
	for _, tc := range []struct {
		name    string
		by, who Staff
		role    Role
		fine    bool
	}{
		{"a manager makes a dispatcher", manager, worker, RoleDispatcher, true},
		{"a manager makes an administrator", manager, worker, RoleAdmin, false},
		{"an administrator does", admin, worker, RoleAdmin, true},
		{"a manager takes an administrator's role", manager, admin, RoleStaff, false},
		{"one's own role", admin, admin, RoleManager, false},
		{"a dispatcher changes somebody", Staff{ID: 4, Community: "c", Role: RoleDispatcher}, worker, RoleEditor, false},
		{"of another community", Staff{ID: 5, Community: "d", Role: RoleAdmin}, worker, RoleEditor, false},
		{"no role", manager, worker, "king", false},
	} {
		p := tc.who
		err := p.Administer(tc.by, tc.role, false)
		if (err == nil) != tc.fine || tc.fine && (p.Role != tc.role || p.Active) || !tc.fine && p != tc.who {
			t.Errorf("%s: %v, %+v", tc.name, err, p)
		}
	}
	if err := (&Staff{ID: 3, Community: "c"}).Administer(Staff{ID: 9, Community: "d", Role: RoleAdmin}, RoleStaff, true); !errors.Is(err, ErrNotFound) {
		t.Errorf("another community's member gives %v", err)
	}
}
