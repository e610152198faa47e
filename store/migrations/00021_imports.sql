-- Tables that were handed in and wait for somebody to say yes to what they would change.
-- +goose Up
CREATE TABLE imports (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	staff_id BIGINT NOT NULL REFERENCES staff (id),
	name TEXT NOT NULL,
	content TEXT NOT NULL, -- base64
	created_at BIGINT NOT NULL
);
CREATE INDEX imports_created ON imports (created_at);
