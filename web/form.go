package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Every form of the desk is a list of fields. One that is refused is shown again with what
// was written in it, and says at the field what is wrong.

// fieldView is one thing to fill in. Kind is "words", "choice", "one" (of a few words of
// ours), "many" (any number of the choices) or a type of <input>.
type fieldView struct {
	Name, Label, Kind, Value, Hint string
	Choices                        []choice
	Values                         []string // chosen of many
	Optional                       bool
	Named                          bool // the label is a name that people gave
	Error                          string
	Barred                         []choice // shown, but not to be chosen: the label says why
	Form                           string   // makes its ids differ from those of other forms on the page
	Note                           string   // said below it
	Auto                           string   // what browsers fill in: a value of autocomplete
	Least                          int      // characters
	Focus                          bool     // where writing begins, unless another one is wrong
}

type choice struct{ Value, Label string }

// ID is the field's id on the page.
func (f fieldView) ID() string { return f.Form + f.Name }

// Described are the ids of what is said about the field, "" for nothing.
func (f fieldView) Described() string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, f.ID()+"-wrong")
	}
	if f.Note != "" {
		ids = append(ids, f.ID()+"-note")
	}
	return strings.Join(ids, " ")
}

// Chosen reports whether a choice is made.
func (f fieldView) Chosen(v string) bool { return f.Value == v || slices.Contains(f.Values, v) }

// refusal is a form that was not taken, and why; the zero one is a form nobody has sent.
type refusal struct {
	status int
	values url.Values
	field  string
	words  string
}

// refusalOf is an error as the form shows it again; ok is false for what is no fault of
// whoever filled it in.
func refusalOf(r *http.Request, err error) (refusal, bool) {
	f := failureOf(err)
	switch f.status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusForbidden, http.StatusRequestEntityTooLarge:
		return refusal{f.status, r.PostForm, f.field, f.message}, true
	}
	return refusal{}, false
}

// fill puts what was written back into the fields, passwords apart, and says at the one what is
// wrong; what belongs to none of them is returned, for the top of the form.
func (f refusal) fill(fields []fieldView) (top string) {
	top = f.words
	for i := range fields {
		x := &fields[i]
		if f.values != nil && x.Kind != "password" {
			x.Value, x.Values = f.values.Get(x.Name), f.values[x.Name]
		}
		if x.Name == f.field && top != "" {
			x.Error, top = top, ""
			for j := range fields { // one at a time has the focus
				fields[j].Focus = i == j
			}
		}
	}
	return top
}
