package faq

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestClustersOfLabelledQuestions measures the groups with B-cubed: of each question, how many
// of its group ask the same (precision), how many of those that ask the same are in its group
// (recall). Floors only rise.
func TestClustersOfLabelledQuestions(t *testing.T) {
	raw, err := os.ReadFile("../data/questions/faq.tsv")
	if err != nil {
		t.Fatal(err)
	}
	label := map[string]string{}
	of := map[string]int{}
	var asked []Asked
	for line := range strings.Lines(string(raw)) {
		l, words, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if IsNoise(words) {
			t.Errorf("taken for noise: %s", words)
		}
		label[words] = l
		of[l]++
		asked = append(asked, Asked{Text: words, By: int64(len(asked))})
	}
	var precision, recall float64
	seen := 0
	for _, c := range Clusters(asked) {
		for _, w := range c.Wordings {
			same := 0
			for _, o := range c.Wordings {
				if label[o] == label[w] {
					same++
				}
			}
			precision += float64(same) / float64(len(c.Wordings))
			recall += float64(same) / float64(of[label[w]])
			seen++
		}
	}
	p, r := precision/float64(seen), recall/float64(seen)
	t.Logf("%d questions: precision %.3f, recall %.3f", seen, p, r)
	if p < 0.99 || r < 0.53 {
		t.Errorf("precision %.3f, recall %.3f", p, r)
	}
}

func TestClusters(t *testing.T) {
	at := func(m int) time.Time { return time.Date(2026, 11, 23, 10, m, 0, 0, time.UTC) }
	got := Clusters([]Asked{{"小区里能飞无人机吗", 1, at(0)}, {"小区里能飞无人机吗？", 1, at(1)}, {"小区里可以飞无人机吗", 2, at(2)},
		{"楼下新开的店几点关门", 3, at(3)}, {"啊啊啊啊啊啊啊啊", 4, at(4)}, {"低息贷款请联系", 5, at(5)}, {"？", 6, at(6)}})
	if len(got) != 2 || got[0].Text != "小区里能飞无人机吗" || got[0].Residents != 2 || got[0].Times != 3 || !got[0].Last.Equal(at(2)) || len(got[0].Wordings) != 2 || got[1].Residents != 1 {
		t.Errorf("%+v", got)
	}
	if Clusters(nil) == nil || len(Clusters(nil)) != 0 {
		t.Error("none")
	}
}

func BenchmarkClusters(b *testing.B) {
	var asked []Asked
	for i := range 2000 {
		asked = append(asked, Asked{Text: fmt.Sprintf("第%d个问题怎么办%d", i%700, i%350), By: int64(i)})
	}
	for b.Loop() {
		Clusters(asked)
	}
}
