package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"linli/desk"
	"linli/store"
)

func (s *Server) actHandler(a orderAct) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := readAct(w, r, a)
		if err != nil {
			return err
		}
		o, err := s.act(r.Context(), staffOf(r), r.PathValue("id"), a, f)
		if err != nil {
			return err
		}
		return s.writeOrder(w, r, http.StatusOK, o)
	}
}

// act carries out what staff ask for, for the API and the pages. ref is the order's id
// or number. The error is a failure in Chinese that names the field, or who was faster.
func (s *Server) act(ctx context.Context, by desk.Staff, ref string, a orderAct, f actForm) (desk.WorkOrder, error) {
	o, err := s.findOrder(ctx, by, ref)
	if err != nil {
		return o, err
	}
	if a == actDispatch && !by.Role.Dispatches() || !by.Role.Works() {
		return o, forbidden("您的角色（" + by.Role.Label() + "）不能" + actNames[a])
	}
	values := f.strings()
	for _, field := range actFields[a] {
		v := values[field.name]
		if v == nil {
			continue // not words
		}
		if *v, err = cleanText(field.name, *v); err != nil {
			return o, err
		}
		if *v == "" && field.blank != "" {
			return o, invalid(field.name, field.blank)
		}
	}
	after, err := s.carryOut(ctx, by, o, a, f)
	if err != nil {
		return after, s.refused(ctx, err, by, o.ID, a)
	}
	return s.cfg.Store.Order(ctx, o.ID)
}

func (s *Server) carryOut(ctx context.Context, by desk.Staff, o desk.WorkOrder, a orderAct, f actForm) (desk.WorkOrder, error) {
	staff := s.cfg.Staff
	switch a {
	case actClaim:
		return staff.Claim(ctx, by, o.ID)
	case actRelease:
		return staff.Release(ctx, by, o.ID, f.Why)
	case actStart:
		return staff.Start(ctx, by, o.ID)
	case actHold:
		return s.hold(ctx, by, o, f)
	case actTransfer, actDispatch:
		return s.giveTo(ctx, by, o, a, f)
	case actNote:
		return staff.Note(ctx, by, o.ID, f.Text)
	case actTick:
		return s.tick(ctx, by, o, f)
	case actAck:
		return staff.Acknowledge(ctx, by, o.ID)
	case actSay:
		return s.say(ctx, by, o, f)
	case actResolve:
		if f.Withhold {
			return staff.ResolveWithoutPhotos(ctx, by, o.ID, f.What)
		}
		return staff.Resolve(ctx, by, o.ID, f.What)
	case actCancel:
		return staff.Cancel(ctx, by, o.ID, f.Why)
	case actMerge:
		return s.merge(ctx, by, o, f)
	case actExternal:
		return staff.SendOut(ctx, by, o.ID, f.Whom)
	case actQuote:
		return s.quote(ctx, by, o, f)
	case actPhotos:
		return s.photos(ctx, by, o, f)
	case actUnquote:
		return staff.Unquote(ctx, by, o.ID)
	case actAnswer:
		return s.answerQuote(ctx, by, o, f)
	}
	return o, fmt.Errorf("act %q: %w", a, desk.ErrInvalid)
}

const badTime = "时间请写成 2026-11-25T09:00:00+08:00 这样"

func (s *Server) hold(ctx context.Context, by desk.Staff, o desk.WorkOrder, f actForm) (desk.WorkOrder, error) {
	until, err := time.Parse(time.RFC3339, f.Until)
	switch {
	case err != nil:
		return o, invalid("until", badTime)
	case !until.After(s.cfg.Now()):
		return o, invalid("until", "挂起的时间要在以后")
	case o.Priority == desk.P0:
		return o, invalid("", "险情工单不能挂起")
	}
	return s.cfg.Staff.Hold(ctx, by, o.ID, f.Why, until)
}

func (s *Server) giveTo(ctx context.Context, by desk.Staff, o desk.WorkOrder, a orderAct, f actForm) (desk.WorkOrder, error) {
	to, err := s.findColleague(ctx, by.Community, f.To)
	if err != nil {
		return o, err
	}
	if a == actDispatch {
		return s.cfg.Staff.Dispatch(ctx, by, o.ID, to)
	}
	if o.State.InHand() && to.ID == o.ClaimedBy {
		return o, invalid("to", "这张工单已经由"+to.Name+"负责")
	}
	return s.cfg.Staff.Transfer(ctx, by, o.ID, to, f.Why)
}

