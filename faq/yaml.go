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

func readFile(fsys fs.FS, name string) (rawFile, []error) {
	var file rawFile
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return file, []error{fmt.Errorf("faq: %w", err)}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return file, yamlProblems(name, err)
	}
	if err := decoder.Decode(new(rawFile)); !errors.Is(err, io.EOF) {
		return file, []error{fmt.Errorf("%s: one document is wanted, not several", name)}
	}
	var problems []error
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
