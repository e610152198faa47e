package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/desk"
	"linli/store"
)

// TestAccess asks every route of the API as everybody, of the own and of another
// community. Nobody's answer may tell a foreign thing from one that does not exist.
func TestAccess(t *testing.T) {
	f := newFixture(t)
	home, resident := f.conversation("east")
	_, neighbour := f.conversation("east")
	_, stranger := f.conversation("west")
	o := f.order(home)
	ref := must(f.store.KeepMedia(t.Context(), store.Owner{Conversation: home.ID}, desk.MediaRef{Kind: desk.Photo, Type: "image/png"}, strings.NewReader("x")))(t).Ref

	type asker struct {
		name, token, session string
		role                 desk.Role // "" for residents and nobody
		away                 bool      // of another community
	}
	askers := []asker{{name: "nobody"}, {name: "forged", token: "forged"}, {name: "resident", token: resident},
		{name: "neighbour", token: neighbour}, {name: "stranger", token: stranger}}
	for _, role := range desk.Roles {
		for _, community := range []desk.CommunityID{"east", "west"} {
			p, token := f.staff(community, "t-"+string(role), role)
			session := must(f.store.NewStaffToken(t.Context(), p.ID, store.TokenSession, time.Hour))(t)
			askers = append(askers, asker{name: string(role) + " of " + string(community), token: token, role: role, away: community == "west"},
				asker{name: string(role) + " of " + string(community) + " by cookie", session: session, role: role, away: community == "west"},
				asker{name: string(role) + "'s session as bearer", token: session})
		}
	}

	// expected is 200 for "comes in".
	expected := func(rt route, a asker) int {
		aboutOrder := strings.Contains(rt.pattern, "/orders/{id}")
		isMedia := strings.HasSuffix(rt.pattern, "/media/{ref}")
		allowed := map[access]bool{forWorkers: a.role.Works(), forDispatchers: a.role.Dispatches(), forManagers: a.role.Reports(), forEditors: a.role.EditsKnowledge()}[rt.access]
		switch {
		case isMedia && a.name == "resident", isMedia && a.role.Works() && !a.away:
			return 200
		case isMedia && (a.role != "" || a.name == "neighbour" || a.name == "stranger"):
			return 404
		case isMedia:
			return 401
		case rt.access == forPublic:
			return 200
		case rt.access == forResident && a.name == "resident":
			return 200
		case rt.access == forResident && (a.name == "neighbour" || a.name == "stranger"):
			return 404
		case rt.access == forResident || a.role == "":
			return 401
		case !allowed:
			return 403
		case aboutOrder && a.away:
			return 404
		}
		return 200
	}
	for _, rt := range f.web.routes() {
		method, path, _ := strings.Cut(rt.pattern, " ")
		path = strings.NewReplacer("/conversations/{id}", "/conversations/"+home.PublicID, "/orders/{id}", "/orders/"+o.Number, "{ref}", ref).Replace(path)
		for _, a := range askers {
			ctx, cancel := context.WithCancel(t.Context())
			if rt.pattern == patternEvents {
				time.AfterFunc(300*time.Millisecond, cancel) // ends the stream
			}
			r := httptest.NewRequestWithContext(ctx, method, path, nil)
			if a.session != "" {
				r.AddCookie(&http.Cookie{Name: sessionCookie, Value: a.session})
			}
			w := f.do(a.token, r)
			cancel()
			got := w.Code
			if got != 401 && got != 403 && got != 404 {
				got = 200
			}
			if should := expected(rt, a); got != should {
				t.Errorf("%s: %s gets %d, want %d: %s", rt.pattern, a.name, w.Code, should, w.Body)
			}
		}
	}
}

