package sheet

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func row(line int, cells ...string) Row { return Row{Line: line, Cells: Texts(cells...)} }

var small = Table{Name: "答案", Header: []string{"编号", "标准答案"}, Rows: []Row{row(2, "fee-pay", "第一行\n第二行，“引号”\"x\""), row(3, "fee-more", "=1+1"), row(4, "'-x", " 前后 ")}}

// TestEncodings reads the same table as programs save it.
func TestEncodings(t *testing.T) {
	text := "编号,标准答案\r\nfee-pay,\"第一行\r\n第二行\"\r\n"
	want := []Row{row(2, "fee-pay", "第一行\n第二行")}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"UTF-8": text, "with a mark": "\ufeff" + text, "GBK": gbk, "UTF-16 with tabs": utf16,
		"semicolons": strings.ReplaceAll(text, ",", ";"), "a title above": "2026年答案表,\r\n\r\n" + text} {
		got, err := Read([]byte(content), "编号", "标准答案")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		lines := want
		if name == "a title above" {
			lines = []Row{row(4, "fee-pay", "第一行\n第二行")}
		}
		if !reflect.DeepEqual(got.Rows, lines) || got.Column("标准答案") != 1 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestProblems(t *testing.T) {
	var wrongHead bytes.Buffer
	if err := WriteXLSX(&wrongHead, Table{Name: "x", Header: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, content, want string }{
		{"empty", " \n", "文件是空的"},
		{"an old workbook", "\xd0\xcf\x11\xe0xxxx", "另存为 xlsx"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", "认不出"},
		{"a broken workbook", "PK\x03\x04xxxx", "重新保存"},
		{"no header", "a,b\n1,2\n", "没有找到表头"},
		{"no header in a workbook", wrongHead.String(), "没有找到表头"},
		{"an open quote", "编号,标准答案\n\"a,b\n1,2\n", "第 2 行：引号不成对"},
		{"too many rows", "编号,标准答案\n" + strings.Repeat("a,b\n", maxRows+1), "行数太多"},
		{"too big", strings.Repeat("x", MaxBytes+1), "文件太大"},
	} {
		_, err := Read([]byte(tc.content), "编号", "标准答案")
		if p := Problems(err); len(p) != 1 || !strings.Contains(p[0].Error(), tc.want) {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

func TestBothWaysBack(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"csv":  func(b *bytes.Buffer) error { return WriteCSV(b, small) },
		"xlsx": func(b *bytes.Buffer) error { return WriteXLSX(b, Table{Name: "别的", Header: []string{"x"}}, small) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		got, err := Read(b.Bytes(), small.Header...)
		if err != nil || !reflect.DeepEqual(texts(got), texts(small)) {
			t.Errorf("%s: %v, %q", name, err, texts(got))
		}
	}
}

func texts(t Table) [][]string {
	var out [][]string
	for _, r := range t.Rows {
		var cells []string
		for i := range t.Header {
			cells = append(cells, r.At(i).Text)
		}
		out = append(out, cells)
	}
	return out
}

// TestExcelHabits reads what people make in Excel: dates, merged cells, numbers, formulas.
func TestExcelHabits(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	set := func(at string, v any) {
		t.Helper()
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	for at, v := range map[string]any{"A1": "我们的答案", "A3": "编号", "B3": "标准答案", "C3": "生效日期", "D3": "类别",
		"A4": "fee-pay", "B4": 13800138000, "C4": 46327, "D4": "缴费", "E4": 0.75, "A5": "fee-more", "B5": 46086, "C5": "2026-11-01", "A6": " ", "A7": "last"} {
		set(at, v)
	}
	for at, format := range map[string]int{"C4": 14, "B5": 58, "E4": 20} {
		style, err := f.NewStyle(&excelize.Style{NumFmt: format})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", at, at, style); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.MergeCell("Sheet1", "D4", "D5"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := Read(b.Bytes(), "编号")
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{4, []Cell{{"fee-pay", false}, {"13800138000", false}, {"2026-11-01", true}, {"缴费", false}, {"18:00", true}}},
		{5, []Cell{{"fee-more", false}, {"2026-03-05", true}, {"2026-11-01", false}, {"缴费", false}}},
		row(7, "last"),
	}
	if !reflect.DeepEqual(got.Rows, want) || got.Name != "Sheet1" {
		t.Errorf("read %+v\nwant %+v", got.Rows, want)
	}
}

func TestTooLongACell(t *testing.T) {
	if err := WriteXLSX(&bytes.Buffer{}, Table{Name: "x", Header: []string{"a"}, Rows: []Row{row(2, strings.Repeat("长", MaxCell+1))}}); err == nil {
		t.Error("a cell that Excel would cut was written")
	}
}

// TestFarCells: a cell far from the corner is refused before room is made for all before it.
func TestFarCells(t *testing.T) {
	for _, at := range []string{"A1048576", "XFD1"} {
		f := excelize.NewFile()
		defer f.Close()
		s, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SetRow(at, []any{"x"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Flush(); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(b.Bytes(), "编号"); len(Problems(err)) != 1 || !strings.Contains(err.Error(), "太多") {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// FuzzRead: whatever is handed in, there is a table or problems, and no panic.
func FuzzRead(f *testing.F) {
	var x bytes.Buffer
	if err := WriteXLSX(&x, small); err != nil {
		f.Fatal(err)
	}
	f.Add(x.Bytes())
	f.Add([]byte("编号,标准答案\n\"a\"\"b\",c\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if _, err := Read(content, "编号"); err != nil && len(Problems(err)) == 0 {
			t.Errorf("not a problem anybody could mend: %v", err)
		}
	})
}

// FuzzBothWaysBack: any text comes back as it was.
func FuzzBothWaysBack(f *testing.F) {
	f.Add("=1+1", "多行\n文字")
	f.Add("''=x", "\t")
	f.Add("_x0041_", " a ")
	f.Fuzz(func(t *testing.T, a, b string) {
		clean := func(s string) string { // what no cell holds: other line ends, characters XML does not know
			s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n"), "\r", "")
			return strings.Map(func(r rune) rune {
				if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff || r == 0xfeff {
					return -1
				}
				return r
			}, s)
		}
		a, b = clean(a), clean(b)
		if utf16Len(a) > MaxCell || utf16Len(b) > MaxCell {
			return
		}
		want := Table{Name: "t", Header: []string{"编号", "x", "y"}, Rows: []Row{row(2, "id", a, b)}}
		var c, x bytes.Buffer
		if err := WriteCSV(&c, want); err != nil {
			t.Fatal(err)
		}
		if err := WriteXLSX(&x, want); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{"csv": c.Bytes(), "xlsx": x.Bytes()} {
			got, err := Read(content, "编号")
			if err != nil || !reflect.DeepEqual(texts(got), texts(want)) {
				t.Errorf("%s: %v, %q became %q", name, err, texts(want), texts(got))
			}
		}
	})
}
