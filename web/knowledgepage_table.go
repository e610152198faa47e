package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"linli/desk"
	"linli/store"
	"linli/web/sheet"
)

// Standard answers in Excel: taken out, changed, handed in, looked at, and saved as drafts
// for review, all of them or none.

// tablePlan is what a table that was handed in would change.
type tablePlan struct {
	Problems []*sheet.Problem
	Changes  []tableChange
	Same     int // rows that change nothing
}

// tableChange is a row that changes an entry.
type tableChange struct {
	Line    int
	ID      string
	Title   string
	New     bool
	Changes []fieldDiff

	version desk.EntryVersion // an open draft of one's own, or a new one
	plan    desk.EntryPlan
}

type tableView struct {
	frame
	Import  int64
	Name    string
	Read    bool
	Mark    string // of what is shown: saving it when it would do something else is refused
	Done    int
	Problem string
	tablePlan
}

func (s *Server) tablePage(w http.ResponseWriter, r *http.Request) error {
	v := tableView{}
	v.Done, _ = strconv.Atoi(r.URL.Query().Get("done"))
	return s.showTable(w, r, http.StatusOK, v)
}

func (s *Server) showTable(w http.ResponseWriter, r *http.Request, status int, v tableView) error {
	var err error
	if v.frame, err = s.frame(r, "Excel 导入导出", "knowledge"); err != nil {
		return err
	}
	return render(w, status, "knowledge_table.html", v)
}

// exportTable writes all entries of the community as they are now.
func (s *Server) exportTable(w http.ResponseWriter, r *http.Request) error {
	c, now := s.communityOf(r), s.cfg.Now()
	var rows []entryRow
	for _, id := range s.cfg.Staff.Content.Known(c.ID) {
		t, v, served := s.cfg.Staff.Content.Text(id, desk.Scope{Community: c.ID}, now)
		if !served {
			continue
		}
		row := entryRow{ID: id, Plan: desk.EntryPlan{Text: t}, Status: scopeLabel(v, "随程序的标准")}
		e, _ := s.cfg.Staff.Content.Entry(id, desk.Scope{Community: c.ID}, now)
		if row.Approved = e.Approved; v != nil {
			row.Plan = planOf(v)
		}
		rows = append(rows, row)
	}
	return s.sendTable(w, r, c.Name+"标准答案"+c.Local(now).Format("20060102"), entryTable(rows, c))
}

// sendFile answers with a file to be saved under a name, which may be Chinese.
func sendFile(w http.ResponseWriter, name string, content []byte) {
	kinds := map[bool]string{true: "text/csv; charset=utf-8", false: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	w.Header().Set("Content-Type", kinds[strings.HasSuffix(name, ".csv")])
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(content)
}

// handInTable keeps a table and shows what it would change.
func (s *Server) handInTable(w http.ResponseWriter, r *http.Request) error {
	name, content, no, err := handedIn(w, r)
	if err != nil {
		return err
	}
	if no.words != "" {
		return s.showTable(w, r, no.status, tableView{Problem: no.words})
	}
	id, err := s.cfg.Store.KeepImport(r.Context(), staffOf(r), name, content)
	if err != nil {
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/knowledge/table/%d", id), http.StatusSeeOther)
	return nil
}

// handedIn is the table in a form, or why there is none to be read.
func handedIn(w http.ResponseWriter, r *http.Request) (name string, content []byte, no refusal, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, sheet.MaxBytes+1<<16)
	file, head, err := r.FormFile("file")
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return "", nil, refusal{status: http.StatusRequestEntityTooLarge, words: fmt.Sprintf("文件太大，最多 %d MB", sheet.MaxBytes>>20)}, nil
	case err != nil:
		return "", nil, refusal{status: http.StatusBadRequest, words: "请先选一个文件"}, nil
	}
	defer file.Close()
	if content, err = io.ReadAll(file); err != nil {
		return "", nil, refusal{}, err
	}
	name = strings.ToValidUTF8(head.Filename, "")
	if runes := []rune(name); len(runes) > 80 {
		name = string(runes[:80])
	}
	return name, content, refusal{}, nil
}

// previewTable shows what a table would change.
func (s *Server) previewTable(w http.ResponseWriter, r *http.Request) error {
	return s.showImport(w, r, http.StatusOK, "")
}

func (s *Server) showImport(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	id, name, plan, err := s.findImport(r)
	if err != nil {
		return err
	}
	return s.showTable(w, r, status, tableView{Import: id, Name: name, Read: true, Mark: plan.mark(), Problem: problem, tablePlan: plan})
}

