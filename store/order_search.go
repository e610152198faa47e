package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"linli/desk"
	"linli/text"
)

// The search over orders: each order has the terms of its words (pairs of Han characters,
// Latin words, numbers) in order_terms, as hashes together with the community. A search
// finds the orders that have all terms of what was typed.

// maxSearched is how many runes of what the resident wrote can be found.
const maxSearched = 400

// terms are the hashes of a text's terms in a community, sorted, each once.
func terms(community desk.CommunityID, s string) []int64 {
	var out []int64
	for _, g := range text.Grams(s) {
		if n := utf8.RuneCountInString(g); n == 1 && g[0] >= utf8.RuneSelf {
			continue // single Han characters are in half of all orders
		}
		h := fnv.New64a()
		fmt.Fprintf(h, "%s\x00%s", community, g)
		out = append(out, int64(h.Sum64())) //nolint:gosec // a hash; the sign says nothing
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var orderDigits = regexp.MustCompile(`^WO(\d{4})(\d{4})-(\d+)$`)

// searchWords are what an order is found by; m masks what not everybody may see.
func searchWords(w *desk.WorkOrder, m desk.Mask) string {
	words := []string{w.Number, orderDigits.ReplaceAllString(w.Number, "$2-$3 $2"), m.Words(w.Title), w.Category, m.Place(w.Place), w.Place.Spot,
		w.Place.Building, w.Place.Unit, m.Words(firstRunes(w.Text, maxSearched)), w.Resident, w.ClaimerName, w.External}
	if w.Phone != "" {
		words = append(words, m.Phone(w.Phone), lastFour(w.Phone))
	}
	return strings.Join(words, " ")
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastFour(s string) string { return s[max(0, len(s)-4):] }

// saveTerms keeps the order's words findable; sum is what is kept of them with the order.
// Words that are no longer there stay: what was once said of an order finds it.
func (x *tx) saveTerms(w *desk.WorkOrder, known int64) error {
	open, all, sum := orderTerms(w)
	if sum == known {
		return nil
	}
	for chunk := range slices.Chunk(all, termChunk) {
		args := make([]any, 0, 3*termChunk)
		for i := range termChunk { // the last one again fills up: one statement serves all
			term := chunk[min(i, len(chunk)-1)]
			_, seen := slices.BinarySearch(open, term)
			args = append(args, term, w.ID, !seen)
		}
		if _, err := x.exec(insertTerms, args...); err != nil {
			return err
		}
	}
	_, err := x.exec("UPDATE orders SET search_sum = $1 WHERE id = $2", sum, w.ID)
	return err
}

const termChunk = 16

var insertTerms = func() string {
	rows := make([]string, termChunk)
	for i := range rows {
		rows[i] = fmt.Sprintf("($%d, $%d, $%d)", 3*i+1, 3*i+2, 3*i+3)
	}
	return "INSERT INTO order_terms (term, order_id, hidden) VALUES " + strings.Join(rows, ", ") +
		" ON CONFLICT (term, order_id) DO NOTHING"
}()

func orderTerms(w *desk.WorkOrder) (open, all []int64, sum int64) {
	open = terms(w.Community, searchWords(w, w.Masked()))
	all = slices.Concat(open, terms(w.Community, searchWords(w, desk.Mask{})))
	slices.Sort(all)
	all = slices.Compact(all)
	h := fnv.New64a()
	_ = binary.Write(h, binary.LittleEndian, all) // a hash takes everything
	return open, all, int64(h.Sum64() | 1)        //nolint:gosec // a hash, never 0; the sign says nothing
}

// commonTerm is from where on it is not counted how common a term is.
const commonTerm = 20_000

// rarest are the terms of what was typed, the one of the fewest orders first: that one is
// walked, the others are looked up.
func (s *Store) rarest(ctx context.Context, f OrderFilter) ([]int64, error) {
	found := terms(f.Community, f.Search)
	counts := make(map[int64]int, len(found))
	for _, term := range found {
		var n int
		q := fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 FROM order_terms WHERE term = $1 LIMIT %d) AS t", commonTerm)
		if err := s.readRow(ctx, []any{&n}, q, term); err != nil {
			return nil, err
		}
		counts[term] = n
	}
	slices.SortStableFunc(found, func(a, b int64) int { return counts[a] - counts[b] })
	return found, nil
}

// search adds that an order has all terms, of which the first is walked as t. One that
// stands only in what is masked finds the order for those who see it unmasked.
func (c *conditions) search(f OrderFilter, terms []int64) {
	masked := func(string) string { return "" }
	if !f.Seer.Role.Dispatches() {
		mine := c.bind("orders.priority = 'P0' OR orders.claimed_by = $%d", f.Seer.ID)
		masked = func(row string) string { return " AND (NOT " + row + ".hidden OR " + mine + ")" }
	}
	c.and(true, "t.order_id = orders.id AND t.term = $%d"+masked("t"), terms[0])
	for _, term := range terms[1:] {
		c.and(true, "EXISTS (SELECT 1 FROM order_terms u WHERE u.order_id = orders.id AND u.term = $%d"+masked("u")+")", term)
	}
}

// indexOrders makes the orders of an earlier linli findable.
func (s *Store) indexOrders(ctx context.Context) error {
	for {
		list, err := s.orders(ctx, "WHERE search_sum IS NULL ORDER BY id LIMIT 200")
		if err != nil || len(list) == 0 {
			return err
		}
		err = s.write(ctx, func(x *tx) error {
			for i := range list {
				key := dueKey(&list[i])
				if _, err := x.exec("UPDATE orders SET sort_key = $1 WHERE id = $2", key, list[i].ID); err != nil {
					return err
				}
				if err := x.saveTerms(&list[i], 0); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
