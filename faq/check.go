package faq

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"linli/desk"
	"linli/text"
)

var (
	kinds      = []string{"info", "service", "repair", "complaint", "emergency"}
	audiences  = []string{"all", "owner", "tenant"}
	orderKinds = []string{"repair", "complaint"}
	priorities = []string{"P0", "P1", "P2", "P3", "C"}
	idShape    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// checker collects the problems of one entry.
type checker struct {
	file     string
	entry    line // its id: fields that are absent are reported there
	problems []error
}

func (c *checker) fail(at line, field, format string, args ...any) {
	number := at.Number
	if number == 0 {
		number = c.entry.Number
	}
	c.problems = append(c.problems, fmt.Errorf("%s:%d: %s %s: %s",
		c.file, number, c.entry.Text, field, fmt.Sprintf(format, args...)))
}

func (c *checker) oneOf(at line, field string, allowed []string) {
	if !slices.Contains(allowed, at.Text) {
		c.fail(at, field, "%q is none of %s", at.Text, strings.Join(allowed, ", "))
	}
}

func (c *checker) notEmpty(at line, field string) {
	if strings.TrimSpace(at.Text) == "" {
		c.fail(at, field, "is empty")
	}
}

func (c *checker) placeholders(at line, field string) {
	if bad := desk.BrokenPlaceholder(at.Text); bad != "" {
		c.fail(at, field, "broken placeholder at %q", bad)
	}
}

// check returns every problem of an entry that can be seen without the other entries.
func (r *rawEntry) check(file string) []error {
	c := &checker{file: file, entry: r.ID}
	if !idShape.MatchString(r.ID.Text) {
		c.fail(r.ID, "id", "%q is not words of a-z and 0-9 joined by -", r.ID.Text)
	}
	c.oneOf(r.Kind, "kind", kinds)
	c.oneOf(r.Audience, "audience", audiences)
	c.notEmpty(r.Question, "question")
	c.notEmpty(r.Answer, "answer")
	c.placeholders(r.Answer, "answer")
	c.placeholders(r.FirstSteps, "first_steps")
	if _, err := time.Parse(time.DateOnly, r.Approved.Text); err != nil {
		c.fail(r.Approved, "approved", "%q is not a day like 2006-01-02", r.Approved.Text)
	}
	if r.Order != nil {
		c.oneOf(r.Order.Kind, "order.kind", orderKinds)
		c.notEmpty(r.Order.Category, "order.category")
		c.oneOf(r.Order.Priority, "order.priority", priorities)
	}
	for _, l := range r.Law {
		c.notEmpty(l, "law")
	}
	c.phrases(r)
	return c.problems
}

// phrases wants every way to ask to hold something to compare, and none twice: a second one teaches nothing and would
// make the entry look surer of itself than it is.
func (c *checker) phrases(r *rawEntry) {
	seen := map[string]int{text.Key(r.Question.Text): r.Question.Number}
	for _, s := range r.Similar {
		key := text.Key(s.Text)
		if key == "" {
			c.fail(s, "similar", "%q has no word", s.Text)
			continue
		}
		if before, ok := seen[key]; ok {
			c.fail(s, "similar", "%q already stands in line %d", s.Text, before)
			continue
		}
		seen[key] = s.Number
	}
	for _, n := range r.Negative {
		key := text.Key(n.Text)
		if key == "" {
			c.fail(n, "negative", "%q has no word", n.Text)
		}
		if before, ok := seen[key]; ok {
			c.fail(n, "negative", "%q asks for this entry in line %d", n.Text, before)
		}
	}
}

// entry is what the rest of the package works with.
func (r *rawEntry) entry(file, category string) Entry {
	e := Entry{
		ID: r.ID.Text, Category: category, Kind: r.Kind.Text, Audience: r.Audience.Text,
		Question: r.Question.Text, Answer: r.Answer.Text, FirstSteps: r.FirstSteps.Text,
		Law: texts(r.Law), Approved: r.Approved.Text, Similar: texts(r.Similar), Negative: texts(r.Negative),
		Source: fmt.Sprintf("%s:%d", file, r.ID.Number),
	}
	if o := r.Order; o != nil {
		e.Order = &OrderHint{Kind: o.Kind.Text, Category: o.Category.Text, Priority: o.Priority.Text}
	}
	return e
}

func texts(lines []line) []string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Text)
	}
	return all
}