func (s *Server) findImport(r *http.Request) (id int64, name string, plan tablePlan, err error) {
	id, err = strconv.ParseInt(r.PathValue("import"), 10, 64)
	if err != nil {
		return id, "", plan, notFound("没有这份表格")
	}
	name, content, err := s.cfg.Store.Import(r.Context(), staffOf(r), id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && name == registryDraft {
		err = notFound("这份表格已经处理过，或者放了太久，请重新上传")
	}
	if err == nil {
		plan, err = s.planTable(r.Context(), staffOf(r), content)
	}
	return id, name, plan, err
}

// planTable compares a table with what is in force, or with one's own open drafts.
func (s *Server) planTable(ctx context.Context, p desk.Staff, content []byte) (plan tablePlan, err error) {
	c, _ := s.community(p.Community)
	table, err := sheet.Read(content, colID)
	if err != nil {
		plan.Problems = sheet.Problems(err)
		return plan, nil
	}
	list, err := s.cfg.Store.EntriesOpen(ctx, p.Community)
	if err != nil {
		return plan, err
	}
	drafts := map[string]desk.EntryVersion{}
	for _, v := range list {
		if v.Scope == (desk.Scope{Community: p.Community}) {
			drafts[v.Entry] = v
		}
	}
	now := s.cfg.Now()
	known := func(id string) (desk.EntryPlan, bool) {
		if v, ok := drafts[id]; ok {
			return planOf(&v), true
		}
		t, v, ok := s.cfg.Staff.Content.Text(id, desk.Scope{Community: p.Community}, now)
		if v != nil {
			return planOf(v), true
		}
		return desk.EntryPlan{Text: t}, ok
	}
	rows, problems := readEntries(table, &c, known)
	plan.Problems = problems
	wrong := map[int]bool{}
	for _, p := range problems {
		wrong[p.Line] = true
	}
	for _, row := range rows {
		if wrong[row.Line] {
			continue
		}
		before, there := known(row.ID)
		after := row.Plan
		after.Text = after.Text.Tidy()
		if there && reflect.DeepEqual(before.Text.Tidy(), after.Text) && before.ValidFrom.Equal(after.ValidFrom) && before.ValidUntil.Equal(after.ValidUntil) {
			plan.Same++
			continue
		}
		v, open := drafts[row.ID]
		if open && v.Author.Staff != p.ID {
			plan.Problems = append(plan.Problems, &sheet.Problem{Line: row.Line, Column: colID,
				Words: v.Author.Name + "正在改这一条（" + v.Status.Label() + "），请等发布或作废以后再导入"})
			continue
		}
		if !open {
			v = desk.NewEntryVersion(row.ID, desk.Scope{Community: p.Community}, after.Text, p.Actor(), now)
		}
		plan.Changes = append(plan.Changes, tableChange{Line: row.Line, ID: row.ID, Title: after.Text.Question, New: !there,
			Changes: diffEntries(before, after, &c), version: v, plan: after})
	}
	return plan, nil
}

// mark changes when what a table would do does.
func (p *tablePlan) mark() string {
	var b strings.Builder
	for _, c := range p.Changes {
		fmt.Fprintf(&b, "%s %d:%d %+v\n", c.ID, c.version.ID, c.version.Version, c.Changes)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(b.String())))
}

// saveTable saves all changes as drafts and hands them in for review.
func (s *Server) saveTable(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	id, _, plan, err := s.findImport(r)
	if err != nil {
		return err
	}
	switch {
	case len(plan.Problems) > 0:
		return s.showImport(w, r, http.StatusBadRequest, "表里还有问题，改好再传一次；一行都没有保存")
	case len(plan.Changes) == 0:
		return s.showImport(w, r, http.StatusBadRequest, "没有要保存的变化")
	case plan.mark() != r.PostFormValue("mark"):
		return s.showImport(w, r, http.StatusConflict, "刚才有人改了其中的答案，请再看一遍下面的变化")
	}
	p, now := staffOf(r), s.cfg.Now()
	changes, err := plan.changes(r.PostFormValue("then") == "submit", r.PostFormValue("why"), p.Actor(), now, s)
	if err == nil {
		err = s.cfg.Store.SaveEntries(r.Context(), changes...)
	}
	if errors.Is(err, desk.ErrConflict) {
		return s.showImport(w, r, http.StatusConflict, "刚才有人改了其中的答案，请再看一遍下面的变化")
	}
	if err != nil {
		return err
	}
	if err := s.cfg.Store.DropImport(r.Context(), p, id); err != nil {
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/knowledge/table?done=%d", len(plan.Changes)), http.StatusSeeOther)
	return nil
}

func (p *tablePlan) changes(submit bool, why string, by desk.Actor, now time.Time, s *Server) ([]store.EntryChange, error) {
	var out []store.EntryChange
	for i := range p.Changes {
		c := &p.Changes[i]
		c.plan.Why = why
		changes, err := s.editEntry(&c.version, c.plan, submit, by, now)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", c.Line, err)
		}
		out = append(out, changes...)
	}
	return out, nil
}
