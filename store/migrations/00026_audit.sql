-- Who did what to accounts and data.
-- +goose Up
CREATE TABLE audit (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	staff_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	act TEXT NOT NULL,
	about TEXT NOT NULL DEFAULT '',
	at BIGINT NOT NULL
);
CREATE INDEX audit_community ON audit (community, id);
