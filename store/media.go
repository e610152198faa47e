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
	"linli/upload"
)

const mediaDir = "media"

// Owner is what a file belongs to: a conversation, or an order that has none.
type Owner struct{ Conversation, Order int64 }

// OwnerOf is what the files of an order belong to.
func OwnerOf(w *desk.WorkOrder) Owner {
	if w.Conversation != 0 {
		return Owner{Conversation: w.Conversation}
	}
	return Owner{Order: w.ID}
}

// File is a stored file's description.
type File struct {
	desk.MediaRef
	Owner
	Size   int64 // bytes; 0 while it is not kept here, for ever without a Remote
	SHA256 string
}

func (x *tx) insertMedia(m *desk.MediaRef, of Owner, size int64, sum string) error {
	m.Ref = newID()
	_, err := x.exec(`INSERT INTO media (ref, conversation_id, order_id, kind, type, name, size, sha256, remote, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, m.Ref, of.Conversation, of.Order, m.Kind, m.Type, m.Name, size, sum, m.Remote, x.s.now().UnixMilli())
	return err
}

// KeepMedia stores a file and returns its reference. The file is on
// disk before the row is: a crash leaves at most a file that nothing names. What a picture
// tells beside what it shows is not kept (upload.Clean, whose errors it returns).
func (s *Store) KeepMedia(ctx context.Context, of Owner, m desk.MediaRef, body io.Reader) (desk.MediaRef, error) {
	m.Remote = ""
	f, err := s.spool(body)
	if err != nil {
		return m, err
	}
	defer os.Remove(f.name)
	err = s.write(ctx, func(x *tx) error {
		if err := x.insertMedia(&m, of, f.size, f.sum); err != nil {
			return err
		}
		return os.Rename(f.name, s.mediaPath(m.Ref))
	})
	return m, err
}

// spooled is a file that nothing names yet.
type spooled struct {
	name, sum   string
	size        int64  // bytes
	contentType string // by its content, "" if it is none of upload's
}

// spool writes body to a synced temporary file, without what nobody is to know.
func (s *Store) spool(body io.Reader) (out spooled, err error) {
	f, err := os.CreateTemp(filepath.Join(s.dir, mediaDir), ".new-*")
	if err != nil {
		return out, err
	}
	out.name = f.Name()
	h := sha256.New()
	out.contentType, err = upload.Clean(io.MultiWriter(f, h), body)
	info, statErr := f.Stat()
	if err = errors.Join(err, statErr, f.Sync(), f.Close()); err != nil {
		os.Remove(out.name)
		return out, fmt.Errorf("keep file: %w", err)
	}
	out.size, out.sum = info.Size(), hex.EncodeToString(h.Sum(nil))
	return out, nil
}

// someBytes is the type of what is only ever given as a download.
const someBytes = "application/octet-stream"

// FillMedia keeps the content of a file that was only known by the channel's handle, and
// returns what it is now: the type is that of the content, unless the declared one is a lie
// about it. What upload refuses is not asked for again.
func (s *Store) FillMedia(ctx context.Context, ref, declared string, body io.Reader) (File, error) {
	f, err := s.spool(body)
	if upload.Refused(err) {
		return File{}, errors.Join(err, s.write(ctx, func(x *tx) error {
			_, err := x.exec("UPDATE media SET remote = '' WHERE ref = $1", ref)
			return err
		}))
	}
	if err != nil {
		return File{}, err
	}
	defer os.Remove(f.name)
	if f.contentType == "" || !upload.Agrees(declared, f.contentType) {
		f.contentType = someBytes
	}
	err = s.write(ctx, func(x *tx) error {
		if err := x.change(fmt.Errorf("file %s: %w", ref, desk.ErrNotFound),
			"UPDATE media SET size = $2, sha256 = $3, type = $4 WHERE ref = $1", ref, f.size, f.sum, f.contentType); err != nil {
			return err
		}
		return os.Rename(f.name, s.mediaPath(ref))
	})
	if err != nil {
		return File{}, err
	}
	return s.Media(ctx, ref)
}

func (s *Store) mediaPath(ref string) string { return filepath.Join(s.dir, mediaDir, ref) }

// Media describes a file.
func (s *Store) Media(ctx context.Context, ref string) (File, error) {
	var f File
	err := s.readRow(ctx, []any{&f.Ref, &f.Conversation, &f.Order, &f.Kind, &f.Type, &f.Name, &f.Size, &f.SHA256, &f.Remote},
		"SELECT ref, conversation_id, order_id, kind, type, name, size, sha256, remote FROM media WHERE ref = $1", ref)
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
