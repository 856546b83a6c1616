-- Of notices that programs before do not know, all who came may read them.
UPDATE event_notice SET audience = 'attending' WHERE audience IN ('attended', 'no_show', 'unconfirmed');
-- @postgresql
ALTER TABLE event_notice DROP CONSTRAINT event_notice_audience_check;
ALTER TABLE event_notice ADD CONSTRAINT event_notice_audience_check
  CHECK (audience IN ('attending', 'maybe', 'waitlisted', 'all'));
-- @sqlite
DROP INDEX event_notice_event_id_index;
DROP INDEX event_notice_sender_id_index;
ALTER TABLE event_notice RENAME TO event_notice_before;
CREATE TABLE event_notice (
  id         {id}   NOT NULL CONSTRAINT event_notice_id_pk PRIMARY KEY,
  event_id   {id}   NOT NULL
    CONSTRAINT event_notice_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  sender_id  {id}   NOT NULL
    CONSTRAINT event_notice_sender_id_fk REFERENCES users (id) ON DELETE RESTRICT,
  subject    TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  -- whom it was for, by their answer
  audience   TEXT   NOT NULL
    CONSTRAINT event_notice_audience_check
    CHECK (audience IN ('attending', 'maybe', 'waitlisted', 'all')),
  recipients {int}  NOT NULL,
  created_at {time} NOT NULL
) {strict};
INSERT INTO event_notice SELECT id, event_id, sender_id, subject, body, audience, recipients, created_at
  FROM event_notice_before;
DROP TABLE event_notice_before;
CREATE INDEX event_notice_event_id_index ON event_notice (event_id, id);
CREATE INDEX event_notice_sender_id_index ON event_notice (sender_id);
-- @end
DROP INDEX event_done_until_index;
DROP INDEX event_due_at_index;
ALTER TABLE event DROP COLUMN due_at;
ALTER TABLE event DROP COLUMN done_until;
ALTER TABLE event DROP COLUMN reconfirm_until;
ALTER TABLE event DROP COLUMN rsvp_closes_before;
ALTER TABLE event DROP COLUMN reconfirm_for_hours;
ALTER TABLE event DROP COLUMN reconfirm_before_hours;
ALTER TABLE event DROP COLUMN reminders;
