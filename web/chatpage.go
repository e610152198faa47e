package web

import (
	"net/http"

	"linli/desk"
)

// dutyPhone is the name, in a community's data, of the number somebody answers at any hour.
const dutyPhone = "值班电话"

// chatView is a community's chat page. Everything else comes through the API.
type chatView struct {
	ID   desk.CommunityID
	Name string
	Duty string // "" if it has not been given

	Notices string // JSON of []noticeJSON
}

// chatPage is where residents of the community in the address, or of the first one,
// write to the desk.
func (s *Server) chatPage(w http.ResponseWriter, r *http.Request) error {
	c, ok := s.community(desk.CommunityID(r.PathValue("community")))
	if !ok {
		return s.noCommunity(w)
	}
	notices, err := s.noticesText(r.Context(), &c)
	if err != nil {
		return err
	}
	return render(w, http.StatusOK, "chat.html", chatView{ID: c.ID, Name: c.Name, Duty: c.Data[dutyPhone], Notices: notices})
}

// noCommunity says which communities there are: the link may be old or mistyped.
func (s *Server) noCommunity(w http.ResponseWriter) error {
	p := plainPage{Title: "没有找到这个小区", Text: "链接可能写错了。请向物业要新的链接或二维码，或者从下面选您的小区。"}
	for _, c := range s.cfg.Communities() {
		p.Links = append(p.Links, pageLink{Href: "/c/" + string(c.ID), Label: c.Name})
	}
	return render(w, http.StatusNotFound, "plain.html", p)
}
