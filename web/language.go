package web

import (
	"net/http"
	"net/url"
	"time"
)

// The desk is written in Chinese. Whoever chose English gets the same pages with their
// words put into English by render; the language of a page stands in its
// Content-Language header.
const (
	languageCookie  = "linli_language"
	languageHeader  = "Content-Language"
	languageEnglish = "en"
	languageLife    = 365 * 24 * time.Hour
)

// wantsEnglish reports whether the browser chose English for the desk.
func wantsEnglish(r *http.Request) bool {
	c, err := r.Cookie(languageCookie)
	return err == nil && c.Value == languageEnglish
}

// inLanguage notes the language of a page before it is made.
func inLanguage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if onDesk(r) && wantsEnglish(r) {
			w.Header().Set(languageHeader, languageEnglish)
		}
		next.ServeHTTP(w, r)
	})
}

// languageForm keeps which language the desk is shown in, and goes back to the page.
func (s *Server) languageForm(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return invalid("", "表单没有收全，请重试")
	}
	to := r.PostFormValue("to")
	if to != languageEnglish && to != "zh" {
		return invalid("to", "没有这种语言")
	}
	http.SetCookie(w, s.cookie(r, languageCookie, to, languageLife))
	http.Redirect(w, r, s.cameFrom(r), http.StatusSeeOther)
	return nil
}

// cameFrom is the page of the desk the form was on, as far as it can be opened again.
func (s *Server) cameFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil {
		return "/desk"
	}
	back := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: from.Path, RawQuery: from.RawQuery}}
	if _, pattern := s.mux.Handler(back); pattern == "" || !onDesk(back) {
		return "/desk"
	}
	return back.URL.RequestURI()
}
