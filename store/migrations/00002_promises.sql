-- +goose Up
ALTER TABLE orders ADD COLUMN promise_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN promise_words TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN promise_made BIGINT;
ALTER TABLE orders ADD COLUMN promise_due BIGINT;
ALTER TABLE orders ADD COLUMN promise_kept BIGINT;
ALTER TABLE orders ADD COLUMN promises BIGINT NOT NULL DEFAULT 0;
-- When the clocks warn (desk.Ladder).
ALTER TABLE orders ADD COLUMN ladder TEXT NOT NULL DEFAULT '{}';
