DROP INDEX event_guest_host_index;

-- What programs before do not know is a refusal to them.
UPDATE rsvp SET status = 'not_attending', queued_at = NULL WHERE status IN ('offered', 'removed');

-- @postgresql
ALTER TABLE rsvp
  DROP CONSTRAINT rsvp_queued_at_check,
  DROP COLUMN attended,
  DROP COLUMN arrived,
  DROP COLUMN confirmed_at,
  DROP COLUMN asked_at,
  DROP COLUMN source,
  DROP COLUMN is_standing;
DROP DOMAIN rsvp_source;
ALTER DOMAIN rsvp_status DROP CONSTRAINT rsvp_status_check;
ALTER DOMAIN rsvp_status ADD CONSTRAINT rsvp_status_check
  CHECK (VALUE IN ('attending', 'maybe', 'not_attending', 'waitlisted'));
ALTER TABLE rsvp ADD CONSTRAINT rsvp_queued_at_check
  CHECK ((status = 'waitlisted') = (queued_at IS NOT NULL));
-- @sqlite
DROP INDEX rsvp_waitlist_index;
DROP INDEX rsvp_event_id_created_at_index;
DROP INDEX rsvp_user_id_index;
ALTER TABLE rsvp RENAME TO rsvp_before;
CREATE TABLE rsvp (
  event_id   {id}   NOT NULL
    CONSTRAINT rsvp_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  user_id    {id}   NOT NULL
    CONSTRAINT rsvp_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  status     TEXT   NOT NULL
    CONSTRAINT rsvp_status_check
    CHECK (status IN ('attending', 'maybe', 'not_attending', 'waitlisted')),
  party_size {int}  NOT NULL
    CONSTRAINT rsvp_party_size_check CHECK (party_size >= 1),
  note       TEXT,
  -- place in the waitlist, and how often a smaller party has passed
  queued_at  {time},
  passed     {int}  NOT NULL,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  version    {int}  NOT NULL,
  CONSTRAINT rsvp_event_id_user_id_pk PRIMARY KEY (event_id, user_id),
  CONSTRAINT rsvp_queued_at_check CHECK ((status = 'waitlisted') = (queued_at IS NOT NULL))
) {strict};

INSERT INTO rsvp
SELECT event_id, user_id, status, party_size, note, queued_at, passed, created_at,
       updated_at, version
  FROM rsvp_before
 ORDER BY event_id, user_id;
DROP TABLE rsvp_before;
CREATE INDEX rsvp_user_id_index ON rsvp (user_id, event_id);
CREATE INDEX rsvp_event_id_created_at_index ON rsvp (event_id, created_at, user_id);
CREATE INDEX rsvp_waitlist_index ON rsvp (event_id, queued_at, user_id) WHERE status = 'waitlisted';
-- @end
