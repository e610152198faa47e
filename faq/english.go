package faq

import (
	"fmt"
	"io/fs"
	"slices"

	"linli/desk"
	"linli/text"
)

// englishFolder holds the English edition: *.yaml with the same ids, each with question, answer, first_steps and similar.
const englishFolder = "en"

// addEnglish puts the English edition into the entries. Without the folder, or an entry there, the entry has none.
func addEnglish(fsys fs.FS, entries []Entry) []error {
	names, err := fs.Glob(fsys, englishFolder+"/*.yaml")
	if err != nil {
		return []error{fmt.Errorf("faq: list files: %w", err)}
	}
	place := map[string]int{}
	for i, e := range entries {
		place[e.ID] = i
	}
	var problems []error
	for _, name := range names {
		var file rawEdition
		if errs := decode(fsys, name, &file); len(errs) > 0 {
			problems = append(problems, errs...)
			continue
		}
		for _, r := range file.Entries {
			i, ok := place[r.ID.Text]
			if !ok {
				problems = append(problems, fmt.Errorf("%s:%d: id: there is no entry %q to translate", name, r.ID.Number, r.ID.Text))
				continue
			}
			problems = append(problems, r.check(name, &entries[i])...)
			entries[i].English = &Edition{Question: r.Question.Text, Answer: r.Answer.Text, FirstSteps: r.FirstSteps.Text, Similar: texts(r.Similar)}
		}
	}
	return problems
}

// check wants texts that say the same as the original's: the same placeholders, first steps where it has them.
func (r *rawTexts) check(file string, original *Entry) []error {
	c := &checker{file: file, entry: r.ID}
	if original.English != nil {
		c.fail(r.ID, "id", "is translated twice")
	}
	c.notEmpty(r.Question, "question")
	c.notEmpty(r.Answer, "answer")
	c.samePlaceholders(r.Answer, "answer", original.Answer)
	c.samePlaceholders(r.FirstSteps, "first_steps", original.FirstSteps)
	if (r.FirstSteps.Text == "") != (original.FirstSteps == "") {
		c.fail(r.FirstSteps, "first_steps", "stand in one language only")
	}
	for _, s := range r.Similar {
		if text.Key(s.Text) == "" {
			c.fail(s, "similar", "%q has no word", s.Text)
		}
	}
	return c.problems
}

func (c *checker) samePlaceholders(at line, field, original string) {
	c.placeholders(at, field)
	if got, want := desk.Placeholders(at.Text), desk.Placeholders(original); !slices.Equal(got, want) {
		c.fail(at, field, "has the placeholders %q, the original %q", got, want)
	}
}
