package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"linli/desk"
	"linli/store"
	"linli/text"
	"linli/upload"
)

const (
	maxUpload = 10 << 20 // bytes
	maxFetch  = 20 << 20 // bytes: what Telegram's Bot API gives out
	// maxRefused is how much more of a file that is too large is let come, in bytes.
	maxRefused = 100 << 20
)

const uploadTypes = "只能发照片（jpg、png、webp、gif）或录音（ogg、mp3、m4a、wav、webm）"

// notKept is said of what came by a channel and is refused on the way from there.
const notKept = "这个文件没有保存：它打不开、太大，或者是我们去不掉拍摄地点的格式。请对方直接当照片再发一次"

// receiveMedia keeps a resident's upload.
func (s *Server) receiveMedia(w http.ResponseWriter, r *http.Request) error {
	c := conversationOf(r)
	if err := s.limitConversation(r, c); err != nil {
		return err
	}
	return s.upload(w, r, store.Owner{Conversation: c.ID})
}

// receiveStaffMedia keeps an upload of staff, to be said to the order's resident or kept as
// a photo of the work.
func (s *Server) receiveStaffMedia(w http.ResponseWriter, r *http.Request) error {
	o, err := s.findOrder(r.Context(), staffOf(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.upload(w, r, store.OwnerOf(&o))
}

func (s *Server) upload(w http.ResponseWriter, r *http.Request, of store.Owner) error {
	whole := r.Body
	r.Body = http.MaxBytesReader(w, whole, maxUpload+maxBody) // the file and the form around it
	ref, err := s.keepUpload(r, of)
	if err != nil {
		// A client reads no answer before it has sent all: told while it sends, it would
		// see a broken connection.
		_, _ = io.CopyN(io.Discard, whole, maxRefused)
	}
	var big *http.MaxBytesError
	if errors.As(err, &big) || errors.Is(err, errTooBig) {
		return tooLarge("file", fmt.Sprintf("文件太大了，最多 %d MB", maxUpload>>20))
	}
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, struct {
		MediaID string `json:"media_id"`
	}{ref.Ref})
}

// keepUpload keeps the form's one file, which must be in the field "file".
func (s *Server) keepUpload(r *http.Request, of store.Owner) (desk.MediaRef, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return desk.MediaRef{}, invalid("file", "请用 multipart/form-data 上传，字段名 file")
	}
	part, err := form.NextPart()
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return desk.MediaRef{}, err
	case err != nil:
		return desk.MediaRef{}, invalid("file", "没有收到文件")
	case part.FormName() != "file":
		return desk.MediaRef{}, invalid(part.FormName(), "不认识的字段，文件请放在字段 file 里")
	}
	return s.keep(r.Context(), of, part.FileName(), part.Header.Get("Content-Type"), io.MultiReader(&capped{part, maxUpload}, lastPart{form}))
}

// keep stores a photo or a recording that somebody sent, by what it is and not by what it is
// called.
func (s *Server) keep(ctx context.Context, of store.Owner, name, declared string, file io.Reader) (desk.MediaRef, error) {
	body := bufio.NewReader(file)
	head, err := body.Peek(upload.HeadLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return desk.MediaRef{}, refusedUpload(err)
	}
	if len(head) == 0 {
		return desk.MediaRef{}, invalid("file", "文件是空的")
	}
	m := desk.MediaRef{Kind: desk.Photo, Type: upload.TypeOf(head)}
	switch {
	case m.Type == "":
		return m, invalid("file", uploadTypes)
	case !upload.Agrees(declared, m.Type):
		return m, invalid("file", "文件的内容和它的类型对不上，"+uploadTypes)
	case strings.HasPrefix(m.Type, "audio/"):
		m.Kind = desk.Voice
	}
	m.Name, _ = text.Clean(name, 100)
	m, err = s.cfg.Store.KeepMedia(ctx, of, m, body)
	return m, refusedUpload(err)
}

// refusedUpload tells what is wrong with a file, and a body that breaks off, which is the
// client's, from our own errors.
func refusedUpload(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return invalid("file", "文件没有传完，请重新上传")
	case errors.Is(err, upload.ErrHuge):
		return invalid("file", fmt.Sprintf("照片的尺寸太大了，最多 %d 亿像素，请缩小后再发", upload.MaxPixels/100_000_000))
	case upload.Refused(err):
		return invalid("file", "文件坏了或者不完整，打不开，请换一张再发")
	}
	return err
}

// lastPart ends the file like io.EOF, and fails when the form goes on: what is not kept
// must not seem to be.
type lastPart struct{ form *multipart.Reader }

