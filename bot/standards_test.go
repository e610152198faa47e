package bot_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"linli/bot"
	"linli/desk"
)

// citation is a statute, or a paragraph of one, as a source names it.
var citation = regexp.MustCompile(`第\d+条(?:之二)?$|办法$|^法释|^民发`)

// TestShippedStandards: the register has what it must have, and claims nothing of its own:
// a law only where an entry it is tied to cites it, nothing the notes call unusable.
func TestShippedStandards(t *testing.T) {
	c := loadContent(t)
	modules := c.Standards("demo")
	if len(modules) != 8 {
		t.Errorf("%d modules, want 8", len(modules))
	}
	var codes, texts []string
	ways := map[desk.Measure]int{}
	for _, m := range modules {
		if len(m.Standards) < 10 {
			t.Errorf("module %s has only %d standards", m.Name, len(m.Standards))
		}
		for _, s := range m.Standards {
			codes, texts = append(codes, s.Code), append(texts, s.Text)
			ways[s.Measure()]++
			var law []string
			for _, id := range s.Entries {
				e, ok := c.Standard(id)
				if !ok {
					t.Errorf("%s is tied to %s, which does not exist", s.Code, id)
				}
				law = append(law, e.Law...)
			}
			for _, source := range s.Sources {
				if citation.MatchString(source) && !slices.Contains(law, source) {
					t.Errorf("%s claims %s, which none of its entries %v cites", s.Code, source, s.Entries)
				}
				if strings.Contains(source, "D 级") {
					t.Errorf("%s rests on %s", s.Code, source)
				}
			}
		}
	}
	if n := len(codes); n < 127 {
		t.Errorf("%d standards, at least 127 are wanted", n)
	}
	for _, list := range [][]string{codes, texts} {
		slices.Sort(list)
		for i := range list[1:] {
			if list[i] == list[i+1] {
				t.Errorf("%s stands there twice", list[i])
			}
		}
	}
	for _, m := range []desk.Measure{desk.ByFigure, desk.ByChecklist, desk.ByRecord, desk.ByReplies, desk.ByAnswers, desk.ByHand} {
		if ways[m] == 0 {
			t.Errorf("nothing is measured by %s", m.Label())
		}
	}
	measurable := len(codes) - ways[desk.ByHand]
	t.Logf("%d standards, %d measurable: %v", len(codes), measurable, ways)
}

const oneRegister = `- module: 客服
  prefix: KF
  standards:
    - {code: KF-001, text: 交费说得清。, sources: [目录], entries: [fee-pay]}
    - code: KF-002
      text: 三十分钟到场。
      sources: [约定]
      orders: {priority: P1}
      figure: sla_by_clock.arrive
      within: 30
      target: ">= 95%"
`

func TestCommunitysOwnStandards(t *testing.T) {
	files := folder(map[string]string{"standards.yaml": oneRegister, "communities/other.yaml": "id: other\nname: 别处\n",
		"communities/other/standards.yaml": "standards:\n  - {code: KF-002, text: 派人去看。, sources: [合同], by_hand: 看}\n  - {code: KF-100, text: 有人接。, sources: [合同], by_hand: 听}\nretired: {KF-001: 收费由别人做}\n"})
	c, err := bot.LoadContent(context.Background(), files, desk.Edits{})
	if err != nil {
		t.Fatal(err)
	}
	texts := func(id desk.CommunityID) (out []string) {
		for _, m := range c.Standards(id) {
			for _, s := range m.Standards {
				out = append(out, s.Code+" "+s.Text)
			}
		}
		return out
	}
	if got := texts("demo"); !slices.Equal(got, []string{"KF-001 交费说得清。", "KF-002 三十分钟到场。"}) {
		t.Errorf("demo promises %q", got)
	}
	if got := texts("other"); !slices.Equal(got, []string{"KF-002 派人去看。", "KF-100 有人接。"}) {
		t.Errorf("other promises %q", got)
	}
	files["standards.yaml"].Data = []byte(strings.Replace(oneRegister, "三十", "二十", 1))
	if err := c.Reload(context.Background(), files, desk.Edits{}); err != nil {
		t.Fatal(err)
	}
	if got := texts("demo")[1]; got != "KF-002 二十分钟到场。" {
		t.Errorf("after an edit demo promises %q", got)
	}
	files["standards.yaml"].Data = []byte(strings.Replace(oneRegister, "KF-002", "KF-001", 1))
	if err := c.Reload(context.Background(), files, desk.Edits{}); err == nil || texts("demo")[1] != "KF-002 二十分钟到场。" {
		t.Errorf("an edit with a mistake: %v, demo promises %q", err, texts("demo"))
	}
}

