package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"linli/desk"
	"linli/store"
)

// photosView is how it was and how it is now, side by side.
type photosView struct {
	Before, After []photoView
	CanAdd        bool
	NoChat        bool // nobody gets them
	Error         string
	Now           desk.PhotoStage // what a photo taken now shows
}

type photoView struct {
	desk.MediaRef
	By, At string
}

// Any reports whether staff took photos.
func (v photosView) Any() bool { return len(v.Before)+len(v.After) > 0 }

func photosViewOf(o *desk.WorkOrder, by desk.Staff, c *desk.Community, now time.Time, failed *failedMove) photosView {
	v := photosView{Now: o.StageNow(), NoChat: o.Conversation == 0, CanAdd: possible(*o, actPhotos, by.Actor(), c, now)}
	show := func(s desk.PhotoStage) (out []photoView) {
		for _, p := range o.PhotosOf(s) {
			out = append(out, photoView{p.Media, p.By, moment(c, p.At, now)})
		}
		return out
	}
	v.Before, v.After = show(desk.PhotoBefore), show(desk.PhotoAfter)
	if v.CanAdd && failed.Act == actPhotos {
		v.Error, failed.Shown = failed.Text, true
	}
	return v
}

// photosForm keeps photos that staff took of the work.
func (s *Server) photosForm(w http.ResponseWriter, r *http.Request) error {
	by := staffOf(r)
	o, err := s.findOrder(r.Context(), by, r.PathValue("id"))
	if err != nil {
		return err
	}
	c, _ := s.community(o.Community)
	form := actForm{}
	if possible(o, actPhotos, by.Actor(), &c, s.cfg.Now()) { // else nothing is kept
		if form, err = s.saidIn(w, r, store.OwnerOf(&o)); err == nil {
			form.Stage = r.PostFormValue("stage")
		}
	}
	if err == nil {
		_, err = s.act(r.Context(), by, r.PathValue("id"), actPhotos, form)
	}
	if err != nil {
		return s.moveFailed(w, r, actPhotos, form, err)
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d?%s#photos", o.ID, url.Values{"done": {string(actPhotos)}}.Encode()), http.StatusSeeOther)
	return nil
}

// photos carries out actPhotos.
func (s *Server) photos(ctx context.Context, by desk.Staff, o desk.WorkOrder, f actForm) (desk.WorkOrder, error) {
	media, err := s.mediaRefs(ctx, store.OwnerOf(&o), f.Media)
	if err != nil {
		return o, err
	}
	after, err := s.cfg.Staff.AddPhotos(ctx, by, o.ID, desk.PhotoStage(f.Stage), media)
	if errors.Is(err, desk.ErrInvalid) {
		return after, invalid("file", fmt.Sprintf("请选照片，并写明是处理前还是处理后；一张工单最多 %d 张", desk.MaxWorkPhotos))
	}
	return after, err
}
