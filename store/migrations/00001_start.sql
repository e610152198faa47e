-- Times are BIGINT unix milliseconds UTC, NULL where not set; JSON is TEXT; IDENTITY_KEY
-- is what the engine uses for generated ids (dialect.go).
-- +goose Up
CREATE TABLE conversations (
	id IDENTITY_KEY,
	public_id TEXT NOT NULL UNIQUE,
	token_hash TEXT NOT NULL DEFAULT '',
	channel TEXT NOT NULL,
	address TEXT NOT NULL,
	community TEXT NOT NULL,
	name TEXT NOT NULL DEFAULT '',
	building TEXT NOT NULL DEFAULT '',
	unit TEXT NOT NULL DEFAULT '',
	floor TEXT NOT NULL DEFAULT '',
	room TEXT NOT NULL DEFAULT '',
	phone TEXT NOT NULL DEFAULT '',
	elderly BOOLEAN NOT NULL DEFAULT FALSE,
	mode TEXT NOT NULL DEFAULT 'bot',
	staff_id BIGINT NOT NULL DEFAULT 0,
	order_id BIGINT NOT NULL DEFAULT 0,
	episode_id BIGINT NOT NULL DEFAULT 0,
	state TEXT NOT NULL DEFAULT '{}',
	unreachable BOOLEAN NOT NULL DEFAULT FALSE,
	last_at BIGINT,
	created_at BIGINT NOT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	UNIQUE (channel, address)
);

CREATE INDEX conversations_token ON conversations (token_hash);

-- What was taken in and waits to be decided. lane keeps one address's rows in order.
CREATE TABLE inbox (
	id IDENTITY_KEY,
	channel TEXT NOT NULL,
	external_id TEXT NOT NULL,
	lane TEXT NOT NULL,
	community TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL,
	conversation_id BIGINT NOT NULL DEFAULT 0,
	message_id BIGINT NOT NULL DEFAULT 0,
	name TEXT NOT NULL DEFAULT '',
	staff TEXT NOT NULL DEFAULT '{}',
	order_id BIGINT NOT NULL DEFAULT 0,
	text TEXT NOT NULL DEFAULT '',
	press TEXT NOT NULL DEFAULT '',
	album TEXT NOT NULL DEFAULT '',
	callback TEXT NOT NULL DEFAULT '',
	media TEXT NOT NULL DEFAULT '[]',
	at BIGINT NOT NULL,
	attempts BIGINT NOT NULL DEFAULT 0,
	lease_until BIGINT NOT NULL DEFAULT 0,
	cause TEXT NOT NULL DEFAULT '',
	done_at BIGINT,
	UNIQUE (channel, external_id)
);
CREATE INDEX inbox_open ON inbox (id) WHERE done_at IS NULL;
CREATE INDEX inbox_lane ON inbox (lane, id) WHERE done_at IS NULL;

-- Updates no version of linli could read: kept, counted, shown.
CREATE TABLE unread_updates (
	id IDENTITY_KEY,
	channel TEXT NOT NULL,
	external_id TEXT NOT NULL,
	body TEXT NOT NULL,
	cause TEXT NOT NULL,
	at BIGINT NOT NULL,
	UNIQUE (channel, external_id)
);

CREATE TABLE messages (
	id IDENTITY_KEY,
	key TEXT NOT NULL UNIQUE,
	conversation_id BIGINT NOT NULL REFERENCES conversations (id),
	sender TEXT NOT NULL,
	staff_id BIGINT NOT NULL DEFAULT 0,
	staff_name TEXT NOT NULL DEFAULT '',
	text TEXT NOT NULL DEFAULT '',
	entries TEXT NOT NULL DEFAULT '[]',
	order_id BIGINT NOT NULL DEFAULT 0,
	order_number TEXT NOT NULL DEFAULT '',
	buttons TEXT NOT NULL DEFAULT '[]',
	media TEXT NOT NULL DEFAULT '[]',
	reply_to BIGINT NOT NULL DEFAULT 0,
	at BIGINT NOT NULL
);
CREATE INDEX messages_conversation ON messages (conversation_id, id);

