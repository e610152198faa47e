package store_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
)

func TestBackupWhileWritingAndRestore(t *testing.T) {
	dir, out := filepath.Join(t.TempDir(), "数据 #1?"), t.TempDir()
	s := must(store.Open(ctx, dir, time.Now))
	defer s.Close()
	c, _, err := s.BeginConversation(ctx, "c")
	ok(t, err)
	write := func(key string) { // an order with its photo and a message, or neither
		photo := must(s.KeepMedia(ctx, store.Owner{Conversation: c.ID}, desk.MediaRef{Kind: desk.Photo, Name: key}, strings.NewReader("photo of "+key)))
		w := newOrder(t, time.Now())
		w.Media, w.Title = []desk.MediaRef{photo}, key
		ok(t, s.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{w},
			Out: []desk.Outbound{{Key: key, Order: desk.NewOrder, To: desk.Address{Channel: desk.ChannelTelegram, ID: key}}}}))
	}
	for i := range 20 {
		write(fmt.Sprint("before ", i))
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
					write(fmt.Sprint("meanwhile ", g, "-", i))
				}
			}
		})
	}
	time.Sleep(30 * time.Millisecond)
	file := filepath.Join(out, "a.tar")
	ok(t, s.Backup(ctx, file))
	ok(t, store.BackupDir(ctx, dir, filepath.Join(out, "b.tar"))) // as from another process
	close(stop)
	wg.Wait()
	wantErr(t, s.Backup(ctx, file), desk.ErrConflict)
	wantErr(t, store.BackupDir(ctx, out, filepath.Join(out, "c.tar")), desk.ErrNotFound)
	if left := must(filepath.Glob(filepath.Join(out, ".*"))); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}

	for _, name := range []string{"a.tar", "b.tar"} {
		to := filepath.Join(t.TempDir(), "new", "linli-data")
		ok(t, store.Restore(ctx, filepath.Join(out, name), to))
		wantErr(t, store.Restore(ctx, filepath.Join(out, name), to), desk.ErrConflict)
		r := must(store.Open(ctx, to, time.Now))
		orders := must(r.Orders(ctx, store.OrderFilter{Limit: 1 << 30}))
		before := 0
		for _, w := range orders {
			wantContent(t, r, w.Media[0].Ref, "photo of "+w.Title)
			if strings.HasPrefix(w.Title, "before") {
				before++
			}
		}
		if q := must(r.Waiting(ctx)); before != 20 || len(orders) == 20 || q.Outbox != len(orders) {
			t.Errorf("%s: %d orders, %d of them of before, %d messages to send", name, len(orders), before, q.Outbox)
		}
		write := newOrder(t, time.Now())
		ok(t, r.Commit(ctx, &desk.Turn{Orders: []*desk.WorkOrder{write}})) // numbers go on
		ok(t, r.Close())
	}
}

func TestBackupNotesLostFiles(t *testing.T) {
	dir := t.TempDir()
	s := must(store.Open(ctx, dir, time.Now))
	defer s.Close()
	lost := must(s.KeepMedia(ctx, store.Owner{}, desk.MediaRef{Kind: desk.Photo}, strings.NewReader("x")))
	ok(t, os.Remove(filepath.Join(dir, "media", lost.Ref)))
	file := filepath.Join(t.TempDir(), "a.tar")
	ok(t, s.Backup(ctx, file))
	entries := readTar(t, file)
	if m := string(entries[len(entries)-1].body); !strings.Contains(m, `"missing"`) || !strings.Contains(m, lost.Ref) {
		t.Errorf("the manifest says %s", m)
	}
	ok(t, store.Restore(ctx, file, filepath.Join(t.TempDir(), "d")))
}

type entry struct {
	tar.Header
	body []byte
}

func readTar(t *testing.T, file string) (out []entry) {
	t.Helper()
	r := tar.NewReader(bytes.NewReader(must(os.ReadFile(file))))
	for {
		h, err := r.Next()
		if err == io.EOF {
			return out
		}
		ok(t, err)
		out = append(out, entry{*h, must(io.ReadAll(r))})
	}
}

