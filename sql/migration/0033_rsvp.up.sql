-- Answers with all that they may be: given by whom, offered a seat, or taken away by a
-- host; whether their person was asked again, and came.
--
-- When a person is erased: their answers go with them.

-- @postgresql
ALTER TABLE rsvp DROP CONSTRAINT rsvp_queued_at_check;
ALTER DOMAIN rsvp_status DROP CONSTRAINT rsvp_status_check;
ALTER DOMAIN rsvp_status ADD CONSTRAINT rsvp_status_check
  CHECK (VALUE IN ('attending', 'maybe', 'not_attending', 'waitlisted', 'offered', 'removed'));
CREATE DOMAIN rsvp_source AS text
  CONSTRAINT rsvp_source_check
  CHECK (VALUE IN ('api', 'imip', 'guest', 'host', 'standing', 'poll', 'import'));

ALTER TABLE rsvp
  ADD COLUMN is_standing boolean NOT NULL DEFAULT FALSE,
  ADD COLUMN source rsvp_source NOT NULL DEFAULT 'api',
  ADD COLUMN asked_at timestamptz,
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN arrived bigint NOT NULL DEFAULT 0,
  ADD COLUMN attended boolean,
  ADD CONSTRAINT rsvp_queued_at_check
    CHECK ((queued_at IS NOT NULL) = (status IN ('waitlisted', 'offered')));
-- @sqlite
-- A CHECK goes with its table only. Nothing refers to this one, so a row needs no
-- number: it is its own index by event and user.
DROP INDEX rsvp_waitlist_index;
DROP INDEX rsvp_event_id_created_at_index;
DROP INDEX rsvp_user_id_index;
ALTER TABLE rsvp RENAME TO rsvp_before;
CREATE TABLE rsvp (
  event_id     {id}   NOT NULL
    CONSTRAINT rsvp_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  user_id      {id}   NOT NULL
    CONSTRAINT rsvp_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  status       TEXT   NOT NULL
    CONSTRAINT rsvp_status_check
    CHECK (status IN ('attending', 'maybe', 'not_attending', 'waitlisted', 'offered', 'removed')),
  party_size   {int}  NOT NULL
    CONSTRAINT rsvp_party_size_check CHECK (party_size >= 1),
  note         TEXT,
  -- place in the waitlist, and how often a smaller party has passed
  queued_at    {time},
  passed       {int}  NOT NULL,
  created_at   {time} NOT NULL,
  updated_at   {time} NOT NULL,
  version      {int}  NOT NULL,
  is_standing  {bool} NOT NULL DEFAULT FALSE,
  source       TEXT   NOT NULL DEFAULT 'api'
    CONSTRAINT rsvp_source_check
    CHECK (source IN ('api', 'imip', 'guest', 'host', 'standing', 'poll', 'import')),
  asked_at     {time},
  confirmed_at {time},
  arrived      {int}  NOT NULL DEFAULT 0,
  attended     {bool},
  CONSTRAINT rsvp_event_id_user_id_pk PRIMARY KEY (event_id, user_id),
  CONSTRAINT rsvp_queued_at_check
    CHECK ((queued_at IS NOT NULL) = (status IN ('waitlisted', 'offered')))
) {strict}, WITHOUT ROWID;

INSERT INTO rsvp (event_id, user_id, status, party_size, note, queued_at, passed,
       created_at, updated_at, version)
SELECT event_id, user_id, status, party_size, note, queued_at, passed, created_at,
       updated_at, version
  FROM rsvp_before
 ORDER BY event_id, user_id;
DROP TABLE rsvp_before;
CREATE INDEX rsvp_user_id_index ON rsvp (user_id, event_id);
CREATE INDEX rsvp_event_id_created_at_index ON rsvp (event_id, created_at, user_id);
CREATE INDEX rsvp_waitlist_index ON rsvp (event_id, queued_at, user_id) WHERE status = 'waitlisted';
-- @end

-- Hosts are few beside guests.
CREATE INDEX event_guest_host_index ON event_guest (event_id, created_at, user_id)
  WHERE role <> 'guest';
