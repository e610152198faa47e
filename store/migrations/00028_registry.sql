-- The register of residents (住户名册): which phone numbers belong to which flat, hashed; and who
-- has shown in the chat that theirs is one of them.
-- +goose Up
CREATE TABLE registry (
	community TEXT NOT NULL,
	building TEXT NOT NULL,
	unit TEXT NOT NULL,
	room TEXT NOT NULL,
	number TEXT NOT NULL,
	PRIMARY KEY (community, building, unit, room, number)
);
CREATE TABLE registry_imports (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	staff_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	flats BIGINT NOT NULL,
	numbers BIGINT NOT NULL,
	at BIGINT NOT NULL
);
CREATE TABLE registry_checks (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	building TEXT NOT NULL,
	unit TEXT NOT NULL,
	room TEXT NOT NULL,
	conversation_id BIGINT NOT NULL,
	fits BOOLEAN NOT NULL,
	at BIGINT NOT NULL
);
CREATE INDEX registry_checks_flat ON registry_checks (community, building, unit, room, at);
CREATE INDEX registry_checks_conversation ON registry_checks (conversation_id, at);
CREATE TABLE secrets (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
ALTER TABLE conversations ADD COLUMN verified_at BIGINT;