// TestPageAccess asks every page as everybody, of the own and of another community. A
// page about something answers those elsewhere as if it did not exist.
func TestPageAccess(t *testing.T) {
	own := ownEntry()
	f := newFixture(t, withEntries(t, own))
	saveEntry(f, &own)
	c, resident := f.conversation("east")
	o := f.order(c, func(o *desk.WorkOrder) { o.Kind = desk.Complaint })
	handler, _ := f.staff("east", "王师傅", desk.RoleStaff)
	must(f.web.cfg.Staff.Claim(t.Context(), handler, o.ID))(t)
	must(f.web.cfg.Staff.Resolve(t.Context(), handler, o.ID, "道歉了"))(t)
	calls := must(f.store.CallsOpen(t.Context(), "east"))(t)
	if len(calls) != 1 {
		t.Fatalf("%d calls", len(calls))
	}
	incident := f.incident("east")
	now := f.clock.now()
	must(0, f.web.cfg.Staff.ReportAbsence(t.Context(), handler, handler, now, now.AddDate(0, 0, 1), "看病"))(t)
	away := must(f.store.Roster(t.Context(), "east", now))(t).Absences
	talk := &desk.Episode{Community: "east", Conversation: c.ID, StartedAt: f.clock.now(), LastAt: f.clock.now()}
	if err := f.store.Commit(t.Context(), &desk.Turn{Episode: talk}); err != nil {
		t.Fatal(err)
	}
	things := []struct{ pattern, path string }{
		{"/desk/duty/absence/{id}", fmt.Sprintf("/desk/duty/absence/%d", away[0].ID)},
		{"/desk/orders/{id}", fmt.Sprintf("/desk/orders/%d", o.ID)}, {"/desk/followups/{id}", fmt.Sprintf("/desk/followups/%d", calls[0].ID)},
		{"/desk/incidents/{id}", fmt.Sprintf("/desk/incidents/%d", incident.ID)}, {"/entries/{id}", "/entries/" + own.Entry}, {"/versions/{version}/{move}", fmt.Sprintf("/versions/%d/submit", own.ID)}, {"{version}", fmt.Sprint(own.ID)}, {"{format}", "xlsx"}, {"{key}", "sla"}, {"/manage/staff/{id}/{step}", fmt.Sprintf("/manage/staff/%d/link", handler.ID)}, {"{period}", "2026-10"}, {"/manage/talks/{id}", fmt.Sprintf("/manage/talks/%d", talk.ID)}, {"{code}", "WX-001"}, {"{step}", "stop"}, {"{move}", "note"}}
	type asker struct {
		name string
		role desk.Role
		away bool
		b    browse
	}
	askers := []asker{{name: "nobody", b: browse{f, &http.Cookie{Name: "x", Value: "x"}}},
		{name: "a resident", b: browse{f, &http.Cookie{Name: sessionCookie, Value: resident}}}}
	for _, role := range desk.Roles {
		for _, community := range []desk.CommunityID{"east", "west"} {
			_, b := f.browser(community, "t-"+string(role), role)
			askers = append(askers, asker{string(role) + " of " + string(community), role, community == "west", b})
		}
	}
	for _, rt := range f.web.pageRoutes() {
		if rt.access == forPublic || rt.pattern == patternDeskEvents { // a stream, guarded by the same admit
			continue
		}
		method, path, _ := strings.Cut(rt.pattern, " ")
		if strings.Contains(path, "{import}") { // for nobody but who handed it in: TestTableIsOnesOwn
			continue
		}
		about := strings.Contains(path, "{id}") || strings.Contains(path, "{version}")
		for _, thing := range things {
			path = strings.Replace(path, thing.pattern, thing.path, 1)
		}
		if strings.Contains(path, "{") {
			t.Fatalf("%s: this test does not know how to ask for it", rt.pattern)
		}
		for _, a := range askers {
			allowed := map[access]bool{forStaff: a.role != "", forWorkers: a.role.Works(), forDispatchers: a.role.Dispatches(), forManagers: a.role.Reports(), forEditors: a.role.EditsKnowledge()}[rt.access]
			var got int
			if method == http.MethodGet {
				got = a.b.get(path).Code
			} else {
				got = a.b.post(path, "nothing", "useful").Code
			}
			want, fits := "an answer", got != http.StatusForbidden && got != http.StatusNotFound && got < 500
			switch {
			case a.role == "":
				want, fits = "the log-in", got == http.StatusSeeOther
			case !allowed:
				want, fits = "403", got == http.StatusForbidden
			case about && a.away:
				want, fits = "404", got == http.StatusNotFound
			}
			if !fits {
				t.Errorf("%s: %s gets %d, want %s", rt.pattern, a.name, got, want)
			}
		}
	}
}

func TestForgedIDs(t *testing.T) {
	f := newFixture(t)
	c, token := f.conversation("east")
	_, staff := f.staff("east", "王师傅", desk.RoleStaff)
	west, _ := f.conversation("west")
	foreign := f.order(west)
	for _, id := range []string{"0", "-1", "99", "9223372036854775808", "WO20261123-9999", foreign.Number, fmt.Sprint(foreign.ID), "1%20OR%201=1", "%00", "%F0%9F%98%80"} {
		wantFailure(t, f.call(staff, "GET /api/v1/orders/"+id, nil), 404, codeNotFound, "")
		wantFailure(t, f.call(staff, "POST /api/v1/orders/"+id+"/claim", nil), 404, codeNotFound, "")
	}
	for _, id := range []string{"x", fmt.Sprint(c.ID), strings.ToUpper(c.PublicID), c.PublicID + "x", "%00"} {
		wantFailure(t, f.call(token, "GET /api/v1/conversations/"+id+"/messages", nil), 404, codeNotFound, "")
		wantFailure(t, f.call(token, "POST /api/v1/conversations/"+id+"/messages", `{"client_id":"1","text":"x"}`), 404, codeNotFound, "")
	}
	if after := must(f.store.Order(t.Context(), foreign.ID))(t); after.State != desk.Opened {
		t.Errorf("the foreign order is %s", after.State)
	}
}

func TestSameSiteOnly(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c)
	p, _ := f.staff("east", "王师傅", desk.RoleStaff)
	session := must(f.store.NewStaffToken(t.Context(), p.ID, store.TokenSession, time.Hour))(t)
	for _, x := range []struct {
		name, value string
		status      int
	}{{"Sec-Fetch-Site", "cross-site", 403}, {"Sec-Fetch-Site", "same-site", 403}, {"Origin", "https://evil.example", 403},
		{"Sec-Fetch-Site", "same-origin", 200}, {"Origin", "http://example.com", 200}} {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/orders/"+o.Number+"/claim", nil)
		r.Header.Set(x.name, x.value)
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: session})
		if w := f.do("", r); w.Code != x.status {
			t.Errorf("%s: %s gets %d, want %d", x.name, x.value, w.Code, x.status)
		}
	}
}
