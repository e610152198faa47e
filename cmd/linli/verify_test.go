package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
	"linli/web"
)

// evidenceIn makes a data folder with one order, and hands out its evidence.
func evidenceIn(t *testing.T, dir, title string) (file []byte) {
	t.Helper()
	st := must(store.Open(t.Context(), dir, time.Now))(t)
	defer st.Close()
	com := desk.Community{ID: "demo", Name: "邻里花园"}
	if err := com.Check(); err != nil {
		t.Fatal(err)
	}
	w := &desk.WorkOrder{Community: "demo", Kind: desk.Repair, Category: "水电", Priority: desk.P2, Title: title, Text: "厨房漏水"}
	w.Open(&com, desk.TheResident, time.Now())
	if err := st.Commit(t.Context(), &desk.Turn{Orders: []*desk.WorkOrder{w}}); err != nil {
		t.Fatal(err)
	}
	boss := must(st.AddStaff(t.Context(), desk.Staff{Community: "demo", Name: "陈经理", Role: desk.RoleManager}))(t)
	r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/desk/orders/%d/evidence", w.ID), nil)
	r.AddCookie(&http.Cookie{Name: "linli_session", Value: must(st.NewStaffToken(t.Context(), boss.ID, store.TokenSession, 0))(t)})
	answer := httptest.NewRecorder()
	s := web.New(web.Config{Store: st, Communities: func() []desk.Community { return []desk.Community{com} }})
	defer s.Close()
	if s.ServeHTTP(answer, r); answer.Code != http.StatusOK {
		t.Fatalf("%d: %s", answer.Code, answer.Body)
	}
	return answer.Body.Bytes()
}

func TestVerify(t *testing.T) {
	dir, other := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	file := evidenceIn(t, dir, "厨房漏水")
	evidenceIn(t, other, "路灯不亮")
	saved := func(name string, content []byte) string {
		name = filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	genuine := saved("evidence.html", file)
	for _, tc := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"a true one", []string{genuine, "--data", dir}, 0, "genuine: 工单 WO"},
		{"a changed one", []string{saved("changed.html", bytes.Replace(file, []byte("厨房漏水"), []byte("厨房没漏"), 1)), "--data", dir}, 1, "was changed"},
		{"another desk's", []string{genuine, "--data", other}, 1, "never issued it"},
		{"without the data", []string{genuine, "--data", filepath.Join(dir, "none")}, 1, "is whole, but who issued it is not known"},
		{"another page", []string{saved("page.html", []byte("<html></html>")), "--data", dir}, 1, "is no evidence"},
		{"no file", []string{filepath.Join(dir, "gone.html")}, 1, "cannot be read"},
		{"nothing", nil, 2, "which FILE"},
		{"two", []string{"a", "b"}, 2, "too many"},
	} {
		var out, errs strings.Builder
		code := run(t.Context(), append([]string{"verify"}, tc.args...), func(string) string { return "" }, strings.NewReader(""), &out, &errs)
		if code != tc.code || !strings.Contains(out.String()+errs.String(), tc.want) {
			t.Errorf("%s: exit %d, %q %q; want %d and %q", tc.name, code, out.String(), errs.String(), tc.code, tc.want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("asking made a data folder")
	}
}
