package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"linli/desk"
)

// registrySecret is the name of the key that phone numbers of the register are hashed with.
const registrySecret = "registry"

// secret is a random key that is made when it is first needed and never leaves the database.
func (s *Store) secret(ctx context.Context, name string) ([]byte, error) {
	var text string
	err := s.readRow(ctx, []any{&text}, "SELECT value FROM secrets WHERE name = $1", name)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.write(ctx, func(x *tx) error {
			if _, err := x.exec("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, rand.Text()); err != nil {
				return err
			}
			return x.get([]any{&text}, "SELECT value FROM secrets WHERE name = $1", name)
		})
	}
	return []byte(text), err
}

// NumberHasher hashes phone numbers of a community as the register keeps them.
func (s *Store) NumberHasher(ctx context.Context, community desk.CommunityID) (func(phone string) string, error) {
	key, err := s.secret(ctx, registrySecret)
	return func(phone string) string {
		h := hmac.New(sha256.New, key)
		fmt.Fprintf(h, "%s\n%s", community, desk.PhoneDigits(phone))
		return hex.EncodeToString(h.Sum(nil))
	}, err
}

// Registry says what a community's register holds.
func (s *Store) Registry(ctx context.Context, community desk.CommunityID) (desk.Registry, error) {
	var r desk.Registry
	err := s.readRow(ctx, []any{&r.Flats, &r.Numbers, &r.By, millis(&r.At)},
		"SELECT flats, numbers, name, at FROM registry_imports WHERE community = $1 ORDER BY id DESC LIMIT 1", community)
	return r, notFound(err, nil)
}

// RegistryLines are all lines of a community's register.
func (s *Store) RegistryLines(ctx context.Context, community desk.CommunityID) ([]desk.RegistryLine, error) {
	var out []desk.RegistryLine
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		var l desk.RegistryLine
		err := rows.Scan(&l.Flat.Building, &l.Flat.Unit, &l.Flat.Room, &l.Number)
		out = append(out, l)
		return err
	}, "SELECT building, unit, room, number FROM registry WHERE community = $1", community)
	return out, err
}

// ReplaceRegistry makes lines the whole register of the community of the one who asks; none
// empties it. Numbers that are not in it any more no longer vouch for anybody.
func (s *Store) ReplaceRegistry(ctx context.Context, by desk.Staff, lines []desk.RegistryLine) error {
	flats := map[desk.Flat]bool{}
	return s.write(ctx, func(x *tx) error {
		if _, err := x.exec("DELETE FROM registry WHERE community = $1", by.Community); err != nil {
			return err
		}
		for _, l := range lines {
			flats[l.Flat] = true
			if _, err := x.exec("INSERT INTO registry (community, building, unit, room, number) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
				by.Community, l.Flat.Building, l.Flat.Unit, l.Flat.Room, l.Number); err != nil {
				return err
			}
		}
		var id int64
		if err := x.insert("registry_imports", columns{{"community", by.Community}, {"staff_id", by.ID}, {"name", by.Name}, {"flats", len(flats)},
			{"numbers", len(lines)}, {"at", x.s.now().UnixMilli()}}, &id); err != nil {
			return err
		}
		return x.audit(&desk.AuditLine{Community: by.Community, Staff: by.ID, Name: by.Name, Act: desk.AuditRegistry, About: fmt.Sprintf("%d 户，%d 个号码", len(flats), len(lines))})
	})
}

// InRegistry reports whether a number belongs to a flat of the community.
func (s *Store) InRegistry(ctx context.Context, community desk.CommunityID, f desk.Flat, phone string) (bool, error) {
	hash, err := s.NumberHasher(ctx, community)
	if err != nil {
		return false, err
	}
	var n int
	err = s.readRow(ctx, []any{&n}, "SELECT COUNT(*) FROM registry WHERE community = $1 AND building = $2 AND unit = $3 AND room = $4 AND number = $5",
		community, f.Building, f.Unit, f.Room, hash(phone))
	return n > 0, err
}

// RegistryMisses is how often since then a number did not fit: given in the conversation, or for
// the flat, whichever is more.
func (s *Store) RegistryMisses(ctx context.Context, community desk.CommunityID, f desk.Flat, conversation int64, since time.Time) (int, error) {
	var byFlat, byConversation int
	err := s.readRow(ctx, []any{&byFlat, &byConversation}, `SELECT
		(SELECT COUNT(*) FROM registry_checks WHERE community = $1 AND building = $2 AND unit = $3 AND room = $4 AND at > $6 AND NOT fits),
		(SELECT COUNT(*) FROM registry_checks WHERE conversation_id = $5 AND at > $6 AND NOT fits)`,
		community, f.Building, f.Unit, f.Room, conversation, since.UnixMilli())
	return max(byFlat, byConversation), err
}

func (x *tx) commitRegistryCheck(t *desk.Turn) error {
	c := t.RegistryCheck
	if c == nil {
		return nil
	}
	var id int64
	return x.insert("registry_checks", columns{{"community", c.Community}, {"building", c.Flat.Building}, {"unit", c.Flat.Unit}, {"room", c.Flat.Room},
		{"conversation_id", c.Conversation}, {"fits", c.Fits}, {"at", c.At.UnixMilli()}}, &id)
}
