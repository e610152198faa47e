package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"linli/desk"
	"linli/store"
)

const (
	sessionCookie = "linli_session"
	sessionLife   = 7 * 24 * time.Hour

	// chatCookie and a conversation's public id are the name of the cookie that stands
	// for its bearer token, for what a browser asks without headers: pictures, events.
	chatCookie = "linli_chat_"
	chatLife   = 180 * 24 * time.Hour
)

// logIn checks a name and password and begins a session. The error says no more than
// that they do not fit together; with too many attempts it is a 429 that says how long.
func (s *Server) logIn(w http.ResponseWriter, r *http.Request, community desk.CommunityID, name, password string) (desk.Staff, error) {
	nameKey, addressKey := fmt.Sprintf("%s\x00%.100s", community, name), s.addressKey(r)
	// Taken before the check and given back after a success: guesses at once count too.
	if wait := s.limits.loginAddress.take(addressKey); wait > 0 {
		return desk.Staff{}, tooManyLogins(wait)
	}
	if wait := s.limits.loginName.take(nameKey); wait > 0 {
		return desk.Staff{}, tooManyLogins(wait)
	}
	p, err := s.checkLogin(r.Context(), community, name, password)
	if err != nil {
		// Kept of a name that nobody has as well: what takes longer would tell which there are.
		line := desk.AuditLine{Community: community, Staff: p.ID, Name: cmp.Or(p.Name, nobody), Act: desk.AuditLoginFailed}
		return p, errors.Join(err, s.cfg.Store.Audit(r.Context(), line))
	}
	if err := s.cfg.Store.Audit(r.Context(), auditLine(p, desk.AuditLogin, "")); err != nil {
		return p, err
	}
	s.limits.loginAddress.giveBack(addressKey)
	s.limits.loginName.giveBack(nameKey)
	return p, s.beginSession(w, r, p)
}

// nobody stands in the log for a name that was typed and that nobody has.
const nobody = "（没有这个人）"

func tooManyLogins(wait time.Duration) *failure {
	return rateLimited("登录试得太多了，请等"+spoken(wait)+"再试", wait)
}

func (s *Server) checkLogin(ctx context.Context, community desk.CommunityID, name, password string) (desk.Staff, error) {
	if len(password) > maxPassword {
		return desk.Staff{}, unauthorized("姓名或密码不对")
	}
	p, hash, err := s.cfg.Store.StaffLogin(ctx, community, name)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return p, err
	}
	ok, err := s.passwordMatches(ctx, hash, password)
	if err != nil {
		return p, fmt.Errorf("password of staff %d: %w", p.ID, err)
	}
	if !ok {
		return p, unauthorized("姓名或密码不对")
	}
	return p, nil
}

// logInByLink redeems a one-time link and begins a session; whoever has no password yet
// (HasLogin) is then asked for one. Call it from a POST: previews of links use GET.
func (s *Server) logInByLink(w http.ResponseWriter, r *http.Request, token string) (desk.Staff, error) {
	if wait := s.limits.loginAddress.take(s.addressKey(r)); wait > 0 {
		return desk.Staff{}, tooManyLogins(wait)
	}
	p, err := s.cfg.Store.UseLink(r.Context(), token)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !p.Active {
		return p, notFound("这个链接已经用过或过期了，请向经理要一个新的")
	}
	if err != nil {
		return p, err
	}
	s.limits.loginAddress.giveBack(s.addressKey(r))
	return p, s.beginSession(w, r, p)
}

func (s *Server) beginSession(w http.ResponseWriter, r *http.Request, p desk.Staff) error {
	token, err := s.cfg.Store.NewStaffToken(r.Context(), p.ID, store.TokenSession, sessionLife)
	if err != nil {
		return fmt.Errorf("session of staff %d: %w", p.ID, err)
	}
	http.SetCookie(w, s.cookie(r, sessionCookie, token, sessionLife))
	return nil
}

func (s *Server) cookie(r *http.Request, name, value string, life time.Duration) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure(r)}
}

// setPassword keeps a new password and ends all sessions of the member of staff but
// the one of the request whose context it is given, if any.
func (s *Server) setPassword(ctx context.Context, p desk.Staff, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	keep, _ := ctx.Value(sessionKey{}).(string)
	if err := s.cfg.Store.SetPassword(ctx, p.ID, hash); err != nil {
		return err
	}
	return s.cfg.Store.EndSessions(ctx, p.ID, keep)
}

// logOut ends the browser's session.
func (s *Server) logOut(w http.ResponseWriter, r *http.Request) error {
	gone := s.cookie(r, sessionCookie, "", 0)
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	if c, err := r.Cookie(sessionCookie); err == nil && c.Value != "" {
		return s.cfg.Store.DropToken(r.Context(), c.Value)
	}
	return nil
}

// sessionKey holds the session token of a request that came with one.
type sessionKey struct{}

// findStaff is the member of staff who asks: by bearer token if there is one, else by
// session cookie.
func (s *Server) findStaff(r *http.Request) (desk.Staff, string, error) {
	kind, token := store.TokenAPI, bearer(r)
	if token == "" {
		if c, err := r.Cookie(sessionCookie); err == nil {
			kind, token = store.TokenSession, c.Value
		}
	}
	if token == "" {
		return desk.Staff{}, "", unauthorized("请先登录")
	}
	p, err := s.cfg.Store.StaffByToken(r.Context(), kind, token)
	if errors.Is(err, desk.ErrNotFound) {
		return p, "", unauthorized("登录已失效，请重新登录")
	}
	if kind == store.TokenAPI {
		token = ""
	}
	return p, token, err
}

// findResident is the conversation with the public id, if its resident asks.
func (s *Server) findResident(r *http.Request, id string) (desk.Conversation, error) {
	token := bearer(r)
	if token == "" {
		if c, err := r.Cookie(chatCookie + id); err == nil {
			token = c.Value
		}
	}
	if token == "" {
		return desk.Conversation{}, unauthorized("请带上会话的令牌（Authorization: Bearer …）")
	}
	c, err := s.cfg.Store.ConversationByToken(r.Context(), token)
	if errors.Is(err, desk.ErrNotFound) {
		return c, unauthorized("会话的令牌无效")
	}
	if err == nil && c.PublicID != id {
		return desk.Conversation{}, notFound("没有这个会话")
	}
	return c, err
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
