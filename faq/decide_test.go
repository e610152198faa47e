package faq

import (
	"context"
	"errors"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// shipped is the index over the entries linli comes with.
func shipped(t testing.TB) *Index {
	t.Helper()
	entries, outside := shippedContent(t)
	return build(t, entries, outside...)
}

func shippedContent(t testing.TB) (entries []Entry, outside []string) {
	t.Helper()
	entries, err := Load(os.DirFS("../data/faq"))
	if err != nil {
		t.Fatal(err)
	}
	if outside, err = LoadOutside(os.DirFS("../data/faq")); err != nil {
		t.Fatal(err)
	}
	return entries, outside
}

func build(t testing.TB, entries []Entry, outside ...string) *Index {
	t.Helper()
	x, err := Build(t.Context(), entries, outside)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func decide(t testing.TB, x *Index, q Query) Decision {
	t.Helper()
	d, err := x.Decide(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// check tests what holds for every decision.
func check(t testing.TB, q Query, d Decision) {
	t.Helper()
	limits := map[Verdict][2]int{Answer: {1, 2}, Clarify: {1, 3}, Refuse: {0, 0}}
	limit, ok := limits[d.Verdict]
	if n := len(d.Entries); !ok || n < limit[0] || n > limit[1] {
		t.Errorf("%q: %s with %v", q.Text, d.Verdict, d.Entries)
	}
	if len(d.Candidates) > maxCandidates {
		t.Errorf("%q: %d candidates", q.Text, len(d.Candidates))
	}
	for i, c := range d.Candidates {
		if c.Confidence < 0 || c.Confidence > 1 || i > 0 && c.Confidence > d.Candidates[i-1].Confidence {
			t.Errorf("%q: confidences %v", q.Text, d.Candidates)
		}
	}
}

func TestDecideShipped(t *testing.T) {
	x := shipped(t)
	t.Run("word for word", func(t *testing.T) { wordForWord(t, x) })
	t.Run("odd messages", func(t *testing.T) { oddMessages(t, x) })
	t.Run("same every time", func(t *testing.T) { sameEveryTime(t, x, shipped(t)) })
}

func wordForWord(t *testing.T, x *Index) {
	for _, e := range x.Entries() {
		d := decide(t, x, Query{Text: e.Question + "！"})
		if d.Verdict != Answer || !slices.Equal(d.Entries, []string{e.ID}) {
			t.Errorf("%s %q: %s %v", e.ID, e.Question, d.Verdict, d.Entries)
		}
	}
}

func oddMessages(t *testing.T, x *Index) {
	for _, s := range []string{
		"", " \n", "？？？", "😂😂😂", "\x00\xff", "ωψζ ξχ", "zzzzqqqq", "8848*37=", "给我讲个笑话", "1+1等于几",
	} {
		q := Query{Text: s}
		d := decide(t, x, q)
		check(t, q, d)
		if d.Verdict != Refuse {
			t.Errorf("%q: %s %v", s, d.Verdict, d.Candidates[0])
		}
	}
	for _, s := range []string{
		strings.Repeat("物业费怎么交，停水了，", 2000), strings.Repeat("a", 100_000), strings.Repeat("电梯坏了吗？", 3000),
	} {
		q := Query{Text: s, Before: s}
		check(t, q, decide(t, x, q))
	}
}

func sameEveryTime(t *testing.T, a, b *Index) {
	for i, row := range labelled(t, "faq.tsv") {
		if i%8 != 0 {
			continue
		}
		q := Query{Text: row.text, Before: "物业费怎么交"}
		if first, second := decide(t, a, q), decide(t, b, q); !reflect.DeepEqual(first, second) {
			t.Fatalf("%q:\n%+v\n%+v", row.text, first, second)
		}
	}
}

var english = `pay	How can I pay the management fee?
pay	where do I pay my bill
pay	can I pay by card
lift	The elevator is out of order
lift	lift stopped working on the 5th floor
lift	elevators are broken again
key	I lost my access card
key	replacement key fob please
key	my door card is gone, get a new one
`

func TestDecideEnglish(t *testing.T) {
	entries, err := LoadTSV(strings.NewReader(english), "english")
	if err != nil {
		t.Fatal(err)
	}
	x := build(t, entries)
	for text, want := range map[string]string{
		"PAYMENT of the fee": "pay", "the elevator broke": "lift", "I've lost the card for the door": "key",
	} {
		q := Query{Text: text}
		d := decide(t, x, q)
		check(t, q, d)
		if len(d.Candidates) == 0 || d.Candidates[0].ID != want {
			t.Errorf("%q: %+v", text, d)
		}
	}
}

func TestDecideSamePhraseTwice(t *testing.T) {
	x := build(t, []Entry{
		{ID: "a", Question: "钥匙丢了", Similar: []string{"门打不开"}},
		{ID: "b", Question: "锁坏了", Similar: []string{"门打不开"}},
	})
	d := decide(t, x, Query{Text: "门打不开"})
	if d.Verdict != Clarify || !slices.Equal(d.Entries, []string{"a", "b"}) {
		t.Errorf("decision = %+v", d)
	}
}

func TestBuildRefuses(t *testing.T) {
	for name, entries := range map[string][]Entry{
		"nothing":  nil,
		"no id":    {{Question: "a"}},
		"id twice": {{ID: "a", Question: "a"}, {ID: "a", Question: "b"}},
	} {
		if _, err := Build(t.Context(), entries, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Build(ctx, []Entry{{ID: "a", Question: "电梯坏了"}}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func TestEntry(t *testing.T) {
	x := build(t, []Entry{{ID: "a", Question: "电梯坏了"}, {ID: "b", Question: "!"}})
	if e, ok := x.Entry("b"); !ok || e.Question != "!" {
		t.Errorf("Entry(b) = %+v, %v", e, ok)
	}
	if _, ok := x.Entry("c"); ok {
		t.Error("Entry(c) is there")
	}
}

func TestLiveSwapsUnderLoad(t *testing.T) {
	entries := []Entry{{ID: "a", Question: "电梯坏了"}, {ID: "b", Question: "水管漏了"}}
	var live Live
	if _, err := live.Decide(t.Context(), Query{Text: "电梯"}); !errors.Is(err, ErrClosed) {
		t.Fatalf("before the first Swap: %v", err)
	}
	live.Swap(build(t, entries))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 200 {
				if _, err := live.Decide(t.Context(), Query{Text: "电梯坏了"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 10 {
		if err := live.Swap(build(t, entries)).Close(); err != nil {
			t.Error(err)
		}
	}
	wait.Wait()
	last := live.Index()
	if err := errors.Join(last.Close(), last.Close()); err != nil {
		t.Error(err)
	}
	if _, err := live.Decide(t.Context(), Query{Text: "电梯"}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func BenchmarkDecide(b *testing.B) {
	benchmarkDecide(b, shipped(b))
}

// BenchmarkDecide100k: an FAQ of 100,000 phrases, made by joining the shipped ones in pairs.
func BenchmarkDecide100k(b *testing.B) {
	entries, outside := shippedContent(b)
	for i := range entries {
		own := entries[i].Similar
		for n := range 100_000/len(entries) - len(own) {
			first, second := own[n%len(own)], own[(n+1+n/len(own))%len(own)]
			entries[i].Similar = append(entries[i].Similar, first+"，"+second)
		}
	}
	benchmarkDecide(b, build(b, entries, outside...))
}

// benchmarkDecide reports half and 99 of 100 of the decisions' times beside their mean.
func benchmarkDecide(b *testing.B, x *Index) {
	rows := labelled(b, "faq.tsv")
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		decide(b, x, Query{Text: rows[i%len(rows)].text})
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "heap-MB")
	runtime.KeepAlive(x)
}

func BenchmarkDecideFollowUp(b *testing.B) {
	x := shipped(b)
	rows := labelled(b, "faq.tsv")
	for i := 0; b.Loop(); i++ {
		decide(b, x, Query{Text: rows[i%len(rows)].text, Before: rows[(i+1)%len(rows)].text})
	}
}

func BenchmarkBuild(b *testing.B) {
	entries, outside := shippedContent(b)
	for b.Loop() {
		x, err := Build(b.Context(), entries, outside)
		if err != nil {
			b.Fatal(err)
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestRenew(t *testing.T) {
	entries, outside := shippedContent(t)
	x := build(t, entries, outside...)
	renew := func(entries []Entry) *Index {
		t.Helper()
		y, err := x.Renew(t.Context(), entries, outside)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = y.Close() })
		return y
	}
	same := renew(x.Entries())
	for _, row := range labelled(t, "faq.tsv")[:100] {
		q := Query{Text: row.text}
		if a, b := decide(t, x, q), decide(t, same, q); !reflect.DeepEqual(a, b) {
			t.Errorf("%q: %v, renewed %v", row.text, a, b)
		}
	}
	edited := x.Entries()
	gone := edited[0].ID
	edited[0] = Entry{ID: "new", Question: "屋顶菜园怎么报名", Similar: []string{"想在楼顶种菜"}}
	edited[1].Answer = "改过的答案"
	y := renew(edited)
	if d := decide(t, y, Query{Text: "想在楼顶种菜"}); d.Verdict != Answer || d.Entries[0] != "new" {
		t.Errorf("a new phrase: %+v", d)
	}
	if e, _ := y.Entry(edited[1].ID); e.Answer != "改过的答案" {
		t.Errorf("the answer is %q", e.Answer)
	}
	changed := 0
	for _, row := range labelled(t, "faq.tsv") {
		d, old := decide(t, y, Query{Text: row.text}), decide(t, x, Query{Text: row.text})
		if slices.Contains(d.Entries, gone) {
			t.Fatalf("%q is answered by an entry that is gone", row.text)
		}
		count(&changed, !slices.Contains(old.Entries, gone) && !slices.Equal(d.Entries, old.Entries))
	}
	if changed > 4 { // the new phrases change a little how much each word tells
		t.Errorf("%d questions about other entries are decided otherwise", changed)
	}
}
