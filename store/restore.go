package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"linli/desk"
)

// maxManifest bounds the one part of a backup that is read into memory.
const maxManifest = 256 << 20

// packedName are the only names a backup may hold.
var packedName = regexp.MustCompile(`^(linli\.db|media/[a-z0-9]{1,64})$`)

// Restore makes the data folder dir from a backup: wholly, or not at all. A folder that
// is not empty is refused (desk.ErrConflict); a file that is no whole, sound backup of a
// linli this one understands is desk.ErrInvalid. dir must lie on the same file system
// as its parent, where the files are put together.
func Restore(ctx context.Context, file, dir string) (err error) {
	if err := empty(dir); err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer f.Close()
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o750); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	tmp, err := os.MkdirTemp(parent, ".linli-restore-*")
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(tmp)
	if err := errors.Join(os.Chmod(tmp, 0o750), os.Mkdir(filepath.Join(tmp, mediaDir), 0o750)); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := unpack(ctx, f, tmp); err != nil {
		return fmt.Errorf("restore %s: %w", file, err)
	}
	if err := checkDatabase(ctx, filepath.Join(tmp, Database)); err != nil {
		return fmt.Errorf("restore %s: %w", file, err)
	}
	if err := errors.Join(syncDir(filepath.Join(tmp, mediaDir)), syncDir(tmp)); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) { // it is empty
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return syncDir(parent)
}

func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("data folder %s is not empty: %w", dir, desk.ErrConflict)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, desk.ErrInvalid)...)
}

// unpack writes the backup's files below dir and holds them against its manifest.
func unpack(ctx context.Context, f *os.File, dir string) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	left := info.Size() // a tar cannot hold more than it is long, whatever a sparse entry claims
	got := map[string]packed{}
	r := tar.NewReader(f)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return invalid("the file is cut short or no backup: it has no %s", manifestName)
		}
		if err != nil {
			return invalid("the file is damaged or no backup (%v)", err)
		}
		if left -= h.Size; left < 0 {
			return invalid("%.80q claims %d bytes", h.Name, h.Size)
		}
		if h.Name == manifestName && h.Typeflag == tar.TypeReg {
			return checkManifest(r, got)
		}
		if _, twice := got[h.Name]; twice || h.Typeflag != tar.TypeReg || !packedName.MatchString(h.Name) {
			return invalid("%.80q does not belong into a backup", h.Name)
		}
		p, err := unpackFile(r, h, filepath.Join(dir, filepath.FromSlash(h.Name)))
		if err != nil {
			return err
		}
		got[h.Name] = p
	}
}

func unpackFile(r io.Reader, h *tar.Header, to string) (p packed, err error) {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, hash), r)
	if errors.Is(err, io.ErrUnexpectedEOF) || err == nil && n != h.Size {
		return p, invalid("the file is cut short within %s", h.Name)
	}
	if err != nil {
		return p, fmt.Errorf("%s: %w", h.Name, err)
	}
	return packed{Name: h.Name, Size: n, SHA256: sum(hash)}, out.Sync()
}

func checkManifest(r io.Reader, got map[string]packed) error {
	var m manifest
	if err := json.NewDecoder(io.LimitReader(r, maxManifest)).Decode(&m); err != nil {
		return invalid("%s is damaged (%v)", manifestName, err)
	}
	if m.Format != 1 {
		return invalid("the backup has format %d, this linli knows 1: use a newer linli", m.Format)
	}
	for _, want := range m.Files {
		if got[want.Name] != want {
			return invalid("%.80q is missing or damaged", want.Name)
		}
	}
	if _, ok := got[Database]; !ok || len(got) != len(m.Files) {
		return invalid("the files are not those of %s", manifestName)
	}
	return nil
}

// checkDatabase refuses a database that is damaged, no linli's, or a newer linli's.
func checkDatabase(ctx context.Context, file string) (err error) {
	db, err := sql.Open("sqlite3", sqliteURI(file)+"?mode=ro&_query_only=on")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return invalid("%s cannot be read (%v)", Database, err)
	}
	if verdict != "ok" {
		return invalid("%s is damaged: %.200s", Database, verdict)
	}
	var have int64
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&have); err != nil || have < 1 {
		return invalid("%s is no linli's database", Database)
	}
	want, err := latestSchema()
	if err != nil {
		return err
	}
	if have > want {
		return invalid("the database has schema %d, this linli knows %d: use a newer linli", have, want)
	}
	return nil
}

// latestSchema is the number of the last migration.
func latestSchema() (int64, error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, err
	}
	var last int64
	for _, f := range files {
		number, _, _ := strings.Cut(f.Name(), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("migration %s has no number: %w", f.Name(), err)
		}
		last = max(last, n)
	}
	return last, nil
}
