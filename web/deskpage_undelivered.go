package web

import (
	"net/http"

	"linli/desk"
	"linli/store"
)

type undeliveredRow struct {
	store.Undelivered
	Channel, At string
}

type undeliveredView struct {
	frame
	Rows []undeliveredRow
}

func (s *Server) undeliveredPage(w http.ResponseWriter, r *http.Request) error {
	p := staffOf(r)
	list, err := s.cfg.Store.Undelivered(r.Context(), p.Community, listSize)
	if err != nil {
		return err
	}
	var v undeliveredView
	if v.frame, err = s.frame(r, "未送达", "undelivered"); err != nil {
		return err
	}
	c, _ := s.community(p.Community)
	for _, u := range list {
		v.Rows = append(v.Rows, undeliveredRow{u, channelLabel(u.To.Channel), moment(&c, u.At, s.cfg.Now())})
	}
	return render(w, http.StatusOK, "desk_undelivered.html", v)
}

func channelLabel(c desk.ChannelName) string {
	switch c {
	case desk.ChannelTelegram:
		return "Telegram"
	case desk.ChannelWeb:
		return "网页"
	}
	return string(c)
}
