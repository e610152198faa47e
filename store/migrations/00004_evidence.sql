-- Checksums of the evidence that was handed out, so that a true file can be told from
-- one made elsewhere.
-- +goose Up
CREATE TABLE evidence (
	sha256 TEXT NOT NULL PRIMARY KEY,
	order_id BIGINT NOT NULL,
	number TEXT NOT NULL,
	staff_name TEXT NOT NULL,
	at BIGINT NOT NULL
);
