// Package store is linli's memory: conversations, inbox, outbox, work orders, staff and
// files, in an embedded SQLite database. Every change of shared state is a conditional
// UPDATE; losing is desk.ErrConflict. Times are unix milliseconds.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Database is the database's file name inside the data folder.
const Database = "linli.db"

// Store is open until Close. It is safe for concurrent use.
type Store struct {
	dir     string
	dialect dialect
	db      *sql.DB // the one writer
	read    *sql.DB
	now     func() time.Time
	bells   bells

	writes chan *write
	done   chan struct{} // closed when the writer has stopped
	mu     sync.RWMutex  // guards closing against writes under way
	closed bool

	conn  *sql.Conn            // the writer's; nobody else touches it
	stmts map[string]*sql.Stmt // prepared on conn
}

// Open opens the data folder, creating it and bringing its schema up to date. A
// database that a newer linli has written is refused.
func Open(ctx context.Context, dir string, now func() time.Time) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, mediaDir), 0o750); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	db, read, err := openSQLite(ctx, filepath.Join(dir, Database))
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, dialect: sqlite, db: db, read: read, now: now,
		writes: make(chan *write, maxBatch), done: make(chan struct{}), stmts: map[string]*sql.Stmt{}}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close(), read.Close())
	}
	if s.conn, err = db.Conn(ctx); err != nil {
		return nil, errors.Join(err, db.Close(), read.Close())
	}
	go s.writer()
	if err := errors.Join(s.nameThings(ctx), s.indexOrders(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("index orders: %w", err), s.Close())
	}
	return s, nil
}

func (s *Store) migrate(ctx context.Context) error {
	files, err := dialectFS(s.dialect, migrations)
	if err != nil {
		return err
	}
	// Numbers are given out before the work is done, so that a lower one may come later.
	p, err := goose.NewProvider(s.dialect.goose, s.db, files, goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	if have > want {
		return fmt.Errorf("the database in %s has schema %d, this linli knows %d: use a newer linli", s.dir, have, want)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Close finishes the writes under way and closes the database.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.writes)
	s.mu.Unlock()
	<-s.done
	for _, st := range s.stmts {
		st.Close()
	}
	return errors.Join(s.read.Close(), s.conn.Close(), s.db.Close())
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}
