package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// MaxCell is how many characters a cell of Excel holds, counted as it counts them (UTF-16).
const MaxCell = excelize.TotalCellChars

// readXLSX reads all sheets of a workbook.
func readXLSX(content []byte) ([]Table, error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, UnzipSizeLimit: 20 * MaxBytes, UnzipXMLSizeLimit: MaxBytes})
	if errors.Is(err, excelize.ErrWorkbookPassword) {
		return nil, &Problem{Words: "这个文件加了密码，请去掉密码再传"}
	}
	if err != nil {
		return nil, &Problem{Words: "这个 xlsx 文件打不开，请在 Excel 里重新保存一次再传"}
	}
	defer f.Close()
	var tables []Table
	for _, name := range f.GetSheetList() {
		t, err := readSheet(f, name)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

func readSheet(f *excelize.File, name string) (Table, error) {
	rows, err := boundedRows(f, name)
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: name}
	for i, r := range rows {
		row := Row{Line: i + 1, Cells: make([]Cell, len(r))}
		for j, text := range r {
			row.Cells[j] = cellOf(f, name, i, j, text)
		}
		t.Rows = append(t.Rows, row)
	}
	if err := fillMerged(f, name, t.Rows); err != nil {
		return t, err
	}
	kept := t.Rows[:0]
	for _, r := range t.Rows {
		if !r.empty() {
			kept = append(kept, r)
		}
	}
	if t.Rows = kept; len(kept) > maxRows {
		return t, &Problem{Sheet: name, Line: kept[maxRows].Line, Words: tooMany}
	}
	return t, nil
}

// How far from its corner a sheet is read: looking at single cells makes room for all the
// rows and columns before them.
const (
	maxLine    = 2 * maxRows
	maxColumns = 256
)

// boundedRows are the texts of a sheet's rows, read one by one and no further than that.
func boundedRows(f *excelize.File, name string) ([][]string, error) {
	unreadable := &Problem{Sheet: name, Words: "这张工作表读不出来，请在 Excel 里重新保存一次再传"}
	rows, err := f.Rows(name)
	if err != nil {
		return nil, unreadable
	}
	defer rows.Close()
	var out [][]string
	cells := 0
	for rows.Next() {
		r, err := rows.Columns()
		if err != nil {
			return nil, unreadable
		}
		cells += len(r)
		out = append(out, r)
		switch {
		case len(out) > maxLine:
			return nil, &Problem{Sheet: name, Line: len(out), Words: tooMany}
		case len(r) > maxColumns:
			return nil, &Problem{Sheet: name, Line: len(out), Words: fmt.Sprintf("列数太多，最多 %d 列", maxColumns)}
		case cells > maxCells:
			return nil, &Problem{Sheet: name, Line: len(out), Words: "这张工作表太大，请分几次传"}
		}
	}
	if rows.Error() != nil {
		return nil, unreadable
	}
	return out, nil
}

var number = regexp.MustCompile(`^-?\d+(\.\d+)?(E[+-]?\d+)?$`)

// cellOf looks at how a number is shown: Excel keeps dates as numbers.
func cellOf(f *excelize.File, sheet string, row, column int, text string) Cell {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	c := Cell{Text: text}
	if !number.MatchString(text) {
		return c
	}
	at, err := excelize.CoordinatesToCellName(column+1, row+1)
	if err != nil {
		return c
	}
	if kind, err := f.GetCellType(sheet, at); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber && kind != excelize.CellTypeDate {
		return c
	}
	style, err := f.GetCellStyle(sheet, at)
	if err != nil {
		return c
	}
	s, err := f.GetStyle(style)
	if err != nil || s == nil {
		return c
	}
	if showsDate(s) {
		c.Text, c.Date = dateText(f, text), true
	}
	return c
}

// dateText is the day, or the time, or both, of an Excel serial number.
func dateText(f *excelize.File, serial string) string {
	n, err := strconv.ParseFloat(serial, 64)
	if err != nil {
		return serial
	}
	props, err := f.GetWorkbookProps()
	t, timeErr := excelize.ExcelDateToTime(n, err == nil && props.Date1904 != nil && *props.Date1904)
	if timeErr != nil {
		return serial
	}
	switch {
	case n == math.Trunc(n):
		return t.Format(time.DateOnly)
	case n < 1:
		return t.Round(time.Minute).Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// showsDate reports whether a number format is one of a date or a time: the built-in ones 14
// to 22, 27 to 36, 45 to 47 and 50 to 58 (ECMA-376 part 1, 18.8.30), or one with years, days,
// hours or seconds in it.
func showsDate(s *excelize.Style) bool {
	n := s.NumFmt
	if s.CustomNumFmt != nil {
		format := quotedPart.ReplaceAllString(strings.ToLower(*s.CustomNumFmt), "")
		return strings.ContainsAny(format, "ydhs") || strings.Contains(format, "m月")
	}
	return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
}

var quotedPart = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.`)

// fillMerged gives every cell of a merged area the text that stands in it.
func fillMerged(f *excelize.File, name string, rows []Row) error {
	merged, err := f.GetMergeCells(name)
	if err != nil {
		return &Problem{Sheet: name, Words: "合并单元格读不出来，请取消合并再传"}
	}
	filled := 0
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			continue
		}
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil || top > len(rows) {
			continue
		}
		from := rows[top-1].At(left - 1)
		for i := top - 1; i < min(bottom, len(rows)); i++ {
			for j := left - 1; j < right; j++ {
				if filled++; filled > maxCells {
					return &Problem{Sheet: name, Words: "合并单元格太大，请取消合并再传"}
				}
				for len(rows[i].Cells) <= j {
					rows[i].Cells = append(rows[i].Cells, Cell{})
				}
				rows[i].Cells[j] = from
			}
		}
	}
	return nil
}

// WriteXLSX writes tables as the sheets of a workbook: every cell is text, so that nothing
// is taken for a formula, a number or a date. An error is the writer's,
// or that a cell is longer than MaxCell.
func WriteXLSX(w io.Writer, tables ...Table) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), t.Name)
		} else {
			_, err = f.NewSheet(t.Name)
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", t.Name, err)
		}
		if err := writeSheet(f, t); err != nil {
			return fmt.Errorf("sheet %s: %w", t.Name, err)
		}
	}
	return f.Write(w)
}

func writeSheet(f *excelize.File, t Table) error {
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}}})
	if err != nil {
		return err
	}
	s, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	for i, h := range t.Header {
		if err := s.SetColWidth(i+1, i+1, width(h)); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	row := func(line int, style int, cells []string) error {
		values := make([]any, len(cells))
		for i, c := range cells {
			if n := utf16Len(c); n > MaxCell {
				return fmt.Errorf("line %d, column %d: %d characters, a cell holds %d", line, i+1, n, MaxCell)
			}
			values[i] = excelize.Cell{StyleID: style, Value: c}
		}
		return s.SetRow("A"+strconv.Itoa(line), values)
	}
	if err := row(1, head, t.Header); err != nil {
		return err
	}
	for i, r := range t.Rows {
		cells := make([]string, len(r.Cells))
		for j, c := range r.Cells {
			cells[j] = c.Text
		}
		if err := row(i+2, text, cells); err != nil {
			return err
		}
	}
	return s.Flush()
}

// width is how wide a column with the header is, in characters: answers need room.
func width(header string) float64 { return min(60, max(12, float64(4*len([]rune(header))))) }

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
