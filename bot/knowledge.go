package bot

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"linli/desk"
	"linli/faq"
)

// The FAQ has two sources: the content folder, and the versions that editors put in force
// (desk.EntryVersion), which go before it. One index proposes entries to everybody;
// whether an entry is served, and with which text, is found for each resident.

// knowledge is what is in force, by entry.
type knowledge struct {
	folder   map[string]faq.Entry
	versions map[string][]desk.EntryVersion
}

func newKnowledge(entries []faq.Entry, versions []desk.EntryVersion) knowledge {
	k := knowledge{folder: make(map[string]faq.Entry, len(entries)), versions: map[string][]desk.EntryVersion{}}
	for _, e := range entries {
		k.folder[e.ID] = e
	}
	for _, v := range versions {
		k.versions[v.Entry] = append(k.versions[v.Entry], v)
	}
	return k
}

// indexed are the entries as they are indexed: of each one the group's text, with the ways
// to ask of all its versions. One that is served nowhere is left out.
func (k *knowledge) indexed() []faq.Entry {
	var out []faq.Entry
	for id := range k.folder {
		if e, ok := k.whole(id); ok {
			out = append(out, e)
		}
	}
	for id := range k.versions {
		if _, there := k.folder[id]; there {
			continue
		}
		if e, ok := k.whole(id); ok {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b faq.Entry) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// knows reports whether there is, or was, an entry with the id.
func (k *knowledge) knows(id string) bool {
	_, standard := k.folder[id]
	return standard || len(k.versions[id]) > 0
}

// whole is one entry as it is indexed.
func (k *knowledge) whole(id string) (e faq.Entry, ok bool) {
	e, ok = k.folder[id]
	var others []faq.Entry
	for i := range k.versions[id] {
		v := &k.versions[id][i]
		switch {
		case v.Scope == desk.Scope{} && v.Status == desk.EntryRetired:
			e, ok = faq.Entry{}, false
		case v.Scope == desk.Scope{} && v.ValidFrom.IsZero():
			e, ok = EntryOf(v, time.Time{}), true
		case v.Status == desk.EntryApproved:
			others = append(others, EntryOf(v, time.Time{}))
		}
	}
	for _, o := range others {
		if !ok {
			e, ok = o, true
			continue
		}
		e.Similar = slices.Concat(e.Similar, []string{o.Question}, o.Similar)
		e.Negative = slices.Concat(e.Negative, o.Negative)
	}
	asks := slices.Concat([]string{e.Question}, e.Similar)
	e.Negative = slices.DeleteFunc(slices.Clone(e.Negative), func(n string) bool { return slices.Contains(asks, n) })
	return e, ok
}

// at is an entry as it is served at a place and a local time there.
func (k *knowledge) at(id string, place desk.Scope, local time.Time) (faq.Entry, bool) {
	v, served := desk.InForce(k.versions[id], place, local)
	if !served {
		return faq.Entry{}, false
	}
	if v != nil {
		return EntryOf(v, local), true
	}
	e, ok := k.folder[id]
	return e, ok
}

// served is the filter for the index, nil when everything is served everywhere.
func (k *knowledge) served(place desk.Scope, local time.Time) func(id string) bool {
	if len(k.versions) == 0 {
		return nil
	}
	return func(id string) bool {
		v, served := desk.InForce(k.versions[id], place, local)
		_, standard := k.folder[id]
		return served && (v != nil || standard)
	}
}

// EntryOf is a version as an entry, with the answer of a local time; the usual answer when
// that is zero.
func EntryOf(v *desk.EntryVersion, local time.Time) faq.Entry {
	t := &v.Text
	e := faq.Entry{ID: v.Entry, Version: v.ID, Category: t.Category, Kind: t.Kind, Audience: t.Audience, Question: t.Question,
		Answer: t.Answer, FirstSteps: t.FirstSteps, Law: t.Law, Similar: t.Similar, Negative: t.Negative}
	if !v.ReviewedAt.IsZero() {
		e.Approved = v.ReviewedAt.In(local.Location()).Format(time.DateOnly)
	}
	if o := t.Order; o != nil {
		e.Order = &faq.OrderHint{Kind: string(o.Kind), Category: o.Category, Priority: string(o.Priority)}
	}
	if x := t.English; x != nil {
		e.English = &faq.Edition{Question: x.Question, Answer: x.Answer, FirstSteps: x.FirstSteps, Similar: x.Similar}
	}
	if local.IsZero() {
		return e
	}
	if a := t.At(local); a != nil {
		e.Answer = a.Answer
		if e.English != nil { // an answer of another season is none: then the Chinese one
			english := *e.English
			english.Answer = cmp.Or(a.English, a.Answer)
			e.English = &english
		}
	}
	return e
}

// TextOf is an entry as editors edit it.
func TextOf(e faq.Entry) desk.EntryText {
	t := desk.EntryText{Category: e.Category, Kind: e.Kind, Audience: e.Audience, Question: e.Question, Similar: e.Similar,
		Negative: e.Negative, Answer: e.Answer, FirstSteps: e.FirstSteps, Law: e.Law}
	if o := e.Order; o != nil {
		t.Order = &desk.EntryOrder{Kind: desk.OrderKind(o.Kind), Category: o.Category, Priority: desk.Priority(o.Priority)}
	}
	if x := e.English; x != nil {
		t.English = &desk.EntryEnglish{Question: x.Question, Answer: x.Answer, FirstSteps: x.FirstSteps, Similar: x.Similar}
	}
	return t
}

// Entry is an entry as it is served at a place and a time; ok is false where it is not.
func (c *Content) Entry(id string, place desk.Scope, now time.Time) (faq.Entry, bool) {
	a := c.approved.Load()
	return a.knowledge.at(id, place, a.local(place.Community, now))
}

// Entries are all entries served at a place and a time, by id.
func (c *Content) Entries(place desk.Scope, now time.Time) []faq.Entry {
	a := c.approved.Load()
	local := a.local(place.Community, now)
	var out []faq.Entry
	for _, e := range a.knowledge.indexed() {
		if e, ok := a.knowledge.at(e.ID, place, local); ok {
			out = append(out, e)
		}
	}
	return out
}

// Standard is what the content folder says of an entry.
func (c *Content) Standard(id string) (faq.Entry, bool) {
	e, ok := c.approved.Load().knowledge.folder[id]
	return e, ok
}

// MayRetire refuses an entry that the card of an emergency quotes: without it the card
// would have no approved words.
func (c *Content) MayRetire(id string) error {
	for _, card := range c.approved.Load().cards {
		if slices.Contains(card.Entries, id) {
			return &desk.Fault{Words: "险情卡“" + card.Name + "”要用这条答案，不能停用"}
		}
	}
	return nil
}

// Known are the ids of all entries that anybody has written for a community or for all,
// also of those that are not served any more, sorted.
func (c *Content) Known(community desk.CommunityID) []string {
	k := &c.approved.Load().knowledge
	ids := slices.Collect(maps.Keys(k.folder))
	for id, versions := range k.versions {
		if slices.ContainsFunc(versions, func(v desk.EntryVersion) bool { return v.Scope.Community == "" || v.Scope.Community == community }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Versions are those of an entry in force anywhere in a community, the broadest first.
func (c *Content) Versions(id string, community desk.CommunityID) []desk.EntryVersion {
	var out []desk.EntryVersion
	for _, v := range c.approved.Load().knowledge.versions[id] {
		if v.Scope.Community == "" || v.Scope.Community == community {
			out = append(out, v)
		}
	}
	return out
}

// Text is what an entry says at a scope, for who edits it there: the version in force and its
// text, or the content folder's with no version. ok is false where it says nothing.
func (c *Content) Text(id string, at desk.Scope, now time.Time) (t desk.EntryText, v *desk.EntryVersion, ok bool) {
	a := c.approved.Load()
	v, served := desk.InForce(a.knowledge.versions[id], at, a.local(at.Community, now))
	if !served {
		return t, v, false
	}
	if v != nil {
		return v.Text, v, true
	}
	e, ok := a.knowledge.folder[id]
	return TextOf(e), nil, ok
}

// Revision is that of the edits in use.
func (c *Content) Revision() int64 { return c.approved.Load().revision }

// local is a time in a community's zone.
func (a *approved) local(id desk.CommunityID, now time.Time) time.Time {
	for i := range a.communities {
		if a.communities[i].ID == id {
			return a.communities[i].Local(now)
		}
	}
	return now
}

// ask asks the FAQ as it is served at a place.
func (c *Content) ask(q faq.Query, place desk.Scope, now time.Time) faq.Query {
	a := c.approved.Load()
	q.Served = a.knowledge.served(place, a.local(place.Community, now))
	return q
}
