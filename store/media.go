package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"linli/desk"
)

const mediaDir = "media"

// File is a stored file's description.
type File struct {
	desk.MediaRef
	Conversation int64
	Size         int64 // bytes; 0 while it is not kept here
	SHA256       string
}

func (x *tx) insertMedia(m *desk.MediaRef, conversation, size int64, sum string) error {
	m.Ref = newID()
	_, err := x.exec(`INSERT INTO media (ref, conversation_id, kind, type, name, size, sha256, remote, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, m.Ref, conversation, m.Kind, m.Type, m.Name, size, sum, m.Remote, x.s.now().UnixMilli())
	return err
}

// KeepMedia stores a file of a conversation and returns its reference. The file is on
// disk before the row is: a crash leaves at most a file that nothing names.
func (s *Store) KeepMedia(ctx context.Context, conversation int64, m desk.MediaRef, body io.Reader) (desk.MediaRef, error) {
	m.Remote = ""
	tmp, size, sum, err := s.spool(body)
	if err != nil {
		return m, err
	}
	defer os.Remove(tmp)
	err = s.write(ctx, func(x *tx) error {
		if err := x.insertMedia(&m, conversation, size, sum); err != nil {
			return err
		}
		return os.Rename(tmp, s.mediaPath(m.Ref))
	})
	return m, err
}

// spool writes body to a synced temporary file.
func (s *Store) spool(body io.Reader) (name string, size int64, sum string, err error) {
	f, err := os.CreateTemp(filepath.Join(s.dir, mediaDir), ".new-*")
	if err != nil {
		return "", 0, "", err
	}
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, h), body)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
		return "", 0, "", fmt.Errorf("keep file: %w", err)
	}
	return f.Name(), size, hex.EncodeToString(h.Sum(nil)), nil
}

// FillMedia keeps the content of a file that was only known by the channel's handle.
func (s *Store) FillMedia(ctx context.Context, ref, contentType string, body io.Reader) error {
	tmp, size, sum, err := s.spool(body)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	return s.write(ctx, func(x *tx) error {
		if err := x.change(fmt.Errorf("file %s: %w", ref, desk.ErrNotFound),
			"UPDATE media SET size = $2, sha256 = $3, type = $4 WHERE ref = $1", ref, size, sum, contentType); err != nil {
			return err
		}
		return os.Rename(tmp, s.mediaPath(ref))
	})
}

func (s *Store) mediaPath(ref string) string { return filepath.Join(s.dir, mediaDir, ref) }

// Media describes a file.
func (s *Store) Media(ctx context.Context, ref string) (File, error) {
	var f File
	err := s.readRow(ctx, []any{&f.Ref, &f.Conversation, &f.Kind, &f.Type, &f.Name, &f.Size, &f.SHA256, &f.Remote},
		"SELECT ref, conversation_id, kind, type, name, size, sha256, remote FROM media WHERE ref = $1", ref)
	return f, notFound(err, fmt.Errorf("file %.40q: %w", ref, desk.ErrNotFound))
}

// OpenMedia opens a file that is kept here.
func (s *Store) OpenMedia(ctx context.Context, ref string) (*os.File, error) {
	f, err := s.Media(ctx, ref)
	if err != nil {
		return nil, err
	}
	if f.Size == 0 {
		return nil, fmt.Errorf("content of file %s: %w", ref, desk.ErrNotFound)
	}
	return os.Open(s.mediaPath(f.Ref))
}

// RemoteMedia are files whose content is still with the channel, for fetching; those
// older than since are left alone.
func (s *Store) RemoteMedia(ctx context.Context, since time.Time, limit int) ([]string, error) {
	var out []string
	rows, err := s.read.QueryContext(ctx, s.dialect.query("SELECT ref FROM media WHERE remote <> '' AND size = 0 AND created_at > $1 ORDER BY created_at LIMIT $2"),
		since.UnixMilli(), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, err
		}
		out = append(out, ref)
	}
	return out, rows.Err()
}
