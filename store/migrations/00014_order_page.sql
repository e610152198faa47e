-- What an order is about, so that reports of the same are counted (desk.Thing); NULL where nobody has looked yet.
-- And files of orders that have no conversation.
-- +goose Up
ALTER TABLE orders ADD COLUMN thing TEXT;
CREATE INDEX orders_thing ON orders (community, thing, opened_at, id, state) WHERE thing <> '';
CREATE INDEX orders_nothing ON orders (id) WHERE thing IS NULL;
ALTER TABLE media ADD COLUMN order_id BIGINT NOT NULL DEFAULT 0;
