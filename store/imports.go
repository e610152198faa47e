package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"linli/desk"
)

// importsKept is how long a table that was handed in waits for its yes.
const importsKept = 24 * time.Hour

// KeepImport keeps a table that a member of staff handed in; those that have waited too
// long are thrown away.
func (s *Store) KeepImport(ctx context.Context, by desk.Staff, name string, content []byte) (id int64, err error) {
	now := s.now()
	err = s.write(ctx, func(x *tx) error {
		if _, err := x.exec("DELETE FROM imports WHERE created_at < $1", now.Add(-importsKept).UnixMilli()); err != nil {
			return err
		}
		return x.insert("imports", columns{{"community", by.Community}, {"staff_id", by.ID}, {"name", name},
			{"content", base64.StdEncoding.EncodeToString(content)}, {"created_at", now.UnixMilli()}}, &id)
	})
	return id, err
}

// Import is a table that a member of staff handed in; another's, or one that has waited too
// long, is desk.ErrNotFound.
func (s *Store) Import(ctx context.Context, by desk.Staff, id int64) (name string, content []byte, err error) {
	var text string
	err = s.readRow(ctx, []any{&name, &text}, "SELECT name, content FROM imports WHERE id = $1 AND staff_id = $2 AND created_at >= $3",
		id, by.ID, s.now().Add(-importsKept).UnixMilli())
	if err != nil {
		return "", nil, notFound(err, fmt.Errorf("import %d: %w", id, desk.ErrNotFound))
	}
	content, err = base64.StdEncoding.DecodeString(text)
	return name, content, err
}

// DropImport throws a table away that has been dealt with.
func (s *Store) DropImport(ctx context.Context, by desk.Staff, id int64) error {
	return s.write(ctx, func(x *tx) error {
		_, err := x.exec("DELETE FROM imports WHERE id = $1 AND staff_id = $2", id, by.ID)
		return err
	})
}
