-- The report after an emergency; what a call is about, which may be no order.
-- +goose Up
ALTER TABLE orders ADD COLUMN reports TEXT NOT NULL DEFAULT '[]';
ALTER TABLE orders ADD COLUMN report_ask BIGINT;
ALTER TABLE orders ADD COLUMN report_asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN owes_report BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE orders ADD COLUMN rework_of TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN form_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX orders_form ON orders (form_key) WHERE form_key <> '';
CREATE INDEX orders_owing ON orders (community, id) WHERE owes_report;

CREATE TABLE follow_ups_of_all (
	id IDENTITY_KEY,
	order_id BIGINT REFERENCES orders (id),
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
	version BIGINT NOT NULL DEFAULT 1,
	tries TEXT NOT NULL DEFAULT '[]',
	result TEXT NOT NULL DEFAULT '{}',
	cause TEXT NOT NULL DEFAULT '',
	episode_id BIGINT NOT NULL DEFAULT 0,
	words TEXT NOT NULL DEFAULT ''
);
INSERT INTO follow_ups_of_all (id, order_id, conversation_id, community, stage, due_at, asked_at, reminded_at, answered_at, outcome,
		caller, created_at, version, tries, result)
	SELECT id, order_id, conversation_id, community, stage, due_at, asked_at, reminded_at, answered_at, outcome,
		caller, created_at, version, tries, result FROM follow_ups;
DROP TABLE follow_ups;
ALTER TABLE follow_ups_of_all RENAME TO follow_ups;
CREATE INDEX follow_ups_due ON follow_ups (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX follow_ups_order ON follow_ups (order_id);
CREATE INDEX follow_ups_created ON follow_ups (community, created_at);
CREATE INDEX follow_ups_calls ON follow_ups (community, outcome, due_at) WHERE stage = 'call';
CREATE INDEX follow_ups_asking ON follow_ups (conversation_id) WHERE outcome = '';
