-- How long an incident is believed, its text in English, and the orders that were opened for it before it was known.
-- +goose Up
ALTER TABLE incidents ADD COLUMN confirmed_at BIGINT;
ALTER TABLE incidents ADD COLUMN asked_at BIGINT;
ALTER TABLE incidents ADD COLUMN english TEXT NOT NULL DEFAULT '';

CREATE TABLE incident_orders (
	order_id BIGINT NOT NULL REFERENCES orders (id) PRIMARY KEY,
	incident_id BIGINT NOT NULL REFERENCES incidents (id),
	at BIGINT NOT NULL
);
CREATE INDEX incident_orders_incident ON incident_orders (incident_id);
