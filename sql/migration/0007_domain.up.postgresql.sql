-- Words from a closed list are domains here: PostgreSQL reads the text of a
-- table's CHECKs again for every statement that writes a row, which cost an
-- answer to an event more than its INSERT; a domain is looked at only when its
-- column is written, and compiled once.

CREATE DOMAIN event_visibility AS text
  CONSTRAINT event_visibility_check CHECK (VALUE IN ('public', 'private'));
CREATE DOMAIN event_status AS text
  CONSTRAINT event_status_check
  CHECK (VALUE IN ('draft', 'published', 'cancelled', 'completed'));
CREATE DOMAIN rsvp_status AS text
  CONSTRAINT rsvp_status_check
  CHECK (VALUE IN ('attending', 'maybe', 'not_attending', 'waitlisted'));

ALTER TABLE event
  DROP CONSTRAINT event_visibility_check,
  DROP CONSTRAINT event_status_check,
  ALTER COLUMN visibility TYPE event_visibility,
  ALTER COLUMN status TYPE event_status;
DROP INDEX rsvp_waitlist_index;
ALTER TABLE rsvp
  DROP CONSTRAINT rsvp_queued_at_check,
  DROP CONSTRAINT rsvp_status_check,
  ALTER COLUMN status TYPE rsvp_status;
ALTER TABLE rsvp ADD CONSTRAINT rsvp_queued_at_check
  CHECK ((status = 'waitlisted') = (queued_at IS NOT NULL));
CREATE INDEX rsvp_waitlist_index ON rsvp (event_id, queued_at, user_id)
  WHERE status = 'waitlisted';
