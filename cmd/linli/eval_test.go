package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tool runs one of linli's terminal commands.
func tool(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// TestEvalFloors holds what the shipped content and the engine understand. A floor is what
// was measured when it was set, less about two points; floors only rise, ceilings only fall.
func TestEvalFloors(t *testing.T) {
	t.Parallel()
	code, out, errs := tool("eval", "--json", "../../data/questions")
	if code != 0 {
		t.Fatal(errs)
	}
	var e evaluation
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		t.Fatal(err)
	}
	for name, least := range map[string]float64{
		"top-1":                          0.96,
		"top-3":                          0.97,
		"answered right":                 0.87,
		"near out of scope not answered": 0.95,
		"far out of scope not answered":  0.96,
		"emergencies raised":             1,
		"emergencies, right card":        1,
		"intents":                        0.98,
		"two questions, both answered":   0.85,
		"follow-ups answered right":      0.85,
		"AUROC in against out of scope":  0.97,
	} {
		if got := e.figure(t, name).Value; got < least {
			t.Errorf("%s: %.3f, want at least %.3f", name, got, least)
		}
	}
	for name, most := range map[string]float64{"answered wrong": 0.02, "false alarms": 0, "ECE": 0.06} {
		if got := e.figure(t, name).Value; got > most {
			t.Errorf("%s: %.3f, want at most %.3f", name, got, most)
		}
	}
}

func (e *evaluation) figure(t *testing.T, name string) evalFigure {
	t.Helper()
	for _, f := range e.Figures {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no figure %q", name)
	return evalFigure{}
}

// The figures of a handful of rows, worked out by hand.
func TestEvalFigures(t *testing.T) {
	e := evaluation{Rows: []row{
		{Kind: kindQuestion, Label: "a", Top: "a", Place: 1, Confidence: 0.95, Outcome: right},
		{Kind: kindQuestion, Label: "a", Top: "a", Place: 1, Confidence: 0.85, Outcome: right},
		{Kind: kindQuestion, Label: "b", Top: "a", Place: 2, Confidence: 0.45, Outcome: clarified},
		{Kind: kindQuestion, Label: "b", Top: "a", Confidence: 0.75, Outcome: wrong},
		{Kind: kindNear, Label: "-", Top: "b", Confidence: 0.55, Outcome: clarifiedOff},
		{Kind: kindFar, Label: "-", Top: "a", Confidence: 0.05, Outcome: right},
		{Kind: kindIntent, Label: "bye", Said: "thanks", Outcome: wrong},
		{Kind: kindIntent, Label: "bye", Said: "bye", Outcome: right},
	}}
	e.count()
	for name, want := range map[string]float64{
		"top-1": 0.5, "top-3": 0.75, "MRR": 2.5 / 4, "answered right": 0.5, "answered wrong": 0.25,
		"clarified, right one offered": 0.25, "refused": 0,
		"near out of scope not answered": 1, "near out of scope refused": 0, "far out of scope refused": 1, "intents": 0.5,
		// |.95-1| + |.85-1| + .45 + .75 + .55 + .05, each a bin of one
		"ECE": 2.0 / 6,
		// of the 4*2 pairs only .45 against .55 is the wrong way round
		"AUROC in against out of scope": 7.0 / 8,
		// above .55: a a | a for b; refused: b -> 2 right, both out of scope refused too at .75
		"best MCC": bestByHand(),
	} {
		if got := e.figure(t, name).Value; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if len(e.Confusions) != 1 || e.Confusions[0] != (confusion{"bye", "thanks", 1}) {
		t.Errorf("confusions %v", e.Confusions)
	}
	// 0.9 of the questions cannot be kept: half of them are right at best
	if f := e.figure(t, "out of scope refused at 90 % in scope"); f.Value != 0 {
		t.Errorf("%v", f)
	}
}

// bestByHand is the correlation at the threshold 0.85: said a a - - - -, wanted a a b b - -.
func bestByHand() float64 {
	const n, hits = 6, 4
	wanted, said := []float64{2, 2, 2}, []float64{2, 0, 4} // a, b, refusal
	both, squares, squaresSaid := 0.0, 0.0, 0.0
	for i := range wanted {
		both += wanted[i] * said[i]
		squares += wanted[i] * wanted[i]
		squaresSaid += said[i] * said[i]
	}
	return (hits*n - both) / math.Sqrt(n*n-squares) / math.Sqrt(n*n-squaresSaid)
}

// What a labelled file measures, and when a message of it was understood.
func TestEvalRows(t *testing.T) {
	gas := "emg-gas-leak"
	for _, c := range []struct {
		file, label string
		u           understood
		kind        kind
		outcome     string
	}{
		{"faq.tsv", "a|b", understood{Decision: "answer", Entries: []string{"b"}}, kindQuestion, right},
		{"faq.tsv", "a", understood{Decision: "answer", Entries: []string{"b"}}, kindQuestion, wrong},
		{"faq.tsv", "a", understood{Decision: "clarify", Candidates: []candidate{{"b", .5}, {"a", .4}}}, kindQuestion, clarified},
		{"faq.tsv", "a", understood{Decision: "clarify", Candidates: []candidate{{"b", .5}}}, kindQuestion, clarifiedOff},
		{"faq.tsv", "a", understood{Decision: "refuse", Candidates: []candidate{{"a", .3}}}, kindQuestion, refused},
		{"multi.tsv", "a+b", understood{Decision: "answer", Entries: []string{"b", "a"}}, kindTwo, right},
		{"multi.tsv", "a+b", understood{Decision: "answer", Entries: []string{"b"}}, kindTwo, half},
		{"context.tsv", "a", understood{Decision: "answer", Entries: []string{"a"}}, kindFollowUp, right},
		{"near_oos.tsv", "-", understood{Decision: "answer", Entries: []string{"a"}}, kindNear, wrong},
		{"far_oos.tsv", "-", understood{Decision: "smalltalk"}, kindFar, right},
		{"clinc.tsv", "oos", understood{Decision: "clarify"}, kindFar, clarifiedOff},
		{"emergencies.tsv", gas, understood{Emergency: &gas}, kindEmergency, right},
		{"emergencies.tsv", gas, understood{Decision: "answer"}, kindEmergency, wrong},
		{"emergencies.tsv", "emg-shock", understood{Emergency: &gas}, kindEmergency, half},
		{"emergency_negatives.tsv", "-", understood{Emergency: &gas}, kindHarmless, wrong},
		{"intents.tsv", "bye", understood{Intent: "bye"}, kindIntent, right},
	} {
		r := row{File: c.file, Label: c.label}
		r.judge(kindOf(c.file, c.label), c.u)
		if r.Kind != c.kind || r.Outcome != c.outcome {
			t.Errorf("%s %s %+v: %s %s, want %s %s", c.file, c.label, c.u, r.Kind, r.Outcome, c.kind, c.outcome)
		}
	}
}

// TestEvalCommand: the table, the misses, what changed, and errors that name file and line.
func TestEvalCommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bank := write("bank.tsv", "lost\tI lost my card\nlost\tmy card was stolen\npin\tchange my PIN\npin\tI forgot my PIN\n")
	ask := write("ask.tsv", "lost\tI lost my card\npin\tI lost my card\n")
	code, saved, errs := tool("eval", "--json", "--faq", bank, ask)
	if code != 0 {
		t.Fatal(errs)
	}
	before := write("before.json", strings.Replace(saved, `"outcome":"right"`, `"outcome":"refused"`, 1))
	code, out, errs := tool("eval", "--errors", "--compare", before, "--faq", bank, ask)
	if code != 0 {
		t.Fatal(errs)
	}
	for _, want := range []string{
		"top-1                                   0.500  1/2",
		"ask.tsv:2: wrong: want pin, answer lost (first lost",
		"better ask.tsv:1: refused -> right",
		"built in",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"eval"}, "which labelled FILES"},
		{[]string{"eval", filepath.Join(dir, "none.tsv")}, "none.tsv"},
		{[]string{"eval", "--compare", ask, ask}, "ask.tsv is no output of linli eval --json"},
		{[]string{"eval", "--faq", bank, write("bad.tsv", "pin\tok\nno tab\n")}, "bad.tsv:2: wanted is label<TAB>message"},
	} {
		if code, _, errs := tool(c.args...); code == 0 || !strings.Contains(errs, c.want) {
			t.Errorf("%v: %d %q, want %q", c.args, code, errs, c.want)
		}
	}
}

