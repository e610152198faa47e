package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// column ties a column to a field: the pointer is scanned into and written from.
type column struct {
	name string
	ptr  any
}

type columns []column

func (c columns) names() string {
	names := make([]string, len(c))
	for i, col := range c {
		names[i] = col.name
	}
	return strings.Join(names, ", ")
}

func (c columns) ptrs() []any {
	out := make([]any, len(c))
	for i, col := range c {
		out[i] = col.ptr
	}
	return out
}

// binds is "$from, $from+1, …", one for each column.
func (c columns) binds(from int) string {
	out := make([]string, len(c))
	for i := range c {
		out[i] = fmt.Sprintf("$%d", from+i)
	}
	return strings.Join(out, ", ")
}

// sets is "a = $from, b = $from+1, …".
func (c columns) sets(from int) string {
	out := make([]string, len(c))
	for i, col := range c {
		out[i] = fmt.Sprintf("%s = $%d", col.name, from+i)
	}
	return strings.Join(out, ", ")
}

// insert writes a new row and scans its id.
func (x *tx) insert(table string, c columns, id *int64) error {
	q := "INSERT INTO " + table + " (" + c.names() + ") VALUES (" + c.binds(1) + ") RETURNING id"
	return x.get([]any{id}, q, c.ptrs()...)
}

// update writes a row if it still has the version, which moves on; else otherwise.
func (x *tx) update(table string, c columns, id int64, version *int64, otherwise error) error {
	q := "UPDATE " + table + " SET version = version + 1, " + c.sets(3) + " WHERE id = $1 AND version = $2"
	if err := x.change(otherwise, q, append([]any{id, *version}, c.ptrs()...)...); err != nil {
		return err
	}
	*version++
	return nil
}

// millis stores a time as unix milliseconds, NULL when it is not set.
func millis(t *time.Time) *timeColumn { return &timeColumn{t} }

type timeColumn struct{ t *time.Time }

func (c *timeColumn) Value() (driver.Value, error) {
	if c.t.IsZero() {
		return nil, nil
	}
	return c.t.UnixMilli(), nil
}

func (c *timeColumn) Scan(v any) error {
	switch n := v.(type) {
	case nil:
		*c.t = time.Time{}
	case int64:
		*c.t = time.UnixMilli(n)
	default:
		return fmt.Errorf("time column holds %T", v)
	}
	return nil
}

// span stores a duration as milliseconds.
func span(d *time.Duration) *spanColumn { return &spanColumn{d} }

type spanColumn struct{ d *time.Duration }

func (c *spanColumn) Value() (driver.Value, error) { return c.d.Milliseconds(), nil }

func (c *spanColumn) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("duration column holds %T", v)
	}
	*c.d = time.Duration(n) * time.Millisecond
	return nil
}

// asJSON stores a value as JSON text.
func asJSON(p any) *jsonColumn { return &jsonColumn{p} }

type jsonColumn struct{ p any }

func (c *jsonColumn) Value() (driver.Value, error) {
	b, err := json.Marshal(c.p)
	if err != nil {
		return nil, err
	}
	if string(b) == "null" {
		b = []byte("[]")
	}
	return string(b), nil
}

func (c *jsonColumn) Scan(v any) error {
	switch s := v.(type) {
	case string:
		return json.Unmarshal([]byte(s), c.p)
	case []byte:
		return json.Unmarshal(s, c.p)
	default:
		return fmt.Errorf("JSON column holds %T", v)
	}
}

// orNone stores the id of a row that there may not be, NULL for 0.
func orNone(id *int64) *idColumn { return &idColumn{id} }

type idColumn struct{ id *int64 }

func (c *idColumn) Value() (driver.Value, error) {
	if *c.id == 0 {
		return nil, nil
	}
	return *c.id, nil
}

func (c *idColumn) Scan(v any) error {
	switch n := v.(type) {
	case nil:
		*c.id = 0
	case int64:
		*c.id = n
	default:
		return fmt.Errorf("id column holds %T", v)
	}
	return nil
}
