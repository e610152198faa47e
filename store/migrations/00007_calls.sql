-- Calls of named persons (follow_ups of stage 'call'): when it was tried, what was said.
-- +goose Up
ALTER TABLE follow_ups ADD COLUMN tries TEXT NOT NULL DEFAULT '[]';
ALTER TABLE follow_ups ADD COLUMN result TEXT NOT NULL DEFAULT '{}';
CREATE INDEX follow_ups_calls ON follow_ups (community, outcome, due_at) WHERE stage = 'call';
