package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"linli/desk"
)

type loginView struct {
	frame
	Next    string
	Only    desk.CommunityID // the one community, "" if there are several to choose from
	Fields  []fieldView
	Problem string
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) error {
	return s.showLogin(w, r, r.URL.Query().Get("next"), refusal{status: http.StatusOK})
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request, next string, refused refusal) error {
	v := loginView{frame: frame{Title: "登录", English: wantsEnglish(r)}, Next: next}
	var communities []choice
	for _, c := range s.cfg.Communities() {
		communities = append(communities, choice{string(c.ID), c.Name})
	}
	if len(communities) == 1 {
		v.Only = desk.CommunityID(communities[0].Value)
	} else {
		v.Fields = append(v.Fields, fieldView{Name: "community", Label: "小区", Kind: "choice", Choices: communities})
	}
	named := refused.values.Get("name") != ""
	v.Fields = append(v.Fields, fieldView{Name: "name", Label: "姓名", Kind: "text", Auto: "username", Focus: !named},
		fieldView{Name: "password", Label: "密码", Kind: "password", Auto: "current-password", Focus: named})
	v.Problem = refused.fill(v.Fields)
	return render(w, refused.status, "desk_login.html", v)
}

func (s *Server) loginForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	next := r.PostFormValue("next")
	p, err := s.tryLogin(w, r)
	var f *failure
	if errors.As(err, &f) {
		f.setHeaders(w.Header())
		w.Header().Del("WWW-Authenticate") // the form is how one logs in here
		return s.showLogin(w, r, next, refusal{f.status, r.PostForm, f.field, f.message})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, onSite(next, p.Role), http.StatusSeeOther)
	return nil
}

// tryLogin logs in with what the form says. What is not filled in is no attempt. That name and
// password do not fit together is said where to go on, at the password: the name is kept.
func (s *Server) tryLogin(w http.ResponseWriter, r *http.Request) (p desk.Staff, err error) {
	community, name, password := r.PostFormValue("community"), strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("password")
	_, known := s.community(desk.CommunityID(community))
	switch {
	case community == "" || !known:
		return p, invalid("community", "请选择小区")
	case name == "":
		return p, invalid("name", "请写您的姓名")
	case password == "":
		return p, invalid("password", "请写密码")
	}
	p, err = s.logIn(w, r, desk.CommunityID(community), name, password)
	var f *failure
	if errors.As(err, &f) && f.status == http.StatusUnauthorized {
		f.field = "password"
	}
	return p, err
}

// start is the page somebody's work begins on.
func start(role desk.Role) string {
	if role == desk.RoleEditor {
		return "/knowledge"
	}
	return "/desk"
}

// onSite is where to go after logging in: the page of ours that was wanted, never another site.
func onSite(next string, role desk.Role) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !forStaffOnly(u.Path) {
		return start(role)
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}

type linkView struct {
	frame
	Error string
}

// linkPage only offers to use the link: previews of links must not use it up.
func (s *Server) linkPage(w http.ResponseWriter, r *http.Request) error {
	return render(w, http.StatusOK, "desk_link.html", linkView{frame: frame{Title: "登录", English: wantsEnglish(r)}})
}

func (s *Server) linkForm(w http.ResponseWriter, r *http.Request) error {
	_, err := s.logInByLink(w, r, r.PathValue("token"))
	var f *failure
	if errors.As(err, &f) {
		f.setHeaders(w.Header())
		return render(w, f.status, "desk_link.html", linkView{frame: frame{Title: "登录", English: wantsEnglish(r)}, Error: f.message})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/password", http.StatusSeeOther)
	return nil
}

type passwordView struct {
	frame
	Fields  []fieldView
	Problem string
}

func (s *Server) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return s.showPassword(w, r, refusal{status: http.StatusOK})
}

func (s *Server) showPassword(w http.ResponseWriter, r *http.Request, refused refusal) error {
	f, err := s.frame(r, "设置密码", "password")
	if err != nil {
		return err
	}
	v := passwordView{frame: f, Fields: []fieldView{
		{Name: "password", Label: "新密码", Kind: "password", Auto: "new-password", Least: minPassword, Focus: true,
			Note: fmt.Sprintf("至少 %d 位，可以是一句好记的话。", minPassword)},
		{Name: "again", Label: "再输一遍", Kind: "password", Auto: "new-password"}}}
	v.Problem = refused.fill(v.Fields)
	return render(w, refused.status, "desk_password.html", v)
}

func (s *Server) passwordForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	password := r.PostFormValue("password")
	err := checkPassword(password)
	switch {
	case err != nil:
	case password != r.PostFormValue("again"): // both have to be written anew, from the first on
		err = invalid("password", "两次输入的密码不一样，请重新输入")
	default:
		err = s.setPassword(r.Context(), staffOf(r), password)
	}
	if err != nil {
		if refused, ok := refusalOf(r, err); ok {
			return s.showPassword(w, r, refused)
		}
		return err
	}
	http.Redirect(w, r, start(staffOf(r).Role), http.StatusSeeOther)
	return nil
}

func (s *Server) logoutForm(w http.ResponseWriter, r *http.Request) error {
	if err := s.logOut(w, r); err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/login", http.StatusSeeOther)
	return nil
}

// readForm reads a small form.
func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	var big *http.MaxBytesError
	switch err := r.ParseForm(); {
	case errors.As(err, &big):
		return err
	case err != nil:
		return invalid("", "表单没有收全，请重试")
	}
	return nil
}
