package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/desk"
)

const staffFields = "id, community, name, role, telegram, password_hash <> '', active, created_at"

func scanStaff(rows *sql.Rows) (desk.Staff, error) {
	var p desk.Staff
	err := rows.Scan(&p.ID, &p.Community, &p.Name, &p.Role, &p.Telegram, &p.HasLogin, &p.Active, millis(&p.CreatedAt))
	return p, err
}

func (s *Store) staffWhere(ctx context.Context, where string, args ...any) ([]desk.Staff, error) {
	var out []desk.Staff
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		p, err := scanStaff(rows)
		out = append(out, p)
		return err
	}, "SELECT "+staffFields+" FROM staff WHERE "+where, args...)
	return out, err
}

func (s *Store) oneStaff(ctx context.Context, what, where string, args ...any) (desk.Staff, error) {
	list, err := s.staffWhere(ctx, where, args...)
	return first(list, err, "%s", what)
}

// AddStaff adds a member of staff; desk.ErrConflict when the community has the name.
func (s *Store) AddStaff(ctx context.Context, p desk.Staff) (desk.Staff, error) {
	if p.Name == "" || !p.Role.Valid() || p.Community == "" {
		return p, fmt.Errorf("staff needs a name, a community and a role of %v: %w", desk.Roles, desk.ErrInvalid)
	}
	p.Active, p.CreatedAt = true, s.now()
	err := s.write(ctx, func(x *tx) error {
		return x.insert("staff", columns{{"community", p.Community}, {"name", p.Name}, {"role", p.Role},
			{"created_at", millis(&p.CreatedAt)}}, (*int64)(&p.ID))
	})
	if err != nil && s.dialect.isUnique(err) {
		err = fmt.Errorf("staff %q exists in %s: %w", p.Name, p.Community, desk.ErrConflict)
	}
	return p, err
}

// StaffList lists a community's staff, of all communities when it is "".
func (s *Store) StaffList(ctx context.Context, community desk.CommunityID) ([]desk.Staff, error) {
	return s.staffWhere(ctx, "($1 = '' OR community = $1) ORDER BY community, id", community)
}

// Staff is the member of staff with the id.
func (s *Store) Staff(ctx context.Context, id desk.StaffID) (desk.Staff, error) {
	return s.oneStaff(ctx, fmt.Sprintf("staff %d", id), "id = $1", id)
}

// StaffByName finds an active member of staff by name in a community.
func (s *Store) StaffByName(ctx context.Context, community desk.CommunityID, name string) (desk.Staff, error) {
	return s.oneStaff(ctx, "staff "+name, "community = $1 AND name = $2 AND active", community, name)
}

// StaffByTelegram finds who is linked to a Telegram user id.
func (s *Store) StaffByTelegram(ctx context.Context, user string) (desk.Staff, error) {
	return s.oneStaff(ctx, "staff of a telegram user", "telegram = $1 AND telegram <> '' AND active", user)
}

// StaffLogin is who has the name in the community and their password's hash.
func (s *Store) StaffLogin(ctx context.Context, community desk.CommunityID, name string) (desk.Staff, string, error) {
	p, err := s.StaffByName(ctx, community, name)
	if err != nil {
		return p, "", err
	}
	var hash string
	err = s.readRow(ctx, []any{&hash}, "SELECT password_hash FROM staff WHERE id = $1", p.ID)
	return p, hash, err
}

// SetPassword keeps a password's hash.
func (s *Store) SetPassword(ctx context.Context, id desk.StaffID, hash string) error {
	return s.write(ctx, func(x *tx) error {
		return x.change(fmt.Errorf("staff %d: %w", id, desk.ErrNotFound), "UPDATE staff SET password_hash = $2 WHERE id = $1", id, hash)
	})
}

// LinkTelegram ties a Telegram user to the member of staff, taking it from whoever had it.
func (s *Store) LinkTelegram(ctx context.Context, id desk.StaffID, user string) error {
	return s.write(ctx, func(x *tx) error {
		if _, err := x.exec("UPDATE staff SET telegram = '' WHERE telegram = $1", user); err != nil {
			return err
		}
		return x.change(fmt.Errorf("staff %d: %w", id, desk.ErrNotFound), "UPDATE staff SET telegram = $2 WHERE id = $1", id, user)
	})
}

// TokenKind says what a staff token is good for.
type TokenKind string

const (
	TokenAPI     TokenKind = "api"
	TokenSession TokenKind = "session" // a browser's cookie
	TokenLink    TokenKind = "link"    // one use: first log-in, linking a Telegram account
)

// NewStaffToken makes a token; it is shown once, only its hash is kept. life 0 is for ever.
func (s *Store) NewStaffToken(ctx context.Context, id desk.StaffID, kind TokenKind, life time.Duration) (string, error) {
	token, now := newToken(), s.now()
	var expires time.Time
	if life > 0 {
		expires = now.Add(life)
	}
	err := s.write(ctx, func(x *tx) error {
		_, err := x.exec("INSERT INTO staff_tokens (hash, staff_id, kind, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
			hashToken(token), id, kind, now.UnixMilli(), millis(&expires))
		return err
	})
	return token, err
}

const tokenValid = "hash = $1 AND kind = $2 AND used_at IS NULL AND (expires_at IS NULL OR expires_at > $3)"

// StaffByToken is the active member of staff who holds a valid token of the kind.
func (s *Store) StaffByToken(ctx context.Context, kind TokenKind, token string) (desk.Staff, error) {
	return s.oneStaff(ctx, "staff of a token", "active AND id = (SELECT staff_id FROM staff_tokens WHERE "+tokenValid+")",
		hashToken(token), kind, s.now().UnixMilli())
}

// UseLink redeems a one-time link: the first call gets the member of staff, later ones
// desk.ErrNotFound.
func (s *Store) UseLink(ctx context.Context, token string) (desk.Staff, error) {
	var id desk.StaffID
	err := s.write(ctx, func(x *tx) error {
		err := x.get([]any{&id}, "UPDATE staff_tokens SET used_at = $3 WHERE "+tokenValid+" RETURNING staff_id",
			hashToken(token), TokenLink, s.now().UnixMilli())
		return notFound(err, fmt.Errorf("one-time link: %w", desk.ErrNotFound))
	})
	if err != nil {
		return desk.Staff{}, err
	}
	return s.Staff(ctx, id)
}

// DropToken ends a session or revokes an API token.
func (s *Store) DropToken(ctx context.Context, token string) error {
	return s.write(ctx, func(x *tx) error {
		_, err := x.exec("UPDATE staff_tokens SET used_at = $2 WHERE hash = $1 AND used_at IS NULL", hashToken(token), s.now().UnixMilli())
		return err
	})
}
