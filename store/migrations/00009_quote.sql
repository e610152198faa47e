-- What the work on an order costs (desk.Quote), and photos of it (desk.WorkPhoto).
-- +goose Up
ALTER TABLE orders ADD COLUMN quote TEXT NOT NULL DEFAULT '{}';
ALTER TABLE orders ADD COLUMN photos TEXT NOT NULL DEFAULT '[]';
