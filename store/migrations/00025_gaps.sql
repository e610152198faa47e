-- Questions that need no answer in the FAQ, by who looked at them.
-- +goose Up
CREATE TABLE gaps_dismissed (
	community TEXT NOT NULL,
	key TEXT NOT NULL,
	residents BIGINT NOT NULL,
	staff_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (community, key)
);
