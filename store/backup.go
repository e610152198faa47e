package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"linli/desk"
)

// A backup is one uncompressed tar that any tar can open: linli.db, a consistent copy
// of the database; media/REF, the files it names; and last manifest.json with the size
// and SHA-256 of each, so that a tar cut short is told from a whole one.
const manifestName = "manifest.json"

type manifest struct {
	Format  int       `json:"format"` // 1
	Made    time.Time `json:"made"`
	Files   []packed  `json:"files"`
	Missing []string  `json:"missing,omitempty"` // files the database names that were not on disk
}

type packed struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Backup writes the whole data folder, as it stands at one moment, into file while the
// store is in use. An existing file is refused (desk.ErrConflict); on an error none is left.
func (s *Store) Backup(ctx context.Context, file string) error { return BackupDir(ctx, s.dir, file) }

// BackupDir is Backup for a data folder that another process may have open.
// desk.ErrNotFound when the folder holds no database.
func BackupDir(ctx context.Context, dir, file string) (err error) {
	if _, err := os.Stat(filepath.Join(dir, Database)); err != nil {
		return fmt.Errorf("no %s in %s: %w", Database, dir, desk.ErrNotFound)
	}
	if err := absent(file); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(file), ".linli-backup-*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	snapshot, archive := filepath.Join(tmp, Database), filepath.Join(tmp, "backup.tar")
	refs, err := snapshotDatabase(ctx, filepath.Join(dir, Database), snapshot)
	if err != nil {
		return fmt.Errorf("backup of %s: %w", dir, err)
	}
	if err := pack(ctx, archive, snapshot, filepath.Join(dir, mediaDir), refs); err != nil {
		return fmt.Errorf("backup of %s: %w", dir, err)
	}
	if err := absent(file); err != nil { // somebody may have made it meanwhile
		return err
	}
	if err := os.Rename(archive, file); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return syncDir(filepath.Dir(file))
}

func absent(file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s exists already: %w", file, desk.ErrConflict)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// snapshotDatabase copies the database on a connection of its own and lists the files
// the copy names.
func snapshotDatabase(ctx context.Context, from, to string) (refs []string, err error) {
	db, err := sql.Open("sqlite3", sqliteURI(from)+"?mode=rw&_busy_timeout=5000")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?1", to); err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	return mediaRefs(ctx, to)
}

// mediaRefs are the files a database says are kept in its folder.
func mediaRefs(ctx context.Context, file string) (refs []string, err error) {
	db, err := sql.Open("sqlite3", sqliteURI(file)+"?mode=ro")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, "SELECT ref FROM media WHERE size > 0 ORDER BY ref")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	return refs, rows.Err()
}

func pack(ctx context.Context, archive, database, media string, refs []string) (err error) {
	f, err := os.OpenFile(archive, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	p := packer{tar: tar.NewWriter(f), list: manifest{Format: 1, Made: time.Now().UTC()}}
	if err := p.add(Database, database); err != nil {
		return err
	}
	for _, ref := range refs {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := p.add(path.Join(mediaDir, ref), filepath.Join(media, ref))
		if errors.Is(err, fs.ErrNotExist) {
			p.list.Missing = append(p.list.Missing, ref)
		} else if err != nil {
			return err
		}
	}
	if err := p.close(); err != nil {
		return err
	}
	return f.Sync()
}

// packer writes files into a tar and notes what it wrote.
type packer struct {
	tar  *tar.Writer
	list manifest
}

func (p *packer) add(name, file string) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := p.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(p.tar, h), f); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p.list.Files = append(p.list.Files, packed{Name: name, Size: info.Size(), SHA256: sum(h)})
	return nil
}

func (p *packer) close() error {
	b, err := json.MarshalIndent(p.list, "", " ")
	if err != nil {
		return err
	}
	if err := p.tar.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(b)), ModTime: p.list.Made}); err != nil {
		return err
	}
	if _, err := p.tar.Write(b); err != nil {
		return err
	}
	return p.tar.Close()
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
