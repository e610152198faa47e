package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/desk"
)

// standardBook is the register of the community of the one who asks, with what managers
// changed of it.
type standardBook struct {
	file     []desk.StandardModule // by the content folder
	register []desk.StandardModule // as it is promised
	edits    []desk.StandardEdit   // the newest of each standard
	own      desk.StandardsOwn     // the community's own file
	template []desk.StandardModule
}

func (s *Server) standardBook(r *http.Request) (*standardBook, error) {
	id, content := staffOf(r).Community, s.cfg.Staff.Content
	edits, err := s.cfg.Store.StandardsInForce(r.Context(), id)
	b := &standardBook{file: content.Standards(id), edits: edits, own: content.StandardsOwn(id), template: content.StandardTemplate()}
	b.register = desk.Revise(b.file, edits)
	return b, err
}

func (b *standardBook) modules() []choice {
	var out []choice
	for _, m := range b.register {
		out = append(out, choice{m.Prefix, m.Name})
	}
	return out
}

// edit is the newest change of a standard, nil if there is none.
func (b *standardBook) edit(code string) *desk.StandardEdit {
	i := slices.IndexFunc(b.edits, func(e desk.StandardEdit) bool { return e.Code == code })
	if i < 0 {
		return nil
	}
	return &b.edits[i]
}

// seen is how often a standard was changed.
func (b *standardBook) seen(code string) int {
	if e := b.edit(code); e != nil {
		return e.Number
	}
	return 0
}

// retiredStandard is a promise of the template that is not made here.
type retiredStandard struct {
	Code, Text, Why, Link string
	By                    string // who and when; "" where the community's file says so
}

// retired are the promises that are not made here, of one module or of all.
func (b *standardBook) retired(c *desk.Community, choice standardChoice, g *desk.Grounds) []retiredStandard {
	var out []retiredStandard
	add := func(code, why, by string) {
		text := ""
		if s := desk.Find(b.template, code); s != nil {
			text = s.Text
		}
		if choice.Module == "" || choice.Module == (&desk.Standard{Code: code}).Module() {
			out = append(out, retiredStandard{Code: code, Text: text, Why: why, By: by, Link: "/manage/standards/" + code})
		}
	}
	for code, why := range b.own.Retired {
		if e := b.edit(code); e == nil || e.Move == desk.StandardRestored {
			add(code, why, "")
		}
	}
	for _, e := range b.edits {
		if e.Move == desk.StandardRetired {
			add(e.Code, e.Why, moment(c, e.At, g.Now)+" "+e.By.Name)
		}
	}
	slices.SortFunc(out, func(x, y retiredStandard) int { return strings.Compare(x.Code, y.Code) })
	return out
}

// standardChange is a line of a standard's history.
type standardChange struct {
	Number              int
	Move                desk.StandardMove
	At, By, Why         string
	Text, Target, Cases string // as it was written then
}

func (s *Server) standardHistory(r *http.Request, c *desk.Community, code string) ([]standardChange, error) {
	list, err := s.cfg.Store.StandardHistory(r.Context(), staffOf(r).Community, code)
	var out []standardChange
	for _, e := range list {
		h := standardChange{Number: e.Number, Move: e.Move, At: moment(c, e.At, s.cfg.Now()), By: e.By.Name, Why: e.Why}
		if e.Move == desk.StandardRevised {
			h.Text, h.Target = e.Standard.Text, e.Standard.Target.Text()
		}
		out = append(out, h)
	}
	return out, err
}

// saveNewStandard keeps a promise that the register did not have.
func (s *Server) saveNewStandard(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	b, err := s.standardBook(r)
	if err != nil {
		return err
	}
	prefix := r.PostFormValue("module")
	if !slices.ContainsFunc(b.register, func(m desk.StandardModule) bool { return m.Prefix == prefix }) {
		err = &desk.Fault{Field: "module", Words: "请选择模块"}
	}
	code := desk.NextCode(prefix, b.register, b.edits)
	if err == nil {
		err = s.reviseStandard(r, code, 0)
	}
	if err != nil {
		if refused, ok := refusalOf(r, err); ok {
			return s.showStandardForm(w, r, nil, refused)
		}
		return err
	}
	http.Redirect(w, r, "/manage/standards/"+code+"?done=revise", http.StatusSeeOther)
	return nil
}

// reviseStandard keeps what the form says of a standard.
func (s *Server) reviseStandard(r *http.Request, code string, seen int) error {
	std, err := readStandard(r)
	if err != nil {
		return err
	}
	e, err := desk.NewStandardEdit(staffOf(r), code, seen, desk.StandardRevised, std, r.PostFormValue("why"), s.cfg.Now())
	if err == nil {
		err = s.cfg.Staff.Content.CheckStandard(&e.Standard)
	}
	if err != nil {
		return err
	}
	return s.cfg.Store.AddStandardEdit(r.Context(), &e)
}

// changeStandard does what a form of a standard's page asks for: revise, retire, restore.
func (s *Server) changeStandard(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	b, err := s.standardBook(r)
	if err != nil {
		return err
	}
	code, move := r.PathValue("code"), desk.StandardMove(r.PostFormValue("do"))
	std, _ := find(b.register, code)
	if std == nil && b.edit(code) == nil {
		return notFound("没有这一条标准")
	}
	seen, _ := strconv.Atoi(r.PostFormValue("seen")) // none is no change there is
	switch {
	case move == desk.StandardRevised && std != nil:
		err = s.reviseStandard(r, code, seen)
	case move == desk.StandardRetired && std != nil, move == desk.StandardRestored:
		err = s.moveStandard(r, b, code, seen, move)
	default:
		return invalid("do", "没有这项操作")
	}
	if err != nil {
		refused, ok := refusalOf(r, err)
		switch {
		case !ok:
			return err
		case move == desk.StandardRevised:
			return s.showStandardForm(w, r, std, refused)
		}
		return s.showStandard(w, r, refused)
	}
	http.Redirect(w, r, fmt.Sprintf("/manage/standards/%s?done=%s", code, move), http.StatusSeeOther)
	return nil
}

// moveStandard retires a standard, or restores it: as the content folder has it, or, where
// that has none, as it was last written here.
func (s *Server) moveStandard(r *http.Request, b *standardBook, code string, seen int, move desk.StandardMove) error {
	var std desk.Standard
	if in, _ := find(b.file, code); move == desk.StandardRestored && in == nil {
		list, err := s.cfg.Store.StandardHistory(r.Context(), staffOf(r).Community, code)
		if err != nil {
			return err
		}
		for _, e := range list {
			if e.Move == desk.StandardRevised {
				move, std = e.Move, e.Standard
				break
			}
		}
	}
	e, err := desk.NewStandardEdit(staffOf(r), code, seen, move, std, r.PostFormValue("why"), s.cfg.Now())
	if err != nil {
		return err
	}
	return s.cfg.Store.AddStandardEdit(r.Context(), &e)
}
