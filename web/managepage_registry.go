package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"linli/desk"
	"linli/web/sheet"
)

// The register of residents (住户名册): which phone numbers belong to which flat, handed in as a
// table. Residents show with it in the chat that they live there. Numbers are hashed as they are
// read; the table itself is not kept.

// Columns of the table.
const (
	colBuilding = "楼栋"
	colUnit     = "单元"
	colRoom     = "房号"
	colPhone    = "手机号"
)

var registryColumns = map[string]string{"building": colBuilding, "unit": colUnit, "room": colRoom, "phone": colPhone}

type registryView struct {
	frame
	Now      desk.Registry
	When     string
	Done     bool
	Problem  string
	Problems []*sheet.Problem
	Import   int64 // one to be confirmed, 0 for none
	Plan     registryPlan
}

// registryPlan is what replacing the register would do.
type registryPlan struct{ Flats, Numbers, New, Gone, Same int }

func (s *Server) registryPage(w http.ResponseWriter, r *http.Request) error {
	return s.showRegistry(w, r, http.StatusOK, registryView{Done: r.URL.Query().Has("done")})
}

func (s *Server) showRegistry(w http.ResponseWriter, r *http.Request, status int, v registryView) error {
	by := staffOf(r)
	var err error
	if v.Now, err = s.cfg.Store.Registry(r.Context(), by.Community); err != nil {
		return err
	}
	if com := s.communityOf(r); !v.Now.At.IsZero() {
		v.When = moment(com, v.Now.At, s.cfg.Now())
	}
	if v.frame, err = s.frame(r, "住户名册", "manage"); err != nil {
		return err
	}
	return render(w, status, "manage_registry.html", v)
}

// handInRegistry reads a table and keeps what it would put into the register until that is
// confirmed.
func (s *Server) handInRegistry(w http.ResponseWriter, r *http.Request) error {
	_, content, no, err := handedIn(w, r)
	if err != nil {
		return err
	}
	if no.words != "" {
		return s.showRegistry(w, r, no.status, registryView{Problem: no.words})
	}
	by := staffOf(r)
	hash, err := s.cfg.Store.NumberHasher(r.Context(), by.Community)
	if err != nil {
		return err
	}
	lines, problems := readRegistry(content, hash)
	if len(problems) > 0 {
		return s.showRegistry(w, r, http.StatusBadRequest, registryView{Problems: problems})
	}
	draft, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	id, err := s.cfg.Store.KeepImport(r.Context(), by, registryDraft, draft)
	if err != nil {
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/manage/registry/%d", id), http.StatusSeeOther)
	return nil
}

// registryDraft is the name under which such an import is kept.
const registryDraft = "registry"

// readRegistry reads a table: several numbers may stand in one cell, and a flat in several lines.
func readRegistry(content []byte, hash func(phone string) string) (lines []desk.RegistryLine, problems []*sheet.Problem) {
	table, err := sheet.Read(content, colBuilding, colRoom, colPhone)
	if err != nil {
		return nil, sheet.Problems(err)
	}
	seen := map[desk.RegistryLine]bool{}
	cell := func(row sheet.Row, column string) string { return strings.TrimSpace(row.At(table.Column(column)).Text) }
	for _, row := range table.Rows {
		p := desk.Place{Building: cell(row, colBuilding), Unit: cell(row, colUnit), Room: cell(row, colRoom)}
		phones := strings.FieldsFunc(cell(row, colPhone), func(r rune) bool { return strings.ContainsRune("、,，;；/\n", r) })
		if len(phones) == 0 {
			phones = []string{""}
		}
		for _, phone := range phones {
			var fault *desk.Fault
			if err := desk.CheckRegistryLine(p, phone); errors.As(err, &fault) {
				problems = append(problems, &sheet.Problem{Sheet: table.Name, Line: row.Line, Column: registryColumns[fault.Field], Words: fault.Words})
				continue
			}
			flat, _ := p.Flat()
			line := desk.RegistryLine{Flat: flat, Number: hash(phone)}
			if !seen[line] {
				seen[line] = true
				lines = append(lines, line)
			}
		}
	}
	if len(lines) == 0 && len(problems) == 0 {
		problems = []*sheet.Problem{{Words: "表里没有一行住户"}}
	}
	return lines, problems
}

// findRegistry is an import of the one who asks, and what it would do.
func (s *Server) findRegistry(r *http.Request) (id int64, lines []desk.RegistryLine, plan registryPlan, err error) {
	gone := notFound("这份名册已经处理过，或者放了太久，请重新上传")
	if id, err = strconv.ParseInt(r.PathValue("import"), 10, 64); err != nil {
		return id, nil, plan, gone
	}
	name, content, err := s.cfg.Store.Import(r.Context(), staffOf(r), id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && name != registryDraft {
		return id, nil, plan, gone
	}
	if err == nil {
		err = json.Unmarshal(content, &lines)
	}
	if err != nil {
		return id, nil, plan, err
	}
	before, err := s.cfg.Store.RegistryLines(r.Context(), staffOf(r).Community)
	return id, lines, planRegistry(before, lines), err
}

func planRegistry(before, after []desk.RegistryLine) registryPlan {
	p := registryPlan{Numbers: len(after)}
	was, flats := map[desk.RegistryLine]bool{}, map[desk.Flat]bool{}
	for _, l := range before {
		was[l] = true
	}
	for _, l := range after {
		flats[l.Flat] = true
		if was[l] {
			p.Same++
		}
	}
	p.Flats, p.New, p.Gone = len(flats), len(after)-p.Same, len(before)-p.Same
	return p
}

// previewRegistry shows what a table would do.
func (s *Server) previewRegistry(w http.ResponseWriter, r *http.Request) error {
	id, _, plan, err := s.findRegistry(r)
	if err != nil {
		return err
	}
	return s.showRegistry(w, r, http.StatusOK, registryView{Import: id, Plan: plan})
}

// saveRegistry makes a table the register.
func (s *Server) saveRegistry(w http.ResponseWriter, r *http.Request) error {
	id, lines, _, err := s.findRegistry(r)
	if err != nil {
		return err
	}
	by := staffOf(r)
	if err := s.cfg.Store.ReplaceRegistry(r.Context(), by, lines); err != nil {
		return err
	}
	if err := s.cfg.Store.DropImport(r.Context(), by, id); err != nil {
		return err
	}
	http.Redirect(w, r, "/manage/registry?done", http.StatusSeeOther)
	return nil
}
