package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/desk"
)

var (
	//go:embed templates/*.html
	templateFiles embed.FS

	//go:embed static
	staticFiles embed.FS

	templates = template.Must(template.New("").Funcs(template.FuncMap{"tel": telHref}).ParseFS(templateFiles, "templates/*.html"))
)

// pageRoutes are the HTML pages' lines of the site map.
func (s *Server) pageRoutes() []route {
	return []route{
		{"GET /{$}", forPublic, s.chatPage},
		{"GET /c/{community}", forPublic, s.chatPage},
		{"GET /static/{file}", forPublic, s.staticFile},

		{"GET /desk/login", forPublic, s.loginPage},
		{"POST /desk/login", forPublic, s.loginForm},
		{"GET /desk/link/{token}", forPublic, s.linkPage},
		{"POST /desk/link/{token}", forPublic, s.linkForm},
		{"GET /desk/password", forStaff, s.passwordPage},
		{"POST /desk/password", forStaff, s.passwordForm},
		{"POST /desk/logout", forPublic, s.logoutForm},
		{"POST /desk/language", forPublic, s.languageForm},

		{"GET /desk", forWorkers, s.listPage},
		{patternDeskEvents, forWorkers, s.deskEvents},
		{"GET /desk/undelivered", forWorkers, s.undeliveredPage},
		{"GET /desk/new", forWorkers, s.newPage},
		{"POST /desk/new", forWorkers, s.newForm},
		{"GET /desk/followups", forWorkers, s.callsPage},
		{"POST /desk/followups/{id}", forWorkers, s.reportCallForm},
		{"POST /desk/followups/{id}/assign", forDispatchers, s.assignCallForm},
		{"GET /desk/incidents", forWorkers, s.incidentsPage},
		{"POST /desk/incidents", forDispatchers, s.incidentForm},
		{"GET /desk/incidents/new", forDispatchers, s.newIncidentPage},
		{"GET /desk/incidents/{id}", forWorkers, s.incidentPage},
		{"POST /desk/incidents/{id}", forDispatchers, s.incidentForm},
		{"GET /desk/incidents/{id}/edit", forDispatchers, s.editIncidentPage},
		{"GET /desk/incidents/{id}/broadcast", forDispatchers, s.broadcastPage},
		{"POST /desk/incidents/{id}/{step}", forDispatchers, s.incidentStep},
		{"GET /desk/duty", forWorkers, s.dutyPage},
		{"POST /desk/duty/absence", forWorkers, s.dutyForm("absence", s.reportAbsence)},
		{"POST /desk/duty/absence/{id}/end", forWorkers, s.dutyForm("end", s.endAbsence)},
		{"POST /desk/duty/shift", forDispatchers, s.rosterForm("shift", setShift)},
		{"POST /desk/duty/person", forDispatchers, s.rosterForm("person", setPerson)},
		{"POST /desk/duty/join", forDispatchers, s.rosterForm("join", joinShift)},
		{"POST /desk/duty/day", forDispatchers, s.rosterForm("day", setDay)},
		{"POST /desk/duty/steward", forDispatchers, s.rosterForm("steward", setSteward)},
		{"GET /manage", forManagers, s.dashboardPage},
		{"GET /manage/figures/{key}", forManagers, s.figurePage},
		{"GET /manage/talks/{id}", forManagers, s.talkPage},
		{"GET /manage/export/{format}", forManagers, s.exportFigures},
		{"GET /manage/figures/{key}/export/{format}", forManagers, s.exportRows},
		{"GET /manage/staff", forManagers, s.staffPage},
		{"POST /manage/staff", forManagers, s.addStaffForm},
		{"GET /manage/registry", forManagers, s.registryPage},
		{"POST /manage/registry", forManagers, s.handInRegistry},
		{"GET /manage/registry/{import}", forManagers, s.previewRegistry},
		{"POST /manage/registry/{import}", forManagers, s.saveRegistry},
		{"POST /manage/staff/{id}/{step}", forManagers, s.staffForm},
		{"GET /manage/audit", forManagers, s.auditPage},
		{"GET /manage/reports", forManagers, s.reportsPage},
		{"GET /manage/reports/{period}", forManagers, s.periodPage},
		{"GET /manage/reports/{period}/owners", forManagers, s.ownersPage},
		{"GET /manage/reports/{period}/export/{format}", forManagers, s.exportReport},
		{"GET /manage/standards", forManagers, s.standardsPage},
		{"POST /manage/standards", forManagers, s.saveNewStandard},
		{"GET /manage/standards/new", forManagers, s.newStandardPage},
		{"GET /manage/standards/{code}", forManagers, s.standardPage},
		{"POST /manage/standards/{code}", forManagers, s.changeStandard},
		{"GET /manage/standards/{code}/edit", forManagers, s.editStandardPage},
		{"GET /knowledge", forEditors, s.entriesPage},
		{"GET /knowledge/new", forEditors, s.newEntryPage},
		{"POST /knowledge/new", forEditors, s.entryForm},
		{"GET /knowledge/entries/{id}", forEditors, s.entryPage},
		{"GET /knowledge/entries/{id}/edit", forEditors, s.editEntryPage},
		{"POST /knowledge/entries/{id}/edit", forEditors, s.entryForm},
		{"POST /knowledge/entries/{id}/retire", forEditors, s.retireForm},
		{"POST /knowledge/versions/{version}/{move}", forEditors, s.entryMoveForm},
		{"GET /knowledge/table", forEditors, s.tablePage},
		{"POST /knowledge/table", forEditors, s.handInTable},
		{"GET /knowledge/table/{import}", forEditors, s.previewTable},
		{"POST /knowledge/table/{import}", forEditors, s.saveTable},
		{"GET /knowledge/export/{format}", forEditors, s.exportTable},
		{"GET /knowledge/gaps", forEditors, s.gapsPage},
		{"POST /knowledge/gaps/similar", forEditors, s.gapSimilar},
		{"POST /knowledge/gaps/dismiss", forEditors, s.gapDismiss},
		{"GET /knowledge/review", forEditors, s.reviewPage},
		{"POST /knowledge/review", forEditors, s.publishForm},
		{"GET /desk/orders/{id}", forWorkers, s.orderPage},
		{"GET /desk/orders/{id}/evidence", forDispatchers, s.evidenceFileOf},
		{"GET /desk/orders/{id}/report", forWorkers, s.reportPage},
		{"POST /desk/orders/{id}/report", forWorkers, s.reportForm},
		{"POST /desk/orders/{id}/say", forWorkers, s.sayForm},
		{"POST /desk/orders/{id}/photos", forWorkers, s.photosForm},
		{"POST /desk/orders/{id}/typing", forWorkers, s.writingNote},
		{"POST /desk/orders/{id}/quote", forWorkers, s.quoteForm},
		{"POST /desk/orders/{id}/{move}", forWorkers, s.moveForm},
	}
}

