package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/desk"
	"linli/store"
)

// photos posts files as photos of the work.
func (b browse) photos(path, stage string, files ...[]byte) *httptest.ResponseRecorder {
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	form.WriteField("stage", stage)
	for i, f := range append(files, nil) { // an empty field is what a browser sends without a file
		part, _ := form.CreateFormFile("file", fmt.Sprintf("%d.png", i))
		part.Write(f)
	}
	form.Close()
	r := httptest.NewRequest(http.MethodPost, path+"/photos", &buf)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

// TestWorkPhotosWithoutChat: an order of somebody who phoned keeps photos as well; they are
// its staff's alone.
func TestWorkPhotosWithoutChat(t *testing.T) {
	f := newFixture(t)
	c, resident := f.conversation("east")
	o := f.order(c, func(o *desk.WorkOrder) { o.Conversation = 0 })
	other := f.order(c, func(o *desk.WorkOrder) { o.Conversation = 0 })
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, mate := f.browser("east", "李工", desk.RoleStaff)
	_, editor := f.browser("east", "编辑", desk.RoleEditor)
	_, west := f.browser("west", "赵工", desk.RoleStaff)
	_, lead := f.browser("east", "调度", desk.RoleDispatcher)
	path, picture := fmt.Sprintf("/desk/orders/%d", o.ID), testPicture(t)
	wantPage(t, b.photos(path, "before", picture), 409, "请先接单")
	b.post(path + "/claim")
	wantPage(t, b.get(path), 200, path+"/photos", "照片留在工单和证据里")
	wantRedirect(t, b.photos(path, "before", picture), path+"?done=photos#photos")
	wantRedirect(t, b.photos(path, "after", picture), path+"?done=photos#photos")
	w := must(f.store.Order(t.Context(), o.ID))(t)
	if len(w.Photos) != 2 {
		t.Fatalf("photos %+v", w.Photos)
	}
	file := must(f.store.Media(t.Context(), w.Photos[0].Media.Ref))(t)
	if file.Conversation != 0 || file.Order != o.ID {
		t.Errorf("the file is %+v", file)
	}
	ref := "/api/v1/media/" + file.Ref
	for who, x := range map[string]struct {
		b      browse
		status int
	}{"a colleague": {mate, 200}, "an editor": {editor, 404}, "staff elsewhere": {west, 404}} {
		if got := x.b.get(ref).Code; got != x.status {
			t.Errorf("%s gets %d, want %d", who, got, x.status)
		}
	}
	wantFailure(t, f.call(resident, "GET "+ref, nil), 404, codeNotFound, "")
	wantFailure(t, f.call("", "GET "+ref, nil), 401, codeUnauthorized, "")
	if n := strings.Count(lead.get(path+"/evidence").Body.String(), `<img src="data:image/png;base64,`); n != 2 {
		t.Errorf("the evidence shows %d photos", n)
	}
	wantRedirect(t, b.post(path+"/resolve", "what", "换了角阀"), path+"?done=resolve")
	if w = must(f.store.Order(t.Context(), o.ID))(t); !w.Photos[1].Passed.IsZero() {
		t.Error("a photo was passed on to nobody")
	}

	token := must(f.store.NewStaffToken(t.Context(), must(f.store.StaffByName(t.Context(), "east", "王师傅"))(t).ID, store.TokenAPI, 0))(t)
	f.call(token, "POST /api/v1/orders/"+other.Number+"/claim", nil)
	wantFailure(t, f.call(token, "POST /api/v1/orders/"+other.Number+"/photos", map[string]any{"stage": "before", "media": []string{file.Ref}}), 400, codeInvalid, "media")
}

// TestWorkPhotosAPI: uploaded as the order's media, then named as photos of the work.
func TestWorkPhotosAPI(t *testing.T) {
	f := newFixture(t)
	c, resident := f.conversation("east")
	_, token := f.staff("east", "王师傅", desk.RoleStaff)
	_, mate := f.staff("east", "李工", desk.RoleStaff)
	for name, o := range map[string]desk.WorkOrder{"with a chat": f.order(c), "without": f.order(c, func(o *desk.WorkOrder) { o.Conversation = 0 })} {
		t.Run(name, func(t *testing.T) {
			path := "/api/v1/orders/" + o.Number
			upload := func(body []byte, contentType string) string {
				return want[map[string]string](t, f.upload(token, path+"/media", "file", "a", contentType, body), 201)["media_id"]
			}
			before, after := upload(testPicture(t), "image/png"), upload(taken(t), "image/jpeg")
			voice := upload([]byte("OggS\x00\x02"), "audio/ogg")
			body := map[string]any{"stage": "before", "media": []string{before}}
			wantFailure(t, f.call(token, "POST "+path+"/photos", body), 409, codeConflict, "")
			f.call(token, "POST "+path+"/claim", nil)
			wantFailure(t, f.call(mate, "POST "+path+"/photos", body), 409, codeConflict, "")
			for _, bad := range []map[string]any{{"stage": "during", "media": []string{before}}, {"stage": "before"}, {"stage": "before", "media": []string{voice}}} {
				wantFailure(t, f.call(token, "POST "+path+"/photos", bad), 400, codeInvalid, "file")
			}
			wantFailure(t, f.call(token, "POST "+path+"/photos", map[string]any{"stage": "before", "media": []string{"forged"}}), 400, codeInvalid, "media")
			want[orderJSON](t, f.call(token, "POST "+path+"/photos", body), 200)
			got := want[orderJSON](t, f.call(token, "POST "+path+"/photos", map[string]any{"stage": "after", "media": []string{after}}), 200)
			if len(got.Photos) != 2 || got.Photos[0].ID != before || got.Photos[0].Stage != desk.PhotoBefore || got.Photos[1].ID != after || got.Photos[1].By != "王师傅" {
				t.Errorf("photos %+v", got.Photos)
			}
			if got := f.call(token, "GET /api/v1/media/"+after, nil).Body.String(); strings.Contains(got, where) {
				t.Error("the photo says where it was taken")
			}
			wantFailure(t, f.upload(token, path+"/media", "file", "a.heic", "image/heic", []byte("\x00\x00\x00\x20ftypheic\x00\x00\x00\x00")), 400, codeInvalid, "file")
			wantFailure(t, f.call(resident, "POST "+path+"/photos", body), 401, codeUnauthorized, "")
		})
	}
}

func TestWorkPhotos(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	_, mate := f.browser("east", "李工", desk.RoleStaff)
	_, lead := f.browser("east", "调度", desk.RoleDispatcher)
	path, picture := fmt.Sprintf("/desk/orders/%d", o.ID), testPicture(t)
	wantPage(t, b.photos(path, "before", picture), 409, "请先接单")
	b.post(path + "/claim")
	wantPage(t, b.get(path), 200, "处理前后", path+"/photos", `value="before" checked`)
	wantPage(t, mate.get(path), 200, "!处理前后")
	wantPage(t, mate.photos(path, "before", picture), 409, "由王师傅负责")
	wantRedirect(t, b.photos(path, "before", picture), path+"?done=photos#photos")
	b.post(path + "/start")
	wantPage(t, b.get(path), 200, `value="after" checked`, "<b>照片</b>", "处理前 1 张", "!把处理后的照片发给住户（")
	for _, bad := range []struct {
		stage string
		files [][]byte
	}{{"after", nil}, {"", [][]byte{picture}}, {"during", [][]byte{picture}}, {"after", [][]byte{[]byte("no picture")}}, {"after", make([][]byte, desk.MaxMedia+1)}} {
		wantPage(t, b.photos(path, bad.stage, bad.files...), 400, `role="alert"`)
	}
	wantRedirect(t, b.photos(path, "after", picture, picture), path+"?done=photos#photos")
	wantPage(t, b.get(path), 200, "处理后 2 张", "把处理后的照片发给住户（2 张）", `name="photos" value="yes" checked`)
	w := must(f.store.Order(t.Context(), o.ID))(t)
	if len(w.Photos) != 3 || w.Photos[0].Stage != desk.PhotoBefore || w.Photos[2].By != "王师傅" {
		t.Fatalf("photos %+v", w.Photos)
	}
	ref := w.Photos[2].Media.Ref
	wantPage(t, mate.get("/api/v1/media/"+ref), 200)
	_, west := f.browser("west", "赵工", desk.RoleStaff)
	wantPage(t, west.get("/api/v1/media/"+ref), 404)
	wantPage(t, west.photos(path, "after", picture), 404, "没有这张工单")
	evidence := lead.get(path + "/evidence")
	wantPage(t, evidence, 200, "<h2>处理前后</h2>", "王师傅 2026-11-23 10:00:00")
	if n := strings.Count(evidence.Body.String(), `<img src="data:image/png;base64,`); n != 3 {
		t.Errorf("the evidence shows %d photos", n)
	}

	last := func() desk.Message {
		list := must(f.store.Messages(t.Context(), c.ID, 0, 99))(t)
		return list[len(list)-1]
	}
	wantRedirect(t, b.post(path+"/resolve", "what", "换了角阀", "asked", "photos"), path+"?done=resolve") // the tick taken away
	if m := last(); len(m.Media) != 0 || !strings.Contains(m.Text, "换了角阀") {
		t.Errorf("the resident got %+v", m)
	}
	o2 := f.order(c)
	path = fmt.Sprintf("/desk/orders/%d", o2.ID)
	b.post(path + "/claim")
	b.photos(path, "after", picture)
	wantRedirect(t, b.post(path+"/resolve", "what", "修好了", "asked", "photos", "photos", "yes"), path+"?done=resolve")
	if m := last(); len(m.Media) != 1 || m.Media[0].Ref == "" {
		t.Errorf("the resident got %+v", m)
	}
	wantPage(t, b.photos(path, "after", picture), 409, "待确认")
}
