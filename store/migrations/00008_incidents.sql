-- What is cut off for many at once, who asked about it, and its broadcasts.
-- +goose Up
CREATE TABLE incidents (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	state TEXT NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL DEFAULT '',
	planned BOOLEAN NOT NULL,
	buildings TEXT NOT NULL DEFAULT '[]', -- none: all
	from_at BIGINT NOT NULL,
	until_at BIGINT, -- NULL: not known
	text TEXT NOT NULL DEFAULT '',
	published_by TEXT NOT NULL DEFAULT '{}',
	published_at BIGINT,
	ended_by TEXT NOT NULL DEFAULT '{}',
	ended_at BIGINT,
	withdrawn_why TEXT NOT NULL DEFAULT '',
	created_at BIGINT NOT NULL,
	demo BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX incidents_community ON incidents (community, state, from_at);

CREATE TABLE incident_asks (
	incident_id BIGINT NOT NULL REFERENCES incidents (id),
	conversation_id BIGINT NOT NULL,
	reported BOOLEAN NOT NULL DEFAULT FALSE,
	apart BOOLEAN NOT NULL DEFAULT FALSE,
	at BIGINT NOT NULL,
	told_at BIGINT,
	PRIMARY KEY (incident_id, conversation_id)
);
CREATE INDEX incident_asks_untold ON incident_asks (incident_id) WHERE told_at IS NULL AND NOT apart;

CREATE TABLE broadcasts (
	id IDENTITY_KEY,
	incident_id BIGINT NOT NULL REFERENCES incidents (id),
	community TEXT NOT NULL,
	state TEXT NOT NULL,
	text TEXT NOT NULL,
	buildings TEXT NOT NULL DEFAULT '[]',
	with_unknown BOOLEAN NOT NULL,
	by_staff TEXT NOT NULL,
	at BIGINT NOT NULL,
	stopped_by TEXT NOT NULL DEFAULT '{}',
	stopped_at BIGINT,
	version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX broadcasts_incident ON broadcasts (incident_id, id);

-- state: waiting, queued (in the record and, where the channel needs it, the outbox), stopped.
CREATE TABLE receivers (
	broadcast_id BIGINT NOT NULL REFERENCES broadcasts (id),
	conversation_id BIGINT NOT NULL,
	key TEXT NOT NULL,
	state TEXT NOT NULL,
	PRIMARY KEY (broadcast_id, conversation_id)
);
CREATE INDEX receivers_waiting ON receivers (broadcast_id, conversation_id) WHERE state = 'waiting';
CREATE INDEX conversations_community ON conversations (community, building);
