package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// EntryText is what a version of an entry says: the shape of faq.Entry, with answers that
// differ by season or hour.
type EntryText struct {
	Category   string          `json:"category"`
	Kind       string          `json:"kind"`
	Audience   string          `json:"audience"`
	Question   string          `json:"question"`
	Similar    []string        `json:"similar,omitempty"`
	Negative   []string        `json:"negative,omitempty"`
	Answer     string          `json:"answer"`
	FirstSteps string          `json:"first_steps,omitempty"`
	Variants   []AnswerVariant `json:"variants,omitempty"`
	Law        []string        `json:"law,omitempty"`
	Order      *EntryOrder     `json:"order,omitempty"`
	English    *EntryEnglish   `json:"english,omitempty"`
	Owner      string          `json:"owner,omitempty"` // who answers for the content, by office: "客服中心"
}

// EntryOrder is what a work order opened from an entry begins with.
type EntryOrder struct {
	Kind     OrderKind `json:"kind"`
	Category string    `json:"category"`
	Priority Priority  `json:"priority"`
}

// EntryEnglish is the same in English.
type EntryEnglish struct {
	Question   string   `json:"question"`
	Answer     string   `json:"answer"`
	FirstSteps string   `json:"first_steps,omitempty"`
	Similar    []string `json:"similar,omitempty"`
}

// AnswerVariant is the answer of a season or of hours of the day, instead of the usual one.
type AnswerVariant struct {
	Name    string `json:"name"`           // 供暖季, 夜间
	From    string `json:"from,omitempty"` // first day, "11-15"; "" all year
	Until   string `json:"until,omitempty"`
	Hours   Hours  `json:"hours"` // zero: all day
	Answer  string `json:"answer"`
	English string `json:"english,omitempty"`
}

// Kinds and audiences of entries.
var (
	EntryKinds     = []string{"info", "service", "repair", "complaint", "emergency"}
	EntryAudiences = []string{"all", "owner", "tenant"}

	entryKindNames     = map[string]string{"info": "咨询", "service": "办事", "repair": "报修", "complaint": "投诉", "emergency": "险情"}
	entryAudienceNames = map[string]string{"all": "所有人", "owner": "业主", "tenant": "租户"}
)

// EntryKindLabel is a kind as people read it.
func EntryKindLabel(kind string) string { return entryKindNames[kind] }

// EntryAudienceLabel is an audience as people read it.
func EntryAudienceLabel(audience string) string { return entryAudienceNames[audience] }

// Limits of what is written, in runes and lines.
const (
	maxQuestion = 60
	maxAnswer   = 1500
	maxSimilar  = 500
	maxPhrase   = 100
)

// At is the variant that holds at a community's local time: the first that fits; nil for
// the usual answer.
func (t *EntryText) At(local time.Time) *AnswerVariant {
	for i := range t.Variants {
		if t.Variants[i].holds(local) {
			return &t.Variants[i]
		}
	}
	return nil
}

func (v *AnswerVariant) holds(local time.Time) bool {
	day := local.Format("01-02")
	season := v.From == "" || within(v.From, day, v.Until, true)
	return season && (v.Hours == (Hours{}) || within(v.Hours.From, local.Format("15:04"), v.Hours.To, false))
}

// within reports whether x lies in [from, to), or [from, to] when the end belongs to it;
// from after to spans the turn of the year or of the day.
func within(from, x, to string, closed bool) bool {
	before := x < to || closed && x == to
	if from <= to {
		return from <= x && before
	}
	return from <= x || before
}

var (
	seasonDay   = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	entryIDForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// ValidEntryID reports whether an id is words of a-z and 0-9 joined by -.
func ValidEntryID(id string) bool { return len(id) <= 60 && entryIDForm.MatchString(id) }

// Faults names what is wrong with a plan, by field.
func (p *EntryPlan) Faults() []Fault {
	var out []Fault
	add := func(wrong bool, field, words string) {
		if wrong {
			out = append(out, Fault{field, words})
		}
	}
	t := &p.Text
	add(t.Category == "", "category", "请选择类别")
	add(!slices.Contains(EntryKinds, t.Kind), "kind", "请选择类型")
	add(!slices.Contains(EntryAudiences, t.Audience), "audience", "请选择适用对象")
	add(t.Question == "", "question", "请写标准问题")
	add(len([]rune(t.Question)) > maxQuestion, "question", fmt.Sprintf("最多 %d 个字", maxQuestion))
	add(t.Answer == "", "answer", "请写标准答案")
	out = append(out, t.answerFaults()...)
	out = append(out, t.phraseFaults()...)
	out = append(out, t.orderFaults()...)
	out = append(out, t.englishFaults()...)
	add(!p.ValidUntil.IsZero() && !p.ValidUntil.After(p.ValidFrom), "valid_until", "失效日期要在生效日期之后")
	return out
}

func (t *EntryText) answerFaults() []Fault {
	out := append(textFaults("answer", t.Answer), textFaults("first_steps", t.FirstSteps)...)
	for i := range t.Variants {
		v := &t.Variants[i]
		field := fmt.Sprintf("variant%d", i+1)
		switch {
		case v.Name == "":
			out = append(out, Fault{field, "请给这个答案起个名字，比如“供暖季”"})
		case (v.From == "") != (v.Until == "") || v.From != "" && (!seasonDay.MatchString(v.From) || !seasonDay.MatchString(v.Until)):
			out = append(out, Fault{field, "季节写月-日，起止都要写，比如 11-15 到 03-15"})
		case v.Hours != (Hours{}) && (!isTime(v.Hours.From) || !isTime(v.Hours.To)):
			out = append(out, Fault{field, "时段写时:分，起止都要写，比如 18:00 到 08:30"})
		case v.From == "" && v.Hours == (Hours{}):
			out = append(out, Fault{field, "请写明是哪个季节或哪个时段的答案"})
		case v.Answer == "":
			out = append(out, Fault{field, "请写这个季节或时段的答案"})
		}
		out = append(out, textFaults(field, v.Answer)...)
	}
	return out
}

func isTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == len("15:04")
}

