package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"linli/desk"
)

type loginView struct {
	frame
	Error, Next, Name string
	Communities       []desk.Community
	Chosen            desk.CommunityID
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) error {
	return s.showLogin(w, r, http.StatusOK, loginView{Next: r.URL.Query().Get("next")})
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request, status int, v loginView) error {
	v.Title, v.English, v.Communities = "登录", wantsEnglish(r), s.cfg.Communities()
	return render(w, status, "desk_login.html", v)
}

func (s *Server) loginForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	v := loginView{Next: r.PostFormValue("next"), Name: strings.TrimSpace(r.PostFormValue("name")),
		Chosen: desk.CommunityID(r.PostFormValue("community"))}
	err := s.logIn(w, r, v.Chosen, v.Name, r.PostFormValue("password"))
	var f *failure
	if errors.As(err, &f) {
		f.setHeaders(w.Header())
		w.Header().Del("WWW-Authenticate") // the form is how one logs in here
		v.Error = f.message
		return s.showLogin(w, r, f.status, v)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, onSite(v.Next), http.StatusSeeOther)
	return nil
}

// onSite is where to go after logging in: a page of the desk, never another site.
func onSite(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !forStaffOnly(u.Path) {
		return "/desk"
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
	Error string
	Min   int
}

func (s *Server) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return s.showPassword(w, r, http.StatusOK, "")
}

func (s *Server) showPassword(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	f, err := s.frame(r, "设置密码", "password")
	if err != nil {
		return err
	}
	return render(w, status, "desk_password.html", passwordView{frame: f, Error: problem, Min: minPassword})
}

func (s *Server) passwordForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	password := r.PostFormValue("password")
	if password != r.PostFormValue("again") {
		return s.showPassword(w, r, http.StatusBadRequest, "两次输入的密码不一样")
	}
	err := s.setPassword(r.Context(), staffOf(r), password)
	var f *failure
	if errors.As(err, &f) {
		return s.showPassword(w, r, f.status, f.message)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
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
