-- What managers change of the register of standards: only ever added to, the newest of
-- each standard counts.
-- +goose Up
CREATE TABLE standard_edits (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	code TEXT NOT NULL,
	number BIGINT NOT NULL,
	move TEXT NOT NULL,
	standard TEXT NOT NULL,
	why TEXT NOT NULL,
	actor TEXT NOT NULL,
	at BIGINT NOT NULL,
	UNIQUE (community, code, number)
);