// textFaults wants an answer of bounded length whose braces make placeholders.
func textFaults(field, s string) []Fault {
	if len([]rune(s)) > maxAnswer {
		return []Fault{{field, fmt.Sprintf("最多 %d 个字", maxAnswer)}}
	}
	if bad := BrokenPlaceholder(s); bad != "" {
		return []Fault{{field, "“" + bad + "”处的花括号不成对：占位写成 {缴费渠道} 的样子"}}
	}
	return nil
}

func (t *EntryText) phraseFaults() []Fault {
	var out []Fault
	for field, list := range map[string][]string{"similar": t.Similar, "negative": t.Negative, "law": t.Law} {
		if len(list) > maxSimilar {
			out = append(out, Fault{field, fmt.Sprintf("最多 %d 条", maxSimilar)})
		}
		for _, s := range list {
			if len([]rune(s)) > maxPhrase {
				out = append(out, Fault{field, fmt.Sprintf("“%s…”太长，每条最多 %d 个字", string([]rune(s)[:10]), maxPhrase)})
			}
		}
	}
	for _, s := range t.Negative {
		if s == t.Question || slices.Contains(t.Similar, s) {
			out = append(out, Fault{"negative", "“" + s + "”同时是相似问法"})
		}
	}
	slices.SortFunc(out, func(a, b Fault) int { return strings.Compare(a.Field+a.Words, b.Field+b.Words) })
	return out
}

func (t *EntryText) orderFaults() []Fault {
	if t.Order == nil {
		return nil
	}
	var out []Fault
	if t.Order.Kind != Repair && t.Order.Kind != Complaint {
		out = append(out, Fault{"order_kind", "请选择报修或投诉"})
	}
	if !slices.Contains(Categories, t.Order.Category) {
		out = append(out, Fault{"order_category", "请选择工单类别"})
	}
	if !slices.Contains(Priorities, t.Order.Priority) {
		out = append(out, Fault{"order_priority", "请选择优先级"})
	}
	return out
}

func (t *EntryText) englishFaults() []Fault {
	e := t.English
	if e == nil {
		return nil
	}
	var out []Fault
	if e.Question == "" || e.Answer == "" {
		out = append(out, Fault{"english_answer", "英文的问题和答案要么都写，要么都不写"})
	}
	out = append(out, textFaults("english_answer", e.Answer)...)
	if !slices.Equal(Placeholders(e.Answer), Placeholders(t.Answer)) {
		out = append(out, Fault{"english_answer", "英文答案里的占位要和中文答案一样"})
	}
	return out
}

// Tidy is the text without blanks around it, empty lines of lists and phrases said twice.
func (t EntryText) Tidy() EntryText {
	for _, s := range []*string{&t.Category, &t.Question, &t.Answer, &t.FirstSteps, &t.Owner} {
		*s = tidyWords(*s)
	}
	t.Variants = slices.Clone(t.Variants)
	for i := range t.Variants {
		v := &t.Variants[i]
		v.Name, v.Answer, v.English = tidyWords(v.Name), tidyWords(v.Answer), tidyWords(v.English)
	}
	t.Similar = tidyList(t.Similar, t.Question)
	t.Negative, t.Law = tidyList(t.Negative, ""), tidyList(t.Law, "")
	if e := t.English; e != nil {
		c := EntryEnglish{Question: tidyWords(e.Question), Answer: tidyWords(e.Answer),
			FirstSteps: tidyWords(e.FirstSteps), Similar: tidyList(e.Similar, e.Question)}
		t.English = &c
		if c.Question == "" && c.Answer == "" && c.FirstSteps == "" && len(c.Similar) == 0 {
			t.English = nil
		}
	}
	return t
}

// tidyWords are words without the line ends of forms and of Excel, and without space around them.
func tidyWords(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func tidyList(list []string, without string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && s != without && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