func writeTar(t *testing.T, file string, entries []entry) {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := tar.Header{Name: e.Name, Linkname: e.Linkname, Typeflag: e.Typeflag, Mode: 0o600, Size: int64(len(e.body))}
		ok(t, w.WriteHeader(&h))
		must(w.Write(e.body))
	}
	ok(t, w.Close())
	ok(t, os.WriteFile(file, b.Bytes(), 0o600))
}

// sealed writes the manifest anew, so that only what the test spoils is wrong.
func sealed(entries []entry) []entry {
	type item struct {
		Name   string `json:"name"`
		Size   int    `json:"size"`
		SHA256 string `json:"sha256"`
	}
	m := struct {
		Format int    `json:"format"`
		Files  []item `json:"files"`
	}{Format: 1}
	out := entries[: len(entries)-1 : len(entries)-1]
	for _, e := range out {
		sum := sha256.Sum256(e.body)
		m.Files = append(m.Files, item{e.Name, len(e.body), hex.EncodeToString(sum[:])})
	}
	return append(out, entry{entries[len(entries)-1].Header, must(json.Marshal(m))})
}

// refused restores file and wants desk.ErrInvalid, the words, and no trace.
func refused(t *testing.T, file, words string) {
	t.Helper()
	parent := t.TempDir()
	err := store.Restore(ctx, file, filepath.Join(parent, "data"))
	if !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), words) {
		t.Errorf("restore gives %v, want %q", err, words)
	}
	if left := must(os.ReadDir(parent)); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// smallBackup is a backup of a store with one photo.
func smallBackup(t *testing.T) string {
	t.Helper()
	s := must(store.Open(ctx, t.TempDir(), time.Now))
	must(s.KeepMedia(ctx, store.Owner{}, desk.MediaRef{Kind: desk.Photo}, strings.NewReader(strings.Repeat("photo", 500))))
	file := filepath.Join(t.TempDir(), "good.tar")
	ok(t, s.Backup(ctx, file))
	ok(t, s.Close())
	return file
}

