package faq

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const goodFile = `category: 缴费
entries:
  - id: fee-pay
    kind: service
    audience: all
    question: 物业费怎么交？
    answer: |-
      请在{缴费渠道}交。
      谢谢。
    law: [民法典第944条]
    first_steps: 先打{服务电话}。
    order:
      kind: complaint
      category: 收费
      priority: C
    approved: 2026-11-23
    similar:
      - 管理费在哪儿交
      - "123"
    negative:
      - 停车费在哪交
`

func TestLoad(t *testing.T) {
	entries, err := Load(fstest.MapFS{
		"b.yaml":     {Data: []byte(goodFile)},
		"a.yaml":     {Data: []byte(strings.ReplaceAll(goodFile, "fee-pay", "zoo"))},
		"notes.txt":  {Data: []byte("not read")},
		"sub/c.yaml": {Data: []byte("not read either: [")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].ID != "fee-pay" || entries[1].ID != "zoo" {
		t.Fatalf("entries = %+v", entries)
	}
	e := entries[0]
	if e.Category != "缴费" || e.Kind != "service" || e.Audience != "all" || e.Question != "物业费怎么交？" ||
		e.Answer != "请在{缴费渠道}交。\n谢谢。" || e.FirstSteps != "先打{服务电话}。" || e.Approved != "2026-11-23" ||
		!slices.Equal(e.Law, []string{"民法典第944条"}) || !slices.Equal(e.Similar, []string{"管理费在哪儿交", "123"}) ||
		!slices.Equal(e.Negative, []string{"停车费在哪交"}) ||
		*e.Order != (OrderHint{Kind: "complaint", Category: "收费", Priority: "C"}) || e.Source != "b.yaml:3" {
		t.Errorf("entry = %+v", e)
	}
}

func TestLoadProblems(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown field", "audience: all", "audience: all\n    colour: red", "f.yaml:6: colour: unknown field"},
		{"bad id", "fee-pay", "Fee Pay", `f.yaml:3: Fee Pay id: "Fee Pay" is not words`},
		{"bad kind", "kind: service", "kind: servce", `f.yaml:4: fee-pay kind: "servce" is none of info, service`},
		{"bad audience", "audience: all", "audience: dogs", `f.yaml:5: fee-pay audience: "dogs"`},
		{"empty question", "question: 物业费怎么交？", `question: " "`, "f.yaml:6: fee-pay question: is empty"},
		{"negative is asked too", "停车费在哪交", "管理费在哪儿交？", `f.yaml:21: fee-pay negative: "管理费在哪儿交？" asks for this entry in line 18`},
		{"negative without a word", "停车费在哪交", "。。", `f.yaml:21: fee-pay negative: "。。" has no word`},
		{"no question", "    question: 物业费怎么交？\n", "", "f.yaml:3: fee-pay question: is empty"},
		{"open brace", "{缴费渠道}", "{缴费渠道", `f.yaml:7: fee-pay answer: broken placeholder at "{缴费渠道交。`},
		{"blank in braces", "{服务电话}", "{服务 电话}", "f.yaml:11: fee-pay first_steps: broken placeholder"},
		{"bad date", "2026-11-23", "23.11.2026", `f.yaml:16: fee-pay approved: "23.11.2026" is not a day`},
		{"phrase twice", `"123"`, "管理费，在哪儿交！", "f.yaml:19: fee-pay similar: \"管理费，在哪儿交！\" already stands in line 18"},
		{"question again", `"123"`, "物業費怎麼交", "already stands in line 6"},
		{"phrase without word", `"123"`, `"？！"`, "f.yaml:19: fee-pay similar: \"？！\" has no word"},
		{"bad priority", "priority: C", "priority: P9", `f.yaml:15: fee-pay order.priority: "P9"`},
		{"list for a value", "kind: service", "kind: [a, b]", "f.yaml:4: a single value is wanted here"},
		{"broken YAML", "kind: service", "kind: 'service", "f.yaml:"},
		{"no category", "category: 缴费", `category: ""`, "f.yaml:1: category: is empty"},
		{"no entries", goodFile, "category: x\n", "f.yaml:1: entries: there are none"},
		{"two documents", goodFile, goodFile + "---\n" + goodFile, "f.yaml: one document is wanted"},
		{"id twice", goodFile, goodFile + strings.Join(strings.SplitAfter(goodFile, "\n")[2:], ""),
			`f.yaml:22: id: "fee-pay" already stands in f.yaml:3`},
	} {
		t.Run(c.name, func(t *testing.T) {
			content := strings.Replace(goodFile, c.old, c.new, 1)
			entries, err := Load(fstest.MapFS{"f.yaml": {Data: []byte(content)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error = %v\nwant one with %q", err, c.want)
			}
			if entries != nil {
				t.Error("entries beside an error")
			}
		})
	}
}

func TestLoadOutside(t *testing.T) {
	load := func(content string) ([]string, error) {
		return LoadOutside(fstest.MapFS{OutsideFile: {Data: []byte(content)}})
	}
	if got, err := load("# weather\n明天下雨吗\n\n 讲个笑话 \n"); err != nil || !slices.Equal(got, []string{"明天下雨吗", "讲个笑话"}) {
		t.Errorf("%q, %v", got, err)
	}
	for content, want := range map[string]string{"讲个笑话\n。\n": "outside.txt:2: ", "讲个笑话\n# x\n讲个笑话！": "outside.txt:3: "} {
		if _, err := load(content); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error = %v, want one with %q", err, want)
		}
	}
	if got, err := LoadOutside(fstest.MapFS{}); got != nil || err != nil {
		t.Errorf("no file: %q, %v", got, err)
	}
}

func TestLoadJoinsProblems(t *testing.T) {
	bad := strings.NewReplacer("kind: service", "kind: x", "2026-11-23", "soon").Replace(goodFile)
	_, err := Load(fstest.MapFS{"f.yaml": {Data: []byte(bad)}, "g.yaml": {Data: []byte("a: [")}})
	for _, want := range []string{"f.yaml:4", "f.yaml:16", "g.yaml"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error = %v\nwant one with %q", err, want)
		}
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("no file, no error")
	}
}

func TestLoadTSV(t *testing.T) {
	entries, err := LoadTSV(strings.NewReader("b\twhere is it?\r\na\thow much\n\nb\tI can't find it\n"), "x.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].ID != "a" || entries[0].Source != "x.tsv:2" ||
		entries[1].Question != "where is it?" || !slices.Equal(entries[1].Similar, []string{"I can't find it"}) {
		t.Errorf("entries = %+v", entries)
	}
	_, err = LoadTSV(strings.NewReader("a\tok\nno tab\n\ttext\nb\t?!\nc\td\te\n"), "x.tsv")
	for _, want := range []string{"x.tsv:2: 1 columns", "x.tsv:3: id: is empty", "x.tsv:4: question:", "x.tsv:5: 3 columns"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error = %v\nwant one with %q", err, want)
		}
	}
	if _, err := LoadTSV(strings.NewReader("a\tb\n"+strings.Repeat("x", 2<<20)), "x.tsv"); err == nil ||
		!strings.Contains(err.Error(), "x.tsv:2") {
		t.Errorf("endless line: %v", err)
	}
}
