package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// maxBatch is how many writes share one COMMIT at most.
const maxBatch = 256

var errClosed = errors.New("store is closed")

// write is a change that waits for the writer. bells are rung after its COMMIT.
type write struct {
	do    func(*tx) error
	bells []string
	err   error
	done  chan struct{}
}

// write runs do in a transaction: all of it is durable when write returns nil, none of
// it otherwise. Writes that wait at the same time share one transaction, each behind a
// savepoint, so that one fsync serves them all.
func (s *Store) write(ctx context.Context, do func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &write{do: do, done: make(chan struct{})}
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return errClosed
	}
	s.writes <- w
	s.mu.RUnlock()
	<-w.done // not ctx: once handed over it may be committed, and the caller must know
	for _, b := range w.bells {
		s.bells.ring(b)
	}
	return w.err
}

func (s *Store) writer() {
	defer close(s.done)
	for w := range s.writes {
		batch := []*write{w}
	fill:
		for len(batch) < maxBatch {
			select {
			case w, ok := <-s.writes:
				if !ok {
					break fill
				}
				batch = append(batch, w)
			default:
				break fill
			}
		}
		s.commitBatch(batch)
	}
}

func (s *Store) commitBatch(batch []*write) {
	err := s.inTransaction(func() error {
		for _, w := range batch {
			if err := s.runSaved(w); err != nil {
				return err
			}
		}
		return nil
	})
	for _, w := range batch {
		if err != nil {
			w.err = err
		}
		if w.err != nil {
			w.bells = nil
		}
		close(w.done)
	}
}

func (s *Store) inTransaction(do func() error) error {
	x := &tx{s: s}
	if _, err := x.exec("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	err := do()
	if err == nil {
		if _, err = x.exec("COMMIT"); err == nil {
			return nil
		}
		err = fmt.Errorf("commit: %w", err)
	}
	_, undo := x.exec("ROLLBACK")
	return errors.Join(err, undo)
}

// runSaved runs one write behind a savepoint: its error undoes it alone. An error of
// the savepoint itself is returned and undoes the batch.
func (s *Store) runSaved(w *write) error {
	x := &tx{s: s}
	if _, err := x.exec("SAVEPOINT w"); err != nil {
		return err
	}
	w.err = runGuarded(w.do, x)
	w.bells = x.bells
	if w.err != nil {
		if _, err := x.exec("ROLLBACK TO w"); err != nil {
			return err
		}
	}
	_, err := x.exec("RELEASE w")
	return err
}

// runGuarded turns a panic into an error: the writer serves everybody and must go on.
func runGuarded(do func(*tx) error, x *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("write panicked: %v", p)
		}
	}()
	return do(x)
}

// tx is the inside of a write. It runs on the writer's goroutine and connection only.
type tx struct {
	s     *Store
	bells []string
}

// ring asks for a bell after COMMIT.
func (x *tx) ring(bell string) { x.bells = append(x.bells, bell) }

func (x *tx) stmt(q string) (*sql.Stmt, error) {
	if st, ok := x.s.stmts[q]; ok {
		return st, nil
	}
	st, err := x.s.conn.PrepareContext(context.Background(), x.s.dialect.query(q))
	if err != nil {
		return nil, fmt.Errorf("prepare %.60q: %w", q, err)
	}
	x.s.stmts[q] = st
	return st, nil
}

func (x *tx) exec(q string, args ...any) (sql.Result, error) {
	st, err := x.stmt(q)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(context.Background(), args...)
}

func (x *tx) query(q string, args ...any) (*sql.Rows, error) {
	st, err := x.stmt(q)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(context.Background(), args...)
}

// get scans the one row of q; sql.ErrNoRows if there is none.
func (x *tx) get(dest []any, q string, args ...any) error {
	st, err := x.stmt(q)
	if err != nil {
		return err
	}
	return st.QueryRowContext(context.Background(), args...).Scan(dest...)
}

// change runs an UPDATE that must hit exactly one row, else the error given.
func (x *tx) change(otherwise error, q string, args ...any) error {
	res, err := x.exec(q, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n != 1 {
		return otherwise
	}
	return nil
}
