package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

// dialect is all that differs between database engines; the queries are written once.
type dialect struct {
	goose       goose.Dialect
	identityKey string
	clustered   string         // a table that is its primary key's index
	placeholder *regexp.Regexp // $N as the queries are written
	bind        string         // what it becomes
	isUnique    func(error) bool
}

var sqlite = dialect{
	goose:       goose.DialectSQLite3,
	identityKey: "INTEGER PRIMARY KEY AUTOINCREMENT",
	clustered:   "WITHOUT ROWID",
	// mattn numbers $1 by first appearance, so "$2,$1" would swap silently; ?N does not.
	placeholder: regexp.MustCompile(`\$(\d+)`),
	bind:        "?$1",
	isUnique: func(err error) bool {
		var e sqlite3.Error // by value: the driver returns it so
		return errors.As(err, &e) && e.ExtendedCode == sqlite3.ErrConstraintUnique
	},
}

func (d dialect) query(q string) string { return d.placeholder.ReplaceAllString(q, d.bind) }

// openSQLite opens the writer, one connection, and the readers. FULL, because a channel
// is told that a message is kept after COMMIT; immediate, because two deferred
// read-then-write transactions fail at once.
func openSQLite(ctx context.Context, file string) (writer, reader *sql.DB, err error) {
	dsn := func(extra string) string {
		return sqliteURI(file) + "?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=on" + extra
	}
	writer, err = sql.Open("sqlite3", dsn("&_txlock=immediate"))
	if err != nil {
		return nil, nil, err
	}
	writer.SetMaxOpenConns(1)
	if err := writer.PingContext(ctx); err != nil {
		writer.Close()
		return nil, nil, fmt.Errorf("open database %s: %w", file, err)
	}
	reader, err = sql.Open("sqlite3", dsn("&_query_only=on"))
	if err != nil {
		writer.Close()
		return nil, nil, err
	}
	reader.SetMaxOpenConns(4)
	reader.SetMaxIdleConns(4)
	return writer, reader, nil
}

// sqliteURI names a database file whose path may hold any character.
func sqliteURI(file string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}).String()
}

// dialectFS are the migrations in the dialect's own words.
func dialectFS(d dialect, files fs.FS) (fs.FS, error) {
	out := fstest.MapFS{}
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		words := strings.NewReplacer("IDENTITY_KEY", d.identityKey, "CLUSTERED", d.clustered)
		out[path.Base(name)] = &fstest.MapFile{Data: []byte(words.Replace(string(b)))}
	}
	return out, nil
}