func TestStandardProblems(t *testing.T) {
	with := func(old, new string) map[string]string {
		return map[string]string{"standards.yaml": strings.Replace(oneRegister, old, new, 1)}
	}
	own := func(text string) map[string]string {
		return map[string]string{"standards.yaml": oneRegister, "communities/demo/standards.yaml": text}
	}
	for _, tc := range []struct {
		name   string
		change map[string]string
		want   []string
	}{
		{"bad YAML", map[string]string{"standards.yaml": "- [\n"}, []string{"standards.yaml", "line"}},
		{"an unknown field", with("within: 30", "before: 30"), []string{"standards.yaml", "line 10", "before"}},
		{"a limit that is none", with("within: 30", "within: soon"), []string{"standards.yaml", "soon"}},
		{"a target that is none", with(">= 95%", "viel"), []string{"standards.yaml", "viel"}},
		{"an unknown entry", with("fee-pay]", "fee-gone]"), []string{"standards.yaml:4", "KF-001", "fee-gone"}},
		{"an unknown figure", with("sla_by_clock.arrive", "luck"), []string{"standards.yaml:5", "KF-002", "luck"}},
		{"an unknown category", with("{priority: P1}", "{priority: P1, categories: [水管]}"), []string{"standards.yaml:5", "KF-002", "水管"}},
		{"a code twice", with("KF-002", "KF-001"), []string{"standards.yaml", "KF-001", "twice"}},
		{"a code of another module", with("KF-002", "WX-002"), []string{"standards.yaml:5", "WX-002", "KF"}},
		{"a module without a name", with("module: 客服", "module: \"\""), []string{"standards.yaml", "name"}},
		{"a module twice", map[string]string{"standards.yaml": oneRegister + "- {module: 又, prefix: KF}\n"}, []string{"standards.yaml", "又"}},
		{"a checklist that does not exist", with("figure: sla_by_clock.arrive\n      within: 30", "checklist: true"), []string{"standards.yaml:5", "KF-002", "checklist"}},
		{"several at once", map[string]string{"standards.yaml": strings.NewReplacer("fee-pay]", "fee-gone]", "sla_by_clock.arrive", "luck").Replace(oneRegister)}, []string{"fee-gone", "luck"}},
		{"an own standard with an unknown entry", own("standards:\n  - {code: KF-009, text: 好。, sources: [合同], entries: [gone]}\n"), []string{"communities/demo/standards.yaml:2", "KF-009", "gone"}},
		{"an own standard of no module", own("standards:\n  - {code: ZZ-009, text: 好。, sources: [合同], by_hand: 看}\n"), []string{"communities/demo/standards.yaml:2", "ZZ-009"}},
		{"an own standard twice", own("standards:\n  - {code: KF-009, text: 好。, sources: [合同], by_hand: 看}\n  - {code: KF-009, text: 好。, sources: [合同], by_hand: 看}\n"), []string{"KF-009", "twice"}},
		{"kept and retired", own("standards:\n  - {code: KF-001, text: 好。, sources: [合同], by_hand: 看}\nretired: {KF-001: 不做}\n"), []string{"KF-001", "twice"}},
		{"retired without a reason", own("retired: {KF-001: \"\"}\n"), []string{"communities/demo/standards.yaml", "KF-001"}},
		{"retired and never promised", own("retired: {KF-777: 不做}\n"), []string{"communities/demo/standards.yaml", "KF-777"}},
		{"an unknown field of its own", own("retire: {KF-001: 不做}\n"), []string{"communities/demo/standards.yaml", "line 1", "retire"}},
		{"a community that does not exist", map[string]string{"standards.yaml": oneRegister, "communities/nowhere/standards.yaml": "retired: {KF-001: 不做}\n"}, []string{"communities/nowhere/standards.yaml", "nowhere"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := bot.LoadContent(context.Background(), folder(tc.change), desk.Edits{})
			if err == nil {
				t.Fatal("no error")
			}
			for _, w := range tc.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q does not name %q", err, w)
				}
			}
		})
	}
}
