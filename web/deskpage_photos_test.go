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
