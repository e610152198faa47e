package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/desk"
)

func entryColumns(v *desk.EntryVersion) columns {
	return columns{
		{"entry", &v.Entry}, {"community", &v.Scope.Community}, {"building", &v.Scope.Building}, {"number", &v.Number},
		{"status", &v.Status}, {"text", asJSON(&v.Text)}, {"valid_from", millis(&v.ValidFrom)}, {"valid_until", millis(&v.ValidUntil)},
		{"author", asJSON(&v.Author)}, {"reviewer", asJSON(&v.Reviewer)}, {"reviewed_at", millis(&v.ReviewedAt)}, {"why", &v.Why},
		{"created_at", millis(&v.CreatedAt)}, {"edited_at", millis(&v.EditedAt)},
	}
}

func (s *Store) entryVersions(ctx context.Context, rest string, args ...any) ([]desk.EntryVersion, error) {
	var out []desk.EntryVersion
	var v desk.EntryVersion
	cols := entryColumns(&v)
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		v = desk.EntryVersion{}
		if err := rows.Scan(append([]any{&v.ID, &v.Version}, cols.ptrs()...)...); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	}, "SELECT id, version, "+cols.names()+" FROM entry_versions v "+rest, args...)
	return out, err
}

// here keeps to what holds in the community $1, its own and the group's.
const here = "v.community IN ('', $1)"

// EntryVersion is one version that a community may see, or desk.ErrNotFound.
func (s *Store) EntryVersion(ctx context.Context, community desk.CommunityID, id int64) (desk.EntryVersion, error) {
	list, err := s.entryVersions(ctx, "WHERE "+here+" AND id = $2", community, id)
	return first(list, err, "entry version %d", id)
}

// EntryHistory are all versions of an entry that a community may see, the newest first.
func (s *Store) EntryHistory(ctx context.Context, community desk.CommunityID, entry string) ([]desk.EntryVersion, error) {
	return s.entryVersions(ctx, "WHERE "+here+" AND entry = $2 ORDER BY id DESC", community, entry)
}

// EntriesOpen are the drafts and what waits for review that a community may see, by entry.
func (s *Store) EntriesOpen(ctx context.Context, community desk.CommunityID) ([]desk.EntryVersion, error) {
	return s.entryVersions(ctx, "WHERE "+here+" AND status IN ('draft', 'in_review') ORDER BY entry, community, building", community)
}

// EntriesInForce are, of every entry and scope, the newest version that has begun and
// those that will begin: what desk.InForce chooses from.
func (s *Store) EntriesInForce(ctx context.Context) ([]desk.EntryVersion, error) {
	return s.entryVersions(ctx, `WHERE status IN ('approved', 'retired') AND number >= COALESCE((SELECT MAX(o.number) FROM entry_versions o
			WHERE o.entry = v.entry AND o.community = v.community AND o.building = v.building AND o.status IN ('approved', 'retired')
			AND (o.valid_from IS NULL OR o.valid_from <= $1)), 0)
		ORDER BY entry, community, building, number`, s.now().UnixMilli())
}

// EntryLog is what was done to a version, the oldest first.
func (s *Store) EntryLog(ctx context.Context, version int64) ([]desk.EntryMove, error) {
	var out []desk.EntryMove
	err := s.readAll(ctx, func(rows *sql.Rows) error {
		m := desk.EntryMove{Version: version}
		if err := rows.Scan(millis(&m.At), asJSON(&m.By), &m.Move, &m.Why); err != nil {
			return err
		}
		out = append(out, m)
		return nil
	}, "SELECT at, actor, move, why FROM entry_log WHERE version_id = $1 ORDER BY id", version)
	return out, err
}

// EntryChange is a version with what was done to it.
type EntryChange struct {
	Version *desk.EntryVersion
	Move    desk.EntryMove
}

// SaveEntries saves changed versions and logs their moves, all or none. New ones (ID 0)
// get their ids and numbers. desk.ErrConflict: somebody else changed one of them, or
// works on the same entry in the same scope.
func (s *Store) SaveEntries(ctx context.Context, changes ...EntryChange) error {
	return s.write(ctx, func(x *tx) error {
		for _, c := range changes {
			if err := x.saveEntry(c.Version, c.Move); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *tx) saveEntry(v *desk.EntryVersion, m desk.EntryMove) error {
	conflict := fmt.Errorf("entry %s, version %d: %w", v.Entry, v.ID, desk.ErrConflict)
	if v.ID == 0 {
		if err := x.get([]any{&v.Number}, "SELECT COALESCE(MAX(number), 0) + 1 FROM entry_versions WHERE entry = $1 AND community = $2 AND building = $3",
			v.Entry, v.Scope.Community, v.Scope.Building); err != nil {
			return err
		}
		v.Version = 1
		if err := x.insert("entry_versions", entryColumns(v), &v.ID); err != nil {
			if x.s.dialect.isUnique(err) {
				return conflict
			}
			return err
		}
	} else if err := x.update("entry_versions", entryColumns(v), v.ID, &v.Version, conflict); err != nil {
		return err
	}
	if _, err := x.exec("INSERT INTO entry_log (version_id, at, actor, move, why) VALUES ($1, $2, $3, $4, $5)",
		v.ID, millis(&m.At), asJSON(&m.By), m.Move, m.Why); err != nil {
		return err
	}
	if v.Status.Open() || v.Status == desk.EntryDropped {
		return nil
	}
	return x.revise(revisionContent)
}

// Edits are all changes of content that are in force, to be put before the content folder.
func (s *Store) Edits(ctx context.Context) (e desk.Edits, err error) {
	// The revision first: a change between the two reads makes it too old, so all is read again.
	if e.Revision, err = s.ContentRevision(ctx); err != nil {
		return e, err
	}
	e.Entries, err = s.EntriesInForce(ctx)
	return e, err
}

// revisionContent counts the changes of what is in force beside the content folder.
const revisionContent = "content"

// revise counts a change.
func (x *tx) revise(name string) error {
	_, err := x.exec("INSERT INTO revisions (name, number) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET number = revisions.number + 1", name)
	return err
}

// ContentRevision is how often what is in force has changed.
func (s *Store) ContentRevision(ctx context.Context) (int64, error) {
	var n int64
	err := s.readRow(ctx, []any{&n}, "SELECT number FROM revisions WHERE name = $1", revisionContent)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}