func TestRestoreRefusesEvilArchives(t *testing.T) {
	good := smallBackup(t)
	file := func(name, body string) entry {
		return entry{tar.Header{Name: name, Typeflag: tar.TypeReg}, []byte(body)}
	}
	alter := func(change func(db *sql.DB)) func([]entry) []entry {
		return func(es []entry) []entry {
			name := filepath.Join(t.TempDir(), "x.db")
			ok(t, os.WriteFile(name, es[0].body, 0o600))
			db := must(sql.Open("sqlite3", name))
			change(db)
			ok(t, db.Close())
			es[0].body = must(os.ReadFile(name))
			return sealed(es)
		}
	}
	for name, tc := range map[string]struct {
		spoil func([]entry) []entry
		words string
	}{
		"path escape":     {func(es []entry) []entry { return sealed(append([]entry{file("../evil", "x")}, es...)) }, "../evil"},
		"escape in media": {func(es []entry) []entry { return sealed(append([]entry{file("media/../../evil", "x")}, es...)) }, "media/../../evil"},
		"absolute path":   {func(es []entry) []entry { return sealed(append([]entry{file("/tmp/evil", "x")}, es...)) }, "/tmp/evil"},
		"hidden file":     {func(es []entry) []entry { return sealed(append([]entry{file("media/.new-1", "x")}, es...)) }, "media/.new-1"},
		"symlink": {func(es []entry) []entry {
			return append([]entry{{Header: tar.Header{Name: "media/abc", Typeflag: tar.TypeSymlink, Linkname: "/etc"}}}, es...)
		}, "media/abc"},
		"folder": {func(es []entry) []entry {
			return append([]entry{{Header: tar.Header{Name: "media/", Typeflag: tar.TypeDir}}}, es...)
		}, "media/"},
		"twice":          {func(es []entry) []entry { return sealed(append([]entry{es[0]}, es...)) }, `"linli.db" does not belong`},
		"changed photo":  {func(es []entry) []entry { es[1].body[7] ^= 1; return es }, "missing or damaged"},
		"photo left out": {func(es []entry) []entry { return []entry{es[0], es[2]} }, "missing or damaged"},
		"photo put in":   {func(es []entry) []entry { return []entry{es[0], es[1], file("media/more", "x"), es[2]} }, "are not those of"},
		"no database":    {func(es []entry) []entry { return sealed(es[1:]) }, "are not those of"},
		"no manifest":    {func(es []entry) []entry { return es[:2] }, "cut short"},
		"bad manifest":   {func(es []entry) []entry { es[2].body = []byte("{"); return es }, "manifest.json is damaged"},
		"later format":   {func(es []entry) []entry { es[2].body = []byte(`{"format":2}`); return es }, "newer linli"},
		"no sqlite":      {func(es []entry) []entry { es[0].body = []byte(strings.Repeat("no database ", 99)); return sealed(es) }, "cannot be read"},
		"damaged pages": {func(es []entry) []entry {
			b := es[0].body
			for i := len(b) / 2; i < len(b)*3/4; i++ {
				b[i] ^= 0x5a
			}
			return sealed(es)
		}, "linli.db "},
		"rows against the schema": {alter(func(db *sql.DB) {
			db.SetMaxOpenConns(1)
			must(db.Exec("CREATE TABLE t (a); INSERT INTO t VALUES (NULL); PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE t (a NOT NULL)' WHERE name = 't'"))
		}), "linli.db is damaged: NULL value in t.a"},
		"another program's": {alter(func(db *sql.DB) { must(db.Exec("DROP TABLE goose_db_version")) }), "no linli's database"},
		"newer schema": {alter(func(db *sql.DB) {
			must(db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)"))
		}), "schema 9999"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad.tar")
			writeTar(t, bad, tc.spoil(readTar(t, good)))
			refused(t, bad, tc.words)
		})
	}
	again := filepath.Join(t.TempDir(), "again.tar")
	writeTar(t, again, sealed(readTar(t, good))) // the tools of this test spoil nothing by themselves
	ok(t, store.Restore(ctx, again, filepath.Join(t.TempDir(), "d")))
}

func TestRestoreRefusesWhatIsCutShort(t *testing.T) {
	whole := must(os.ReadFile(smallBackup(t)))
	bad := filepath.Join(t.TempDir(), "cut.tar")
	end := bytes.LastIndexByte(whole, '}') // of the manifest
	for _, n := range []int{0, 1, 511, 512, 513, 5000, len(whole) / 2, end - 1500, end - 1024, end - 512, end - 1, end} {
		ok(t, os.WriteFile(bad, whole[:n], 0o600))
		refused(t, bad, "")
	}
	ok(t, os.WriteFile(bad, bytes.Repeat([]byte("这不是备份"), 1000), 0o600))
	refused(t, bad, "no backup")
}

func TestRestoreRefusesAnEntryLargerThanTheFile(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	ok(t, w.WriteHeader(&tar.Header{Name: "linli.db", Typeflag: tar.TypeReg, Mode: 0o600, Size: 1 << 40}))
	bad := filepath.Join(t.TempDir(), "huge.tar")
	ok(t, os.WriteFile(bad, b.Bytes(), 0o600))
	refused(t, bad, "claims 1099511627776 bytes")
}

func TestRestoreIntoAnEmptyFolder(t *testing.T) {
	good, dir := smallBackup(t), t.TempDir()
	ok(t, store.Restore(ctx, good, dir))
	ok(t, must(store.Open(ctx, dir, time.Now)).Close())
	used := t.TempDir()
	ok(t, os.WriteFile(filepath.Join(used, "letter"), nil, 0o600))
	wantErr(t, store.Restore(ctx, good, used), desk.ErrConflict)
	if err := store.Restore(ctx, filepath.Join(used, "nothing"), filepath.Join(used, "d")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no such backup gives %v", err)
	}
}
