package faq

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"linli/text"
)

// LoadTSV reads lines of id<TAB>question, in any language, each a similar question of the entry with that id, and
// returns the entries sorted by id; the first question of an id is its standard question. There are no answers, no
// header and no comments; blank lines are skipped. name stands for the file in errors, which are joined, and in Source.
func LoadTSV(r io.Reader, name string) ([]Entry, error) {
	byID := map[string]*Entry{}
	var problems []error
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	number := 0
	for scanner.Scan() {
		number++
		row := strings.TrimSuffix(scanner.Text(), "\r")
		if strings.TrimSpace(row) == "" {
			continue
		}
		id, question, err := cutRow(row)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s:%d: %w", name, number, err))
			continue
		}
		if e, ok := byID[id]; ok {
			e.Similar = append(e.Similar, question)
			continue
		}
		byID[id] = &Entry{ID: id, Question: question, Source: fmt.Sprintf("%s:%d", name, number)}
	}
	if err := scanner.Err(); err != nil {
		problems = append(problems, fmt.Errorf("%s:%d: %w", name, number+1, err))
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	entries := make([]Entry, 0, len(byID))
	for _, e := range byID {
		entries = append(entries, *e)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return entries, nil
}

func cutRow(row string) (id, question string, err error) {
	columns := strings.Split(row, "\t")
	if len(columns) != 2 {
		return "", "", fmt.Errorf("%d columns, want 2: id<TAB>question", len(columns))
	}
	id, question = strings.TrimSpace(columns[0]), strings.TrimSpace(columns[1])
	switch {
	case id == "":
		return "", "", errors.New("id: is empty")
	case text.Key(question) == "":
		return "", "", fmt.Errorf("question: %q has no word", question)
	}
	return id, question, nil
}
