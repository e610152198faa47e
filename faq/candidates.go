package faq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

const (
	proposed    = 30   // phrases asked of bleve per message
	nearTies    = 50   // asked for beyond, see rounded: equal phrases must not take turns at the border
	searchGrams = 16   // the message's most telling grams that are searched for; bounds the cost of a long message
	answerBoost = 0.3  // a word of the answer says less than a word of a question
	batchSize   = 5000 // documents per batch

	phraseField = "phrase"
	answerField = "answer"
	answerMark  = "a"
)

// proposer proposes entries by full text. Its scores rescale per query, so only its order is used.
type proposer struct {
	index bleve.Index
	model *model
}

func newProposer(ctx context.Context, m *model) (*proposer, error) {
	how, err := newMapping()
	if err != nil {
		return nil, err
	}
	x, err := bleve.NewUsing("", how, "scorch", "boltdb", nil) // in memory; NewMemOnly would ignore BM25
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	p := &proposer{index: x, model: m}
	if err := p.fill(ctx); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return p, nil
}

// fill indexes one document per phrase, named by the phrase's number, and one per answer, named by answerMark and the
// entry's number. Both hold grams that are cut already: the analyzer has nothing to do but to split at the blanks.
func (p *proposer) fill(ctx context.Context) error {
	batch := p.index.NewBatch()
	add := func(id, field string, gs []string) error {
		if err := batch.Index(id, map[string]any{field: strings.Join(gs, " ")}); err != nil {
			return fmt.Errorf("document %s: %w", id, err)
		}
		if batch.Size() < batchSize {
			return nil
		}
		if err := p.index.Batch(batch); err != nil {
			return err
		}
		batch.Reset()
		return ctx.Err()
	}
	for i, phrase := range p.model.phrases {
		if err := add(strconv.Itoa(i), phraseField, phrase.grams); err != nil {
			return err
		}
	}
	for i, answer := range p.model.answers {
		if err := add(answerMark+strconv.Itoa(i), answerField, answer); err != nil {
			return err
		}
	}
	return p.index.Batch(batch)
}

func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.ScoringModel = index.BM25Scoring
	const blanks = "blanks"
	err := m.AddCustomAnalyzer(blanks, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		return nil, fmt.Errorf("analyzer: %w", err)
	}
	document := bleve.NewDocumentStaticMapping()
	for _, name := range []string{phraseField, answerField} {
		field := bleve.NewTextFieldMapping()
		field.Analyzer, field.Store, field.IncludeInAll = blanks, false, false
		field.IncludeTermVectors, field.DocValues = false, false
		document.AddFieldMappingsAt(name, field)
	}
	m.DefaultMapping, m.DefaultAnalyzer = document, blanks
	return m, nil
}

// entries returns the entries of the best phrases and answers, best first. Phrase number without is passed over (none
// when there is none to pass over): a phrase must not propose itself.
func (p *proposer) entries(ctx context.Context, m message, without int) ([]int, error) {
	terms := p.telling(m)
	if len(terms) == 0 {
		return nil, nil
	}
	should := make([]query.Query, 0, 2*len(terms))
	for _, t := range terms {
		phrase, answer := bleve.NewTermQuery(t), bleve.NewTermQuery(t)
		phrase.SetField(phraseField)
		answer.SetField(answerField)
		answer.SetBoost(answerBoost)
		should = append(should, phrase, answer)
	}
	request := bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(should...), proposed+nearTies, 0, false)
	result, err := p.index.SearchInContext(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	slices.SortFunc(result.Hits, func(a, b *search.DocumentMatch) int {
		return cmp.Or(cmp.Compare(rounded(b.Score), rounded(a.Score)), cmp.Compare(a.ID, b.ID))
	})
	var entries []int
	for _, hit := range result.Hits[:min(proposed, len(result.Hits))] {
		entry, number, err := p.model.document(hit.ID)
		if err != nil {
			return nil, err
		}
		if number != without && !slices.Contains(entries, entry) {
			entries = append(entries, entry)
		}
	}
	return entries, nil
}

// rounded drops the digits of a score that depend on the order bleve happened to add it up in.
func rounded(score float64) float32 { return float32(score) }

const notPhrase = -2 // unlike none, so that leaving out nothing does not leave out answers

// document says which entry a document of the index stands for, and which phrase (answers: notPhrase).
func (m *model) document(id string) (entry, phrase int, err error) {
	if n, ok := strings.CutPrefix(id, answerMark); ok {
		entry, err = strconv.Atoi(n)
		return entry, notPhrase, err
	}
	if phrase, err = strconv.Atoi(id); err != nil {
		return 0, 0, fmt.Errorf("document %q: %w", id, err)
	}
	return m.phrases[phrase].entry, phrase, nil
}

// telling returns the message's grams that the index knows, the most telling first, searchGrams at most.
func (p *proposer) telling(m message) []string {
	var known []string
	for _, g := range m.grams {
		if _, ok := p.model.vocabulary.number[g]; ok {
			known = append(known, g)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	v := p.model.vocabulary
	slices.SortStableFunc(known, func(a, b string) int { return cmp.Compare(v.idf[v.number[b]], v.idf[v.number[a]]) })
	return known[:min(len(known), searchGrams)]
}

func (p *proposer) close() error { return p.index.Close() }