// findColleague is who handles orders in the community, by id or name.
func (s *Server) findColleague(ctx context.Context, community desk.CommunityID, ref string) (desk.Staff, error) {
	p, err := s.cfg.Store.StaffByName(ctx, community, ref)
	if id, numErr := strconv.ParseInt(ref, 10, 64); numErr == nil && errors.Is(err, desk.ErrNotFound) {
		p, err = s.cfg.Store.Staff(ctx, desk.StaffID(id))
	}
	if errors.Is(err, desk.ErrNotFound) || err == nil && (p.Community != community || !p.Active) {
		return p, invalid("to", "没有这位同事")
	}
	if err == nil && !p.Role.Works() {
		return p, invalid("to", p.Name+"的角色不处理工单")
	}
	return p, err
}

func (s *Server) say(ctx context.Context, by desk.Staff, o desk.WorkOrder, f actForm) (desk.WorkOrder, error) {
	if err := checkClientID(f.ClientID); err != nil {
		return o, err
	}
	if o.Conversation == 0 {
		return o, invalid("", "这张工单没有住户的会话，发不了消息")
	}
	media, err := s.mediaRefs(ctx, store.OwnerOf(&o), f.Media)
	if err != nil {
		return o, err
	}
	if f.Text == "" && len(media) == 0 {
		return o, invalid("text", "请写点什么，或者发一张照片")
	}
	return s.cfg.Staff.Say(ctx, by, o.ID, fmt.Sprintf("%d:%s", by.ID, f.ClientID), f.Text, media)
}

func (s *Server) merge(ctx context.Context, by desk.Staff, o desk.WorkOrder, f actForm) (desk.WorkOrder, error) {
	into, err := s.findOrder(ctx, by, f.Into)
	var gone *failure
	switch {
	case errors.As(err, &gone):
		return o, invalid("into", "没有要合并到的工单")
	case err != nil:
		return o, err
	case into.ID == o.ID:
		return o, invalid("into", "不能合并到它自己")
	case into.State.Final():
		return o, invalid("into", "工单 "+into.Number+" 已经结束，不能合并进去")
	}
	return s.cfg.Staff.Merge(ctx, by, o.ID, into.ID)
}

func (s *Server) tick(ctx context.Context, by desk.Staff, o desk.WorkOrder, f actForm) (desk.WorkOrder, error) {
	if !slices.Contains(s.cfg.Staff.Content.Checklist(&o), f.Step) {
		return o, invalid("step", "清单里没有这一步，可能刚刚改过，请刷新")
	}
	return s.cfg.Staff.Tick(ctx, by, o.ID, f.Step)
}

// refused is a rule's refusal in words for people; a conflict says who has the
// order.
func (s *Server) refused(ctx context.Context, err error, by desk.Staff, order int64, a orderAct) error {
	var f *failure
	if errors.As(err, &f) || !errors.Is(err, desk.ErrConflict) {
		return err
	}
	o, readErr := s.cfg.Store.Order(ctx, order)
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	f = &failure{status: http.StatusConflict, code: codeConflict, claimedBy: o.ClaimerName, cause: err}
	other := o.ClaimedBy != 0 && o.ClaimedBy != by.ID
	switch {
	case other && o.State.InHand() && (a == actClaim || a == actDispatch):
		f.message = "这张工单已被" + o.ClaimerName + "接走"
	case other && o.State.InHand() && !by.Role.Dispatches():
		f.message = "这张工单由" + o.ClaimerName + "负责，您不能" + actNames[a]
	case o.State.Unclaimed() && a != actClaim && a != actDispatch:
		f.message = "这张工单还没有人接，请先接单"
	case a == actResolve && o.Quote.Open():
		f.message = "报价还在等住户答复：住户在电话里或当面答复了，请先记下；也可以先撤回报价，再办结"
	case a == actAnswer && o.State.InHand() && o.Quote.Open():
		f.message = "报价刚刚改过，请看过新的报价再记"
	case (a == actUnquote || a == actAnswer) && o.State.InHand():
		f.message = "没有等住户答复的报价"
	default:
		f.message = "这张工单现在是“" + o.State.Label() + "”，不能" + actNames[a]
	}
	return f
}
