package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readConfig reads a YAML file of settings; no name is no file. source is where the name
// was set.
func readConfig(name, source string, known map[string]setting) (settings, error) {
	out := settings{}
	if name == "" {
		return out, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, misused("config (%s): %v", source, err)
	}
	defer f.Close()
	var root yaml.Node
	if err := yaml.NewDecoder(f).Decode(&root); errors.Is(err, io.EOF) {
		return out, nil
	} else if err != nil {
		return nil, misused("config: %s", yamlProblem(name, err))
	}
	top := root.Content[0]
	if top.Kind == yaml.ScalarNode && top.Tag == "!!null" {
		return out, nil
	}
	if top.Kind != yaml.MappingNode {
		return nil, misused("config: %s:%d: wanted are lines such as addr: 127.0.0.1:8080", name, top.Line)
	}
	for i := 0; i < len(top.Content); i += 2 {
		key, val := top.Content[i], top.Content[i+1]
		where := fmt.Sprintf("%s:%d", name, key.Line)
		_, twice := out[key.Value]
		switch _, ok := known[key.Value]; {
		case !ok:
			return nil, misused("config: %s: unknown setting %q; there are %s", where, key.Value, names(known))
		case twice:
			return nil, misused("config: %s: %s stands there twice", where, key.Value)
		case val.Kind != yaml.ScalarNode:
			return nil, misused("%s (%s): a single value is wanted", key.Value, where)
		case val.Tag == "!!null":
			continue
		}
		out[key.Value] = value{val.Value, where}
	}
	return out, nil
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// yamlProblem puts the decoder's line behind the file's name.
func yamlProblem(name string, err error) string {
	text := err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		return name + ":" + m[1] + ": " + text[len(m[0]):]
	}
	return name + ": " + text
}

func names(known map[string]setting) string {
	var list []string
	for n := range known {
		list = append(list, n)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
