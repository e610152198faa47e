package bot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"

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

// Content is everything approved people wrote: FAQ, emergency cards, communities.
type Content struct {
	FAQ         faq.Live
	cards       map[string]Card
	communities []desk.Community // sorted by id, real ones before demos
}

// LoadContent reads a content folder (faq/*.yaml, emergencies.yaml, communities/*.yaml)
// and builds the FAQ's index. All problems are reported, each naming file and place.
func LoadContent(ctx context.Context, files fs.FS) (*Content, error) {
	c := &Content{cards: map[string]Card{}}
	folder, err := fs.Sub(files, "faq")
	if err != nil {
		return nil, err
	}
	entries, faqErr := faq.Load(folder)
	if err := errors.Join(faqErr, c.loadCards(files), c.loadCommunities(files)); err != nil {
		return nil, err
	}
	index, err := faq.Build(ctx, entries)
	if err != nil {
		return nil, fmt.Errorf("FAQ index: %w", err)
	}
	c.FAQ.Swap(index)
	return c, c.checkCards(index)
}

func (c *Content) loadCards(files fs.FS) error {
	const name = "emergencies.yaml"
	var cards []Card
	if err := readYAML(files, name, &cards); err != nil {
		return err
	}
	for _, card := range cards {
		if card.ID == "" || card.Text == "" || card.Category == "" || len(card.Entries) == 0 {
			return fmt.Errorf("%s: card %q needs id, text, category and entries: %w", name, card.ID, desk.ErrInvalid)
		}
		if _, twice := c.cards[card.ID]; twice {
			return fmt.Errorf("%s: card %s stands there twice: %w", name, card.ID, desk.ErrInvalid)
		}
		c.cards[card.ID] = card
	}
	return nil
}

func (c *Content) checkCards(index *faq.Index) error {
	for _, card := range c.cards {
		for _, id := range card.Entries {
			if _, ok := index.Entry(id); !ok {
				return fmt.Errorf("emergencies.yaml: card %s names the unknown entry %s: %w", card.ID, id, desk.ErrInvalid)
			}
		}
	}
	return nil
}

func (c *Content) loadCommunities(files fs.FS) error {
	names, err := fs.Glob(files, "communities/*.yaml")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no communities/*.yaml: %w", desk.ErrInvalid)
	}
	seen := map[desk.CommunityID]string{}
	for _, name := range names {
		var com desk.Community
		if err := readYAML(files, name, &com); err != nil {
			return err
		}
		if err := com.Check(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if first := seen[com.ID]; first != "" {
			return fmt.Errorf("%s: community %s stands in %s already: %w", name, com.ID, path.Base(first), desk.ErrInvalid)
		}
		seen[com.ID] = name
		c.communities = append(c.communities, com)
	}
	sort.SliceStable(c.communities, func(i, j int) bool {
		a, b := c.communities[i], c.communities[j]
		if a.Demo != b.Demo {
			return b.Demo
		}
		return a.ID < b.ID
	})
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
func (c *Content) Communities() []desk.Community { return c.communities }

// Community is the one with the id, or desk.ErrNotFound.
func (c *Content) Community(id desk.CommunityID) (*desk.Community, error) {
	for i := range c.communities {
		if c.communities[i].ID == id {
			return &c.communities[i], nil
		}
	}
	return nil, fmt.Errorf("community %q: %w", id, desk.ErrNotFound)
}
