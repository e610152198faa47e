package web

import (
	"net/url"
	"slices"
	"strings"

	"linli/desk"
	"linli/store"
)

// maxSearch is how much of a search is looked at, in bytes.
const maxSearch = 200

// chosen is what narrows the list beside its tab, as it stands in the address.
type chosen struct {
	Search, Building, Category string
	Priority                   desk.Priority
	Kind                       desk.OrderKind
}

// chosenIn reads an address; what nobody offers is left out.
func chosenIn(q url.Values) chosen {
	c := chosen{Search: strings.TrimSpace(strings.ToValidUTF8(q.Get("q"), "")), Building: q.Get("building"), Category: q.Get("category"),
		Priority: desk.Priority(q.Get("priority")), Kind: desk.OrderKind(q.Get("kind"))}
	if len(c.Search) > maxSearch {
		c.Search = strings.ToValidUTF8(c.Search[:maxSearch], "")
	}
	if !slices.Contains(desk.Categories, c.Category) {
		c.Category = ""
	}
	if c.Priority.Label() == "" {
		c.Priority = ""
	}
	if c.Kind.Label() == "" {
		c.Kind = ""
	}
	return c
}

func (c chosen) any() bool { return c != chosen{} }

// Count is how many filters are set, the search not among them.
func (c chosen) Count() (n int) {
	for _, v := range []string{c.Building, c.Category, string(c.Priority), string(c.Kind)} {
		if v != "" {
			n++
		}
	}
	return n
}

func (c chosen) narrow(f store.OrderFilter, by desk.Staff) store.OrderFilter {
	f.Search, f.Building, f.Category, f.Priority, f.Kind, f.Seer = c.Search, c.Building, c.Category, c.Priority, c.Kind, by
	return f
}

// address is that of a tab with the same choices.
func (c chosen) address(tab string) string {
	q := url.Values{"tab": {tab}}
	for name, v := range map[string]string{"q": c.Search, "building": c.Building, "category": c.Category,
		"priority": string(c.Priority), "kind": string(c.Kind)} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return "/desk?" + q.Encode()
}

// filterView is the form above the list.
type filterView struct {
	chosen
	Tab       string
	Buildings []string
}

// What the form offers.
func (filterView) Categories() []string        { return desk.Categories }
func (filterView) Priorities() []desk.Priority { return desk.Priorities }
func (filterView) Kinds() []desk.OrderKind     { return desk.OrderKinds }
