// Package sheet reads and writes tables the way office programs keep them: XLSX, and CSV
// in the encodings and with the habits of Excel. What was written is read back the same.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Table is a header and its rows. Cells that a row does not reach are empty.
type Table struct {
	Name   string // of the sheet, or the file
	Header []string
	Rows   []Row
}

// Row is one row and where it stands: the line a person sees, from 1.
type Row struct {
	Line  int
	Cells []Cell
}

// Cell is the text of one cell. Date reports that Excel keeps it as a date or a time, which
// it may have made of "3-5": Text is then "2026-03-05", "18:00" or "2026-03-05 18:00".
type Cell struct {
	Text string
	Date bool
}

// Texts are the texts of a table's rows, for tests and writers.
func Texts(cells ...string) []Cell {
	out := make([]Cell, len(cells))
	for i, c := range cells {
		out[i] = Cell{Text: c}
	}
	return out
}

// Problem is something wrong with a file that was handed in, for the person who made it.
type Problem struct {
	Sheet  string // "" for CSV
	Line   int    // 0: the file as a whole
	Column string // header of the column, "" for the row as a whole
	Words  string // Chinese
}

func (p *Problem) Error() string {
	var where []string
	if p.Sheet != "" {
		where = append(where, "工作表“"+p.Sheet+"”")
	}
	if p.Line > 0 {
		where = append(where, fmt.Sprintf("第 %d 行", p.Line))
	}
	if p.Column != "" {
		where = append(where, "“"+p.Column+"”列")
	}
	if len(where) == 0 {
		return p.Words
	}
	return strings.Join(where, " ") + "：" + p.Words
}

// Problems are all problems in an error of this package.
func Problems(err error) []*Problem {
	var one *Problem
	var many interface{ Unwrap() []error }
	switch {
	case errors.As(err, &many):
		var out []*Problem
		for _, e := range many.Unwrap() {
			out = append(out, Problems(e)...)
		}
		return out
	case errors.As(err, &one):
		return []*Problem{one}
	}
	return nil
}

// Limits of a file.
const (
	MaxBytes = 10 << 20
	maxRows  = 20_000
	maxCells = 2_000_000
)

// headWithin is in how many of the first rows the header is looked for: people put a title above it.
const headWithin = 10

// Read reads the table whose header holds the wanted names, from XLSX or CSV: what it is is
// seen from the content. Rows without any text are left out. Errors are Problems.
func Read(content []byte, wanted ...string) (Table, error) {
	if len(content) > MaxBytes {
		return Table{}, &Problem{Words: fmt.Sprintf("文件太大，最多 %d MB", MaxBytes>>20)}
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return Table{}, &Problem{Words: "文件是空的"}
	}
	read := readCSV
	switch {
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		read = readXLSX
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		return Table{}, &Problem{Words: "这是旧格式的 xls 文件（或者加了密码），请在 Excel 里另存为 xlsx 再传"}
	}
	tables, err := read(content)
	if err != nil {
		return Table{}, err
	}
	for _, t := range tables {
		if t.findHead(wanted) {
			return t, nil
		}
	}
	return Table{}, &Problem{Words: "没有找到表头：前 " + fmt.Sprint(headWithin) + " 行里要有一行写着“" + strings.Join(wanted, "”“") + "”"}
}

// findHead makes the first row that holds all wanted names the header.
func (t *Table) findHead(wanted []string) bool {
	for i, r := range t.Rows[:min(headWithin, len(t.Rows))] {
		names := make([]string, len(r.Cells))
		for j, c := range r.Cells {
			names[j] = strings.TrimSpace(c.Text)
		}
		if !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(names, w) }) {
			t.Header, t.Rows = names, t.Rows[i+1:]
			return true
		}
	}
	return false
}

// Column is the place of a column, -1 if there is none.
func (t *Table) Column(name string) int { return slices.Index(t.Header, name) }

// At is the cell of a row in a column; the empty one where there is none.
func (r Row) At(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

func (r Row) empty() bool {
	return !slices.ContainsFunc(r.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) != "" })
}