func (l lastPart) Read([]byte) (int, error) {
	_, err := l.form.NextPart()
	var big *http.MaxBytesError
	switch {
	case err == nil:
		err = invalid("file", "一次只能上传一个文件，也不要带别的字段")
	case err != io.EOF && !errors.As(err, &big): //nolint:errorlint // NextPart wraps io.EOF when the body breaks off
		err = io.ErrUnexpectedEOF
	}
	return 0, err
}

var errTooBig = errors.New("file is too big")

// capped fails once more than left bytes come.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, errTooBig
	}
	return n, err
}

// inlineTypes are what a browser may show in place.
var inlineTypes = map[string]bool{"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true,
	"audio/ogg": true, "audio/mpeg": true, "audio/mp4": true, "audio/wav": true, "audio/webm": true}

// serveMedia shows a file to the resident of its conversation and to staff of its
// community who handle orders; for all others it does not exist.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) error {
	f, err := s.visibleMedia(r, r.PathValue("ref"))
	if err != nil {
		return err
	}
	if f.Size == 0 {
		if f, err = s.fetchMedia(r.Context(), f); err != nil {
			return err
		}
	}
	content, err := s.cfg.Store.OpenMedia(r.Context(), f.Ref)
	if err != nil {
		return err
	}
	defer content.Close()
	info, err := content.Stat()
	if err != nil {
		return err
	}
	h := w.Header()
	disposition, contentType := "inline", f.Type
	if !inlineTypes[f.Type] {
		disposition, contentType = "attachment", "application/octet-stream"
	}
	var params map[string]string
	if f.Name != "" {
		params = map[string]string{"filename": f.Name}
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, params))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	http.ServeContent(w, r, "", info.ModTime(), content)
	return nil
}

func (s *Server) visibleMedia(r *http.Request, ref string) (store.File, error) {
	ctx := r.Context()
	f, err := s.mediaFile(ctx, ref)
	if err != nil {
		return f, s.whoAsks(r, err)
	}
	community, chat, err := s.owner(ctx, f)
	if err != nil {
		return f, s.whoAsks(r, err)
	}
	if chat != "" {
		if _, err := s.findResident(r, chat); err == nil {
			return f, nil
		}
	}
	p, _, err := s.findStaff(r)
	if err == nil && p.Community == community && p.Role.Works() {
		return f, nil
	}
	return f, s.whoAsks(r, fmt.Errorf("file %s: %w", f.Ref, desk.ErrNotFound))
}

// owner is the community of a file and its conversation's public id, "" for a file of an
// order without one: that is staff's own.
func (s *Server) owner(ctx context.Context, f store.File) (community desk.CommunityID, chat string, err error) {
	if f.Conversation == 0 {
		o, err := s.cfg.Store.Order(ctx, f.Order)
		return o.Community, "", err
	}
	c, err := s.cfg.Store.Conversation(ctx, f.Conversation)
	return c.Community, c.PublicID, err
}

// whoAsks is what somebody is told who does not see a file: to a stranger 401 whether
// there is one or not, to anyone known that there is none.
func (s *Server) whoAsks(r *http.Request, err error) error {
	if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	if _, staffErr := s.cfg.Store.ConversationByToken(r.Context(), bearer(r)); staffErr == nil {
		return notFound("没有这个文件")
	}
	if _, _, staffErr := s.findStaff(r); staffErr != nil {
		return staffErr
	}
	return notFound("没有这个文件")
}

// mediaFile describes a file that a client named.
func (s *Server) mediaFile(ctx context.Context, ref string) (store.File, error) {
	if ref == "" || len(ref) > 64 {
		return store.File{}, fmt.Errorf("file: %w", desk.ErrNotFound)
	}
	return s.cfg.Store.Media(ctx, ref)
}

// fetchMedia brings in content that is still with the channel.
func (s *Server) fetchMedia(ctx context.Context, f store.File) (store.File, error) {
	if f.Remote == "" {
		return f, notFound(notKept)
	}
	away := &failure{status: http.StatusBadGateway, code: codeInternal, message: "这个文件暂时取不到，请稍后再试"}
	if s.cfg.Fetch == nil {
		away.cause = fmt.Errorf("content of file %s is not here", f.Ref)
		return f, away
	}
	content, declared, err := s.cfg.Fetch(ctx, f.Remote)
	if err != nil {
		away.cause = fmt.Errorf("fetch file %s: %w", f.Ref, err)
		return f, away
	}
	defer content.Close()
	kept, err := s.cfg.Store.FillMedia(ctx, f.Ref, declared, &capped{content, maxFetch})
	if upload.Refused(err) {
		return f, notFound(notKept)
	}
	if err != nil {
		away.cause = fmt.Errorf("keep file %s: %w", f.Ref, err)
		return f, away
	}
	return kept, nil
}
