package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"linli/desk"
	"linli/web/sheet"
)

// Figures and their rows as tables for office programs.

// sendTable answers with a table as a file of the format in the address.
func (s *Server) sendTable(w http.ResponseWriter, r *http.Request, name string, tables ...sheet.Table) error {
	var file bytes.Buffer
	var err error
	format := r.PathValue("format")
	switch format {
	case "xlsx":
		err = sheet.WriteXLSX(&file, tables...)
	case "csv":
		err = sheet.WriteCSV(&file, tables[0])
	default:
		return notFound("只能导出 xlsx 或 csv")
	}
	if err != nil {
		return err
	}
	if err := s.cfg.Store.Audit(r.Context(), auditLine(staffOf(r), desk.AuditExport, name+"."+format)); err != nil {
		return err
	}
	sendFile(w, name+"."+format, file.Bytes())
	return nil
}

// figuresTable are all figures of a book, with what they were computed from.
func (b *figureBook) figuresTable() sheet.Table {
	t := sheet.Table{Name: "指标", Header: []string{"指标", "数值", "单位", "分子", "分母", "目标", "上期数值", "上期分子", "上期分母", "开始", "结束", "怎么算"}}
	number := func(f desk.Figure, value float64) string {
		if f.Denominator == 0 {
			return ""
		}
		return fmt.Sprintf("%.6g", value)
	}
	for i, r := range b.rows {
		past, _ := figureOf(b.past, r.Key)
		name, unit, target := r.Name, "比例", ""
		if r.Part {
			name = "　" + name
		}
		if r.Unit == desk.Seconds {
			unit = "秒"
		}
		if r.Target > 0 {
			target = fmt.Sprintf("%.6g", r.Target)
		}
		t.Rows = append(t.Rows, sheet.Row{Line: i + 2, Cells: sheet.Texts(name, number(r.Figure, r.Figure.Value), unit, fmt.Sprintf("%.6g", r.Figure.Numerator), fmt.Sprint(r.Figure.Denominator), target,
			number(past.Figure, past.Figure.Value), fmt.Sprintf("%.6g", past.Figure.Numerator), fmt.Sprint(past.Figure.Denominator),
			b.window.Since.Format("2006-01-02 15:04"), b.window.Until.Format("2006-01-02 15:04"), r.Definition)})
	}
	return t
}

func (s *Server) exportFigures(w http.ResponseWriter, r *http.Request) error {
	b, err := s.figureBook(r)
	if err != nil {
		return err
	}
	return s.sendTable(w, r, b.com.Name+"指标"+b.now.Format("20060102"), b.figuresTable())
}

// exportRows are the rows behind a figure. Phone numbers and rooms are left out.
func (s *Server) exportRows(w http.ResponseWriter, r *http.Request) error {
	b, err := s.figureBook(r)
	if err != nil {
		return err
	}
	row, ok := figureOf(b.rows, r.PathValue("key"))
	if !ok {
		return notFound("没有这个指标")
	}
	t := sheet.Table{Name: "明细", Header: []string{"工单", "接待", "标题", "类别", "级别", "状态", "楼栋", "负责人", "开始", "转人工", "渠道", "计入分子", "计入分母", "秒"}}
	for i, c := range desk.FigureCases(b.facts, b.choice.scope(), row.Key, b.window, b.now) {
		var cells []string
		seconds := ""
		if row.Unit == desk.Seconds {
			seconds = fmt.Sprintf("%.3f", c.Value)
		}
		counted := []string{fmt.Sprint(c.N), fmt.Sprint(c.Of), seconds}
		at := func(o interface{ Format(string) string }) string { return o.Format("2006-01-02 15:04:05") }
		switch {
		case c.Order != nil:
			o := c.Order
			cells = []string{o.Number, fmt.Sprint(o.Episode), o.Masked().Words(o.Title), o.Category, string(o.Priority), o.State.Label(), o.Place.Building, o.ClaimerName, at(b.com.Local(o.OpenedAt)), "", ""}
		case c.Call != nil:
			cells = []string{"", "", "电话回访", "", "", "", "", "", at(b.com.Local(c.Call.CreatedAt)), "", ""}
		default:
			e := c.Episode
			cells = []string{"", fmt.Sprint(e.ID), "", "", "", "", "", "", at(b.com.Local(e.StartedAt)), e.Handover.Label(), string(e.Channel)}
		}
		t.Rows = append(t.Rows, sheet.Row{Line: i + 2, Cells: sheet.Texts(append(cells, counted...)...)})
	}
	return s.sendTable(w, r, b.com.Name+strings.TrimSpace(row.Name)+"明细"+b.now.Format("20060102"), t)
}

// exportReport is a period's figures as a table.
func (s *Server) exportReport(w http.ResponseWriter, r *http.Request) error {
	b, p, err := s.periodBook(r)
	if err != nil {
		return err
	}
	return s.sendTable(w, r, b.com.Name+"报表"+p.Key, b.figuresTable())
}
