package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"

	"linli/desk"
)

// newView is the form in which staff take down what somebody says on the phone or at the
// counter.
type newView struct {
	frame
	Fields  []fieldView
	Key     string // makes the form open one order
	Problem string
}

func (s *Server) newPage(w http.ResponseWriter, r *http.Request) error {
	return s.showNew(w, r, refusal{status: http.StatusOK})
}

func (s *Server) showNew(w http.ResponseWriter, r *http.Request, refused refusal) error {
	v := newView{Fields: newFields(), Key: strings.ToLower(rand.Text())}
	if key := refused.values.Get("key"); key != "" {
		v.Key = key
	}
	v.Problem = refused.fill(v.Fields)
	var err error
	if v.frame, err = s.frame(r, "登记报修", "new"); err != nil {
		return err
	}
	return render(w, refused.status, "desk_new.html", v)
}

func newFields() []fieldView {
	kinds := make([]choice, len(desk.RegisterKinds))
	for i, k := range desk.RegisterKinds {
		kinds[i] = choice{string(k), k.Label()}
	}
	priorities := make([]choice, len(desk.Priorities))
	for i, p := range desk.Priorities {
		priorities[i] = choice{string(p), string(p) + " " + p.Label()}
	}
	return []fieldView{
		{Name: "text", Label: "住户说了什么", Kind: "words"},
		{Name: "kind", Label: "是什么事", Kind: "choice", Choices: kinds, Value: string(desk.Repair)},
		{Name: "category", Label: "类别", Kind: "choice", Choices: choicesOf(desk.Categories)},
		{Name: "priority", Label: "级别", Kind: "choice", Choices: priorities, Optional: true, Hint: "按平常"},
		{Name: "building", Label: "楼栋", Kind: "text", Optional: true, Hint: "3"},
		{Name: "unit", Label: "单元", Kind: "text", Optional: true, Hint: "2"},
		{Name: "room", Label: "房号", Kind: "text", Optional: true, Hint: "501"},
		{Name: "spot", Label: "公共位置", Kind: "text", Optional: true, Hint: "南门、地下车库"},
		{Name: "resident", Label: "怎么称呼", Kind: "text", Optional: true},
		{Name: "phone", Label: "电话（回访要用）", Kind: "tel", Optional: true},
		{Name: "visit", Label: "方便上门的时间", Kind: "text", Optional: true},
	}
}

// newForm opens the order.
func (s *Server) newForm(w http.ResponseWriter, r *http.Request) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	reg, err := readRegistration(r)
	var o desk.WorkOrder
	if err == nil {
		o, err = s.cfg.Staff.Register(r.Context(), staffOf(r), reg)
	}
	if err != nil {
		if refused, ok := refusalOf(r, err); ok {
			return s.showNew(w, r, refused)
		}
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/desk/orders/%d?done=new", o.ID), http.StatusSeeOther)
	return nil
}

func readRegistration(r *http.Request) (desk.Registration, error) {
	v := r.PostFormValue
	reg := desk.Registration{Kind: desk.OrderKind(v("kind")), Category: v("category"), Priority: desk.Priority(v("priority")), Text: v("text"),
		Place:    desk.Place{Building: v("building"), Unit: v("unit"), Room: v("room"), Spot: v("spot")},
		Resident: v("resident"), Phone: v("phone"), Visit: v("visit"), Key: v("key")}
	return reg, cleanRegistration(&reg)
}

// cleanRegistration takes out of what was written what must not be stored.
func cleanRegistration(reg *desk.Registration) error {
	for _, x := range []struct {
		name string
		into *string
	}{{"text", &reg.Text}, {"building", &reg.Place.Building}, {"unit", &reg.Place.Unit}, {"room", &reg.Place.Room}, {"spot", &reg.Place.Spot},
		{"resident", &reg.Resident}, {"phone", &reg.Phone}, {"visit", &reg.Visit}, {"key", &reg.Key}} {
		var err error
		if *x.into, err = cleanText(x.name, strings.TrimSpace(*x.into)); err != nil {
			return err
		}
	}
	for suffix, into := range map[string]*string{"栋": &reg.Place.Building, "单元": &reg.Place.Unit, "室": &reg.Place.Room} { // as people write them
		*into = strings.TrimSuffix(*into, suffix)
	}
	return nil
}
