-- Who works when: one roster for each community (desk.Roster as JSON), absences by themselves.
-- +goose Up
CREATE TABLE rosters (
	community TEXT NOT NULL PRIMARY KEY,
	body TEXT NOT NULL,
	version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE absences (
	id IDENTITY_KEY,
	community TEXT NOT NULL,
	staff_id BIGINT NOT NULL REFERENCES staff (id),
	from_at BIGINT NOT NULL,
	to_at BIGINT NOT NULL,
	reason TEXT NOT NULL DEFAULT '',
	reported_by BIGINT NOT NULL,
	version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX absences_to ON absences (community, to_at);
CREATE INDEX orders_claimed ON orders (community, claimed_by, claimed_at);
