package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/desk"
	"linli/store"
)

func (s *Server) newEntryPage(w http.ResponseWriter, r *http.Request) error {
	v := desk.NewEntryVersion("", desk.Scope{Community: staffOf(r).Community}, desk.EntryText{Kind: "info", Audience: "all",
		Question: strings.TrimSpace(strings.ToValidUTF8(r.URL.Query().Get("question"), "")), Similar: r.URL.Query()["similar"]}, staffOf(r).Actor(), s.cfg.Now())
	return s.showEntryForm(w, r, &v, refusal{status: http.StatusOK})
}

func (s *Server) editEntryPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.draftOf(r, r.PathValue("id"), r.URL.Query().Get("building"), r.URL.Query().Has("group"))
	if err != nil {
		return err
	}
	return s.showEntryForm(w, r, &v, refusal{status: http.StatusOK})
}

// draftOf is the open version of an entry at a scope, or a new draft of what is said there.
func (s *Server) draftOf(r *http.Request, id, building string, group bool) (desk.EntryVersion, error) {
	p, now := staffOf(r), s.cfg.Now()
	at := desk.Scope{Community: p.Community, Building: buildingOf(building)}
	if group {
		at = desk.Scope{}
	}
	if !p.MayEdit(at) {
		return desk.EntryVersion{}, forbidden("集团的标准答案只有管理员能改")
	}
	open, err := s.cfg.Store.EntriesOpen(r.Context(), p.Community)
	if err != nil {
		return desk.EntryVersion{}, err
	}
	for _, v := range open {
		if v.Entry == id && v.Scope == at {
			return v, nil
		}
	}
	t, v, ok := s.cfg.Staff.Content.Text(id, at, now)
	if !ok && v == nil {
		return desk.EntryVersion{}, notFound("没有这条答案")
	}
	if v != nil {
		t = v.Text
	}
	return desk.NewEntryVersion(id, at, t, p.Actor(), now), nil
}

// maxEntryForm is the limit of the form's body in bytes: lists of phrases are long.
const maxEntryForm = 1 << 20

// entryForm saves a draft, and hands it in for review when that was pressed.
func (s *Server) entryForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxEntryForm)
	if err := r.ParseForm(); err != nil {
		return invalid("", "表单没有收全，请重试")
	}
	p, now := staffOf(r), s.cfg.Now()
	v, err := s.versionOfForm(r)
	if err != nil {
		return err
	}
	asRead := v
	plan, err := s.readEntryPlan(r)
	if err == nil && v.Entry == "" {
		err = s.nameEntry(&v, r)
	}
	var changes []store.EntryChange
	if err == nil {
		changes, err = s.editEntry(&v, plan, r.PostFormValue("then") == "submit", p.Actor(), now)
	}
	if err == nil {
		err = s.cfg.Store.SaveEntries(r.Context(), changes...)
	}
	if refused, ok := refusalOf(r, err); err != nil && ok {
		return s.showEntryForm(w, r, &asRead, refused)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/knowledge/entries/"+v.Entry, http.StatusSeeOther)
	return nil
}

// versionOfForm is the version that the form was filled in for. One that has been changed
// since keeps the state the form was read in, so that saving it is a conflict.
func (s *Server) versionOfForm(r *http.Request) (desk.EntryVersion, error) {
	p, now := staffOf(r), s.cfg.Now()
	id := r.PathValue("id")
	var draft desk.EntryVersion
	if id != "" { // whoever may not know of the entry learns nothing by what is wrong with the form
		var err error
		if draft, err = s.draftOf(r, id, r.PostFormValue("building"), r.URL.Query().Has("group")); err != nil {
			return draft, err
		}
	}
	n, state, err := readVersionMark(r.PostFormValue("version"))
	if err != nil {
		return draft, err
	}
	if n > 0 {
		r.SetPathValue("version", strconv.FormatInt(n, 10))
		v, err := s.findVersion(r)
		if err == nil && v.Entry != id {
			err = notFound("没有这个版本")
		}
		v.Version = state
		return v, err
	}
	if id == "" { // a new entry: its id is checked with the rest of the form
		return desk.NewEntryVersion("", desk.Scope{Community: p.Community}, desk.EntryText{}, p.Actor(), now), nil
	}
	draft.ID, draft.Version = 0, 0 // one that somebody has saved since is a conflict
	return draft, nil
}

// nameEntry gives a new entry its id, which nobody has used.
func (s *Server) nameEntry(v *desk.EntryVersion, r *http.Request) error {
	id := strings.TrimSpace(r.PostFormValue("id"))
	if !desk.ValidEntryID(id) {
		return &desk.Fault{Field: "id", Words: "编号用小写字母、数字和 -，比如 fee-pay-cash"}
	}
	history, err := s.cfg.Store.EntryHistory(r.Context(), v.Scope.Community, id)
	if err != nil {
		return err
	}
	if len(history) > 0 || slices.Contains(s.cfg.Staff.Content.Known(v.Scope.Community), id) {
		return &desk.Fault{Field: "id", Words: "这个编号已经有了，请换一个"}
	}
	v.Entry, v.Scope.Building = id, buildingOf(r.PostFormValue("building"))
	return nil
}

// buildingOf is a building as it is typed, "3栋" or "3".
func buildingOf(typed string) string { return strings.TrimSuffix(strings.TrimSpace(typed), "栋") }

// versionMark says which version a form shows, and in which state; 0:0 is one that is not
// saved yet.
func versionMark(v *desk.EntryVersion) string { return fmt.Sprintf("%d:%d", v.ID, v.Version) }

func readVersionMark(mark string) (id, state int64, err error) {
	a, b, _ := strings.Cut(mark, ":")
	id, errID := strconv.ParseInt(a, 10, 64)
	state, errState := strconv.ParseInt(b, 10, 64)
	if errID != nil || errState != nil {
		return 0, 0, invalid("version", "表单不完整，请刷新页面再试")
	}
	return id, state, nil
}

// editEntry is what saving a form does.
func (s *Server) editEntry(v *desk.EntryVersion, plan desk.EntryPlan, submit bool, by desk.Actor, now time.Time) ([]store.EntryChange, error) {
	m, err := v.Edit(plan, by, now)
	if err != nil {
		return nil, err
	}
	changes := []store.EntryChange{{Version: v, Move: m}}
	if submit {
		if m, err = v.Submit(plan.Why, by, now); err != nil {
			return nil, err
		}
		changes = append(changes, store.EntryChange{Version: v, Move: m})
	}
	return changes, nil
}
