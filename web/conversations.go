package web

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"linli/desk"
	"linli/store"
)

const (
	maxWait     = 30 * time.Second
	messagePage = 200
)

// messageJSON is a line of a conversation as the API shows it.
type messageJSON struct {
	ID        int64         `json:"id"`
	From      desk.From     `json:"from"`
	Text      string        `json:"text"`
	Entries   []string      `json:"entries"`
	Order     string        `json:"order"` // number, "" if none
	Buttons   []desk.Button `json:"buttons"`
	Media     []mediaJSON   `json:"media"`
	ReplyTo   int64         `json:"reply_to"` // 0 if none
	StaffName string        `json:"staff_name"`
	At        time.Time     `json:"at"`
}

type mediaJSON struct {
	ID   string         `json:"id"`
	Kind desk.MediaKind `json:"kind"`
	Type string         `json:"type"` // "" while the content is still with the channel
}

func messageOf(m *desk.Message) messageJSON {
	out := messageJSON{ID: m.ID, From: m.From, Text: m.Text, Entries: []string{}, Order: m.OrderNumber, Buttons: []desk.Button{},
		Media: mediaOf(m.Media), ReplyTo: m.ReplyTo, StaffName: m.StaffName, At: m.At.UTC()}
	for _, e := range m.Entries {
		out.Entries = append(out.Entries, e.ID)
	}
	out.Buttons = append(out.Buttons, m.Buttons...)
	return out
}

func mediaOf(refs []desk.MediaRef) []mediaJSON {
	out := []mediaJSON{}
	for _, m := range refs {
		out = append(out, mediaJSON{ID: m.Ref, Kind: m.Kind, Type: m.Type})
	}
	return out
}

func messagesOf(list []desk.Message) []messageJSON {
	out := []messageJSON{}
	for i := range list {
		out = append(out, messageOf(&list[i]))
	}
	return out
}

func (s *Server) beginConversation(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Community desk.CommunityID `json:"community"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	community, err := s.pickCommunity(body.Community)
	if err != nil {
		return err
	}
	if err := s.limitBegin(r); err != nil {
		return err
	}
	c, token, err := s.cfg.Store.BeginConversation(r.Context(), community)
	if err != nil {
		return fmt.Errorf("begin conversation: %w", err)
	}
	http.SetCookie(w, s.cookie(r, chatCookie+c.PublicID, token, chatLife))
	return writeJSON(w, http.StatusCreated, struct {
		ID    string `json:"id"`
		Token string `json:"token"`
	}{c.PublicID, token})
}

// pickCommunity is the one asked for, or the only one.
func (s *Server) pickCommunity(id desk.CommunityID) (desk.CommunityID, error) {
	all := s.cfg.Communities()
	if id == "" && len(all) == 1 {
		return all[0].ID, nil
	}
	if id == "" {
		return "", invalid("community", "请说明是哪个小区")
	}
	if !slices.ContainsFunc(all, func(c desk.Community) bool { return c.ID == id }) {
		f := notFound("没有这个小区")
		f.field = "community"
		return "", f
	}
	return id, nil
}

func (s *Server) receiveMessage(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		ClientID string   `json:"client_id"`
		Text     string   `json:"text"`
		Media    []string `json:"media"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if err := checkClientID(body.ClientID); err != nil {
		return err
	}
	c := conversationOf(r)
	clean, err := cleanText("text", body.Text)
	if err != nil {
		return err
	}
	media, err := s.mediaRefs(r.Context(), store.Owner{Conversation: c.ID}, body.Media)
	if err != nil {
		return err
	}
	if clean == "" && len(media) == 0 {
		return invalid("text", "请写点什么，或者发一张照片")
	}
	return s.receive(w, r, desk.Inbound{ExternalID: c.PublicID + ":" + body.ClientID, Text: clean, Media: media})
}