// TestFAQLint: the shipped FAQ has nothing that an editor must mend, and what they must is
// named with file and line.
func TestFAQLint(t *testing.T) {
	t.Parallel()
	out, errs, code := runProgram(t, "", "faq", "lint") // all of it: too slow with the race detector
	if code != 0 {
		t.Fatal(out, errs)
	}
	for _, rule := range []string{": twice:", ": placeholder:", ": few:", ": old:", ": long:"} {
		if strings.Contains(out, rule) {
			t.Errorf("the shipped FAQ has findings %q:\n%s", rule, out)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(must(quickContent())(t))); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "faq", "en")); err != nil { // its answers must have the same placeholders
		t.Fatal(err)
	}
	file := filepath.Join(dir, "faq", "fund.yaml")
	old := string(must(os.ReadFile("../../data/faq/fund.yaml"))(t))
	bad := strings.Replace(old, "    similar:\n", "    similar:\n      - 门禁卡、梯控卡怎么办理？租客能办吗？\n", 1)
	bad = strings.Replace(bad, "answer: |-\n      ", "answer: |-\n      请打{没有的电话}。", 1)
	if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs = tool("faq", "lint", "--content", dir)
	if code != 1 || !strings.Contains(errs, "2 phrases") && !strings.Contains(errs, "phrases that ask for two entries") {
		t.Errorf("%d %s", code, errs)
	}
	for _, want := range []string{": twice: fund-what", "门禁卡、梯控卡怎么办理", "fund.yaml:3: placeholder: fund-what: no community fills {没有的电话}"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
