-- The report after an emergency, and what a call is about.
-- +goose Up
ALTER TABLE orders ADD COLUMN reports TEXT NOT NULL DEFAULT '[]';
ALTER TABLE orders ADD COLUMN report_ask BIGINT;
ALTER TABLE orders ADD COLUMN report_asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN owes_report BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX orders_owing ON orders (community, id) WHERE owes_report;
ALTER TABLE follow_ups ADD COLUMN cause TEXT NOT NULL DEFAULT '';
ALTER TABLE follow_ups ADD COLUMN episode_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE follow_ups ADD COLUMN words TEXT NOT NULL DEFAULT '';
