package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"linli/desk"
)

// moveView is a move that is possible now: a button or, when something has to be said
// with it, a form.
type moveView struct {
	Label, Action string
	Main          bool // what is most likely wanted next
	Open          bool
	Error         string
	Fields        []fieldView
	Sure          string   // on the form's button, "" for 确定 and the label
	Hidden        []choice // sent along
	Photos        int      // of the finished work, which the resident may get
	Withhold      bool     // and does not
}

// moves in the order they are offered.
var moves = []orderAct{actClaim, actDispatch, actStart, actResolve, actHold, actTransfer, actRelease, actAck, actNote, actMerge, actExternal, actCancel}

// possible reports whether the rules let the member of staff do this now: it is tried
// on a copy, so that the page and the rules cannot disagree.
func possible(w desk.WorkOrder, a orderAct, by desk.Actor, c *desk.Community, now time.Time) bool {
	w.Log, w.Alerts, w.NewLog = slices.Clip(w.Log), slices.Clip(w.Alerts), 0
	const words = "-" // whatever will be written
	other := desk.Actor{Kind: desk.ByStaff, Staff: -1, Name: words}
	var err error
	switch a {
	case actClaim:
		err = w.Claim(by, now)
	case actDispatch:
		err = w.Dispatch(other, by, now)
	case actStart:
		err = w.Start(by, c, now)
	case actResolve:
		err = w.Resolve(by, words, c, now)
	case actHold:
		err = w.Hold(by, words, now.Add(time.Hour), now)
	case actTransfer:
		err = w.Transfer(other, by, words, c, now)
	case actRelease:
		err = w.Release(by, words, c, now)
	case actAck:
		err = w.Acknowledge(by, now)
	case actNote:
		err = w.Note(by, words, now)
	case actMerge:
		err = w.MergeInto(&desk.WorkOrder{ID: -1, Community: w.Community, State: desk.Opened}, by, c, now)
	case actExternal:
		err = w.SendOut(words, by, c, now)
	case actQuote:
		err = w.Propose([]desk.QuoteLine{{Name: words, Count: 1, Price: 1}}, "", by, now)
	case actPhotos:
		err = w.AddPhotos(desk.PhotoBefore, []desk.MediaRef{{Ref: words, Kind: desk.Photo}}, "", by, now)
	case actUnquote:
		err = w.Withdraw(by, now)
	case actAnswer:
		err = w.RecordAnswer(desk.Consent{Answer: desk.QuoteAgreed, How: desk.ByPhone, Who: words, AskedBy: words, At: now}, by, c, now)
	case actCancel:
		err = w.Cancel(by, words, c, now)
	}
	return err == nil && w.NewLog > 0 // a move that changes nothing needs no button
}

// moveViews are the moves possible now, the failed one open with what was written.
func moveViews(o *desk.WorkOrder, by desk.Staff, book *dutyBook, failed *failedMove) []moveView {
	c, now := &book.com, book.now
	colleagues, offDuty := book.takers(o, by)
	var out []moveView
	for _, a := range moves {
		asks := actFields[a]
		if !possible(*o, a, by.Actor(), c, now) || asksFor(asks, "to") && len(colleagues) == 0 {
			continue
		}
		v := moveView{Label: actNames[a], Action: fmt.Sprintf("/desk/orders/%d/%s", o.ID, a), Main: len(out) == 0}
		if a == actStart && o.State == desk.OnHold {
			v.Label = desk.MoveResume.Label()
		}
		form := actForm{Until: soonestHold(c, now)}
		if failed.Act == a {
			form, v.Open, v.Error, failed.Shown = failed.Form, true, failed.Text, true
		}
		if a == actResolve && o.Conversation != 0 {
			v.Photos, v.Withhold = len(o.PhotosOf(desk.PhotoAfter)), form.Withhold
		}
		values := form.strings()
		for _, f := range asks {
			if a == actDispatch && f.name == "why" {
				continue
			}
			field := fieldLooks[f.name]
			field.Name, field.Value, field.Form = f.name, *values[f.name], string(a)+"-"
			if v.Open && f.name == failed.Field {
				field.Error, v.Error = v.Error, ""
			}
			if f.name == "to" {
				field.Choices, field.Barred = colleagues, offDuty
			}
			v.Fields = append(v.Fields, field)
		}
		out = append(out, v)
	}
	return out
}

var fieldLooks = map[string]fieldView{
	"why":   {Label: "原因", Kind: "words"},
	"until": {Label: "挂起到", Kind: "datetime-local"},
	"to":    {Label: "给谁", Kind: "choice"},
	"text":  {Label: "备注（住户看不到）", Kind: "words"},
	"what":  {Label: "做了什么（住户会看到）", Kind: "words"},
	"into":  {Label: "合并到哪张工单", Kind: "text", Hint: "WO20260101-0001"},
	"whom":  {Label: "转给哪个单位", Kind: "text", Hint: "自来水公司"},
}

func asksFor(fields []actField, name string) bool {
	return slices.ContainsFunc(fields, func(f actField) bool { return f.name == name })
}

// localTime is how <input type="datetime-local"> writes a time.
const localTime = "2006-01-02T15:04"

// soonestHold is what is proposed as the end of a hold: this time on the next day of
// service.
func soonestHold(c *desk.Community, now time.Time) string {
	return c.Calendar().AddServiceDays(now, 1).Format(localTime)
}

// moveForm does what a button or form of the desk asks for.
func (s *Server) moveForm(w http.ResponseWriter, r *http.Request) error {
	a, id := orderAct(r.PathValue("move")), r.PathValue("id")
	if a != actTick && a != actUnquote && a != actAnswer && !slices.Contains(moves, a) {
		return notFound("没有这项操作")
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	var f actForm
	for name, v := range f.strings() {
		*v = r.PostFormValue(name)
	}
	f.N, _ = strconv.Atoi(r.PostFormValue("n")) // without one it is the quote that stands
	f.Withhold = r.PostFormValue("asked") == "photos" && r.PostFormValue("photos") == ""
	written := f
	f.Until, f.At = s.localTime(staffOf(r), f.Until), s.localTime(staffOf(r), f.At)
	o, err := s.act(r.Context(), staffOf(r), id, a, f)
	if err != nil {
		return s.moveFailed(w, r, a, written, err)
	}
	if a == actResolve && o.OwesReport() {
		http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d/report", o.ID), http.StatusSeeOther)
		return nil
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d?%s", o.ID, url.Values{"done": {string(a)}}.Encode()), http.StatusSeeOther)
	return nil
}

// localTime is a form's time in the staff's community, as the API writes it. What is
// none is left for the act to refuse.
func (s *Server) localTime(by desk.Staff, v string) string {
	c, _ := s.community(by.Community)
	t, err := time.ParseInLocation(localTime, v, c.Local(s.cfg.Now()).Location())
	if err != nil {
		return v
	}
	return t.Format(time.RFC3339)
}

// moveFailed shows why a move was refused, where it was tried: in the list, which says
// so by the field "tab", or at the form on the order's page.
func (s *Server) moveFailed(w http.ResponseWriter, r *http.Request, a orderAct, written actForm, err error) error {
	f := failureOf(err)
	switch f.status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusForbidden, http.StatusRequestEntityTooLarge:
	default:
		return err
	}
	if tab := r.PostFormValue("tab"); tab != "" {
		return s.showOrders(w, r, f.status, url.Values{"tab": {tab}}, f.message)
	}
	return s.showOrderPage(w, r, f.status, failedMove{Act: a, Text: f.message, Field: f.field, Form: written})
}
