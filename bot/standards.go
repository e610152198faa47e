package bot

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"linli/desk"
)

// The register of standards: standards.yaml is the template, and
// communities/<id>/standards.yaml what one community changes of it. A folder need have
// neither.

const standardsFile = "standards.yaml"

// loadStandards reads both; the entries and checklists they name must have been read.
func (a *approved) loadStandards(files fs.FS) error {
	var register []desk.StandardModule
	if err := readYAML(files, standardsFile, &register); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	lines := standardLines(files, standardsFile)
	var problems []error
	seen := map[string]int{}
	for _, m := range register {
		if m.Name == "" || len(m.Prefix) != 2 || seen[m.Prefix] != 0 {
			problems = append(problems, fmt.Errorf("%s: module %q needs a name, and a prefix of two letters of its own: %w", standardsFile, m.Name, desk.ErrInvalid))
		}
		seen[m.Prefix]++
		for i := range m.Standards {
			s := &m.Standards[i]
			where := fmt.Sprintf("%s:%d", standardsFile, lines[s.Code])
			if seen[s.Code]++; seen[s.Code] > 1 {
				problems = append(problems, fmt.Errorf("%s: standard %s stands there twice: %w", where, s.Code, desk.ErrInvalid))
			}
			if s.Module() != m.Prefix {
				problems = append(problems, fmt.Errorf("%s: standard %s is not of module %s: %w", where, s.Code, m.Prefix, desk.ErrInvalid))
			}
			if err := a.checkStandard(s); err != nil {
				problems = append(problems, fmt.Errorf("%s: standard %s: %w", where, s.Code, err))
			}
		}
	}
	a.register = register
	return errors.Join(append(problems, a.loadOwnStandards(files))...)
}

// CheckStandard wants a standard to be whole, and what it is tied to to exist; the error
// is a *desk.Fault.
func (c *Content) CheckStandard(s *desk.Standard) error { return c.approved.Load().checkStandard(s) }

func (a *approved) checkStandard(s *desk.Standard) error {
	if err := s.Check(); err != nil {
		return err
	}
	for _, id := range s.Entries {
		if !a.knowledge.knows(id) {
			return &desk.Fault{Field: "entries", Words: "没有编号为“" + id + "”的标准问题"}
		}
	}
	if s.Measure() != desk.ByChecklist {
		return nil
	}
	categories := s.Orders.Categories
	if len(categories) == 0 {
		categories = desk.Categories
	}
	for _, c := range categories {
		steps := a.checklist(&desk.WorkOrder{Kind: s.Orders.Kind, Category: c})
		if len(steps) == 0 {
			return &desk.Fault{Field: "checklist", Words: c + "没有处理清单"}
		}
		if s.Step != "" && !slices.Contains(steps, s.Step) {
			return &desk.Fault{Field: "step", Words: c + "的处理清单里没有“" + s.Step + "”这一步"}
		}
	}
	return nil
}

func (a *approved) loadOwnStandards(files fs.FS) error {
	names, err := fs.Glob(files, "communities/*/"+standardsFile)
	if err != nil {
		return err
	}
	a.own = map[desk.CommunityID]desk.StandardsOwn{}
	var problems []error
	for _, name := range names {
		id := desk.CommunityID(path.Base(path.Dir(name)))
		var own desk.StandardsOwn
		if err := readYAML(files, name, &own); err != nil {
			problems = append(problems, err)
			continue
		}
		if !slices.ContainsFunc(a.communities, func(c desk.Community) bool { return c.ID == id }) {
			problems = append(problems, fmt.Errorf("%s: there is no community %s: %w", name, id, desk.ErrInvalid))
		}
		lines := standardLines(files, name)
		for i := range own.Standards {
			if err := a.checkOwn(&own, i); err != nil {
				problems = append(problems, fmt.Errorf("%s:%d: standard %s: %w", name, lines[own.Standards[i].Code], own.Standards[i].Code, err))
			}
		}
		for code, why := range own.Retired {
			if desk.Find(a.register, code) == nil || why == "" {
				problems = append(problems, fmt.Errorf("%s: retired: %s is no standard, or it does not say why: %w", name, code, desk.ErrInvalid))
			}
		}
		a.own[id] = own
	}
	return errors.Join(problems...)
}

// checkOwn checks one of a community's own standards.
func (a *approved) checkOwn(own *desk.StandardsOwn, i int) error {
	s := &own.Standards[i]
	if slices.ContainsFunc(own.Standards[:i], func(o desk.Standard) bool { return o.Code == s.Code }) || own.Retired[s.Code] != "" {
		return fmt.Errorf("it stands there twice: %w", desk.ErrInvalid)
	}
	if !slices.ContainsFunc(a.register, func(m desk.StandardModule) bool { return m.Prefix == s.Module() }) {
		return fmt.Errorf("it is of no module: %w", desk.ErrInvalid)
	}
	return a.checkStandard(s)
}

// standardLines are where the standards of a file stand, by code. The file has been read
// without an error before.
func standardLines(files fs.FS, name string) map[string]int {
	lines := map[string]int{}
	raw, err := fs.ReadFile(files, name)
	var doc yaml.Node
	if err != nil || yaml.Unmarshal(raw, &doc) != nil {
		return lines
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for i, c := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 && c.Value == "code" && lines[n.Content[i+1].Value] == 0 {
				lines[n.Content[i+1].Value] = n.Line
			}
			walk(c)
		}
	}
	walk(&doc)
	return lines
}

// Standards are what a community promises by the content folder: the template with what
// the community's own file changes. What managers changed on the page goes before it:
// desk.Revise with store.StandardsInForce.
func (c *Content) Standards(id desk.CommunityID) []desk.StandardModule {
	a := c.approved.Load()
	return desk.Adapt(a.register, a.own[id])
}

// StandardsOwn is what the community's own file changes.
func (c *Content) StandardsOwn(id desk.CommunityID) desk.StandardsOwn {
	return c.approved.Load().own[id]
}

// StandardTemplate is the register before anybody changed it.
func (c *Content) StandardTemplate() []desk.StandardModule { return c.approved.Load().register }

// Grounds are what a community's standards are judged on over [since, until), as known at
// until; facts are those of the window.
func (c *Content) Grounds(facts desk.Facts, community *desk.Community, since, until time.Time) *desk.Grounds {
	return &desk.Grounds{Facts: facts, Since: since, Until: until, Now: until, Community: community, Steps: c.Checklist,
		Entry: func(id string) desk.EntryReady { return c.Ready(id, community, until) }}
}

// Ready is whether an entry answers the residents of a community in standard words now.
func (c *Content) Ready(id string, community *desk.Community, now time.Time) desk.EntryReady {
	e, served := c.Entry(id, desk.Scope{Community: community.ID}, now)
	if !served {
		return desk.EntryReady{}
	}
	_, missing := desk.Fill(e.Answer+e.FirstSteps, community.Data)
	return desk.EntryReady{Served: true, Approved: e.Approved != "", Missing: missing}
}
