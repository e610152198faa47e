package faq

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"linli/text"
)

// Load reads every *.yaml at the root of fsys, each a category and its entries, and returns the entries sorted by id.
// The English edition comes from englishFolder. It is strict: unknown fields are errors too. All problems of all files are joined into one error, each naming
// file:line and field; no entries are returned then. No file at all is an error.
func Load(fsys fs.FS) ([]Entry, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("faq: list files: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("faq: no *.yaml file")
	}
	var entries []Entry
	var problems []error
	for _, name := range names {
		file, errs := readFile(fsys, name)
		problems = append(problems, errs...)
		for _, raw := range file.Entries {
			problems = append(problems, raw.check(name)...)
			entries = append(entries, raw.entry(name, file.Category.Text))
		}
	}
	problems = append(problems, duplicateIDs(entries)...)
	problems = append(problems, addEnglish(fsys, entries)...)
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return entries, nil
}

// OutsideFile holds messages that no entry answers, one a line; lines beginning with # are remarks.
const OutsideFile = "outside.txt"

// LoadOutside reads OutsideFile at the root of fsys; without one there are no such messages.
func LoadOutside(fsys fs.FS) ([]string, error) {
	content, err := fs.ReadFile(fsys, OutsideFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("faq: %w", err)
	}
	var all []string
	seen := map[string]int{}
	number := 0
	for row := range strings.Lines(string(content)) {
		number++
		row = strings.TrimSpace(row)
		if row == "" || strings.HasPrefix(row, "#") {
			continue
		}
		key := text.Key(row)
		if key == "" {
			return nil, fmt.Errorf("%s:%d: %q has no word", OutsideFile, number, row)
		}
		if before, ok := seen[key]; ok {
			return nil, fmt.Errorf("%s:%d: %q already stands in line %d", OutsideFile, number, row, before)
		}
		seen[key] = number
		all = append(all, row)
	}
	return all, nil
}

func duplicateIDs(entries []Entry) []error {
	var problems []error
	first := map[string]string{}
	for _, e := range entries {
		if source, ok := first[e.ID]; ok && e.ID != "" {
			problems = append(problems, fmt.Errorf("%s: id: %q already stands in %s", e.Source, e.ID, source))
			continue
		}
		first[e.ID] = e.Source
	}
	return problems
}
