-- The figures of a window read its orders along these, not through the whole table.
-- +goose Up
CREATE INDEX orders_resolved ON orders (community, resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX orders_closed ON orders (community, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX orders_rated ON orders (community, rated_at) WHERE rated_at IS NOT NULL;
