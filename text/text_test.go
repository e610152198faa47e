package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalize(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"only white space", " \t\n　", ""},
		{"full width", "ＷｉＦｉ　１２３，好吗？", "wifi 123,好吗?"},
		{"traditional", "電梯壞了", "电梯坏了"},
		{"zero width", "物\u200b业\ufeff费", "物业费"},
		{"control characters", "停\x00水\x07了", "停水了"},
		{"white space to one", "停水  了\r\n\r\n吗", "停水 了 吗"},
		{"punctuation and digits stay", "3-2-501，3.5元！", "3-2-501,3.5元!"},
		{"variation selector", "❤️", "❤"},
		{"invalid bytes", "停\xff水", "停\ufffd水"},
		{"upper case with mark", "ÀÉ ΣΑΣ", "àé σασ"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Normalize(c.in); got != c.want {
				t.Errorf("Normalize(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestSimplify(t *testing.T) {
	for in, want := range map[string]string{
		"乾淨":       "干净",
		"乾隆年間":     "乾隆年间",
		"一目瞭然":     "一目了然",
		"物業費點樣交":   "物业费点样交",
		"停車場 abc":  "停车场 abc",
		"已经是简体":    "已经是简体",
		"bad\xff裡": "bad\xff里",
		"":         "",
	} {
		if got := Simplify(in); got != want {
			t.Errorf("Simplify(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	if a, b := Key("物业费，怎么交？"), Key(" 物業費 怎麼交!! "); a != b || a != "物业费怎么交" {
		t.Errorf("keys %q and %q", a, b)
	}
	if got := Key("？！ 😂"); got != "" {
		t.Errorf("Key of no words = %q", got)
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     string
		cut      bool
	}{
		{"plain", "水管漏了", 10, "水管漏了", false},
		{"exactly", "水管漏了", 4, "水管漏了", false},
		{"cut", "水管漏了", 2, "水管", true},
		{"cut leaves no space", "水 管", 2, "水", true},
		{"line ends", "a\r\nb\rc\td", 10, "a\nb\nc\td", false},
		{"control", "a\x00b\x1b[31mc\u202ed", 20, "ab[31mcd", false},
		{"joiner stays", "👨\u200d👩", 10, "👨\u200d👩", false},
		{"invalid", "a\xffb", 10, "a\ufffdb", false},
		{"nothing allowed", "abc", -1, "", true},
		{"nothing there", "  ", 0, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, cut := Clean(c.in, c.max)
			if got != c.want || cut != c.cut {
				t.Errorf("Clean(%q, %d) = %q, %v, want %q, %v", c.in, c.max, got, cut, c.want, c.cut)
			}
		})
	}
}

func TestGrams(t *testing.T) {
	for in, want := range map[string]string{
		"怎么退货":       "怎 怎么 么 么退 退 退货 货",
		"iPhone15":   "iphone 15",
		"3-2-501室":   "3 2 501 室",
		"水，电":        "水 电",
		"WiFi没信号":    "wifi 没 没信 信 信号 号",
		"how's that": "how s that",
		"！？":         "",
	} {
		if got := strings.Join(Grams(in), " "); got != want {
			t.Errorf("Grams(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for in, want := range map[string][]string{
		"物业费多少？怎么交":                              {"物业费多少", "怎么交"},
		"门禁卡丢了，顺便问还有车位吗":                         {"门禁卡丢了", "还有车位吗"},
		"还有车位吗":                                  {"还有车位吗"},
		"垃圾放哪，还有沙发呢":                             {"垃圾放哪", "还有沙发呢"},
		"每平3.5元，住3-2-501，共1,000块":                {"每平3.5元，住3-2-501，共1,000块"},
		"第一行\n\n第二行；第三":                          {"第一行", "第二行", "第三"},
		"How do I pay? Also, is 3.5 right. Bye.": {"How do I pay", "is 3.5 right", "Bye"},
		"。。。":                                    nil,
		"":                                       nil,
	} {
		if got := Sentences(in); !slices.Equal(got, want) {
			t.Errorf("Sentences(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClauses(t *testing.T) {
	got := Clauses("每平3.5元，一共1,000块,对吗？谢谢")
	if want := []string{"每平3.5元", "一共1,000块", "对吗", "谢谢"}; !slices.Equal(got, want) {
		t.Errorf("Clauses = %q, want %q", got, want)
	}
}

func TestAsks(t *testing.T) {
	for in, want := range map[string]bool{
		"怎么交":              true,
		"有人捡到没":            true,
		"能停吗":              true,
		"几点开门":             true,
		"行不":               true,
		"How do I pay":     true,
		"电梯停了":             false,
		"没水":               false,
		"等了好几天":            false,
		"the lift stopped": false,
		"":                 false,
	} {
		if got := Asks(in); got != want {
			t.Errorf("Asks(%q) = %v", in, got)
		}
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"物业费，怎么交？", "乾隆電梯", "İ\u0301 ﬁ", "a\xff\u200b b", "\u00a8\u0345x", "ᾳ ｶﾞ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Normalize(s)
		if !utf8.ValidString(once) {
			t.Fatalf("Normalize(%q) = %q: not UTF-8", s, once)
		}
		if twice := Normalize(once); twice != once {
			t.Fatalf("Normalize(%q) = %q, and again %q", s, once, twice)
		}
		Grams(s)
		for _, part := range Clauses(s) {
			if part == "" {
				t.Fatalf("Clauses(%q) holds an empty part", s)
			}
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("水管 漏了\r\n", 3)
	f.Add("a\x00\xff\u202e b", 2)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		once, _ := Clean(s, limit)
		if !utf8.ValidString(once) || utf8.RuneCountInString(once) > max(limit, 0) {
			t.Fatalf("Clean(%q, %d) = %q", s, limit, once)
		}
		if twice, cut := Clean(once, limit); twice != once || cut {
			t.Fatalf("Clean(%q, %d) = %q, and again %q, %v", s, limit, once, twice, cut)
		}
	})
}
