-- sort_key orders what is still to be done by what is due next (order_list.go); NULL when
-- nothing is. search_sum tells whether order_terms holds the order's words as they are.
-- +goose Up
ALTER TABLE orders ADD COLUMN sort_key BIGINT;
ALTER TABLE orders ADD COLUMN search_sum BIGINT;
CREATE INDEX orders_due ON orders (community, state, sort_key, id) WHERE sort_key IS NOT NULL;
CREATE INDEX orders_mine ON orders (claimed_by, state, sort_key, id) WHERE sort_key IS NOT NULL;
CREATE INDEX orders_urgent ON orders (community, priority, state, sort_key, id) WHERE sort_key IS NOT NULL;
CREATE INDEX orders_newest ON orders (community, id);
CREATE INDEX orders_building ON orders (community, building, id);
CREATE INDEX orders_category ON orders (community, category, id);
CREATE INDEX orders_unsearched ON orders (id) WHERE search_sum IS NULL;

-- Words of orders for the search: hashes of term and community (order_search.go).
-- A hidden one stands only in what is masked.
CREATE TABLE order_terms (
	term BIGINT NOT NULL,
	order_id BIGINT NOT NULL,
	hidden BOOLEAN NOT NULL,
	PRIMARY KEY (term, order_id)
) CLUSTERED;
