DROP INDEX rsvp_waitlist_index;
ALTER TABLE rsvp
  DROP CONSTRAINT rsvp_queued_at_check,
  ALTER COLUMN status TYPE text,
  ADD CONSTRAINT rsvp_status_check
    CHECK (status IN ('attending', 'maybe', 'not_attending', 'waitlisted'));
ALTER TABLE rsvp ADD CONSTRAINT rsvp_queued_at_check
  CHECK ((status = 'waitlisted') = (queued_at IS NOT NULL));
CREATE INDEX rsvp_waitlist_index ON rsvp (event_id, queued_at, user_id)
  WHERE status = 'waitlisted';
ALTER TABLE event
  ALTER COLUMN visibility TYPE text,
  ALTER COLUMN status TYPE text,
  ADD CONSTRAINT event_visibility_check CHECK (visibility IN ('public', 'private')),
  ADD CONSTRAINT event_status_check
    CHECK (status IN ('draft', 'published', 'cancelled', 'completed'));

DROP DOMAIN rsvp_status;
DROP DOMAIN event_status;
DROP DOMAIN event_visibility;
