package web

import (
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"

	"linli/desk"
	"linli/store"
)

// sayForm sends words and photos of staff to the order's resident.
func (s *Server) sayForm(w http.ResponseWriter, r *http.Request) error {
	by := staffOf(r)
	o, err := s.findOrder(r.Context(), by, r.PathValue("id"))
	if err != nil {
		return err
	}
	form, err := s.saidIn(w, r, store.OwnerOf(&o))
	if err == nil {
		_, err = s.act(r.Context(), by, r.PathValue("id"), actSay, form)
	}
	if err != nil {
		return s.moveFailed(w, r, actSay, form, err)
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d?%s#say", o.ID, url.Values{"done": {string(actSay)}}.Encode()), http.StatusSeeOther)
	return nil
}

// saidIn reads the form and keeps its photos.
func (s *Server) saidIn(w http.ResponseWriter, r *http.Request, of store.Owner) (actForm, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload*desk.MaxMedia+maxBody)
	err := r.ParseMultipartForm(maxUpload)
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return actForm{}, tooLarge("file", fmt.Sprintf("照片太大了，每张最多 %d MB", maxUpload>>20))
	case err != nil:
		return actForm{}, invalid("", "表单没有收全，请重试")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files; what fails here the system cleans up
	form := actForm{Text: r.PostFormValue("text"), ClientID: r.PostFormValue("key")}
	files := r.MultipartForm.File["file"]
	if len(files) > desk.MaxMedia {
		return form, invalid("file", fmt.Sprintf("一次最多 %d 张照片", desk.MaxMedia))
	}
	for _, file := range files {
		if file.Size == 0 {
			continue // no file was chosen
		}
		ref, err := s.keepFile(r.Context(), of, file)
		if err != nil {
			return form, err
		}
		form.Media = append(form.Media, ref)
	}
	return form, nil
}

// keepFile keeps one photo of a form.
func (s *Server) keepFile(ctx context.Context, of store.Owner, file *multipart.FileHeader) (string, error) {
	if file.Size > maxUpload {
		return "", tooLarge("file", fmt.Sprintf("照片太大了，每张最多 %d MB", maxUpload>>20))
	}
	f, err := file.Open()
	if err != nil {
		return "", fmt.Errorf("open upload: %w", err)
	}
	defer f.Close()
	ref, err := s.keep(ctx, of, file.Filename, file.Header.Get("Content-Type"), f)
	return ref.Ref, err
}
