package store

import (
	"context"
	"database/sql"
	"fmt"

	"linli/desk"
)

// Audit adds a line to the log of who did what; lines are never changed.
func (s *Store) Audit(ctx context.Context, l desk.AuditLine) error {
	return s.write(ctx, func(x *tx) error { return x.audit(&l) })
}

func (x *tx) audit(l *desk.AuditLine) error {
	l.At = x.s.now()
	return x.insert("audit", columns{{"community", l.Community}, {"staff_id", l.Staff}, {"name", l.Name}, {"act", l.Act}, {"about", l.About}, {"at", millis(&l.At)}}, &l.ID)
}

// AuditLog are a community's lines, the newest first, those before an id when it is not 0.
func (s *Store) AuditLog(ctx context.Context, community desk.CommunityID, before int64, limit int) ([]desk.AuditLine, error) {
	var out []desk.AuditLine
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		l := desk.AuditLine{Community: community}
		err := rows.Scan(&l.ID, &l.Staff, &l.Name, &l.Act, &l.About, millis(&l.At))
		out = append(out, l)
		return err
	}, "SELECT id, staff_id, name, act, about, at FROM audit WHERE community = $1 AND ($2 = 0 OR id < $2) ORDER BY id DESC LIMIT $3", community, before, limit)
	return out, err
}

// ChangeStaff keeps somebody's role and standing, with its line of the log. Who is disabled loses
// all sessions, links and tokens at once. desk.ErrConflict when nobody would be left who
// administers the community.
func (s *Store) ChangeStaff(ctx context.Context, p desk.Staff, l desk.AuditLine) error {
	return s.write(ctx, func(x *tx) error {
		if err := x.change(fmt.Errorf("staff %d: %w", p.ID, desk.ErrNotFound), "UPDATE staff SET role = $2, active = $3 WHERE id = $1", p.ID, p.Role, p.Active); err != nil {
			return err
		}
		var left int
		if err := x.get([]any{&left}, "SELECT COUNT(*) FROM staff WHERE community = $1 AND active AND role IN ('manager', 'admin')", p.Community); err != nil {
			return err
		}
		if left == 0 {
			return fmt.Errorf("the last manager of %s: %w", p.Community, desk.ErrConflict)
		}
		if !p.Active {
			if err := x.dropTokens(p.ID); err != nil {
				return err
			}
		}
		return x.audit(&l)
	})
}

// RevokeTokens ends all sessions, unused links and API tokens of a member of staff.
func (s *Store) RevokeTokens(ctx context.Context, id desk.StaffID, l desk.AuditLine) error {
	return s.write(ctx, func(x *tx) error {
		if err := x.dropTokens(id); err != nil {
			return err
		}
		return x.audit(&l)
	})
}

func (x *tx) dropTokens(id desk.StaffID) error {
	_, err := x.exec("UPDATE staff_tokens SET used_at = $2 WHERE staff_id = $1 AND used_at IS NULL", id, x.s.now().UnixMilli())
	return err
}

// UnlinkTelegram takes the Telegram account from a member of staff.
func (s *Store) UnlinkTelegram(ctx context.Context, id desk.StaffID, l desk.AuditLine) error {
	return s.write(ctx, func(x *tx) error {
		if _, err := x.exec("UPDATE staff SET telegram = '' WHERE id = $1", id); err != nil {
			return err
		}
		return x.audit(&l)
	})
}
