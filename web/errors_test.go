package web

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"linli/desk"
)

func TestFailureOf(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{fmt.Errorf("order 7: %w", desk.ErrNotFound), 404, codeNotFound},
		{fmt.Errorf("order 7: %w", desk.ErrConflict), 409, codeConflict},
		{fmt.Errorf("order 7: %w", desk.ErrInvalid), 400, codeInvalid},
		{fmt.Errorf("read: %w", &http.MaxBytesError{Limit: maxBody}), 413, codeTooLarge},
		{fmt.Errorf("wrapped: %w", forbidden("不行")), 403, codeForbidden},
		{errors.New("disk is full of 李阿姨"), 500, codeInternal},
	} {
		f := failureOf(c.err)
		if f.status != c.status || f.code != c.code || f.message == "" {
			t.Errorf("%v: %+v", c.err, f)
		}
		if c.status == 500 && f.message != "系统出了点问题，请稍后再试" {
			t.Errorf("the cause is told: %s", f.message)
		}
	}
}

// TestOrderWithoutConversation: one that nobody can be written to about.
func TestOrderWithoutConversation(t *testing.T) {
	f := newFixture(t)
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	com := must(must(loadContent())(t).Community("east"))(t)
	o := &desk.WorkOrder{Community: "east", Kind: desk.Repair, Category: "水电", Priority: desk.P2, Title: "路灯不亮"}
	o.Open(com, desk.TheSystem, f.clock.now())
	if err := f.store.Commit(t.Context(), &desk.Turn{Orders: []*desk.WorkOrder{o}}); err != nil {
		t.Fatal(err)
	}
	got := want[orderDetailJSON](t, f.call(token, "POST /api/v1/orders/"+o.Number+"/claim", nil), 200)
	if len(got.Messages) != 0 || got.State != desk.Claimed {
		t.Errorf("%+v", got)
	}
	wantFailure(t, f.call(token, "POST /api/v1/orders/"+o.Number+"/say", `{"client_id":"1","text":"在吗"}`), 400, codeInvalid, "")
	if w := f.upload(token, "/api/v1/orders/"+o.Number+"/media", "file", "a", "", aPNG(t)); w.Code != 201 { // a photo of the work needs none
		t.Errorf("the upload gets %d: %s", w.Code, w.Body)
	}
}
