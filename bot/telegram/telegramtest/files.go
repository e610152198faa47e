package telegramtest

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
)

// File is a photo, voice message or document on the server.
type File struct {
	ID   string
	Kind string // photo, voice, document
	Name string
	Data []byte
	Size int64 // as told to the bot, when not len(Data)
}

func (f *File) size() int64 { return max(f.Size, int64(len(f.Data))) }

func (f *File) render() any {
	one := func(id string, side int) map[string]any {
		return map[string]any{"file_id": id, "file_unique_id": "u" + id, "file_size": f.size(), "width": side, "height": side}
	}
	switch f.Kind {
	case "photo":
		return []any{one(f.ID+"-small", 90), one(f.ID, 1280)}
	case "voice":
		return map[string]any{"file_id": f.ID, "file_unique_id": "u" + f.ID, "duration": 3, "mime_type": "audio/ogg", "file_size": f.size()}
	}
	return map[string]any{"file_id": f.ID, "file_unique_id": "u" + f.ID, "file_name": f.Name, "file_size": f.size(),
		"mime_type": http.DetectContentType(f.Data)}
}

// AddFile keeps a file as if somebody had sent it.
func (s *Server) AddFile(f File) (id string) {
	s.change(func() { id = s.keep(f).ID })
	return id
}

func (s *Server) keep(f File) *File {
	f.ID = s.nextName(f.Kind)
	s.files[f.ID] = f
	return &f
}

// given is the file of a call: an upload, or one that the server knows by its id.
func (s *Server) given(kind, value string, upload File, uploaded bool) (*File, *Error) {
	if !uploaded {
		f, ok := s.files[value]
		if !ok || f.Kind != kind {
			return nil, bad("wrong file identifier/HTTP URL specified")
		}
		return &f, nil
	}
	switch {
	case len(upload.Data) == 0:
		return nil, bad("file must be non-empty")
	case kind == "photo" && len(upload.Data) > 10<<20:
		return nil, bad("file of size is too big for a photo; the maximum size is 10485760 bytes")
	case kind == "photo" && !strings.HasPrefix(http.DetectContentType(upload.Data), "image/"):
		return nil, bad("IMAGE_PROCESS_FAILED")
	case len(upload.Data) > 50<<20:
		return nil, &Error{Code: 413, Description: "Request Entity Too Large"}
	}
	upload.Kind = kind
	return s.keep(upload), nil
}

func (s *Server) sendPhoto(p params) (any, *Error)    { return s.sendFile(p, "photo") }
func (s *Server) sendVoice(p params) (any, *Error)    { return s.sendFile(p, "voice") }
func (s *Server) sendDocument(p params) (any, *Error) { return s.sendFile(p, "document") }

func (s *Server) sendFile(p params, kind string) (any, *Error) {
	c, m, failed := s.prepare(p)
	if failed == nil {
		failed = checkCaption(p.values["caption"])
	}
	if failed != nil {
		return nil, failed
	}
	upload, uploaded := p.uploads[kind]
	if m.File, failed = s.given(kind, p.values[kind], upload, uploaded); failed != nil {
		return nil, failed
	}
	m.Caption = p.values["caption"]
	return c.add(m).render(s, false), nil
}

func (s *Server) sendMediaGroup(p params) (any, *Error) {
	c, m, failed := s.prepare(p)
	if failed != nil {
		return nil, failed
	}
	var items []struct{ Type, Media, Caption string }
	if json.Unmarshal([]byte(p.values["media"]), &items) != nil || len(items) < 2 || len(items) > 10 {
		return nil, bad("there must be 2-10 media in the group")
	}
	m.Album = s.nextName("album")
	var list []*Message
	for _, item := range items {
		one := *m
		field, attached := strings.CutPrefix(item.Media, "attach://")
		upload, uploaded := p.uploads[field]
		if attached && !uploaded {
			return nil, bad("attached file " + field + " not found")
		}
		if failed := checkCaption(item.Caption); failed != nil {
			return nil, failed
		}
		if one.File, failed = s.given(item.Type, item.Media, upload, attached); failed != nil {
			return nil, failed
		}
		one.Caption = item.Caption
		list = append(list, &one)
	}
	var out []any
	for _, one := range list {
		out = append(out, c.add(one).render(s, false))
	}
	return out, nil
}

func (s *Server) getFile(p params) (any, *Error) {
	f, ok := s.files[p.values["file_id"]]
	switch {
	case !ok:
		return nil, bad("wrong file_id or the file is temporarily unavailable")
	case f.size() > 20<<20:
		return nil, bad("file is too big")
	}
	ext := map[string]string{"photo": ".jpg", "voice": ".oga"}[f.Kind]
	if ext == "" {
		ext = path.Ext(f.Name)
	}
	return map[string]any{"file_id": f.ID, "file_unique_id": "u" + f.ID, "file_size": f.size(), "file_path": f.Kind + "s/" + f.ID + ext}, nil
}

func (s *Server) download(w http.ResponseWriter, name string) {
	s.mu.Lock()
	f, ok := s.files[strings.TrimSuffix(path.Base(name), path.Ext(name))]
	s.mu.Unlock()
	if !ok {
		reply(w, nil, &Error{Code: 404, Description: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(f.Data) // a caller that is gone is its own affair
}