CREATE TABLE outbox (
	id IDENTITY_KEY,
	key TEXT NOT NULL UNIQUE,
	channel TEXT NOT NULL,
	lane TEXT NOT NULL,
	community TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL,
	text TEXT NOT NULL DEFAULT '',
	buttons TEXT NOT NULL DEFAULT '[]',
	media TEXT NOT NULL DEFAULT '[]',
	edits TEXT NOT NULL DEFAULT '',
	order_id BIGINT NOT NULL DEFAULT 0,
	conversation_id BIGINT NOT NULL DEFAULT 0,
	not_before BIGINT NOT NULL DEFAULT 0, -- also the lease and the back-off
	attempts BIGINT NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL,
	sent_at BIGINT,
	failed_at BIGINT,
	cause TEXT NOT NULL DEFAULT '',
	receipt TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_open ON outbox (id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_lane ON outbox (lane, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX outbox_receipt ON outbox (channel, receipt) WHERE receipt <> '';

-- Forum topics of staff rooms, one per order.
CREATE TABLE topics (
	chat TEXT NOT NULL,
	order_id BIGINT NOT NULL,
	thread TEXT NOT NULL,
	PRIMARY KEY (chat, order_id)
);
CREATE INDEX topics_thread ON topics (chat, thread);

CREATE TABLE order_numbers (
	day TEXT NOT NULL PRIMARY KEY,
	last BIGINT NOT NULL
);

CREATE TABLE orders (
	id IDENTITY_KEY,
	number TEXT NOT NULL UNIQUE,
	community TEXT NOT NULL,
	conversation_id BIGINT NOT NULL DEFAULT 0,
	episode_id BIGINT NOT NULL DEFAULT 0,
	kind TEXT NOT NULL,
	category TEXT NOT NULL,
	priority TEXT NOT NULL,
	state TEXT NOT NULL,
	title TEXT NOT NULL DEFAULT '',
	text TEXT NOT NULL DEFAULT '',
	building TEXT NOT NULL DEFAULT '',
	unit TEXT NOT NULL DEFAULT '',
	floor TEXT NOT NULL DEFAULT '',
	room TEXT NOT NULL DEFAULT '',
	spot TEXT NOT NULL DEFAULT '',
	resident TEXT NOT NULL DEFAULT '',
	phone TEXT NOT NULL DEFAULT '',
	since TEXT NOT NULL DEFAULT '',
	visit TEXT NOT NULL DEFAULT '',
	media TEXT NOT NULL DEFAULT '[]',
	entry TEXT NOT NULL DEFAULT '',
	emergency TEXT NOT NULL DEFAULT '',
	reason TEXT NOT NULL DEFAULT '',
	claimed_by BIGINT NOT NULL DEFAULT 0,
	claimer_name TEXT NOT NULL DEFAULT '',
	opened_at BIGINT NOT NULL,
	first_act_at BIGINT,
	claimed_at BIGINT,
	working_at BIGINT,
	resolved_at BIGINT,
	closed_at BIGINT,
	closed_by TEXT NOT NULL DEFAULT '',
	resolution TEXT NOT NULL DEFAULT '',
	hold_reason TEXT NOT NULL DEFAULT '',
	hold_since BIGINT,
	hold_until BIGINT,
	held_ms BIGINT NOT NULL DEFAULT 0,
	handled_ms BIGINT NOT NULL DEFAULT 0,
	missed TEXT NOT NULL DEFAULT '[]',
	respond_due BIGINT,
	arrive_due BIGINT,
	finish_due BIGINT,
	alerts TEXT NOT NULL DEFAULT '[]',
	next_check BIGINT,
	urged_at BIGINT,
	urged BIGINT NOT NULL DEFAULT 0,
	reopens BIGINT NOT NULL DEFAULT 0,
	confirmed TEXT NOT NULL DEFAULT '',
	rating BIGINT NOT NULL DEFAULT 0,
	rated_at BIGINT,
	rated_why TEXT NOT NULL DEFAULT '',
	merged_to BIGINT NOT NULL DEFAULT 0,
	external_to TEXT NOT NULL DEFAULT '',
	demo BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX orders_list ON orders (community, state, id);
CREATE INDEX orders_conversation ON orders (conversation_id, id);
CREATE INDEX orders_opened ON orders (community, opened_at);
CREATE INDEX orders_check ON orders (next_check) WHERE next_check IS NOT NULL;

CREATE INDEX orders_merged ON orders (merged_to) WHERE merged_to > 0;

CREATE TABLE order_log (
	id IDENTITY_KEY,
	order_id BIGINT NOT NULL REFERENCES orders (id),
	at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	move TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state TEXT NOT NULL,
	why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX order_log_order ON order_log (order_id, id);

CREATE TABLE follow_ups (
	id IDENTITY_KEY,
	order_id BIGINT NOT NULL REFERENCES orders (id),
	conversation_id BIGINT NOT NULL DEFAULT 0,
	community TEXT NOT NULL,
	stage TEXT NOT NULL,
	due_at BIGINT,
	asked_at BIGINT,
	reminded_at BIGINT,
	answered_at BIGINT,
	outcome TEXT NOT NULL DEFAULT '',
	caller BIGINT NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL,
	version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX follow_ups_due ON follow_ups (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX follow_ups_order ON follow_ups (order_id);
CREATE INDEX follow_ups_created ON follow_ups (community, created_at);

CREATE TABLE episodes (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	channel TEXT NOT NULL,
	conversation_id BIGINT NOT NULL,
	started_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	first_reply_at BIGINT,
	first_human_at BIGINT,
	handover_at BIGINT,
	handover TEXT NOT NULL DEFAULT '',
	ended_at BIGINT,
	ending TEXT NOT NULL DEFAULT '',
	asked BIGINT NOT NULL DEFAULT 0,
	answered BIGINT NOT NULL DEFAULT 0,
	refused BIGINT NOT NULL DEFAULT 0,
	solved BOOLEAN NOT NULL DEFAULT FALSE,
	rating BIGINT NOT NULL DEFAULT 0,
	topics TEXT NOT NULL DEFAULT '[]',
	orders BIGINT NOT NULL DEFAULT 0,
	demo BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX episodes_started ON episodes (community, started_at);
CREATE INDEX episodes_conversation ON episodes (conversation_id, started_at);
CREATE INDEX episodes_open ON episodes (last_at) WHERE ended_at IS NULL;

CREATE TABLE answers (
	message_id BIGINT NOT NULL PRIMARY KEY,
	episode_id BIGINT NOT NULL,
	decision TEXT NOT NULL,
	entries TEXT NOT NULL DEFAULT '[]',
	at BIGINT NOT NULL
);
CREATE INDEX answers_at ON answers (at);

CREATE TABLE staff (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	password_hash TEXT NOT NULL DEFAULT '',
	telegram TEXT NOT NULL DEFAULT '',
	active BOOLEAN NOT NULL DEFAULT TRUE,
	created_at BIGINT NOT NULL,
	UNIQUE (community, name)
);
CREATE UNIQUE INDEX staff_telegram ON staff (telegram) WHERE telegram <> '';

-- Tokens are kept as SHA-256 only. kind: api, session, link (one use).
CREATE TABLE staff_tokens (
	hash TEXT NOT NULL PRIMARY KEY,
	staff_id BIGINT NOT NULL REFERENCES staff (id),
	kind TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT,
	used_at BIGINT
);

CREATE TABLE media (
	ref TEXT NOT NULL PRIMARY KEY,
	conversation_id BIGINT NOT NULL DEFAULT 0,
	kind TEXT NOT NULL,
	type TEXT NOT NULL DEFAULT '',
	name TEXT NOT NULL DEFAULT '',
	size BIGINT NOT NULL DEFAULT 0,
	sha256 TEXT NOT NULL DEFAULT '',
	remote TEXT NOT NULL DEFAULT '', -- the channel's handle while the file is not kept here
	created_at BIGINT NOT NULL
);
CREATE INDEX media_remote ON media (remote) WHERE remote <> '';
