package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"linli/desk"
)

// spec is the OpenAPI file, to hold answers against it.
type spec struct {
	doc  map[string]any
	seen map[string]bool // operation and status
	mux  *http.ServeMux  // the paths of the file
}

func loadSpec(t *testing.T) *spec {
	t.Helper()
	s := &spec{seen: map[string]bool{}, mux: http.NewServeMux()}
	if err := yaml.Unmarshal(openAPIFile, &s.doc); err != nil {
		t.Fatal(err)
	}
	for _, op := range s.operations() {
		s.mux.HandleFunc(op, func(http.ResponseWriter, *http.Request) {})
	}
	return s
}

// operations are "GET /path" of the file.
func (s *spec) operations() []string {
	var out []string
	for path, item := range s.doc["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			out = append(out, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(out)
	return out
}

// at follows keys, and references on the way; nil when something is missing.
func (s *spec) at(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := s.resolve(v).(map[string]any)
		v = m[k]
	}
	return s.resolve(v)
}

func (s *spec) resolve(v any) any {
	m, _ := v.(map[string]any)
	ref, ok := m["$ref"].(string)
	if !ok {
		return v
	}
	return s.at(s.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
}

// hold checks that an answer is described: its status, headers and body.
func (s *spec) hold(t *testing.T, r *http.Request, status int, h http.Header, body []byte) {
	t.Helper()
	_, pattern := s.mux.Handler(r)
	if pattern == "" || status == http.StatusMethodNotAllowed {
		return // not of the API
	}
	method, path, _ := strings.Cut(pattern, " ")
	answer := s.at(s.doc, "paths", path, strings.ToLower(method), "responses", strconv.Itoa(status))
	if answer == nil {
		t.Errorf("%s answers %d, which the OpenAPI file does not know: %s", pattern, status, body)
		return
	}
	s.seen[fmt.Sprintf("%s %d", pattern, status)] = true
	for name := range mapOf(s.at(answer, "headers")) {
		if h.Get(name) == "" {
			t.Errorf("%s %d has no header %s", pattern, status, name)
		}
	}
	contentType, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	content := mapOf(s.at(answer, "content"))
	if _, any := content["*/*"]; any {
		return
	}
	described, ok := content[contentType]
	if !ok {
		t.Errorf("%s %d has the content type %q, described are %v", pattern, status, contentType, content)
		return
	}
	if contentType != "application/json" {
		return
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Errorf("%s %d: %v", pattern, status, err)
		return
	}
	for _, problem := range s.check("", s.at(described, "schema"), v) {
		t.Errorf("%s %d: %s", pattern, status, problem)
	}
}

func mapOf(v any) map[string]any { m, _ := v.(map[string]any); return m }

// check holds a value against a schema; fields that are not described are problems too.
func (s *spec) check(at string, schema, v any) []string {
	m := mapOf(s.resolve(schema))
	if alternatives, ok := m["anyOf"].([]any); ok {
		var all []string
		for _, a := range alternatives {
			problems := s.check(at, a, v)
			if len(problems) == 0 {
				return nil
			}
			all = append(all, problems...)
		}
		return all
	}
	m = s.merged(m)
	fits := slices.Contains(types(m["type"]), typeOf(v)) || typeOf(v) == "integer" && slices.Contains(types(m["type"]), "number")
	if !fits {
		return []string{fmt.Sprintf("%s is %s, described as %v", at, typeOf(v), m["type"])}
	}
	if enum, ok := m["enum"].([]any); ok && !slices.Contains(enum, v) {
		return []string{fmt.Sprintf("%s is %v, none of %v", at, v, enum)}
	}
	if str, ok := v.(string); ok && m["format"] == "date-time" {
		if _, err := time.Parse(time.RFC3339, str); err != nil {
			return []string{at + ": " + err.Error()}
		}
	}
	var out []string
	if list, ok := v.([]any); ok {
		for i, x := range list {
			out = append(out, s.check(fmt.Sprintf("%s[%d]", at, i), m["items"], x)...)
		}
	}
	if object, ok := v.(map[string]any); ok {
		out = append(out, s.checkObject(at, m, object)...)
	}
	return out
}

func (s *spec) checkObject(at string, m, object map[string]any) []string {
	var out []string
	required, _ := m["required"].([]any)
	for _, name := range required {
		if _, ok := object[name.(string)]; !ok {
			out = append(out, fmt.Sprintf("%s.%s is missing", at, name))
		}
	}
	properties := mapOf(m["properties"])
	for name, x := range object {
		schema, ok := properties[name]
		if !ok {
			if schema, ok = m["additionalProperties"].(map[string]any); !ok {
				out = append(out, fmt.Sprintf("%s.%s is not described", at, name))
				continue
			}
		}
		out = append(out, s.check(at+"."+name, schema, x)...)
	}
	return out
}

// merged is a schema with the parts of its allOf.
func (s *spec) merged(m map[string]any) map[string]any {
	parts, ok := m["allOf"].([]any)
	if !ok {
		return m
	}
	required, properties := []any{}, map[string]any{}
	for _, part := range parts {
		p := mapOf(s.resolve(part))
		r, _ := p["required"].([]any)
		required = append(required, r...)
		for name, schema := range mapOf(p["properties"]) {
			properties[name] = schema
		}
	}
	return map[string]any{"type": "object", "required": required, "properties": properties}
}

func types(v any) []string {
	if name, ok := v.(string); ok {
		return []string{name}
	}
	var out []string
	list, _ := v.([]any)
	for _, x := range list {
		out = append(out, fmt.Sprint(x))
	}
	return out
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// TestOpenAPIKnowsTheRoutes: every route under /api/v1 stands in the file and the other
// way round, with the same access.
func TestOpenAPIKnowsTheRoutes(t *testing.T) {
	f := newFixture(t)
	var table []string
	for _, rt := range f.web.routes() {
		if !strings.Contains(rt.pattern, " /api/v1/") {
			continue
		}
		table = append(table, rt.pattern)
		method, path, _ := strings.Cut(rt.pattern, " ")
		op := f.spec.at(f.spec.doc, "paths", path, strings.ToLower(method))
		security, _ := f.spec.at(op, "security").([]any)
		open := len(security) == 0
		if public := rt.access == forPublic && rt.pattern != "GET /api/v1/media/{ref}"; public != open {
			t.Errorf("%s: access %d, the file says %v", rt.pattern, rt.access, security)
		}
	}
	slices.Sort(table)
	if got := f.spec.operations(); !slices.Equal(got, table) {
		t.Errorf("operations of the file:\n%s\nroutes:\n%s", strings.Join(got, "\n"), strings.Join(table, "\n"))
	}
}

// TestOpenAPIRefs: no reference of the file leads nowhere.
func TestOpenAPIRefs(t *testing.T) {
	s := loadSpec(t)
	refs := regexp.MustCompile(`\$ref: '#/([^']+)'`).FindAllSubmatch(openAPIFile, -1)
	if len(refs) < 50 {
		t.Fatalf("only %d references found", len(refs))
	}
	for _, ref := range refs {
		if s.at(s.doc, strings.Split(string(ref[1]), "/")...) == nil {
			t.Errorf("%s leads nowhere", ref[1])
		}
	}
}

// TestSpecCheckerFindsFaults: the checker itself notices what is wrong.
func TestSpecCheckerFindsFaults(t *testing.T) {
	s := loadSpec(t)
	schema := s.at(s.doc, "components", "schemas", "Message")
	good := `{"id":1,"from":"bot","text":"","entries":[],"order":"","buttons":[],"media":[],"reply_to":0,"staff_name":"","at":"2026-11-23T02:00:00Z"}`
	for name, c := range map[string]struct {
		from, to string
		bad      bool
	}{
		"good":          {"", "", false},
		"missing":       {`"order":"",`, "", true},
		"unknown":       {`"order":""`, `"order":"","more":1`, true},
		"null array":    {`"entries":[]`, `"entries":null`, true},
		"type":          {`"id":1`, `"id":"1"`, true},
		"fraction":      {`"id":1`, `"id":1.5`, true},
		"enum":          {`"bot"`, `"robot"`, true},
		"time":          {"2026-11-23T02:00:00Z", "2026-11-23", true},
		"inside arrays": {`"buttons":[]`, `"buttons":[{"label":"a"}]`, true},
	} {
		var v any
		if err := json.Unmarshal([]byte(strings.Replace(good, c.from, c.to, 1)), &v); err != nil {
			t.Fatal(err)
		}
		if problems := s.check("", schema, v); (len(problems) > 0) != c.bad {
			t.Errorf("%s: problems %q", name, problems)
		}
	}
}

// TestEveryOperation uses each operation once as it is meant to be; each answer is held
// against the file.
func TestEveryOperation(t *testing.T) {
	f := newFixture(t)
	_, boss := f.staff("east", "刘经理", desk.RoleManager)
	wang, w := f.staff("east", "王师傅", desk.RoleStaff)
	zhao, _ := f.staff("east", "赵师傅", desk.RoleStaff)
	begun := want[struct{ ID, Token string }](t, f.call("", "POST /api/v1/conversations", `{"community":"east"}`), 201)
	base := "/api/v1/conversations/" + begun.ID
	media := want[struct {
		MediaID string `json:"media_id"`
	}](t, f.upload(begun.Token, base+"/media", "file", "漏水.png", "image/png", aPNG(t)), 201)
	f.call(begun.Token, "POST "+base+"/messages", map[string]any{"client_id": "m1", "text": "漏水", "media": []string{media.MediaID}})
	f.call(begun.Token, "POST "+base+"/presses", `{"client_id":"p1","press":"human"}`)
	c := must(f.store.ConversationByPublicID(t.Context(), begun.ID))(t)
	f.reply(c, desk.Message{From: desk.FromBot, Text: "好的", Buttons: []desk.Button{{Label: "解决了", Press: "yes"}}, Entries: []desk.EntryRef{{ID: "pet-dog"}}})
	f.call(begun.Token, "GET "+base+"/messages", nil)
	f.call(begun.Token, "GET "+base+"/orders", nil)
	f.call(begun.Token, "GET /api/v1/media/"+media.MediaID, nil)
	f.call("", "GET /api/v1/openapi.yaml", nil)

	o, other, out, cancelled := f.order(c), f.order(c), f.order(c), f.order(c)
	act := func(token string, o desk.WorkOrder, a string, body any) {
		t.Helper()
		want[orderDetailJSON](t, f.call(token, fmt.Sprintf("POST /api/v1/orders/%d/%s", o.ID, a), body), 200)
	}
	f.call(w, "GET /api/v1/orders?state=opened&limit=2", nil)
	photo := want[map[string]string](t, f.upload(w, "/api/v1/orders/"+o.Number+"/media", "file", "", "", aPNG(t)), 201)["media_id"]
	act(w, o, "claim", nil)
	act(w, o, "photos", map[string]any{"stage": "before", "media": []string{photo}})
	act(w, o, "say", `{"client_id":"s1","text":"马上到"}`)
	act(w, o, "start", nil)
	act(w, o, "quote", `{"lines":[{"name":"角阀","count":2,"price":"35"}],"note":"保修三个月"}`)
	act(w, o, "unquote", nil)
	act(w, o, "quote", `{"lines":[{"name":"角阀","count":1,"price":"35"}]}`)
	act(w, o, "answer", map[string]any{"n": 2, "answer": "agreed", "how": "phone", "who": "李阿姨", "at": f.clock.now(), "asked_by": zhao.Name})
	act(w, o, "hold", map[string]any{"why": "等配件", "until": f.clock.now().Add(time.Hour)})
	act(w, o, "ack", `{}`)
	act(w, o, "tick", `{"step":"先断水"}`)
	act(w, o, "note", `{"text":"缺角阀"}`)
	act(w, o, "transfer", map[string]any{"to": zhao.ID, "why": "我下班了"})
	act(boss, o, "release", `{"why":"换人"}`)
	act(boss, o, "dispatch", map[string]any{"to": wang.Name})
	act(w, o, "resolve", `{"what":"换了角阀"}`)
	act(w, other, "merge", map[string]any{"into": out.Number})
	act(w, out, "claim", nil)
	act(w, out, "external", `{"whom":"自来水公司"}`)
	act(w, cancelled, "cancel", `{"why":"重复"}`)
	f.call(w, "GET /api/v1/orders/"+o.Number, nil)
	f.call(w, "GET /api/v1/orders", nil)
	f.call(boss, "GET /api/v1/report?since=30d", nil)

	taken := want[orderDetailJSON](t, f.call(w, "POST /api/v1/orders", `{"client_id":"r1","kind":"repair","category":"电梯","priority":"P0","text":"电梯困人","spot":"3栋电梯"}`), 201)
	path := "/api/v1/orders/" + taken.Number
	f.call(w, "POST "+path+"/claim", nil)
	f.call(w, "POST "+path+"/resolve", `{"what":"人已放出"}`)
	f.call(w, "POST "+path+"/report", map[string]any{"kind": desk.OtherEmergency, "on_site": f.clock.now(), "hurt": 0, "helpers": []string{"电梯维保"},
		"measures": "放人", "cause": "待查", "signed": wang.Name})
	f.call(w, "GET "+path+"/report", nil)

	for _, op := range f.spec.operations() {
		method, path, _ := strings.Cut(op, " ")
		for status := range mapOf(f.spec.at(f.spec.doc, "paths", path, strings.ToLower(method), "responses")) {
			if status < "300" && !f.spec.seen[op+" "+status] && op != patternEvents {
				t.Errorf("%s %s has not been seen", op, status)
			}
		}
	}
}
