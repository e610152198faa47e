-- Web chats that nobody opens any more, and reminders of the calls that are made instead.
-- +goose Up
ALTER TABLE conversations ADD COLUMN read_to BIGINT;
-- Who had read what before is not known: nobody is called for it.
UPDATE conversations SET read_to = (SELECT MAX(f.asked_at) FROM follow_ups f WHERE f.conversation_id = conversations.id AND f.outcome = '');
ALTER TABLE follow_ups ADD COLUMN remind_at BIGINT;
ALTER TABLE follow_ups ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;
UPDATE follow_ups SET remind_at = due_at WHERE stage = 'call' AND outcome = '';
CREATE INDEX follow_ups_remind ON follow_ups (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX follow_ups_unread ON follow_ups (id) WHERE cause = 'unread' AND outcome = '';
