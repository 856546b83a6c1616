-- When the clock has something to do with an event.
--
-- When a person is erased: nothing here is about people.

-- What its organizer wants: how many minutes before the start who comes is reminded,
-- and how many hours before they are asked whether they still come, and for how long.
-- What exists gets none of it. rsvp_closes_at follows the start by so many minutes.
ALTER TABLE event ADD COLUMN reminders {json} NOT NULL DEFAULT '[]';
ALTER TABLE event ADD COLUMN reconfirm_before_hours {int};
ALTER TABLE event ADD COLUMN reconfirm_for_hours {int};
ALTER TABLE event ADD COLUMN rsvp_closes_before {int};

-- Until when those who were asked may answer; what was done already; and when to look
-- next: never later than something is due, so whoever is in doubt may say now.
ALTER TABLE event ADD COLUMN reconfirm_until {time};
ALTER TABLE event ADD COLUMN done_until {time};
ALTER TABLE event ADD COLUMN due_at {time};
CREATE INDEX event_due_at_index ON event (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX event_done_until_index ON event (done_until) WHERE due_at IS NOT NULL;

-- What is over stays as it is.
UPDATE event SET due_at = end_time, done_until = updated_at
 WHERE status = 'published'
-- @postgresql
   AND end_time > now();
-- @sqlite
   AND end_time > (julianday('now') - 2440587.5) * 86400000000;
-- @end

-- Notices are for those who came too, and for those who did not.
-- @postgresql
ALTER TABLE event_notice DROP CONSTRAINT event_notice_audience_check;
ALTER TABLE event_notice ADD CONSTRAINT event_notice_audience_check
  CHECK (audience IN ('attending', 'maybe', 'waitlisted', 'all', 'attended', 'no_show', 'unconfirmed'));
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
  audience   TEXT   NOT NULL
    CONSTRAINT event_notice_audience_check
    CHECK (audience IN ('attending', 'maybe', 'waitlisted', 'all', 'attended', 'no_show', 'unconfirmed')),
  recipients {int}  NOT NULL,
  created_at {time} NOT NULL
) {strict};
INSERT INTO event_notice SELECT id, event_id, sender_id, subject, body, audience, recipients, created_at
  FROM event_notice_before;
DROP TABLE event_notice_before;
CREATE INDEX event_notice_event_id_index ON event_notice (event_id, id);
CREATE INDEX event_notice_sender_id_index ON event_notice (sender_id);
-- @end