func (s *Server) receivePress(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		ClientID string `json:"client_id"`
		Press    string `json:"press"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if err := checkClientID(body.ClientID); err != nil {
		return err
	}
	if _, err := desk.ParsePress(body.Press); err != nil {
		return invalid("press", "这个按钮的内容无效")
	}
	// "/" cannot be in a client_id, so presses and messages are counted apart.
	return s.receive(w, r, desk.Inbound{ExternalID: conversationOf(r).PublicID + ":press/" + body.ClientID, Press: body.Press})
}

// receive takes in what the conversation's resident said or pressed.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, in desk.Inbound) error {
	c := conversationOf(r)
	if err := s.limitConversation(r, c); err != nil {
		return err
	}
	in.From, in.At = c.Address, s.cfg.Now()
	got, err := s.cfg.Store.Receive(r.Context(), in, false)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusAccepted, struct {
		MessageID int64 `json:"message_id"`
		Duplicate bool  `json:"duplicate"`
	}{got.Message, got.Duplicate})
}

// mediaRefs are the files named, all of which must belong to the same.
func (s *Server) mediaRefs(ctx context.Context, of store.Owner, ids []string) ([]desk.MediaRef, error) {
	if len(ids) > desk.MaxMedia {
		return nil, invalid("media", fmt.Sprintf("一次最多 %d 个文件", desk.MaxMedia))
	}
	var out []desk.MediaRef
	for _, id := range ids {
		f, err := s.mediaFile(ctx, id)
		switch {
		case err != nil && !errors.Is(err, desk.ErrNotFound):
			return nil, err
		case err != nil || f.Owner != of:
			return nil, invalid("media", "没有这个文件，请重新上传")
		}
		out = append(out, f.MediaRef)
	}
	return out, nil
}

// listMessages answers at once when there is something after `after`, else when there
// is or `wait` is over.
func (s *Server) listMessages(w http.ResponseWriter, r *http.Request) error {
	q, err := readQuery(r, "after", "wait")
	if err != nil {
		return err
	}
	after, err := queryInt(q, "after", 0, math.MaxInt64)
	if err != nil {
		return err
	}
	wait, err := queryWait(q, "wait", maxWait)
	if err != nil {
		return err
	}
	list, err := s.awaitMessages(w, r, after, wait)
	if err != nil {
		return err
	}
	err = writeJSON(w, http.StatusOK, struct {
		Messages []messageJSON `json:"messages"`
	}{messagesOf(list)})
	if err == nil {
		c := conversationOf(r)
		s.noteRead(r.Context(), &c, aboutOrders(list, c.ReadTo))
	}
	return err
}

// aboutOrders is when the latest of the messages that tell a resident of an order was written,
// or since if none is later.
func aboutOrders(list []desk.Message, since time.Time) time.Time {
	for i := range list {
		if m := &list[i]; m.Order != 0 && m.From != desk.FromResident && m.At.After(since) {
			since = m.At
		}
	}
	return since
}

// noteRead keeps that the resident's browser has fetched what was said about orders up to a
// moment. Whoever never does is called instead of being asked on in the chat
// (desk.FollowUp.Unread); the rest of a chat is followed up by nobody and costs no write.
func (s *Server) noteRead(ctx context.Context, c *desk.Conversation, upTo time.Time) {
	if !upTo.After(c.ReadTo) {
		return
	}
	if err := s.cfg.Store.MarkRead(ctx, c.ID, upTo); err != nil {
		if ctx.Err() == nil { // who has gone fetches it again
			s.cfg.Log.Error("read mark failed", "conversation", c.ID, "err", err)
		}
		return
	}
	c.ReadTo = upTo
}

func (s *Server) awaitMessages(w http.ResponseWriter, r *http.Request, after int64, wait time.Duration) ([]desk.Message, error) {
	ctx, c := r.Context(), conversationOf(r)
	rung, stop := s.cfg.Store.Watch(s.bellOf(c))
	defer stop()
	holdOpen(w)
	over := time.NewTimer(wait)
	defer over.Stop()
	for {
		list, err := s.cfg.Store.Messages(ctx, c.ID, after, messagePage)
		if err != nil || len(list) > 0 || wait == 0 {
			return list, err
		}
		select {
		case <-rung:
		case <-over.C:
			return nil, nil
		case <-s.closing:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// holdOpen lifts the connection's write deadline for an answer that takes its time; a
// connection that has none refuses, which is as good.
func holdOpen(w http.ResponseWriter) { _ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) }
