package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readCSV reads what Excel and others save as text: UTF-8 with or without a mark, GBK as
// Chinese Excel saves CSV, UTF-16 as it saves "Unicode text"; commas, tabs or semicolons.
func readCSV(content []byte) ([]Table, error) {
	text, err := decode(content)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma(text), -1, false
	t := Table{}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return []Table{t}, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, &Problem{Line: broken.StartLine, Words: "引号不成对：一格里有引号或换行时，整格要用引号括起来，里面的引号写两个"}
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		row := Row{Line: line, Cells: make([]Cell, len(record))}
		for i, f := range record {
			row.Cells[i] = Cell{Text: unguard(f)}
		}
		if row.empty() {
			continue
		}
		if len(t.Rows) == maxRows {
			return nil, &Problem{Line: line, Words: tooMany}
		}
		t.Rows = append(t.Rows, row)
	}
}

// decode is the content as UTF-8.
func decode(content []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(content, []byte("\xef\xbb\xbf")):
		content = content[3:]
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(content)
	}
	if utf8.Valid(content) {
		if bytes.ContainsRune(content, 0) {
			return nil, &Problem{Words: notText}
		}
		return content, nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) || bytes.ContainsRune(text, 0) {
		return nil, &Problem{Words: notText}
	}
	return text, nil
}

const (
	notText = "认不出这个文件：请存成 xlsx，或者 UTF-8、GBK 编码的 CSV"
	tooMany = "行数太多，一次最多 20000 行"
)

// comma is what separates the cells: what the first line with any of them has most of.
func comma(text []byte) rune {
	for line := range bytes.Lines(text) {
		best, most := ',', 0
		for _, c := range []rune{',', '\t', ';'} {
			if n := strings.Count(string(line), string(c)); n > most {
				best, most = c, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}

// WriteCSV writes a table as UTF-8 with the mark by which Excel knows it.
func WriteCSV(w io.Writer, t Table) error {
	b := bufio.NewWriter(w)
	if _, err := b.WriteString("\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(b)
	c.UseCRLF = true
	if err := c.Write(guardAll(t.Header)); err != nil {
		return err
	}
	for _, r := range t.Rows {
		cells := make([]string, len(r.Cells))
		for i, cell := range r.Cells {
			cells[i] = cell.Text
		}
		if err := c.Write(guardAll(cells)); err != nil {
			return err
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return b.Flush()
}

func guardAll(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = guard(c)
	}
	return out
}

// A cell that begins like a formula would be run by Excel; an apostrophe before it keeps it
// text. One more is put before those that a text begins with by itself, so that unguard
// takes back just what guard added.
var (
	formula = regexp.MustCompile(`^'*[=+\-@\t]`)
	guarded = regexp.MustCompile(`^'+[=+\-@\t]`)
)

func guard(s string) string {
	if formula.MatchString(s) {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if guarded.MatchString(s) {
		return s[1:]
	}
	return s
}