// render writes a template as a page. It is made whole first, so that an error in it is
// answered as one.
func render(w http.ResponseWriter, status int, name string, data any) error {
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, name, data); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	h, body := w.Header(), page.Bytes()
	if h.Get(languageHeader) == languageEnglish {
		body, _ = english.page(body)
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a browser that has gone misses it
	return nil
}

// staticFile serves the embedded files. Browsers ask each time whether they have
// changed, so that a new linli is never seen with old scripts.
func (s *Server) staticFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("file")
	body, err := fs.ReadFile(staticFiles, "static/"+name)
	if err != nil {
		return notFound("没有这个文件")
	}
	sum := sha256.Sum256(body)
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sum[:8]))
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
	return nil
}

// plainPage says one thing, with ways on.
type plainPage struct {
	Title, Text string
	Links       []pageLink
}

type pageLink struct{ Href, Label string }

// pageFailure answers a page's error; who is not logged in is sent to log in.
func (s *Server) pageFailure(w http.ResponseWriter, r *http.Request, f *failure) {
	if f.status == http.StatusUnauthorized && onDesk(r) && r.URL.Path != "/desk/events" {
		http.Redirect(w, r, "/desk/login?"+url.Values{"next": {next(r)}}.Encode(), http.StatusSeeOther)
		return
	}
	f.setHeaders(w.Header())
	p := plainPage{Title: f.message, Text: "请返回后再试；如果一直不行，请告诉物业服务中心。"}
	if f.status == http.StatusNotFound {
		p.Text = "地址可能写错了，也可能已经不用了。"
	}
	p.Links = []pageLink{{"/", "去和物业说话"}}
	if onDesk(r) {
		p.Links = []pageLink{{"/desk", "回到工单列表"}}
	}
	if err := render(w, f.status, "plain.html", p); err != nil {
		s.cfg.Log.Error("page failed", "route", r.Pattern, "err", err)
		http.Error(w, f.message, f.status)
	}
}

// onDesk reports whether a request is for the staff's pages.
func onDesk(r *http.Request) bool { return forStaffOnly(r.URL.Path) }

// forStaffOnly reports whether a path is one of the staff's pages.
func forStaffOnly(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return strings.HasPrefix(path, "/") && slices.Contains([]string{"desk", "manage", "knowledge"}, first)
}

// next is where to go after logging in: only what can simply be opened again.
func next(r *http.Request) string {
	if r.Method != http.MethodGet {
		return "/desk"
	}
	return r.URL.RequestURI()
}

// telHref is a phone number as a link: digits and a leading plus, without remarks.
func telHref(number string) template.URL {
	var b strings.Builder
	for i, c := range number {
		switch {
		case c >= '0' && c <= '9', c == '+' && i == 0:
			b.WriteRune(c)
		case c == '-' || c == ' ':
		default: // a remark such as （微信同号） or a second number
			return template.URL("tel:" + b.String())
		}
	}
	return template.URL("tel:" + b.String())
}

// community is the configured community with the id; "" is the first one.
func (s *Server) community(id desk.CommunityID) (desk.Community, bool) {
	for _, c := range s.cfg.Communities() {
		if c.ID == id || id == "" {
			return c, true
		}
	}
	return desk.Community{}, false
}
