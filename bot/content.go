package bot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync/atomic"

	"go.yaml.in/yaml/v3"

	"linli/desk"
	"linli/faq"
)

// Card is the approved text of one emergency.
type Card struct {
	ID       string   `yaml:"id"`
	Name     string   `yaml:"name"`
	Entries  []string `yaml:"entries"` // FAQ entries on the same matter
	Category string   `yaml:"category"`
	Text     string   `yaml:"text"`
}

// Content is everything approved people wrote: FAQ, emergency cards, communities. It is
// safe for concurrent use, also while Reload replaces it.
type Content struct {
	FAQ      faq.Live
	approved atomic.Pointer[approved]
}

// approved is the content beside the FAQ, as it was read.
type approved struct {
	cards       map[string]Card
	checklists  []desk.Checklist
	communities []desk.Community // sorted by id, real ones before demos
	register    []desk.StandardModule
	own         map[desk.CommunityID]desk.StandardsOwn
	knowledge   knowledge
	outside     []string // what is asked and has no answer, for the FAQ to learn
	labelled    []Labelled
	revision    int64
}

// LoadContent reads a content folder (faq/*.yaml, emergencies.yaml, sop.yaml, standards.yaml,
// communities/*.yaml), puts what people changed before it and builds the FAQ's index. All problems are reported,
// each naming file and place.
func LoadContent(ctx context.Context, files fs.FS, edits desk.Edits) (*Content, error) {
	a, outside, err := readContent(files, edits)
	if err != nil {
		return nil, err
	}
	index, err := faq.Build(ctx, a.knowledge.indexed(), outside)
	if err != nil {
		return nil, fmt.Errorf("FAQ index: %w", err)
	}
	c := &Content{}
	c.approved.Store(a)
	c.FAQ.Swap(index)
	return c, nil
}

// Reload puts what the folder and the edits hold now in use, without a pause in answering: first with
// what was learned from the entries before, which takes well under a second, then learned
// anew. An error leaves everything as it was.
func (c *Content) Reload(ctx context.Context, files fs.FS, edits desk.Edits) error {
	a, outside, err := readContent(files, edits)
	if err != nil {
		return err
	}
	entries := a.knowledge.indexed()
	renewed, err := c.FAQ.Index().Renew(ctx, entries, outside)
	if err != nil {
		return fmt.Errorf("FAQ index: %w", err)
	}
	c.approved.Store(a)
	if err := c.FAQ.Swap(renewed).Close(); err != nil {
		return fmt.Errorf("FAQ index: %w", err)
	}
	index, err := faq.Build(ctx, entries, outside)
	if err != nil {
		return fmt.Errorf("FAQ index: %w", err)
	}
	return c.FAQ.Swap(index).Close()
}

func readContent(files fs.FS, edits desk.Edits) (a *approved, outside []string, err error) {
	folder, err := fs.Sub(files, "faq")
	if err != nil {
		return nil, nil, err
	}
	a = &approved{cards: map[string]Card{}, revision: edits.Revision}
	entries, faqErr := faq.Load(folder)
	outside, outsideErr := faq.LoadOutside(folder)
	if err := errors.Join(faqErr, outsideErr, a.loadCards(files), a.loadChecklists(files), a.loadCommunities(files)); err != nil {
		return nil, nil, err
	}
	a.knowledge, a.outside = newKnowledge(entries, edits.Entries), outside
	if err := a.loadLabelled(files); err != nil {
		return nil, nil, err
	}
	return a, outside, errors.Join(a.checkCards(a.knowledge.indexed()), a.loadStandards(files))
}

func (a *approved) loadCards(files fs.FS) error {
	const name = "emergencies.yaml"
	var cards []Card
	if err := readYAML(files, name, &cards); err != nil {
		return err
	}
	for _, card := range cards {
		if card.ID == "" || card.Text == "" || card.Category == "" || len(card.Entries) == 0 {
			return fmt.Errorf("%s: card %q needs id, text, category and entries: %w", name, card.ID, desk.ErrInvalid)
		}
		if _, twice := a.cards[card.ID]; twice {
			return fmt.Errorf("%s: card %s stands there twice: %w", name, card.ID, desk.ErrInvalid)
		}
		a.cards[card.ID] = card
	}
	return nil
}

func (a *approved) checkCards(entries []faq.Entry) error {
	for _, card := range a.cards {
		for _, id := range card.Entries {
			if !slices.ContainsFunc(entries, func(e faq.Entry) bool { return e.ID == id }) {
				return fmt.Errorf("emergencies.yaml: card %s names the unknown entry %s: %w", card.ID, id, desk.ErrInvalid)
			}
		}
	}
	return nil
}

func readYAML(files fs.FS, name string, into any) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Communities are the configured ones; the first is the default.
func (c *Content) Communities() []desk.Community { return c.approved.Load().communities }

// Community is the one with the id, or desk.ErrNotFound.
func (c *Content) Community(id desk.CommunityID) (*desk.Community, error) {
	list := c.Communities()
	for i := range list {
		if list[i].ID == id {
			return &list[i], nil
		}
	}
	return nil, fmt.Errorf("community %q: %w", id, desk.ErrNotFound)
}

// EmergencyCard is an emergency's card for a community, its own data in the text; ok is
// false where there is none.
func (c *Content) EmergencyCard(id string, community *desk.Community) (name, safety string, ok bool) {
	card, ok := c.card(id)
	if !ok {
		return "", "", false
	}
	safety, _ = desk.Fill(card.Text, community.Data)
	return card.Name, safety, true
}

// card is the text of an emergency.
func (c *Content) card(id string) (Card, bool) {
	card, ok := c.approved.Load().cards[id]
	return card, ok
}
