package faq

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"

	"go.yaml.in/yaml/v3"
)

// rawFile, rawEntry and rawOrder mirror the YAML; every value remembers its line.
type rawFile struct {
	Category line       `yaml:"category"`
	Entries  []rawEntry `yaml:"entries"`
}

type rawEntry struct {
	ID         line      `yaml:"id"`
	Kind       line      `yaml:"kind"`
	Audience   line      `yaml:"audience"`
	Question   line      `yaml:"question"`
	Answer     line      `yaml:"answer"`
	FirstSteps line      `yaml:"first_steps"`
	Law        []line    `yaml:"law"`
	Order      *rawOrder `yaml:"order"`
	Approved   line      `yaml:"approved"`
	Similar    []line    `yaml:"similar"`
	Negative   []line    `yaml:"negative"`
}

// rawEdition mirrors a file of englishFolder.
type rawEdition struct {
	Entries []rawTexts `yaml:"entries"`
}

type rawTexts struct {
	ID         line   `yaml:"id"`
	Question   line   `yaml:"question"`
	Answer     line   `yaml:"answer"`
	FirstSteps line   `yaml:"first_steps"`
	Similar    []line `yaml:"similar"`
}

type rawOrder struct {
	Kind     line `yaml:"kind"`
	Category line `yaml:"category"`
	Priority line `yaml:"priority"`
}

// line is a scalar and where it stands.
type line struct {
	Text   string
	Number int // 0 when the field is absent
}

func (l *line) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: a single value is wanted here", node.Line)
	}
	*l = line{Text: node.Value, Number: node.Line}
	return nil
}

// decode reads a file into raw.
func decode(fsys fs.FS, name string, raw any) []error {
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return []error{fmt.Errorf("faq: %w", err)}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(raw); err != nil {
		return yamlProblems(name, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return []error{fmt.Errorf("%s: one document is wanted, not several", name)}
	}
	return nil
}

func readFile(fsys fs.FS, name string) (rawFile, []error) {
	var file rawFile
	problems := decode(fsys, name, &file)
	if len(problems) > 0 {
		return file, problems
	}
	if file.Category.Text == "" {
		problems = append(problems, fmt.Errorf("%s:1: category: is empty", name))
	}
	if len(file.Entries) == 0 {
		problems = append(problems, fmt.Errorf("%s:1: entries: there are none", name))
	}
	return file, problems
}

var (
	yamlLine     = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownField = regexp.MustCompile(`^field (\S+) not found in type \S+$`)
)

// yamlProblems turns the decoder's messages, which name lines only, into one error per problem that names the file too.
func yamlProblems(name string, err error) []error {
	messages := []string{err.Error()}
	var several *yaml.TypeError
	if errors.As(err, &several) {
		messages = several.Errors
	}
	problems := make([]error, len(messages))
	for i, message := range messages {
		where := name
		if m := yamlLine.FindStringSubmatch(message); m != nil {
			where, message = name+":"+m[1], m[2]
		}
		if m := unknownField.FindStringSubmatch(message); m != nil {
			message = m[1] + ": unknown field"
		}
		problems[i] = fmt.Errorf("%s: %s", where, message)
	}
	return problems
}
