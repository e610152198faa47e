package web

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/desk"
)

// notOnTheDesk are sources whose words never stand on a page of the desk.
var notOnTheDesk = []string{"chat.html", "desk_evidence.html", "evidence.go",
	"entrysheet.go", "entrysheet_read.go", "managepage_export.go"} // columns of a table in Chinese, and what is wrong in them

// TestEnglishKnowsEveryWord finds the Chinese in templates and in this package, and the labels of
// desk: the dictionary has to know all of it.
func TestEnglishKnowsEveryWord(t *testing.T) {
	said := map[string]string{} // words -> where
	templatesSay(t, said)
	sourcesSay(t, said)
	labelsSay(t, said)
	if len(said) < 300 {
		t.Fatalf("only %d pieces of Chinese were found", len(said))
	}
	var unknown []string
	for words, where := range said {
		if _, ok := english.phrase(words); !ok {
			unknown = append(unknown, fmt.Sprintf("%s\t(%s)", words, where))
		}
	}
	slices.Sort(unknown)
	if len(unknown) > 0 {
		t.Errorf("%d are not in english.tsv:\n%s", len(unknown), strings.Join(unknown, "\n"))
	}
}

var (
	templateValue   = regexp.MustCompile(`\{\{-? ?(?:[.$][^{}]*|len [^{}]*|tel [^{}]*)\}\}`)
	templateControl = regexp.MustCompile(`\{\{[^{}]*\}\}|<[^<>]*>`)
	spokenAttribute = regexp.MustCompile(`(?:placeholder|aria-label|title|alt)="([^"]*)"`)
)

// templatesSay collects the words of the templates: "7" stands for each value in them.
func templatesSay(t *testing.T, said map[string]string) {
	files, err := filepath.Glob("templates/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if slices.Contains(notOnTheDesk, name) {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		page := templateValue.ReplaceAllString(string(raw), "7")
		for _, m := range spokenAttribute.FindAllStringSubmatch(page, -1) {
			note(said, m[1], name)
		}
		for _, piece := range templateControl.Split(page, -1) {
			words := strings.Trim(piece, " \n·：:、（）()")
			if strings.Contains(words, "（") && strings.HasSuffix(strings.TrimSpace(piece), "）") { // not an end of its own
				words += "）"
			}
			note(said, words, name)
		}
	}
}

func note(said map[string]string, words, where string) {
	if words = strings.Trim(words, " \n·"); hasHan(words) {
		said[words] = where
	}
}

// sourcesSay collects the words in this package's code: "7" stands for what is put into them.
func sourcesSay(t *testing.T, said map[string]string) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || slices.Contains(notOnTheDesk, name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.Op == token.ADD {
					note(said, spoken7(n), name)
				}
				return n.Op != token.ADD
			case *ast.BasicLit:
				note(said, spoken7(n), name)
			}
			return true
		})
	}
}

var verbs = regexp.MustCompile(`%[-+#0-9.]*[a-z]`)

func spoken7(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return spoken7(e.X) + spoken7(e.Y)
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return verbs.ReplaceAllString(s, "7")
		}
	}
	return "7"
}

// labelsSay collects the names that desk has for its values: the texts of its maps.
func labelsSay(t *testing.T, said map[string]string) {
	files, err := filepath.Glob("../desk/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			values, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if m, ok := values.Type.(*ast.MapType); !ok || fmt.Sprint(m.Value) != "string" {
				return true
			}
			for _, v := range values.Elts {
				note(said, spoken7(v.(*ast.KeyValueExpr).Value), name)
			}
			return false
		})
	}
	for _, c := range desk.Categories {
		note(said, c, "desk")
	}
	for _, minutes := range []time.Duration{0, 5, 60, 75, 30 * 60, 100 * 60} {
		note(said, desk.Lasting(minutes*time.Minute), "desk")
	}
}

func TestDictionary(t *testing.T) {
	d := newDictionary("# a remark\n接单\tClaim\n还剩 {}\t{} left\n{#} 分钟\t{} min\n{}栋的{}\t{2} in building {1}\n电梯\tlifts\n状态\tState\n")
	for from, want := range map[string]string{
		"接单": "Claim", "还剩 12 分钟": "12 min left", "3栋的电梯": "lifts in building 3", "接单 · 还剩 1 分钟": "Claim · 1 min left",
		"状态：接单": "State: Claim", "状态：": "State:", "WO1 · 7": "WO1 · 7", "还剩 王师傅": "王师傅 left",
	} {
		if got, ok := d.phrase(from); got != want || !ok {
			t.Errorf("phrase(%q) = %q, %v; want %q", from, got, ok, want)
		}
	}
	for _, unknown := range []string{"派单", "接单 · 派单", "接单吧", "派单：接单"} {
		if got, ok := d.phrase(unknown); ok {
			t.Errorf("phrase(%q) = %q, want it unknown", unknown, got)
		}
	}
	page, missed := d.page([]byte(`<html lang="zh-CN"><p title="接单"> 接单 <b translate="no">接单<br><i>接单</i></b>接单&lt;</p><script src="x">接单</script><input value="接单" placeholder="电梯">派单`))
	const want = `<html lang="en"><p title="Claim"> Claim <b translate="no">接单<br><i>接单</i></b>接单&lt;</p><script src="x">Claim</script><input value="接单" placeholder="lifts">派单`
	if string(page) != want || !slices.Equal(missed, []string{"接单<", "派单"}) {
		t.Errorf("page = %s\nwant   %s\nmissed %q", page, want, missed)
	}
}

// TestDeskInEnglish follows one member of staff who switches, with people's words left alone.
func TestDeskInEnglish(t *testing.T) {
	f := newFixture(t)
	c, _ := f.conversation("east")
	o := f.order(c, func(o *desk.WorkOrder) { o.Title, o.Text = "报修", "挂起" }) // words of ours, in a resident's mouth
	_, b := f.browser("east", "王师傅", desk.RoleStaff)
	r := httptest.NewRequest(http.MethodPost, "/desk/language", strings.NewReader("to=en"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Referer", "http://example.com/desk?tab=all")
	w := b.do(r)
	wantRedirect(t, w, "/desk?tab=all")
	english := w.Result().Cookies()[0]
	show := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(english)
		r.AddCookie(b.cookie)
		w := httptest.NewRecorder()
		f.web.ServeHTTP(w, r)
		return w
	}
	list := show("/desk?tab=all")
	wantPage(t, list, 200, `lang="en"`, "Water &amp; power", "Claim", "王师傅", ">报修</a>", `value="水电"`, "中文")
	if got := list.Header().Get("Content-Language"); got != "en" {
		t.Errorf("Content-Language %q", got)
	}
	wantPage(t, show(fmt.Sprintf("/desk/orders/%d", o.ID)), 200, "Conversation", `<blockquote translate="no">挂起</blockquote>`, "15 min left")
	wantPage(t, show("/desk/nowhere"), 404, "no such address")
	wantPage(t, b.get("/desk?tab=all"), 200, `lang="zh-CN"`, "水电")
	wantPage(t, b.post("/desk/language", "to", "xx"), 400, "没有这种语言")
	for from, want := range map[string]string{"": "/desk", "http://evil.example/x": "/desk", "http://example.com/desk/orders/1/claim": "/desk", "http://example.com/": "/desk"} {
		r := httptest.NewRequest(http.MethodPost, "/desk/language", strings.NewReader("to=zh"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Referer", from)
		wantRedirect(t, b.do(r), want)
	}
}
