-- Versions of FAQ entries as editors make them, and who did what to them. What is in
-- force goes before the content folder; revisions say that content has changed.
-- +goose Up
CREATE TABLE entry_versions (
	id IDENTITY_KEY,
	entry TEXT NOT NULL,
	community TEXT NOT NULL DEFAULT '', -- '' is everywhere
	building TEXT NOT NULL DEFAULT '',
	number BIGINT NOT NULL,
	status TEXT NOT NULL,
	text TEXT NOT NULL,
	valid_from BIGINT,
	valid_until BIGINT,
	author TEXT NOT NULL,
	reviewer TEXT NOT NULL DEFAULT '{}',
	reviewed_at BIGINT,
	why TEXT NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	edited_at BIGINT NOT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	UNIQUE (entry, community, building, number)
);
-- One at a time is worked on.
CREATE UNIQUE INDEX entry_versions_open ON entry_versions (entry, community, building) WHERE status IN ('draft', 'in_review');

CREATE TABLE entry_log (
	id IDENTITY_KEY,
	version_id BIGINT NOT NULL REFERENCES entry_versions (id),
	at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	move TEXT NOT NULL,
	why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX entry_log_version ON entry_log (version_id, id);

CREATE TABLE revisions (
	name TEXT NOT NULL PRIMARY KEY,
	number BIGINT NOT NULL
);
