package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
)

func TestEvidence(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	want[map[string]any](t, f.call(token, "POST /api/v1/conversations/"+c.PublicID+"/messages",
		map[string]any{"client_id": "m1", "text": `漏水了 <code id="sha256">` + strings.Repeat("0", 64) + `</code>`}), 202)
	photo := must(f.store.KeepMedia(t.Context(), store.Owner{Conversation: c.ID}, desk.MediaRef{Kind: desk.Photo, Type: "image/png"}, bytes.NewReader(testPicture(t))))(t)
	o := f.order(c, func(o *desk.WorkOrder) { o.Media = []desk.MediaRef{photo} })
	mate, _ := f.browser("east", "王师傅", desk.RoleStaff)
	w := must(f.store.Order(t.Context(), o.ID))(t)
	f.clock.add(20 * time.Minute)
	if err := errors.Join(w.Claim(mate.Actor(), f.clock.now()), f.store.Commit(t.Context(), &desk.Turn{Orders: []*desk.WorkOrder{&w}})); err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/desk/orders/%d/evidence", o.ID)
	_, boss := f.browser("east", "陈经理", desk.RoleManager)
	answer := boss.get(path)
	wantPage(t, answer, http.StatusOK, "工单 "+o.Number, "3栋2单元501", "13812341234", "2026-11-23 10:20:00 &#43;08:00", "<td>超时</td>", "接单", "王师傅", "漏水了 &lt;code",
		`<img src="data:image/png;base64,`, "陈经理（经理）", "!<script", "!http://", "!https://")
	if got := answer.Header().Get("Content-Disposition"); got != `attachment; filename="`+o.Number+`-evidence.html"` {
		t.Errorf("it is sent as %q", got)
	}
	file := answer.Body.Bytes()
	sum, err := CheckEvidence(file)
	if err != nil {
		t.Fatal(err)
	}
	issued := must(f.store.IssuedEvidence(t.Context(), sum))(t)
	if issued != (store.Issued{Number: o.Number, By: "陈经理", At: issued.At}) || !issued.At.Equal(f.clock.now()) {
		t.Errorf("issued is %+v", issued)
	}
	for i := range file {
		if i > 9000 && i%97 != 0 { // every byte of the head, some of the photo and the rest
			continue
		}
		changed := bytes.Clone(file)
		changed[i] ^= 1
		if _, err := CheckEvidence(changed); err == nil {
			t.Fatalf("byte %d was changed, and nobody noticed: %q", i, file[max(0, i-20):i+1])
		}
	}
	for name, bad := range map[string][]byte{"nothing": nil, "another page": []byte("<html></html>"), "half of it": file[:len(file)/2], "twice": append(bytes.Clone(file), file...)} {
		if _, err := CheckEvidence(bad); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}

	_, staff := f.browser("east", "李工", desk.RoleStaff)
	wantPage(t, staff.get(path), http.StatusForbidden)
	_, west := f.browser("west", "赵经理", desk.RoleManager)
	wantPage(t, west.get(path), http.StatusNotFound, "没有这张工单")
}
